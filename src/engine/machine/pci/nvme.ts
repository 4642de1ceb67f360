/**
 * An NVMe controller's registers (NVM Express 1.4, 3.1), and of its admin commands the one that counts queues: Set
 * Features, Number of Queues. It reads the command from memory and posts the completion there; it does not interrupt.
 */
import type { Chip, ChipContext } from './chip.ts';

const CAP_LOW = 0x0f0107ff;
const CAP_HIGH = 0x00000020 | (4 << 20);
const VERSION = 0x00010400;
const CC = 0x14;
const CSTS = 0x1c;
const AQA = 0x24;
const ASQ = 0x28;
const ACQ = 0x30;
const ADMIN_TAIL = 0x1000;
const SET_FEATURES = 0x09;
const NUMBER_OF_QUEUES = 0x07;
const SQE_BYTES = 64;
const CQE_BYTES = 16;
/** Not a register: how far the controller is in the admin queues. */
const HEAD = 0x10000;
const COMPLETED = 0x10001;

export function nvmeChip(queues: number): Chip {
  return {
    name: 'nvme',
    read: ({ state }, bar, offset) => {
      if (bar !== 0) return 0;
      if (offset === 0) return CAP_LOW;
      if (offset === 4) return CAP_HIGH;
      return offset === 8 ? VERSION : (state.registers.get(offset) ?? 0);
    },
    write: (context, bar, offset, value, mask) => {
      const { registers } = context.state;
      if (bar !== 0 || offset <= 8 || offset === CSTS) return;
      const before = registers.get(offset) ?? 0;
      registers.set(offset, ((before & ~mask) | (value & mask)) >>> 0);
      if (offset === CC) enable(context, (value & 1) !== 0);
      if (offset === ADMIN_TAIL) runAdmin(context, value, queues);
      // Doorbells alternate: submission tails, completion heads. Who moves a head has seen what INTx was for.
      if (offset > ADMIN_TAIL && (offset & 4) !== 0) context.deassert();
    },
  };
}

/** Ready at once; a disabled controller starts over. */
function enable({ state }: ChipContext, on: boolean): void {
  state.registers.set(CSTS, on ? 1 : 0);
  if (on) return;
  for (const register of [HEAD, COMPLETED, ADMIN_TAIL]) state.registers.delete(register);
}

function address({ state }: ChipContext, register: number): number {
  return (state.registers.get(register + 4) ?? 0) * 2 ** 32 + (state.registers.get(register) ?? 0);
}

function runAdmin(context: ChipContext, tail: number, queues: number): void {
  const { registers } = context.state;
  const size = ((registers.get(AQA) ?? 0) & 0xfff) + 1;
  if (tail >= size) return;
  let head = registers.get(HEAD) ?? 0;
  while (head !== tail) {
    const at = address(context, ASQ) + head * SQE_BYTES;
    const word = (i: number): number => context.readMemory(at + 4 * i) ?? 0;
    const isCount = (word(0) & 0xff) === SET_FEATURES && (word(10) & 0xff) === NUMBER_OF_QUEUES;
    head = (head + 1) % size;
    complete(context, word(0) >>> 16, isCount ? granted(word(11), queues) : 0, head);
    registers.set(HEAD, head);
  }
}

/** Counts are one less than they say, submission queues in the low half. */
function granted(wanted: number, queues: number): number {
  const limit = (count: number): number => Math.min(count, queues - 1);
  return (limit(wanted & 0xffff) | (limit(wanted >>> 16) << 16)) >>> 0;
}

function complete(context: ChipContext, id: number, result: number, head: number): void {
  const { registers } = context.state;
  const size = (((registers.get(AQA) ?? 0) >>> 16) & 0xfff) + 1;
  const count = registers.get(COMPLETED) ?? 0;
  const at = address(context, ACQ) + (count % size) * CQE_BYTES;
  const phase = Math.floor(count / size) % 2 === 0 ? 1 : 0;
  context.writeMemory(at, result);
  context.writeMemory(at + 8, head);
  context.writeMemory(at + 12, (id | (phase << 16)) >>> 0);
  registers.set(COMPLETED, count + 1);
}
