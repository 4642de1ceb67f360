/** What the second line of a domain's or a CPU's box says. */
import type { EngineMessages } from '../../api/messages/index.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import type { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import {
  board_device,
  gic_distributor,
  gic_its,
  gic_redistributor,
  gic_v2m,
  gicv2_cpu_interface,
  gicv2_distributor,
  intidName,
  processorNumber,
} from '../../machine/index.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { partitionsOf } from '../../record/partitions.ts';

/** Interrupt controllers at a step. */
export interface Controllers {
  /** Path of the GIC's node, and which GIC it is. */
  readonly gic: string | undefined;
  readonly version: 2 | 3 | undefined;
  /** By the path of their node. */
  readonly its: ReadonlyMap<string, gic_its>;
  readonly frames: ReadonlyMap<string, gic_v2m>;
  /** What CPUs are connected through: "redist 1", "CPU interface 1". */
  readonly ends: ReadonlyMap<number, string>;
}

export function controllersAt({ objects, board, messages: { topology: m } }: Snapshot): Controllers {
  const byBase = new Map(objects.all(board_device).map(({ path, base }) => [base, path]));
  const placed = <T extends { readonly base: number }>(all: readonly T[]): Map<string, T> =>
    new Map(all.map((one) => [byBase.get(one.base) ?? '', one]));
  const isV3 = objects.all(gic_distributor).length > 0;
  const isV2 = objects.all(gicv2_distributor).length > 0;
  return {
    gic: board?.gicNode?.path,
    version: isV3 ? 3 : isV2 ? 2 : undefined,
    its: placed(objects.all(gic_its)),
    frames: placed(objects.all(gic_v2m)),
    ends: new Map([
      ...objects
        .all(gic_redistributor)
        .map((redist) => [redist.cpu, m.redistributor({ number: processorNumber(redist) })] as const),
      ...objects.all(gicv2_cpu_interface).map((ci) => [ci.cpu, m.cpuInterface({ number: ci.number })] as const),
    ]),
  };
}

/** "5 irqs", "8 lines, 1 mapped", "10 irqs · 3 devices", "GICv3 · 29 irqs". */
export function domainNote(
  m: EngineMessages['topology'],
  { gic, version, its, frames }: Controllers,
  domain: irq_domain,
): string {
  const irqs = domain.mapcount;
  const path = is_of_node(domain.fwnode) ? domain.fwnode.path : undefined;
  const partitions = partitionsOf(domain);
  if (partitions !== undefined) {
    const [ppi = ''] = intidName(partitions.chained_desc?.irq_data.hwirq ?? 0).split(' (');
    return m.partitions({ ppi, count: partitions.nr_parts });
  }
  if (path !== undefined && path === gic && domain.parent === undefined) return m.gic({ version, irqs });
  const own = path === undefined ? undefined : its.get(path);
  if (own !== undefined && domain.parent?.parent === undefined) return m.its({ irqs, devices: own.devices.size });
  const frame = path === undefined ? undefined : frames.get(path);
  if (frame !== undefined) return m.frame({ used: irqs, all: frame.typer & 0x3ff });
  if (domain.revmap_size > 0) return m.lines({ count: domain.revmap_size, mapped: irqs });
  return m.irqs({ count: irqs });
}

/** "boot CPU", "redist 1", "offline". */
export function cpuNote(
  m: EngineMessages['topology'],
  { ends }: Controllers,
  cpu: number,
  online: boolean,
  powered: boolean,
): string {
  if (!online && !powered) return m.offline;
  if (cpu === 0) return online ? m.bootCpu : m.bootCpuOffline;
  // Of a machine that is known from what it printed nobody knows the interfaces.
  if (ends.size === 0 && online) return '';
  const end = ends.get(cpu) ?? m.noInterface;
  return online ? end : m.notOnline({ end });
}
