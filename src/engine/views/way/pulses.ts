/** Messages that a move made visible, as ways along the topology's boxes. */
import { is_of_node } from '../../linux/include/linux/of.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import {
  board_device,
  cpu_core,
  gic_cpu_interface,
  gic_distributor,
  gic_its,
  gic_redistributor,
  gic_v2m,
  gicv2_cpu_interface,
  gicv2_distributor,
  pci_function,
} from '../../machine/index.ts';
import { word } from '../../api/messages/said.ts';
import type { Pulse, TopologyPlan } from '../../api/topology.ts';
import type { History } from '../../record/history.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { wayBetween } from './ways.ts';

/** A longer move shows its last messages. */
const MAX_SIGNALS = 24;

/** A pulse while its signals are put together. */
interface Course {
  readonly path: string[];
  text: string;
  stopped: string | undefined;
  end: number;
}

/** The messages from a position to this one, along the boxes of the run's picture. */
export function pulsesBetween(snapshot: Snapshot, { cursor, rec }: History, plan: TopologyPlan, from: number): Pulse[] {
  const low = Math.min(from, cursor.position);
  const events = rec.signals.filter((event) => event >= low && event < cursor.position).slice(-MAX_SIGNALS);
  const courses: Course[] = [];
  const { messages } = snapshot;
  for (const event of events) {
    const signal = rec.signalAt(event);
    const text = word(messages.signals, signal.text);
    const stopped = signal.stopped === undefined ? undefined : word(messages.stops, signal.stopped);
    const path = [keyOf(snapshot, signal.from), keyOf(snapshot, signal.to)].filter((key) => key !== undefined);
    const last = courses.at(-1);
    if (last !== undefined && last.stopped === undefined && last.end === signal.from && signal.from !== 0) {
      last.path.push(...path.slice(1));
      if (signal.to !== 0) last.end = signal.to;
      last.stopped = stopped;
      last.text = text;
    } else if (path.length > 0) courses.push({ path, text, stopped, end: signal.to });
  }
  return courses.map(({ path, text, stopped }) => ({ path: wayThrough(snapshot, plan, path), text, stopped }));
}

/** Every box that is passed, from the first to the last. */
function wayThrough({ relations }: Snapshot, plan: TopologyPlan, path: readonly string[]): string[] {
  const isAway = (key: string): boolean => relations.domainOf(key)?.state !== 'there';
  const way = path.slice(0, 1);
  for (const key of path) {
    const last = way.at(-1);
    if (last === undefined || last === key) continue;
    way.push(...(wayBetween(plan, last, key, isAway)?.slice(1) ?? [key]));
  }
  return way;
}

/** The box that stands for a piece of hardware. */
function keyOf(snapshot: Snapshot, id: number): string | undefined {
  const { objects, board } = snapshot;
  const type = objects.typeOf(id);
  switch (type) {
    case pci_function:
      return `pci:${objects.object(id, pci_function).bdf}`;
    case board_device:
      return `node:${objects.object(id, board_device).path}`;
    case cpu_core:
      return `cpu:${objects.object(id, cpu_core).number}`;
    case gic_redistributor:
      return `cpu:${objects.object(id, gic_redistributor).cpu}`;
    case gic_cpu_interface:
      return `cpu:${objects.object(id, gic_cpu_interface).cpu}`;
    case gicv2_cpu_interface:
      return `cpu:${objects.object(id, gicv2_cpu_interface).cpu}`;
    case gic_distributor:
    case gicv2_distributor:
      return domainOf(snapshot, board?.gicNode?.path);
    case gic_its:
      return domainOf(snapshot, pathAt(snapshot, objects.object(id, gic_its).base));
    case gic_v2m:
      return domainOf(snapshot, pathAt(snapshot, objects.object(id, gic_v2m).base));
    default:
      return undefined;
  }
}

/** The node whose registers begin at an address. */
function pathAt({ objects }: Snapshot, base: number): string | undefined {
  return objects.all(board_device).find((device) => device.base === base)?.path;
}

/** The domain of a controller's node: the one nearest to the root, if there are several. */
function domainOf({ objects, relations }: Snapshot, path: string | undefined): string | undefined {
  const domains = objects.all(irq_domain).filter(({ fwnode }) => is_of_node(fwnode) && fwnode.path === path);
  const depth = (domain: irq_domain): number => (domain.parent === undefined ? 0 : 1 + depth(domain.parent));
  const [nearest] = domains.sort((a, b) => depth(a) - depth(b));
  return nearest === undefined ? undefined : relations.domainKey(nearest.$id);
}
