/** The kernel versions that are modelled. Where they differ, the code says so in place with `k.since(…)`. */

/** In order of their age; `release` is the one that was measured. */
export const KERNEL_VERSIONS = [
  { version: '6.1', release: '6.1.192' },
  { version: '6.12', release: '6.12.117' },
  { version: '7.3', release: '7.3.4' },
] as const;

export type KernelVersion = (typeof KERNEL_VERSIONS)[number]['version'];

/** Their places in that order. */
const PLACES: ReadonlyMap<KernelVersion, number> = new Map(
  KERNEL_VERSIONS.map(({ version }, place) => [version, place]),
);

/** What a board without a scenario runs on: the newest. */
export const DEFAULT_KERNEL: KernelVersion = '7.3';

/** Whether a kernel is this version or a later one. */
export function isSince(running: KernelVersion, version: KernelVersion): boolean {
  return (PLACES.get(running) ?? -1) >= (PLACES.get(version) ?? -1);
}
