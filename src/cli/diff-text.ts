/** Differences as text, for reading, and as JSON. */
import { AREAS, changeKey, type Comparison, type Difference } from '../engine/api/compare.ts';
import type { CliMessages, EngineMessages } from '../engine/api/messages/index.ts';

/** So many places in the order of calls, or lines, are told; JSON has them all. */
const MOST: Readonly<Partial<Record<Difference['area'], number>>> = { calls: 20, log: 60 };
/** So many names of a long list. */
const NAMES = 12;

export function diffText(
  { a, b, handlers, differences, unknown }: Comparison,
  say: CliMessages,
  words: EngineMessages['compare'],
): string {
  const lines = [say.diff.side({ name: 'A', ...a }), say.diff.side({ name: 'B', ...b }), ...words.handlers(handlers)];
  for (const area of AREAS) {
    const own = differences.filter((each) => each.area === area);
    if (own.length === 0) continue;
    lines.push('', say.diff.head({ area: words.areas[area], count: own.length }));
    const groups = groupsOf(own);
    const most = MOST[area] ?? groups.length;
    let said = '';
    for (const group of groups.slice(0, most)) {
      lines.push(...groupLines(group, words, say));
      // What several in a row mean is said with the first.
      const means = group[0]?.means ?? '';
      if (means !== '' && means !== said) lines.push(`      ${means}`);
      said = means;
    }
    if (groups.length > most) lines.push(say.diff.more({ count: groups.length - most }));
  }
  if (differences.length === 0) lines.push('', say.diff.same);
  if (unknown.length > 0) lines.push('', say.diff.unknown({ areas: unknown.map((area) => words.areas[area]) }));
  return `${lines.join('\n')}\n`;
}

/** For programs; docs/command-line.md describes it. */
export function diffJson({ a, b, handlers, differences, unknown }: Comparison): string {
  return `${JSON.stringify({ irqscope: 1, a, b, handlers, differences, unknown }, undefined, 2)}\n`;
}

/** The same change of several things is told once. */
function groupsOf(differences: readonly Difference[]): (readonly Difference[])[] {
  const groups = new Map<string, Difference[]>();
  for (const each of differences) {
    const key = changeKey(each);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}

const SIGN = { 'only-a': '-', 'only-b': '+', changed: '~' } as const;

function groupLines(group: readonly Difference[], words: EngineMessages['compare'], say: CliMessages): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const { area, change, subject, field, a, b } = first;
  const sign = `  ${SIGN[change]} `;
  if (area === 'log') return group.map(() => `${sign}${a ?? b ?? ''}`);
  if (field === undefined) {
    const parts = [
      a === undefined ? [] : [`      - ${shortened(a, say)}`],
      b === undefined ? [] : [`      + ${shortened(b, say)}`],
    ];
    const times = group.length === 1 ? subject : say.diff.times({ subject, count: group.length });
    return [`${sign}${times}`, ...parts.flat()];
  }
  const value = (text = ''): string => (text === '' ? say.diff.nothing : text);
  const [head, ...rest] = group.map((each) => each.subject);
  const about = rest.length === 0 ? (head ?? '') : say.diff.several({ subjects: [head ?? '', ...rest] });
  return [`${sign}${words.fields[field]}: ${value(a)} → ${value(b)}  ${about}`];
}

function shortened(text: string, say: CliMessages): string {
  const names = text.split(' ');
  if (names.length <= NAMES || !/^[\w. ]+$/.test(text)) return text;
  return say.diff.andMore({ text: names.slice(0, NAMES).join(' '), count: names.length - NAMES });
}
