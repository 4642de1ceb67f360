import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Command, Scenario } from '../../engine/index.ts';
import { type Change, changed, type Direction, type History, NO_HISTORY, type Version, walk } from './history.ts';

const BOOT: Command = { do: 'boot' };
const fire = (vector: number): Command => ({ do: 'msix.fire', bdf: '0000:00:02.0', vector });
const version = (title: string, script: readonly Command[] = [BOOT]): Version => ({
  scenario: { irqscope: 1, title, board: { bundled: 'x' }, kernel: '6.12', script: [...script] } satisfies Scenario,
  files: new Map(),
});

const EDIT: Change = { kind: 'edit' };
const FIX: Change = { kind: 'fix', node: '/uart' };

describe('the history of a scenario', () => {
  it('undoes edits, commands and fixes in the order in which they were made, and redoes them', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((title) => version(title));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('no versions');
    const command: Change = { kind: 'command', command: fire(3) };
    let history = changed(changed(changed(NO_HISTORY, EDIT, a), command, b), FIX, c);
    const seen: [Direction, Change['kind'], string | undefined][] = [];
    let now = d;
    for (const direction of ['undo', 'undo', 'undo', 'redo', 'redo', 'redo'] as const) {
      const step = walk(direction, history, now);
      if (step === undefined) throw new Error(`no ${direction}`);
      seen.push([direction, step.change.kind, step.open.scenario.title]);
      ({ open: now, history } = step);
    }
    expect(seen).toEqual([
      ['undo', 'fix', 'c'],
      ['undo', 'command', 'b'],
      ['undo', 'edit', 'a'],
      ['redo', 'edit', 'b'],
      ['redo', 'command', 'c'],
      ['redo', 'fix', 'd'],
    ]);
  });

  it('takes away the commands that a scenario was opened with, but not its boot', () => {
    const opened = version('opened', [BOOT, fire(1), fire(2)]);
    const first = walk('undo', NO_HISTORY, opened);
    expect(first?.change).toEqual({ kind: 'command', command: fire(2) });
    expect(first?.open.scenario.script).toEqual([BOOT, fire(1)]);
    const second = first === undefined ? undefined : walk('undo', first.history, first.open);
    expect(second?.open.scenario.script).toEqual([BOOT]);
    expect(second === undefined ? 'none' : walk('undo', second.history, second.open)).toBeUndefined();
    expect(second === undefined ? 'none' : walk('redo', second.history, second.open)?.open).toBe(first?.open);
  });

  it('has nothing to redo once something new was done', () => {
    const undone = walk('undo', changed(NO_HISTORY, EDIT, version('a')), version('b'));
    if (undone === undefined) throw new Error('no undo');
    const history = changed(undone.history, FIX, undone.open);
    expect(walk('redo', history, version('c'))).toBeUndefined();
    expect(walk('undo', history, version('c'))?.open.scenario.title).toBe('a');
  });

  it('comes back to where it was, however it is walked', () => {
    const versions = Array.from({ length: 6 }, (_, at) => version(`${at}`));
    let whole: History = NO_HISTORY;
    for (const before of versions.slice(0, -1)) whole = changed(whole, EDIT, before);
    fc.assert(
      fc.property(fc.array(fc.constantFrom<Direction>('undo', 'redo')), (directions) => {
        let [history, now, at] = [whole, versions[5], 5];
        for (const direction of directions) {
          const step = now === undefined ? undefined : walk(direction, history, now);
          at = Math.min(5, Math.max(0, at + (direction === 'undo' ? -1 : 1)));
          if (step !== undefined) ({ open: now, history } = step);
          expect(now).toBe(versions[at]);
          expect([history.past.length, history.future.length]).toEqual([at, 5 - at]);
        }
      }),
      { numRuns: 100 },
    );
  });
});
