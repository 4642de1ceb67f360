/** Kernel functions by name, and their calls: there may be millions, so the trace is passed over once. */
import { EventKind, type Recorder } from '../../recorder/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { History } from '../../record/history.ts';
import { BY_DETAIL, type Ranked, rankOf } from './rank.ts';

/** So many of one kind, so that a common word in the log hides nothing else. */
export const MAX_OF_KIND = 20;

/** Whether each word begins a word of the sentence: in a sentence "eth" is no part of "whether". */
const hasWords = (sentence: string, wanted: string): boolean =>
  wanted.split(' ').every((word) => {
    for (let at = sentence.indexOf(word); at >= 0; at = sentence.indexOf(word, at + 1))
      if (at === 0 || !/[a-z0-9]/.test(sentence[at - 1] ?? '')) return true;
    return false;
  });

/** Functions by name: of one that is named whole every call, of others the next from here, or else the last before. */
export function functions(
  { search: m, functions: words }: EngineMessages,
  { rec, cursor }: History,
  wanted: string,
): Ranked[] {
  const ranks = new Map<number, number>();
  for (const [id, info] of rec.functions.entries()) {
    const detail = words.about(info);
    const rank = rankOf({ label: info.fname, names: [], detail }, wanted);
    if (rank !== undefined && (rank < BY_DETAIL || hasWords(`${info.fname} ${detail}`.toLowerCase(), wanted)))
      ranks.set(id, rank);
  }
  if (ranks.size === 0) return [];
  return [...callsAround(rec, ranks.keys(), cursor.position)].flatMap(
    ([id, { total, done, here, before, next, early }]) => {
      const info = rec.functions[id];
      const fname = info?.fname ?? '?';
      const about = info === undefined ? '' : words.about(info);
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
      if (rank > 0) return [hit(best, m.calls({ count: total }))];
      const near = [
        ...(next === undefined ? [] : [hit(next, m.nextCall({ index: done + here + 1, total }))]),
        ...(before === undefined ? [] : [hit(before, m.previousCall({ index: done, total }))]),
      ];
      const others = early.flatMap((position, i) =>
        position === next || position === before ? [] : [hit(position, m.call({ index: i + 1, total }))],
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
