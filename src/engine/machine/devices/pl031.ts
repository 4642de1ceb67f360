/** The PL031 real-time clock (DDI 0224): its alarm. Time stands still, so the alarm goes off when a script says so. */
import { hexnum, type Recorded, type Recorder, str, struct } from '../../recorder/index.ts';
import { PrimeCell, type PrimeCellPlace } from './primecell.ts';

export interface pl031 extends Recorded {
  readonly path: string | undefined;
  match: number;
  load: number;
  cr: number;
  imsc: number;
  ris: number;
}
export const pl031 = struct<pl031>(
  'pl031',
  { path: str(), match: hexnum(), load: hexnum(), cr: hexnum(1), imsc: hexnum(), ris: hexnum() },
  { side: 'hardware', label: (clock) => clock.path ?? 'PL031' },
);

const ALARM = 1;

export class Pl031 extends PrimeCell {
  readonly state: pl031;

  constructor(rec: Recorder, place: PrimeCellPlace, drive: (level: boolean) => void) {
    super(place, drive);
    this.state = pl031.create(rec, { path: place.path });
  }

  /** The alarm goes off as if software had armed it, or is taken back. */
  setInterrupt(level: boolean): void {
    this.state.imsc |= level ? ALARM : 0;
    this.state.ris = level ? ALARM : 0;
    this.update();
  }

  protected word(at: number): number | undefined {
    const clock = this.state;
    switch (at) {
      case 0x0:
      case 0x8:
        return clock.load;
      case 0x4:
        return clock.match;
      case 0xc:
        return clock.cr;
      case 0x10:
        return clock.imsc;
      case 0x14:
        return clock.ris;
      case 0x18:
        return clock.ris & clock.imsc;
    }
    return undefined;
  }

  protected setWord(at: number, value: number): void {
    const clock = this.state;
    if (at === 0x4) clock.match = value;
    else if (at === 0x8) clock.load = value;
    else if (at === 0xc) clock.cr = value & 1;
    else if (at === 0x10) clock.imsc = value & 1;
    else if (at === 0x1c) clock.ris &= ~value;
  }

  protected asserted(): boolean {
    return (this.state.ris & this.state.imsc) !== 0;
  }
}
