/** The PL061 GPIO controller (DDI 0190): eight pins, whose edges and levels make one interrupt. */
import { hexnum, type Recorded, type Recorder, str, struct } from '../../recorder/index.ts';
import { PrimeCell, type PrimeCellPlace } from './primecell.ts';

/** How many it has. */
export const PINS = 8;

export interface pl061 extends Recorded {
  readonly path: string | undefined;
  /** Levels of the pins that are inputs. */
  pins: number;
  /** Levels that are driven on the pins that are outputs. */
  data: number;
  dir: number;
  /** GPIOIS: 1 for level-sensitive. */
  is: number;
  ibe: number;
  iev: number;
  ie: number;
  /** Edges seen. */
  latched: number;
  afsel: number;
}
export const pl061 = struct<pl061>(
  'pl061',
  {
    path: str(),
    pins: hexnum(),
    data: hexnum(),
    dir: hexnum(),
    is: hexnum(),
    ibe: hexnum(),
    iev: hexnum(),
    ie: hexnum(),
    latched: hexnum(),
    afsel: hexnum(),
  },
  { side: 'hardware', label: (gpio) => gpio.path ?? 'PL061' },
);

/** GPIORIS: edges seen, and levels as they are. */
function raw(gpio: pl061): number {
  const high = gpio.pins & gpio.iev;
  const low = ~gpio.pins & ~gpio.iev;
  return (gpio.latched | ((high | low) & gpio.is & ~gpio.dir)) & 0xff;
}

export class Pl061 extends PrimeCell {
  readonly state: pl061;

  constructor(rec: Recorder, place: PrimeCellPlace, drive: (level: boolean) => void) {
    super(place, drive);
    this.state = pl061.create(rec, { path: place.path });
  }

  /** Sets the level of an input pin. */
  setPin(pin: number, level: boolean): void {
    const gpio = this.state;
    const mask = (1 << pin) & 0xff;
    const before = gpio.pins;
    gpio.pins = level ? before | mask : before & ~mask;
    const changed = (before ^ gpio.pins) & ~gpio.is & ~gpio.dir;
    const wanted = gpio.ibe | ~(gpio.pins ^ gpio.iev);
    gpio.latched |= changed & wanted & 0xff;
    this.update();
  }

  protected word(at: number): number | undefined {
    const gpio = this.state;
    if (at < 0x400) return ((gpio.data & gpio.dir) | (gpio.pins & ~gpio.dir)) & (at >>> 2);
    switch (at) {
      case 0x400:
        return gpio.dir;
      case 0x404:
        return gpio.is;
      case 0x408:
        return gpio.ibe;
      case 0x40c:
        return gpio.iev;
      case 0x410:
        return gpio.ie;
      case 0x414:
        return raw(gpio);
      case 0x418:
        return raw(gpio) & gpio.ie;
      case 0x420:
        return gpio.afsel;
    }
    return undefined;
  }

  protected setWord(at: number, value: number): void {
    const gpio = this.state;
    const byte = value & 0xff;
    if (at < 0x400) gpio.data = (gpio.data & ~(at >>> 2)) | (byte & (at >>> 2));
    else if (at === 0x400) gpio.dir = byte;
    else if (at === 0x404) gpio.is = byte;
    else if (at === 0x408) gpio.ibe = byte;
    else if (at === 0x40c) gpio.iev = byte;
    else if (at === 0x410) gpio.ie = byte;
    else if (at === 0x41c) gpio.latched &= ~byte;
    else if (at === 0x420) gpio.afsel = byte;
  }

  protected asserted(): boolean {
    return (raw(this.state) & this.state.ie) !== 0;
  }
}
