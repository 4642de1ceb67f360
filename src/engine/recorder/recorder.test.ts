import { describe, expect, it } from 'vitest';
import {
  Cursor,
  EventKind,
  eventsFor,
  findEvent,
  getArguments,
  hashAt,
  hashLive,
  map,
  num,
  Recorder,
  type Recorded,
  type RecordedMap,
  RunawayRun,
  source,
  str,
  struct,
} from './index.ts';

interface Pin extends Recorded {
  level: number;
  name: string | undefined;
  counts: RecordedMap<number>;
}
const Pin = struct<Pin>(
  'Pin',
  { level: num(), name: str(), counts: map(num()) },
  { label: (pin) => `pin ${pin.name}` },
);

describe('recorded structs', () => {
  it('note a change once, and nothing when the value stays', () => {
    const rec = new Recorder();
    const pin = Pin.create(rec, { level: 1 });
    pin.level = 1;
    pin.level = 2;
    expect([...rec.trace.kind.subarray(0, rec.trace.length)]).toEqual([EventKind.create, EventKind.set]);
    expect([rec.trace.old[1], rec.trace.next[1]]).toEqual([1, 2]);
  });

  it('show initial values at the step of their creation', () => {
    const rec = new Recorder();
    const pin = Pin.create(rec, { level: 7, name: 'a' });
    pin.level = 8;
    const cursor = new Cursor(rec);
    cursor.seek(1);
    expect(cursor.all(Pin).map((each) => [each.level, each.name])).toEqual([[7, 'a']]);
    cursor.seek(0);
    expect(cursor.all(Pin)).toEqual([]);
  });

  it('name the owner of a slot, entries of maps included', () => {
    const rec = new Recorder();
    const pin = Pin.create(rec, { name: 'a' });
    pin.counts.set(5, 1);
    const slot = rec.trace.subject[1] ?? -1;
    expect(rec.ownerOf(slot)).toMatchObject({ object: pin.counts.$id, key: 5 });
    expect(rec.parts.get(pin.counts.$id)).toEqual({ owner: pin.$id, field: 2 });
  });

  it('refuse to be freed twice', () => {
    const rec = new Recorder();
    const pin = Pin.create(rec);
    rec.free(pin);
    expect(() => rec.free(pin)).toThrow('freed twice');
  });
});

describe('views', () => {
  it('cannot be changed', () => {
    const rec = new Recorder();
    Pin.create(rec);
    const cursor = new Cursor(rec);
    cursor.seek(1);
    const [view] = cursor.all(Pin);
    expect(() => view?.counts.set(1, 1)).toThrow('cannot be changed');
  });
});

describe('traced functions', () => {
  const at = source('a/b.c');
  const inner = at.fn('inner', 'Adds one.', (_k: { rec: Recorder }, n: number): number => n + 1);
  const outer = at.fn('outer', 'Calls inner.', (k: { rec: Recorder }, n: number): number => inner(k, n) * 2);

  it('note arguments, results and the stack', () => {
    const rec = new Recorder();
    expect(outer({ rec }, 3)).toBe(8);
    const cursor = new Cursor(rec);
    cursor.seek(2);
    expect(cursor.frames().map(({ fn }) => rec.functions[fn]?.fname)).toEqual(['outer', 'inner']);
    expect(getArguments(rec, rec.trace.next[1] ?? -1)).toEqual([{ kind: 'number', value: 3 }]);
    expect(getArguments(rec, rec.trace.next[2] ?? -1)).toEqual([{ kind: 'number', value: 4 }]);
  });

  it('know the event of their return, wherever the columns grow', () => {
    const rec = new Recorder();
    for (let i = 0; i < 10_000; i++) outer({ rec }, i);
    const { kind, old, length } = rec.trace;
    const isRight = (event: number): boolean => kind[event] !== EventKind.call || old[old[event] ?? -1] === event;
    expect(Array.from({ length }, (_, event) => event).filter((event) => !isRight(event))).toEqual([]);
  });

  it('are found by name in both directions', () => {
    const rec = new Recorder();
    outer({ rec }, 1);
    outer({ rec }, 2);
    const cursor = new Cursor(rec);
    const isInner = (trace: Recorder['trace'], event: number): boolean =>
      trace.kind[event] === EventKind.call && rec.functions[trace.subject[event] ?? 0]?.fname === 'inner';
    const first = findEvent(cursor, isInner, 1);
    expect(first).toBe(2);
    cursor.seek(rec.trace.length);
    expect(findEvent(cursor, isInner, -1)).toBe(6);
  });

  it('stay open when the callee never returns', () => {
    const rec = new Recorder();
    const dies = at.fn('dies', 'Panics.', (_k: { rec: Recorder }): number => {
      throw new Error('dead');
    });
    expect(() => dies({ rec })).toThrow('dead');
    expect(rec.trace.old[0]).toBe(-1);
  });
});

describe('folding', () => {
  it('notes each changed field once, and the end is the same', () => {
    const run = (fold: boolean): Recorder => {
      const rec = new Recorder();
      const pin = Pin.create(rec);
      const body = (): void => {
        for (let i = 1; i <= 100; i++) {
          pin.level = i;
          pin.counts.set(i % 3, i);
          rec.within({ task: 't', cpu: 1, hardirq: true }, () => (pin.name = 'x'));
        }
      };
      if (fold) rec.fold(body);
      else body();
      return rec;
    };
    const folded = run(true);
    expect(folded.trace.length).toBe(1 + 1 + 3 + 1);
    expect(hashLive(folded)).toBe(hashLive(run(false)));
    const cursor = new Cursor(folded);
    cursor.seek(folded.trace.length);
    expect(hashAt(cursor)).toBe(hashLive(folded));
    cursor.seek(1);
    expect(cursor.all(Pin)[0]?.level).toBe(0);
  });
});

describe('folding what throws', () => {
  const dying = (rec: Recorder, pin: Pin): void =>
    rec.fold(() => {
      pin.level = 1;
      rec.within({ task: 't', cpu: 1, hardirq: true }, () => {
        pin.level = 2;
        pin.counts.set(3, 4);
        rec.log({ level: 0, text: 'dead' });
        throw new Error('dead');
      });
    });

  it('notes what has changed until then, and who died', () => {
    const rec = new Recorder();
    const pin = Pin.create(rec);
    expect(() => dying(rec, pin)).toThrow('dead');
    const cursor = new Cursor(rec);
    cursor.seek(rec.trace.length);
    expect(hashAt(cursor)).toBe(hashLive(rec));
    expect(cursor.context).toEqual({ task: 't', cpu: 1, hardirq: true });
    cursor.seek(1);
    expect(cursor.all(Pin)[0]?.level).toBe(0);
    expect(cursor.context).toEqual({ task: 'start_kernel', cpu: 0, hardirq: false });
  });

  it('records step by step again afterwards', () => {
    const rec = new Recorder();
    const pin = Pin.create(rec);
    expect(() => dying(rec, pin)).toThrow('dead');
    const before = rec.trace.length;
    pin.level = 7;
    pin.level = 8;
    expect(rec.trace.length).toBe(before + 2);
  });

  it('notes what has changed beyond the limit too', () => {
    const rec = new Recorder(true, 3);
    const pin = Pin.create(rec);
    const body = (): void => {
      pin.level = 1;
      pin.name = 'a';
      rec.log({ level: 6, text: 'x' });
      pin.counts.set(1, 1);
      Pin.create(rec);
      Pin.create(rec);
    };
    expect(() => rec.fold(body)).toThrow(RunawayRun);
    const cursor = new Cursor(rec);
    cursor.seek(rec.trace.length);
    expect(hashAt(cursor)).toBe(hashLive(rec));
    expect(cursor.all(Pin).map(({ level, name }) => [level, name])).toEqual([
      [1, 'a'],
      [0, undefined],
    ]);
  });
});

describe('a run that does not come to an end', () => {
  it('is stopped at its limit', () => {
    const rec = new Recorder(true, 100);
    const pin = Pin.create(rec);
    expect(() => {
      for (;;) pin.level++;
    }).toThrow(RunawayRun);
    expect(rec.trace.length).toBe(100);
    const cursor = new Cursor(rec);
    cursor.seek(100);
    expect(cursor.all(Pin)[0]?.level).toBe(pin.level);
  });

  it('may be the longer, the more vectors it has to bring up, but not without end', () => {
    expect(eventsFor(50_000)).toBeGreaterThan(eventsFor(0) + 50_000 * 400);
    expect(eventsFor(1e9)).toBe(eventsFor(2e9));
  });
});

describe('arguments of calls', () => {
  it('come back as they were given, none and many', () => {
    const rec = new Recorder();
    const pin = Pin.create(rec, { name: 'a' });
    const fn = source('test.c').fn('take', 'Takes.', (_k: { rec: Recorder }, ..._args: unknown[]): void => {});
    fn({ rec });
    fn({ rec }, 7, 'seven', pin, undefined, true, 8n, {});
    const calls = [...rec.trace.kind.subarray(0, rec.trace.length)].flatMap((kind, at) =>
      kind === EventKind.call ? [getArguments(rec, rec.trace.next[at] ?? -1)] : [],
    );
    expect(calls).toEqual([
      [],
      [
        { kind: 'number', value: 7 },
        { kind: 'value', value: 'seven' },
        { kind: 'object', id: pin.$id },
        { kind: 'nothing' },
        { kind: 'boolean', value: true },
        { kind: 'value', value: 8n },
        { kind: 'opaque' },
      ],
    ]);
  });
});
