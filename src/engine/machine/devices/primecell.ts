/** The last registers of an Arm PrimeCell: what it is, a byte in each word (e.g. DDI 0183, 3.3.13 ff.). */
import type { Width } from '../bus.ts';
import { type MmioRegion, narrow } from '../region.ts';

const PRIMECELL_ID = 0xb105f00d;
const DESIGNER_ARM = 0x41 << 12;

/** Revisions of the parts that are not at revision 0; the UART's is QEMU's r1p4. */
const REVISIONS: Readonly<Record<string, number>> = { pl011: 1, sp804: 1, sp805: 1 };

/** Parts of Arm that the number in their name is not the one in their identification. */
const OTHER_PARTS: Readonly<Record<string, number>> = {
  'arm,mhu': 0x1bb098,
  'arm,mhu-doorbell': 0x1bb098,
};

/** The identification of the part that one of a node's compatible strings names, e.g. "arm,pl011". */
export function peripheralId(compatible: readonly string[]): number | undefined {
  for (const name of compatible) {
    const other = OTHER_PARTS[name];
    if (other !== undefined) return other;
    const part = /^arm,((?:pl|sp)([0-9]{3}))$/.exec(name);
    if (part === null) continue;
    const revision = REVISIONS[part[1] ?? ''] ?? 0;
    return (revision << 20) | DESIGNER_ARM | Number.parseInt(part[2] ?? '0', 16);
  }
  return undefined;
}

/** What a region of this size answers at an offset among its identification registers; undefined elsewhere. */
function identify(id: number, size: number, offset: number): number | undefined {
  const place = offset - (size - 0x20);
  if (place < 0 || place >= 0x20) return undefined;
  const value = place < 0x10 ? id : PRIMECELL_ID;
  return (value >>> (((place >>> 2) & 3) * 8)) & 0xff;
}

/** A PrimeCell of which nothing is modelled but what it is. */
export function primecell(name: string, base: number, size: number, id: number): MmioRegion {
  return {
    name,
    base,
    size,
    read: (offset: number, _width: Width) => identify(id, size, offset & ~3) ?? 0,
    write: () => undefined,
  };
}

/** Where a PrimeCell sits, and what its identification registers say. */
export interface PrimeCellPlace {
  readonly path: string;
  readonly base: number;
  readonly size: number;
  readonly id: number;
}

/** A PrimeCell whose registers are modelled. It drives one wire. */
export abstract class PrimeCell implements MmioRegion {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  private readonly id: number;
  private readonly drive: (level: boolean) => void;

  /** `drive` sets the cell's wire. */
  constructor(place: PrimeCellPlace, drive: (level: boolean) => void) {
    this.name = place.path;
    this.base = place.base;
    this.size = place.size;
    this.id = place.id;
    this.drive = drive;
  }

  read(offset: number, width: Width): number {
    const at = offset & ~3;
    return narrow(this.word(at) ?? identify(this.id, this.size, at) ?? 0, offset, width);
  }

  write(offset: number, _width: Width, value: number): void {
    this.setWord(offset & ~3, value);
    this.update();
  }

  /** Sets the wire to what the registers make of it. */
  protected update(): void {
    this.drive(this.asserted());
  }

  /** What the register at `at` reads as; undefined where there is none of the cell's own. */
  protected abstract word(at: number): number | undefined;
  protected abstract setWord(at: number, value: number): void;
  /** Whether the cell asks for an interrupt. */
  protected abstract asserted(): boolean;
}
