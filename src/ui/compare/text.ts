/** Differences for reports: as text, and as Markdown. */
import { AREAS, changeKey } from '../../engine/api/compare.ts';
import type { CompareMessages } from '../../engine/api/messages/compare.ts';
import type { ComparedSide, Comparison, Difference } from '../../engine/index.ts';

/** The same change of several things. */
export interface Group {
  readonly key: string;
  readonly first: Difference;
  readonly all: readonly Difference[];
}

export function groupsOf(differences: readonly Difference[]): Group[] {
  const groups = new Map<string, Difference[]>();
  for (const each of differences) {
    const key = changeKey(each);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return [...groups].flatMap(([key, all]) => (all[0] === undefined ? [] : [{ key, first: all[0], all }]));
}

export const sideText = (say: CompareMessages, name: string, side: ComparedSide): string => say.side({ name, ...side });

/** What a group is about: its things, and which property. */
function groupName({ first, all }: Group, say: CompareMessages): string {
  const subjects = [...new Set(all.map(({ subject }) => subject))].join(', ');
  return first.field === undefined ? subjects : say.field({ field: say.fields[first.field], subject: subjects });
}

/** What a side shows: its value, that the thing is there, or that it is not. */
export function valueText({ change, a, b }: Difference, side: 'a' | 'b', say: CompareMessages): string {
  const value = side === 'a' ? a : b;
  if (change !== 'changed' && change !== `only-${side}`) return say.absent;
  if (value === undefined) return change === 'changed' ? say.absent : say.there;
  return value === '' ? say.none : value;
}

export function asText({ a, b, handlers, differences }: Comparison, say: CompareMessages): string {
  const lines = [sideText(say, 'A', a), sideText(say, 'B', b), ...say.handlers(handlers)];
  for (const area of AREAS) {
    const own = differences.filter((each) => each.area === area);
    if (own.length === 0) continue;
    lines.push('', say.head({ area: say.areas[area], count: own.length }));
    for (const group of groupsOf(own)) {
      lines.push(`  ${groupName(group, say)}`);
      const { first } = group;
      lines.push(`    A: ${valueText(first, 'a', say)}`, `    B: ${valueText(first, 'b', say)}`);
      if (first.means !== undefined) lines.push(`    ${first.means}`);
    }
  }
  if (differences.length === 0) lines.push('', say.same);
  return `${lines.join('\n')}\n`;
}

/** Characters that would end a cell, or that Markdown takes for something else. */
const escaped = (text: string): string => text.replaceAll(/[\\|<>*_`[\]]/g, String.raw`\$&`).replaceAll('\n', ' ');

export function asMarkdown({ a, b, handlers, differences }: Comparison, say: CompareMessages): string {
  const lines = [`- ${escaped(sideText(say, 'A', a))}`, `- ${escaped(sideText(say, 'B', b))}`];
  for (const sentence of say.handlers(handlers)) lines.push(`- ${escaped(sentence)}`);
  for (const area of AREAS) {
    const own = differences.filter((each) => each.area === area);
    if (own.length === 0) continue;
    const { what, a: headA, b: headB } = say.columns;
    lines.push('', `### ${say.head({ area: say.areas[area], count: own.length })}`, '');
    lines.push(`| ${what} | ${headA} | ${headB} |`, '| --- | --- | --- |');
    for (const group of groupsOf(own)) {
      const { first } = group;
      const cells = [groupName(group, say), valueText(first, 'a', say), valueText(first, 'b', say)];
      const [name = '', ...values] = cells.map(escaped);
      const means = first.means === undefined ? '' : ` (${escaped(first.means)})`;
      lines.push(`| ${[name + means, ...values].join(' | ')} |`);
    }
  }
  if (differences.length === 0) lines.push('', say.same);
  return `${lines.join('\n')}\n`;
}
