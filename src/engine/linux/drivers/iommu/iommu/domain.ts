/** Models the part of drivers/iommu/iommu.c about address spaces: allocation, devices that enter them, mappings. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { EBUSY, EINVAL, ENODEV, EOPNOTSUPP } from '../../../include/linux/errno.ts';
import {
  type iommu_domain,
  IOMMU_DOMAIN_IDENTITY,
  IOMMU_DOMAIN_UNMANAGED,
  type iommu_group,
  iommu_is_dma_domain,
  type iommu_ops,
} from '../../../include/linux/iommu.ts';
import type { msi_desc } from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { iommu_dma_sw_msi, iommu_get_dma_cookie, iommu_put_dma_cookie } from '../dma-iommu.ts';
import { iommu_group_first_dev, iommu_group_get } from './group.ts';

const at = source('drivers/iommu/iommu.c');

export function dev_iommu_ops(dev: device): iommu_ops | undefined {
  return dev.iommu?.iommu_dev?.ops;
}

export const __iommu_domain_alloc = at.fn(
  '__iommu_domain_alloc',
  'Makes an empty address space; one for the DMA API gets what hands out addresses, too.',
  (k: Kernel, ops: iommu_ops, dev: device | undefined, type: number): iommu_domain | undefined => {
    const domain = ops.domain_alloc(k, k.since('6.12') ? dev : undefined, type);
    if (domain === undefined) return undefined;
    domain.type = type;
    domain.owner = ops;
    if (domain.pgsize_bitmap === 0) domain.pgsize_bitmap = ops.pgsize_bitmap(k);
    if (iommu_is_dma_domain(domain)) iommu_get_dma_cookie(k, domain);
    return domain;
  },
);

/** What VFIO asks for: iommu_domain_alloc in 6.1, iommu_paging_domain_alloc from 6.11 on. */
export function iommu_paging_domain_alloc(k: Kernel, dev: device): iommu_domain | undefined {
  const ops = dev_iommu_ops(dev);
  return ops === undefined ? undefined : __iommu_domain_alloc(k, ops, dev, IOMMU_DOMAIN_UNMANAGED);
}

export const iommu_domain_free = at.fn(
  'iommu_domain_free',
  'Takes an address space down.',
  (k: Kernel, domain: iommu_domain): void => {
    iommu_put_dma_cookie(k, domain);
    domain.ops?.free?.(k, domain);
  },
);

export const __iommu_attach_device = at.fn(
  '__iommu_attach_device',
  'Sends the accesses of a device through an address space.',
  (k: Kernel, domain: iommu_domain, dev: device): number => {
    const ret = domain.ops?.attach_dev(k, domain, dev) ?? -ENODEV;
    if (ret === 0) dev.iommu_domain = domain;
    return ret;
  },
);

/** Every device of the group moves, or none. */
export const __iommu_group_set_domain = at.fn(
  '__iommu_group_set_domain',
  'Sends the accesses of all devices of a group through an address space.',
  (k: Kernel, group: iommu_group, new_domain: iommu_domain | undefined): number => {
    if (group.domain === new_domain) return 0;
    if (new_domain === undefined) return -EINVAL;
    for (const dev of group.devices) {
      const ret = __iommu_attach_device(k, new_domain, dev);
      if (ret === 0) continue;
      const old = group.domain;
      if (old !== undefined) for (const each of group.devices) __iommu_attach_device(k, old, each);
      return ret;
    }
    group.domain = new_domain;
    return 0;
  },
);

export const iommu_attach_group = at.fn(
  'iommu_attach_group',
  "Puts a group under an address space, unless it is under one that is not the core's.",
  (k: Kernel, domain: iommu_domain, group: iommu_group): number => {
    const { domain: now } = group;
    if (now !== undefined && now !== group.default_domain && now !== group.blocking_domain) return -EBUSY;
    if (k.since('6.12') && dev_iommu_ops(iommu_group_first_dev(group))?.name !== domain.owner?.name) return -EINVAL;
    return __iommu_group_set_domain(k, group, domain);
  },
);

export const iommu_detach_group = at.fn(
  'iommu_detach_group',
  "Puts a group back under the core's address space: the kernel's, or the one that blocks while user space owns it.",
  (k: Kernel, domain: iommu_domain, group: iommu_group): void => {
    __iommu_group_set_domain(k, group, group.owner === undefined ? group.default_domain : group.blocking_domain);
  },
);

/** One page of the smallest size: as large as doorbells are. */
export const iommu_map = at.fn(
  'iommu_map',
  'Maps an address of devices to memory or to a doorbell.',
  (k: Kernel, domain: iommu_domain, iova: number, paddr: number, size: number, prot: number): number => {
    if (domain.ops?.map_pages === undefined) return -ENODEV;
    const ret = domain.ops.map_pages(k, domain, iova, paddr, size, prot);
    if (ret === 0) for (let at = 0; at < size; at += 4096) domain.pages.set((iova + at) / 4096, paddr + at);
    return ret;
  },
);

/** iommu_dma_prepare_msi of 7.3, which asks the address space of a group what it does about messages. */
export const iommu_prepare_msi = at.fn(
  'iommu_dma_prepare_msi',
  'Has the address space of a device map the doorbell; nothing to do without an IOMMU.',
  (k: Kernel, desc: msi_desc, msi_addr: number): number => {
    const domain = iommu_group_get(k, must(desc.dev, 'the device of an MSI descriptor'))?.domain;
    if (domain === undefined || domain.type === IOMMU_DOMAIN_IDENTITY) return 0;
    return domain.iova_cookie === undefined ? -EOPNOTSUPP : iommu_dma_sw_msi(k, domain, desc, msi_addr);
  },
);
