/** The part of drivers/pci/probe.c that sizes BARs and reads bridge windows. Addresses that firmware left are read as they are. */
import {
  IORESOURCE_IO,
  IORESOURCE_MEM,
  IORESOURCE_MEM_64,
  IORESOURCE_PREFETCH,
  IORESOURCE_READONLY,
  IORESOURCE_ROM_ENABLE,
  IORESOURCE_SIZEALIGN,
  IORESOURCE_UNSET,
} from '../../../include/linux/ioport.ts';
import { type pci_dev, pci_resource, PCI_ROM_RESOURCE } from '../../../include/linux/pci/index.ts';
import {
  PCI_BASE_ADDRESS_0,
  PCI_BASE_ADDRESS_IO_MASK,
  PCI_BASE_ADDRESS_MEM_MASK,
  PCI_BASE_ADDRESS_MEM_PREFETCH,
  PCI_BASE_ADDRESS_MEM_TYPE_64,
  PCI_BASE_ADDRESS_MEM_TYPE_MASK,
  PCI_BASE_ADDRESS_SPACE_IO,
  PCI_COMMAND,
  PCI_COMMAND_IO,
  PCI_COMMAND_MEMORY,
  PCI_IO_BASE,
  PCI_PREF_BASE_UPPER32,
  PCI_PREF_MEMORY_BASE,
  PCI_PREF_RANGE_TYPE_64,
  PCI_PREF_RANGE_TYPE_MASK,
  PCI_ROM_ADDRESS_ENABLE,
  PCI_ROM_ADDRESS_MASK,
} from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { IO_SPACE_LIMIT } from '../../../kernel/resource.ts';
import {
  pci_read_config_dword,
  pci_read_config_word,
  pci_write_config_dword,
  pci_write_config_word,
} from '../access.ts';
import { pcibios_bus_to_resource, pcibios_resource_to_bus } from '../host-bridge.ts';

const DECODE_ENABLE = PCI_COMMAND_MEMORY | PCI_COMMAND_IO;

/** What a BAR's low bits say. */
function decode_bar(bar: number): number {
  if ((bar & PCI_BASE_ADDRESS_SPACE_IO) !== 0) return (bar & ~PCI_BASE_ADDRESS_IO_MASK) | IORESOURCE_IO;
  let flags = (bar & ~PCI_BASE_ADDRESS_MEM_MASK) | IORESOURCE_MEM;
  if ((flags & PCI_BASE_ADDRESS_MEM_PREFETCH) !== 0) flags |= IORESOURCE_PREFETCH;
  if ((bar & PCI_BASE_ADDRESS_MEM_TYPE_MASK) === PCI_BASE_ADDRESS_MEM_TYPE_64) flags |= IORESOURCE_MEM_64;
  return flags;
}

/** The size that the bits which could be set say, or 0 where they make no sense. */
function pci_size(base: bigint, maxbase: bigint, mask: bigint): bigint {
  const bits = mask & maxbase;
  if (bits === 0n) return 0n;
  const size = bits & -bits;
  // A register that cannot be written reads the same both times: the address is no mask then.
  if (base === maxbase && ((base | (size - 1n)) & mask) !== mask) return 0n;
  return size;
}

/** Reads a register, and reads it again with all bits of the mask written. */
function probe(k: Kernel, dev: pci_dev, pos: number, mask: number): { l: number; sz: number } {
  const l = pci_read_config_dword(k, dev, pos);
  pci_write_config_dword(k, dev, pos, (l | mask) >>> 0);
  const sz = pci_read_config_dword(k, dev, pos);
  pci_write_config_dword(k, dev, pos, l);
  return { l: l === 0xffffffff ? 0 : l, sz: sz === 0xffffffff ? 0 : sz };
}

function and(a: number, b: number): bigint {
  return BigInt((a & b) >>> 0);
}

/** Measures a BAR or ROM; true for a BAR of two registers. */
function __pci_read_base(k: Kernel, dev: pci_dev, rom: boolean, res: pci_resource, pos: number): boolean {
  const orig_cmd = pci_read_config_word(k, dev, PCI_COMMAND);
  if ((orig_cmd & DECODE_ENABLE) !== 0) pci_write_config_word(k, dev, PCI_COMMAND, orig_cmd & ~DECODE_ENABLE);
  res.name = dev.dev.name;
  const { l, sz } = probe(k, dev, pos, rom ? PCI_ROM_ADDRESS_MASK : 0xffffffff);
  let flags = rom ? res.flags | ((l & PCI_ROM_ADDRESS_ENABLE) === 0 ? 0 : IORESOURCE_ROM_ENABLE) : decode_bar(l);
  flags |= IORESOURCE_SIZEALIGN;
  const io = !rom && (flags & IORESOURCE_IO) !== 0;
  const field = rom ? PCI_ROM_ADDRESS_MASK : io ? PCI_BASE_ADDRESS_IO_MASK : PCI_BASE_ADDRESS_MEM_MASK;
  let [l64, sz64] = [and(l, field), and(sz, field)];
  let mask64 = and(field, io ? IO_SPACE_LIMIT : 0xffffffff);
  const wide = (flags & IORESOURCE_MEM_64) !== 0;
  if (wide) {
    const high = pci_read_config_dword(k, dev, pos + 4);
    pci_write_config_dword(k, dev, pos + 4, 0xffffffff);
    const highSize = pci_read_config_dword(k, dev, pos + 4);
    pci_write_config_dword(k, dev, pos + 4, high);
    l64 |= BigInt(high) << 32n;
    sz64 |= BigInt(highSize) << 32n;
    mask64 |= 0xffffffffn << 32n;
  }
  if ((orig_cmd & DECODE_ENABLE) !== 0) pci_write_config_word(k, dev, PCI_COMMAND, orig_cmd);
  const size = sz64 === 0n ? 0n : pci_size(l64, sz64, mask64);
  res.flags = size === 0n ? 0 : flags;
  if (size !== 0n) place(k, dev, res, Number(l64), Number(size));
  return wide && size !== 0n;
}

/** Notes where the BAR is now; an address that the host bridge does not pass down counts as none. */
function place(k: Kernel, dev: pci_dev, res: pci_resource, address: number, size: number): void {
  const region = { start: address, end: address + size - 1 };
  pcibios_bus_to_resource(k, dev.bus, res, region);
  if (pcibios_resource_to_bus(k, dev.bus, res).start === region.start) return;
  res.flags |= IORESOURCE_UNSET;
  res.start = 0;
  res.end = size - 1;
}

/** Measures the BARs and the ROM of a function. */
export function pci_read_bases(k: Kernel, dev: pci_dev, howmany: number, rom: number): void {
  for (let pos = 0; pos < howmany; pos++) {
    const res = resourceAt(k, dev, pos);
    if (__pci_read_base(k, dev, false, res, PCI_BASE_ADDRESS_0 + (pos << 2))) pos++;
  }
  if (rom === 0) return;
  dev.rom_base_reg = rom;
  const res = resourceAt(k, dev, PCI_ROM_RESOURCE);
  res.flags = IORESOURCE_MEM | IORESOURCE_PREFETCH | IORESOURCE_READONLY;
  __pci_read_base(k, dev, true, res, rom);
}

/** A function's resource of that number; it is made when first asked for. */
export function resourceAt(k: Kernel, dev: pci_dev, i: number): pci_resource {
  const known = dev.resource.get(i);
  if (known !== undefined) return known;
  const res = pci_resource.create(k.rec, { name: dev.dev.name });
  dev.resource.set(i, res);
  return res;
}

/** Whether a register that reads as 0 can be written, which says that the window exists. */
function writable16(k: Kernel, bridge: pci_dev, pos: number, test: number): boolean {
  if (pci_read_config_word(k, bridge, pos) !== 0) return true;
  pci_write_config_word(k, bridge, pos, test);
  const value = pci_read_config_word(k, bridge, pos);
  pci_write_config_word(k, bridge, pos, 0);
  return value !== 0;
}

/** Notes which windows a bridge has. What they are set to by firmware only matters for the log. */
export function pci_read_bridge_windows(k: Kernel, bridge: pci_dev): void {
  bridge.io_window = writable16(k, bridge, PCI_IO_BASE, 0xe0f0);
  let pmem = pci_read_config_dword(k, bridge, PCI_PREF_MEMORY_BASE);
  if (pmem === 0) {
    pci_write_config_dword(k, bridge, PCI_PREF_MEMORY_BASE, 0xffe0fff0);
    pmem = pci_read_config_dword(k, bridge, PCI_PREF_MEMORY_BASE);
    pci_write_config_dword(k, bridge, PCI_PREF_MEMORY_BASE, 0);
  }
  if (pmem === 0) return;
  bridge.pref_window = true;
  if ((pmem & PCI_PREF_RANGE_TYPE_MASK) !== PCI_PREF_RANGE_TYPE_64) return;
  const before = pci_read_config_dword(k, bridge, PCI_PREF_BASE_UPPER32);
  pci_write_config_dword(k, bridge, PCI_PREF_BASE_UPPER32, 0xffffffff);
  bridge.pref_64_window = pci_read_config_dword(k, bridge, PCI_PREF_BASE_UPPER32) !== 0;
  pci_write_config_dword(k, bridge, PCI_PREF_BASE_UPPER32, before);
}
