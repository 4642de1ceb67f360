/** The PL011 UART (DDI 0183): its interrupts. Nobody is at the other end, so it receives nothing of itself. */
import type { Width } from '../bus.ts';
import { hexnum, map, type Recorded, type RecordedMap, type Recorder, str, struct } from '../../recorder/index.ts';
import { type MmioRegion, narrow } from '../region.ts';
import { identify } from './primecell.ts';

export interface pl011 extends Recorded {
  readonly path: string | undefined;
  /** UARTRIS. */
  ris: number;
  /** UARTIMSC. */
  imsc: number;
  /** Registers that only remember what was written, by offset. */
  readonly kept: RecordedMap<number>;
}
export const pl011 = struct<pl011>(
  'pl011',
  { path: str(), ris: hexnum(), imsc: hexnum(), kept: map(hexnum()) },
  { side: 'hardware', label: (uart) => uart.path ?? 'PL011' },
);

const FR = 0x18;
const FR_IDLE = 0x90;
const IMSC = 0x38;
const RIS = 0x3c;
const MIS = 0x40;
const ICR = 0x44;
/** UARTRXINTR: what a raised line means here. */
const RXIS = 1 << 4;
/** Line control, baud rate, control and the like. */
const KEPT = new Set([0x24, 0x28, 0x2c, 0x30, 0x34, 0x48]);

export class Pl011 implements MmioRegion {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly state: pl011;
  private readonly id: number;
  private readonly drive: (level: boolean) => void;

  /** `drive` sets the UART's wire. */
  constructor(
    rec: Recorder,
    place: { readonly path: string; readonly base: number; readonly size: number; readonly id: number },
    drive: (level: boolean) => void,
  ) {
    this.name = place.path;
    this.base = place.base;
    this.size = place.size;
    this.id = place.id;
    this.drive = drive;
    this.state = pl011.create(rec, { path: place.path });
  }

  /** A character has come in, or was taken. */
  setInterrupt(level: boolean): void {
    this.state.ris = level ? this.state.ris | RXIS : this.state.ris & ~RXIS;
    this.update();
  }

  read(offset: number, width: Width): number {
    return narrow(this.word(offset & ~3), offset, width);
  }

  private word(at: number): number {
    switch (at) {
      case 0: {
        // Reading the data register takes the character.
        this.setInterrupt(false);
        return 0;
      }
      case FR:
        return (this.state.ris & RXIS) === 0 ? FR_IDLE : FR_IDLE & ~0x10;
      case IMSC:
        return this.state.imsc;
      case RIS:
        return this.state.ris;
      case MIS:
        return this.state.ris & this.state.imsc;
    }
    return identify(this.id, this.size, at) ?? this.state.kept.get(at) ?? 0;
  }

  write(offset: number, _width: Width, value: number): void {
    const at = offset & ~3;
    if (at === IMSC) this.state.imsc = value & 0x7ff;
    else if (at === ICR) this.state.ris &= ~value;
    else if (KEPT.has(at)) this.state.kept.set(at, value);
    this.update();
  }

  private update(): void {
    this.drive((this.state.ris & this.state.imsc) !== 0);
  }
}
