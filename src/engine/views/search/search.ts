/** Finds things by what people type: "irq 33", "spi 1", "lpi 8200", "hwirq 0x2006", a name, a function, a log line. */
import { pci_function } from '../../machine/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { SearchHit } from '../../api/search.ts';
import { functions, MAX_OF_KIND } from './calls.ts';
import { numberTest, type Ranked, rankOf } from './rank.ts';
import type { History } from '../../record/history.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import type { Entry, NameIndex } from './search-index.ts';

const MAX_HITS = 60;
/** Kinds that people look for most come first among equals. */
const KINDS = [
  'irq',
  'vector',
  'PCI',
  'domain',
  'node',
  'driver',
  'device',
  'CPU',
  'function',
  'handler',
  'script',
  'log',
];

/** What fits a text, the best first. */
export function search(snapshot: Snapshot, names: NameIndex, text: string): SearchHit[] {
  const wanted = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  if (wanted === '') return [];
  const number = numberTest(wanted);
  const { history, messages } = snapshot;
  const m = messages.search;
  const found: Ranked[] =
    history === undefined ? [] : [...steps(m, history, wanted), ...functions(messages, history, wanted)];
  const words = wanted.split(' ');
  for (const entry of names.entries) {
    const isIt = number?.(entry) === true;
    if (!isIt && !words.every((word) => entry.text.includes(word))) continue;
    const rank = isIt ? 0 : rankOf(entry, wanted);
    if (rank !== undefined) found.push({ hit: hitOf(history, entry), rank });
  }
  found.push(...unusedVectors(snapshot, wanted, new Set(found.map(({ hit }) => hit.label))));
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

/** What is not there at this step leads to a step at which it is. */
function hitOf(history: History | undefined, { kind, label, detail, selection, from, to, isEvent }: Entry): SearchHit {
  const hit = { kind, label, detail, selection };
  if (history === undefined) return { ...hit, step: undefined };
  const { cursor, rec } = history;
  const { position } = cursor;
  if (isEvent !== true && from <= position && position <= to) return { ...hit, step: undefined };
  return { ...hit, step: (position > to ? to : from) - rec.origin };
}

/** "vector 60", "00:02.0 vector 60": entries of MSI-X tables for which Linux never made an interrupt. */
function unusedVectors({ objects, messages }: Snapshot, wanted: string, found: ReadonlySet<string>): Ranked[] {
  const m = messages.search;
  const [, of = '', digits] = /^(?:(\S+) )?vector (\d{1,4})$/.exec(wanted) ?? [];
  if (digits === undefined) return [];
  const vector = Number(digits);
  return objects.all(pci_function).flatMap(({ bdf, design, model }) => {
    const label = m.vector({ bdf, vector });
    if (vector >= (design.msix?.entries ?? 0) || !bdf.endsWith(of) || found.has(label)) return [];
    const detail = m.unused({ model });
    return [
      { hit: { kind: 'vector', label, detail, selection: { kind: 'vector', bdf, vector }, step: undefined }, rank: 1 },
    ];
  });
}

/** "1234" and "step 1234" are a step. */
function steps(m: EngineMessages['search'], history: History, wanted: string): Ranked[] {
  const [, word = '', digits = ''] = /^(step )?(\d[\d,]*)$/.exec(wanted) ?? [];
  const step = Number(digits.replaceAll(',', ''));
  if (digits === '' || step > history.steps) return [];
  const hit = { kind: 'step', label: m.step({ step }), detail: '', selection: undefined, step };
  return [{ hit, rank: word === '' ? 1 : 0 }];
}
