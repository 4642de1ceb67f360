/** What "next" looks for. */
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { irqaction } from '../../linux/include/linux/interrupt.ts';
import { type AnyStruct, EventKind, type EventTest, type LogLine } from '../../recorder/index.ts';
import type { Session } from '../session.ts';
import type { NextKind } from '../view-types/move.ts';

/** A test for events of a kind; `text` narrows calls to functions whose name contains it. */
export function nextTest({ rec }: Session, what: NextKind, text = ''): EventTest {
  const created =
    (type: AnyStruct): EventTest =>
    (trace, event) =>
      trace.kind[event] === EventKind.create && rec.types[trace.subject[event] ?? 0] === type;
  const called =
    (matches: (name: string) => boolean): EventTest =>
    (trace, event) =>
      trace.kind[event] === EventKind.call && matches(rec.functions[trace.subject[event] ?? 0]?.fname ?? '');
  const ofKind =
    (kind: EventKind): EventTest =>
    (trace, event) =>
      trace.kind[event] === kind;
  switch (what) {
    case 'domain':
      return created(irq_domain);
    case 'descriptor':
      return created(irq_desc);
    case 'request':
      return created(irqaction);
    case 'message':
      return ofKind(EventKind.signal);
    case 'delivery':
      return called((name) => name === 'generic_handle_domain_irq' || name === 'generic_handle_irq');
    case 'log':
      return ofKind(EventKind.log);
    case 'error':
      return (trace, event) =>
        trace.kind[event] === EventKind.log && (rec.values.at(trace.subject[event] ?? 0) as LogLine).level <= 3;
    case 'mark':
      return ofKind(EventKind.mark);
    case 'call':
      return called((name) => name.includes(text));
    case 'object':
      return (trace, event) => trace.kind[event] === EventKind.create || trace.kind[event] === EventKind.free;
  }
}
