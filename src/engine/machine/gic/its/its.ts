/** GITS_*: the ITS's registers (IHI 0069, 12.18), its command queue in memory, and its doorbell. */
import type { SignalText, StopReason } from '../../../api/messages/index.ts';
import type { Width } from '../../bus.ts';
import { half, type MmioRegion, narrow, withHalf } from '../../region.ts';
import { COMMAND_SIZE, commandWords, decodeCommand } from './command.ts';
import { execute, type ItsSurroundings, lookUp } from './execute.ts';
import type { gic_its } from './state.ts';
import { BASER_FIXED } from './tables.ts';

const CTLR_Enabled = 1;
export const CTLR_Quiescent = 0x80000000;
const CBASER_VALID = 1n << 63n;
const CBASER_WRITABLE = 0xb8ff_ffff_ffff_fcffn;
const CREADR_Stalled = 1;
const POINTER = 0xfffe0;
/** Offset of the doorbell from the base of the ITS (GIC architecture, GITS_TRANSLATER). */
export const GITS_TRANSLATER = 0x10040;

/** The word at an offset of the control frame, as software reads it. Works on views. */
export function readGitsWord(its: gic_its, offset: number): number {
  const at = offset & ~4;
  if (offset === 0x0) return its.ctlr;
  if (offset === 0x4) return its.iidr;
  if (at === 0x8) return half(its.typer, offset);
  if (at === 0x80) return half(its.cbaser, offset);
  if (offset === 0x88) return its.cwriter;
  if (offset === 0x90) return its.creadr;
  if (at >= 0x100 && at < 0x140) return half(its.baser.get((at - 0x100) / 8) ?? 0n, offset);
  return offset === 0xffe8 ? its.pidr2 : 0;
}

/** The address of the command queue, and its size in bytes. */
function commandQueue(its: gic_its): { readonly base: number; readonly size: number } {
  return { base: Number(its.cbaser & 0xffffffffff000n), size: (Number(its.cbaser & 0xffn) + 1) * 4096 };
}

export class Its implements MmioRegion {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly state: gic_its;
  private readonly env: ItsSurroundings;

  constructor(state: gic_its, size: number, env: ItsSurroundings) {
    this.name = `GITS at 0x${state.base.toString(16)}`;
    this.base = state.base;
    this.size = size;
    this.state = state;
    this.env = env;
  }

  read(offset: number, width: Width): number {
    return narrow(readGitsWord(this.state, offset & ~3), offset, width);
  }

  read64(offset: number): bigint {
    return (BigInt(readGitsWord(this.state, offset + 4)) << 32n) | BigInt(readGitsWord(this.state, offset));
  }

  write(offset: number, width: Width, value: number): void {
    const { state } = this;
    const at = offset & ~7;
    if (width !== 4) return;
    if (offset === 0x0) this.writeCtlr(value);
    else if (at === 0x80) this.write64(at, withHalf(state.cbaser, offset, value));
    else if (offset === 0x88) this.writeCwriter(value);
    else if (at >= 0x100 && at < 0x140) {
      this.write64(at, withHalf(state.baser.get((at - 0x100) / 8) ?? 0n, offset, value));
    }
  }

  write64(offset: number, value: bigint): void {
    const { state } = this;
    const enabled = (state.ctlr & CTLR_Enabled) !== 0;
    if (offset === 0x88) this.writeCwriter(Number(value & 0xffffffffn));
    // Where the ITS is enabled a write of these is UNPREDICTABLE: here it has no effect.
    if (enabled) return;
    if (offset === 0x80) {
      state.cbaser = value & CBASER_WRITABLE;
      state.creadr = 0;
      for (const number of state.commands.keys()) state.commands.delete(number);
    } else if (offset >= 0x100 && offset < 0x140) this.writeBaser((offset - 0x100) / 8, value);
  }

  /** A device's write to the doorbell: its data is the EventID. */
  message(offset: number, data: number, deviceId: number, from: number): void {
    const { state, env } = this;
    const found = lookUp(state, deviceId, data);
    let stopped: StopReason | undefined;
    if (offset !== GITS_TRANSLATER) stopped = { code: 'notTo', register: 'GITS_TRANSLATER' };
    else if ((state.ctlr & CTLR_Enabled) === 0) stopped = { code: 'itsOff' };
    else if ('code' in found) stopped = { code: 'noEvent', why: found };
    const text = { code: 'event', device: deviceId, event: data } as const;
    env.rec.signal({ kind: 'msi', from, to: state.$id, text, stopped });
    if (stopped === undefined && 'entry' in found) env.gic.setLpi(found.cpu, found.entry.intid, true, state.$id);
  }

  private writeCtlr(value: number): void {
    this.state.ctlr = (CTLR_Quiescent | (value & CTLR_Enabled)) >>> 0;
    this.run();
  }

  private writeBaser(index: number, value: bigint): void {
    const { baser } = this.state;
    const before = baser.get(index) ?? 0n;
    // A register without a type is not there.
    if ((before & BASER_FIXED) >> 56n === 0n) return;
    const after = (before & BASER_FIXED) | (value & ~BASER_FIXED);
    if (after !== before) baser.set(index, after);
  }

  private writeCwriter(value: number): void {
    const { state } = this;
    state.cwriter = value & POINTER;
    // Bit 0, Retry: a stalled command is tried again.
    if ((value & 1) !== 0) state.creadr &= ~CREADR_Stalled;
    this.run();
  }

  /** Executes commands until the read pointer has caught up, or a command cannot be read. */
  private run(): void {
    const { state } = this;
    if ((state.ctlr & CTLR_Enabled) === 0 || (state.cbaser & CBASER_VALID) === 0n) return;
    const { size } = commandQueue(state);
    // A write pointer outside the queue is UNPREDICTABLE: nothing runs.
    if (state.cwriter >= size) return;
    let number = state.commands.size;
    while (state.creadr !== state.cwriter && (state.creadr & CREADR_Stalled) === 0) {
      const words = this.fetch(state.creadr);
      if (words === undefined) {
        state.creadr |= CREADR_Stalled;
        this.tell({ code: 'commandAt', address: state.creadr }, { code: 'queueStalls' });
        return;
      }
      state.commands.set(number++, words);
      const ignored = execute(state, this.env, decodeCommand(words));
      if (ignored !== undefined) {
        this.tell({ code: 'command', command: commandWords(words) }, { code: 'ignored', why: ignored });
      }
      state.creadr = (state.creadr + COMMAND_SIZE) % size;
    }
  }

  private fetch(offset: number): readonly number[] | undefined {
    const { base } = commandQueue(this.state);
    const words: number[] = [];
    for (let i = 0; i < COMMAND_SIZE; i += 4) {
      const word = this.env.memory.read32(base + offset + i);
      if (word === undefined) return undefined;
      words.push(word);
    }
    return words;
  }

  private tell(text: SignalText, stopped: StopReason): void {
    this.env.rec.signal({ kind: 'its-command', from: this.state.$id, to: 0, text, stopped });
  }
}
