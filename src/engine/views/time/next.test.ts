import { beforeAll, describe, expect, it } from 'vitest';
import { MESSAGES } from '../../api/messages/testing.ts';
import { EventKind } from '../../recorder/index.ts';
import { load, NVME, open, run } from '../../run/testing.ts';
import type { Stop } from '../../api/move.ts';
import type { Selection } from '../../api/selection.ts';
import { changesBetween } from '../changes/changes.ts';
import { isStopped, moveTo } from '../screen.ts';
import { type RunViewer, viewerOf } from '../testing.ts';

let viewer: RunViewer;
/** Where the first command ended. */
let booted: number;

beforeAll(() => {
  const session = open(load('qemu-virt-gicv3-its', '6.12'), true);
  booted = session.steps;
  run(session, { do: 'msix.mask', bdf: NVME, vector: 3 });
  run(session, { do: 'msix.fire', bdf: NVME, vector: 2 });
  run(session, { do: 'msix.fire', bdf: NVME, vector: 3 });
  viewer = viewerOf(session);
});

/** Steps at which something of the selection changes, from a step on. */
function stepsOf(selection: Selection, from: number): number[] {
  const { cursor, rec } = viewer.session;
  cursor.seek(rec.origin + from);
  const steps: number[] = [];
  while (moveTo(viewer, { to: 'next', what: 'object', selection, direction: 1 })) steps.push(cursor.step);
  return steps;
}

const change = (step: number) => {
  const { cursor, rec } = viewer.session;
  cursor.seek(rec.origin + step);
  return changesBetween(MESSAGES, cursor, cursor.position - 1, cursor.position).list[0];
};

describe('next: change of the selection', () => {
  it('meets an interrupt from the making of its descriptor on, and nothing else', () => {
    const steps = stepsOf({ kind: 'irq', virq: 13 }, 0);
    expect(steps.length).toBeGreaterThan(10);
    const changes = steps.map(change);
    expect(new Set(changes.map((one) => one?.kind))).toEqual(new Set(['created', 'changed']));
    expect(changes.every((one) => one?.subject !== 'irq 14')).toBe(true);
    expect(changes.some((one) => one?.kind === 'created' && one.subject === 'irq 13')).toBe(true);
  });

  it('meets an interrupt only where it can be looked at, and where it is freed', () => {
    const session = open(load('qemu-virt-gicv3-its', '6.12'), true);
    run(session, { do: 'vfio.bind', bdf: NVME });
    const view = viewerOf(session);
    const { cursor, rec } = session;
    const selection: Selection = { kind: 'irq', virq: 20 };
    cursor.seek(rec.origin);
    const kinds: (string | undefined)[] = [];
    while (moveTo(view, { to: 'next', what: 'object', selection, direction: 1 })) {
      const kind = changesBetween(MESSAGES, cursor, cursor.position - 1, cursor.position).list[0]?.kind;
      if (kinds.length === 0 || kind === 'removed') kinds.push(kind);
      if (kind !== 'removed') expect(view.inspect(selection)?.title).toMatch(/^irq 20\b/);
    }
    expect(kinds[0]).toBe('created');
    expect(kinds.at(-1)).toBe('removed');
  });

  it('meets a vector’s own pending bit, not its neighbour’s', () => {
    const mine = stepsOf({ kind: 'vector', bdf: NVME, vector: 3 }, booted);
    const others = stepsOf({ kind: 'vector', bdf: NVME, vector: 2 }, booted);
    expect(mine.map(change).map((one) => one?.field?.replace(/\[.*/, ''))).toEqual(
      expect.arrayContaining(['MSI-X vector 3', 'MSI-X vector 3 pending (PBA)']),
    );
    expect(mine.filter((step) => others.includes(step))).toEqual([]);
  });

  it('meets nodes, CPUs, functions and domains', () => {
    const { rec } = viewer.session;
    expect(stepsOf({ kind: 'node', path: '/pl011@9000000' }, 0).map((step) => change(step)?.side)).toEqual(
      expect.arrayContaining(['kernel', 'hardware']),
    );
    expect(stepsOf({ kind: 'cpu', cpu: 2 }, 0).length).toBeGreaterThan(0);
    expect(stepsOf({ kind: 'function', bdf: NVME }, 0).length).toBeGreaterThan(0);
    const domain = [...rec.byType].find(([type]) => type.name === 'irq_domain')?.[1][0] ?? 0;
    const steps = stepsOf({ kind: 'domain', id: domain }, 0);
    expect(change(steps[0] ?? 0)).toMatchObject({ kind: 'created' });
  });

  it('meets nothing when nothing is selected', () => {
    const { cursor } = viewer.session;
    cursor.seek(0);
    expect(moveTo(viewer, { to: 'next', what: 'object', direction: 1 })).toBe(false);
  });
});

describe('a run with breakpoints', () => {
  const play = (from: number, count: number, stops: readonly Stop[]) => {
    const { cursor, rec } = viewer.session;
    cursor.seek(rec.origin + from);
    const move = { to: 'run', count, stops } as const;
    moveTo(viewer, move);
    return { step: cursor.step, stopped: isStopped(viewer, move) };
  };

  it('says that it was stopped also when the event is the very last it was asked to play', () => {
    const { rec } = viewer.session;
    const named = (event: number): boolean =>
      rec.trace.kind[event] === EventKind.call && rec.functions[rec.trace.subject[event] ?? 0]?.fname === 'gic_of_init';
    let call = rec.origin;
    while (!named(call)) call++;
    const step = call + 1 - rec.origin;
    const stops: Stop[] = [{ what: 'call', text: 'gic_of_init' }];
    expect(play(0, step, stops)).toEqual({ step, stopped: true });
    expect(play(0, step + 1, stops)).toEqual({ step, stopped: true });
    expect(play(0, step - 1, stops)).toEqual({ step: step - 1, stopped: false });
    expect(play(step, 1, stops)).toEqual({ step: step + 1, stopped: false });
  });

  it('stops at what any breakpoint names', () => {
    const selection: Selection = { kind: 'vector', bdf: NVME, vector: 3 };
    const { step, stopped } = play(booted, 1e6, [
      { what: 'call', text: 'no_such_function' },
      { what: 'object', selection },
    ]);
    expect(stopped).toBe(true);
    expect(step).toBe(stepsOf(selection, booted)[0]);
  });
});
