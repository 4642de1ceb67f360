/**
 * The part of drivers/pci/probe.c that finds functions and learns what they are. Left out: quirks, CardBus, legacy IDE,
 * virtual functions, retry status, thunderbolt, error and power features beyond their offsets, tuning of links.
 */
import { source } from '../../../../recorder/index.ts';
import { device } from '../../../include/linux/device.ts';
import { EIO } from '../../../include/linux/errno.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  PCI_BRIDGE_RESOURCES,
  type pci_bus,
  pci_dev,
  pci_domain_nr,
  PCI_FUNC,
  pci_is_pcie,
  pci_is_root_bus,
  pci_pcie_type,
  PCI_SLOT,
} from '../../../include/linux/pci/index.ts';
import {
  PCI_CAP_ID_EXP,
  PCI_CAP_ID_PM,
  PCI_CFG_SPACE_EXP_SIZE,
  PCI_CFG_SPACE_SIZE,
  PCI_CLASS_REVISION,
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_EXP_FLAGS,
  PCI_EXP_FLAGS_TYPE,
  PCI_EXP_SLTCAP,
  PCI_EXP_SLTCAP_HPC,
  PCI_EXP_TYPE_DOWNSTREAM,
  PCI_EXP_TYPE_UPSTREAM,
  PCI_EXT_CAP_ID_ERR,
  PCI_HEADER_TYPE,
  PCI_HEADER_TYPE_BRIDGE,
  PCI_HEADER_TYPE_MASK,
  PCI_HEADER_TYPE_MFD,
  PCI_HEADER_TYPE_NORMAL,
  PCI_INTERRUPT_LINE,
  PCI_INTERRUPT_PIN,
  PCI_ROM_ADDRESS,
  PCI_ROM_ADDRESS1,
  PCI_SUBSYSTEM_ID,
  PCI_SUBSYSTEM_VENDOR_ID,
  PCI_VENDOR_ID,
} from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { device_add } from '../../base/core/index.ts';
import {
  pci_read_config_byte,
  pci_read_config_dword,
  pci_read_config_word,
  pci_write_config_word,
  pcie_capability_read_dword,
} from '../access.ts';
import { pci_msi_get_device_domain } from '../msi/irqdomain/index.ts';
import { pci_msi_init, pci_msix_init } from '../msi/pcidev_msi.ts';
import { pci_host_bridge_of_msi_domain, pci_set_of_node } from '../of.ts';
import {
  pci_find_capability,
  pci_find_ext_capability,
  pci_upstream_bridge,
  pcie_downstream_port,
  pcie_get_supported_speeds,
} from '../pci/index.ts';
import { pci_read_bases, pci_read_bridge_windows, resourceAt } from './bars.ts';

const at = source('drivers/pci/probe.c');

export const PCI_CLASS_NOT_DEFINED = 0x0000;
export const PCI_CLASS_BRIDGE_HOST = 0x0600;
const PCI_CLASS_BRIDGE_PCI = 0x0604;
export const PCI_CLASS_SYSTEM_PIC = 0x0800;

function pci_read_irq(k: Kernel, dev: pci_dev): void {
  dev.pin = pci_read_config_byte(k, dev, PCI_INTERRUPT_PIN);
  dev.irq = dev.pin === 0 ? 0 : pci_read_config_byte(k, dev, PCI_INTERRUPT_LINE);
}

/** Notes what kind of port it is; a port that claims to be what its place does not allow is corrected. */
function set_pcie_port_type(k: Kernel, pdev: pci_dev): void {
  const pos = pci_find_capability(k, pdev, PCI_CAP_ID_EXP);
  if (pos === 0) return;
  pdev.pcie_cap = pos;
  pdev.pcie_flags_reg = pci_read_config_word(k, pdev, pos + PCI_EXP_FLAGS);
  if (k.since('7.3')) pdev.supported_speeds = pcie_get_supported_speeds(k, pdev);
  const parent = pci_upstream_bridge(pdev);
  if (parent === undefined) return;
  const type = pci_pcie_type(pdev);
  // The kernel sets the type's number without shifting it, so a corrected port reads as an endpoint.
  const corrected = (to: number): number => (pdev.pcie_flags_reg & ~PCI_EXP_FLAGS_TYPE) | to;
  if (type === PCI_EXP_TYPE_DOWNSTREAM && pcie_downstream_port(parent)) {
    pdev.pcie_flags_reg = corrected(PCI_EXP_TYPE_UPSTREAM);
  } else if (type === PCI_EXP_TYPE_UPSTREAM && pci_pcie_type(parent) === PCI_EXP_TYPE_UPSTREAM) {
    pdev.pcie_flags_reg = corrected(PCI_EXP_TYPE_DOWNSTREAM);
  }
}

function pci_cfg_space_size(k: Kernel, dev: pci_dev): number {
  const hostBridge = dev.class >> 8 === PCI_CLASS_BRIDGE_HOST;
  if (!hostBridge && !pci_is_pcie(dev)) return PCI_CFG_SPACE_SIZE;
  const status = pci_read_config_dword(k, dev, PCI_CFG_SPACE_SIZE);
  return status === 0xffffffff ? PCI_CFG_SPACE_SIZE : PCI_CFG_SPACE_EXP_SIZE;
}

/** Whether the function's INTx cannot be switched off in its command register. */
function pci_intx_mask_broken(k: Kernel, dev: pci_dev): boolean {
  const orig = pci_read_config_word(k, dev, PCI_COMMAND);
  const toggle = orig ^ PCI_COMMAND_INTX_DISABLE;
  pci_write_config_word(k, dev, PCI_COMMAND, toggle);
  const result = pci_read_config_word(k, dev, PCI_COMMAND);
  pci_write_config_word(k, dev, PCI_COMMAND, orig);
  return result !== toggle;
}

function set_pcie_hotplug_bridge(k: Kernel, pdev: pci_dev): void {
  if ((pcie_capability_read_dword(k, pdev, PCI_EXP_SLTCAP) & PCI_EXP_SLTCAP_HPC) !== 0) pdev.is_hotplug_bridge = true;
}

function nameOf(bus: pci_bus, devfn: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  return `${hex(pci_domain_nr(bus), 4)}:${hex(bus.number, 2)}:${hex(PCI_SLOT(devfn), 2)}.${PCI_FUNC(devfn)}`;
}

/** What the header type says: 0, or a negative errno for one that is not known. */
function readHeader(k: Kernel, dev: pci_dev): number {
  const isBridge = dev.class >> 8 === PCI_CLASS_BRIDGE_PCI;
  if (dev.hdr_type === PCI_HEADER_TYPE_NORMAL) {
    if (isBridge) dev.class = PCI_CLASS_NOT_DEFINED << 8;
    else {
      pci_read_irq(k, dev);
      pci_read_bases(k, dev, 6, PCI_ROM_ADDRESS);
      dev.subsystem_vendor = pci_read_config_word(k, dev, PCI_SUBSYSTEM_VENDOR_ID);
      dev.subsystem_device = pci_read_config_word(k, dev, PCI_SUBSYSTEM_ID);
    }
    return 0;
  }
  if (dev.hdr_type !== PCI_HEADER_TYPE_BRIDGE) return -EIO;
  pci_read_irq(k, dev);
  dev.transparent = (dev.class & 0xff) === 1;
  pci_read_bases(k, dev, 2, PCI_ROM_ADDRESS1);
  for (let i = 0; i < 4; i++) resourceAt(k, dev, PCI_BRIDGE_RESOURCES + i);
  pci_read_bridge_windows(k, dev);
  set_pcie_hotplug_bridge(k, dev);
  return 0;
}

const pci_setup_device = at.fn(
  'pci_setup_device',
  'Reads from configuration space what a function is, and how large its BARs are.',
  (k: Kernel, dev: pci_dev): number => {
    const hdr_type = pci_read_config_byte(k, dev, PCI_HEADER_TYPE);
    dev.dev.parent = dev.bus.bridge;
    dev.dev.bus = 'pci';
    dev.hdr_type = hdr_type & PCI_HEADER_TYPE_MASK;
    dev.multifunction = (hdr_type & PCI_HEADER_TYPE_MFD) !== 0;
    set_pcie_port_type(k, dev);
    pci_set_of_node(k, dev);
    const class_revision = pci_read_config_dword(k, dev, PCI_CLASS_REVISION);
    dev.revision = class_revision & 0xff;
    dev.class = class_revision >>> 8;
    dev.cfg_size = pci_cfg_space_size(k, dev);
    dev.broken_intx_masking = pci_intx_mask_broken(k, dev);
    return readHeader(k, dev);
  },
);

/** A function at that place, or undefined. */
function pci_scan_device(k: Kernel, bus: pci_bus, devfn: number): pci_dev | undefined {
  const l = bus.ops?.read(k, bus, devfn, PCI_VENDOR_ID, 4) ?? 0xffffffff;
  if ([0xffffffff, 0, 0x0000ffff, 0xffff0000].includes(l)) return undefined;
  const inner = device.create(k.rec, { name: nameOf(bus, devfn) });
  const dev = pci_dev.create(k.rec, { bus, devfn, vendor: l & 0xffff, device: l >>> 16, dev: inner });
  inner.container = dev;
  return pci_setup_device(k, dev) === 0 ? dev : undefined;
}

/** Turns MSI off, and notes where other capabilities are. */
function pci_init_capabilities(k: Kernel, dev: pci_dev): void {
  pci_msi_init(k, dev);
  pci_msix_init(k, dev);
  dev.pm_cap = pci_find_capability(k, dev, PCI_CAP_ID_PM);
  dev.aer_cap = pci_find_ext_capability(k, dev, PCI_EXT_CAP_ID_ERR);
}

function pci_dev_msi_domain(k: Kernel, dev: pci_dev): irq_domain | undefined {
  return dev.dev.msi_domain ?? pci_msi_get_device_domain(k, dev);
}

/** The function's own MSI domain, else that of its bus. */
const pci_set_msi_domain = at.fn(
  'pci_set_msi_domain',
  "Finds the MSI domain of a function: by its requester ID, else its bus's.",
  (k: Kernel, dev: pci_dev): void => {
    dev.dev.msi_domain = pci_dev_msi_domain(k, dev) ?? dev.bus.dev.msi_domain;
  },
);

const pci_device_add = at.fn(
  'pci_device_add',
  'Adds a function that was found: its capabilities, its MSI domain, and the device itself, which may not have a driver yet.',
  (k: Kernel, dev: pci_dev, bus: pci_bus): void => {
    dev.dev.numa_node = bus.dev.numa_node;
    pci_init_capabilities(k, dev);
    bus.devices.addTail(dev);
    pci_set_msi_domain(k, dev);
    dev.match_driver = false;
    device_add(k, dev.dev);
  },
);

function pci_scan_single_device(k: Kernel, bus: pci_bus, devfn: number): pci_dev | undefined {
  const known = bus.devices.toArray().find((dev) => dev.devfn === devfn);
  if (known !== undefined) return known;
  const dev = pci_scan_device(k, bus, devfn);
  if (dev !== undefined) pci_device_add(k, dev, bus);
  return dev;
}

/** Below a port there is a link, and at its other end device 0 alone. */
function only_one_child(bus: pci_bus): boolean {
  return bus.self !== undefined && pci_is_pcie(bus.self) && pcie_downstream_port(bus.self);
}

export const pci_scan_slot = at.fn(
  'pci_scan_slot',
  'Looks for a device at a place of a bus, and for its other functions where it has more than one.',
  (k: Kernel, bus: pci_bus, devfn: number): void => {
    if (only_one_child(bus) && devfn > 0) return;
    for (let fn = 0; fn < 8; fn++) {
      const dev = pci_scan_single_device(k, bus, devfn + fn);
      if (dev === undefined) {
        if (fn === 0) return;
        continue;
      }
      if (fn > 0) dev.multifunction = true;
      if (!dev.multifunction) return;
    }
  },
);

const pci_host_bridge_msi_domain = at.fn(
  'pci_host_bridge_msi_domain',
  "Finds the MSI domain of a host bridge: its device's own, else what the device tree says.",
  (k: Kernel, bus: pci_bus): irq_domain | undefined => bus.bridge?.msi_domain ?? pci_host_bridge_of_msi_domain(k, bus),
);

export const pci_set_bus_msi_domain = at.fn(
  'pci_set_bus_msi_domain',
  'Gives a bus the MSI domain of the nearest bridge above it that has one.',
  (k: Kernel, bus: pci_bus): void => {
    let d: irq_domain | undefined;
    let b = bus;
    while (d === undefined && !pci_is_root_bus(b)) {
      d = b.self?.dev.msi_domain;
      if (b.parent === undefined) break;
      b = b.parent;
    }
    bus.dev.msi_domain = d ?? pci_host_bridge_msi_domain(k, b);
  },
);
