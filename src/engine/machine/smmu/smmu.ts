/** SMMU_*: the register block, the command queue in memory, and what becomes of a device's access. */
import type { StopReason } from '../../api/messages/index.ts';
import type { Width } from '../bus.ts';
import { half, type Memory, type MmioRegion, narrow, widen, withHalf } from '../region.ts';
import { globalError, recordEvent, type SmmuSurroundings } from './events.ts';
import {
  advance,
  AIDR,
  CMDQ_PROD,
  CR0,
  CR0_CMDQEN,
  CR0_SMMUEN,
  DOUBLES,
  GBPA,
  GBPA_ABORT,
  GBPA_UPDATE,
  GERROR_CMDQ_ERR,
  GERRORN,
  IDR0,
  IRQ_CTRL,
  PAGE1,
  queueEmpty,
  queueOf,
  READ_ONLY,
  WORDS,
} from './registers.ts';
import type { smmu_v3 } from './state.ts';
import { lookUpStream } from './tables.ts';
import { walk } from './walk.ts';

const COMMAND_SIZE = 16;
/** CMD_SYNC, and its field CS: how completion is signalled. */
const CMD_SYNC = 0x46;
const CS_IRQ = 1;
/** Prefetch, invalidations of configuration, TLBs and ATCs, PRI response, resume, stall termination: nothing is cached. */
const ACCEPTED: ReadonlySet<number> = new Set([
  0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x10, 0x11, 0x12, 0x13, 0x18, 0x20, 0x21, 0x22, 0x23, 0x28, 0x2a, 0x30, 0x40,
  0x41, 0x44, 0x45,
]);
const CERROR_ILL = 1;
const CERROR_ABT = 2;

/** The word at an offset, as software reads it. Works on views. */
export function readSmmuWord(smmu: smmu_v3, offset: number): number {
  const at = offset >= PAGE1 ? offset - PAGE1 : offset;
  if (at >= IDR0 && at < IDR0 + 0x18) return smmu.idr[at >> 2] ?? 0;
  if (at === AIDR) return 0;
  const word = WORDS.get(at);
  if (word !== undefined) return smmu[word];
  const double = DOUBLES.get(at & ~7);
  return double === undefined ? 0 : half(smmu[double], at);
}

/**
 * Where an access would end up, without an event being recorded: an address, or why it is aborted. Works on views.
 */
export function peekTranslation(
  smmu: smmu_v3,
  memory: Pick<Memory, 'read32'>,
  sid: number,
  address: number,
): number | StopReason {
  const table: Memory = { read32: (at) => memory.read32(at), write32: () => false };
  if ((smmu.cr0 & CR0_SMMUEN) === 0) {
    return (smmu.gbpa & GBPA_ABORT) === 0 ? address : { code: 'smmuOff' };
  }
  const stream = lookUpStream(smmu, table, sid);
  if (stream.does === 'bypass') return address;
  if (stream.does === 'abort') return { code: 'streamAborts', stream: sid };
  if (stream.does === 'fault') return { code: 'streamFaults', event: stream.event, stream: sid };
  const page = walk(table, stream.context, address);
  return typeof page === 'number' ? page : { code: 'noTranslationFor', event: page };
}

export class Smmu implements MmioRegion {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly state: smmu_v3;
  private readonly env: SmmuSurroundings;

  constructor(state: smmu_v3, size: number, env: SmmuSurroundings) {
    this.name = `SMMU at 0x${state.base.toString(16)}`;
    this.base = state.base;
    this.size = size;
    this.state = state;
    this.env = env;
  }

  read(offset: number, width: Width): number {
    return narrow(readSmmuWord(this.state, offset & ~3), offset, width);
  }

  write(offset: number, width: Width, value: number): void {
    const { state } = this;
    const at = (offset >= PAGE1 ? offset - PAGE1 : offset) & ~3;
    const field = WORDS.get(at);
    if (field !== undefined) {
      if (READ_ONLY.has(field)) return;
      state[field] = widen(state[field], offset, width, value);
      this.written(at);
      return;
    }
    const double = DOUBLES.get(at & ~7);
    if (double !== undefined)
      state[double] = withHalf(state[double], at, widen(half(state[double], at), offset, width, value));
  }

  /** Effects of a register that was just written. */
  private written(at: number): void {
    const { state } = this;
    switch (at) {
      case CR0:
        state.cr0ack = state.cr0;
        this.consume();
        break;
      case IRQ_CTRL:
        state.irq_ctrlack = state.irq_ctrl;
        break;
      case GBPA:
        state.gbpa = (state.gbpa & ~GBPA_UPDATE) >>> 0;
        break;
      case CMDQ_PROD:
      case GERRORN:
        // An acknowledged command error lets the queue go on.
        this.consume();
        break;
      default:
    }
  }

  // --- commands

  private consume(): void {
    const { state } = this;
    const queue = queueOf(state.cmdq_base);
    while (
      (state.cr0 & CR0_CMDQEN) !== 0 &&
      ((state.gerror ^ state.gerrorn) & GERROR_CMDQ_ERR) === 0 &&
      !queueEmpty(queue, state.cmdq_prod, state.cmdq_cons)
    ) {
      const error = this.execute(queue.base + (state.cmdq_cons % 2 ** queue.shift) * COMMAND_SIZE);
      if (error !== undefined) {
        state.cmdq_cons = ((state.cmdq_cons & 0x80ffffff) | (error << 24)) >>> 0;
        globalError(this.env, state, GERROR_CMDQ_ERR);
        return;
      }
      state.cmdq_cons = advance(queue, state.cmdq_cons & 0x80ffffff);
      state.commands++;
    }
  }

  /** Returns the reason of an error. */
  private execute(at: number): number | undefined {
    const { memory } = this.env;
    const [first, second, low, high] = [0, 4, 8, 12].map((offset) => memory.read32(at + offset));
    if (first === undefined || second === undefined || low === undefined || high === undefined) return CERROR_ABT;
    const opcode = first & 0xff;
    if (opcode !== CMD_SYNC) return ACCEPTED.has(opcode) ? undefined : CERROR_ILL;
    // Bits 95 to 66 of the command are the address of the completion message, 63 to 32 its data.
    if (((first >>> 12) & 3) === CS_IRQ) memory.write32((high & 0xfffff) * 2 ** 32 + ((low & ~3) >>> 0), second);
    return undefined;
  }

  // --- accesses

  /** Where an access ends up; undefined when it is aborted. */
  translate(sid: number, address: number): number | undefined {
    const { state, env } = this;
    if ((state.cr0 & CR0_SMMUEN) === 0) return (state.gbpa & GBPA_ABORT) === 0 ? address : undefined;
    const stream = lookUpStream(state, env.memory, sid);
    switch (stream.does) {
      case 'bypass':
        return address;
      case 'abort':
        return undefined;
      case 'fault':
        recordEvent(env, state, stream.event, sid, address);
        return undefined;
      case 'translate': {
        const page = walk(env.memory, stream.context, address);
        if (typeof page === 'number') return page;
        recordEvent(env, state, page, sid, address);
        return undefined;
      }
    }
  }
}
