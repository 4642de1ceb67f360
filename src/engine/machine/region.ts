/** What the bus, its models and its users share: a range of physical addresses and who answers there. */
import type { Width } from './bus.ts';

/** Something that answers in a range of physical addresses. Offsets count from `base`. */
export interface MmioRegion {
  /** What people call it: a node's path, a manual's name. */
  readonly name: string;
  readonly base: number;
  readonly size: number;
  read(offset: number, width: Width, cpu: number): number;
  write(offset: number, width: Width, value: number, cpu: number): void;
  /** For blocks that have 64-bit registers; else two 32-bit accesses, the low word first. */
  read64?(offset: number, cpu: number): bigint;
  write64?(offset: number, value: bigint, cpu: number): void;
  /** A write that a device makes, with its DeviceID beside it and its object id; without this it is a write like any other. */
  readonly message?: ((offset: number, data: number, deviceId: number, from: number) => void) | undefined;
  /** A window before another block: which of its registers a write is to, and as whose. */
  readonly leadsTo?: (offset: number) => { readonly base: number; readonly offset: number; readonly deviceId: number };
}

/** The machine's memory as other hardware reaches it. Undefined and false say that there is no memory at that address. */
export interface Memory {
  read32(address: number): number | undefined;
  write32(address: number, value: number): boolean;
}

export function read64(memory: Memory, address: number): bigint | undefined {
  const low = memory.read32(address);
  const high = memory.read32(address + 4);
  return low === undefined || high === undefined ? undefined : (BigInt(high) << 32n) | BigInt(low);
}

/** The part of a word that a narrow access sees. */
export function narrow(word: number, offset: number, width: Width): number {
  if (width === 4) return word >>> 0;
  return (word >>> ((offset & 3) * 8)) & (width === 1 ? 0xff : 0xffff);
}

/** A word with the part that a narrow write reaches replaced. */
export function widen(word: number, offset: number, width: Width, value: number): number {
  if (width === 4) return value >>> 0;
  const shift = (offset & 3) * 8;
  const mask = (width === 1 ? 0xff : 0xffff) << shift;
  return ((word & ~mask) | ((value << shift) & mask)) >>> 0;
}

/** One half of a 64-bit register: the word at `offset` of a register that starts at a multiple of 8. */
export function half(register: bigint, offset: number): number {
  return Number((offset & 4) === 0 ? register & 0xffffffffn : (register >> 32n) & 0xffffffffn);
}

/** A 64-bit register with one half replaced. */
export function withHalf(register: bigint, offset: number, value: number): bigint {
  const word = BigInt(value >>> 0);
  return (offset & 4) === 0 ? (register & ~0xffffffffn) | word : (register & 0xffffffffn) | (word << 32n);
}
