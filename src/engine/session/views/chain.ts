/** The way of one interrupt, from its source to its handler. */
import { cpumaskCpus, cpumaskList } from '../../../base/cpumask.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { irq_data } from '../../linux/include/linux/irq.ts';
import type { InspectView } from '../view-types/inspect.ts';
import type { Viewer } from './viewer.ts';

type Link = InspectView['chain'][number];

export function irqChain({ session, sources }: Viewer, desc: irq_desc): Link[] {
  const source = sources.sourceOf(session.cursor, desc);
  const links: Link[] = [];
  if (source !== undefined) links.push({ label: source.label, kind: 'device', selection: source.selection });
  for (let data: irq_data | undefined = desc.irq_data; data !== undefined; data = data.parent_data) {
    if (data.domain === undefined) continue;
    const kind = data.parent_data !== undefined ? 'domain' : 'controller';
    links.push({
      label: `${data.domain.name ?? ''} hwirq 0x${data.hwirq.toString(16)}`,
      kind,
      selection: { kind: 'domain', id: data.domain.$id },
    });
  }
  const { effective_affinity, affinity } = desc.irq_common_data;
  const cpus = effective_affinity === 0n ? affinity : effective_affinity;
  const one = cpumaskCpus(cpus);
  if (one.length > 0) {
    const selection = one.length === 1 ? { selection: { kind: 'cpu', cpu: one[0] ?? 0 } as const } : {};
    links.push({ label: `CPU ${cpumaskList(cpus)}`, kind: 'cpu', ...selection });
  }
  links.push({ label: `irq ${desc.irq_data.irq}`, kind: 'irq', selection: { kind: 'irq', virq: desc.irq_data.irq } });
  if (desc.handle_irq !== undefined) links.push({ label: desc.handle_irq.fname, kind: 'flow' });
  for (let action = desc.action; action !== undefined; action = action.next) {
    links.push({ label: action.handler?.fname ?? action.name ?? '?', kind: 'handler' });
  }
  return links;
}
