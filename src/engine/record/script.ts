/** The script of a run: its commands, where they are, and what came back. */
import { EventKind } from '../recorder/index.ts';
import type { Session } from '../run/session.ts';
import type { RunCommand, RunMark } from '../api/run.ts';
import { errorOf } from './errno.ts';

export class Script {
  private readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  /** Marks of the run, in steps. */
  get marks(): RunMark[] {
    const { rec } = this.session;
    return rec.marks.map((event) => ({
      ...rec.markAt(event),
      step: event + 1 - rec.origin,
    }));
  }

  get commands(): RunCommand[] {
    const { commands, results, steps } = this.session;
    const begins = new Map<number, number>();
    const ends = new Map<number, number>();
    for (const { kind, command, step } of this.marks) {
      if (kind === 'begin') begins.set(command, step - 1);
      if (kind === 'end') ends.set(command, step);
    }
    return commands.map((command, at) => {
      const { ret = 0, errno, eventfds = [], effective, why } = results[at] ?? {};
      return {
        command,
        from: begins.get(at) ?? 0,
        to: ends.get(at) ?? steps,
        ret,
        error: errno === undefined || errno === 0 ? undefined : errorOf(this.session.messages.errno, errno),
        eventfds,
        effective,
        why,
      };
    });
  }

  /** The command that runs at the cursor. */
  get running(): string | undefined {
    const { cursor } = this.session;
    const open = this.marks.findLast(({ step, kind }) => step <= cursor.step && kind !== 'checkpoint');
    return open?.kind === 'begin' ? open.name : undefined;
  }

  /** The command whose end is the event just before the cursor. */
  get ended(): RunCommand | undefined {
    const { cursor, rec } = this.session;
    if (rec.trace.kind[cursor.position - 1] !== EventKind.mark) return undefined;
    return this.commands.findLast(({ to }) => to === cursor.step);
  }
}
