/** Models bitmap_parselist() of lib/bitmap-str.c (lib/bitmap.c in 6.1), by which lists of CPUs are read. */
import { type Cpumask, cpumaskFirst, cpumaskOf } from '../../../base/cpumask.ts';

/** "0-3,8", "all", "N" for the last CPU, "0-15:2/4" for the first two of each four. What comes before a mistake counts. */
export function cpulist_parse(list: string, bits: number): Cpumask {
  let mask: Cpumask = 0n;
  for (const region of list.split(/[\s,]+/).filter((part) => part !== '')) {
    const found = region.toLowerCase() === 'all' ? cpumaskFirst(bits) : bitmap_parse_region(region, bits);
    if (found === undefined) break;
    mask |= found;
  }
  return mask;
}

/** undefined where it is no region, or reaches beyond the bits that there are. */
function bitmap_parse_region(region: string, bits: number): Cpumask | undefined {
  const [, from, to, used, group] = /^(\d+|N)(?:-(\d+|N)(?::(\d+)\/(\d+))?)?$/.exec(region) ?? [];
  const number = (text: string): number => (text === 'N' ? bits - 1 : Number(text));
  if (from === undefined) return undefined;
  const start = number(from);
  const end = to === undefined ? start : number(to);
  const each = group === undefined ? end - start + 1 : Number(group);
  const off = used === undefined ? each : Number(used);
  if (start > end || each === 0 || off > each || end >= bits) return undefined;
  let mask: Cpumask = 0n;
  for (let bit = start; bit <= end; bit++) if ((bit - start) % each < off) mask |= cpumaskOf(bit);
  return mask;
}
