/** How well a thing fits what was typed. */
import type { SearchHit } from '../../api/search.ts';
import type { Entry } from './search-index.ts';

export interface Ranked {
  readonly hit: SearchHit;
  readonly rank: number;
}

/** Number spaces that people name interrupts in; SPIs, PPIs and LPIs are the hwirq of the root controller. */
export function numberTest(text: string): ((entry: Entry) => boolean) | undefined {
  const match = /^(irq|virq|hwirq|intid|spi|ppi|sgi|lpi)? ?(0x[0-9a-f]+|\d+)$/.exec(text);
  if (match === null) return undefined;
  const value = Number(match[2]);
  const root = (wanted: number, low: number, high: number) => (entry: Entry) =>
    wanted >= low &&
    wanted < high &&
    (entry.numbers?.at(-1) === wanted || entry.wired?.intids.includes(wanted) === true);
  switch (match[1]) {
    case 'hwirq':
      return ({ numbers, wired }) =>
        numbers?.slice(1).includes(value) === true ||
        wired?.intids.includes(value) === true ||
        wired?.inputs.includes(value) === true;
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

/** The rank of what fits by more than its names. */
export const BY_DETAIL = 5;

/** 0 is best; undefined does not fit. */
export function rankOf(
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
  return wanted.split(' ').every((word) => whole.includes(word)) ? BY_DETAIL : undefined;
}
