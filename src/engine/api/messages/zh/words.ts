/** How Chinese counts and writes numbers. */
import { thousands } from '../../../../base/hex.ts';

/** A count with its measure word and noun: `counted(2, '行')` is "2 行". */
export function counted(count: number, unit: string): string {
  return `${thousands(count)} ${unit}`;
}

/** As in English. */
export { thousands as number };
