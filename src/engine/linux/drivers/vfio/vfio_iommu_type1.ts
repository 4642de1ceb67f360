/**
 * Models drivers/vfio/vfio_iommu_type1.c: an address space that user space fills, for the groups of a container. Left out:
 * mappings of user memory, apertures and reserved regions beyond the window for doorbells, dirty tracking.
 */
import { always, list, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { EINVAL, EIO, ENODEV, EPERM } from '../../include/linux/errno.ts';
import {
  IOMMU_CAP_INTR_REMAP,
  type iommu_domain,
  type iommu_group,
  IOMMU_RESV_SW_MSI,
} from '../../include/linux/iommu.ts';
import { VFIO_TYPE1_IOMMU, VFIO_TYPE1v2_IOMMU } from '../../include/uapi/linux/vfio.ts';
import type { Kernel } from '../../kernel.ts';
import { irq_domain_check_msi_remap } from '../../kernel/irq/irqdomain/index.ts';
import { printk_aside } from '../../kernel/printk/printk.ts';
import { builtIn } from '../base/init.ts';
import { iommu_get_msi_cookie } from '../iommu/dma-iommu.ts';
import {
  dev_iommu_ops,
  device_iommu_capable,
  iommu_attach_group,
  iommu_detach_group,
  iommu_domain_free,
  iommu_group_has_isolated_msi,
  iommu_paging_domain_alloc,
} from '../iommu/iommu/index.ts';
import { vfio_register_iommu_driver } from './container.ts';
import type { vfio_iommu_driver_ops } from './vfio.ts';

const at = source('drivers/vfio/vfio_iommu_type1.c');

interface vfio_domain extends Recorded {
  domain: iommu_domain;
  group_list: RecordedList<iommu_group>;
}
const vfio_domain = struct<vfio_domain>('vfio_domain', {
  domain: always(ref()),
  group_list: list(ref<iommu_group>()),
});

interface vfio_iommu extends Recorded {
  domain_list: RecordedList<vfio_domain>;
}
const vfio_iommu = struct<vfio_iommu>('vfio_iommu', { domain_list: list(ref<vfio_domain>()) });

/** Where the doorbells of a group go in an address space that is not the kernel's own; undefined for none. */
function swMsiBase(k: Kernel, group: iommu_group): number | undefined {
  for (const dev of group.devices) {
    const region = dev_iommu_ops(dev)
      ?.get_resv_regions(k, dev)
      .find(({ type }) => type === IOMMU_RESV_SW_MSI);
    if (region !== undefined) return region.start;
  }
  return undefined;
}

/** Whether a device of user space can send no interrupt but its own: 6.1 asks all MSI domains, or the IOMMU; 6.12 the group's. */
function isolated(k: Kernel, group: iommu_group): boolean {
  if (k.since('6.12')) return iommu_group_has_isolated_msi(k, group);
  return (
    irq_domain_check_msi_remap(k) ||
    group.devices.toArray().some((dev) => device_iommu_capable(k, dev, IOMMU_CAP_INTR_REMAP))
  );
}

/** An address space of the container that the group's IOMMU can take too; its devices move over. */
function shareDomain(k: Kernel, iommu: vfio_iommu, own: vfio_domain, group: iommu_group): boolean {
  for (const d of iommu.domain_list) {
    if (d.domain.owner?.name !== own.domain.owner?.name) continue;
    iommu_detach_group(k, own.domain, group);
    if (iommu_attach_group(k, d.domain, group) === 0) {
      d.group_list.addHead(group);
      iommu_domain_free(k, own.domain);
      k.rec.free(own);
      return true;
    }
    iommu_attach_group(k, own.domain, group);
  }
  return false;
}

const vfio_iommu_type1_attach_group = at.fn(
  'vfio_iommu_type1_attach_group',
  'Puts a group under an address space of its container, unless its devices could send interrupts that are not theirs.',
  (k: Kernel, iommu_data: Recorded, group: iommu_group): number => {
    const iommu = vfio_iommu.of(iommu_data);
    if (iommu.domain_list.toArray().some((d) => d.group_list.toArray().includes(group))) return -EINVAL;
    const first = group.devices.first();
    const domain = first === undefined ? undefined : iommu_paging_domain_alloc(k, first);
    if (domain === undefined) return k.since('6.12') ? -ENODEV : -EIO;
    const ret = iommu_attach_group(k, domain, group);
    if (ret !== 0) {
      iommu_domain_free(k, domain);
      return ret;
    }
    if (k.boot.allowUnsafeInterrupts !== true && !isolated(k, group)) {
      const advice = 'Use the module param "allow_unsafe_interrupts" to enable VFIO IOMMU support on this platform';
      printk_aside(k, `vfio_iommu_type1_attach_group: No interrupt remapping support.  ${advice}`);
      iommu_detach_group(k, domain, group);
      iommu_domain_free(k, domain);
      return -EPERM;
    }
    const own = vfio_domain.create(k.rec, { domain });
    if (shareDomain(k, iommu, own, group)) return 0;
    own.group_list.addHead(group);
    const base = swMsiBase(k, group);
    if (base !== undefined) iommu_get_msi_cookie(k, domain, base);
    iommu.domain_list.addHead(own);
    return 0;
  },
);

const vfio_iommu_type1_detach_group = at.fn(
  'vfio_iommu_type1_detach_group',
  'Takes a group out of its address space; with the last group that goes too.',
  (k: Kernel, iommu_data: Recorded, group: iommu_group): void => {
    const iommu = vfio_iommu.of(iommu_data);
    const d = iommu.domain_list.toArray().find((each) => each.group_list.toArray().includes(group));
    if (d === undefined) return;
    iommu_detach_group(k, d.domain, group);
    d.group_list.remove(group);
    if (d.group_list.length > 0) return;
    iommu_domain_free(k, d.domain);
    iommu.domain_list.remove(d);
    k.rec.free(d);
  },
);

const vfio_iommu_type1_open = at.fn(
  'vfio_iommu_type1_open',
  'A container starts to use IOMMUs the type 1 way, with no address space yet.',
  (k: Kernel, _arg: number): Recorded => vfio_iommu.create(k.rec),
);

const vfio_iommu_type1_release = at.fn(
  'vfio_iommu_type1_release',
  'A container uses IOMMUs the type 1 way no more.',
  (k: Kernel, iommu_data: Recorded): void => k.rec.free(iommu_data),
);

/** module_init */
export const vfio_iommu_type1_init = at.fn(
  'vfio_iommu_type1_init',
  'Registers type 1, the way to run IOMMUs that maps memory of user space as it asks.',
  (k: Kernel): number => {
    const ops: vfio_iommu_driver_ops = {
      name: 'vfio-iommu-type1',
      check_extension: (arg) => (arg === VFIO_TYPE1_IOMMU || arg === VFIO_TYPE1v2_IOMMU ? 1 : 0),
      open: vfio_iommu_type1_open,
      release: vfio_iommu_type1_release,
      attach_group: vfio_iommu_type1_attach_group,
      detach_group: vfio_iommu_type1_detach_group,
    };
    return builtIn(k, 'vfio-pci') ? vfio_register_iommu_driver(k, ops) : 0;
  },
);
