/** Models struct pci_host_bridge of include/linux/pci.h: what a host bridge driver hands to the PCI core. */
import {
  always,
  bool,
  data,
  fnptr,
  type FunctionInfo,
  hexnum,
  list,
  num,
  type Recorded,
  type RecordedList,
  ref,
  struct,
} from '../../../../recorder/index.ts';
import type { Kernel } from '../../../kernel.ts';
import type { device } from '../device.ts';
import type { pci_bus, pci_dev, pci_ops, pci_resource } from './device.ts';

/** A range that the bridge passes down; `offset` is what CPU addresses are above bus addresses. */
export interface resource_entry extends Recorded {
  res: pci_resource;
  offset: number;
}
export const resource_entry = struct<resource_entry>('resource_entry', { res: always(ref()), offset: hexnum() });

type Swizzle = ((k: Kernel, dev: pci_dev, pin: number) => { readonly slot: number; readonly pin: number }) &
  FunctionInfo;
type MapIrq = ((k: Kernel, dev: pci_dev, slot: number, pin: number) => number) & FunctionInfo;

export const PCI_DOMAIN_NR_NOT_SET = -1;

export interface pci_host_bridge extends Recorded {
  dev: device;
  bus: pci_bus | undefined;
  ops: pci_ops | undefined;
  /** How buses below the root bus are reached, where that is another way. */
  child_ops: pci_ops | undefined;
  sysdata: Recorded | undefined;
  busnr: number;
  domain_nr: number;
  windows: RecordedList<resource_entry>;
  /** Brings a pin up to the root bus. */
  swizzle_irq: Swizzle | undefined;
  /** Finds the interrupt of a pin. */
  map_irq: MapIrq | undefined;
  /** The bridge relies on an MSI domain that others provide. */
  msi_domain: boolean;
  preserve_config: boolean;
}
export const pci_host_bridge = struct<pci_host_bridge>(
  'pci_host_bridge',
  {
    dev: always(ref()),
    bus: ref(),
    ops: data(),
    child_ops: data(),
    sysdata: ref(),
    busnr: num(),
    domain_nr: num(PCI_DOMAIN_NR_NOT_SET),
    windows: list(ref<resource_entry>()),
    swizzle_irq: fnptr(),
    map_irq: fnptr(),
    msi_domain: bool(),
    preserve_config: bool(),
  },
  { label: (bridge) => `host bridge ${bridge.dev.name}` },
);

export function to_pci_host_bridge(dev: device | undefined): pci_host_bridge {
  if (dev?.container?.$type !== pci_host_bridge)
    throw new Error(`irqscope: ${dev?.name ?? 'nothing'} is no host bridge`);
  return pci_host_bridge.of(dev.container);
}
