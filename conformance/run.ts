/** What the comparison asks of a run: its dump. Fake runs stand in for the engine in tests. */
import type { Problem, Result } from '../src/base/result.ts';

/** What to dump: at a checkpoint (the end without one), some section families (all without). */
export interface DumpOptions {
  readonly at?: string;
  readonly only?: readonly string[];
}

/** Code of the problem that is an exception, which no input should bring about. */
export const CRASHED = 'engine-crashed';

/** A scenario that has run. */
export interface Run {
  /** Commands of the script that could not be run; the others were. */
  readonly refused?: readonly Problem[];
  dump(options: DumpOptions): Result<string>;
}
