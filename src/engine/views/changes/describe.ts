/** Says what an event did. */
import { must } from '../../../base/assert.ts';
import { type Cursor, EventKind, type FieldSpec, getArguments, type Objects } from '../../recorder/index.ts';
import { ABSENT } from '../../recorder/containers.ts';
import { decode } from '../../recorder/encode.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_common_data, irq_data } from '../../linux/include/linux/irq.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { device_node } from '../../linux/include/linux/of.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import { word } from '../../api/messages/said.ts';
import type { Change } from '../../api/screen.ts';
import type { Selection } from '../../api/selection.ts';
import { bitNames, type ChangeMessages, formatArgument, formatValue, labelOf, newLabelOf } from '../words/format.ts';
import { triggerOf } from '../words/trigger-names.ts';
import { wordsOf } from './set-words.ts';

/**
 * The change that event `event` made. The cursor must stand at or after it, so that labels can be read. `next` is what an
 * assignment's slot holds in the end, where more than one event is summed up.
 */
export function describeEvent(messages: EngineMessages, cursor: Cursor, event: number, next?: number): Change {
  const m = messages.changes;
  const { rec } = cursor;
  const { trace, functions, contexts, origin } = rec;
  const subject = trace.subject[event] ?? 0;
  const base = { side: 'kernel' as const, step: event + 1 - origin };
  switch (trace.kind[event]) {
    case EventKind.create:
      return { ...base, kind: 'created', ...(staticsNaming(m, rec, subject) ?? newNaming(m, cursor, subject)) };
    case EventKind.free:
      return { ...base, kind: 'removed', ...naming(m, cursor, subject) };
    case EventKind.call: {
      const args = getArguments(cursor.rec, trace.next[event] ?? -1).map((arg) => formatArgument(cursor, arg));
      const info = functions[subject];
      const fname = info?.fname ?? '?';
      const after = `(${args.join(', ')})`;
      return {
        ...base,
        kind: 'called',
        subject: fname,
        selection: { kind: 'code', name: fname },
        after,
        ...(info === undefined ? {} : { about: messages.functions.about(info) }),
      };
    }
    case EventKind.return: {
      const [result] = getArguments(cursor.rec, trace.next[event] ?? -1);
      const after = result === undefined ? {} : { after: formatArgument(cursor, result) };
      const name = functions[subject]?.fname ?? '?';
      return { ...base, kind: 'returned', subject: name, selection: { kind: 'code', name }, ...after };
    }
    case EventKind.signal: {
      const signal = rec.signalAt(event);
      return {
        ...base,
        side: 'hardware',
        kind: 'signal',
        subject: word(messages.signals, signal.text),
        ...(signal.stopped === undefined ? {} : { after: word(messages.stops, signal.stopped) }),
      };
    }
    case EventKind.log:
      return { ...base, kind: 'log', subject: rec.logAt(event).text };
    case EventKind.mark: {
      const mark = rec.markAt(event);
      return { ...base, kind: 'mark', subject: mark.name, after: mark.kind };
    }
    case EventKind.set:
      return describeSet(m, cursor, event, subject, next ?? trace.next[event] ?? 0);
    default: {
      const context = contexts[subject];
      return { ...base, kind: 'switched', subject: m.context({ task: context?.task ?? '', cpu: context?.cpu ?? 0 }) };
    }
  }
}

type Named = Pick<Change, 'subject' | 'selection' | 'about'>;

/** A file's static variables are there from the start: what begins is that they are used. */
function staticsNaming(m: ChangeMessages, { types }: Cursor['rec'], id: number): Named | undefined {
  const file = types[id]?.name ?? '';
  if (!/\.[ch]$/.test(file)) return undefined;
  return { subject: m.statics({ file }), selection: { kind: 'object', id }, about: m.firstUsed({ file }) };
}

/** An assignment; `next` is the raw value it ends with, where later ones to the same slot count as one with it. */
function describeSet(m: ChangeMessages, cursor: Cursor, event: number, slot: number, next: number): Change {
  const { rec } = cursor;
  const { trace } = rec;
  const owner = rec.ownerOf(slot);
  const part = owner.key === -1 ? undefined : rec.parts.get(owner.object);
  const holder = part?.owner ?? owner.object;
  const type = must(rec.types[holder], 'the struct of an object');
  const index = part?.field ?? slot - owner.start;
  const spec = must(type.specs[index], 'the field of a slot');
  const item = part === undefined ? spec : must(spec.item, 'what a container holds');
  const field = type.fields[index] ?? '?';
  const value = (raw: number): unknown => (Object.is(raw, ABSENT) ? undefined : decode(cursor, item, raw));
  const text = (raw: number): string =>
    Object.is(raw, ABSENT) ? '–' : formatValue(m, cursor, item, value(raw)) || '""';
  const [from, to] = [trace.old[event] ?? 0, next];
  const words = wordsOf(m, cursor, { type, id: holder, field, key: owner.key, before: value(from), after: value(to) });
  return {
    kind: 'changed',
    ...naming(m, cursor, holder),
    field: part === undefined || spec.kind === 'list' ? field : `${field}[${keyText(field, item, owner.key)}]`,
    before: text(from),
    after: text(to),
    ...flagsOf(item, value(from), value(to)),
    ...words,
    step: event + 1 - rec.origin,
  };
}

function keyText(field: string, item: FieldSpec<unknown>, key: number): string {
  if (field === 'kstat_irqs') return `cpu${key}`;
  return item.show === 'hex' || key > 4095 ? `0x${key.toString(16)}` : `${key}`;
}

/** For a number made of named bits: those that were set and cleared. */
function flagsOf(item: FieldSpec<unknown>, before: unknown, after: unknown): Pick<Change, 'added' | 'removed'> {
  if (typeof item.show !== 'object' || !('bits' in item.show)) return {};
  if (typeof before !== 'number' || typeof after !== 'number') return {};
  const { bits } = item.show;
  return {
    added: bitNames(after & ~before, { ...bits, ...triggerOf(after, bits) }),
    removed: bitNames(before & ~after, { ...bits, ...triggerOf(before, bits) }),
  };
}

/** Label, side and selection of an object. */
function naming(
  m: ChangeMessages,
  cursor: Cursor,
  id: number,
): { subject: string; side: 'kernel' | 'hardware'; selection: Selection } {
  const type = cursor.rec.types[id];
  const selection = selectionOf(cursor, id);
  // What all levels of an interrupt share has no name of its own.
  const subject =
    type === irq_common_data && selection.kind === 'irq' ? m.irq({ irq: selection.virq }) : labelOf(cursor, id);
  return { subject, side: type?.side ?? 'kernel', selection };
}

function newNaming(m: ChangeMessages, cursor: Cursor, id: number): ReturnType<typeof naming> {
  const named = naming(m, cursor, id);
  return named.subject === labelOf(cursor, id) ? { ...named, subject: newLabelOf(m, cursor, id) } : named;
}

/** What selecting an object means: an interrupt for all of its parts, a node, a domain, else the object itself. */
export function selectionOf(objects: Objects, id: number): Selection {
  switch (objects.typeOf(id)) {
    case irq_desc:
      return { kind: 'irq', virq: objects.object(id, irq_desc).irq_data.irq };
    case irq_data:
      return { kind: 'irq', virq: objects.object(id, irq_data).irq };
    case irq_common_data: {
      const desc = objects.holding(irq_desc, 'irq_common_data', id);
      return desc === undefined ? { kind: 'object', id } : { kind: 'irq', virq: desc.irq_data.irq };
    }
    case irq_domain:
      return { kind: 'domain', id };
    case device_node:
      return { kind: 'node', path: objects.object(id, device_node).path };
    default:
      return { kind: 'object', id };
  }
}

/** A change in one sentence, for the status line and screen readers. */
export function sentenceOf(m: ChangeMessages, change: Change): string {
  const { subject, after } = change;
  switch (change.kind) {
    case 'created':
      return change.about ?? m.created({ subject });
    case 'removed':
      return m.removed({ subject });
    case 'changed':
      return valueSentence(m, change);
    case 'called':
      return m.called({ name: subject, args: after ?? '', about: change.about });
    case 'returned':
      return m.returned({ name: subject, result: after });
    case 'signal':
      return after === undefined ? m.signal({ text: subject }) : m.stopped({ text: subject, why: after });
    case 'log':
      return m.logged({ text: subject });
    case 'mark':
      if (after === 'checkpoint') return m.checkpoint({ name: subject });
      return after === 'begin' ? m.begins({ command: subject }) : m.ended({ command: subject });
    case 'switched':
      return m.running({ context: subject });
  }
}

/** "+ IRQD_ACTIVATED" where bits have names, else from what to what. */
function valueSentence(
  m: ChangeMessages,
  { subject, field = '', before, after = '–', added, removed }: Change,
): string {
  const flags = { added: added ?? [], removed: removed ?? [] };
  if (flags.added.length + flags.removed.length > 0) return m.flags({ subject, field, ...flags });
  return before === undefined
    ? m.isNow({ subject, field, value: after })
    : m.changed({ subject, field, before, after });
}
