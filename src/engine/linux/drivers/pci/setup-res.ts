/** Models drivers/pci/setup-res.c: giving a BAR or bridge window its address, and switching decoding on. Left out: logging. */
import { source } from '../../../recorder/index.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import {
  IORESOURCE_IO,
  IORESOURCE_MEM,
  IORESOURCE_MEM_64,
  IORESOURCE_PCI_FIXED,
  IORESOURCE_PREFETCH,
  IORESOURCE_ROM_ENABLE,
  IORESOURCE_STARTALIGN,
  IORESOURCE_UNSET,
} from '../../include/linux/ioport.ts';
import {
  PCI_BRIDGE_RESOURCES,
  type pci_bus,
  type pci_dev,
  type pci_resource,
  PCI_ROM_RESOURCE,
} from '../../include/linux/pci/index.ts';
import {
  PCI_BASE_ADDRESS_0,
  PCI_BASE_ADDRESS_IO_MASK,
  PCI_BASE_ADDRESS_MEM_MASK,
  PCI_COMMAND,
  PCI_COMMAND_IO,
  PCI_COMMAND_MEMORY,
  PCI_ROM_ADDRESS_ENABLE,
} from '../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../kernel.ts';
import { resource_alignment } from '../../kernel/resource.ts';
import { pci_read_config_word, pci_write_config_dword, pci_write_config_word } from './access.ts';
import { pci_bus_alloc_resource } from './bus.ts';
import { pcibios_resource_to_bus } from './host-bridge.ts';

const at = source('drivers/pci/setup-res.c');

/** Ports and addresses below these are left to the board. */
const PCIBIOS_MIN_IO = 0x1000;
const PCIBIOS_MIN_MEM = 0;

export function pci_resource_alignment(res: pci_resource): number {
  return resource_alignment(res);
}

export function sizeOf(res: { readonly start: number; readonly end: number }): number {
  return res.end - res.start + 1;
}

function resourceOf(dev: pci_dev, resno: number): pci_resource {
  const res = dev.resource.get(resno);
  if (res === undefined) throw new Error(`irqscope: ${dev.dev.name} has no resource ${resno}`);
  return res;
}

function registerOf(dev: pci_dev, resno: number, res: pci_resource): number | undefined {
  if (resno < PCI_ROM_RESOURCE) return PCI_BASE_ADDRESS_0 + 4 * resno;
  return (res.flags & IORESOURCE_ROM_ENABLE) === 0 ? undefined : dev.rom_base_reg;
}

/** Writes an assigned address into the BAR. */
const pci_update_resource = at.fn(
  'pci_update_resource',
  'Writes the address of a BAR into the function.',
  (k: Kernel, dev: pci_dev, resno: number): void => {
    const res = resourceOf(dev, resno);
    const fixed = IORESOURCE_UNSET | IORESOURCE_PCI_FIXED;
    const reg = registerOf(dev, resno, res);
    if (reg === undefined || res.flags === 0 || (res.flags & fixed) !== 0) return;
    const region = pcibios_resource_to_bus(k, dev.bus, res);
    const low = region.start % 2 ** 32;
    const typeBits = (res.flags & IORESOURCE_IO) === 0 ? ~PCI_BASE_ADDRESS_MEM_MASK : ~PCI_BASE_ADDRESS_IO_MASK;
    const rom = resno === PCI_ROM_RESOURCE;
    const value = low + (rom ? PCI_ROM_ADDRESS_ENABLE : res.flags & typeBits);
    const wide = (res.flags & IORESOURCE_MEM_64) !== 0;
    const cmd = wide ? pci_read_config_word(k, dev, PCI_COMMAND) : 0;
    // A half-written address must not be decoded.
    if (wide) pci_write_config_word(k, dev, PCI_COMMAND, cmd & ~PCI_COMMAND_MEMORY);
    pci_write_config_dword(k, dev, reg, value);
    if (wide) {
      pci_write_config_dword(k, dev, reg + 4, Math.floor(region.start / 2 ** 32));
      pci_write_config_word(k, dev, PCI_COMMAND, cmd);
    }
  },
);

function __pci_assign_resource(k: Kernel, bus: pci_bus, res: pci_resource, size: number, align: number): number {
  const min = (res.flags & IORESOURCE_IO) === 0 ? PCIBIOS_MIN_MEM : PCIBIOS_MIN_IO;
  const both = IORESOURCE_PREFETCH | IORESOURCE_MEM_64;
  const take = (type_mask: number): number => pci_bus_alloc_resource(k, bus, res, size, align, min, type_mask);
  let ret = take(both);
  if (ret === 0) return 0;
  // Second best for what may be prefetched and is 64 bits wide: a prefetchable window of 32 bits.
  if ((res.flags & both) === both) ret = take(IORESOURCE_PREFETCH);
  if (ret === 0) return 0;
  return (res.flags & both) === 0 ? ret : take(0);
}

/** Behind a transparent bridge the range may come from above it. */
function _pci_assign_resource(k: Kernel, dev: pci_dev, res: pci_resource, size: number, min_align: number): number {
  let { bus } = dev;
  for (;;) {
    const ret = __pci_assign_resource(k, bus, res, size, min_align);
    if (ret === 0 || bus.parent === undefined || bus.self?.transparent !== true) return ret;
    bus = bus.parent;
  }
}

function assigned(k: Kernel, dev: pci_dev, resno: number, res: pci_resource): void {
  res.flags &= ~(IORESOURCE_UNSET | IORESOURCE_STARTALIGN);
  if (resno < PCI_BRIDGE_RESOURCES) pci_update_resource(k, dev, resno);
}

export const pci_assign_resource = at.fn(
  'pci_assign_resource',
  'Finds an address for a BAR or bridge window, and writes it into the BAR.',
  (k: Kernel, dev: pci_dev, resno: number): number => {
    const res = resourceOf(dev, resno);
    if ((res.flags & IORESOURCE_PCI_FIXED) !== 0) return 0;
    res.flags |= IORESOURCE_UNSET;
    const align = pci_resource_alignment(res);
    if (align === 0) return -EINVAL;
    const ret = _pci_assign_resource(k, dev, res, sizeOf(res), align);
    if (ret < 0) return ret;
    assigned(k, dev, resno, res);
    return 0;
  },
);

export const pci_reassign_resource = at.fn(
  'pci_reassign_resource',
  'Makes a BAR or bridge window larger that has its address already.',
  (k: Kernel, dev: pci_dev, resno: number, addsize: number, min_align: number): number => {
    const res = resourceOf(dev, resno);
    if ((res.flags & IORESOURCE_PCI_FIXED) !== 0) return 0;
    const { flags } = res;
    res.flags |= IORESOURCE_UNSET;
    if (res.parent === undefined) return -EINVAL;
    const ret = _pci_assign_resource(k, dev, res, sizeOf(res) + addsize, min_align);
    if (ret === 0) assigned(k, dev, resno, res);
    else res.flags = flags;
    return ret;
  },
);

export const pci_enable_resources = at.fn(
  'pci_enable_resources',
  'Switches on decoding of those kinds of BARs that the function has, if all of them have their addresses.',
  (k: Kernel, dev: pci_dev, bars: readonly number[]): number => {
    const old_cmd = pci_read_config_word(k, dev, PCI_COMMAND);
    let cmd = old_cmd;
    for (const i of bars) {
      const r = resourceOf(dev, i);
      if ((r.flags & (IORESOURCE_IO | IORESOURCE_MEM)) === 0) continue;
      if (i === PCI_ROM_RESOURCE && (r.flags & IORESOURCE_ROM_ENABLE) === 0) continue;
      if ((r.flags & IORESOURCE_UNSET) !== 0 || r.parent === undefined) return -EINVAL;
      if ((r.flags & IORESOURCE_IO) !== 0) cmd |= PCI_COMMAND_IO;
      if ((r.flags & IORESOURCE_MEM) !== 0) cmd |= PCI_COMMAND_MEMORY;
    }
    if (cmd !== old_cmd) pci_write_config_word(k, dev, PCI_COMMAND, cmd);
    return 0;
  },
);
