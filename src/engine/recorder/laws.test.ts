/** The laws of the recorder, on random programs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  big,
  bool,
  Cursor,
  EventKind,
  hashAt,
  hashLive,
  list,
  map,
  num,
  Recorder,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  RunawayRun,
  source,
  stepIn,
  stepOut,
  stepOver,
  str,
  struct,
} from './index.ts';

interface Box extends Recorded {
  count: number;
  name: string | undefined;
  flag: boolean;
  wide: bigint;
  other: Box | undefined;
  table: RecordedMap<number>;
  friends: RecordedList<Box>;
}
const Box = struct<Box>('Box', {
  count: num(),
  name: str(),
  flag: bool(),
  wide: big(),
  other: ref(),
  table: map(num()),
  friends: list(ref<Box>()),
});

const at = source('test.c');
interface World {
  rec: Recorder;
  boxes: Box[];
}

type Op =
  | { op: 'create'; count: number }
  | { op: 'free'; i: number }
  | { op: 'count' | 'table' | 'untable' | 'wide'; i: number; n: number }
  | { op: 'name'; i: number; text: string }
  | { op: 'link' | 'head' | 'tail' | 'unfriend'; i: number; j: number }
  | { op: 'flag'; i: number }
  | { op: 'call'; body: Op[] }
  | { op: 'cpu'; n: number; body: Op[] }
  | { op: 'fold' | 'catch' | 'caughtInside'; body: Op[] }
  | { op: 'throw' }
  | { op: 'log'; text: string };

const index = fc.nat(7);
const { op: anyOp } = fc.letrec<{ op: Op; body: Op[] }>((tie) => ({
  body: fc.array(tie('op'), { maxLength: 6, depthIdentifier: 'op' }),
  op: fc.oneof(
    { depthIdentifier: 'op', maxDepth: 4 },
    fc.record({ op: fc.constant('create' as const), count: fc.nat(9) }),
    fc.record({ op: fc.constant('free' as const), i: index }),
    fc.record({ op: fc.constantFrom('count', 'table', 'untable', 'wide'), i: index, n: fc.nat(5) }),
    fc.record({ op: fc.constant('name' as const), i: index, text: fc.constantFrom('a', 'b', '') }),
    fc.record({ op: fc.constantFrom('link', 'head', 'tail', 'unfriend'), i: index, j: index }),
    fc.record({ op: fc.constant('flag' as const), i: index }),
    fc.record({ op: fc.constant('log' as const), text: fc.constantFrom('x', 'y') }),
    fc.record({ op: fc.constant('call' as const), body: tie('body') }),
    fc.record({ op: fc.constant('cpu' as const), n: fc.nat(2), body: tie('body') }),
    fc.record({ op: fc.constantFrom('fold', 'catch', 'caughtInside'), body: tie('body') }),
    fc.record({ op: fc.constant('throw' as const) }),
  ),
}));
const program = fc.array(anyOp, { maxLength: 40 });
/** After so many events a run is stopped as one that does not come to an end; often it ends before. */
const limit = fc.integer({ min: 1, max: 120 });

/** What `throw` throws: a kernel that panics. */
class Thrown extends Error {}

const called = at.fn('called', 'Runs a list of operations.', (w: World, body: Op[]): number => {
  for (const op of body) run(w, op);
  return body.length;
});

const catches = at.fn(
  'catches',
  'Runs a list of operations and survives when one throws.',
  (w: World, body: Op[]): boolean => survives(() => called(w, body)),
);

/** Runs what may throw or run away; false when it did. */
function survives(body: () => void): boolean {
  try {
    body();
    return true;
  } catch (error) {
    if (!(error instanceof Thrown) && !(error instanceof RunawayRun)) throw error;
    return false;
  }
}

function run(w: World, op: Op): void {
  const box = (i: number): Box | undefined => w.boxes[i % Math.max(1, w.boxes.length)];
  if ('body' in op) nest(w, op);
  else if (op.op === 'create') w.boxes.push(Box.create(w.rec, { count: op.count }));
  else if (op.op === 'throw') throw new Thrown();
  else if (op.op === 'log') w.rec.log({ level: 6, text: op.text });
  else change(w, op, box(op.i), 'j' in op ? box(op.j) : undefined);
}

function nest(w: World, op: Extract<Op, { body: Op[] }>): void {
  const body = (): void => {
    for (const each of op.body) run(w, each);
  };
  if (op.op === 'call') called(w, op.body);
  else if (op.op === 'cpu') w.rec.within({ task: 'cpu', cpu: op.n, hardirq: false }, body);
  else if (op.op === 'fold') w.rec.fold(body);
  else if (op.op === 'caughtInside') catches(w, op.body);
  else survives(body);
}

function change(w: World, op: Op, one: Box | undefined, two: Box | undefined): void {
  if (one === undefined) return;
  switch (op.op) {
    case 'free':
      w.rec.free(one);
      w.boxes.splice(w.boxes.indexOf(one), 1);
      break;
    case 'count':
      one.count += op.n;
      break;
    case 'wide':
      one.wide ^= 1n << BigInt(60 + op.n);
      break;
    case 'table':
      one.table.set(op.n, one.count + 1);
      break;
    case 'untable':
      one.table.delete(op.n);
      break;
    case 'name':
      one.name = op.text;
      break;
    case 'flag':
      one.flag = !one.flag;
      break;
    case 'link':
      one.other = two;
      break;
    case 'head':
      if (two !== undefined) one.friends.addHead(two);
      break;
    case 'tail':
      if (two !== undefined) one.friends.addTail(two);
      break;
    case 'unfriend':
      if (two !== undefined) one.friends.remove(two);
      break;
    default:
  }
}

/** Runs a program until it ends, throws or has run too long. */
function record(ops: Op[], recording = true, most?: number): World {
  const w: World = { rec: new Recorder(recording, most), boxes: [] };
  goOn(w, ops);
  return w;
}

function goOn(w: World, ops: Op[]): void {
  survives(() => {
    for (const op of ops) run(w, op);
  });
}

function check(law: (ops: Op[], most: number) => void): void {
  fc.assert(fc.property(program, limit, law), { seed: 20_261_121, numRuns: 300 });
}

describe('laws of the recorder', () => {
  it('replay equals live', () => {
    check((ops, most) => {
      const { rec } = record(ops, true, most);
      const cursor = new Cursor(rec);
      cursor.seek(rec.trace.length);
      expect(hashAt(cursor)).toBe(hashLive(rec));
      expect(cursor.context).toEqual(rec.context);
      expect(cursor.all(Box).map(({ count }) => count)).toEqual(
        rec.objects.filter((o) => o !== undefined && '$v' in o).map((o) => (o as unknown as Box).count),
      );
    });
  });

  it('forth and back equals nothing, wherever it starts', () => {
    fc.assert(
      fc.property(program, limit, fc.array(fc.nat(150), { maxLength: 8 }), (ops, most, seeks) => {
        const { rec } = record(ops, true, most);
        const wanderer = new Cursor(rec);
        for (const seek of seeks) {
          wanderer.seek(seek);
          const fresh = new Cursor(rec);
          fresh.seek(seek);
          expect(hashAt(wanderer)).toBe(hashAt(fresh));
          expect(wanderer.frames()).toEqual(fresh.frames());
          expect(wanderer.context).toEqual(fresh.context);
        }
      }),
      { seed: 20_261_121, numRuns: 200 },
    );
  });

  it('stepping agrees with running', () => {
    check((ops, most) => {
      const { rec } = record(ops, true, most);
      const stepper = new Cursor(rec);
      while (stepper.position < rec.trace.length) stepper.seek(stepIn(stepper, 1));
      const runner = new Cursor(rec);
      runner.seek(rec.trace.length);
      expect(hashAt(stepper)).toBe(hashAt(runner));
    });
  });

  it('over and out pass calls whole, and lead to the end and back to the start', () => {
    check((ops, most) => {
      const { rec } = record(ops, true, most);
      const cursor = new Cursor(rec);
      while (cursor.position < rec.trace.length) {
        const depth = cursor.frames().length;
        const before = cursor.position;
        // A call that never returned is passed to the end.
        const isLeft = rec.trace.kind[before] === EventKind.call && rec.trace.old[before] === -1;
        cursor.seek(stepOver(cursor, 1));
        expect(cursor.position).toBeGreaterThan(before);
        if (isLeft) expect(cursor.position).toBe(rec.trace.length);
        else if (cursor.position - before > 1) expect(cursor.frames()).toHaveLength(depth);
      }
      while (cursor.position > 0) cursor.seek(stepOver(cursor, -1));
      cursor.seek(rec.trace.length >> 1);
      const inner = cursor.innermost;
      cursor.seek(stepOut(cursor, -1));
      expect(cursor.position).toBe(inner ?? 0);
    });
  });

  it('every return and leave ends what was entered last', () => {
    check((ops, most) => {
      const { trace } = record(ops, true, most).rec;
      const open: number[] = [];
      for (let i = 0; i < trace.length; i++) {
        const kind = trace.kind[i];
        if (kind === EventKind.call || kind === EventKind.enter) open.push(i);
        else if (kind === EventKind.return) expect(open.pop()).toBe(trace.old[i]);
        else if (kind === EventKind.leave) expect(open.pop()).toBe(trace.next[i]);
      }
      const calls = open.filter((event) => trace.kind[event] === EventKind.call);
      expect(calls.map((event) => trace.old[event])).toEqual(calls.map(() => -1));
    });
  });

  it('what nobody catches leaves its calls open', () => {
    check((ops) => {
      const w: World = { rec: new Recorder(), boxes: [] };
      for (const op of ops) run(w, { op: 'catch', body: [op] });
      const before = w.rec.trace.length;
      const died = (): void => run(w, { op: 'cpu', n: 2, body: [{ op: 'call', body: [{ op: 'throw' }] }] });
      expect(died).toThrow(Thrown);
      const cursor = new Cursor(w.rec);
      cursor.seek(w.rec.trace.length);
      expect(cursor.context).toEqual({ task: 'cpu', cpu: 2, hardirq: false });
      expect(cursor.frames()).toEqual([{ call: before + 1, fn: w.rec.functions.indexOf(called) }]);
    });
  });

  it('recording off leaves the same machine', () => {
    check((ops) => {
      expect(hashLive(record(ops, false).rec)).toBe(hashLive(record(ops).rec));
    });
  });

  it('the same program has the same hash, and a different state another', () => {
    check((ops) => {
      const w = record(ops);
      expect(hashLive(record(ops).rec)).toBe(hashLive(w.rec));
      const before = hashLive(w.rec);
      run(w, { op: 'create', count: 1 });
      expect(hashLive(w.rec)).not.toBe(before);
    });
  });

  it('a cursor follows a run that goes on', () => {
    fc.assert(
      fc.property(program, program, (first, then) => {
        const w = record(first);
        const cursor = new Cursor(w.rec);
        cursor.seek(w.rec.trace.length);
        goOn(w, then);
        cursor.seek(w.rec.trace.length);
        expect(hashAt(cursor)).toBe(hashLive(w.rec));
      }),
      { seed: 20_261_121, numRuns: 200 },
    );
  });
});
