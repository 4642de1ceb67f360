/** A run at a moment, for comparing. */
import type { Findings } from '../api/findings.ts';
import { findingsOf } from '../findings/findings.ts';
import { loggedLines } from '../report/dmesg.ts';
import { reportCalls } from '../report/calls.ts';
import type { Session } from '../run/session.ts';
import { RunSnapshot } from '../record/run-snapshot.ts';
import type { Compared } from './facts.ts';

/** As the run is at its cursor. Findings are of the run's end: whoever has them already gives them. */
export function comparedRun(session: Session, findings: Findings = findingsOf(session)): Compared {
  const { cursor, loaded } = session;
  return {
    title: loaded.board,
    kernel: loaded.scenario.kernel,
    snapshot: new RunSnapshot(session),
    step: cursor.step,
    findings,
    log: loggedLines(cursor).filter(({ aside }) => aside !== true),
    calls: reportCalls(cursor),
    counted: false,
    uptime: undefined,
  };
}
