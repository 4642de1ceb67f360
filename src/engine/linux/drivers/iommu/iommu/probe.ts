/**
 * Models the part of drivers/iommu/iommu.c that takes a device under its IOMMU: into a group, and under the group's
 * address space, which is the kernel's own for the first device of a group.
 */
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, IS_ERR } from '../../../include/linux/errno.ts';
import { WARN } from '../../../include/asm-generic/bug.ts';
import { dev_iommu_fwspec_get, type iommu_group, type iommu_ops } from '../../../include/linux/iommu.ts';
import type { Kernel } from '../../../kernel.ts';
import { bus_for_each_dev, bus_of } from '../../base/bus.ts';
import { iommu_setup_dma_ops } from '../dma-iommu.ts';
import { __iommu_attach_device, __iommu_domain_alloc, __iommu_group_set_domain, dev_iommu_ops } from './domain.ts';
import { dev_iommu_free, dev_iommu_get, iommu_fwspec_ops } from './fwspec.ts';
import { iommu_group_add_device, iommu_group_alloc_device, iommu_group_first_dev, iommu_group_get } from './group.ts';
import { iommu_c } from './register.ts';

const at = source('drivers/iommu/iommu.c');

export function device_iommu_mapped(dev: device): boolean {
  return dev.iommu_group >= 0;
}

export const device_iommu_capable = at.fn(
  'device_iommu_capable',
  'Whether the IOMMU of a device can do something for it.',
  (k: Kernel, dev: device, cap: number): boolean => dev_iommu_ops(dev)?.capable(k, dev, cap) ?? false,
);

/** Until the group: alike in both kernels, in functions of other names. Returns the group or an errno. */
function initDevice(k: Kernel, dev: device, ops: iommu_ops): iommu_group | number {
  dev_iommu_get(k, dev);
  const iommu_dev = ops.probe_device(k, dev);
  if (IS_ERR(iommu_dev)) {
    dev_iommu_free(k, dev);
    return iommu_dev;
  }
  dev_iommu_get(k, dev).iommu_dev = iommu_dev;
  return iommu_group_get(k, dev) ?? ops.device_group(k, dev);
}

/** iommu_alloc_default_domain in 6.1, iommu_setup_default_domain in 6.12. */
function allocDefaultDomain(k: Kernel, group: iommu_group, dev: device, ops: iommu_ops): number {
  if (group.default_domain !== undefined) return 0;
  const type = ops.def_domain_type(k, dev) || iommu_c(k).iommu_def_domain_type;
  const domain = __iommu_domain_alloc(k, ops, dev, type);
  if (domain === undefined) return -EINVAL;
  group.default_domain = domain;
  return 0;
}

/** The group's address space is set at once, and the device enters it after that. */
function probe61(k: Kernel, dev: device, ops: iommu_ops): number {
  const group = initDevice(k, dev, ops);
  if (IS_ERR(group)) return group;
  const added = iommu_group_add_device(k, group, dev);
  if (added !== 0) return added;
  allocDefaultDomain(k, group, dev, ops);
  group.domain ??= group.default_domain;
  if (group.default_domain === undefined || group.owner !== undefined) return 0;
  return __iommu_attach_device(k, group.default_domain, dev);
}

/** The groups that a walk over a bus has yet to give an address space (7.3). */
type GroupList = Set<iommu_group>;

function probe612(k: Kernel, dev: device, ops: iommu_ops): number {
  if (device_iommu_mapped(dev)) return 0;
  const group = initDevice(k, dev, ops);
  return IS_ERR(group) ? group : joinGroup(k, dev, group, ops, undefined);
}

/** With a list, a group without an address space is put there and gets its own later. */
function joinGroup(k: Kernel, dev: device, group: iommu_group, ops: iommu_ops, later: GroupList | undefined): number {
  dev.iommu_group = group.id;
  iommu_group_alloc_device(k, group, dev);
  group.devices.addTail(dev);
  let ret = 0;
  if (group.domain !== undefined) ret = __iommu_attach_device(k, group.domain, dev);
  else if (later !== undefined) later.add(group);
  else {
    ret = allocDefaultDomain(k, group, dev, ops);
    if (ret === 0) ret = __iommu_group_set_domain(k, group, group.default_domain);
  }
  if (ret !== 0) {
    group.devices.remove(dev);
    dev.iommu_group = -1;
    dev_iommu_free(k, dev);
    return ret;
  }
  if (group.default_domain !== undefined) iommu_setup_dma_ops(k, dev);
  return 0;
}

/**
 * Since 6.15 firmware is asked here for what it says of a device, before any driver takes it; earlier kernels leave that to
 * the moment when a driver probes.
 */
function iommu_init_device(k: Kernel, dev: device): iommu_group | number {
  const { fwspec } = dev_iommu_get(k, dev);
  if (fwspec === undefined && dev.driver === undefined) {
    bus_of(k, dev)?.dma_configure?.(k, dev);
    if (dev.iommu === undefined || device_iommu_mapped(dev)) return -ENODEV;
  }
  const ops = iommu_fwspec_ops(k, dev_iommu_fwspec_get(dev));
  if (ops !== undefined) return initDevice(k, dev, ops);
  dev_iommu_free(k, dev);
  return -ENODEV;
}

function probe73(k: Kernel, dev: device, later: GroupList | undefined): number {
  if (device_iommu_mapped(dev)) return 0;
  const group = iommu_init_device(k, dev);
  if (IS_ERR(group)) return group;
  const ops = dev_iommu_ops(dev);
  if (ops === undefined) return -ENODEV;
  WARN(k, dev.driver !== undefined, `${dev.name}: late IOMMU probe at driver bind, something fishy here!`);
  return joinGroup(k, dev, group, ops, later);
}

/** Buses whose devices can be behind an IOMMU. */
const IOMMU_BUSES = ['platform', 'pci', 'amba'] as const;

/** 7.3. The groups get their address spaces after all devices are in them. */
const bus_iommu_probe = at.fn(
  'bus_iommu_probe',
  'Takes all devices of a bus under their IOMMU, which has just come.',
  (k: Kernel, bus: string): number => {
    const groups: GroupList = new Set();
    for (const dev of bus_for_each_dev(k, bus)) {
      const ret = probe73(k, dev, groups);
      if (ret !== 0 && ret !== -ENODEV) return ret;
    }
    for (const group of groups) {
      const dev = iommu_group_first_dev(group);
      const ops = dev_iommu_ops(dev);
      const ret = ops === undefined ? -ENODEV : allocDefaultDomain(k, group, dev, ops);
      const set = ret === 0 ? __iommu_group_set_domain(k, group, group.default_domain) : ret;
      if (set !== 0) return set;
      for (const each of group.devices) iommu_setup_dma_ops(k, each);
    }
    return 0;
  },
);

/** 7.3. Returns 0 or the first errno. */
export function iommu_probe_buses(k: Kernel): number {
  for (const bus of IOMMU_BUSES) {
    const err = bus_iommu_probe(k, bus);
    if (err !== 0) return err;
  }
  return 0;
}

/** 7.3: what iommu_bus_notifier does about a device that was just added. */
export function iommu_device_added(k: Kernel, dev: device): void {
  if (iommu_c(k).listens && IOMMU_BUSES.some((bus) => bus === dev.bus)) iommu_probe_device(k, dev);
}

export const iommu_probe_device = at.fn(
  'iommu_probe_device',
  'Takes a device under its IOMMU.',
  (k: Kernel, dev: device): number => {
    if (k.since('7.3')) return probe73(k, dev, undefined);
    const ops = iommu_fwspec_ops(k, dev_iommu_fwspec_get(dev));
    if (ops === undefined) return -ENODEV;
    return k.since('6.12') ? probe612(k, dev, ops) : probe61(k, dev, ops);
  },
);
