/** For tests of drivers/of and drivers/base: a kernel that has unflattened a tree written as DTS, on no machine at all. */
import { MESSAGES } from '../../../api/messages/testing.ts';
import type { KernelVersion } from '../../../api/kernel-versions.ts';
import { parseDts } from '../../../devicetree/index.ts';
import type { Bus } from '../../../machine/bus.ts';
import { EventKind, Recorder } from '../../../recorder/index.ts';
import type { device_node } from '../../include/linux/of.ts';
import { Kernel } from '../../kernel.ts';
import { of_find_node_by_path } from './base/index.ts';
import { unflatten_device_tree } from './fdt.ts';

/** `body` is what stands inside the root node. */
export function kernelOn(body: string, version: KernelVersion = '6.12'): Kernel {
  const tree = parseDts(MESSAGES.devicetree, `/dts-v1/;\n/ { #address-cells = <1>; #size-cells = <1>;\n${body}\n};`);
  if (!tree.ok) throw new Error(tree.error.message);
  // Nothing here may reach for hardware.
  const bus = {} as Bus;
  const boot = { version, tree: tree.value, el2: undefined, cpus: undefined, drivers: 'all', probe: [] } as const;
  const k = new Kernel(new Recorder(), bus, boot);
  unflatten_device_tree(k);
  return k;
}

export function nodeAt(k: Kernel, path: string): device_node {
  const node = of_find_node_by_path(k, path);
  if (node === undefined) throw new Error(`no node ${path}`);
  return node;
}

export function linesOf(k: Kernel): string[] {
  return k.rec.logs.map((event) => k.rec.logAt(event).text);
}

export function countCalls(k: Kernel, fname: string, body: () => void): number {
  const from = k.rec.trace.length;
  body();
  let count = 0;
  for (let at = from; at < k.rec.trace.length; at++) {
    if (k.rec.trace.kind[at] !== EventKind.call) continue;
    if (k.rec.functions[k.rec.trace.subject[at] ?? -1]?.fname === fname) count++;
  }
  return count;
}
