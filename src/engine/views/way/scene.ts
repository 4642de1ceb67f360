/** The machine and the kernel at the cursor's step, as what walks an interrupt's way needs them. */
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import {
  cpu_core,
  gic_cpu_interface,
  gic_distributor,
  gic_redistributor,
  type GicMoment,
  gicv2_cpu_interface,
  gicv2_distributor,
  type Memory,
  preemptionBits,
  ram,
} from '../../machine/index.ts';
import { runningCommand } from '../../record/script.ts';
import type { Cursor } from '../../recorder/index.ts';
import type { Viewer } from '../viewer.ts';

export interface Scene {
  readonly viewer: Viewer;
  readonly cursor: Cursor;
  readonly memory: Pick<Memory, 'read32'>;
  readonly gic: GicMoment | undefined;
  /** The domain whose hwirqs are INTIDs; undefined before the driver has made it. */
  readonly root: irq_domain | undefined;
}

export function sceneOf(viewer: Viewer): Scene {
  const { cursor, machine } = viewer.session;
  const memory = memoryAt(cursor);
  const path = machine.gicNode?.path;
  const root = cursor
    .all(irq_domain)
    .find(({ fwnode, parent }) => parent === undefined && is_of_node(fwnode) && fwnode.path === path);
  return { viewer, cursor, memory, gic: gicAt(viewer, memory), root };
}

/** Memory as it is at the cursor: a word at a time, without a pass over all of it. */
function memoryAt(cursor: Cursor): Pick<Memory, 'read32'> {
  const regions = cursor.all(ram);
  return {
    read32(address) {
      const region = regions.find(({ base, size }) => address >= base && address < base + size);
      if (region === undefined) return undefined;
      const offset = address - region.base;
      const filled = region.filled.get(Math.floor(offset / 4096)) ?? 0;
      return region.words.get(Math.floor(offset / 4)) ?? Math.imul(filled, 0x01010101) >>> 0;
    },
  };
}

function gicAt({ session }: Viewer, memory: Pick<Memory, 'read32'>): GicMoment | undefined {
  const { cursor, machine } = session;
  const isQuiet = runningCommand(session) === undefined;
  const common = { cpus: cursor.all(cpu_core), bits: preemptionBits(machine.gic), memory, isQuiet };
  const [dist] = cursor.all(gic_distributor);
  if (dist !== undefined) {
    const [redists, interfaces] = [cursor.all(gic_redistributor), cursor.all(gic_cpu_interface)];
    return { ...common, version: 3, dist, redists, interfaces };
  }
  const [older] = cursor.all(gicv2_distributor);
  return older === undefined
    ? undefined
    : { ...common, version: 2, dist: older, interfaces: cursor.all(gicv2_cpu_interface) };
}

/** The descriptor that a domain has for a hwirq, as generic_handle_domain_irq finds it. */
export function mappedTo({ cursor }: Scene, domain: irq_domain | undefined, hwirq: number): irq_desc | undefined {
  const data = domain?.revmap.get(hwirq) ?? domain?.revmap_tree.get(hwirq);
  return data === undefined ? undefined : cursor.all(irq_desc).find(({ irq_data: { irq } }) => irq === data.irq);
}
