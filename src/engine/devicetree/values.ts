/** Reading property values (Devicetree Specification v0.4, 2.2.4), and saying where a part of one was written. */
import type { Where } from '../../base/result.ts';
import type { DtProperty } from './tree.ts';

/** Bytes from an FDT_PROP token to the value behind it: tag, length, name offset (Devicetree Specification v0.4, 5.4.1). */
export const PROP_HEADER_SIZE = 12;

/** The 32-bit cell at index `cell`, or undefined when the value ends before it does. */
export function u32At(property: DtProperty | undefined, cell: number): number | undefined {
  if (property === undefined) return undefined;
  const { value } = property;
  const at = cell * 4;
  const [a, b, c, d] = [value[at], value[at + 1], value[at + 2], value[at + 3]];
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

/** All whole 32-bit cells; up to three bytes left over are ignored. [] for a missing property. */
export function u32s(property: DtProperty | undefined): number[] {
  if (property === undefined) return [];
  const { value } = property;
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const cells: number[] = [];
  for (let at = 0; at + 4 <= value.length; at += 4) cells.push(view.getUint32(at));
  return cells;
}

/** `size` cells from index `cell` on as one number (of_read_number); undefined when the value ends before. 0 cells are 0n. */
export function readCells(property: DtProperty | undefined, cell: number, size: number): bigint | undefined {
  let value = 0n;
  for (let i = 0; i < size; i++) {
    const word = u32At(property, cell + i);
    if (word === undefined) return undefined;
    value = (value << 32n) | BigInt(word);
  }
  return property === undefined ? undefined : value;
}

/**
 * Rows of numbers, e.g. `readRows(reg, [2, 2])` for <address size> pairs at two cells each. An incomplete last row is
 * left out, as Linux leaves it out. No rows when a row has no cells.
 */
export function readRows(property: DtProperty | undefined, columns: readonly number[]): bigint[][] {
  const width = columns.reduce((sum, column) => sum + column, 0);
  const rows: bigint[][] = [];
  if (property === undefined || width <= 0) return rows;
  const cells = Math.floor(property.value.length / 4);
  for (let start = 0; start + width <= cells; start += width) {
    let at = start;
    rows.push(
      columns.map((column) => {
        const value = readCells(property, at, column) ?? 0n;
        at += column;
        return value;
      }),
    );
  }
  return rows;
}

/** The NUL-separated strings of a value, bytes read as UTF-8. Text after the last NUL counts as a string too. */
export function stringList(property: DtProperty | undefined): string[] {
  if (property === undefined || property.value.length === 0) return [];
  const { value } = property;
  const end = value[value.length - 1] === 0 ? value.length - 1 : value.length;
  return textOf(value.subarray(0, end)).split('\0');
}

/** Longer texts are read by the decoder, which takes its time to begin. */
const SHORT = 256;

function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes.length > SHORT ? [0x80] : bytes) {
    if (byte >= 0x80) return new TextDecoder().decode(bytes);
    text += String.fromCharCode(byte);
  }
  return text;
}

/** The first string of a value, or undefined. */
export function firstString(property: DtProperty | undefined): string | undefined {
  return stringList(property)[0];
}

/** Where byte `offset` of the value was written: the element in the DTS, or the byte in the DTB. */
export function whereInValue(property: DtProperty, offset: number): Where {
  if (property.where.offset !== undefined) {
    return { ...property.where, offset: property.where.offset + PROP_HEADER_SIZE + offset };
  }
  const place = property.cells?.findLast((cell) => cell.offset <= offset);
  return place === undefined ? property.where : place.where;
}

/** Where the 32-bit cell at index `cell` was written. */
export function cellWhere(property: DtProperty, cell: number): Where {
  return whereInValue(property, cell * 4);
}
