/** Messages that a move made visible, as ways along the topology's boxes. */
import type { Pulse } from '../../api/topology.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
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
import type { Signal } from '../../recorder/index.ts';
import type { Viewer } from '../viewer.ts';
import { wayBetween } from '../way/ways.ts';

/** A longer move shows its last messages. */
const MAX_SIGNALS = 24;

/** A pulse while its signals are put together. */
interface Course {
  readonly path: string[];
  text: string;
  stopped: string | undefined;
  end: number;
}

export function pulsesBetween(viewer: Viewer, from: number): Pulse[] {
  const { cursor, rec } = viewer.session;
  // Boxes are looked up below: they must be those of the run as long as it is now.
  viewer.topology.refresh();
  const low = Math.min(from, cursor.position);
  const events = rec.signals.filter((event) => event >= low && event < cursor.position).slice(-MAX_SIGNALS);
  const courses: Course[] = [];
  for (const event of events) {
    const signal = rec.values.at(rec.trace.subject[event] ?? 0) as Signal;
    const path = [keyOf(viewer, signal.from), keyOf(viewer, signal.to)].filter((key) => key !== undefined);
    const last = courses.at(-1);
    if (last !== undefined && last.stopped === undefined && last.end === signal.from && signal.from !== 0) {
      last.path.push(...path.slice(1));
      if (signal.to !== 0) last.end = signal.to;
      last.stopped = signal.stopped;
      last.text = signal.text;
    } else if (path.length > 0) courses.push({ path, text: signal.text, stopped: signal.stopped, end: signal.to });
  }
  return courses.map(({ path, text, stopped }) => ({ path: wayThrough(viewer, path), text, stopped }));
}

/** Every box that is passed, from the first to the last. */
function wayThrough({ plan, topology, session: { cursor } }: Viewer, path: readonly string[]): string[] {
  const isAway = (key: string): boolean => {
    const life = topology.domains.at(key, cursor.position);
    return life === undefined || life.from >= cursor.position || life.until < cursor.position;
  };
  const way = path.slice(0, 1);
  for (const key of path) {
    const last = way.at(-1);
    if (last === undefined || last === key) continue;
    way.push(...(wayBetween(plan, last, key, isAway)?.slice(1) ?? [key]));
  }
  return way;
}

/** The box that stands for a piece of hardware. */
function keyOf(viewer: Viewer, id: number): string | undefined {
  const { cursor } = viewer.session;
  const type = cursor.rec.types[id];
  if (type === undefined) return undefined;
  const object = cursor.object(id) as unknown;
  switch (type) {
    case pci_function:
      return `pci:${(object as pci_function).bdf}`;
    case board_device:
      return `node:${(object as board_device).path}`;
    case cpu_core:
      return `cpu:${(object as cpu_core).number}`;
    case gic_redistributor:
    case gic_cpu_interface:
    case gicv2_cpu_interface:
      return `cpu:${(object as { cpu: number }).cpu}`;
    case gic_distributor:
    case gicv2_distributor:
      return domainOf(viewer, viewer.session.machine.gicNode?.path);
    case gic_its:
    case gic_v2m:
      return domainOf(viewer, pathAt(viewer, (object as { base: number }).base));
    default:
      return undefined;
  }
}

/** The node whose registers begin at an address. */
function pathAt({ session: { machine } }: Viewer, base: number): string | undefined {
  return [...machine.devices.values()].find((device) => device.base === base)?.path;
}

/** The domain of a controller's node: the one nearest to the root, if there are several. */
function domainOf({ topology, session: { cursor } }: Viewer, path: string | undefined): string | undefined {
  const domains = cursor.all(irq_domain).filter(({ fwnode }) => is_of_node(fwnode) && fwnode.path === path);
  const depth = (domain: irq_domain): number => (domain.parent === undefined ? 0 : 1 + depth(domain.parent));
  const [nearest] = domains.sort((a, b) => depth(a) - depth(b));
  return nearest === undefined ? undefined : topology.domains.keyOf(nearest.$id);
}
