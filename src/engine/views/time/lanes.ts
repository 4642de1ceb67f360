/** Which context runs when: names over the chart, a strip for each CPU, and where one context waits for another. */
import { EventKind, type Recorder } from '../../recorder/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { CpuRun, TimelineAsk, TimelineView } from '../../api/timeline.ts';

interface Lane {
  readonly from: number;
  to: number;
  readonly context: number;
}

/** A name takes so many times the resolution. */
const NAME = 40;

/** The contexts of a run, one after another; told of each event as the run grows. */
export class Lanes {
  private readonly messages: EngineMessages['time'];
  private readonly rec: Recorder;
  private readonly lanes: Lane[] = [{ from: 0, to: 0, context: 0 }];
  /** Where another context runs inside of one, in order of their beginnings. */
  private readonly switches: { readonly from: number; to: number }[] = [];
  private readonly open: { to: number }[] = [];

  constructor(rec: Recorder, messages: EngineMessages['time']) {
    this.messages = messages;
    this.rec = rec;
  }

  take(kind: number | undefined, context: number, step: number): void {
    if (kind === EventKind.enter) {
      const inner = { from: step, to: step };
      this.switches.push(inner);
      this.open.push(inner);
    } else if (kind === EventKind.leave) {
      const inner = this.open.pop();
      if (inner !== undefined) inner.to = step;
    } else return;
    const last = this.lanes.at(-1);
    if (last !== undefined) last.to = step;
    this.lanes.push({ from: step, to: step, context });
  }

  /** The run ends here, for now. */
  end(step: number): void {
    const last = this.lanes.at(-1);
    if (last !== undefined) last.to = step;
    for (const inner of this.open) inner.to = step;
  }

  /** Contexts as long as a name; one that is interrupted for less than that goes on. */
  named(ask: TimelineAsk): TimelineView['lanes'] {
    const least = ask.resolution * NAME;
    const found: { from: number; to: number; readonly context: number }[] = [];
    for (const { from, to, context } of this.lanes) {
      if (to < ask.from || from > ask.to) continue;
      const last = found.findLast((lane) => lane.context === context);
      if (last !== undefined && from - last.to < least) last.to = to;
      else found.push({ from, to, context });
    }
    return found
      .filter(({ from, to }) => to - from >= least)
      .map(({ from, to, context }) => {
        const { task, cpu, hardirq } = this.rec.contexts[context] ?? { task: '', cpu: 0, hardirq: false };
        return {
          from,
          to,
          cpu,
          task,
          label: hardirq ? this.messages.hardirq({ cpu }) : laneLabel(this.messages, task, cpu),
        };
      });
  }

  cpus(ask: TimelineAsk): CpuRun[] {
    const runs: { readonly cpu: number; readonly from: number; to: number; readonly task: string }[] = [];
    const last = new Map<number, (typeof runs)[number]>();
    for (const { from, to, context } of this.lanes) {
      if (to < ask.from || from > ask.to || from === to) continue;
      const { cpu, task } = this.rec.contexts[context] ?? { task: '', cpu: 0 };
      const before = last.get(cpu);
      if (before !== undefined && before.task === task && from - before.to < ask.resolution) {
        before.to = to;
        continue;
      }
      const run = { cpu, from, to, task };
      last.set(cpu, run);
      runs.push(run);
    }
    return runs;
  }

  waits(ask: TimelineAsk): TimelineView['waits'] {
    return this.switches.filter(({ from, to }) => to >= ask.from && from <= ask.to && to - from >= ask.resolution);
  }
}

function laneLabel(m: EngineMessages['time'], task: string, cpu: number): string {
  if (task === 'start_kernel') return m.bootCpu;
  if (task.startsWith('secondary')) return m.cpu({ cpu });
  return cpu === 0 ? task : m.taskOn({ task, cpu });
}
