/** What registers of several hosts have alike. */
import type { ControllerBlock } from '../../controllers/block.ts';
import type { ConfigPlace } from '../block-host.ts';
import type { MsiBlock } from '../msi-block.ts';

/** 4 KB for each function, from the start. */
export const ecamPlace = (offset: number): ConfigPlace => ({
  bus: Math.floor(offset / 0x100000),
  devfn: (offset >> 12) & 0xff,
  where: offset & 0xfff,
});

/** Specifiers count the wires from 1. */
export const fromOne = ([pin = 1]: readonly number[]): number => pin - 1;

/** The levels of the four wires as bits of a register. They share an output, which each of them drives: so what one asks, all do. */
export const wires = (block: ControllerBlock): number => block.gather(0, (n) => n < 4 && block.level(n));

/** A register of a host's MSIs: which have come, are let through or held back, 32 a word. */
export const word = (msi: MsiBlock | undefined, field: 'pending' | 'enabled' | 'masked', n: number): number =>
  msi?.state[field].get(n) ?? 0;

/** The address that a pair of registers holds. */
export const pair = (block: ControllerBlock, high: number, low: number): number =>
  block.word(high) * 2 ** 32 + block.word(low);
