/** Models the part of drivers/iommu/iommu.c that keeps what firmware says of a device. */
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import { dev_iommu, dev_iommu_fwspec_get, iommu_fwspec, type iommu_ops } from '../../../include/linux/iommu.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { iommu_ops_from_fwnode } from './register.ts';

const at = source('drivers/iommu/iommu.c');

export function dev_iommu_get(k: Kernel, dev: device): dev_iommu {
  dev.iommu ??= dev_iommu.create(k.rec);
  return dev.iommu;
}

export function dev_iommu_free(k: Kernel, dev: device): void {
  const param = dev.iommu;
  if (param === undefined) return;
  dev.iommu = undefined;
  if (param.fwspec !== undefined) k.rec.free(param.fwspec);
  k.rec.free(param);
}

/** The driver that the device's IOMMU has now: 6.1 keeps it, later kernels look it up. */
export function iommu_fwspec_ops(k: Kernel, fwspec: iommu_fwspec | undefined): iommu_ops | undefined {
  if (!k.since('6.12')) return fwspec?.ops;
  return fwspec === undefined ? undefined : iommu_ops_from_fwnode(k, fwspec.iommu_fwnode);
}

/** `ops` is 6.1's third argument, undefined while the IOMMU has no driver yet; 6.12 refuses then. */
export const iommu_fwspec_init = at.fn(
  'iommu_fwspec_init',
  'Notes which IOMMU a device is behind.',
  (k: Kernel, dev: device, iommu_fwnode: device_node, ops: iommu_ops | undefined): number => {
    if (k.since('6.12') && ops === undefined) return -EPROBE_DEFER;
    const fwspec = dev_iommu_fwspec_get(dev);
    if (fwspec !== undefined) return iommu_fwspec_ops(k, fwspec)?.name === ops?.name ? 0 : -EINVAL;
    dev_iommu_get(k, dev).fwspec = iommu_fwspec.create(k.rec, { iommu_fwnode, ops: k.since('6.12') ? undefined : ops });
    return 0;
  },
);

export const iommu_fwspec_free = at.fn(
  'iommu_fwspec_free',
  'Forgets what firmware said of a device.',
  (k: Kernel, dev: device): void => {
    const fwspec = dev_iommu_fwspec_get(dev);
    if (fwspec === undefined || dev.iommu === undefined) return;
    dev.iommu.fwspec = undefined;
    k.rec.free(fwspec);
  },
);

export const iommu_fwspec_add_ids = at.fn(
  'iommu_fwspec_add_ids',
  'Notes an ID that a device is known by at its IOMMU.',
  (_k: Kernel, dev: device, ids: readonly number[], num_ids: number): number => {
    const fwspec = dev_iommu_fwspec_get(dev);
    if (fwspec === undefined) return -EINVAL;
    for (const id of ids.slice(0, num_ids)) fwspec.ids.addTail(id);
    return 0;
  },
);
