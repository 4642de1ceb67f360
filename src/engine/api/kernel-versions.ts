/** The kernel versions that are modelled. Where they differ, the code says so in place with `k.since(…)`. */
export type KernelVersion = '6.1' | '6.12';

/** In order of their age; `release` is the one that was measured. */
export const KERNEL_VERSIONS: readonly { readonly version: KernelVersion; readonly release: string }[] = [
  { version: '6.1', release: '6.1.192' },
  { version: '6.12', release: '6.12.117' },
];

/** Whether a kernel is this version or a later one. */
export function isSince(running: KernelVersion, version: KernelVersion): boolean {
  const order = KERNEL_VERSIONS.map((each) => each.version);
  return order.indexOf(running) >= order.indexOf(version);
}
