/** A kernel function: what it is for, who calls it, and its calls in this run. */
import { EventKind, type FunctionInfo, getArguments } from '../../recorder/index.ts';
import type { CodeView, InspectView } from '../../api/inspect.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Selection } from '../../api/selection.ts';
import { formatArgument } from '../words/format.ts';
import type { History } from '../../record/history.ts';

/** Calls that are listed, from a few before the one at the cursor on. */
const WINDOW = 50;
const BEFORE = 4;

interface Calls {
  /** Events of the calls, in order. */
  readonly events: number[];
  /** For each, the function that was running: its name, or undefined at the top of a context. */
  readonly callers: (string | undefined)[];
  readonly contexts: number[];
}

/** Calls of the functions that were asked for; one pass over the run for each. */
export class CallIndex {
  readonly history: History;
  private readonly known = new Map<string, Calls>();
  private length = 0;

  constructor(history: History) {
    this.history = history;
  }

  of(name: string): Calls {
    if (this.length !== this.history.rec.trace.length) this.known.clear();
    this.length = this.history.rec.trace.length;
    const known = this.known.get(name) ?? this.find(name);
    this.known.set(name, known);
    return known;
  }

  private find(name: string): Calls {
    const { trace, functions } = this.history.rec;
    const ids = new Set(functions.flatMap(({ fname }, id) => (fname === name ? [id] : [])));
    const found: Calls = { events: [], callers: [], contexts: [] };
    const stack: number[] = [];
    let context = 0;
    for (let event = 0; event < trace.length; event++) {
      const subject = trace.subject[event] ?? 0;
      switch (trace.kind[event]) {
        case EventKind.call:
          if (ids.has(subject)) {
            const above = stack.at(-1) ?? -1;
            found.events.push(event);
            found.callers.push(above < 0 ? undefined : functions[above]?.fname);
            found.contexts.push(context);
          }
          stack.push(subject);
          break;
        case EventKind.return:
          stack.pop();
          break;
        case EventKind.enter:
          stack.push(-1);
          context = subject;
          break;
        case EventKind.leave:
          stack.pop();
          context = subject;
          break;
        default:
      }
    }
    return found;
  }
}

/** undefined when the run never calls it. */
export function inspectCode(
  m: EngineMessages,
  calls: CallIndex,
  selection: Extract<Selection, { kind: 'code' }>,
): InspectView | undefined {
  const { name } = selection;
  const info = calls.history.rec.functions.find(({ fname }) => fname === name);
  if (info === undefined) return undefined;
  return {
    title: `${name}()`,
    selection,
    chain: [],
    story: [],
    arrival: undefined,
    groups: [],
    texts: [],
    sources: [],
    actions: [],
    owner: undefined,
    wires: undefined,
    code: codeView(m, calls, info),
  };
}

function codeView({ inspect: m, functions }: EngineMessages, index: CallIndex, info: FunctionInfo): CodeView {
  const { fname: name, file } = info;
  const { cursor, rec } = index.history;
  const { events, callers, contexts } = index.of(name);
  const { position } = cursor;
  const done = events.findIndex((event) => event >= position);
  const now = done < 0 ? events.length : done;
  const first = Math.max(0, now - BEFORE);
  const step = (event: number | undefined): number | undefined =>
    event === undefined ? undefined : event + 1 - rec.origin;
  const at = now > 0 && (events[now - 1] ?? -1) + 1 === position;
  return {
    name,
    about: functions.about(info),
    file,
    count: events.length,
    running: cursor.frames().some(({ fn }) => rec.functions[fn]?.fname === name),
    now,
    previous: step(events[now - (at ? 2 : 1)]),
    next: step(events[now]),
    callers: callersOf(callers),
    first: first + 1,
    calls: events.slice(first, first + WINDOW).map((event, i) => {
      const context = rec.contexts[contexts[first + i] ?? 0];
      const cpu = context?.cpu ?? 0;
      const args = getArguments(rec, rec.trace.next[event] ?? -1).map((arg) => formatArgument(cursor, arg));
      return {
        step: event + 1 - rec.origin,
        args: args.join(', '),
        caller: callers[first + i],
        context: context?.hardirq === true ? m.hardirq({ cpu }) : m.context({ cpu, task: context?.task ?? '' }),
      };
    }),
  };
}

/** Who calls it, the most frequent first. */
function callersOf(callers: readonly (string | undefined)[]): CodeView['callers'] {
  const counts = new Map<string, number>();
  for (const caller of callers) if (caller !== undefined) counts.set(caller, (counts.get(caller) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count);
}
