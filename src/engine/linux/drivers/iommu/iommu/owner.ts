/** Models the part of drivers/iommu/iommu.c that keeps drivers of the kernel and user space from sharing a group. */
import { type Recorded, source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { EBUSY, EINVAL, EPERM, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import { IOMMU_DOMAIN_BLOCKED, IOMMU_DOMAIN_UNMANAGED, type iommu_group } from '../../../include/linux/iommu.ts';
import type { Kernel } from '../../../kernel.ts';
import { __iommu_domain_alloc, __iommu_group_set_domain, dev_iommu_ops } from './domain.ts';
import { iommu_group_first_dev, iommu_group_get } from './group.ts';

const at = source('drivers/iommu/iommu.c');

export const iommu_device_use_default_domain = at.fn(
  'iommu_device_use_default_domain',
  "Claims a device's group for a driver in the kernel; refused while user space owns it.",
  (k: Kernel, dev: device): number => {
    const group = iommu_group_get(k, dev);
    if (group === undefined) return 0;
    if (k.since('6.12') && group.default_domain === undefined) return -EPROBE_DEFER;
    if (group.owner_cnt > 0 && (group.owner !== undefined || group.domain !== group.default_domain)) return -EBUSY;
    group.owner_cnt++;
    return 0;
  },
);

export const iommu_device_unuse_default_domain = at.fn(
  'iommu_device_unuse_default_domain',
  "Takes back the claim of a driver in the kernel to its device's group.",
  (k: Kernel, dev: device): void => {
    const group = iommu_group_get(k, dev);
    if (group !== undefined && group.owner_cnt > 0) group.owner_cnt--;
  },
);

/** A driver without a domain of that kind gets an empty one instead: it blocks just as well. */
function __iommu_group_alloc_blocking_domain(k: Kernel, group: iommu_group): number {
  if (group.blocking_domain !== undefined) return 0;
  const dev = iommu_group_first_dev(group);
  const ops = dev_iommu_ops(dev);
  if (ops === undefined) return -EINVAL;
  const domain =
    __iommu_domain_alloc(k, ops, dev, IOMMU_DOMAIN_BLOCKED) ??
    __iommu_domain_alloc(k, ops, dev, IOMMU_DOMAIN_UNMANAGED);
  if (domain === undefined) return -EINVAL;
  group.blocking_domain = domain;
  return 0;
}

export const iommu_group_claim_dma_owner = at.fn(
  'iommu_group_claim_dma_owner',
  'Claims a group for user space, so that no driver of the kernel may use its devices; meanwhile they reach nothing.',
  (k: Kernel, group: iommu_group, owner: Recorded): number => {
    if (group.owner_cnt > 0) return -EPERM;
    if (group.domain !== undefined && group.domain !== group.default_domain) return -EBUSY;
    const allocated = __iommu_group_alloc_blocking_domain(k, group);
    if (allocated !== 0) return allocated;
    const ret = __iommu_group_set_domain(k, group, group.blocking_domain);
    if (ret !== 0) return ret;
    group.owner = owner;
    group.owner_cnt++;
    return 0;
  },
);

export const iommu_group_release_dma_owner = at.fn(
  'iommu_group_release_dma_owner',
  'Gives a group back to the kernel.',
  (k: Kernel, group: iommu_group): void => {
    group.owner_cnt = 0;
    group.owner = undefined;
    __iommu_group_set_domain(k, group, group.default_domain);
  },
);
