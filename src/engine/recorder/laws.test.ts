/** The laws of the recorder, on random programs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  big,
  bool,
  Cursor,
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
  ),
}));
const program = fc.array(anyOp, { maxLength: 40 });

const called = at.fn('called', 'Runs a list of operations.', (w: World, body: Op[]): number => {
  for (const op of body) run(w, op);
  return body.length;
});

function run(w: World, op: Op): void {
  const box = (i: number): Box | undefined => w.boxes[i % Math.max(1, w.boxes.length)];
  if (op.op === 'create') w.boxes.push(Box.create(w.rec, { count: op.count }));
  else if (op.op === 'call') called(w, op.body);
  else if (op.op === 'cpu')
    w.rec.within({ task: 'cpu', cpu: op.n, hardirq: false }, () => {
      for (const each of op.body) run(w, each);
    });
  else if (op.op === 'log') w.rec.log({ level: 6, text: op.text });
  else change(w, op, box(op.i), 'j' in op ? box(op.j) : undefined);
}

function change(w: World, op: Op, one: Box | undefined, two: Box | undefined): void {
  if (one === undefined) return;
  switch (op.op) {
    case 'free':
      w.boxes.splice(w.boxes.indexOf(one), 1);
      w.rec.free(one);
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

function record(ops: Op[], recording = true): World {
  const w: World = { rec: new Recorder(recording), boxes: [] };
  for (const op of ops) run(w, op);
  return w;
}

function check(law: (ops: Op[]) => void): void {
  fc.assert(fc.property(program, law), { seed: 20_261_121, numRuns: 300 });
}

describe('laws of the recorder', () => {
  it('replay equals live', () => {
    check((ops) => {
      const { rec } = record(ops);
      const cursor = new Cursor(rec);
      cursor.seek(rec.trace.length);
      expect(hashAt(cursor)).toBe(hashLive(rec));
      expect(cursor.all(Box).map(({ count }) => count)).toEqual(
        rec.objects.filter((o) => o !== undefined && '$v' in o).map((o) => (o as unknown as Box).count),
      );
    });
  });

  it('forth and back equals nothing, wherever it starts', () => {
    fc.assert(
      fc.property(program, fc.array(fc.nat(400), { maxLength: 8 }), (ops, seeks) => {
        const { rec } = record(ops);
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
    check((ops) => {
      const { rec } = record(ops);
      const stepper = new Cursor(rec);
      while (stepper.position < rec.trace.length) stepper.seek(stepIn(stepper, 1));
      const runner = new Cursor(rec);
      runner.seek(rec.trace.length);
      expect(hashAt(stepper)).toBe(hashAt(runner));
    });
  });

  it('over and out pass calls whole, and lead to the end and back to the start', () => {
    check((ops) => {
      const { rec } = record(ops);
      const cursor = new Cursor(rec);
      while (cursor.position < rec.trace.length) {
        const depth = cursor.frames().length;
        const before = cursor.position;
        cursor.seek(stepOver(cursor, 1));
        expect(cursor.position).toBeGreaterThan(before);
        if (cursor.position - before > 1) expect(cursor.frames()).toHaveLength(depth);
      }
      while (cursor.position > 0) cursor.seek(stepOver(cursor, -1));
      cursor.seek(rec.trace.length >> 1);
      const inner = cursor.innermost;
      cursor.seek(stepOut(cursor, -1));
      expect(cursor.position).toBe(inner ?? 0);
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
        for (const op of then) run(w, op);
        cursor.seek(w.rec.trace.length);
        expect(hashAt(cursor)).toBe(hashLive(w.rec));
      }),
      { seed: 20_261_121, numRuns: 200 },
    );
  });
});
