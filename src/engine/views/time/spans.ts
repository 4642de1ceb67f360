/**
 * The calls of a run in columns: there may be many millions, of which a window of the chart shows few. Where a call ends
 * and what is called stands in the record; here is only what the record does not say.
 */
import type { Recorder } from '../../recorder/index.ts';

const FIRST_CAPACITY = 1 << 12;
const LARGEST_GROWTH = 1 << 21;
/** Calls of a block are passed over together when all of them have ended before a window. */
const BLOCK = 1 << 10;

export class Spans {
  length = 0;
  /** Steps, ascending. */
  from = new Int32Array(FIRST_CAPACITY);
  /** 0 is the outermost function of its context. */
  depth = new Uint16Array(FIRST_CAPACITY);
  context = new Uint16Array(FIRST_CAPACITY);
  private readonly rec: Recorder;
  /** For each block, the last step at which one of its calls ends. */
  private ends = new Int32Array(FIRST_CAPACITY / BLOCK);

  constructor(rec: Recorder) {
    this.rec = rec;
  }

  /** A call that begins at a step. */
  push(step: number, depth: number, context: number): number {
    const at = this.length;
    if (at === this.from.length) this.grow();
    this.from[at] = step;
    this.depth[at] = depth;
    this.context[at] = context;
    this.length = at + 1;
    this.end(at, step);
    return at;
  }

  /** It lasts to this step, as far as is known. */
  end(at: number, step: number): void {
    const block = Math.floor(at / BLOCK);
    this.ends[block] = Math.max(this.ends[block] ?? 0, step);
  }

  /** The step right after it returned; for one that has not, the end of the run. */
  to(at: number): number {
    const { trace, origin } = this.rec;
    const returned = trace.old[origin + (this.from[at] ?? 0)] ?? -1;
    return (returned < 0 ? trace.length : returned + 1) - origin;
  }

  /** Number of the function that is called. */
  fn(at: number): number {
    return this.rec.trace.subject[this.rec.origin + (this.from[at] ?? 0)] ?? 0;
  }

  /** Those that are there at some step of a window, in order of their beginning. */
  each(from: number, to: number, take: (at: number) => void): void {
    for (let at = 0; at < this.length; at++) {
      if (at % BLOCK === 0 && (this.ends[at / BLOCK] ?? 0) < from) {
        at += BLOCK - 1;
        continue;
      }
      if ((this.from[at] ?? 0) > to) return;
      if (this.to(at) >= from) take(at);
    }
  }

  private grow(): void {
    const capacity = this.length + Math.min(this.length, LARGEST_GROWTH);
    this.from = copied(this.from, new Int32Array(capacity));
    this.depth = copied(this.depth, new Uint16Array(capacity));
    this.context = copied(this.context, new Uint16Array(capacity));
    this.ends = copied(this.ends, new Int32Array(capacity / BLOCK));
  }
}

function copied<A extends { set(from: ArrayLike<number>): void }>(from: ArrayLike<number>, to: A): A {
  to.set(from);
  return to;
}
