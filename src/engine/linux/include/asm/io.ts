/** Models asm/io.h: memory-mapped access by the running CPU. Argument order is the kernel's: value, address. */
import { BusFault } from '../../../machine/bus.ts';
import type { Kernel } from '../../kernel.ts';
import { do_sea } from '../../arch/arm64/mm/fault.ts';

function guarded<T>(k: Kernel, access: () => T): T {
  try {
    return access();
  } catch (fault) {
    if (fault instanceof BusFault) return do_sea(k, k.rec.innermost()?.fname ?? '');
    throw fault;
  }
}

export function readb(k: Kernel, address: number): number {
  return guarded(k, () => k.bus.read(address, 1, k.cpu));
}
export function readw(k: Kernel, address: number): number {
  return guarded(k, () => k.bus.read(address, 2, k.cpu));
}
export function readl(k: Kernel, address: number): number {
  return guarded(k, () => k.bus.read(address, 4, k.cpu));
}
/** A big-endian word. */
export function ioread32be(k: Kernel, address: number): number {
  const word = readl(k, address);
  return ((word & 0xff) * 2 ** 24 + ((word & 0xff00) << 8) + ((word >>> 8) & 0xff00) + (word >>> 24)) >>> 0;
}
export function readq(k: Kernel, address: number): bigint {
  return guarded(k, () => k.bus.read64(address, k.cpu));
}
export function writeb(k: Kernel, value: number, address: number): void {
  guarded(k, () => k.bus.write(address, 1, value & 0xff, k.cpu));
}
export function writew(k: Kernel, value: number, address: number): void {
  guarded(k, () => k.bus.write(address, 2, value & 0xffff, k.cpu));
}
export function writel(k: Kernel, value: number, address: number): void {
  guarded(k, () => k.bus.write(address, 4, value >>> 0, k.cpu));
}
export function writeq(k: Kernel, value: bigint, address: number): void {
  guarded(k, () => k.bus.write64(address, BigInt.asUintN(64, value), k.cpu));
}

/** Reads a register and writes it back with the bits set or cleared: what drivers spell out, or regmap_update_bits does. */
export function change_bits(k: Kernel, bits: number, on: boolean, address: number): void {
  const value = readl(k, address);
  writel(k, on ? value | bits : value & ~bits, address);
}

export function read_sysreg(k: Kernel, name: string): bigint {
  return k.bus.readSysreg(name, k.cpu);
}
export function write_sysreg(k: Kernel, value: bigint, name: string): void {
  k.bus.writeSysreg(name, value, k.cpu);
}

/** Fills memory, of which the tree may promise more than there is. */
export function memset_io(k: Kernel, address: number, value: number, bytes: number): void {
  guarded(k, () => k.bus.fill(address, bytes, value));
}
