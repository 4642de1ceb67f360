/** The source of a board that came as a blob. */
import { ok, type Result } from '../../base/result.ts';
import type { DeviceTreeMessages } from '../api/messages/index.ts';
import { parseDtb, writeDts } from '../devicetree/index.ts';

/** Reading it gives the same tree, but for the number of the CPU that boots, which a DTS cannot hold. */
export function decompile(say: DeviceTreeMessages, dtb: Uint8Array): Result<string> {
  const tree = parseDtb(say, dtb, 'board.dtb');
  return tree.ok ? ok(writeDts(tree.value)) : tree;
}
