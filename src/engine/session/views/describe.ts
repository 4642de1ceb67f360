/** Says what an event did. */
import {
  type Cursor,
  EventKind,
  type FieldSpec,
  getArguments,
  type LogLine,
  type Mark,
  type Signal,
} from '../../recorder/index.ts';
import { ABSENT } from '../../recorder/containers.ts';
import { decode } from '../../recorder/encode.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_common_data, irq_data } from '../../linux/include/linux/irq.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { device_node } from '../../linux/include/linux/of.ts';
import type { Change } from '../view-types/screen.ts';
import type { Selection } from '../view-types/selection.ts';
import { formatArgument, formatValue, labelOf } from './format.ts';

/** The change that event `event` made. The cursor must stand at or after it, so that labels can be read. */
export function describeEvent(cursor: Cursor, event: number): Change {
  const { trace, functions, values, contexts, origin } = cursor.rec;
  const subject = trace.subject[event] ?? 0;
  const base = { side: 'kernel' as const, step: event + 1 - origin };
  switch (trace.kind[event]) {
    case EventKind.create:
      return { ...base, kind: 'created', ...naming(cursor, subject) };
    case EventKind.free:
      return { ...base, kind: 'removed', ...naming(cursor, subject) };
    case EventKind.call: {
      const args = getArguments(cursor.rec, trace.next[event] ?? -1).map((arg) => formatArgument(cursor, arg));
      return { ...base, kind: 'called', subject: functions[subject]?.fname ?? '?', after: `(${args.join(', ')})` };
    }
    case EventKind.return: {
      const [result] = getArguments(cursor.rec, trace.next[event] ?? -1);
      const after = result === undefined ? {} : { after: formatArgument(cursor, result) };
      return { ...base, kind: 'returned', subject: functions[subject]?.fname ?? '?', ...after };
    }
    case EventKind.signal: {
      const signal = values.at(subject) as Signal;
      return {
        ...base,
        side: 'hardware',
        kind: 'signal',
        subject: signal.text,
        ...(signal.stopped === undefined ? {} : { after: signal.stopped }),
      };
    }
    case EventKind.log:
      return { ...base, kind: 'log', subject: (values.at(subject) as LogLine).text };
    case EventKind.mark: {
      const mark = values.at(subject) as Mark;
      return { ...base, kind: 'mark', subject: mark.name, after: mark.kind };
    }
    case EventKind.set:
      return describeSet(cursor, event, subject);
    default: {
      const context = contexts[subject];
      return { ...base, kind: 'switched', subject: `${context?.task} on CPU ${context?.cpu}` };
    }
  }
}

function describeSet(cursor: Cursor, event: number, slot: number): Change {
  const { rec } = cursor;
  const { trace } = rec;
  const owner = rec.ownerOf(slot);
  const part = owner.key === -1 ? undefined : rec.parts.get(owner.object);
  const holder = part?.owner ?? owner.object;
  const type = rec.types[holder];
  const index = part?.field ?? slot - owner.start;
  const spec = type?.specs[index] as FieldSpec<unknown>;
  const item = part === undefined ? spec : (spec.item as FieldSpec<unknown>);
  const name = type?.fields[index] ?? '?';
  const text = (raw: number): string =>
    Object.is(raw, ABSENT) ? '–' : formatValue(cursor, item, decode(cursor, item, raw));
  return {
    kind: 'changed',
    ...naming(cursor, holder),
    field:
      part === undefined
        ? name
        : spec.kind === 'list'
          ? name
          : `${name}[${item.show === 'hex' || owner.key > 4095 ? `0x${owner.key.toString(16)}` : owner.key}]`,
    before: text(trace.old[event] ?? 0),
    after: text(trace.next[event] ?? 0),
    step: event + 1 - rec.origin,
  };
}

/** Label, side and selection of an object. */
function naming(cursor: Cursor, id: number): { subject: string; side: 'kernel' | 'hardware'; selection: Selection } {
  return {
    subject: labelOf(cursor, id),
    side: cursor.rec.types[id]?.side ?? 'kernel',
    selection: selectionOf(cursor, id),
  };
}

/** What selecting an object means: an interrupt for all of its parts, a node, a domain, else the object itself. */
export function selectionOf(cursor: Cursor, id: number): Selection {
  const type = cursor.rec.types[id];
  const object = cursor.object(id) as unknown;
  if (type === irq_desc) return { kind: 'irq', virq: (object as irq_desc).irq_data.irq };
  if (type === irq_data) return { kind: 'irq', virq: (object as irq_data).irq };
  if (type === irq_common_data) {
    const owner = cursor.all(irq_desc).find((desc) => desc.irq_common_data.$id === id);
    if (owner !== undefined) return { kind: 'irq', virq: owner.irq_data.irq };
  }
  if (type === irq_domain) return { kind: 'domain', id };
  if (type === device_node) return { kind: 'node', path: (object as device_node).path };
  return { kind: 'object', id };
}

/** A change in one sentence, for the status line and screen readers. */
export function sentenceOf(change: Change): string {
  switch (change.kind) {
    case 'created':
      return `Created ${change.subject}.`;
    case 'removed':
      return `Removed ${change.subject}.`;
    case 'changed':
      return `${change.subject}: ${change.field} changed from ${change.before} to ${change.after}.`;
    case 'called':
      return `Called ${change.subject}${change.after ?? ''}.`;
    case 'returned':
      return `${change.subject} returned${change.after === undefined ? '' : ` ${change.after}`}.`;
    case 'signal':
      return change.after === undefined ? `${change.subject}.` : `${change.subject}: stopped, ${change.after}.`;
    case 'log':
      return `Logged: ${change.subject}`;
    case 'mark':
      return change.after === 'checkpoint'
        ? `Checkpoint ${change.subject}.`
        : `Command ${change.subject} ${change.after === 'begin' ? 'begins' : 'has ended'}.`;
    case 'switched':
      return `Now running: ${change.subject}.`;
  }
}
