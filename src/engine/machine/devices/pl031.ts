/** The PL031 real-time clock (DDI 0224): its alarm. Time stands still, so the alarm goes off when a script says so. */
import type { Width } from '../bus.ts';
import { hexnum, type Recorded, type Recorder, str, struct } from '../../recorder/index.ts';
import { type MmioRegion, narrow } from '../region.ts';
import { identify } from './primecell.ts';

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

export class Pl031 implements MmioRegion {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly state: pl031;
  private readonly id: number;
  private readonly drive: (level: boolean) => void;

  /** `drive` sets the clock's wire. */
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
    this.state = pl031.create(rec, { path: place.path });
  }

  /** The alarm goes off as if software had armed it, or is taken back. */
  setInterrupt(level: boolean): void {
    this.state.imsc |= level ? ALARM : 0;
    this.state.ris = level ? ALARM : 0;
    this.update();
  }

  read(offset: number, width: Width): number {
    return narrow(this.word(offset & ~3), offset, width);
  }

  private word(at: number): number {
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
    return identify(this.id, this.size, at) ?? 0;
  }

  write(offset: number, _width: Width, value: number): void {
    const clock = this.state;
    const at = offset & ~3;
    if (at === 0x4) clock.match = value;
    else if (at === 0x8) clock.load = value;
    else if (at === 0xc) clock.cr = value & 1;
    else if (at === 0x10) clock.imsc = value & 1;
    else if (at === 0x1c) clock.ris &= ~value;
    this.update();
  }

  private update(): void {
    this.drive((this.state.ris & this.state.imsc) !== 0);
  }
}
