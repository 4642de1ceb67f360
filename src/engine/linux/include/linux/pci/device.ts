/** Models include/linux/pci.h: functions, buses and host bridges, as far as interrupts need them. */
import {
  always,
  bits,
  bool,
  data,
  type FunctionInfo,
  hexnum,
  later,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  str,
  struct,
} from '../../../../recorder/index.ts';
import type { Kernel } from '../../../kernel.ts';
import { PCI_EXP_FLAGS_TYPE } from '../../uapi/linux/pci_regs.ts';
import type { device } from '../device.ts';

export const PCI_STD_NUM_BARS = 6;
/** Index of the expansion ROM among a function's resources, and of a bridge's first window. */
export const PCI_ROM_RESOURCE = 6;
export const PCI_BRIDGE_RESOURCES = 7;

/** What pci_alloc_irq_vectors may use. */
export const PCI_IRQ_INTX = 1 << 0;
/** 6.1's name. */
export const PCI_IRQ_LEGACY = PCI_IRQ_INTX;
export const PCI_IRQ_MSI = 1 << 1;
export const PCI_IRQ_MSIX = 1 << 2;
export const PCI_IRQ_AFFINITY = 1 << 3;
export const PCI_IRQ_VIRTUAL = 1 << 4;
export const PCI_IRQ_ALL_TYPES = PCI_IRQ_INTX | PCI_IRQ_MSI | PCI_IRQ_MSIX;

export const PCI_BUS_FLAGS_NO_MSI = 1;

export const PCI_DEV_FLAGS_MSI_INTX_DISABLE_BUG = 1 << 0;
export const PCI_DEV_FLAG_PCIE_BRIDGE_ALIAS = 1 << 5;
export const PCI_DEV_FLAGS_BRIDGE_XLATE_ROOT = 1 << 9;
export const PCI_DEV_FLAGS_HAS_MSI_MASKING = 1 << 12;
export const PCI_DEV_FLAGS_MSIX_TOUCH_ENTRY_DATA_FIRST = 1 << 13;

export const PCI_D0 = 0;
export const PCI_D3hot = 3;
export const PCI_UNKNOWN = 5;

export const pci_channel_io_normal = 1;
export const pci_channel_io_frozen = 2;
export const pci_channel_io_perm_failure = 3;

/** A BAR, ROM or bridge window of a function: a struct resource that changes while resources are assigned. */
export interface pci_resource extends Recorded {
  start: number;
  end: number;
  /** IORESOURCE_… */
  flags: number;
  name: string | undefined;
  /** The range it was taken from; undefined while it is not assigned. */
  parent: pci_resource | undefined;
  sibling: pci_resource | undefined;
  child: pci_resource | undefined;
}
export const pci_resource = struct<pci_resource>(
  'resource',
  {
    start: hexnum(),
    end: hexnum(),
    flags: hexnum(),
    name: str(),
    parent: ref(),
    sibling: ref(),
    child: ref(),
  },
  { label: (res) => `${res.name ?? 'resource'} [0x${res.start.toString(16)}-0x${res.end.toString(16)}]` },
);

/** How a host bridge reaches configuration space. A read of nothing gives all ones. */
export interface pci_ops {
  readonly name: string;
  read(k: Kernel, bus: pci_bus, devfn: number, where: number, size: 1 | 2 | 4): number;
  write(k: Kernel, bus: pci_bus, devfn: number, where: number, size: 1 | 2 | 4, val: number): void;
}

/** A PCI bus. */
export interface pci_bus extends Recorded {
  parent: pci_bus | undefined;
  children: RecordedList<pci_bus>;
  devices: RecordedList<pci_dev>;
  /** The bridge it hangs behind, or undefined for a root bus. */
  self: pci_dev | undefined;
  ops: pci_ops | undefined;
  sysdata: Recorded | undefined;
  number: number;
  primary: number;
  /** busn_res: the highest bus number behind it. */
  busn_end: number;
  domain_nr: number;
  /** PCI_BUS_FLAGS_… */
  bus_flags: number;
  /** The host bridge's device, or the bridge function's. */
  bridge: device | undefined;
  /** The embedded device, "0000:00". */
  dev: device;
  is_added: boolean;
  /** Ranges its functions may have: 0 to 3 the windows of the bridge above it, from 4 on those of a host bridge. */
  resource: RecordedMap<pci_resource>;
  bridge_ctl: number;
}
export const pci_bus = struct<pci_bus>(
  'pci_bus',
  {
    parent: ref(),
    children: list(ref<pci_bus>()),
    devices: list(ref<pci_dev>()),
    self: ref(),
    ops: data(),
    sysdata: ref(),
    number: hexnum(),
    primary: hexnum(),
    busn_end: hexnum(),
    domain_nr: num(),
    bus_flags: bits({ PCI_BUS_FLAGS_NO_MSI }),
    bridge: ref(),
    dev: always(ref()),
    is_added: bool(),
    resource: map(ref<pci_resource>()),
    bridge_ctl: hexnum(),
  },
  { label: (bus) => `PCI bus ${bus.dev.name}` },
);

/** A PCI function. */
export interface pci_dev extends Recorded {
  bus: pci_bus;
  /** The bus behind it, for a bridge. */
  subordinate: pci_bus | undefined;
  devfn: number;
  vendor: number;
  device: number;
  subsystem_vendor: number;
  subsystem_device: number;
  /** Base class, subclass, programming interface. */
  class: number;
  revision: number;
  hdr_type: number;
  pcie_cap: number;
  msi_cap: number;
  msix_cap: number;
  pm_cap: number;
  aer_cap: number;
  /** 7.3: a bit for each speed of the link, PCI_EXP_LNKCAP2_SLS. */
  supported_speeds: number;
  rom_base_reg: number;
  /** Interrupt pin: 0 none, 1 INTA to 4 INTD. */
  pin: number;
  pcie_flags_reg: number;
  current_state: number;
  /** pci_channel_io_… */
  error_state: number;
  /** The embedded device, "0000:00:01.0". */
  dev: device;
  cfg_size: number;
  /** The INTx interrupt; while MSI is enabled, the first MSI. */
  irq: number;
  /** By number of the BAR, PCI_ROM_RESOURCE, PCI_BRIDGE_RESOURCES on. */
  resource: RecordedMap<pci_resource>;
  match_driver: boolean;
  multifunction: boolean;
  is_busmaster: boolean;
  no_msi: boolean;
  no_64bit_msi: boolean;
  msi_enabled: boolean;
  msix_enabled: boolean;
  is_managed: boolean;
  is_msi_managed: boolean;
  is_physfn: boolean;
  is_virtfn: boolean;
  broken_intx_masking: boolean;
  irq_managed: boolean;
  /** PCI_DEV_FLAGS_… */
  dev_flags: number;
  enable_cnt: number;
  /** Configuration space as saved before a reset or a power change, by 32-bit word. */
  saved_config_space: RecordedMap<number>;
  state_saved: boolean;
  /** Where the MSI-X table is mapped, 0 while it is not. */
  msix_base: number;
  /** Bits of a devfn set: other requester IDs the function uses. */
  dma_alias_mask: RecordedMap<number>;
  /** Drivers may have it: pci_bus_add_device was there. */
  is_added: boolean;
  /** A bridge with an I/O window, a prefetchable window, a prefetchable window of 64 bits. */
  io_window: boolean;
  pref_window: boolean;
  pref_64_window: boolean;
  transparent: boolean;
  is_hotplug_bridge: boolean;
}
export const pci_dev = struct<pci_dev>(
  'pci_dev',
  {
    bus: always(ref()),
    subordinate: ref(),
    devfn: hexnum(),
    vendor: hexnum(),
    device: hexnum(),
    subsystem_vendor: hexnum(),
    subsystem_device: hexnum(),
    class: hexnum(),
    revision: hexnum(),
    hdr_type: hexnum(),
    pcie_cap: hexnum(),
    msi_cap: hexnum(),
    msix_cap: hexnum(),
    pm_cap: hexnum(),
    aer_cap: hexnum(),
    supported_speeds: later(hexnum()),
    rom_base_reg: hexnum(),
    pin: num(),
    pcie_flags_reg: hexnum(),
    current_state: num(PCI_UNKNOWN),
    error_state: num(pci_channel_io_normal),
    dev: always(ref()),
    cfg_size: num(),
    irq: num(),
    resource: map(ref<pci_resource>()),
    match_driver: bool(),
    multifunction: bool(),
    is_busmaster: bool(),
    no_msi: bool(),
    no_64bit_msi: bool(),
    msi_enabled: bool(),
    msix_enabled: bool(),
    is_managed: bool(),
    is_msi_managed: bool(),
    is_physfn: bool(),
    is_virtfn: bool(),
    broken_intx_masking: bool(),
    irq_managed: bool(),
    dev_flags: bits({
      PCI_DEV_FLAGS_MSI_INTX_DISABLE_BUG,
      PCI_DEV_FLAG_PCIE_BRIDGE_ALIAS,
      PCI_DEV_FLAGS_BRIDGE_XLATE_ROOT,
      PCI_DEV_FLAGS_HAS_MSI_MASKING,
      PCI_DEV_FLAGS_MSIX_TOUCH_ENTRY_DATA_FIRST,
    }),
    enable_cnt: num(),
    saved_config_space: map(hexnum()),
    state_saved: bool(),
    msix_base: hexnum(),
    dma_alias_mask: map(num()),
    is_added: bool(),
    io_window: bool(),
    pref_window: bool(),
    pref_64_window: bool(),
    transparent: bool(),
    is_hotplug_bridge: bool(),
  },
  { label: (pdev) => pdev.dev.name },
);

/** One MSI-X vector a driver asks for by table entry: `vector` is filled in. */
export interface msix_entry {
  vector: number;
  readonly entry: number;
}

export function PCI_DEVFN(slot: number, func: number): number {
  return ((slot & 0x1f) << 3) | (func & 0x07);
}
export function PCI_SLOT(devfn: number): number {
  return (devfn >> 3) & 0x1f;
}
export function PCI_FUNC(devfn: number): number {
  return devfn & 0x07;
}
export function PCI_DEVID(bus: number, devfn: number): number {
  return (bus << 8) | devfn;
}
export function PCI_BUS_NUM(devid: number): number {
  return (devid >> 8) & 0xff;
}

export function dev_is_pci(dev: device): boolean {
  return dev.bus === 'pci';
}
export function to_pci_dev(dev: device): pci_dev {
  if (dev.container?.$type !== pci_dev) throw new Error(`irqscope: ${dev.name} is no PCI function`);
  return pci_dev.of(dev.container);
}
export function pci_name(pdev: pci_dev): string {
  return pdev.dev.name;
}
/** Bus, device and function in one number: the requester ID. */
export function pci_dev_id(pdev: pci_dev): number {
  return PCI_DEVID(pdev.bus.number, pdev.devfn);
}
export function pci_domain_nr(bus: pci_bus): number {
  return bus.domain_nr;
}
export function pci_is_root_bus(bus: pci_bus): boolean {
  return bus.parent === undefined;
}
export function pci_is_bridge(pdev: pci_dev): boolean {
  return pdev.hdr_type === 1 || pdev.hdr_type === 2;
}
export function pci_is_pcie(pdev: pci_dev): boolean {
  return pdev.pcie_cap !== 0;
}
/** PCI_EXP_TYPE_… */
export function pci_pcie_type(pdev: pci_dev): number {
  return (pdev.pcie_flags_reg & PCI_EXP_FLAGS_TYPE) >> 4;
}
export function pci_is_managed(pdev: pci_dev): boolean {
  return pdev.is_managed;
}
export function pci_channel_offline(pdev: pci_dev): boolean {
  return pdev.error_state !== pci_channel_io_normal;
}
export function pci_dev_is_disconnected(pdev: pci_dev): boolean {
  return pdev.error_state === pci_channel_io_perm_failure;
}
export function pci_resource_start(pdev: pci_dev, bar: number): number {
  return pdev.resource.get(bar)?.start ?? 0;
}
export function pci_resource_end(pdev: pci_dev, bar: number): number {
  return pdev.resource.get(bar)?.end ?? 0;
}
export function pci_resource_flags(pdev: pci_dev, bar: number): number {
  return pdev.resource.get(bar)?.flags ?? 0;
}
export function pci_resource_len(pdev: pci_dev, bar: number): number {
  const res = pdev.resource.get(bar);
  return res === undefined || res.end === 0 ? 0 : res.end - res.start + 1;
}

/** What pci_for_each_dma_alias calls for each requester ID that a function's accesses may carry. */
export type dma_alias_fn<T> = ((k: Kernel, pdev: pci_dev, alias: number, data: T) => number) & FunctionInfo;

export const PCI_REASSIGN_ALL_RSRC = 1 << 0;
export const PCI_REASSIGN_ALL_BUS = 1 << 1;
export const PCI_PROBE_ONLY = 1 << 2;

/** A range of bus addresses. */
export interface pci_bus_region {
  start: number;
  end: number;
}

export function pci_intx_mask_supported(pdev: pci_dev): boolean {
  return !pdev.broken_intx_masking;
}
