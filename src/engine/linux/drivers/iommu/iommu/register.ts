/** drivers/iommu/iommu.c: what the file keeps, and the IOMMUs of the board. */
import {
  bool,
  later,
  choice,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
} from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import {
  type iommu_device,
  IOMMU_DOMAIN_DMA,
  IOMMU_DOMAIN_IDENTITY,
  type iommu_group,
  type iommu_ops,
} from '../../../include/linux/iommu.ts';
import { type device_node, is_of_node } from '../../../include/linux/of.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { printk_aside } from '../../../kernel/printk/printk.ts';

import { iommu_probe_buses } from './probe.ts';

const at = source('drivers/iommu/iommu.c');

export interface iommu_c extends Recorded {
  iommu_device_list: RecordedList<iommu_device>;
  /** By number: the kernel has them in sysfs. */
  iommu_group_kset: RecordedMap<iommu_group>;
  iommu_group_ida: number;
  iommu_def_domain_type: number;
  /** 7.3: whether buses tell of devices that are added to them. */
  listens: boolean;
}
export const iommu_c = statics<iommu_c>('drivers/iommu/iommu.c', {
  iommu_device_list: list(ref<iommu_device>()),
  iommu_group_kset: map(ref<iommu_group>()),
  iommu_group_ida: num(),
  iommu_def_domain_type: choice({ IOMMU_DOMAIN_DMA, IOMMU_DOMAIN_IDENTITY }, IOMMU_DOMAIN_DMA),
  listens: later(bool()),
});

export const iommu_device_register = at.fn(
  'iommu_device_register',
  'Registers an IOMMU: devices that wait for it can come under it from now on; 7.3 takes those that are there at once.',
  (k: Kernel, iommu: iommu_device, ops: iommu_ops, hwdev: device | undefined): number => {
    iommu.ops = ops;
    iommu.dev = hwdev;
    if (is_of_node(hwdev?.fwnode)) iommu.fwnode = hwdev.fwnode;
    iommu_c(k).iommu_device_list.addTail(iommu);
    if (!k.since('7.3')) return 0;
    const err = iommu_probe_buses(k);
    if (err !== 0) iommu_c(k).iommu_device_list.remove(iommu);
    return err;
  },
);

/** iommu_ops_from_fwnode */
export function iommu_ops_from_fwnode(k: Kernel, fwnode: device_node | undefined): iommu_ops | undefined {
  return iommu_c(k)
    .iommu_device_list.toArray()
    .find((iommu) => iommu.fwnode === fwnode)?.ops;
}

/** subsys_initcall. */
export const iommu_subsys_init = at.fn(
  'iommu_subsys_init',
  'Decides which kind of address space devices behind an IOMMU get from the kernel.',
  (k: Kernel): number => {
    // 6.1 left a blank where the command line's choice would stand.
    const blank = k.since('6.12') ? '' : ' ';
    printk_aside(k, `iommu: Default domain type: Translated${blank}`);
    printk_aside(k, `iommu: DMA domain TLB invalidation policy: strict mode${blank}`);
    if (k.since('7.3')) iommu_c(k).listens = true;
    return 0;
  },
);
