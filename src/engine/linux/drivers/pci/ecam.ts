/** Models drivers/pci/ecam.c: configuration space as memory, 4 KB for each function. */
import { readb, readl, readw, writeb, writel, writew } from '../../include/asm/io.ts';
import { IORESOURCE_MEM, type resource, resource_size } from '../../include/linux/ioport.ts';
import { pci_config_window, type pci_ecam_ops } from '../../include/linux/pci-ecam.ts';
import type { pci_bus, pci_ops } from '../../include/linux/pci/index.ts';
import type { Kernel } from '../../kernel.ts';

export const PCIE_ECAM_BUS_SHIFT = 20;

/** The window, cut to the buses that `reg` has room for. */
export function pci_ecam_create(
  k: Kernel,
  cfgres: resource,
  busr: { readonly start: number; readonly end: number },
  ops: pci_ecam_ops,
): pci_config_window {
  const room = Math.floor(resource_size(cfgres) / 2 ** ops.bus_shift);
  const wanted = busr.end - busr.start + 1;
  return pci_config_window.create(k.rec, {
    win: (cfgres.flags & IORESOURCE_MEM) === 0 ? 0 : cfgres.start,
    busr_start: busr.start,
    busr_end: busr.start + Math.min(room, wanted) - 1,
    bus_shift: ops.bus_shift,
  });
}

/** The address of a register, or undefined for a bus that is outside. */
export function pci_ecam_map_bus(bus: pci_bus, devfn: number, where: number): number | undefined {
  const cfg = pci_config_window.of(bus.sysdata);
  if (bus.number < cfg.busr_start || bus.number > cfg.busr_end) return undefined;
  const devfn_shift = cfg.bus_shift - 8;
  return cfg.win + (bus.number - cfg.busr_start) * 2 ** cfg.bus_shift + devfn * 2 ** devfn_shift + where;
}

export type MapBus = (bus: pci_bus, devfn: number, where: number) => number | undefined;

/** Models pci_generic_config_read and _write of drivers/pci/access.c over a way to find registers. */
export function pci_generic_config_ops(name: string, map_bus: MapBus): pci_ops {
  return {
    name,
    read(k: Kernel, bus: pci_bus, devfn: number, where: number, size: 1 | 2 | 4): number {
      const addr = map_bus(bus, devfn, where);
      if (addr === undefined) return 2 ** (8 * size) - 1;
      return size === 1 ? readb(k, addr) : size === 2 ? readw(k, addr) : readl(k, addr);
    },
    write(k: Kernel, bus: pci_bus, devfn: number, where: number, size: 1 | 2 | 4, val: number): void {
      const addr = map_bus(bus, devfn, where);
      if (addr === undefined) return;
      if (size === 1) writeb(k, val, addr);
      else if (size === 2) writew(k, val, addr);
      else writel(k, val, addr);
    },
  };
}

/** Models pci_generic_config_read32 and _write32: for hosts that know accesses of 32 bits alone. */
export function pci_generic_config_ops32(name: string, map_bus: MapBus): pci_ops {
  const read = (k: Kernel, bus: pci_bus, devfn: number, where: number): number | undefined => {
    const addr = map_bus(bus, devfn, where & ~3);
    return addr === undefined ? undefined : readl(k, addr);
  };
  return {
    name,
    read(k: Kernel, bus: pci_bus, devfn: number, where: number, size: 1 | 2 | 4): number {
      const word = read(k, bus, devfn, where) ?? 0xffffffff;
      return size === 4 ? word : (word >>> ((where & 3) * 8)) & (2 ** (8 * size) - 1);
    },
    write(k: Kernel, bus: pci_bus, devfn: number, where: number, size: 1 | 2 | 4, val: number): void {
      const shift = (where & 3) * 8;
      const mask = size === 4 ? 0xffffffff : (2 ** (8 * size) - 1) << shift;
      const word = size === 4 ? 0 : read(k, bus, devfn, where);
      const addr = map_bus(bus, devfn, where & ~3);
      if (word !== undefined && addr !== undefined) writel(k, ((word & ~mask) | ((val << shift) & mask)) >>> 0, addr);
    },
  };
}

export function pci_generic_ecam_ops(): pci_ecam_ops {
  return { bus_shift: PCIE_ECAM_BUS_SHIFT, pci_ops: pci_generic_config_ops('pci_generic_ecam_ops', pci_ecam_map_bus) };
}
