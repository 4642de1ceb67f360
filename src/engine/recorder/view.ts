/** Read-only objects that show a cursor's moment. They have the fields of the struct they are a view of. */
import { must } from '../../base/assert.ts';
import { ABSENT, LiveMap } from './containers.ts';
import { decode, type Resolver } from './encode.ts';
import type { FieldSpec } from './fields.ts';
import { RecordedObject, type RecordedList, type RecordedMap, type StructInfo } from './types.ts';

/** Where views get their values from. */
export interface Moment extends Resolver {
  /** Raw value of a slot at this moment. */
  raw(slot: number): number;
}

/** A view of a struct object. */
export class View extends RecordedObject {
  readonly $moment: Moment;

  constructor(moment: Moment, type: StructInfo, id: number, slot: number) {
    super(type, id, slot);
    this.$moment = moment;
  }

  override $at(index: number): unknown {
    return read(this, must(this.$type.specs[index], 'the field'), index);
  }
}

function read({ $moment, $slot }: View, spec: FieldSpec<unknown>, index: number): unknown {
  const raw = $moment.raw($slot + index);
  if (spec.kind === 'map' || spec.kind === 'list') return $moment.object(raw);
  return decode($moment, spec, raw);
}

/** The class of views of a struct type: one accessor a field. */
export function viewClass(type: StructInfo): typeof View {
  class StructView extends View {}
  type.specs.forEach((spec, i) => {
    Object.defineProperty(StructView.prototype, type.fields[i] ?? '', {
      enumerable: true,
      get(this: View): unknown {
        return read(this, spec, i);
      },
    });
  });
  return StructView;
}

function readOnly(): never {
  throw new Error('irqscope: a view of the past cannot be changed');
}

export class MapView implements RecordedMap<unknown> {
  readonly $id: number;
  /** What an entry holds. */
  readonly item: FieldSpec<unknown>;
  private readonly moment: Moment;

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

  get(key: number): unknown {
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

  values(): unknown[] {
    return this.entries().map(([, value]) => value);
  }

  entries(): [number, unknown][] {
    const found: [number, unknown][] = [];
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

  private value(slot: number): unknown {
    const raw = this.moment.raw(slot);
    return Object.is(raw, ABSENT) ? undefined : decode(this.moment, this.item, raw);
  }
}

export class ListView implements RecordedList<unknown> {
  readonly $id: number;
  /** What an entry holds. */
  readonly item: FieldSpec<unknown>;
  private readonly map: MapView;

  constructor(moment: Moment, id: number, item: FieldSpec<unknown>) {
    this.map = new MapView(moment, id, item);
    this.item = item;
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

  first(): unknown {
    return this.toArray()[0];
  }

  toArray(): unknown[] {
    return this.map.values();
  }

  [Symbol.iterator](): Iterator<unknown> {
    return this.toArray()[Symbol.iterator]();
  }
}
