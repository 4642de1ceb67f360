/** What `check` knows of its inputs, whichever way it is printed. */
import type { Problem } from '../../base/result.ts';
import type { Finding, InterruptSums, KernelVersion, Refusal, Severity } from '../../engine/index.ts';

/** Why a finding is not counted. */
export interface Ignored {
  readonly by: 'comment' | 'baseline';
  readonly reason: string;
}

export interface CheckedFinding {
  readonly finding: Finding;
  /** Kernels whose run has it. */
  readonly kernels: readonly KernelVersion[];
  /** The line of the source, and nothing for a blob. */
  readonly source: string | undefined;
  readonly ignored: Ignored | undefined;
}

export interface CheckedFile {
  /** As the person named it. */
  readonly file: string;
  readonly findings: readonly CheckedFinding[];
  readonly refusals: readonly Refusal[];
  readonly interrupts: InterruptSums;
  /** Why it could not be read. */
  readonly problem: Problem | undefined;
}

export interface Report {
  readonly kernels: readonly KernelVersion[];
  readonly files: readonly CheckedFile[];
}

export type Counts = Readonly<Record<Severity, number>>;

/** Findings that are not ignored, by severity. */
export function countsOf(files: readonly CheckedFile[]): Counts {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { findings } of files)
    for (const { finding, ignored } of findings) if (ignored === undefined) counts[finding.severity]++;
  return counts;
}

export function interruptsOf(files: readonly CheckedFile[]): InterruptSums {
  const sum = { total: 0, resolved: 0, byStandIn: 0, unresolved: 0 };
  for (const { interrupts } of files) {
    sum.total += interrupts.total;
    sum.resolved += interrupts.resolved;
    sum.byStandIn += interrupts.byStandIn;
    sum.unresolved += interrupts.unresolved;
  }
  return sum;
}
