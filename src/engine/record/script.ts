/** The script of a run: its commands, where they are, and what came back. */
import { EventKind, type Mark } from '../recorder/index.ts';
import type { Session } from '../run/session.ts';
import type { RunCommand, RunMark } from '../api/run.ts';
import { errorOf } from './errno.ts';

/** Marks of the run, in steps. */
export function runMarks({ rec }: Session): RunMark[] {
  return rec.marks.map((event) => ({
    ...(rec.values.at(rec.trace.subject[event] ?? 0) as Mark),
    step: event + 1 - rec.origin,
  }));
}

export function runCommands(session: Session): RunCommand[] {
  const begins = new Map<number, number>();
  const ends = new Map<number, number>();
  for (const { kind, command, step } of runMarks(session)) {
    if (kind === 'begin') begins.set(command, step - 1);
    if (kind === 'end') ends.set(command, step);
  }
  return session.commands.map((command, at) => {
    const { ret = 0, errno, eventfds = [], effective, why } = session.results[at] ?? {};
    return {
      command,
      from: begins.get(at) ?? 0,
      to: ends.get(at) ?? session.steps,
      ret,
      error: errno === undefined || errno === 0 ? undefined : errorOf(errno),
      eventfds,
      effective,
      why,
    };
  });
}

/** The command that runs at the cursor. */
export function runningCommand(session: Session): string | undefined {
  const { cursor } = session;
  const open = runMarks(session).findLast(({ step, kind }) => step <= cursor.step && kind !== 'checkpoint');
  return open?.kind === 'begin' ? open.name : undefined;
}

/** The command whose end is the event just before the cursor. */
export function endedCommand(session: Session): RunCommand | undefined {
  const { cursor, rec } = session;
  if (rec.trace.kind[cursor.position - 1] !== EventKind.mark) return undefined;
  return runCommands(session).findLast(({ to }) => to === cursor.step);
}
