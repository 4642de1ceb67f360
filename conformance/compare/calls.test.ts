import { describe, expect, it } from 'vitest';
import { scoreCalls, withoutHardInterrupts } from './calls.ts';
import { edgesByCaller, edgesByDepth, nameOf } from './edges.ts';
import { OUTSIDE, parseRows, parseTree, parseTrees, type Row } from './rows.ts';
import { treesBelow } from './trees.ts';

/** `fn <-caller` at each line, in one task. */
function flat(text: string, task = 'init 0 -'): Row[] {
  return parseRows(
    text
      .trim()
      .split('\n')
      .map((line) => `${task} ${line.trim()}`),
  );
}

/** An indented tree. */
function deep(text: string): Row[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  return parseTree(
    lines.map((line) => line.slice(indent)),
    'init',
  );
}

function namesOf(rows: readonly Row[]): Set<string> {
  return new Set(rows.map(({ fn }) => fn));
}

function score(golden: readonly Row[], ours: readonly Row[], functions: readonly [string, string][] = []) {
  return scoreCalls({ golden, ours, modelled: namesOf(ours), functions: new Map(functions) });
}

describe('rows', () => {
  it('come with and without a depth', () => {
    expect(parseRows(['# remark', 'init 2 h a <-b', 'cpuhp 1 - c <-d @3'])).toEqual([
      { task: 'init', cpu: '2', hard: true, fn: 'a', caller: 'b' },
      { task: 'cpuhp', cpu: '1', hard: false, fn: 'c', caller: 'd', depth: 3 },
    ]);
  });

  it('come as trees', () => {
    expect(parseTree(['a', '  b', '    c', '  d'], 't').map(({ fn, caller, depth }) => [fn, caller, depth])).toEqual([
      ['a', OUTSIDE, 0],
      ['b', 'a', 1],
      ['c', 'b', 2],
      ['d', 'a', 1],
    ]);
    expect(parseTrees(['# seen 2 times', 'a', '  b', '', '# seen 1 times', 'c'], 't')).toHaveLength(2);
  });
});

describe('the nearest known caller', () => {
  const known = new Set(['a', 'c', 'd']);

  it('of the model lies on its stack', () => {
    const rows = deep(`
      a
        b
          c
        c
      d
        x
          c`);
    expect(edgesByDepth(rows, known).map(nameOf)).toEqual([
      `a <-${OUTSIDE}`,
      'c <-a',
      'c <-a',
      `d <-${OUTSIDE}`,
      'c <-d',
    ]);
  });

  it('of a golden is found past traced callers that are unknown', () => {
    const rows = flat(`a <-start
      b <-a
      c <-b
      d <-a
      b <-d
      c <-b`);
    expect(edgesByCaller(rows, known, new Set()).map(nameOf)).toEqual([`a <-${OUTSIDE}`, 'c <-a', 'd <-a', 'c <-d']);
  });

  it('of a golden is guessed past untraced callers, where the model has that edge', () => {
    const rows = flat(`a <-start
      c <-driver
      d <-a`);
    expect(edgesByCaller(rows, known, new Set(['c <-a'])).map(nameOf)).toContain('c <-a');
    expect(edgesByCaller(rows, known, new Set(['c <-d'])).map(nameOf)).toContain(`c <-${OUTSIDE}`);
  });

  it('is not taken from another task or CPU', () => {
    const rows = [...flat('a <-start', 'secondary1 1 -'), ...flat('c <-driver', 'secondary2 2 -')];
    expect(edgesByCaller(rows, known, new Set(['c <-a'])).map(nameOf)).toContain(`c <-${OUTSIDE}`);
  });

  it('may move with init from one CPU to another', () => {
    const rows = [...flat('a <-start\nb <-a', 'init 1 -'), ...flat('c <-b', 'init 3 -')];
    expect(edgesByCaller(rows, known, new Set()).map(nameOf)).toEqual([`a <-${OUTSIDE}`, 'c <-a']);
  });
});

describe('the score', () => {
  const golden = flat(`a <-start
    b <-a
    c <-b
    c <-b`);

  it('is full for the same calls', () => {
    const { tasks, strays } = score(
      golden,
      deep(`
      a
        b
          c
          c`),
    );
    expect(tasks).toMatchObject([{ task: 'init', matched: 4, total: 4, extra: 0 }]);
    expect(strays).toEqual([]);
  });

  it('knows nothing of functions that one side lacks', () => {
    const { tasks } = score(
      golden,
      deep(`
      a
        helper
          c
          c`),
    );
    expect(tasks).toMatchObject([{ matched: 3, total: 3, extra: 0 }]);
  });

  it('counts calls left over, and lists edges that the golden never has', () => {
    const { tasks, strays } = score(
      golden,
      deep(`
      a
        b
          c
          c
          c
        c`),
    );
    expect(tasks).toMatchObject([{ matched: 4, total: 4, extra: 1 }]);
    expect(strays).toEqual([{ edge: 'c <-a', count: 1 }]);
  });

  it('takes the outer world for one, unless both name the same caller', () => {
    const ours = deep(`
      start
        a
          b
            c
            c
      do_one_initcall
        own_probe
          d`);
    const more = [...golden, ...flat('d <-their_probe\ne <-do_one_initcall')];
    expect(score(more, ours).tasks).toMatchObject([{ matched: 5, total: 5, extra: 0 }]);
  });

  it('covers functions of the five places, called or calling', () => {
    const functions: [string, string][] = [
      ['a', 'kernel/irq/chip.c'],
      ['b', 'drivers/of/irq.c'],
      ['c', 'arch/arm64/kernel/smp.c'],
      ['start', 'kernel/irq/proc.c'],
    ];
    const { known, unknown } = score(golden, deep('a\n  c'), functions);
    expect(known).toEqual(['a']);
    expect(unknown).toEqual(['b', 'start']);
  });

  it('leaves out hard-interrupt context', () => {
    expect(withoutHardInterrupts([...golden, ...flat('a <-start', 'init 0 h')])).toHaveLength(4);
  });
});

it('a trace is cut into the trees below a function', () => {
  const rows = deep(`
    x
      a
        b
    a
      c
    y`);
  expect(treesBelow(rows, 'a').map((tree) => tree.map(({ fn }) => fn))).toEqual([
    ['a', 'b'],
    ['a', 'c'],
  ]);
});
