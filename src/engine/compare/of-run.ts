/** A run at a moment, for comparing. */
import { findingsOf } from '../findings/findings.ts';
import { loggedLines } from '../report/dmesg.ts';
import { reportCalls } from '../report/calls.ts';
import type { Session } from '../run/session.ts';
import { RunSnapshot } from '../record/run-snapshot.ts';
import type { Compared } from './facts.ts';

/** As the run is at its cursor. Findings are of the run's end. */
export function comparedRun(session: Session): Compared {
  const { cursor, loaded } = session;
  return {
    title: loaded.board,
    kernel: loaded.scenario.kernel,
    snapshot: new RunSnapshot(session),
    step: cursor.step,
    findings: findingsOf(session),
    log: loggedLines(cursor).filter(({ aside }) => aside !== true),
    calls: reportCalls(cursor),
    counted: false,
  };
}
