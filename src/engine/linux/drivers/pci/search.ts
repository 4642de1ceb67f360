/** Models drivers/pci/search.c: the requester IDs that a function's accesses may carry. */
import { source } from '../../../recorder/index.ts';
import {
  type dma_alias_fn,
  type pci_bus,
  type pci_dev,
  PCI_DEV_FLAG_PCIE_BRIDGE_ALIAS,
  PCI_DEV_FLAGS_BRIDGE_XLATE_ROOT,
  pci_dev_id,
  PCI_DEVID,
  pci_is_pcie,
  pci_is_root_bus,
  pci_pcie_type,
} from '../../include/linux/pci/index.ts';
import { PCI_EXP_TYPE_PCI_BRIDGE, PCI_EXP_TYPE_PCIE_BRIDGE } from '../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../kernel.ts';

const at = source('drivers/pci/search.c');

/** The requester ID a bridge puts in place of those behind it, or undefined when it passes them on. */
function aliasOf(bridge: pci_dev): number | undefined {
  const secondary = PCI_DEVID(bridge.subordinate?.number ?? 0, 0);
  if (!pci_is_pcie(bridge)) {
    return (bridge.dev_flags & PCI_DEV_FLAG_PCIE_BRIDGE_ALIAS) === 0 ? pci_dev_id(bridge) : secondary;
  }
  switch (pci_pcie_type(bridge)) {
    case PCI_EXP_TYPE_PCI_BRIDGE:
      return secondary;
    case PCI_EXP_TYPE_PCIE_BRIDGE:
      return pci_dev_id(bridge);
    default:
      return undefined;
  }
}

/** Written so that TypeScript keeps the type of what each caller collects. */
export const pci_for_each_dma_alias: <T>(k: Kernel, pdev: pci_dev, fn: dma_alias_fn<T>, data: T) => number = at.fn(
  'pci_for_each_dma_alias',
  "Visits each requester ID that a function's accesses may carry: its own, and those of bridges that put theirs in.",
  <T>(k: Kernel, pdev: pci_dev, fn: dma_alias_fn<T>, data: T): number => {
    let ret = fn(k, pdev, pci_dev_id(pdev), data);
    if (ret !== 0) return ret;
    for (const devfn of pdev.dma_alias_mask.keys()) {
      ret = fn(k, pdev, PCI_DEVID(pdev.bus.number, devfn), data);
      if (ret !== 0) return ret;
    }
    for (let bus: pci_bus | undefined = pdev.bus; bus !== undefined && !pci_is_root_bus(bus); bus = bus.parent) {
      const bridge = bus.self;
      if (bridge === undefined) continue;
      if ((bridge.dev_flags & PCI_DEV_FLAGS_BRIDGE_XLATE_ROOT) !== 0) return ret;
      const alias = aliasOf(bridge);
      ret = alias === undefined ? ret : fn(k, bridge, alias, data);
      if (ret !== 0) return ret;
    }
    return ret;
  },
);

export function pci_find_bus(root: pci_bus, number: number): pci_bus | undefined {
  if (root.number === number) return root;
  for (const child of root.children) {
    const found = pci_find_bus(child, number);
    if (found !== undefined) return found;
  }
  return undefined;
}
