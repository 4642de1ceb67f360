/**
 * Reading a flattened device tree (Devicetree Specification v0.4, chapter 5). Every offset and length is checked
 * before use; nothing in the bytes can make this throw, loop or reach outside them.
 */
import { hex } from '../../base/hex.ts';
import { fail, ok } from '../../base/result.ts';
import type { Problem, Result } from '../../base/result.ts';
import type { DeviceTreeMessages } from '../api/messages/index.ts';
import { MAX_INPUT_BYTES, MAX_INPUT_MEGABYTES } from './limits.ts';
import { readStructure } from './dtb-structure.ts';
import { describe, FDT_MAGIC, sniff } from './sniff.ts';
import type { DeviceTree, MemReserve } from './tree.ts';

/** Version 16 brought the layout that 17 only adds a field to; nothing in use is older. */
const OLDEST_VERSION = 16;
const NEWEST_VERSION = 17;
/** Bytes of the header of version 16, which lacks size_dt_struct. */
const HEADER_SIZE_16 = 36;
const HEADER_SIZE_17 = 40;

/** A part of the file, in bytes from its start. */
export interface Block {
  readonly start: number;
  readonly end: number;
}

/** What all parts of the reader look at. */
export interface Blob {
  readonly say: DeviceTreeMessages;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly file: string;
  /** The end of what the header says belongs to the tree. */
  readonly end: number;
  readonly warnings: Problem[];
}

interface Header {
  readonly structure: Block;
  readonly strings: Block;
  readonly reserveStart: number;
  readonly bootCpu: number;
}

/**
 * Reads a DTB. `say` words what is wrong; `file` is the name to use in messages.
 *
 * Fails with `dtb-not-a-dtb`, `dtb-truncated`, `dtb-version`, `dtb-bad-offset`, `dtb-bad-token`, `dtb-bad-string`,
 * `dtb-unbalanced`, `dt-too-deep`, `dt-too-large`. What the format forbids but Linux reads is a warning of the tree.
 */
export function parseDtb(say: DeviceTreeMessages, bytes: Uint8Array, file = 'board.dtb'): Result<DeviceTree> {
  if (bytes.length > MAX_INPUT_BYTES) {
    return fail('dt-too-large', say.fileTooLarge({ bytes: bytes.length, megabytes: MAX_INPUT_MEGABYTES }), { file });
  }
  // A copy: values are windows into it, and the caller stays free to reuse or transfer its own bytes. (Not slice():
  // that of Node's Buffer, a Uint8Array too, is no copy.)
  const own = new Uint8Array(bytes);
  const view = new DataView(own.buffer);
  const size = checkSize(say, own, view, file);
  if (!size.ok) return size;
  const blob: Blob = { say, bytes: own, view, file, end: size.value, warnings: [] };
  const header = readHeader(blob);
  if (!header.ok) return header;
  const memreserve = readReserve(blob, header.value.reserveStart);
  if (!memreserve.ok) return memreserve;
  const root = readStructure(blob, header.value.structure, header.value.strings);
  if (!root.ok) return root;
  return ok({
    root: root.value,
    memreserve: memreserve.value,
    bootCpu: header.value.bootCpu,
    plugin: root.value.children.some((child) => child.children.some((below) => below.name === '__overlay__')),
    warnings: blob.warnings,
    sources: [{ file, kind: 'dtb' }],
  });
}

/** Checks the magic number and that the file is as long as it says. Returns that length. */
function checkSize(say: DeviceTreeMessages, bytes: Uint8Array, view: DataView, file: string): Result<number> {
  if (bytes.length < 4 || view.getUint32(0) !== FDT_MAGIC) {
    const kind = describe(say, sniff(bytes));
    return fail('dtb-not-a-dtb', say.dtb.notABlob({ looksLike: kind?.name }), { file, offset: 0 }, kind?.hint);
  }
  const { length } = bytes;
  const truncated = (message: string): Result<never> =>
    fail('dtb-truncated', message, { file, offset: length }, say.dtb.copyAgain);
  if (length < HEADER_SIZE_16) return truncated(say.dtb.shorterThanHeader({ bytes: length, header: HEADER_SIZE_17 }));
  const total = view.getUint32(4);
  if (total > length) return truncated(say.dtb.shorterThanPromised({ bytes: length, promised: total }));
  if (total < HEADER_SIZE_16) {
    return fail('dtb-bad-offset', say.dtb.totalTooSmall({ total }), {
      file,
      offset: 4,
    });
  }
  return ok(total);
}

function readHeader(blob: Blob): Result<Header> {
  const { view, file, end } = blob;
  const say = blob.say.dtb;
  const version = view.getUint32(20);
  const lastCompatible = view.getUint32(24);
  if (version < OLDEST_VERSION || lastCompatible > NEWEST_VERSION) {
    const isOld = version < OLDEST_VERSION;
    return fail(
      'dtb-version',
      say.version({
        version,
        compatible: isOld ? undefined : lastCompatible,
        known: [OLDEST_VERSION, NEWEST_VERSION],
      }),
      { file, offset: isOld ? 20 : 24 },
      say.versionHint({ newest: NEWEST_VERSION }),
    );
  }
  const structStart = view.getUint32(8);
  const stringsStart = view.getUint32(12);
  const stringsEnd = stringsStart + view.getUint32(32);
  // Version 16 does not say how long the structure block is: FDT_END closes it.
  const structEnd = version >= 17 && end >= HEADER_SIZE_17 ? structStart + view.getUint32(36) : end;
  for (const [block, at, start, stop] of [
    ['structure', 8, structStart, structEnd],
    ['strings', 12, stringsStart, stringsEnd],
  ] as const) {
    if (start < HEADER_SIZE_16 || stop > end) {
      return fail('dtb-bad-offset', say.blockOutside({ block, start: hex(start), end: hex(stop), size: hex(end) }), {
        file,
        offset: at,
      });
    }
  }
  return ok({
    structure: { start: structStart, end: structEnd },
    strings: { start: stringsStart, end: stringsEnd },
    reserveStart: view.getUint32(16),
    bootCpu: view.getUint32(28),
  });
}

/** Reads pairs of address and size up to the pair of zeros that ends them (5.3). */
function readReserve(blob: Blob, start: number): Result<MemReserve[]> {
  const { view, file, end } = blob;
  const say = blob.say.dtb;
  const entries: MemReserve[] = [];
  if (start < HEADER_SIZE_16 || start >= end) {
    return fail('dtb-bad-offset', say.reservationsOutside({ start: hex(start), size: hex(end) }), {
      file,
      offset: 16,
    });
  }
  for (let at = start; at + 16 <= end; at += 16) {
    const address = view.getBigUint64(at);
    const size = view.getBigUint64(at + 8);
    if (address === 0n && size === 0n) return ok(entries);
    entries.push({ address, size });
  }
  return fail('dtb-bad-offset', say.reservationsOpen, {
    file,
    offset: start,
  });
}
