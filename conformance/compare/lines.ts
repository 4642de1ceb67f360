/** Two dumps compared: section by section, line by line, after masking. */
import { familyOf, LINE_FAMILIES, type LineFamily } from './families.ts';
import { commonSubsequence } from '../../src/base/lcs.ts';
import { maskLines } from './masks.ts';
import { type Sections } from './sections.ts';

/** A section in which the two sides are not the same; lines are masked. */
export interface SectionDifference {
  readonly section: string;
  readonly golden: readonly string[];
  readonly ours: readonly string[];
}

export interface LineScore {
  /** Golden's lines that ours has too, in the same order. */
  readonly matched: number;
  /** Golden's lines. */
  readonly total: number;
  /** Lines of ours that golden does not have there. */
  readonly extra: number;
  readonly differences: readonly SectionDifference[];
}

export function compareSection(section: string, golden: readonly string[], ours: readonly string[]): LineScore {
  const left = maskLines(section, golden);
  const right = maskLines(section, ours);
  const matched = commonSubsequence(left, right).length;
  const same = matched === left.length && matched === right.length;
  return {
    matched,
    total: left.length,
    extra: right.length - matched,
    differences: same ? [] : [{ section, golden: left, ours: right }],
  };
}

/** A section that one side lacks counts as empty there: none of golden's lines, or all of ours too many. */
export function compareFamily(family: LineFamily, golden: Sections, ours: Sections): LineScore {
  const names = new Set([...golden.keys(), ...ours.keys()].filter((section) => familyOf(section) === family));
  const scores = [...names].map((name) => compareSection(name, golden.get(name) ?? [], ours.get(name) ?? []));
  return {
    matched: sum(scores.map((score) => score.matched)),
    total: sum(scores.map((score) => score.total)),
    extra: sum(scores.map((score) => score.extra)),
    differences: scores.flatMap((score) => score.differences),
  };
}

/** The families of which either side has a section, in the order of the table. */
export function familiesOf(...sides: readonly Sections[]): LineFamily[] {
  const found = new Set(sides.flatMap((side) => [...side.keys()].map(familyOf)));
  return LINE_FAMILIES.filter((family) => found.has(family));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
