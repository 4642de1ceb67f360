/** A GICv2m frame (SBSA, appendix E): a write of an SPI's number pulses that SPI. */
import type { StopReason } from '../../../api/messages/index.ts';
import type { Width } from '../../bus.ts';
import { type MmioRegion, narrow } from '../../region.ts';
import type { InterruptController, Surroundings } from '../interface.ts';
import { tell } from '../candidates.ts';
import type { gic_v2m } from './state.ts';

const MSI_TYPER = 0x8;
const MSI_SETSPI_NS = 0x40;
const MSI_IIDR = 0xfcc;

/** The INTIDs that a frame can raise. */
function v2mRange(frame: gic_v2m): { readonly first: number; readonly count: number } {
  return { first: (frame.typer >>> 16) & 0x3ff, count: frame.typer & 0x3ff };
}

/** The word at an offset of the frame. Works on views. */
function readV2mWord(frame: gic_v2m, offset: number): number {
  if (offset === MSI_TYPER) return frame.typer;
  return offset === MSI_IIDR ? frame.iidr : 0;
}

export class V2mFrame implements MmioRegion {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  private readonly frame: gic_v2m;
  private readonly env: Surroundings;
  private readonly gic: InterruptController | undefined;

  constructor(frame: gic_v2m, size: number, env: Surroundings, gic: InterruptController | undefined) {
    this.name = `v2m frame at 0x${frame.base.toString(16)}`;
    this.base = frame.base;
    this.size = size;
    this.frame = frame;
    this.env = env;
    this.gic = gic;
  }

  read(offset: number, width: Width): number {
    return narrow(readV2mWord(this.frame, offset & ~3), offset, width);
  }

  write(offset: number, _width: Width, value: number): void {
    this.message(offset, value, 0, 0);
  }

  message(offset: number, data: number, deviceId: number, from: number): void {
    const { frame, env } = this;
    const { first, count } = v2mRange(frame);
    const intid = data & 0x3ff;
    const inside = intid >= first && intid < first + count;
    let stopped: StopReason | undefined;
    if (offset !== MSI_SETSPI_NS) stopped = { code: 'notTo', register: 'MSI_SETSPI_NS' };
    else if (!inside) stopped = { code: 'notOfFrame', intid, first, last: first + count - 1 };
    tell(env.rec, 'msi', from, frame.$id, { code: 'frameMessage', intid, device: deviceId }, stopped);
    if (stopped === undefined) this.gic?.pulseSpi(intid, frame.$id, { name: 'v2m' });
  }
}
