/**
 * The memory-mapped generic timer (DDI 0487, I1 and I3): the control frame that says which timer frames there are and
 * lets software at them, and the frames, each with a physical timer and, where the tree gives it a second interrupt, a
 * virtual one. Time does not pass by itself: a timer reaches its value when it is told to.
 */
import { compatibleOf, type DtNode, getProperty, u32At } from '../../devicetree/index.ts';
import { bits, bool, hexnum, map, num, type Recorded, type RecordedMap, str, struct } from '../../recorder/index.ts';
import { registerRanges } from '../address.ts';
import type { Width } from '../bus.ts';
import type { Machine } from '../machine.ts';
import { type MmioRegion, narrow, widen } from '../region.ts';
import { ENABLE, IMASK, ISTATUS } from './timer.ts';

/** CNTACR: all that software may be let do. */
const ACCESS = 0x3f;
/** CNTTIDR, four bits a frame: implemented, with a virtual timer, with a second view for EL0. */
const [FI, FVI, FEL0I] = [1, 2, 4];
const FRAMES = 8;
/** In a frame: the counter's frequency, and of each timer's 16 bytes the control register. */
const [CNTFRQ, CTL] = [0x10, 0xc];

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

/** One of a frame's timers. */
export interface memory_timer extends Recorded {
  /** The frame's node. */
  readonly path: string | undefined;
  /** 0 for the physical timer, 1 for the virtual one: its place among the frame's interrupts. */
  readonly which: number;
  /** CNTP_CTL or CNTV_CTL without ISTATUS. */
  ctl: number;
  /** The condition is met: ISTATUS. */
  fired: boolean;
}
export const memory_timer = struct<memory_timer>(
  'memory_timer',
  { path: str(), which: num(), ctl: bits({ ENABLE, IMASK }), fired: bool() },
  {
    side: 'hardware',
    label: ({ path, which }) => `${which === 0 ? 'physical' : 'virtual'} timer of ${path ?? 'a frame'}`,
  },
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
    if (!compatibleOf(node).includes('arm,armv7-timer-mem')) continue;
    const range = registerRanges(node)[0];
    if (range === undefined) continue;
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

function attachFrame(machine: Machine, { node }: Place, cntfrq: number): void {
  const { path } = node;
  const [range] = registerRanges(node);
  if (range === undefined) return;
  const timers = [0, 1].map((which) => memory_timer.create(machine.rec, { path, which }));
  const frame = new TimerFrame(timers, path, range, cntfrq, (index, level) => machine.driveNode(path, index, level));
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
  private readonly timers: readonly memory_timer[];
  private readonly cntfrq: number;
  private readonly drive: (index: number, level: boolean) => void;

  constructor(
    timers: readonly memory_timer[],
    name: string,
    { base, size }: { readonly base: number; readonly size: number },
    cntfrq: number,
    drive: (index: number, level: boolean) => void,
  ) {
    [this.timers, this.name, this.base, this.size] = [timers, name, base, size];
    [this.cntfrq, this.drive] = [cntfrq, drive];
  }

  /** A timer reaches its value, or not any more. It could not fire unless software had enabled and unmasked it. */
  fire(index: number, level: boolean): void {
    const timer = this.timers[index];
    if (timer === undefined) return;
    if (level) timer.ctl = ENABLE;
    timer.fired = level;
    this.update(timer);
  }

  read(offset: number, width: Width): number {
    const at = offset & ~3;
    const timer = this.timerAt(at);
    const control = timer === undefined || at % 16 !== CTL ? 0 : timer.ctl | (timer.fired ? ISTATUS : 0);
    return narrow(at === CNTFRQ ? this.cntfrq : control, offset, width);
  }

  write(offset: number, _width: Width, value: number): void {
    const at = offset & ~3;
    const timer = this.timerAt(at);
    if (timer === undefined) return;
    if (at % 16 === CTL) timer.ctl = value & (ENABLE | IMASK);
    // A new value is one that has not been reached yet.
    else timer.fired = false;
    this.update(timer);
  }

  /** The physical timer's registers are at 0x20, the virtual one's at 0x30: CVAL, TVAL, CTL. */
  private timerAt(at: number): memory_timer | undefined {
    return at < 0x20 ? undefined : this.timers[(at - 0x20) >> 4];
  }

  private update({ which, ctl, fired }: memory_timer): void {
    this.drive(which, fired && (ctl & (ENABLE | IMASK)) === ENABLE);
  }
}
