/**
 * The memory-mapped generic timer (DDI 0487, I1 and I3): the control frame that says which timer frames there are and
 * lets software at them, and the frames, each with a physical timer and, where the tree gives it a second interrupt, a
 * virtual one. Time does not pass by itself: a timer reaches its value when it is told to.
 */
import { type DtNode, getProperty, stringList, u32At } from '../../devicetree/index.ts';
import { bits, bool, hexnum, map, num, type Recorded, type RecordedMap, str, struct } from '../../recorder/index.ts';
import { registerRanges } from '../address.ts';
import type { Width } from '../bus.ts';
import type { Machine } from '../machine.ts';
import { type MmioRegion, narrow, widen } from '../region.ts';

const [ENABLE, IMASK, ISTATUS] = [1, 2, 4];
/** CNTACR: all that software may be let do. */
const ACCESS = 0x3f;
/** CNTTIDR, four bits a frame: implemented, with a virtual timer, with a second view for EL0. */
const [FI, FVI, FEL0I] = [1, 2, 4];
const FRAMES = 8;

export interface timer_control extends Recorded {
  readonly path: string | undefined;
  /** CNTTIDR. */
  readonly tidr: number;
  /** CNTACR of each frame. */
  acr: RecordedMap<number>;
}
export const timer_control = struct<timer_control>(
  'timer_control',
  { path: str(), tidr: hexnum(), acr: map(hexnum()) },
  { side: 'hardware', label: (control) => control.path ?? 'CNTCTLBase' },
);

export interface timer_frame extends Recorded {
  readonly path: string | undefined;
  readonly number: number;
  /** CNTP_CTL and CNTV_CTL without ISTATUS. */
  p_ctl: number;
  v_ctl: number;
  /** The condition is met: ISTATUS. */
  p_fired: boolean;
  v_fired: boolean;
}
export const timer_frame = struct<timer_frame>(
  'timer_frame',
  {
    path: str(),
    number: num(),
    p_ctl: bits({ ENABLE, IMASK }),
    v_ctl: bits({ ENABLE, IMASK }),
    p_fired: bool(),
    v_fired: bool(),
  },
  { side: 'hardware', label: (frame) => frame.path ?? 'timer frame' },
);

/** A frame as the tree has it. */
interface Place {
  readonly node: DtNode;
  readonly number: number;
  readonly virtual: boolean;
  readonly twoViews: boolean;
}

export function buildMemoryTimers(machine: Machine, nodes: readonly DtNode[], cntfrq: number): void {
  for (const node of nodes) {
    const range = registerRanges(node)[0];
    if (range === undefined || !stringList(getProperty(node, 'compatible')).includes('arm,armv7-timer-mem')) continue;
    const places = node.children.flatMap((child) => placeOf(machine, child));
    machine.attach(new ControlFrame(machine, node.path, range, places, cntfrq));
    machine.markModelled(node.path);
    for (const place of places) attachFrame(machine, place, cntfrq);
  }
}

function placeOf({ wiring }: Machine, node: DtNode): Place[] {
  const number = u32At(getProperty(node, 'frame-number'), 0);
  if (number === undefined || number >= FRAMES) return [];
  return [{ node, number, virtual: wiring.countOf(node) > 1, twoViews: registerRanges(node).length > 1 }];
}

function attachFrame(machine: Machine, { node, number }: Place, cntfrq: number): void {
  const { path } = node;
  const [range] = registerRanges(node);
  if (range === undefined) return;
  const state = timer_frame.create(machine.rec, { path, number });
  const frame = new TimerFrame(state, range, cntfrq, (index, level) => machine.driveNode(path, index, level));
  machine.attach(frame);
  machine.attachSource(path, (index, level) => frame.fire(index, level));
  machine.markModelled(path);
}

/** CNTCTLBase. */
class ControlFrame implements MmioRegion {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  private readonly state: timer_control;
  private readonly cntfrq: number;

  constructor(
    { rec }: Machine,
    path: string,
    { base, size }: { readonly base: number; readonly size: number },
    places: readonly Place[],
    cntfrq: number,
  ) {
    [this.name, this.base, this.size, this.cntfrq] = [path, base, size, cntfrq];
    const tidr = places.reduce((word, { number, virtual, twoViews }) => {
      const frame = FI | (virtual ? FVI : 0) | (twoViews ? FEL0I : 0);
      return word | (frame << (4 * number));
    }, 0);
    this.state = timer_control.create(rec, { path, tidr: tidr >>> 0 });
  }

  read(offset: number, width: Width): number {
    return narrow(this.word(offset & ~3), offset, width);
  }

  write(offset: number, width: Width, value: number): void {
    const frame = ((offset & ~3) - 0x40) / 4;
    if (frame < 0 || frame >= FRAMES) return;
    this.state.acr.set(frame, widen(this.word(offset & ~3), offset, width, value) & ACCESS);
  }

  private word(at: number): number {
    if (at === 0x0) return this.cntfrq;
    if (at === 0x8) return this.state.tidr;
    return this.state.acr.get((at - 0x40) / 4) ?? 0;
  }
}

/** CNTBaseN. */
class TimerFrame implements MmioRegion {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  private readonly state: timer_frame;
  private readonly cntfrq: number;
  private readonly drive: (index: number, level: boolean) => void;

  constructor(
    state: timer_frame,
    { base, size }: { readonly base: number; readonly size: number },
    cntfrq: number,
    drive: (index: number, level: boolean) => void,
  ) {
    [this.name, this.base, this.size] = [state.path ?? '', base, size];
    [this.state, this.cntfrq, this.drive] = [state, cntfrq, drive];
  }

  /** Timer 0 is the physical one, 1 the virtual one. It could not fire unless software had enabled and unmasked it. */
  fire(index: number, level: boolean): void {
    const { state } = this;
    if (index === 0) [state.p_ctl, state.p_fired] = [level ? ENABLE : state.p_ctl, level];
    else [state.v_ctl, state.v_fired] = [level ? ENABLE : state.v_ctl, level];
    this.update(index);
  }

  read(offset: number, width: Width): number {
    const { state } = this;
    const at = offset & ~3;
    const control = (ctl: number, fired: boolean): number => ctl | (fired ? ISTATUS : 0);
    const word =
      at === 0x10
        ? this.cntfrq
        : at === 0x2c
          ? control(state.p_ctl, state.p_fired)
          : at === 0x3c
            ? control(state.v_ctl, state.v_fired)
            : 0;
    return narrow(word, offset, width);
  }

  write(offset: number, _width: Width, value: number): void {
    const { state } = this;
    const at = offset & ~3;
    if (at === 0x2c) state.p_ctl = value & (ENABLE | IMASK);
    else if (at === 0x3c) state.v_ctl = value & (ENABLE | IMASK);
    // A new value is one that has not been reached yet.
    else if (at >= 0x20 && at < 0x2c) state.p_fired = false;
    else if (at >= 0x30 && at < 0x3c) state.v_fired = false;
    this.update(at < 0x30 ? 0 : 1);
  }

  private update(index: number): void {
    const { p_ctl, p_fired, v_ctl, v_fired } = this.state;
    const [ctl, fired] = index === 0 ? [p_ctl, p_fired] : [v_ctl, v_fired];
    this.drive(index, fired && (ctl & (ENABLE | IMASK)) === ENABLE);
  }
}
