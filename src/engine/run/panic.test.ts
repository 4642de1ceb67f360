/** A run that ends half-way, by a panic or because it does not come to an end, leaves a record that is true. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IRQ_NONE } from '../linux/include/linux/interrupt.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import type { Kernel } from '../linux/kernel.ts';
import { panic } from '../linux/kernel/panic.ts';
import { Cursor, EventKind, hashAt, source } from '../recorder/index.ts';
import type { Session } from './session.ts';
import { live, load, open, run } from './testing.ts';

const loaded = load('qemu-virt-gicv3-its', '6.12', []);
const STUCK = { do: 'line.raise', node: '/pl011@9000000', index: 0, stuck: true } as const;
const at = source('test.c');

/** A booted board whose UART has a handler that never answers, and panics when it is called for the `last` time. */
function stormy(last: number): { readonly session: Session; readonly desc: irq_desc } {
  const session = open(loaded, true);
  const desc = live<irq_desc>(session, irq_desc).find(({ action }) => action?.name === 'uart-pl011');
  if (desc?.action === undefined) throw new Error('the UART has no interrupt');
  let left = last;
  desc.action.handler = at.fn('dies', 'Answers for nothing, and panics in the end.', (k: Kernel): number => {
    left--;
    if (left === 0) panic(k, 'dead in a storm');
    return IRQ_NONE;
  });
  return { session, desc };
}

/** The laws of a record, at its end and at some positions of its last part. */
function holds({ rec, hash }: Session, from: number): void {
  const wanderer = new Cursor(rec);
  wanderer.seek(rec.trace.length);
  expect(hashAt(wanderer)).toBe(hash);
  expect(wanderer.context).toEqual(rec.context);
  const step = Math.max(1, Math.trunc((rec.trace.length - from) / 3));
  for (let position = rec.trace.length; position >= from; position -= step) {
    wanderer.seek(position);
    const fresh = new Cursor(rec);
    fresh.seek(position);
    expect(hashAt(wanderer)).toBe(hashAt(fresh));
    expect(wanderer.frames()).toEqual(fresh.frames());
    expect(wanderer.context).toEqual(fresh.context);
  }
}

/** A checkpoint is three marks, and nothing else. */
function onlyMarks(session: Session): void {
  const { trace } = session.rec;
  const before = trace.length;
  const { hash } = session;
  expect(run(session, { do: 'checkpoint', name: 'after' })).toEqual({ ret: 0 });
  expect([...trace.kind.subarray(before, trace.length)]).toEqual([EventKind.mark, EventKind.mark, EventKind.mark]);
  expect(session.hash).toBe(hash);
  expect(session.dump({ at: 'after' }).ok).toBe(true);
}

describe('a panic', () => {
  // The first 24 rounds of a storm are recorded step by step. What follows is folded: two rounds are tried, and many leapt over.
  it.each([
    ['before', 5],
    ['inside', 26],
  ])('%s the folded part of an interrupt storm keeps what has happened', (_, last) => {
    const { session, desc } = stormy(last);
    const before = session.rec.trace.length;
    expect(run(session, STUCK).ret).toBe(-1);
    expect(session.panic).toBe('dead in a storm');
    expect(desc.irq_count).toBeGreaterThanOrEqual(last - 1);
    const cursor = new Cursor(session.rec);
    cursor.seek(session.rec.trace.length);
    expect(cursor.all(irq_desc).find(({ $id }) => $id === desc.$id)?.irq_count).toBe(desc.irq_count);
    expect(cursor.context.hardirq).toBe(true);
    holds(session, before);
  });

  it.each([5, 26])('is followed by nothing but checkpoints (at round %i)', (last) => {
    const { session, desc } = stormy(last);
    run(session, STUCK);
    const count = desc.irq_count;
    onlyMarks(session);
    expect(desc.irq_count).toBe(count);
    const refused = session.run({ do: 'line.lower', node: STUCK.node, index: 0 });
    expect(refused.ok ? undefined : refused.error.code).toBe('kernel-panicked');
  });
});

describe('a command that is refused', () => {
  it('ends in the record where it began', () => {
    const session = open(loaded, true);
    expect(session.run({ do: 'line.raise', node: '/nothing', index: 0 }).ok).toBe(false);
    expect(session.rec.marks.slice(-2).map((event) => session.rec.markAt(event).kind)).toEqual(['begin', 'end']);
    expect(run(session, { do: 'line.raise', node: STUCK.node, index: 0 })).toMatchObject({ ret: 0 });
    expect(session.commands.map((command) => command.do)).toEqual(['boot', 'line.raise']);
  });
});

describe('a run that does not come to an end', () => {
  it('is stopped wherever it is, and the record is true until there', () => {
    fc.assert(
      fc.property(fc.nat(600), (more) => {
        const { session } = stormy(500);
        const before = session.rec.trace.length;
        Object.assign(session.rec, { limit: before + more });
        expect(run(session, STUCK).ret).toBe(-1);
        expect(session.panic).toContain('does not come to an end');
        holds(session, before);
        onlyMarks(session);
      }),
      { seed: 20_261_121, numRuns: 5, endOnFailure: true },
    );
  });
});
