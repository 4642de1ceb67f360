/** Finds things by what people type: "irq 33", "spi 1", "lpi 8200", "hwirq 0x2006", a name, a function. */
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { device_node } from '../../linux/include/linux/of.ts';
import { EventKind } from '../../recorder/index.ts';
import { actionNames } from '../../report/moment.ts';
import type { SearchHit } from '../view-types/search.ts';
import type { Viewer } from './viewer.ts';

const MAX_HITS = 40;

export function search(viewer: Viewer, text: string): SearchHit[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  return [
    ...findIrqs(viewer, wanted),
    ...findDomains(viewer, wanted),
    ...findNodes(viewer, wanted),
    ...findFunctions(viewer, wanted),
  ].slice(0, MAX_HITS);
}

/** Number spaces that people name interrupts in, as the hwirq of the root controller. */
function numberTest(text: string): ((desc: irq_desc) => boolean) | undefined {
  const match = /^(irq|virq|hwirq|intid|spi|ppi|sgi|lpi)\s*(0x[0-9a-f]+|\d+)$/.exec(text);
  if (match === null) return undefined;
  const value = Number(match[2]);
  switch (match[1]) {
    case 'irq':
    case 'virq':
      return (desc) => desc.irq_data.irq === value;
    case 'hwirq':
      return (desc) => hwirqs(desc).includes(value);
    case 'spi':
      return (desc) => hwirqs(desc).at(-1) === value + 32;
    case 'ppi':
      return (desc) => hwirqs(desc).at(-1) === value + 16;
    default:
      return (desc) => hwirqs(desc).at(-1) === value;
  }
}

function hwirqs(desc: irq_desc): number[] {
  const found: number[] = [];
  for (let data: irq_desc['irq_data'] | undefined = desc.irq_data; data !== undefined; data = data.parent_data)
    found.push(data.hwirq);
  return found;
}

function findIrqs({ session: { cursor } }: Viewer, wanted: string): SearchHit[] {
  const test =
    numberTest(wanted) ??
    ((desc: irq_desc) =>
      `${actionNames(desc).join(' ')} ${desc.dev_name ?? ''}`.toLowerCase().includes(wanted) ||
      `${desc.irq_data.irq}` === wanted);
  return cursor
    .all(irq_desc)
    .filter(test)
    .map((desc) => ({
      kind: 'irq',
      label: `irq ${desc.irq_data.irq}`,
      detail: `hwirq 0x${desc.irq_data.hwirq.toString(16)} ${actionNames(desc).join(', ')}`,
      selection: { kind: 'irq', virq: desc.irq_data.irq },
      step: undefined,
    }));
}

function findDomains({ session: { cursor } }: Viewer, wanted: string): SearchHit[] {
  return cursor
    .all(irq_domain)
    .filter((domain) => (domain.name ?? '').toLowerCase().includes(wanted))
    .map((domain) => ({
      kind: 'domain',
      label: domain.name ?? '',
      detail: `${domain.mapcount} mapped`,
      selection: { kind: 'domain', id: domain.$id },
      step: undefined,
    }));
}

function findNodes({ session: { cursor } }: Viewer, wanted: string): SearchHit[] {
  return cursor
    .all(device_node)
    .filter(({ path }) => path.toLowerCase().includes(wanted))
    .map(({ path }) => ({
      kind: 'node',
      label: path,
      detail: 'device-tree node',
      selection: { kind: 'node', path },
      step: undefined,
    }));
}

/** Functions by name, with the step of the next call from here, else of the first. */
function findFunctions({ session: { cursor, rec } }: Viewer, wanted: string): SearchHit[] {
  const ids = new Set(rec.functions.flatMap(({ fname }, id) => (fname.toLowerCase().includes(wanted) ? [id] : [])));
  const calls = new Map<number, number>();
  for (let event = rec.origin; event < rec.trace.length; event++) {
    const fn = rec.trace.subject[event] ?? 0;
    if (rec.trace.kind[event] !== EventKind.call || !ids.has(fn)) continue;
    const known = calls.get(fn);
    if (known === undefined || (known < cursor.position && event >= cursor.position)) calls.set(fn, event);
  }
  return [...calls].map(([fn, event]) => ({
    kind: 'function',
    label: rec.functions[fn]?.fname ?? '?',
    detail: rec.functions[fn]?.about ?? '',
    selection: undefined,
    step: event + 1 - rec.origin,
  }));
}
