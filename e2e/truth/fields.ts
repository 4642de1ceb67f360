/** Holds the fields of the inspector, and the steps at which they were set, against the record. */
import type { AnyStruct, FieldSpec } from '../../src/engine/recorder/index.ts';
import { Ledger, cpuList, firstNumber } from './ledger.ts';
import type { ReadPage } from './page-reader.ts';
import type { NodeRun, Raw } from './run-in-node.ts';

const NAME = /^\w+$/;

/** A value as the page words it, held against the raw one. Objects by name are left to the eye. */
export function checkValue(ledger: Ledger, what: string, text: string, spec: FieldSpec<unknown>, value: unknown): void {
  if (spec.kind === 'map' || spec.kind === 'list') {
    const items = value as { size?: number; length?: number } | undefined;
    ledger.equal(what, text === 'empty', (items?.size ?? items?.length ?? 0) === 0);
  } else if (spec.kind === 'num' || (spec.kind === 'big' && spec.show !== 'cpus' && value !== undefined)) {
    const show = typeof spec.show === 'object' ? spec.show : undefined;
    const names = show === undefined ? {} : 'bits' in show ? show.bits : show.values;
    const parts = text.split(' ').map((word) => (NAME.test(word) ? (names[word] ?? word) : word));
    if (value === undefined) return ledger.equal(what, text, 'absent');
    const isNumber = parts.every((part) => /^(-?\d+|0x[0-9a-f]+)$/.test(String(part)));
    const sum = isNumber ? parts.reduce((total, part) => total | BigInt(part), 0n) : text;
    ledger.equal(what, sum, BigInt(value as number));
  } else if (spec.kind === 'big') {
    ledger.equal(what, text, value === undefined ? '–' : `CPUs ${cpuList(value as bigint) || 'none'}`);
  } else if (spec.kind === 'bool') ledger.equal(what, text, String(value));
}

/** Step after which a slot last changed, from the whole record. */
export class History {
  private readonly changes = new Map<number, number[]>();

  constructor({ session: { rec } }: NodeRun) {
    const { kind, subject, length } = rec.trace;
    // What was set before power-on has no step.
    for (let event = rec.origin; event < length; event++) {
      const slot = subject[event] ?? 0;
      if (kind[event] !== 2) continue;
      const list = this.changes.get(slot);
      if (list === undefined) this.changes.set(slot, [event + 1 - rec.origin]);
      else list.push(event + 1 - rec.origin);
    }
  }

  last(slot: number, step: number): number | undefined {
    return this.changes.get(slot)?.findLast((at) => at <= step);
  }
}

interface Shown extends Raw {
  readonly $type: AnyStruct;
}

/** Fields of what is inspected: in the run there is an object of the group's type with just these values. */
export function checkFields(ledger: Ledger, page: ReadPage, run: NodeRun, history: History): void {
  const { cursor, rec } = run.session;
  for (const { title, fields } of page.groups) {
    const type = /^\w+/.exec(title)?.[0] ?? '';
    const trials = (run.raw(type) as Shown[]).map((object) => {
      const trial = new Ledger();
      const start = rec.slotOf(object.$id);
      for (const { field, value, since } of fields) {
        const what = `${title}.${field}`;
        const [, name = field, key] = /^(\w+)\[(?:cpu)?(\w+)\]$/.exec(field) ?? [];
        const index = object.$type.fields.indexOf(name);
        const spec = object.$type.specs[index];
        if (spec === undefined) continue;
        if (key === undefined) checkValue(trial, what, value, spec, object[field]);
        else checkValue(trial, what, value, spec.item as FieldSpec<unknown>, entryOf(object[name], Number(key)));
        if (since !== '' && key === undefined && spec.kind !== 'map' && spec.kind !== 'list')
          trial.equal(`${what} set at`, firstNumber(since), history.last(start + index, cursor.step));
      }
      return trial;
    });
    if (trials.length === 0) continue;
    const best = trials.reduce((a, b) => (b.wrong.length < a.wrong.length ? b : a));
    ledger.checked += best.checked;
    ledger.wrong.push(...best.wrong);
  }
}

const entryOf = (container: unknown, key: number): unknown => (container as Map<number, unknown>).get(key);
