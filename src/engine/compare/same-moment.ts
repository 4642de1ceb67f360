/** The moment of one run that a moment of another is like: right after the same call, which both have made as often. */
import { EventKind } from '../recorder/index.ts';
import type { Session } from '../run/session.ts';

/** Calls by name, task and how many there were before, with their event. */
interface Calls {
  readonly keys: readonly string[];
  readonly events: readonly number[];
}

function callsOf({ rec: { trace, functions, contexts, origin } }: Session, end: number): Calls {
  const [keys, events]: [string[], number[]] = [[], []];
  const seen = new Map<string, number>();
  const entered: number[] = [];
  let context = 0;
  for (let event = 0; event < end; event++) {
    const subject = trace.subject[event] ?? 0;
    switch (trace.kind[event]) {
      case EventKind.enter:
        entered.push(context);
        context = subject;
        break;
      case EventKind.leave:
        context = entered.pop() ?? 0;
        break;
      case EventKind.call: {
        if (event < origin) break;
        const { task = '', hardirq = false } = contexts[context] ?? {};
        const call = `${task} ${hardirq ? 'h' : '-'} ${functions[subject]?.fname ?? ''}`;
        const count = (seen.get(call) ?? 0) + 1;
        seen.set(call, count);
        keys.push(`${call} ${count}`);
        events.push(event);
        break;
      }
      default:
    }
  }
  return { keys, events };
}

/**
 * The step of `other` that `step` of `session` is like. The end of a command is that of the same command; else it is right after the last
 * call that `other` has made too.
 */
export function sameMoment(session: Session, step: number, other: Session): number {
  const position = session.rec.origin + step;
  if (position >= session.rec.trace.length) return other.steps;
  const ends = ({ rec }: Session): { readonly command: number; readonly position: number }[] =>
    rec.marks.flatMap((event) => {
      const { kind, command } = rec.markAt(event);
      return kind === 'end' ? [{ command, position: event + 1 }] : [];
    });
  const ended = ends(session).find((mark) => mark.position === position);
  // A refused command had the number before.
  const same = ended === undefined ? undefined : ends(other).findLast(({ command }) => command === ended.command);
  if (same !== undefined) return same.position - other.rec.origin;
  const before = callsOf(session, position).keys;
  const there = callsOf(other, other.rec.trace.length);
  const events = new Map(there.keys.map((key, i) => [key, there.events[i] ?? 0]));
  const last = before.findLast((key) => events.has(key));
  return last === undefined ? 0 : (events.get(last) ?? 0) + 1 - other.rec.origin;
}
