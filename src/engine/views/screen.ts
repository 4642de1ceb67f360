/** Puts together what a screen asks for at the cursor's step, and moves the cursor. */
import type { Collected } from '../collected/machine.ts';
import type { DeviceTree } from '../devicetree/index.ts';
import { cpumaskWeight } from '../../base/cpumask.ts';
import { cpu_c } from '../linux/kernel/cpu/index.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { findEvent, stepIn, stepOut, stepOver } from '../recorder/index.ts';
import { loggedLines } from '../report/dmesg.ts';
import type { History } from '../record/history.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { Session } from '../run/session.ts';
import type { Move, Stop } from '../api/move.ts';
import type { RunInfo } from '../api/run.ts';
import type { Ask, Change, LogRow, Screen } from '../api/screen.ts';
import type { Pulse } from '../api/topology.ts';
import { changesBetween, NO_CHANGES } from './changes/changes.ts';
import { messagesSince } from './time/outcome.ts';
import { unaskedBy } from './time/unasked.ts';
import { sentenceOf } from './changes/describe.ts';
import { domainRows } from './tables/domains.ts';
import { tableViews } from './tables/registry.ts';
import { frameViews } from './time/frames.ts';
import { itsTable, itsTables } from './tables/its.ts';
import { nextTest, stopTest } from './time/next.ts';
import { registersView } from './registers/registers.ts';
import { askedOf } from './asked.ts';
import { reportText } from './texts.ts';
import { topologyParts } from './topology/parts.ts';
import { topologyState } from './topology/state.ts';
import type { Viewer } from './viewer.ts';

/** Moves the cursor as a person asked. False when there is nothing of the kind to move to; the cursor stays. */
export function moveTo({ snapshot: { history } }: Viewer, move: Move): boolean {
  if (history === undefined) return move.to === 'here';
  const position = goal(history, move);
  if (position === undefined) return false;
  history.cursor.seek(Math.max(history.rec.origin, position));
  return true;
}

function goal(history: History, move: Move): number | undefined {
  const { cursor, rec } = history;
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
      return runTo(history, move.count, move.stops);
    case 'next':
      return findEvent(cursor, nextTest(history, move), move.direction);
  }
}

/** Right after the first event that one of the stops names, or `count` events on. */
function runTo(history: History, count: number, stops: readonly Stop[]): number {
  const { rec, cursor } = history;
  const test = stopTest(history, stops);
  const end = Math.min(rec.trace.length, cursor.position + count);
  for (let event = cursor.position; event < end; event++) if (test(rec.trace, event)) return event + 1;
  return end;
}

/** Whether the cursor, which this move has just moved, stands right after an event that one of its stops names. */
export function isStopped({ snapshot: { history } }: Viewer, move: Move): boolean {
  if (history === undefined || move.to !== 'run') return false;
  return stopTest(history, move.stops)(history.rec.trace, history.cursor.position - 1);
}

/** What is on the screen; `from` is the position that the cursor was at before the last move. */
export function screenOf(viewer: Viewer, ask: Ask, from: number): Screen {
  const { snapshot, topology } = viewer;
  const { history } = snapshot;
  const changes =
    history === undefined
      ? NO_CHANGES
      : changesBetween(snapshot.messages, history.cursor, from, history.cursor.position);
  const pulses = ask.topology === true ? messagesSince(snapshot, topology.plan, from) : [];
  return {
    ...placeOf(snapshot),
    changes: changes.list,
    moreChanges: changes.more,
    sentence: sentence(snapshot, changes.list.at(-1), pulses),
    counts: counts(snapshot),
    command: snapshot.script?.running,
    unasked: unaskedBy(snapshot),
    ...tableViews(snapshot, ask, changes),
    ...(ask.domainList === true ? { domainList: domainRows(snapshot, changes) } : {}),
    ...(ask.topology === true ? { topology: topologyState(topology, changes, from), pulses } : {}),
    ...(ask.parts === undefined ? {} : { parts: topologyParts(topology, ask.parts, changes) }),
    ...(ask.dmesg === true ? { dmesg: logRows(history) } : {}),
    ...(ask.its === undefined
      ? {}
      : { its: itsTable(snapshot.objects, ask.its), itsTables: itsTables(snapshot.objects) }),
    ...(ask.registers === undefined ? {} : { registers: registersView(snapshot, ask.registers, changes) }),
    ...(ask.text === undefined ? {} : { text: reportText(snapshot, ask.text) }),
    ...inspection(viewer, ask),
  };
}

/** Where in the run it is; without a record there is one step, at which nothing runs. */
function placeOf({ history, version, messages }: Snapshot): Pick<Screen, 'step' | 'steps' | 'context' | 'frames'> {
  if (history === undefined) return { step: 0, steps: 0, context: { task: '', cpu: 0, hardirq: false }, frames: [] };
  const { cursor, steps } = history;
  return { step: cursor.step, steps, context: cursor.context, frames: frameViews(messages.functions, cursor, version) };
}

function logRows(history: History | undefined): LogRow[] {
  if (history === undefined) return [];
  const { cursor, rec } = history;
  return loggedLines(cursor).map(({ level, text, event }) => ({ level, text, step: event + 1 - rec.origin }));
}

/** The last change in words; at the end of a command, what came of it. */
function sentence(snapshot: Snapshot, last: Change | undefined, pulses: readonly Pulse[]): string {
  const { messages, history, script } = snapshot;
  const m = messages.screen;
  if (history === undefined) return m.noRecord;
  if (history.cursor.step === 0) return m.start;
  if (last === undefined) return m.noChange;
  const ended = script?.ended;
  if (ended === undefined || last.kind !== 'mark') return sentenceOf(messages.changes, last);
  const { command, error } = ended;
  const final = pulses.at(-1);
  // A level that is still there while its handler runs is held back for a while: what got through counts more.
  const through = pulses.findLast(({ path, stopped }) => stopped === undefined && path.at(-1)?.startsWith('cpu:'));
  const pulse =
    final?.stopped !== undefined
      ? final
      : (through ?? pulses.findLast(({ stopped }) => stopped !== undefined) ?? final);
  const outcome =
    pulse === undefined
      ? undefined
      : pulse.stopped === undefined
        ? m.passed({ text: pulse.text })
        : m.stopped({ text: pulse.text, why: pulse.stopped });
  const unasked = unaskedBy(snapshot);
  const told = [outcome, unasked === undefined ? undefined : m.unasked({ why: unasked })].filter(
    (text) => text !== undefined,
  );
  return error === undefined
    ? m.ended({ command: command.do, outcome: told.length === 0 ? undefined : told.join(' ') })
    : m.refused({ command: command.do, error: error.name, number: error.number, words: error.words, outcome });
}

function inspection(viewer: Viewer, ask: Ask): Pick<Screen, 'inspect'> {
  const view = ask.inspect === undefined ? undefined : viewer.inspect(ask.inspect);
  return view === undefined ? {} : { inspect: view };
}

function counts({ objects, history }: Snapshot): Screen['counts'] {
  let lines = 0;
  const { logs } = history?.rec ?? { logs: [] };
  while (lines < logs.length && (logs[lines] ?? 0) < (history?.cursor.position ?? 0)) lines++;
  return {
    online: cpumaskWeight(objects.all(cpu_c.type)[0]?.cpu_online_mask ?? 0n),
    domains: objects.count(irq_domain),
    irqs: objects.count(irq_desc),
    lines,
  };
}

/** A machine as a whole that is known from what it printed: it has one moment and no script. */
export function machineInfo(viewer: Viewer, title: string, { release, tree, remarks }: Collected): RunInfo {
  const { objects } = viewer.snapshot;
  return {
    title,
    board: title,
    model: tree === undefined ? '' : modelOf(tree),
    kernel: release ?? '',
    cpus: cpumaskWeight(objects.all(cpu_c.type)[0]?.cpu_possible_mask ?? 0n),
    steps: 0,
    marks: [],
    commands: [],
    topology: viewer.topology.plan,
    asked: askedOf(viewer.snapshot),
    remarks,
    assumed: undefined,
    panic: undefined,
    hash: '',
  };
}

function modelOf({ root }: DeviceTree): string {
  const model = root.properties.find(({ name }) => name === 'model')?.value;
  return model === undefined ? '' : new TextDecoder().decode(model).replace(/\0.*$/s, '');
}

/** The run as a whole. The viewer must be of this session, and at its end. */
export function runInfo(viewer: Viewer, session: Session): RunInfo {
  const { scenario, tree, board } = session.loaded;
  const { script } = viewer.snapshot;
  return {
    title: scenario.title ?? board,
    board,
    model: modelOf(tree),
    kernel: scenario.kernel,
    cpus: session.machine.cpus.length,
    steps: session.steps,
    marks: script?.marks ?? [],
    commands: script?.commands ?? [],
    topology: viewer.topology.plan,
    asked: askedOf(viewer.snapshot),
    ...viewer.remarksOn(session),
    panic: session.panic,
    hash: session.hash,
  };
}
