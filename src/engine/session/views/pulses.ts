/** Messages that a move made visible, as ways along the topology's boxes. */
import { is_of_node } from '../../linux/include/linux/fwnode.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import {
  board_device,
  gic_cpu_interface,
  gic_distributor,
  gic_its,
  gic_redistributor,
  gicv2_cpu_interface,
  gicv2_distributor,
  pci_function,
} from '../../machine/index.ts';
import type { Cursor, Signal } from '../../recorder/index.ts';
import type { Pulse } from '../view-types/topology.ts';
import { domainKey } from './topology.ts';
import type { Viewer } from './viewer.ts';

/** A longer move shows its last messages. */
const MAX_SIGNALS = 24;

export function pulsesBetween({ session: { cursor, rec } }: Viewer, from: number): Pulse[] {
  const low = Math.min(from, cursor.position);
  const events = rec.signals.filter((event) => event >= low && event < cursor.position).slice(-MAX_SIGNALS);
  const pulses: { path: string[]; text: string; stopped: string | undefined; end: number }[] = [];
  for (const event of events) {
    const signal = rec.values.at(rec.trace.subject[event] ?? 0) as Signal;
    const path = [keyOf(cursor, signal.from), keyOf(cursor, signal.to)].filter((key) => key !== undefined);
    const last = pulses.at(-1);
    if (last !== undefined && last.stopped === undefined && last.end === signal.from && signal.from !== 0) {
      last.path.push(...path.slice(1));
      last.end = signal.to;
      last.stopped = signal.stopped;
      last.text = signal.text;
    } else if (path.length > 0) pulses.push({ path, text: signal.text, stopped: signal.stopped, end: signal.to });
  }
  return pulses.map(({ path, text, stopped }) => ({
    path: path.filter((key, i) => key !== path[i - 1]),
    text,
    stopped,
  }));
}

/** The box that stands for a piece of hardware. */
function keyOf(cursor: Cursor, id: number): string | undefined {
  const type = cursor.rec.types[id];
  if (type === undefined) return undefined;
  const object = cursor.object(id) as unknown;
  switch (type) {
    case pci_function:
      return `pci:${(object as pci_function).bdf}`;
    case board_device:
      return `node:${(object as board_device).path}`;
    case gic_redistributor:
    case gic_cpu_interface:
    case gicv2_cpu_interface:
      return `cpu:${(object as { cpu: number }).cpu}`;
    case gic_distributor:
    case gicv2_distributor:
    case gic_its:
      return domainAt(cursor, (object as { base: number }).base);
    default:
      return undefined;
  }
}

/** The domain of the controller whose registers are at an address: the one nearest to the root, if there are several. */
function domainAt(cursor: Cursor, base: number): string | undefined {
  const domains = cursor
    .all(irq_domain)
    .filter(({ fwnode }) => is_of_node(fwnode) && fwnode.path.endsWith(`@${base.toString(16)}`));
  const depth = (domain: irq_domain): number => (domain.parent === undefined ? 0 : 1 + depth(domain.parent));
  const [nearest] = domains.sort((a, b) => depth(a) - depth(b));
  return nearest === undefined ? undefined : domainKey(cursor, nearest.$id);
}
