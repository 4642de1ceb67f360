/** The order of calls of two runs, task by task. */
import type { EngineMessages } from '../api/messages/index.ts';
import type { Difference } from '../api/compare.ts';
import { hunksOf } from './sequences.ts';

type Words = EngineMessages['compare'];

const CALL = /^(\S+) \d+ ([h-]) (\S+) <-(\S+) @\d+$/;

/** Calls by task: function and caller. Which CPU a task ran on is left out, and so is how deep a call was. */
function byTask(calls: string): Map<string, string[]> {
  const tasks = new Map<string, string[]>();
  for (const line of calls.split('\n')) {
    const [, task = '', hard, name = '', caller = ''] = CALL.exec(line) ?? [];
    if (name === '') continue;
    const key = hard === 'h' ? `${task} (irq)` : task;
    const list = tasks.get(key);
    if (list === undefined) tasks.set(key, [`${name} <-${caller}`]);
    else list.push(`${name} <-${caller}`);
  }
  return tasks;
}

const nameOf = (call: string): string => call.slice(0, call.indexOf(' '));

/** Calls that only one of them makes, in the order of the tasks; where nothing else can be said, how many calls each function has. */
export function callDifferences(a: string, b: string, say: Words): Difference[] {
  const [tasksA, tasksB] = [byTask(a), byTask(b)];
  return [...new Set([...tasksA.keys(), ...tasksB.keys()])].flatMap((task) => {
    const [own, other] = [tasksA.get(task) ?? [], tasksB.get(task) ?? []];
    const hunks = hunksOf(own, other);
    if (hunks === undefined) return countDifferences(task, own, other, say);
    return hunks.map(({ after, a: onlyA, b: onlyB }): Difference => ({
      area: 'calls',
      change: onlyA.length === 0 ? 'only-b' : onlyB.length === 0 ? 'only-a' : 'changed',
      subject: say.callsAfter({ task, after: after === undefined ? undefined : nameOf(after) }),
      ...(onlyA.length === 0 ? {} : { a: onlyA.map(nameOf).join(' ') }),
      ...(onlyB.length === 0 ? {} : { b: onlyB.map(nameOf).join(' ') }),
    }));
  });
}

function countDifferences(task: string, a: readonly string[], b: readonly string[], say: Words): Difference[] {
  const [countsA, countsB] = [counts(a), counts(b)];
  return [...new Set([...countsA.keys(), ...countsB.keys()])].flatMap((name): Difference[] => {
    const [own, other] = [countsA.get(name) ?? 0, countsB.get(name) ?? 0];
    if (own === other) return [];
    const change = own === 0 ? 'only-b' : other === 0 ? 'only-a' : 'changed';
    return [{ area: 'calls', change, subject: say.callsOf({ task, name }), a: `${own}`, b: `${other}` }];
  });
}

function counts(calls: readonly string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const call of calls) found.set(nameOf(call), (found.get(nameOf(call)) ?? 0) + 1);
  return found;
}
