/** The recorded fields of objects: values at the objects, and when they last changed. */
import { must } from '../../../base/assert.ts';
import { isRecordedList, isRecordedMap, RecordedObject } from '../../recorder/index.ts';
import { hex } from '../../../base/hex.ts';
import type { Objects, FieldSpec, Recorded, RecordedList, RecordedMap } from '../../recorder/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { FieldGroup, FieldView } from '../../api/inspect.ts';
import { selectionOf } from '../changes/describe.ts';
import { bitNames, formatValue, labelOf } from '../words/format.ts';
import { triggerOf } from '../words/trigger-names.ts';
import type { History } from '../../record/history.ts';

/** Entries of a container that are shown one by one. */
const MOST_ENTRIES = 64;

/** Objects, and the record of what they were: without one, nothing is said of when they changed. */
export interface Recall {
  readonly messages: EngineMessages;
  readonly objects: Objects;
  readonly history: History | undefined;
}

/** A step for an event: the one right after it; undefined for what was so from the start. */
function stepAfter({ history }: Recall, event: number | undefined): number | undefined {
  const { origin } = history?.rec ?? { origin: 0 };
  return event === undefined || event < origin ? undefined : event + 1 - origin;
}

/** All fields of one object. */
export function fieldGroup(recall: Recall, object: Recorded, title?: string): FieldGroup {
  const { objects, history } = recall;
  const label = labelOf(objects, object.$id);
  const { name, side } = object.$type;
  const selection = selectionOf(objects, object.$id);
  return {
    key: `${name}#${object.$id}`,
    title: title ?? (label.startsWith(name) ? label : `${name} · ${label}`),
    side,
    ...(selection.kind === 'irq' ? {} : { selection }),
    created: stepAfter(recall, history?.fields.created(object.$id)),
    fields: fieldsOf(recall, object),
  };
}

function fieldsOf(recall: Recall, object: Recorded): FieldView[] {
  return object.$type.fields.flatMap((field, i) => {
    const spec = must(object.$type.specs[i], 'the spec of a field');
    const value: unknown = Reflect.get(object, field);
    if (isRecordedMap(value)) return entries(recall, field, spec, value);
    if (isRecordedList(value)) return [listField(recall, field, spec, value)];
    return [{ field, ...shown(recall, spec, value), since: fieldSince(recall, object, i) }];
  });
}

/** When a field last changed, by its number in the struct. */
function fieldSince(recall: Recall, object: Recorded, field: number): number | undefined {
  const { history } = recall;
  if (history === undefined) return undefined;
  const slot = history.rec.slotOf(object.$id) + field;
  return stepAfter(recall, history.fields.lastSet(slot, history.cursor.position));
}

/** When an entry of a container last changed; with `differs`, when it changed so that this is true of the raw values. */
export function entrySince(
  recall: Recall,
  container: { readonly $id: number },
  key: number,
  differs?: (before: number, after: number) => boolean,
): number | undefined {
  const { history } = recall;
  const slot = history?.fields.entrySlot(container.$id, key);
  if (history === undefined || slot === undefined) return undefined;
  return stepAfter(recall, history.fields.lastSet(slot, history.cursor.position, differs));
}

type Shown = Pick<FieldView, 'value' | 'flags' | 'selection'>;

/** A value as text, with its bits by name and what it refers to. */
function shown({ objects, messages }: Recall, spec: FieldSpec<unknown>, value: unknown): Shown {
  const text = (): string => formatValue(messages.changes, objects, spec, value);
  if (value instanceof RecordedObject) {
    return { value: text(), selection: selectionOf(objects, value.$id) };
  }
  if (spec.kind === 'fn' && value !== undefined) {
    const name = text();
    return { value: name, selection: { kind: 'code', name } };
  }
  if (typeof value === 'number' && typeof spec.show === 'object' && 'bits' in spec.show) {
    return {
      value: hex(value >>> 0),
      flags: bitNames(value, { ...spec.show.bits, ...triggerOf(value, spec.show.bits) }),
    };
  }
  return { value: text() };
}

function entries(recall: Recall, field: string, spec: FieldSpec<unknown>, map: RecordedMap<unknown>): FieldView[] {
  const m = recall.messages.inspect;
  const item = must(spec.item, 'what a container holds');
  const all = map.entries();
  if (all.length === 0) return [{ field, value: m.empty, since: lastOf(recall, map.$id) }];
  const rows = all.slice(0, MOST_ENTRIES).map(([key, value]) => ({
    field: `${field}[${keyText(field, key)}]`,
    ...shown(recall, item, value),
    since: entrySince(recall, map, key),
  }));
  const more = all.length - rows.length;
  return more === 0 ? rows : [...rows, { field, value: m.moreEntries({ more, all: all.length }), since: undefined }];
}

/** A key as people say it. */
function keyText(field: string, key: number): string {
  if (field === 'kstat_irqs') return `cpu${key}`;
  return key > 4095 || field === 'words' || field === 'devices' ? hex(key) : `${key}`;
}

function listField(recall: Recall, field: string, spec: FieldSpec<unknown>, list: RecordedList<unknown>): FieldView {
  const item = must(spec.item, 'what a container holds');
  const all = list.toArray();
  const some = all.slice(0, 8).map((value) => formatValue(recall.messages.changes, recall.objects, item, value));
  const { empty, someEntries } = recall.messages.inspect;
  const value = all.length === 0 ? empty : someEntries({ entries: some, all: all.length });
  return { field, value, since: lastOf(recall, list.$id) };
}

/** When any entry of a container last changed. */
function lastOf(recall: Recall, container: number): number | undefined {
  const { history } = recall;
  if (history === undefined) return undefined;
  const { rec, cursor, fields } = history;
  let last: number | undefined;
  for (const slot of (rec.entrySlots.get(container) ?? []).slice(-MOST_ENTRIES)) {
    const event = fields.lastSet(slot, cursor.position);
    if (event !== undefined && event > (last ?? -1)) last = event;
  }
  return stepAfter(recall, last);
}
