/** The recorded fields of objects: values at the cursor, and when they last changed. */
import { hex } from '../../../base/hex.ts';
import type { Cursor, FieldSpec, Recorded, RecordedList, RecordedMap } from '../../recorder/index.ts';
import type { FieldGroup, FieldView } from '../../api/inspect.ts';
import { selectionOf } from '../time/describe.ts';
import { bitNames, formatValue, labelOf } from '../format.ts';
import { triggerOf } from '../trigger-names.ts';
import type { History } from '../../record/history.ts';

/** Entries of a container that are shown one by one. */
const MOST_ENTRIES = 64;

export interface Recall {
  readonly cursor: Cursor;
  readonly history: History;
}

/** A step for an event: the one right after it; undefined for what was so from the start. */
export function stepAfter({ cursor }: Recall, event: number | undefined): number | undefined {
  const { origin } = cursor.rec;
  return event === undefined || event < origin ? undefined : event + 1 - origin;
}

/** All fields of one object. */
export function fieldGroup(recall: Recall, object: Recorded, title?: string): FieldGroup {
  const { cursor, history } = recall;
  const label = labelOf(cursor, object.$id);
  const { name, side } = object.$type;
  const selection = selectionOf(cursor, object.$id);
  return {
    key: `${name}#${object.$id}`,
    title: title ?? (label.startsWith(name) ? label : `${name} · ${label}`),
    side,
    ...(selection.kind === 'irq' ? {} : { selection }),
    created: stepAfter(recall, history.created(object.$id)),
    fields: fieldsOf(recall, object),
  };
}

function fieldsOf(recall: Recall, object: Recorded): FieldView[] {
  const { cursor, history } = recall;
  const start = cursor.rec.slotOf(object.$id);
  const values = object as unknown as Record<string, unknown>;
  return object.$type.fields.flatMap((field, i) => {
    const spec = object.$type.specs[i] as FieldSpec<unknown>;
    const value = values[field];
    if (spec.kind === 'map') return entries(recall, field, spec, value as RecordedMap<unknown>);
    if (spec.kind === 'list') return [listField(recall, field, spec, value as RecordedList<unknown>)];
    const since = stepAfter(recall, history.lastSet(start + i, cursor.position));
    return [{ field, ...shown(cursor, spec, value), since }];
  });
}

type Shown = Pick<FieldView, 'value' | 'flags' | 'selection'>;

/** A value as text, with its bits by name and what it refers to. */
function shown(cursor: Cursor, spec: FieldSpec<unknown>, value: unknown): Shown {
  if (spec.kind === 'ref' && value !== undefined) {
    return { value: formatValue(cursor, spec, value), selection: selectionOf(cursor, (value as Recorded).$id) };
  }
  if (spec.kind === 'fn' && value !== undefined) {
    const name = formatValue(cursor, spec, value);
    return { value: name, selection: { kind: 'code', name } };
  }
  if (typeof value === 'number' && typeof spec.show === 'object' && 'bits' in spec.show) {
    return {
      value: hex(value >>> 0),
      flags: bitNames(value, { ...spec.show.bits, ...triggerOf(value, spec.show.bits) }),
    };
  }
  return { value: formatValue(cursor, spec, value) };
}

function entries(recall: Recall, field: string, spec: FieldSpec<unknown>, map: RecordedMap<unknown>): FieldView[] {
  const { cursor, history } = recall;
  const item = spec.item as FieldSpec<unknown>;
  const all = map.entries();
  const since = (slot: number | undefined): number | undefined =>
    slot === undefined ? undefined : stepAfter(recall, history.lastSet(slot, cursor.position));
  if (all.length === 0) return [{ field, value: 'empty', since: lastOf(recall, map.$id) }];
  const rows = all.slice(0, MOST_ENTRIES).map(([key, value]) => ({
    field: `${field}[${keyText(field, key)}]`,
    ...shown(cursor, item, value),
    since: since(history.entrySlot(map.$id, key)),
  }));
  const more = all.length - rows.length;
  return more === 0 ? rows : [...rows, { field, value: `and ${more} more of ${all.length} entries`, since: undefined }];
}

/** A key as people say it. */
function keyText(field: string, key: number): string {
  if (field === 'kstat_irqs') return `cpu${key}`;
  return key > 4095 || field === 'words' || field === 'devices' ? hex(key) : `${key}`;
}

function listField(recall: Recall, field: string, spec: FieldSpec<unknown>, list: RecordedList<unknown>): FieldView {
  const item = spec.item as FieldSpec<unknown>;
  const all = list.toArray();
  const some = all.slice(0, 8).map((value) => formatValue(recall.cursor, item, value));
  const value =
    all.length === 0 ? 'empty' : `${some.join(', ')}${all.length > some.length ? `, … (${all.length})` : ''}`;
  return { field, value, since: lastOf(recall, list.$id) };
}

/** When any entry of a container last changed. */
function lastOf(recall: Recall, container: number): number | undefined {
  const { cursor, history } = recall;
  let last: number | undefined;
  for (const slot of (cursor.rec.entrySlots.get(container) ?? []).slice(-MOST_ENTRIES)) {
    const event = history.lastSet(slot, cursor.position);
    if (event !== undefined && event > (last ?? -1)) last = event;
  }
  return stepAfter(recall, last);
}
