/** Collects the bytes of one property's value, the places of its elements, and what has to be filled in later. */
import type { Where } from '../../../base/result.ts';
import type { CellPlace } from '../tree.ts';
import { EMPTY_VALUE } from './draft.ts';
import type { DraftValue, Reference } from './draft.ts';

export class ValueBuilder {
  #bytes = new Uint8Array(256);
  #length = 0;
  #cells: CellPlace[] = [];
  #references: Reference[] = [];

  get length(): number {
    return this.#length;
  }

  #grow(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return at;
  }

  /** Notes that the next bytes come from this place. */
  place(where: Where, unknown?: string): void {
    this.#cells.push({ offset: this.#length, where, ...(unknown === undefined ? {} : { unknown }) });
  }

  append(bytes: Uint8Array): void {
    const at = this.#grow(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** Big-endian, in 1, 2, 4 or 8 bytes; higher bits are dropped. */
  integer(value: bigint, size: number): void {
    const at = this.#grow(size);
    if (size === 8) this.#word(at, Number((value >> 32n) & 0xffffffffn), 4);
    this.#word(at + Math.max(0, size - 4), Number(value & 0xffffffffn), Math.min(size, 4));
  }

  #word(at: number, value: number, size: number): void {
    for (let i = 0; i < size; i++) this.#bytes[at + i] = value >>> (8 * (size - 1 - i));
  }

  /** A cell for a phandle, or no bytes for a path; filled in when the tree is complete. */
  reference(kind: Reference['kind'], target: string, where: Where): void {
    this.#references.push({ kind, offset: this.#length, cell: this.#cells.length - 1, target, where });
    if (kind === 'phandle') this.integer(0xffffffffn, 4);
  }

  /** The value so far; the builder starts anew. */
  take(): DraftValue {
    if (this.#length === 0 && this.#references.length + this.#cells.length === 0) return EMPTY_VALUE;
    const value = { bytes: this.#bytes.slice(0, this.#length), cells: this.#cells, references: this.#references };
    this.#length = 0;
    this.#cells = [];
    this.#references = [];
    return value;
  }
}
