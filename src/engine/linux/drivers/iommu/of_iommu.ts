/**
 * Models drivers/iommu/of_iommu.c: which IOMMU a device is behind, by "iommu-map" of its PCI host bridge or "iommus" of
 * its own node. A device whose IOMMU has no driver yet must wait. Left out: reserved regions in the tree, the fsl-mc bus.
 */
import { type FunctionInfo, source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { ENODEV, EPROBE_DEFER } from '../../include/linux/errno.ts';
import { dev_iommu_fwspec_get, IOMMU_FWSPEC_PCI_RC_ATS } from '../../include/linux/iommu.ts';
import type { device_node, of_phandle_args } from '../../include/linux/of.ts';
import { dev_is_pci, type pci_dev, to_pci_dev } from '../../include/linux/pci/index.ts';
import type { Kernel } from '../../kernel.ts';
import { driver_deferred_probe_check_state } from '../base/dd.ts';
import {
  of_device_is_available,
  of_map_id,
  type of_map_id_result,
  of_parse_phandle_with_args,
} from '../of/base/index.ts';
import { of_property_read_bool } from '../of/property.ts';
import { pci_for_each_dma_alias } from '../pci/search.ts';
import {
  dev_iommu_free,
  device_iommu_mapped,
  iommu_fwspec_free,
  iommu_fwspec_init,
  iommu_fwspec_ops,
  iommu_ops_from_fwnode,
  iommu_probe_device,
} from './iommu/index.ts';

const at = source('drivers/iommu/of_iommu.c');

/** 6.1: there is none, which is no error. 6.12 says -ENODEV. */
const NO_IOMMU = 1;

const of_iommu_xlate = at.fn(
  'of_iommu_xlate',
  "Notes a device's IOMMU and its ID there, or says that it must wait for the IOMMU's driver.",
  (k: Kernel, dev: device, iommu_spec: of_phandle_args): number => {
    const { np } = iommu_spec;
    if (np === undefined || !of_device_is_available(k, np)) return k.since('6.12') ? -ENODEV : NO_IOMMU;
    const ops = iommu_ops_from_fwnode(k, np);
    const ret = iommu_fwspec_init(k, dev, np, ops);
    if (ret === -EPROBE_DEFER) return driver_deferred_probe_check_state(k, -EPROBE_DEFER);
    if (ret !== 0) return ret;
    // 6.1 notes the IOMMU that the device waits for all the same.
    return ops === undefined ? driver_deferred_probe_check_state(k, -EPROBE_DEFER) : ops.of_xlate(k, dev, iommu_spec);
  },
);

const of_iommu_configure_dev_id = at.fn(
  'of_iommu_configure_dev_id',
  "Looks an ID up in a node's iommu-map.",
  (k: Kernel, master_np: device_node, dev: device, id: number): number => {
    const wanted: of_map_id_result = { target: undefined, id_out: 0 };
    const err = of_map_id(k, master_np, id, 'iommu-map', 'iommu-map-mask', wanted);
    if (err !== 0) return err === -ENODEV && !k.since('6.12') ? NO_IOMMU : err;
    return of_iommu_xlate(k, dev, { np: wanted.target, args_count: 1, args: [wanted.id_out] });
  },
);

const of_iommu_configure_dev = at.fn(
  'of_iommu_configure_dev',
  "Goes through a node's iommus.",
  (k: Kernel, master_np: device_node, dev: device): number => {
    let err = k.since('6.12') ? -ENODEV : NO_IOMMU;
    for (let idx = 0; ; idx++) {
      const iommu_spec = of_parse_phandle_with_args(k, master_np, 'iommus', '#iommu-cells', idx);
      if (typeof iommu_spec === 'number') return err;
      err = of_iommu_xlate(k, dev, iommu_spec);
      if (err !== 0) return err;
    }
  },
);

interface of_pci_iommu_alias_info {
  readonly dev: device;
  readonly np: device_node;
}

const of_pci_iommu_init: ((k: Kernel, pdev: pci_dev, alias: number, data: of_pci_iommu_alias_info) => number) &
  FunctionInfo = at.fn(
  'of_pci_iommu_init',
  'Notes one of the requester IDs that a function may use.',
  (k: Kernel, pdev: pci_dev, alias: number, info: of_pci_iommu_alias_info): number =>
    of_iommu_configure_dev_id(k, info.np, info.dev, alias),
);

function configure(k: Kernel, dev: device, np: device_node): number {
  if (!dev_is_pci(dev)) return of_iommu_configure_dev(k, np, dev);
  const err = pci_for_each_dma_alias(k, to_pci_dev(dev), of_pci_iommu_init, { dev, np });
  const fwspec = dev_iommu_fwspec_get(dev);
  if (k.since('6.12') && fwspec !== undefined && of_property_read_bool(k, np, 'ats-supported')) {
    fwspec.flags |= IOMMU_FWSPEC_PCI_RC_ATS;
  }
  return err;
}

/** The last try was too early: start from scratch. Returns true when nothing is left to do. */
function configured(k: Kernel, dev: device): boolean {
  const fwspec = dev_iommu_fwspec_get(dev);
  if (fwspec === undefined) return false;
  if (k.since('6.12') || iommu_fwspec_ops(k, fwspec) !== undefined) return true;
  iommu_fwspec_free(k, dev);
  return false;
}

/** 0: behind an IOMMU. -ENODEV: behind none. -EPROBE_DEFER: its IOMMU is not up. In 6.1 the kernel returns the driver's table. */
export const of_iommu_configure = at.fn(
  'of_iommu_configure',
  'Finds the IOMMU of a device and takes the device under it.',
  (k: Kernel, dev: device, master_np: device_node | undefined): number => {
    if (master_np === undefined) return -ENODEV;
    if (configured(k, dev)) return 0;
    const present = dev.iommu !== undefined;
    let err = configure(k, dev, master_np);
    if (k.since('6.12') && err !== 0) {
      if (present) iommu_fwspec_free(k, dev);
      else dev_iommu_free(k, dev);
    }
    // In 7.3 it is the IOMMU core that asks, and goes on itself, unless a driver is already there.
    const goOn = k.since('7.3') ? !present : !device_iommu_mapped(dev);
    if (err === 0 && dev.bus !== undefined && goOn) err = iommu_probe_device(k, dev);
    return err === NO_IOMMU ? -ENODEV : err;
  },
);
