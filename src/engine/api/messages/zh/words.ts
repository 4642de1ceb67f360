/** How Chinese counts and writes numbers. */

/** A count with its measure word and noun: `counted(2, '行')` is "2 行". */
export function counted(count: number, unit: string): string {
  return `${number(count)} ${unit}`;
}

/** A number with its thousands apart: "5,310". */
export function number(value: number): string {
  return value.toLocaleString('zh-Hans');
}
