/** Finds things by what people type: "irq 33", "spi 1", "lpi 8200", "hwirq 0x2006", a name, a function, a log line. */
import { pci_function } from '../../../machine/index.ts';
import { EventKind, type Recorder } from '../../../recorder/index.ts';
import type { SearchHit } from '../../view-types/search.ts';
import type { Entry } from './search-index.ts';
import type { Viewer } from '../viewer.ts';

const MAX_HITS = 60;
/** So many of one kind, so that a common word in the log hides nothing else. */
const MAX_OF_KIND = 20;
/** Kinds that people look for most come first among equals. */
const KINDS = ['irq', 'vector', 'PCI', 'domain', 'node', 'driver', 'CPU', 'function', 'handler', 'script', 'log'];

interface Ranked {
  readonly hit: SearchHit;
  readonly rank: number;
}

/** What fits a text, the best first. */
export function search(viewer: Viewer, text: string): SearchHit[] {
  const wanted = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (wanted === '') return [];
  const number = numberTest(wanted);
  const found: Ranked[] = [...steps(viewer, wanted), ...functions(viewer, wanted)];
  const words = wanted.split(' ');
  for (const entry of viewer.entries) {
    const isIt = number?.(entry) === true;
    if (!isIt && !words.every((word) => entry.text.includes(word))) continue;
    const rank = isIt ? 0 : rankOf(entry, wanted);
    if (rank !== undefined) found.push({ hit: hitOf(viewer, entry), rank });
  }
  found.push(...unusedVectors(viewer, wanted, new Set(found.map(({ hit }) => hit.label))));
  const counts = new Map<string, number>();
  return found
    .toSorted((a, b) => a.rank - b.rank || KINDS.indexOf(a.hit.kind) - KINDS.indexOf(b.hit.kind))
    .map(({ hit }) => hit)
    .filter(({ kind }) => {
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      return (counts.get(kind) ?? 0) <= MAX_OF_KIND;
    })
    .slice(0, MAX_HITS);
}

/** Number spaces that people name interrupts in; SPIs, PPIs and LPIs are the hwirq of the root controller. */
function numberTest(text: string): ((entry: Entry) => boolean) | undefined {
  const match = /^(irq|virq|hwirq|intid|spi|ppi|sgi|lpi)? ?(0x[0-9a-f]+|\d+)$/.exec(text);
  if (match === null) return undefined;
  const value = Number(match[2]);
  const root = (wanted: number, low: number, high: number) => (entry: Entry) =>
    wanted >= low && wanted < high && entry.numbers?.at(-1) === wanted;
  switch (match[1]) {
    case 'hwirq':
      return ({ numbers }) => numbers?.slice(1).includes(value) === true;
    case 'spi':
      return root(value + 32, 32, 1020);
    case 'ppi':
      return root(value + 16, 16, 32);
    case 'sgi':
      return root(value, 0, 16);
    case 'lpi':
      return root(value, 8192, Number.POSITIVE_INFINITY);
    case 'intid':
      return root(value, 0, Number.POSITIVE_INFINITY);
    default:
      return ({ numbers }) => numbers?.[0] === value;
  }
}

/** 0 is best; undefined does not fit. */
function rankOf(
  { label, names, detail }: Pick<Entry, 'label' | 'names' | 'detail'>,
  wanted: string,
): number | undefined {
  const all = [label, ...names].map((name) => name.toLowerCase());
  if (all[0] === wanted) return 0;
  if (all.includes(wanted)) return 1;
  if (all.some((name) => name.startsWith(wanted))) return 2;
  const at = all.map((name) => name.indexOf(wanted));
  if (all.some((name, i) => (at[i] ?? -1) > 0 && /[^a-z0-9]/.test(name[(at[i] ?? 0) - 1] ?? ''))) return 3;
  if (at.some((place) => place >= 0)) return 4;
  const whole = `${all.join(' ')} ${detail.toLowerCase()}`;
  return wanted.split(' ').every((word) => whole.includes(word)) ? 5 : undefined;
}

/** What is not there at this step leads to a step at which it is. */
function hitOf({ session }: Viewer, { kind, label, detail, selection, from, to, isEvent }: Entry): SearchHit {
  const { position } = session.cursor;
  const hit = { kind, label, detail, selection };
  if (isEvent !== true && from <= position && position <= to) return { ...hit, step: undefined };
  return { ...hit, step: (position > to ? to : from) - session.rec.origin };
}

/** "vector 60", "00:02.0 vector 60": entries of MSI-X tables for which Linux never made an interrupt. */
function unusedVectors({ session: { cursor } }: Viewer, wanted: string, found: ReadonlySet<string>): Ranked[] {
  const [, of = '', digits] = /^(?:(\S+) )?vector (\d{1,4})$/.exec(wanted) ?? [];
  if (digits === undefined) return [];
  const vector = Number(digits);
  return cursor.all(pci_function).flatMap(({ bdf, design, model }) => {
    const label = `${bdf} vector ${vector}`;
    if (vector >= (design.msix?.entries ?? 0) || !bdf.endsWith(of) || found.has(label)) return [];
    const detail = `${model ?? 'PCI function'} · no interrupt`;
    return [
      { hit: { kind: 'vector', label, detail, selection: { kind: 'vector', bdf, vector }, step: undefined }, rank: 1 },
    ];
  });
}

/** "1234" and "step 1234" are a step. */
function steps({ session }: Viewer, wanted: string): Ranked[] {
  const [, word = '', digits = ''] = /^(step )?(\d[\d,]*)$/.exec(wanted) ?? [];
  const step = Number(digits.replaceAll(',', ''));
  if (digits === '' || step > session.steps) return [];
  const hit = { kind: 'step', label: `step ${step.toLocaleString('en')}`, detail: '', selection: undefined, step };
  return [{ hit, rank: word === '' ? 1 : 0 }];
}

/** Functions by name: of one that is named whole every call, of others the next from here, or else the last before. */
function functions({ session: { rec, cursor } }: Viewer, wanted: string): Ranked[] {
  const ranks = new Map<number, number>();
  for (const [id, { fname, about }] of rec.functions.entries()) {
    const rank = rankOf({ label: fname, names: [], detail: about }, wanted);
    if (rank !== undefined) ranks.set(id, rank);
  }
  if (ranks.size === 0) return [];
  return [...callsAround(rec, ranks.keys(), cursor.position)].flatMap(
    ([id, { total, done, here, before, next, early }]) => {
      const { fname = '?', about = '' } = rec.functions[id] ?? {};
      const rank = ranks.get(id) ?? 0;
      const hit = (position: number, which: string): Ranked => ({
        hit: {
          kind: 'function',
          label: fname,
          detail: [which, about].filter((part) => part !== '').join(' · '),
          selection: { kind: 'code', name: fname },
          step: position - rec.origin,
        },
        rank,
      });
      const best = next ?? before ?? early[0];
      if (best === undefined) return [];
      const nth = (index: number): string => `call ${index} of ${total}`;
      if (rank > 0) return [hit(best, total === 1 ? 'one call' : `${total} calls`)];
      const near = [
        ...(next === undefined ? [] : [hit(next, `next: ${nth(done + here + 1)}`)]),
        ...(before === undefined ? [] : [hit(before, `previous: ${nth(done)}`)]),
      ];
      const others = early.flatMap((position, i) =>
        position === next || position === before ? [] : [hit(position, nth(i + 1))],
      );
      return [...near, ...others];
    },
  );
}

/** What is told of a function's calls, of which there may be millions: positions right after them. */
interface Calls {
  total: number;
  /** How many are before the cursor, and whether it stands at one. */
  done: number;
  here: number;
  before: number | undefined;
  next: number | undefined;
  /** The first of them, more than are listed. */
  readonly early: number[];
}

function callsAround(rec: Recorder, ids: Iterable<number>, position: number): Map<number, Calls> {
  const all = new Map<number, Calls>();
  const byId: (Calls | undefined)[] = Array.from({ length: rec.functions.length });
  for (const id of ids) {
    const calls: Calls = { total: 0, done: 0, here: 0, before: undefined, next: undefined, early: [] };
    all.set(id, calls);
    byId[id] = calls;
  }
  const { kind, subject, length } = rec.trace;
  for (let event = rec.origin; event < length; event++) {
    if (kind[event] !== EventKind.call) continue;
    const calls = byId[subject[event] ?? 0];
    if (calls === undefined) continue;
    const at = event + 1;
    calls.total++;
    if (at < position) {
      calls.done++;
      calls.before = at;
    } else if (at === position) calls.here = 1;
    else calls.next ??= at;
    if (calls.early.length < MAX_OF_KIND + 2) calls.early.push(at);
  }
  return all;
}
