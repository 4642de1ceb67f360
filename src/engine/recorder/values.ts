/**
 * Values that are no number (text, 64-bit integers, functions, immutable tables) live once in this table; the trace
 * holds their ids. Id 0 is `undefined`.
 */
export class Values {
  private readonly list: unknown[] = [undefined];
  private readonly ids = new Map<unknown, number>([[undefined, 0]]);

  /** The id of a value; equal text and equal bigints share one, objects are told apart by identity. */
  id(value: unknown): number {
    const known = this.ids.get(value);
    if (known !== undefined) return known;
    const id = this.list.push(value) - 1;
    this.ids.set(value, id);
    return id;
  }

  /** The value with this id. */
  get(id: number): unknown {
    return this.list[id];
  }

  get size(): number {
    return this.list.length;
  }
}
