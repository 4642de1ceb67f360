/** What the comparison asks of a run: its dump. Fake runs stand in for the engine in tests. */
import { type Result } from '../src/base/result.ts';

/** What to dump: at a checkpoint (the end without one), some section families (all without). */
export interface DumpOptions {
  readonly at?: string;
  readonly only?: readonly string[];
}

/** Code of the problem that is an exception, which no input should bring about. */
export const CRASHED = 'engine-crashed';

/** A scenario that has run. */
export interface Run {
  dump(options: DumpOptions): Result<string>;
}
