/** The run as a flame chart: calls by depth, in lanes of the context that ran them. */
import { EventKind, type Recorder } from '../../recorder/index.ts';
import type { TimelineAsk, TimelineBox, TimelineView } from '../view-types/timeline.ts';

/** A call of the run, in steps. */
interface Span {
  readonly from: number;
  to: number;
  readonly depth: number;
  readonly fn: number;
  readonly context: number;
}

interface Lane {
  readonly from: number;
  to: number;
  readonly context: number;
}

/** All calls of a run, found once and extended as the run grows. */
export class TimelineIndex {
  private readonly rec: Recorder;
  private readonly spans: Span[] = [];
  private readonly lanes: Lane[] = [];
  /** Open spans; undefined where another context took over. */
  private readonly open: (Span | undefined)[] = [];
  private contextStack: number[] = [0];
  private at: number;

  constructor(rec: Recorder) {
    this.rec = rec;
    this.at = rec.origin;
  }

  /** What is visible of a window, with boxes narrower than the resolution merged. */
  window(ask: TimelineAsk): TimelineView {
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
    return { from: ask.from, to: ask.to, lanes: this.visibleLanes(ask), boxes, depth };
  }

  private cpu(span: Span): number {
    return this.rec.contexts[span.context]?.cpu ?? 0;
  }

  private visibleLanes(ask: TimelineAsk): TimelineView['lanes'] {
    return this.lanes
      .filter((lane) => lane.to >= ask.from && lane.from <= ask.to && lane.to - lane.from >= ask.resolution)
      .map(({ from, to, context }) => {
        const { task, cpu } = this.rec.contexts[context] ?? { task: '', cpu: 0 };
        return { from, to, cpu, task, label: laneLabel(task, cpu) };
      });
  }

  private extend(): void {
    const { trace, origin } = this.rec;
    const end = trace.length;
    if (this.lanes.length === 0) this.lanes.push({ from: 0, to: 0, context: 0 });
    for (let i = this.at; i < end; i++) this.take(i, i - origin);
    this.at = end;
    const last = this.lanes.at(-1);
    if (last !== undefined) last.to = end - origin;
    for (const span of this.open) if (span !== undefined) span.to = end - origin;
  }

  private take(event: number, step: number): void {
    const { trace } = this.rec;
    const subject = trace.subject[event] ?? 0;
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
        this.turn(step, subject);
        break;
      case EventKind.leave:
        this.open.pop();
        this.contextStack.pop();
        this.turn(step, subject);
        break;
      default:
    }
  }

  private turn(step: number, context: number): void {
    const last = this.lanes.at(-1);
    if (last !== undefined) last.to = step;
    this.lanes.push({ from: step, to: step, context });
  }
}

function laneLabel(task: string, cpu: number): string {
  if (task === 'start_kernel') return 'boot CPU';
  if (task.startsWith('secondary')) return `CPU ${cpu}`;
  return cpu === 0 ? task : `${task} on CPU ${cpu}`;
}
