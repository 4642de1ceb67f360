/** Puts together what a screen asks for at the cursor's step, and moves the cursor. */
import { cpumaskWeight } from '../../../base/cpumask.ts';
import { cpu_c } from '../../linux/kernel/cpu.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { findEvent, type Mark, stepIn, stepOut, stepOver } from '../../recorder/index.ts';
import { loggedLines } from '../../report/dmesg.ts';
import type { Session } from '../session.ts';
import type { Ask, Move, RunInfo, RunMark, Screen } from '../view-types.ts';
import { changesBetween } from './changes.ts';
import { sentenceOf } from './describe.ts';
import { frameViews } from './frames.ts';
import { inspect } from './inspect.ts';
import { domainRows, irqTable } from './irqs.ts';
import { itsTable } from './its.ts';
import { msixView } from './msix.ts';
import { nextTest } from './next.ts';
import { pulsesBetween } from './pulses.ts';
import { registerBlocks } from './registers.ts';
import { reportText } from './texts.ts';
import { topologyState } from './topology.ts';
import type { Viewer } from './viewer.ts';

/** Moves the cursor as a person asked. False when there is nothing of the kind to move to; the cursor stays. */
export function moveTo(session: Session, move: Move): boolean {
  const { cursor, rec } = session;
  const position = goal(session, move);
  if (position === undefined) return false;
  cursor.seek(Math.max(rec.origin, position));
  return true;
}

function goal(session: Session, move: Move): number | undefined {
  const { cursor, rec } = session;
  switch (move.to) {
    case 'here':
      return cursor.position;
    case 'step':
      return rec.origin + move.step;
    case 'start':
      return rec.origin;
    case 'end':
      return rec.trace.length;
    case 'in':
      return stepIn(cursor, move.direction);
    case 'over':
      return stepOver(cursor, move.direction);
    case 'out':
      return stepOut(cursor, move.direction);
    case 'next':
      return findEvent(cursor, nextTest(session, move.what, move.text), move.direction);
  }
}

/** What is on the screen at the cursor; `from` is the position it was at before the last move. */
export function screenOf(viewer: Viewer, ask: Ask, from: number): Screen {
  const { session } = viewer;
  const { cursor, moment } = session;
  const changes = changesBetween(cursor, from, cursor.position);
  const last = changes.list.at(-1);
  const log = ask.dmesg === true ? loggedLines(moment) : undefined;
  return {
    step: cursor.step,
    steps: session.steps,
    context: cursor.context,
    frames: frameViews(cursor),
    changes: changes.list,
    moreChanges: changes.more,
    sentence:
      cursor.step === 0 ? 'Power on: nothing has run yet.' : last === undefined ? 'Nothing changed.' : sentenceOf(last),
    counts: counts(session),
    command: runningCommand(session),
    ...(ask.irqs === undefined ? {} : { irqs: irqTable(moment, ask.irqs, changes) }),
    ...(ask.domains === true ? { domains: domainRows(cursor, changes) } : {}),
    ...(ask.topology === true
      ? { topology: topologyState(cursor, viewer.plan, viewer.sources, changes), pulses: pulsesBetween(viewer, from) }
      : {}),
    ...(log === undefined
      ? {}
      : { dmesg: log.map(({ level, text, event }) => ({ level, text, step: event + 1 - session.rec.origin })) }),
    ...(ask.msix === undefined ? {} : { msix: msixView(cursor, ask.msix, changes) }),
    ...(ask.its === undefined ? {} : { its: itsTable(cursor, ask.its) }),
    ...(ask.registers === true ? { registers: registerBlocks(cursor, changes) } : {}),
    ...(ask.text === undefined ? {} : { text: reportText(moment, ask.text) }),
    ...inspection(viewer, ask),
  };
}

function inspection(viewer: Viewer, ask: Ask): Pick<Screen, 'inspect'> {
  const view = ask.inspect === undefined ? undefined : inspect(viewer, ask.inspect);
  return view === undefined ? {} : { inspect: view };
}

function counts({ cursor, rec }: Session): Screen['counts'] {
  let lines = 0;
  while (lines < rec.logs.length && (rec.logs[lines] ?? 0) < cursor.position) lines++;
  return {
    online: cpumaskWeight(cursor.all(cpu_c.type)[0]?.cpu_online_mask ?? 0n),
    domains: cursor.all(irq_domain).length,
    irqs: cursor.all(irq_desc).length,
    lines,
  };
}

/** Marks of the run, in steps. */
function runMarks({ rec }: Session): RunMark[] {
  return rec.marks.map((event) => ({
    ...(rec.values.at(rec.trace.subject[event] ?? 0) as Mark),
    step: event + 1 - rec.origin,
  }));
}

function runningCommand(session: Session): string | undefined {
  const { cursor, rec } = session;
  const open = runMarks(session).findLast(
    ({ step, kind }) => step <= cursor.position - rec.origin && kind !== 'checkpoint',
  );
  return open?.kind === 'begin' ? open.name : undefined;
}

export function runInfo(viewer: Viewer): RunInfo {
  const { session } = viewer;
  const { scenario, tree, board } = session.loaded;
  const model = tree.root.properties.find(({ name }) => name === 'model')?.value;
  return {
    title: scenario.title ?? board,
    board,
    model: model === undefined ? '' : new TextDecoder().decode(model).replace(/\0.*$/s, ''),
    kernel: scenario.kernel,
    cpus: session.machine.cpus.length,
    steps: session.steps,
    marks: runMarks(session),
    topology: viewer.plan,
    warnings: tree.warnings.map(({ message }) => message),
    panic: session.panic,
    hash: session.hash,
  };
}
