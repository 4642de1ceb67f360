/** Read-only objects that show a cursor's moment. They have the fields of the struct they are a view of. */
import { ABSENT, LiveMap } from './containers.ts';
import { decode, type Resolver } from './encode.ts';
import type { FieldSpec } from './fields.ts';
import type { AnyStruct, Recorded, RecordedList, RecordedMap } from './struct.ts';

/** Where views get their values from. */
export interface Moment extends Resolver {
  /** Raw value of a slot at this moment. */
  raw(slot: number): number;
}

/** A view of a struct object. */
export class View implements Recorded {
  readonly $type: AnyStruct;
  readonly $id: number;
  readonly $moment: Moment;
  readonly $slot: number;

  constructor(moment: Moment, type: AnyStruct, id: number, slot: number) {
    this.$moment = moment;
    this.$type = type;
    this.$id = id;
    this.$slot = slot;
  }
}

/** The class of views of a struct type: one accessor a field. */
export function viewClass(type: AnyStruct): typeof View {
  class StructView extends View {}
  type.fields.forEach((field, i) => {
    const spec = type.specs[i] as FieldSpec<unknown>;
    Object.defineProperty(StructView.prototype, field, {
      enumerable: true,
      get(this: View): unknown {
        const raw = this.$moment.raw(this.$slot + i);
        if (spec.kind === 'map' || spec.kind === 'list') return this.$moment.object(raw);
        return decode(this.$moment, spec, raw);
      },
    });
  });
  return StructView;
}

function readOnly(): never {
  throw new Error('irqscope: a view of the past cannot be changed');
}

export class MapView<V> implements RecordedMap<V> {
  readonly $id: number;
  private readonly moment: Moment;
  private readonly item: FieldSpec<unknown>;

  constructor(moment: Moment, id: number, item: FieldSpec<unknown>) {
    this.moment = moment;
    this.$id = id;
    this.item = item;
  }

  get size(): number {
    let size = 0;
    for (const [, slot] of this.slots?.everySlot() ?? []) if (this.value(slot) !== undefined) size++;
    return size;
  }

  get(key: number): V | undefined {
    const slot = this.slots?.slotFor(key);
    return slot === undefined ? undefined : this.value(slot);
  }

  has(key: number): boolean {
    return this.get(key) !== undefined;
  }

  set(): void {
    readOnly();
  }

  delete(): void {
    readOnly();
  }

  keys(): number[] {
    return this.entries().map(([key]) => key);
  }

  values(): V[] {
    return this.entries().map(([, value]) => value);
  }

  entries(): [number, V][] {
    const found: [number, V][] = [];
    let isSorted = true;
    let last = Number.NEGATIVE_INFINITY;
    for (const [key, slot] of this.slots?.everySlot() ?? []) {
      const value = this.value(slot);
      if (value === undefined) continue;
      found.push([key, value]);
      isSorted &&= key > last;
      last = key;
    }
    // Most containers are filled in order.
    return isSorted ? found : found.sort((a, b) => a[0] - b[0]);
  }

  /** Knows which slot a key has: the container of the running model, which lives as long as the record. */
  private get slots(): LiveMap<unknown> | undefined {
    const live = this.moment.rec.objects[this.$id];
    return live instanceof LiveMap ? live : undefined;
  }

  private value(slot: number): V | undefined {
    const raw = this.moment.raw(slot);
    return Object.is(raw, ABSENT) ? undefined : (decode(this.moment, this.item, raw) as V);
  }
}

export class ListView<V> implements RecordedList<V> {
  readonly $id: number;
  private readonly map: MapView<V>;

  constructor(moment: Moment, id: number, item: FieldSpec<unknown>) {
    this.map = new MapView<V>(moment, id, item);
    this.$id = id;
  }

  get length(): number {
    return this.map.size;
  }

  addHead(): void {
    readOnly();
  }

  addTail(): void {
    readOnly();
  }

  remove(): boolean {
    return readOnly();
  }

  first(): V | undefined {
    return this.toArray()[0];
  }

  toArray(): V[] {
    return this.map.values();
  }

  [Symbol.iterator](): Iterator<V> {
    return this.toArray()[Symbol.iterator]();
  }
}
