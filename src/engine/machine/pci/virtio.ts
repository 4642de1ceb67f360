/**
 * A virtio device's modern registers (virtio 1.2, 4.1.4) as far as a driver reads them to count its queues, and the
 * vectors it gives them. Queues do no work.
 */
import type { Chip, ChipContext } from './chip.ts';
import type { pci_function } from './state.ts';

export type VirtioKind = 'net' | 'blk' | 'rng' | 'serial';

const COMMON_BAR = 4;
const COMMON_END = 0x1000;
const ISR = 0x1000;
const DEVICE = 0x2000;

const F_VERSION_1 = 2 ** 32;
const NET_F_MAC = 2 ** 5;
const NET_F_STATUS = 2 ** 16;
const NET_F_CTRL_VQ = 2 ** 17;
const NET_F_MQ = 2 ** 22;
const BLK_F_MQ = 2 ** 12;
const CONSOLE_F_MULTIPORT = 2 ** 1;
const CONSOLE_F_EMERG_WRITE = 2 ** 2;
const NO_VECTOR = 0xffff;

/** Registers in state: those of the device, and from QUEUE on one set for each queue. */
const FEATURE_SELECT = 0;
const GUEST_SELECT = 1;
const GUEST_LOW = 2;
const GUEST_HIGH = 3;
const CONFIG_VECTOR = 4;
const STATUS = 5;
const QUEUE_SELECT = 6;
const QUEUE = 16;
const VECTOR = 0;
const ENABLED = 1;

interface Shape {
  readonly kind: VirtioKind;
  readonly features: number;
  readonly queues: number;
  readonly pairs: number;
  readonly vectors: number;
}

/** Queues of a serial device: port 0's two, then two to talk about ports. */
const CONTROL_QUEUES: ReadonlySet<number> = new Set([2, 3]);

/** How many buffers a queue can hold. */
function queueSize({ kind }: Shape, queue: number): number {
  if (kind === 'rng') return 8;
  if (kind === 'serial') return CONTROL_QUEUES.has(queue) ? 32 : 128;
  return 256;
}

export function virtioChip(kind: VirtioKind, pairs: number, vectors: number): Chip {
  const features =
    F_VERSION_1 +
    (kind === 'net' ? NET_F_MAC + NET_F_STATUS + NET_F_CTRL_VQ + (pairs > 1 ? NET_F_MQ : 0) : 0) +
    (kind === 'blk' && pairs > 1 ? BLK_F_MQ : 0) +
    (kind === 'serial' ? CONSOLE_F_EMERG_WRITE + (pairs > 1 ? CONSOLE_F_MULTIPORT : 0) : 0);
  const shape: Shape = { kind, features, queues: queuesOf(kind, pairs), pairs, vectors };
  return {
    name: `virtio-${kind}`,
    read: (context, bar, offset) => {
      const { state } = context;
      if (bar !== COMMON_BAR) return 0;
      if (offset === ISR) return readStatus(context);
      if (offset < COMMON_END) return readCommon(shape, state, offset);
      return offset >= DEVICE ? readDevice(shape, offset - DEVICE) : 0;
    },
    write: ({ state }, bar, offset, value, mask) => {
      if (bar === COMMON_BAR && offset < COMMON_END) writeCommon(shape, state, offset, value, mask);
    },
  };
}

function queuesOf(kind: VirtioKind, pairs: number): number {
  if (kind === 'net') return 2 * pairs + 1;
  if (kind === 'serial') return 2 * pairs + 2;
  return kind === 'blk' ? pairs : 1;
}

/** Interrupt status: reading it takes INTx back. Bit 0 says that a queue has used buffers. */
function readStatus(context: ChipContext): number {
  const pending = context.state.asserted;
  context.deassert();
  return pending ? 1 : 0;
}

function get(state: pci_function, register: number, fallback = 0): number {
  return state.registers.get(register) ?? fallback;
}

function ofQueue(state: pci_function, field: number): number {
  return QUEUE + get(state, QUEUE_SELECT) * 2 + field;
}

function readCommon(shape: Shape, state: pci_function, offset: number): number {
  const high = get(state, FEATURE_SELECT) === 1;
  const known = get(state, QUEUE_SELECT) < shape.queues;
  switch (offset) {
    case 0x00:
      return get(state, FEATURE_SELECT);
    case 0x04:
      return high ? Math.floor(shape.features / 2 ** 32) : shape.features % 2 ** 32;
    case 0x08:
      return get(state, GUEST_SELECT);
    case 0x0c:
      return get(state, get(state, GUEST_SELECT) === 1 ? GUEST_HIGH : GUEST_LOW);
    case 0x10:
      return (get(state, CONFIG_VECTOR, NO_VECTOR) | (shape.queues << 16)) >>> 0;
    case 0x14:
      return get(state, STATUS) | (get(state, QUEUE_SELECT) << 16);
    case 0x18:
      return (
        ((known ? queueSize(shape, get(state, QUEUE_SELECT)) : 0) |
          (get(state, ofQueue(state, VECTOR), NO_VECTOR) << 16)) >>>
        0
      );
    case 0x1c:
      // Each queue's doorbell has the queue's number.
      return (get(state, ofQueue(state, ENABLED)) | (get(state, QUEUE_SELECT) << 16)) >>> 0;
    default:
      return 0;
  }
}

/** A vector that does not exist reads back as none: that is how a driver learns that it may not have it. */
function vector(shape: Shape, value: number): number {
  return value < shape.vectors ? value : NO_VECTOR;
}

function writeCommon(shape: Shape, state: pci_function, offset: number, value: number, mask: number): void {
  const low = (mask & 0xffff) !== 0;
  const high = mask >>> 16 !== 0;
  const { registers } = state;
  switch (offset) {
    case 0x00:
      registers.set(FEATURE_SELECT, value);
      break;
    case 0x08:
      registers.set(GUEST_SELECT, value);
      break;
    case 0x0c:
      registers.set(get(state, GUEST_SELECT) === 1 ? GUEST_HIGH : GUEST_LOW, value);
      break;
    case 0x10:
      if (low) registers.set(CONFIG_VECTOR, vector(shape, value & 0xffff));
      break;
    case 0x14:
      if ((mask & 0xff) !== 0) setStatus(state, value & 0xff);
      if (high) registers.set(QUEUE_SELECT, value >>> 16);
      break;
    case 0x18:
      if (high) registers.set(ofQueue(state, VECTOR), vector(shape, value >>> 16));
      break;
    case 0x1c:
      if (low) registers.set(ofQueue(state, ENABLED), value & 1);
      break;
    default:
  }
}

/** Status 0 is a reset. */
function setStatus(state: pci_function, status: number): void {
  if (status === 0) for (const register of state.registers.keys()) state.registers.delete(register);
  else state.registers.set(STATUS, status);
}

function readDevice({ kind, pairs }: Shape, offset: number): number {
  // 52:54:00:12:34:56, link up, pairs.
  if (kind === 'net') return [0x12005452, 0x00015634, pairs][offset >> 2] ?? 0;
  // num_queues is at 34.
  if (kind === 'blk' && offset === 32) return pairs << 16;
  // max_nr_ports is at 4.
  if (kind === 'serial' && offset === 4) return pairs;
  return 0;
}
