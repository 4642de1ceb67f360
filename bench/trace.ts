/** The recorder under load: a million events, how long any step takes to reach, what they weigh, what recording costs. */
import {
  Cursor,
  map,
  num,
  Recorder,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../src/engine/recorder/index.ts';
import { milliseconds, round } from './clock.ts';

interface Cell extends Recorded {
  value: number;
  next: Cell | undefined;
  table: RecordedMap<number>;
}
const Cell = struct<Cell>('Cell', { value: num(), next: ref(), table: map(num()) });
const at = source('bench.c');
const touch = at.fn('touch', 'Changes a cell.', (_k: { rec: Recorder }, cell: Cell, n: number): number => {
  cell.value = n;
  cell.table.set(n % 64, n);
  return n;
});

const EVENTS = 1_000_000;
const CELLS = 1000;
/** A touch is a call, two changes and a return. */
const TOUCHES = (EVENTS - CELLS) / 4;

function load(recording: boolean): Recorder {
  const rec = new Recorder(recording);
  const cells = Array.from({ length: CELLS }, () => Cell.create(rec));
  for (let n = 1; n <= TOUCHES; n++) touch({ rec }, cells[(n * 7) % CELLS] as Cell, n);
  return rec;
}

export function measureTrace(): Record<string, number | string> {
  const rec = load(true);
  const { length } = rec.trace;
  const cursor = new Cursor(rec);
  const forth = milliseconds(() => {
    cursor.seek(0);
    cursor.seek(length);
  });
  const back = milliseconds(() => {
    cursor.seek(length);
    cursor.seek(0);
  });
  let seed = 1;
  const random = milliseconds(() => {
    seed = (seed * 48271) % 2147483647;
    cursor.seek(seed % length);
  }, 101);
  const bytes = rec.trace.bytes + rec.args.bytes + rec.initial.data.byteLength;
  const on = milliseconds(() => load(true), 5);
  const off = milliseconds(() => load(false), 5);
  return {
    events: length,
    'start to end and back to start, ms': round(forth),
    'end to start and back to end, ms': round(back),
    'a random step, ms': random,
    'target: any step under, ms': 50,
    'megabytes of columns': round(bytes / 2 ** 20),
    'target: megabytes under': 64,
    'events recorded a second': Math.round((length / on) * 1000),
    'ratio recording on / off': round(on / off),
  };
}
