/** Cutting the model's trace where the goldens' call trees are cut: one ioctl, one interrupt. */
import { type CallScore, scoreCalls, type TaskScore } from './calls.ts';
import { onePerPass } from './passes.ts';
import { type Row, threadOf } from './rows.ts';

/** The calls from `root` down, one list for each time that it was called. */
export function treesBelow(rows: readonly Row[], root: string): Row[][] {
  const trees: Row[][] = [];
  const open = new Map<string, { depth: number; rows: Row[] }>();
  for (const row of rows) {
    const thread = threadOf(row);
    const depth = row.depth ?? 0;
    const tree = open.get(thread);
    if (tree !== undefined && depth > tree.depth) {
      tree.rows.push(row);
    } else if (row.fn === root) {
      const started = { depth, rows: [row] };
      trees.push(started.rows);
      open.set(thread, started);
    } else {
      open.delete(thread);
    }
  }
  return trees;
}

/** The trees that have `member` in them. */
export function treesWith(trees: readonly Row[][], member: string): Row[][] {
  return trees.filter((rows) => rows.some(({ fn }) => fn === member));
}

/** The function at the top of a call tree. */
export function rootOf(tree: readonly Row[]): string {
  return tree[0]?.fn ?? '';
}

/** As one task of that name, on one CPU and in one context, so that trees compare wherever they ran. */
export function asTask(rows: readonly Row[], task: string): Row[] {
  return rows.map((row) => ({ ...row, task, cpu: '0', hard: false }));
}

interface Delivery {
  readonly golden: readonly Row[][];
  /** Every interrupt that the model took. */
  readonly ours: readonly Row[][];
  readonly modelled: ReadonlySet<string>;
  readonly functions: ReadonlyMap<string, string>;
}

/**
 * How an interrupt travels: the golden lists the different trees that were seen, however often. Each is compared with
 * that tree of the model which fits it best, and those make up the score.
 */
export function scoreDelivery({ golden: seen, ours, modelled, functions }: Delivery): CallScore {
  const golden = onePerPass(seen);
  const all = golden.flat();
  const candidates = distinct(onePerPass(ours));
  const chosen = golden.flatMap((tree) => {
    const task = tree[0]?.task ?? '';
    const scored = candidates.map((rows) => {
      const mine = asTask(rows, task);
      const score = scoreCalls({ golden: tree, ours: mine, modelled, functions }).tasks[0];
      return { mine, score };
    });
    return scored.sort((a, b) => worth(b.score) - worth(a.score))[0]?.mine ?? [];
  });
  return scoreCalls({ golden: all, ours: chosen, modelled, functions });
}

function worth(score: TaskScore | undefined): number {
  return score === undefined ? 0 : score.matched - score.extra;
}

function distinct(trees: readonly Row[][]): Row[][] {
  const seen = new Map<string, Row[]>();
  for (const rows of trees) seen.set(rows.map(({ fn, depth }) => `${depth} ${fn}`).join('\n'), [...rows]);
  return [...seen.values()];
}
