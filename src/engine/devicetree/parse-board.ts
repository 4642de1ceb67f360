/** A board from a file of either kind: the bytes decide, not the name. */
import { fail } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { DeviceTreeMessages } from '../api/messages/index.ts';
import type { BinaryResolver } from './dts/property-value.ts';
import type { IncludeResolver } from './dts/preprocess.ts';
import { parseDtb } from './dtb.ts';
import { MAX_INPUT_BYTES, MAX_INPUT_MEGABYTES } from './limits.ts';
import { parseDts } from './parse-dts.ts';
import { describe, type FileKind, isDtb, isText, sniff } from './sniff.ts';
import type { DeviceTree } from './tree.ts';

/** What may well be a DTS. */
const MAYBE_DTS: ReadonlySet<FileKind | undefined> = new Set(['dts', 'text', 'blank']);

/**
 * Reads a DTB or a DTS; `say` words what is wrong. Fails with `board-not-a-tree`, naming what the file looks like, when it is neither; else as
 * `parseDtb` and `parseDts` do.
 */
export function parseBoard(
  say: DeviceTreeMessages,
  bytes: Uint8Array,
  fileName: string,
  include?: IncludeResolver,
  incbin?: BinaryResolver,
): Result<DeviceTree> {
  if (bytes.length > MAX_INPUT_BYTES) {
    return fail('dt-too-large', say.fileTooLarge({ bytes: bytes.length, megabytes: MAX_INPUT_MEGABYTES }), {
      file: fileName,
    });
  }
  if (isDtb(bytes)) return parseDtb(say, bytes, fileName);
  const kind = sniff(bytes);
  if (!MAYBE_DTS.has(kind) || !isText(bytes)) {
    const { name: looksLike, hint = say.openABoard } = describe(say, kind) ?? {};
    return fail('board-not-a-tree', say.notATree({ looksLike }), { file: fileName }, hint);
  }
  const { text, oneByte } = decode(bytes);
  return parseDts(say, text, {
    file: fileName,
    oneByte,
    tolerant: true,
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
