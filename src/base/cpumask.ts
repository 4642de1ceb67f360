/**
 * A set of CPUs as a value: bit n is CPU n. Immutable, so a recorded field can hold one.
 * Formatting follows the kernel's bitmap printing (lib/bitmap-str.c): lists "0-3,5", masks in 32-bit groups.
 */
export type Cpumask = bigint;

export const NO_CPUS: Cpumask = 0n;

export function cpumaskOf(cpu: number): Cpumask {
  return 1n << BigInt(cpu);
}

/** CPUs 0 to count - 1. */
export function cpumaskFirst(count: number): Cpumask {
  return (1n << BigInt(count)) - 1n;
}

export function cpumaskHas(mask: Cpumask, cpu: number): boolean {
  return ((mask >> BigInt(cpu)) & 1n) === 1n;
}

/** CPU numbers in ascending order. */
export function cpumaskCpus(mask: Cpumask): number[] {
  const cpus: number[] = [];
  for (let cpu = 0, rest = mask; rest !== 0n; cpu++, rest >>= 1n) if ((rest & 1n) === 1n) cpus.push(cpu);
  return cpus;
}

export function cpumaskWeight(mask: Cpumask): number {
  return cpumaskCpus(mask).length;
}

/** The lowest CPU in the set, or undefined for an empty one. */
export function cpumaskLowest(mask: Cpumask): number | undefined {
  return cpumaskCpus(mask)[0];
}

/** "0-3,5"; "" for an empty set. */
export function cpumaskList(mask: Cpumask): string {
  const cpus = cpumaskCpus(mask);
  const runs: string[] = [];
  for (let i = 0; i < cpus.length;) {
    let j = i;
    while (cpus[j + 1] === (cpus[j] ?? 0) + 1) j++;
    runs.push(i === j ? `${cpus[i]}` : `${cpus[i]}-${cpus[j]}`);
    i = j + 1;
  }
  return runs.join(',');
}

/** Reads "0-3,5" back; undefined when the text is not a CPU list. */
export function parseCpuList(text: string): Cpumask | undefined {
  let mask = NO_CPUS;
  for (const part of text.trim().split(',')) {
    const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part.trim());
    if (match === null) return undefined;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (last < first) return undefined;
    for (let cpu = first; cpu <= last; cpu++) mask |= cpumaskOf(cpu);
  }
  return mask;
}

/** Hex as %*pb prints it for `bits` CPUs: "f", "ff", or "00000001,ffffffff". */
export function cpumaskHex(mask: Cpumask, bits: number): string {
  const digits = Math.max(1, Math.ceil(bits / 4));
  const all = mask.toString(16).padStart(digits, '0');
  const groups: string[] = [];
  for (let end = all.length; end > 0; end -= 8) groups.unshift(all.slice(Math.max(0, end - 8), end));
  return groups.join(',');
}
