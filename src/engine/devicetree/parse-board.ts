/** A board from a file of either kind: the bytes decide, not the name. */
import { fail } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { BinaryResolver } from './dts/property-value.ts';
import type { IncludeResolver } from './dts/preprocess.ts';
import { parseDtb } from './dtb.ts';
import { MAX_INPUT_BYTES, MAX_INPUT_TEXT } from './limits.ts';
import { parseDts } from './parse-dts.ts';
import { isDtb, isText, sniff } from './sniff.ts';
import type { DeviceTree } from './tree.ts';

/** What sniffing calls text that may well be a DTS. */
const MAYBE_DTS = new Set(['device tree source', 'text', 'white space only']);

/**
 * Reads a DTB or a DTS. Fails with `board-not-a-tree`, naming what the file looks like, when it is neither; else as
 * `parseDtb` and `parseDts` do.
 */
export function parseBoard(
  bytes: Uint8Array,
  fileName: string,
  include?: IncludeResolver,
  incbin?: BinaryResolver,
): Result<DeviceTree> {
  if (bytes.length > MAX_INPUT_BYTES) {
    return fail('dt-too-large', `The file has ${bytes.length} bytes; the limit is ${MAX_INPUT_TEXT}.`, {
      file: fileName,
    });
  }
  if (isDtb(bytes)) return parseDtb(bytes, fileName);
  const kind = sniff(bytes);
  if (kind === undefined || !MAYBE_DTS.has(kind.name) || !isText(bytes)) {
    const looks =
      kind === undefined ? 'its first bytes belong to no kind of file known here' : `it looks like ${kind.name}`;
    const hint = kind?.hint ?? 'Open a .dtb or a .dts.';
    return fail('board-not-a-tree', `This is neither a DTB nor a DTS: ${looks}.`, { file: fileName }, hint);
  }
  const { text, oneByte } = decode(bytes);
  return parseDts(text, {
    file: fileName,
    oneByte,
    ...(include === undefined ? {} : { include }),
    ...(incbin === undefined ? {} : { incbin }),
  });
}

/** UTF-8 if it is that; else each byte a character, so that strings keep their bytes. */
function decode(bytes: Uint8Array): { text: string; oneByte: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), oneByte: false };
  } catch {
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return { text, oneByte: true };
  }
}
