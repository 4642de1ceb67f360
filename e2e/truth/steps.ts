/** Holds call stack, changes and script against the record. */
import { decode } from '../../src/engine/recorder/encode.ts';
import { type FieldSpec, getArguments } from '../../src/engine/recorder/index.ts';
import { checkValue } from './fields.ts';
import { type Ledger, numberOf, firstNumber } from './ledger.ts';
import type { ReadPage } from './page-reader.ts';
import type { NodeRun } from './run-in-node.ts';

/** The open calls, from the record's first event on, and what they were called with. */
export function checkStack(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  if (page.stackTitle === '') return;
  const { cursor, rec } = run.session;
  const { kind, subject, next } = rec.trace;
  const open: number[][] = [[]];
  const context: number[] = [];
  for (let event = 0; event < cursor.position; event++) {
    if (kind[event] === 3) open.at(-1)?.push(event);
    else if (kind[event] === 4) open.at(-1)?.pop();
    else if (kind[event] === 5) {
      open.push([]);
      context.push(subject[event] ?? 0);
    } else if (kind[event] === 6) {
      open.pop();
      context.pop();
    }
  }
  const calls = open.at(-1) ?? [];
  const names = calls.map((call) => rec.functions[subject[call] ?? 0]?.fname ?? '?');
  ledger.equal('call stack', page.frames.map(({ name }) => name).join(' < '), names.join(' < '));
  const cpu = rec.contexts[context.at(-1) ?? 0]?.cpu;
  const said = /CPU (\d+)/.exec(page.stackTitle)?.[1];
  ledger.equal('CPU of the call stack', said, names.length === 0 ? undefined : `${cpu ?? 0}`);
  page.frames.forEach(({ title }, at) => {
    const args = getArguments(rec, next[calls[at] ?? 0] ?? -1);
    const numbers = args.flatMap((arg) => (arg.kind === 'number' ? [arg.value] : []));
    const [head = ''] = title.split('\n');
    const words = head
      .slice(head.indexOf('(') + 1, -1)
      .split(', ')
      .map(numberOf);
    let from = 0;
    for (const value of numbers) {
      const found = words.indexOf(value < 0 ? undefined : value, from);
      ledger.equal(`argument ${value} of ${names[at]}`, found >= from, true);
      from = found + 1;
    }
  });
}

/** What one step changed: the event before it, raw. */
export function checkChange(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  const { cursor, rec } = run.session;
  const event = cursor.position - 1;
  const { kind, subject, old, next } = rec.trace;
  if (kind[event] !== 2) return;
  const slot = subject[event] ?? 0;
  const { object, start, key } = rec.ownerOf(slot);
  const type = rec.types[object];
  if (key !== -1 || type === undefined) return;
  const index = slot - start;
  const spec = type.specs[index] as FieldSpec<unknown>;
  const { field = 'none', value = '' } = page.changes.at(-1) ?? {};
  const [before, after] = value.split(' → ');
  // What a register means is said in its own words, e.g. "word at 0x48".
  if (type.fields[index] !== field) return;
  if (before === undefined || after === undefined) return;
  checkValue(ledger, `${field} before`, before, spec, decode(cursor, spec, old[event] ?? 0));
  checkValue(ledger, `${field} after`, after, spec, decode(cursor, spec, next[event] ?? 0));
}

/** The script, and what came back of each command. */
export function checkScript(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  const lines = (run.dump.section('script') ?? '').split('\n').filter((line) => line !== '');
  if (page.script.length > 0) {
    ledger.equal('commands', page.script.length, lines.length);
    ledger.equal('count of commands', firstNumber(page.scriptHead), lines.length);
  }
  page.script.forEach(({ outcome }, at) => {
    const line = lines[at] ?? '';
    const value = (key: string): string | undefined => new RegExp(` ${key}=(\\S+)`).exec(line)?.[1];
    const errno = value('errno') ?? '0';
    const what = `command ${line}`;
    if (errno !== '0') ledger.equal(`${what} errno`, /\((\d+)\)/.exec(outcome)?.[1], errno);
    else if (value('ret') !== '0') ledger.equal(`${what} ret`, /returned (\d+)/.exec(outcome)?.[1], value('ret'));
    for (const [, index, count] of line.matchAll(/eventfd(\d+)=(\d+)/g))
      ledger.equal(`${what} eventfd`, outcome.includes(`eventfd ${index}: ${count}`), true);
    ledger.equal(`${what} effective`, /effective CPU (\S+)/.exec(outcome)?.[1], value('effective'));
  });
}
