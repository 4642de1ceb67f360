/** The PL011 UART (DDI 0183): its interrupts. Nobody is at the other end, so it receives nothing of itself. */
import { hexnum, map, type Recorded, type RecordedMap, type Recorder, str, struct } from '../../recorder/index.ts';
import { PrimeCell, type PrimeCellPlace } from './primecell.ts';

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

export class Pl011 extends PrimeCell {
  readonly state: pl011;

  constructor(rec: Recorder, place: PrimeCellPlace, drive: (level: boolean) => void) {
    super(place, drive);
    this.state = pl011.create(rec, { path: place.path });
  }

  /** A character has come in, or was taken. */
  setInterrupt(level: boolean): void {
    this.state.ris = level ? this.state.ris | RXIS : this.state.ris & ~RXIS;
    this.update();
  }

  protected word(at: number): number | undefined {
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
    return this.state.kept.get(at);
  }

  protected setWord(at: number, value: number): void {
    if (at === IMSC) this.state.imsc = value & 0x7ff;
    else if (at === ICR) this.state.ris &= ~value;
    else if (KEPT.has(at)) this.state.kept.set(at, value);
  }

  protected asserted(): boolean {
    return (this.state.ris & this.state.imsc) !== 0;
  }
}
