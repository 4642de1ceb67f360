/** What differs between two machines, or two moments of one. */
import type { Selection } from './selection.ts';

/** What can differ, in the order in which it is told. */
export const AREAS = [
  'cpus',
  'domains',
  'hierarchy',
  'chips',
  'irqs',
  'virqs',
  'affinity',
  'messages',
  'counts',
  'findings',
  'log',
  'calls',
] as const;
export type Area = (typeof AREAS)[number];

/** Which property of a thing differs. */
export const COMPARED_FIELDS = [
  'possible',
  'online',
  'parent',
  'size',
  'mapped',
  'flags',
  'domains',
  'chips',
  'hwirqs',
  'trigger',
  'handler',
  'state',
  'status',
  'depth',
  'actions',
  'device',
  'virq',
  'affinity',
  'effective',
  'message',
  'counts',
] as const;
export type ComparedField = (typeof COMPARED_FIELDS)[number];

/** One of the two machines. */
export interface ComparedSide {
  /** Name of the board or file. */
  readonly title: string;
  readonly kernel: string;
  /** Counts, as far as they are known. */
  readonly cpus: number;
  readonly domains: number;
  readonly irqs: number;
  /** The step that is looked at, and what there are; undefined for a machine without a run. */
  readonly step: number | undefined;
}

export interface Difference {
  readonly area: Area;
  /** "only-a" and "only-b": the thing is in one of them alone. */
  readonly change: 'only-a' | 'only-b' | 'changed';
  /** What differs: a domain, an interrupt by what it comes from, a finding, a place in the order of calls. */
  readonly subject: string;
  /** The property of a thing that both have. */
  readonly field?: ComparedField;
  /** What each has; of flags and states only the names that the other does not have. */
  readonly a?: string;
  readonly b?: string;
  /** The thing itself in each. */
  readonly inA?: Selection;
  readonly inB?: Selection;
  /** What it means, in a sentence, where that is known. */
  readonly means?: string;
  /** Between two files of one machine: how many interrupts more B has than A, and how many that are a second. */
  readonly more?: number;
  readonly perSecond?: number;
}

/** Interrupts that have a handler, by what they come from: the first thing that somebody wants to know of an upgrade. */
export interface ComparedHandlers {
  /** How many have one on both. */
  readonly both: number;
  /** Those that have one on A alone, and on B alone. */
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

export interface Comparison {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  readonly handlers: ComparedHandlers;
  /** In the order of the areas. */
  readonly differences: readonly Difference[];
  /** Areas of which one of the two says nothing, so that they could not be compared. */
  readonly unknown: readonly Area[];
}

/** The same for differences that are the same change of several things, and told once; of calls and of what one has alone each is told. */
export function changeKey({ area, field, subject, change, a = '', b = '', means = '' }: Difference): string {
  const isSame = field !== undefined;
  return [area, field ?? '', change, a, b, means, isSame ? '' : subject].join('\n');
}
