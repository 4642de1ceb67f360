/** Maps and lists inside recorded structs, live. Every entry has a slot of its own, so a change is one event. */
import { encode } from './encode.ts';
import type { FieldSpec } from './fields.ts';
import type { Recorder } from './recorder.ts';
import type { RecordedList, RecordedMap } from './types.ts';

/** The raw value of an entry that is not there. */
export const ABSENT = Number.NaN;

const NOTHING: readonly never[] = [];

/** Where the first entry of a list sits; heads count down from here, tails up. */
const LIST_ORIGIN = 2 ** 40;

/** The place in ascending numbers of the first that is not below `key`. */
function placeOf(sorted: readonly number[], key: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class LiveMap<V> implements RecordedMap<V> {
  readonly $id: number;
  /** What an entry holds. */
  readonly item: FieldSpec<unknown>;
  protected readonly rec: Recorder;
  /** Made with the first entry: most containers stay empty. */
  private live: Map<number, V> | undefined;
  /** Made with the first entry that is noted: most containers stay empty. */
  private slots: Map<number, number> | undefined;
  /** The keys in ascending order, and the values in theirs, while known. */
  private sorted: number[] | undefined;
  private inRow: readonly V[] | undefined;

  constructor(rec: Recorder, item: FieldSpec<unknown>, id: number) {
    this.rec = rec;
    this.item = item;
    this.$id = id;
    rec.container(id, this);
  }

  get size(): number {
    return this.live?.size ?? 0;
  }

  get(key: number): V | undefined {
    return this.live?.get(key);
  }

  has(key: number): boolean {
    return this.live?.has(key) ?? false;
  }

  set(key: number, value: V): void {
    const before = this.live?.get(key);
    if (before === value) return;
    this.note(key, before, value);
    this.live ??= new Map();
    this.live.set(key, value);
    this.inRow = undefined;
    if (before !== undefined || this.sorted === undefined) return;
    if (key > (this.sorted.at(-1) ?? -1)) this.sorted.push(key);
    else this.sorted.splice(placeOf(this.sorted, key), 0, key);
  }

  delete(key: number): void {
    const before = this.live?.get(key);
    if (before === undefined) return;
    this.note(key, before, undefined);
    this.live?.delete(key);
    this.inRow = undefined;
    if (this.sorted === undefined) return;
    if (this.sorted.at(-1) === key) this.sorted.pop();
    else this.sorted.splice(placeOf(this.sorted, key), 1);
  }

  keys(): number[] {
    return [...this.inOrder()];
  }

  /** The lowest key, or the highest. */
  edge(side: 'lowest' | 'highest'): number | undefined {
    return this.inOrder().at(side === 'lowest' ? 0 : -1);
  }

  /** The lowest key that has this value. */
  keyOf(value: V): number | undefined {
    return this.inOrder().find((key) => this.live?.get(key) === value);
  }

  values(): readonly V[] {
    if (this.inRow !== undefined) return this.inRow;
    if (this.live === undefined) return NOTHING;
    const inRow: V[] = [];
    for (const key of this.inOrder()) {
      const value = this.live.get(key);
      if (value !== undefined) inRow.push(value);
    }
    this.inRow = inRow;
    return inRow;
  }

  entries(): [number, V][] {
    const found: [number, V][] = [];
    for (const key of this.inOrder()) {
      const value = this.live?.get(key);
      if (value !== undefined) found.push([key, value]);
    }
    return found;
  }

  /** The slot of a key, if it was ever used while recording: how views find an entry. */
  slotFor(key: number): number | undefined {
    return this.slots?.get(key);
  }

  /** Every key that was ever used while recording, with its slot, in order of first use. */
  everySlot(): Iterable<[key: number, slot: number]> {
    return this.slots ?? [];
  }

  private inOrder(): readonly number[] {
    if (this.live === undefined) return NOTHING;
    this.sorted ??= [...this.live.keys()].sort((a, b) => a - b);
    return this.sorted;
  }

  private note(key: number, before: V | undefined, after: V | undefined): void {
    if (!this.rec.recording) return;
    this.slots ??= new Map();
    let slot = this.slots.get(key);
    if (slot === undefined) {
      slot = this.rec.entry(this.$id, key);
      this.slots.set(key, slot);
    }
    this.rec.set(slot, this.raw(before), this.raw(after));
  }

  private raw(value: V | undefined): number {
    return value === undefined ? ABSENT : encode(this.rec, this.item, value);
  }
}

export class LiveList<V> implements RecordedList<V> {
  readonly $id: number;
  /** What an entry holds. */
  readonly item: FieldSpec<unknown>;
  private readonly map: LiveMap<V>;

  constructor(rec: Recorder, item: FieldSpec<unknown>, id: number) {
    this.map = new LiveMap<V>(rec, item, id);
    this.item = item;
    this.$id = id;
  }

  get length(): number {
    return this.map.size;
  }

  addHead(value: V): void {
    const first = this.map.edge('lowest');
    this.map.set(first === undefined ? LIST_ORIGIN : first - 1, value);
  }

  addTail(value: V): void {
    const last = this.map.edge('highest');
    this.map.set(last === undefined ? LIST_ORIGIN : last + 1, value);
  }

  remove(value: V): boolean {
    const key = this.map.keyOf(value);
    if (key === undefined) return false;
    this.map.delete(key);
    return true;
  }

  first(): V | undefined {
    const first = this.map.edge('lowest');
    return first === undefined ? undefined : this.map.get(first);
  }

  toArray(): readonly V[] {
    return this.map.values();
  }

  [Symbol.iterator](): Iterator<V> {
    return this.toArray()[Symbol.iterator]();
  }
}
