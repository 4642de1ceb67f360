/** How the machine and its interrupt controller know each other, whichever architecture version it is. */
import type { Memory, MmioRegion } from '../region.ts';
import type { cpu_core } from '../cpu.ts';
import type { LineName } from '../../api/messages/index.ts';
import type { HasRecorder, Recorder } from '../../recorder/index.ts';

/** What a controller needs of the rest of the machine. */
export interface Surroundings extends HasRecorder {
  readonly rec: Recorder;
  readonly cpus: readonly cpu_core[];
  readonly memory: Memory;
}

export interface InterruptController {
  /** The register frames, to be attached to the bus. */
  readonly regions: readonly MmioRegion[];
  /** The INTIDs of shared interrupts that it has, as first and last. */
  readonly spis: readonly (readonly [first: number, last: number])[];
  /** Sets a shared interrupt's wire. `from` is the id of what drives it, 0 for none of ours. */
  setSpi(intid: number, level: boolean, from: number, line: LineName): void;
  /** A message that makes a shared interrupt pending. */
  pulseSpi(intid: number, from: number, line: LineName): void;
  /** Sets the wire of an interrupt that each CPU has of its own. */
  setPpi(cpu: number, intid: number, level: boolean, from: number, line: LineName): void;
  /** The CPU got or lost power. */
  powerChanged(cpu: number): void;
  /** The INTID that a CPU's interface puts forward, SPURIOUS for none. */
  waiting(cpu: number): number;
  /** undefined and false: no such register. */
  readSysreg(name: string, cpu: number): bigint | undefined;
  writeSysreg(name: string, value: bigint, cpu: number): boolean;
}

/** The INTID that says "nothing". */
export const SPURIOUS = 1023;
export const FIRST_PPI = 16;
export const FIRST_LPI = 8192;

/** What the manual calls an interrupt with this number. */
export function intidKind(intid: number): 'sgi' | 'ppi' | 'spi' | 'lpi' {
  if (intid < 16) return 'sgi';
  if (intid < 32 || (intid >= 1056 && intid < 1120)) return 'ppi';
  return intid >= FIRST_LPI ? 'lpi' : 'spi';
}

/** "SPI 1 (INTID 33)". */
export function intidName(intid: number): string {
  const kind = intidKind(intid);
  if (kind === 'lpi') return `LPI ${intid}`;
  if (kind === 'sgi') return `SGI ${intid}`;
  if (intid >= 4096) return `ESPI ${intid - 4096} (INTID ${intid})`;
  if (intid >= 1056) return `EPPI ${intid - 1056} (INTID ${intid})`;
  return kind === 'ppi' ? `PPI ${intid - 16} (INTID ${intid})` : `SPI ${intid - 32} (INTID ${intid})`;
}
