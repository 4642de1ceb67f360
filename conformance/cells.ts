/** The unit of the comparison: one section family, or one function trace, of one golden at one checkpoint. */
import { type CallScore } from './compare/calls.ts';
import { type LineFamily } from './compare/families.ts';
import { type LineScore } from './compare/lines.ts';
import { type Golden } from './goldens.ts';

interface Place {
  readonly golden: Golden;
  readonly checkpoint: string;
}

export interface LineCell extends Place {
  readonly kind: 'lines';
  readonly family: LineFamily;
  readonly score: LineScore;
}

export interface CallCell extends Place {
  readonly kind: 'calls';
  readonly family: 'calls';
  readonly score: CallScore;
}

export type Cell = LineCell | CallCell;

/** KERNEL/MACHINE/CHECKPOINT/FAMILY: what floors and filters go by. */
export function keyOf({ golden, checkpoint, family }: Pick<Cell, 'golden' | 'checkpoint' | 'family'>): string {
  return `${rowOf({ golden, checkpoint })}/${family}`;
}

/** KERNEL/MACHINE/CHECKPOINT: a row of the table. */
export function rowOf({ golden, checkpoint }: Place): string {
  return `${golden.kernel}/${golden.machine}/${checkpoint}`;
}

/** A score in three numbers. */
export interface Counts {
  readonly matched: number;
  readonly total: number;
  readonly extra: number;
}

const NOTHING: Counts = { matched: 0, total: 0, extra: 0 };

export function countsOf(cell: Cell): Counts {
  return cell.kind === 'lines' ? cell.score : addCounts(cell.score.tasks);
}

export function addCounts(counts: readonly Counts[]): Counts {
  return counts.reduce(
    (sum, { matched, total, extra }) => ({
      matched: sum.matched + matched,
      total: sum.total + total,
      extra: sum.extra + extra,
    }),
    NOTHING,
  );
}

/** "98.7 %"; never 100 for less than all. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return '-';
  return `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;
}
