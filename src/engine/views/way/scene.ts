/** The machine and the kernel at one moment, as what walks an interrupt's way needs them. */
import { is_of_node } from '../../linux/include/linux/of.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import {
  cpu_core,
  gic_cpu_interface,
  gic_distributor,
  gic_redistributor,
  gicv2_cpu_interface,
  gicv2_distributor,
  type GicMoment,
  type Machine,
  type Memory,
  type PciMachine,
  preemptionBits,
  ram,
} from '../../machine/index.ts';
import type { Objects } from '../../recorder/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Relations, Snapshot } from '../../record/snapshot.ts';

export interface Scene {
  readonly messages: EngineMessages;
  readonly objects: Objects;
  readonly relations: Relations;
  readonly machine: Machine;
  readonly pci: PciMachine;
  readonly memory: Pick<Memory, 'read32'>;
  readonly gic: GicMoment | undefined;
  readonly requests: Snapshot['requests'];
  /** The domain whose hwirqs are INTIDs; undefined before the driver has made it. */
  readonly root: irq_domain | undefined;
}

/** undefined where the hardware is not known: then nothing can be asked of its rules. */
export function sceneOf({ messages, objects, relations, hardware, script, requests }: Snapshot): Scene | undefined {
  if (hardware === undefined) return undefined;
  const { machine, pci } = hardware;
  const memory = memoryAt(objects);
  const path = machine.gicNode?.path;
  const root = objects
    .all(irq_domain)
    .find(({ fwnode, parent }) => parent === undefined && is_of_node(fwnode) && fwnode.path === path);
  const gic = gicAt(objects, machine, memory, script?.running === undefined);
  return { messages, objects, relations, machine, pci, memory, gic, requests, root };
}

/** Memory as it is now: a word at a time, without a pass over all of it. */
function memoryAt(objects: Objects): Pick<Memory, 'read32'> {
  const regions = objects.all(ram);
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

function gicAt(
  objects: Objects,
  machine: Machine,
  memory: Pick<Memory, 'read32'>,
  isQuiet: boolean,
): GicMoment | undefined {
  const common = { cpus: objects.all(cpu_core), bits: preemptionBits(machine.gic), memory, isQuiet };
  const [dist] = objects.all(gic_distributor);
  if (dist !== undefined) {
    const [redists, interfaces] = [objects.all(gic_redistributor), objects.all(gic_cpu_interface)];
    return { ...common, version: 3, dist, redists, interfaces };
  }
  const [older] = objects.all(gicv2_distributor);
  return older === undefined
    ? undefined
    : { ...common, version: 2, dist: older, interfaces: objects.all(gicv2_cpu_interface) };
}

/** The descriptor that a domain has for a hwirq, as generic_handle_domain_irq finds it. */
export function mappedTo({ objects }: Scene, domain: irq_domain | undefined, hwirq: number): irq_desc | undefined {
  const data = domain?.revmap.get(hwirq) ?? domain?.revmap_tree.get(hwirq);
  return data === undefined ? undefined : objects.all(irq_desc).find(({ irq_data: { irq } }) => irq === data.irq);
}
