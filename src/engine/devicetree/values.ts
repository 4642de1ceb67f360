/** Reading property values (Devicetree Specification v0.4, 2.2.4), and saying where a part of one was written. */
import type { Where } from '../../base/result.ts';
import { type DtNode, type DtProperty, getProperty } from './tree.ts';

/** Bytes from an FDT_PROP token to the value behind it: tag, length, name offset (Devicetree Specification v0.4, 5.4.1). */
export const PROP_HEADER_SIZE = 12;

/** The 32-bit cell at index `cell`, or undefined when the value ends before it does. */
export function u32At(property: DtProperty | undefined, cell: number): number | undefined {
  if (property === undefined) return undefined;
  const { value } = property;
  const at = cell * 4;
  return at < 0 || at + 4 > value.length ? undefined : cellAt(value, at);
}

/** All whole 32-bit cells; up to three bytes left over are ignored. [] for a missing property. */
export function u32s(property: DtProperty | undefined): number[] {
  if (property === undefined) return [];
  const { value } = property;
  const count = value.length >> 2;
  const cells = new Array<number>(count);
  for (let i = 0, at = 0; i < count; i++, at += 4) cells[i] = cellAt(value, at);
  return cells;
}

/** The big-endian word at a byte that is known to be there. */
function cellAt(value: Uint8Array, at: number): number {
  return (
    (((value[at] ?? 0) << 24) | ((value[at + 1] ?? 0) << 16) | ((value[at + 2] ?? 0) << 8) | (value[at + 3] ?? 0)) >>> 0
  );
}

/** `size` cells from index `cell` on as one number (of_read_number); undefined when the value ends before. 0 cells are 0n. */
export function readCells(property: DtProperty | undefined, cell: number, size: number): bigint | undefined {
  if (property === undefined) return undefined;
  let value = 0n;
  for (let i = 0; i < size; i++) {
    const word = u32At(property, cell + i);
    if (word === undefined) return undefined;
    // Most have one cell, or a first one that is 0: no big number has to be shifted.
    value = value === 0n ? BigInt(word) : (value << 32n) | BigInt(word);
  }
  return value;
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
  const list: string[] = [];
  for (let start = 0; start <= end;) {
    const stop = endOfString(value, start, end);
    list.push(textOf(value, start, stop));
    start = stop + 1;
  }
  return list;
}

/** What is read of nodes, once: builders of the machine and matching ask each node again and again. A tree stays as it is. */
const compatibles = new WeakMap<DtNode, readonly string[]>();

/** The strings of a node's "compatible", most specific first; empty where it has none. */
export function compatibleOf(node: DtNode): readonly string[] {
  const known = compatibles.get(node);
  if (known !== undefined) return known;
  const read = stringList(getProperty(node, 'compatible'));
  compatibles.set(node, read);
  return read;
}

/** The place of the next NUL, or `end`. */
function endOfString(value: Uint8Array, start: number, end: number): number {
  const stop = value.indexOf(0, start);
  return stop < 0 || stop > end ? end : stop;
}

/** Longer texts are read by the decoder, which takes its time to begin. */
const SHORT = 256;

function textOf(value: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) {
    const byte = value[at] ?? 0;
    if (byte >= 0x80 || end - start > SHORT) return new TextDecoder().decode(value.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** The first string of a value, or undefined. */
export function firstString(property: DtProperty | undefined): string | undefined {
  if (property === undefined || property.value.length === 0) return undefined;
  const { value } = property;
  return textOf(value, 0, endOfString(value, 0, value.length));
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
