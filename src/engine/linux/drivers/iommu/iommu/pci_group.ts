/** Models the part of drivers/iommu/iommu.c that finds the group of a PCI function: who can be kept apart from whom. */
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import type { iommu_group } from '../../../include/linux/iommu.ts';
import { type pci_bus, type pci_dev, pci_is_root_bus, PCI_SLOT, to_pci_dev } from '../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../kernel.ts';
import { bus_for_each_dev } from '../../base/bus.ts';
import {
  PCI_ACS_CR,
  pci_acs_enabled,
  PCI_ACS_RR,
  PCI_ACS_SV,
  PCI_ACS_UF,
  pci_devs_are_dma_aliases,
} from '../../pci/pci/index.ts';
import { pci_for_each_dma_alias } from '../../pci/search.ts';
import { iommu_group_alloc, iommu_group_get } from './group.ts';

const at = source('drivers/iommu/iommu.c');

/** What a function must have so that it cannot pose as another, nor reach another past the IOMMU. */
const REQ_ACS_FLAGS = PCI_ACS_SV | PCI_ACS_RR | PCI_ACS_CR | PCI_ACS_UF;

function othersOnBus(k: Kernel, pdev: pci_dev): pci_dev[] {
  return bus_for_each_dev(k, 'pci')
    .map((dev) => to_pci_dev(dev))
    .filter((tmp) => tmp !== pdev && tmp.bus === pdev.bus);
}

/** Functions of one device that are not kept apart share a group. `devfns` are those that were looked at. */
function get_pci_function_alias_group(k: Kernel, pdev: pci_dev, devfns: Set<number>): iommu_group | undefined {
  if (!pdev.multifunction || pci_acs_enabled(k, pdev, REQ_ACS_FLAGS)) return undefined;
  for (const tmp of othersOnBus(k, pdev)) {
    if (PCI_SLOT(tmp.devfn) !== PCI_SLOT(pdev.devfn) || pci_acs_enabled(k, tmp, REQ_ACS_FLAGS)) continue;
    const group = get_pci_alias_group(k, tmp, devfns);
    if (group !== undefined) return group;
  }
  return undefined;
}

/** So do functions that use each other's requester IDs. */
function get_pci_alias_group(k: Kernel, pdev: pci_dev, devfns: Set<number>): iommu_group | undefined {
  if (devfns.has(pdev.devfn)) return undefined;
  devfns.add(pdev.devfn);
  const own = iommu_group_get(k, pdev.dev);
  if (own !== undefined) return own;
  for (const tmp of othersOnBus(k, pdev)) {
    if (!pci_devs_are_dma_aliases(pdev, tmp)) continue;
    const group = get_pci_alias_group(k, tmp, devfns) ?? get_pci_function_alias_group(k, tmp, devfns);
    if (group !== undefined) return group;
  }
  return undefined;
}

interface group_for_pci_data {
  pdev: pci_dev;
  group: iommu_group | undefined;
}

const get_pci_alias_or_group = at.fn(
  'get_pci_alias_or_group',
  'Notes the last function whose requester ID an access may carry, and stops at one that has a group.',
  (k: Kernel, pdev: pci_dev, _alias: number, data: group_for_pci_data): number => {
    data.pdev = pdev;
    data.group = iommu_group_get(k, pdev.dev);
    return data.group === undefined ? 0 : 1;
  },
);

/** Goes up past bridges that let functions reach each other; the last of them stands for all. */
function withoutIsolation(
  k: Kernel,
  start: pci_dev,
): { readonly pdev: pci_dev; readonly group: iommu_group | undefined } {
  let pdev = start;
  for (let bus: pci_bus | undefined = pdev.bus; bus !== undefined && !pci_is_root_bus(bus); bus = bus.parent) {
    if (bus.self === undefined) continue;
    if (pathIsolated(k, bus.self)) break;
    pdev = bus.self;
    const group = iommu_group_get(k, pdev.dev);
    if (group !== undefined) return { pdev, group };
  }
  return { pdev, group: undefined };
}

/** pci_acs_path_enabled up to the root: every bridge on the way isolates. */
function pathIsolated(k: Kernel, bridge: pci_dev): boolean {
  for (
    let pdev: pci_dev | undefined = bridge;
    pdev !== undefined;
    pdev = pci_is_root_bus(pdev.bus) ? undefined : pdev.bus.self
  ) {
    if (!pci_acs_enabled(k, pdev, REQ_ACS_FLAGS)) return false;
  }
  return true;
}

export const pci_device_group = at.fn(
  'pci_device_group',
  'Finds the group of a PCI function, or makes one.',
  (k: Kernel, dev: device): iommu_group => {
    const data: group_for_pci_data = { pdev: to_pci_dev(dev), group: undefined };
    if (pci_for_each_dma_alias(k, data.pdev, get_pci_alias_or_group, data) !== 0 && data.group !== undefined)
      return data.group;
    const { pdev, group } = withoutIsolation(k, data.pdev);
    if (group !== undefined) return group;
    const devfns = new Set<number>();
    return (
      get_pci_alias_group(k, pdev, devfns) ?? get_pci_function_alias_group(k, pdev, devfns) ?? iommu_group_alloc(k)
    );
  },
);

/** One group a device. */
export const generic_device_group = at.fn(
  'generic_device_group',
  'Makes a group for one device.',
  (k: Kernel, dev: device): iommu_group => iommu_group_alloc(k),
);
