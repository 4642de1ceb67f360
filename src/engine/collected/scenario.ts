/** The scenario in which the model stands for a machine: its device tree, on the kernel that is nearest to its own. */
import { encodeBase64Url } from '../../base/base64url.ts';
import type { Scenario } from '../api/scenario/types.ts';
import type { Collected } from './machine.ts';

/** undefined where the machine's file has no device tree. PCI functions are in no tree: the model has none of them. */
export function machineScenario(title: string, { tree, treeBytes, snapshot }: Collected): Scenario | undefined {
  if (tree === undefined || treeBytes === undefined) return undefined;
  return {
    irqscope: 1,
    title,
    board: { dtb: encodeBase64Url(treeBytes) },
    kernel: snapshot.version,
    script: [{ do: 'boot' }],
  };
}
