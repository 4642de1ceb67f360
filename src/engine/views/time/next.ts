/** What "next" looks for. */
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { irqaction } from '../../linux/include/linux/interrupt.ts';
import { type AnyStruct, EventKind, type EventTest } from '../../recorder/index.ts';
import type { Stop } from '../../api/move.ts';
import { memberTest } from '../../record/members.ts';
import type { History } from '../../record/history.ts';

/**
 * A test for events of a kind; `text` narrows calls to functions whose name contains it and log lines to those with it, `selection` says whose changes
 * are meant.
 */
export function nextTest(history: History, { what, text = '', selection }: Stop): EventTest {
  const { rec } = history;
  const created =
    (type: AnyStruct): EventTest =>
    (trace, event) =>
      trace.kind[event] === EventKind.create && rec.types[trace.subject[event] ?? 0] === type;
  const called = (matches: (name: string) => boolean): EventTest => {
    const ids = new Set(rec.functions.flatMap(({ fname }, id) => (matches(fname) ? [id] : [])));
    return (trace, event) => trace.kind[event] === EventKind.call && ids.has(trace.subject[event] ?? 0);
  };
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
      return (trace, event) => trace.kind[event] === EventKind.log && rec.logAt(event).text.includes(text);
    case 'error':
      return (trace, event) => trace.kind[event] === EventKind.log && rec.logAt(event).level <= 3;
    case 'mark':
      return ofKind(EventKind.mark);
    case 'call':
      return called((name) => name.includes(text));
    case 'object':
      if (selection === undefined) return () => false;
      // Code has no state: what happens to a function is that it is called.
      if (selection.kind === 'code') return called((name) => name === selection.name);
      return memberTest(history.members(selection));
  }
}

/** A test for events that meet any of the stops. */
export function stopTest(history: History, stops: readonly Stop[]): EventTest {
  const tests = stops.map((stop) => nextTest(history, stop));
  return (trace, event) => tests.some((test) => test(trace, event));
}
