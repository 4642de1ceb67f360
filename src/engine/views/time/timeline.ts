/** The run as a flame chart: calls by depth, in lanes of the context that ran them. */
import { EventKind, type EventTest, type Recorder } from '../../recorder/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { TimelineAsk, TimelineBox, TimelineView } from '../../api/timeline.ts';
import type { History } from '../../record/history.ts';
import { Lanes } from './lanes.ts';
import { stopTest } from './next.ts';
import { Spans } from './spans.ts';

/** A mark of a breakpoint is so many times the resolution wide. */
const HIT = 7;

/** In place of an open span. */
const OTHER = -1;

/** All calls of a run, found once and extended as the run grows. */
export class TimelineIndex {
  private readonly history: History;
  private readonly rec: Recorder;
  private readonly spans: Spans;
  private readonly lanes: Lanes;
  /** Open spans; OTHER where another context took over. */
  private readonly open: number[] = [];
  /** Where the spans of the running context begin among them. */
  private base = 0;
  private contextStack: number[] = [0];
  private at: number;

  constructor(history: History, messages: EngineMessages['time']) {
    const { rec } = history;
    this.history = history;
    this.rec = rec;
    this.spans = new Spans(rec);
    this.lanes = new Lanes(rec, messages);
    this.at = rec.origin;
  }

  /** What is visible of a window, with boxes narrower than the resolution merged. */
  window(ask: TimelineAsk): TimelineView {
    this.extend();
    const boxes: TimelineBox[] = [];
    const lastByDepth: (TimelineBox & { to: number; merged: boolean; calls: number })[] = [];
    let depth = 0;
    const { from, to } = ask;
    const { spans, rec } = this;
    spans.each(from, to, (at) => {
      const level = spans.depth[at] ?? 0;
      const begin = spans.from[at] ?? 0;
      const end = spans.to(at);
      const context = rec.contexts[spans.context[at] ?? 0];
      const cpu = context?.cpu ?? 0;
      const last = lastByDepth[level];
      const merged = end - begin < ask.resolution;
      if (merged && last?.merged === true && begin - last.to < ask.resolution && last.cpu === cpu) {
        last.to = end;
        last.calls++;
        return;
      }
      const name = rec.functions[spans.fn(at)]?.fname ?? '?';
      const box = { from: begin, to: end, depth: level, name, cpu, task: context?.task ?? '', merged, calls: 1 };
      lastByDepth[level] = box;
      boxes.push(box);
      depth = Math.max(depth, level + 1);
    });
    const { stops = [] } = ask;
    const hits = stops.length === 0 ? [] : this.hits(ask, stopTest(this.history, stops));
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

  private extend(): void {
    const { trace, origin } = this.rec;
    const end = trace.length;
    for (let i = this.at; i < end; i++) this.take(i, i - origin);
    this.at = end;
    this.lanes.end(end - origin);
    for (const span of this.open) if (span !== OTHER) this.spans.end(span, end - origin);
  }

  private take(event: number, step: number): void {
    const { trace } = this.rec;
    const subject = trace.subject[event] ?? 0;
    switch (trace.kind[event]) {
      case EventKind.call: {
        const context = this.contextStack.at(-1) ?? 0;
        this.open.push(this.spans.push(step, this.open.length - this.base, context));
        break;
      }
      case EventKind.return: {
        const span = this.open.pop();
        if (span !== undefined && span !== OTHER) this.spans.end(span, step + 1);
        break;
      }
      case EventKind.enter:
        this.lanes.take(EventKind.enter, subject, step);
        this.open.push(OTHER);
        this.base = this.open.length;
        this.contextStack.push(subject);
        break;
      case EventKind.leave:
        this.lanes.take(EventKind.leave, subject, step);
        this.open.pop();
        this.base = this.open.lastIndexOf(OTHER) + 1;
        this.contextStack.pop();
        break;
      default:
    }
  }
}
