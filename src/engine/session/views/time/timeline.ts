/** The run as a flame chart: calls by depth, in lanes of the context that ran them. */
import { EventKind, type EventTest, type Recorder } from '../../../recorder/index.ts';
import type { TimelineAsk, TimelineBox, TimelineView } from '../../view-types/timeline.ts';
import { Lanes } from './lanes.ts';

/** A mark of a breakpoint is so many times the resolution wide. */
const HIT = 7;

/** A call of the run, in steps. */
interface Span {
  readonly from: number;
  to: number;
  readonly depth: number;
  readonly fn: number;
  readonly context: number;
}

/** All calls of a run, found once and extended as the run grows. */
export class TimelineIndex {
  private readonly rec: Recorder;
  private readonly spans: Span[] = [];
  private readonly lanes: Lanes;
  /** Open spans; undefined where another context took over. */
  private readonly open: (Span | undefined)[] = [];
  private contextStack: number[] = [0];
  private at: number;

  constructor(rec: Recorder) {
    this.rec = rec;
    this.lanes = new Lanes(rec);
    this.at = rec.origin;
  }

  /** What is visible of a window, with boxes narrower than the resolution merged. */
  window(ask: TimelineAsk, stops: EventTest): TimelineView {
    this.extend();
    const boxes: TimelineBox[] = [];
    const lastByDepth: (TimelineBox & { to: number; merged: boolean })[] = [];
    let depth = 0;
    for (const span of this.spans) {
      if (span.to < ask.from || span.from > ask.to) continue;
      const last = lastByDepth[span.depth];
      const small = span.to - span.from < ask.resolution;
      if (
        small &&
        last !== undefined &&
        last.merged &&
        span.from - last.to < ask.resolution &&
        last.cpu === this.cpu(span)
      ) {
        last.to = span.to;
        continue;
      }
      const context = this.rec.contexts[span.context];
      const box = {
        from: span.from,
        to: span.to,
        depth: span.depth,
        name: this.rec.functions[span.fn]?.fname ?? '?',
        cpu: context?.cpu ?? 0,
        task: context?.task ?? '',
        merged: small,
      };
      lastByDepth[span.depth] = box;
      boxes.push(box);
      depth = Math.max(depth, span.depth + 1);
    }
    const { from, to } = ask;
    const hits = ask.stops === undefined || ask.stops.length === 0 ? [] : this.hits(ask, stops);
    return {
      from,
      to,
      lanes: this.lanes.named(ask),
      cpus: this.lanes.cpus(ask),
      waits: this.lanes.waits(ask),
      boxes,
      depth,
      hits,
    };
  }

  /** Steps right after events that stop play, as far apart as their marks are wide. */
  private hits({ from, to, resolution }: TimelineAsk, stops: EventTest): number[] {
    const { trace, origin } = this.rec;
    const found: number[] = [];
    const end = Math.min(trace.length, origin + Math.ceil(to));
    for (let event = origin + Math.max(0, Math.floor(from)); event < end; event++) {
      const step = event + 1 - origin;
      if (stops(trace, event) && step - (found.at(-1) ?? Number.NEGATIVE_INFINITY) >= resolution * HIT)
        found.push(step);
    }
    return found;
  }

  private cpu(span: Span): number {
    return this.rec.contexts[span.context]?.cpu ?? 0;
  }

  private extend(): void {
    const { trace, origin } = this.rec;
    const end = trace.length;
    for (let i = this.at; i < end; i++) this.take(i, i - origin);
    this.at = end;
    this.lanes.end(end - origin);
    for (const span of this.open) if (span !== undefined) span.to = end - origin;
  }

  private take(event: number, step: number): void {
    const { trace } = this.rec;
    const subject = trace.subject[event] ?? 0;
    this.lanes.take(trace.kind[event], subject, step);
    switch (trace.kind[event]) {
      case EventKind.call: {
        const base = this.open.lastIndexOf(undefined);
        const context = this.contextStack.at(-1) ?? 0;
        const span = { from: step, to: step, depth: this.open.length - base - 1, fn: subject, context };
        this.open.push(span);
        this.spans.push(span);
        break;
      }
      case EventKind.return: {
        const span = this.open.pop();
        if (span !== undefined) span.to = step + 1;
        break;
      }
      case EventKind.enter:
        this.open.push(undefined);
        this.contextStack.push(subject);
        break;
      case EventKind.leave:
        this.open.pop();
        this.contextStack.pop();
        break;
      default:
    }
  }
}
