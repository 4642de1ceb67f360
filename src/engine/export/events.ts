/** What happens in a run, in order, as traces have it: who runs where, what is called, what travels, what is logged. */
import { type Context, EventKind, type Recorder, type Signal } from '../recorder/index.ts';

export type TraceEvent =
  /** `caller` is the function around it, or the task at its beginning. */
  | {
      readonly kind: 'call';
      readonly step: number;
      readonly context: Context;
      readonly name: string;
      readonly caller: string;
    }
  | { readonly kind: 'return'; readonly step: number; readonly context: Context; readonly name: string }
  | { readonly kind: 'signal'; readonly step: number; readonly context: Context; readonly signal: Signal }
  | { readonly kind: 'log'; readonly step: number; readonly context: Context; readonly text: string }
  /** A command of the script begins or ends, or a checkpoint is passed. */
  | { readonly kind: 'mark'; readonly step: number; readonly context: Context; readonly name: string };

const NOBODY: Context = { task: 'start_kernel', cpu: 0, hardirq: false };

/** All of a run. Calls that are open at its end, as after a panic, return there. */
export function* traceEvents(rec: Recorder): Generator<TraceEvent> {
  const { trace, functions, contexts, origin } = rec;
  const names = (id: number): string => functions[id]?.fname ?? '?';
  /** Open calls; undefined where another context begins. */
  const open: ({ readonly name: string; readonly context: Context } | undefined)[] = [];
  let context = contexts[0] ?? NOBODY;
  for (let event = origin; event < trace.length; event++) {
    const step = event - origin;
    const subject = trace.subject[event] ?? 0;
    switch (trace.kind[event]) {
      case EventKind.call: {
        const name = names(subject);
        yield { kind: 'call', step, context, name, caller: open.at(-1)?.name ?? context.task };
        open.push({ name, context });
        break;
      }
      case EventKind.return:
        open.pop();
        yield { kind: 'return', step, context, name: names(subject) };
        break;
      case EventKind.enter:
        open.push(undefined);
        context = contexts[subject] ?? NOBODY;
        break;
      case EventKind.leave:
        open.pop();
        context = contexts[subject] ?? NOBODY;
        break;
      case EventKind.signal:
        yield { kind: 'signal', step, context, signal: rec.signalAt(event) };
        break;
      case EventKind.log:
        yield { kind: 'log', step, context, text: rec.logAt(event).text };
        break;
      case EventKind.mark:
        yield { kind: 'mark', step, context, name: rec.markAt(event).name };
        break;
      default:
    }
  }
  for (const call of open.toReversed())
    if (call !== undefined) yield { kind: 'return', step: trace.length - origin, ...call };
}

/** Numbers of tasks: the kernel has none for what runs before there are tasks, so they are given in order. */
export class Tasks {
  private readonly numbers = new Map<string, number>();

  pidOf({ task }: Context): number {
    const known = this.numbers.get(task);
    if (known !== undefined) return known;
    // 0 is the idle task's, whatever it is called.
    const pid = this.numbers.size + 1;
    this.numbers.set(task, pid);
    return pid;
  }

  /** Names by number. */
  get all(): readonly (readonly [pid: number, name: string])[] {
    return [...this.numbers].map(([name, pid]) => [pid, name]);
  }
}
