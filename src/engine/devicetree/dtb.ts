/**
 * Reading a flattened device tree (Devicetree Specification v0.4, chapter 5). Every offset and length is checked
 * before use; nothing in the bytes can make this throw, loop or reach outside them.
 */
import { hex } from '../../base/hex.ts';
import { fail, ok } from '../../base/result.ts';
import type { Problem, Result } from '../../base/result.ts';
import { MAX_INPUT_BYTES, MAX_INPUT_TEXT } from './limits.ts';
import { readStructure } from './dtb-structure.ts';
import { FDT_MAGIC, sniff } from './sniff.ts';
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
 * Reads a DTB. `file` is the name to use in messages.
 *
 * Fails with `dtb-not-a-dtb`, `dtb-truncated`, `dtb-version`, `dtb-bad-offset`, `dtb-bad-token`, `dtb-bad-string`,
 * `dtb-unbalanced`, `dt-too-deep`, `dt-too-large`. What the format forbids but Linux reads is a warning of the tree.
 */
export function parseDtb(bytes: Uint8Array, file = 'board.dtb'): Result<DeviceTree> {
  if (bytes.length > MAX_INPUT_BYTES) {
    return fail('dt-too-large', `The file has ${bytes.length} bytes; the limit is ${MAX_INPUT_TEXT}.`, { file });
  }
  // A copy: values are windows into it, and the caller stays free to reuse or transfer its own bytes. (Not slice():
  // that of Node's Buffer, a Uint8Array too, is no copy.)
  const own = new Uint8Array(bytes);
  const view = new DataView(own.buffer);
  const size = checkSize(own, view, file);
  if (!size.ok) return size;
  const blob: Blob = { bytes: own, view, file, end: size.value, warnings: [] };
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
function checkSize(bytes: Uint8Array, view: DataView, file: string): Result<number> {
  if (bytes.length < 4 || view.getUint32(0) !== FDT_MAGIC) {
    const kind = sniff(bytes);
    const looks = kind === undefined ? '' : `: it looks like ${kind.name}`;
    return fail('dtb-not-a-dtb', `This is not a device tree blob${looks}.`, { file, offset: 0 }, kind?.hint);
  }
  if (bytes.length < HEADER_SIZE_16) return truncated(file, bytes.length, `the header alone takes ${HEADER_SIZE_17}`);
  const total = view.getUint32(4);
  if (total > bytes.length) return truncated(file, bytes.length, `its header promises ${total}`);
  if (total < HEADER_SIZE_16) {
    return fail('dtb-bad-offset', `The header gives a total size of ${total} bytes, less than the header itself.`, {
      file,
      offset: 4,
    });
  }
  return ok(total);
}

function truncated(file: string, length: number, expected: string): Result<never> {
  return fail(
    'dtb-truncated',
    `The file ends after ${length} bytes, but ${expected}.`,
    { file, offset: length },
    'Copy it again: a part is missing at the end.',
  );
}

function readHeader(blob: Blob): Result<Header> {
  const { view, file, end } = blob;
  const version = view.getUint32(20);
  const lastCompatible = view.getUint32(24);
  if (version < OLDEST_VERSION || lastCompatible > NEWEST_VERSION) {
    const which =
      version < OLDEST_VERSION ? `version ${version}` : `version ${version} (compatible to ${lastCompatible})`;
    return fail(
      'dtb-version',
      `The blob has format ${which}; versions ${OLDEST_VERSION} and ${NEWEST_VERSION} can be read.`,
      { file, offset: version < OLDEST_VERSION ? 20 : 24 },
      'dtc -I dtb -O dtb writes version 17.',
    );
  }
  const structStart = view.getUint32(8);
  const stringsStart = view.getUint32(12);
  const stringsEnd = stringsStart + view.getUint32(32);
  // Version 16 does not say how long the structure block is: FDT_END closes it.
  const structEnd = version >= 17 && end >= HEADER_SIZE_17 ? structStart + view.getUint32(36) : end;
  for (const [what, at, start, stop] of [
    ['structure', 8, structStart, structEnd],
    ['strings', 12, stringsStart, stringsEnd],
  ] as const) {
    if (start < HEADER_SIZE_16 || stop > end) {
      return fail(
        'dtb-bad-offset',
        `The ${what} block lies at ${hex(start)} to ${hex(stop)}, outside the blob of ${hex(end)} bytes.`,
        { file, offset: at },
      );
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
  const entries: MemReserve[] = [];
  if (start < HEADER_SIZE_16 || start >= end) {
    return fail(
      'dtb-bad-offset',
      `The memory reservations lie at ${hex(start)}, outside the blob of ${hex(end)} bytes.`,
      {
        file,
        offset: 16,
      },
    );
  }
  for (let at = start; at + 16 <= end; at += 16) {
    const address = view.getBigUint64(at);
    const size = view.getBigUint64(at + 8);
    if (address === 0n && size === 0n) return ok(entries);
    entries.push({ address, size });
  }
  return fail('dtb-bad-offset', 'The memory reservations have no end: no pair of zeros follows them.', {
    file,
    offset: start,
  });
}
