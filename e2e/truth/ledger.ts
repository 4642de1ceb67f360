/** Collects what does not agree, and reads numbers as the page writes them. */
import type { NodeRun } from './run-in-node.ts';

/** Collects what does not agree. */
export class Ledger {
  readonly wrong: string[] = [];
  /** How many values were compared. */
  checked = 0;

  equal(what: string, page: unknown, dump: unknown): void {
    this.checked++;
    if (!Object.is(page, dump)) this.wrong.push(`${what}: the page says ${show(page)}, the run ${show(dump)}`);
  }

  /** A part of the page that this test does not know yet. */
  unknown(what: string): void {
    this.wrong.push(`${what}: nothing here compares it`);
  }
}

const show = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : String(value));

/** A number as the page writes it: "1,204", "0x2a", "–" for none. */
export function numberOf(text: string): number | undefined {
  const bare = text.replaceAll(',', '').replace(/ .*$/, '');
  return /^(0x[0-9a-f]+|\d+)$/i.test(bare) ? Number(bare) : undefined;
}

/** "0-2,5" for CPUs 0, 1, 2 and 5. */
export function cpuList(mask: bigint): string {
  const parts: string[] = [];
  for (let cpu = 0; mask >> BigInt(cpu) !== 0n; cpu++) {
    const from = cpu;
    while (((mask >> BigInt(cpu)) & 1n) === 1n) cpu++;
    if (cpu > from) parts.push(cpu === from + 1 ? `${from}` : `${from}-${cpu - 1}`);
  }
  return parts.join(',');
}

export const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** "9-12, 14" as numbers. */
export function numbersOf(ranges: string): number[] {
  return [...ranges.matchAll(/(\d+)(?:[-–](\d+))?/g)].flatMap(([, from = '0', to = from]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => Number(from) + at),
  );
}

export const cpuMask = (run: NodeRun, which: string): bigint =>
  (run.raw('kernel/cpu.c')[0]?.[which] as bigint | undefined) ?? 0n;

export const weight = (mask: bigint): number => mask.toString(2).replaceAll('0', '').length;

export const firstNumber = (text: string): number =>
  Number(/-?[\d,]+/.exec(text)?.[0].replaceAll(',', '') ?? Number.NaN);
