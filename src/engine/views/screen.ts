/** Puts together what a screen asks for at the cursor's step, and moves the cursor. */
import { cpumaskWeight } from '../../base/cpumask.ts';
import type { Move, Stop } from '../api/move.ts';
import type { RunInfo } from '../api/run.ts';
import type { Ask, Change, Screen } from '../api/screen.ts';
import type { Pulse } from '../api/topology.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { cpu_c } from '../linux/kernel/cpu/index.ts';
import { endedCommand, runCommands, runMarks, runningCommand } from '../record/script.ts';
import { findEvent, stepIn, stepOut, stepOver } from '../recorder/index.ts';
import { loggedLines } from '../report/dmesg.ts';
import type { Session } from '../run/session.ts';
import { inspect } from './inspect/inspect.ts';
import { registersView } from './registers/registers.ts';
import { countsView } from './tables/counts.ts';
import { deviceTable } from './tables/devices.ts';
import { domainRows, domainTable } from './tables/domains.ts';
import { irqTable } from './tables/irqs.ts';
import { itsTable, itsTables } from './tables/its.ts';
import { msixTable } from './tables/msix-table.ts';
import { reportText } from './texts.ts';
import { changesBetween } from './time/changes.ts';
import { sentenceOf } from './time/describe.ts';
import { frameViews } from './time/frames.ts';
import { nextTest, stopTest } from './time/next.ts';
import { messagesSince } from './time/outcome.ts';
import { topologyParts } from './topology/parts.ts';
import { topologyState } from './topology/state.ts';
import type { Viewer } from './viewer.ts';

/** Moves the cursor as a person asked. False when there is nothing of the kind to move to; the cursor stays. */
export function moveTo(viewer: Viewer, move: Move): boolean {
  const { cursor, rec } = viewer.session;
  const position = goal(viewer, move);
  if (position === undefined) return false;
  cursor.seek(Math.max(rec.origin, position));
  return true;
}

function goal(viewer: Viewer, move: Move): number | undefined {
  const { cursor, rec } = viewer.session;
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
    case 'run':
      return runTo(viewer, move.count, move.stops);
    case 'next':
      return findEvent(cursor, nextTest(viewer, move), move.direction);
  }
}

/** Right after the first event that one of the stops names, or `count` events on. */
function runTo(viewer: Viewer, count: number, stops: readonly Stop[]): number {
  const { rec, cursor } = viewer.session;
  const test = stopTest(viewer, stops);
  const end = Math.min(rec.trace.length, cursor.position + count);
  for (let event = cursor.position; event < end; event++) if (test(rec.trace, event)) return event + 1;
  return end;
}

/** Whether the cursor, which this move has just moved, stands right after an event that one of its stops names. */
export function isStopped(viewer: Viewer, move: Move): boolean {
  const { rec, cursor } = viewer.session;
  return move.to === 'run' && stopTest(viewer, move.stops)(rec.trace, cursor.position - 1);
}

/** What is on the screen at the cursor; `from` is the position it was at before the last move. */
export function screenOf(viewer: Viewer, ask: Ask, from: number): Screen {
  const { session } = viewer;
  const { cursor, moment } = session;
  const changes = changesBetween(cursor, from, cursor.position);
  const last = changes.list.at(-1);
  const pulses = ask.topology === true ? messagesSince(viewer, from) : [];
  const log = ask.dmesg === true ? loggedLines(moment) : undefined;
  return {
    step: cursor.step,
    steps: session.steps,
    context: cursor.context,
    frames: frameViews(cursor, session.kernel.version),
    changes: changes.list,
    moreChanges: changes.more,
    sentence: sentence(session, last, pulses),
    counts: counts(session),
    command: runningCommand(session),
    ...(ask.irqs === undefined ? {} : { irqs: irqTable(moment, ask.irqs, changes) }),
    ...(ask.domains === true ? { domains: domainRows(cursor, changes) } : {}),
    ...(ask.domainTable === undefined ? {} : { domainTable: domainTable(cursor, ask.domainTable, changes) }),
    ...(ask.devices === undefined ? {} : { devices: deviceTable(viewer, ask.devices, changes) }),
    ...(ask.perCpu === undefined ? {} : { perCpu: countsView(moment, ask.perCpu, changes) }),
    ...(ask.topology === true ? { topology: topologyState(viewer.topology, changes, from), pulses } : {}),
    ...(ask.parts === undefined ? {} : { parts: topologyParts(viewer.topology, ask.parts, changes) }),
    ...(log === undefined
      ? {}
      : { dmesg: log.map(({ level, text, event }) => ({ level, text, step: event + 1 - session.rec.origin })) }),
    ...(ask.msix === undefined ? {} : { msix: msixTable(viewer, ask.msix, changes) }),
    ...(ask.its === undefined ? {} : { its: itsTable(cursor, ask.its), itsTables: itsTables(cursor) }),
    ...(ask.registers === undefined ? {} : { registers: registersView(cursor, ask.registers, changes) }),
    ...(ask.text === undefined ? {} : { text: reportText(moment, ask.text) }),
    ...inspection(viewer, ask),
  };
}

/** The last change in words; at the end of a command, what came of it. */
function sentence(session: Session, last: Change | undefined, pulses: readonly Pulse[]): string {
  if (session.cursor.step === 0) return 'Power on: nothing has run yet.';
  if (last === undefined) return 'Nothing changed.';
  const ended = endedCommand(session);
  if (ended === undefined || last.kind !== 'mark') return sentenceOf(last);
  const { command, error } = ended;
  const end = error === undefined ? 'has ended' : `was refused: ${error.name} (${error.number}), ${error.words}`;
  const final = pulses.at(-1);
  // A level that is still there while its handler runs is held back for a while: what got through counts more.
  const through = pulses.findLast(({ path, stopped }) => stopped === undefined && path.at(-1)?.startsWith('cpu:'));
  const pulse =
    final?.stopped !== undefined
      ? final
      : (through ?? pulses.findLast(({ stopped }) => stopped !== undefined) ?? final);
  const why = pulse?.stopped === undefined ? '' : `: stopped, ${pulse.stopped}`;
  return `Command ${command.do} ${end}.${pulse === undefined ? '' : ` ${pulse.text}${why}.`}`;
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
    domains: cursor.count(irq_domain),
    irqs: cursor.count(irq_desc),
    lines,
  };
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
    commands: runCommands(session),
    topology: viewer.plan,
    ...viewer.remarks,
    panic: session.panic,
    hash: session.hash,
  };
}
