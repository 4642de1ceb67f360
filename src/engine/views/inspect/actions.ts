/** What a script can do to the thing that is selected, at the objects's step. */
import { cpumaskHas, cpumaskList } from '../../../base/cpumask.ts';
import { IRQD_MANAGED_SHUTDOWN } from '../../linux/include/linux/irq.ts';
import { cpu_c } from '../../linux/kernel/cpu/index.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { net_device } from '../../linux/include/linux/netdevice.ts';
import { pci_dev } from '../../linux/include/linux/pci/index.ts';
import { pci_function } from '../../machine/index.ts';
import type { InspectAction } from '../../api/inspect.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { nameOfIrq } from '../way/fixes.ts';
import { inputNumber, isHeld, type OddLine, oddLine } from '../way/odd-wire.ts';
import { isGpio, isHigh, leadsTo } from '../way/wire.ts';

/** What the first cell of a GIC's specifier says. */
const SPI = 0;
const ESPI = 2;
/** Of a node's wires, so many have a button each. */
const MOST_LINES = 8;

export function irqActions(snapshot: Snapshot, desc: irq_desc): InspectAction[] {
  const irq = nameOfIrq(desc);
  const actions: InspectAction[] = [];
  const m = snapshot.messages.inspect.actions;
  if (desc.debugfs_file) actions.push({ name: m.inject, command: { do: 'irq.inject', irq } });
  // A per-CPU interrupt is enabled by each CPU for itself.
  if (desc.action !== undefined && desc.percpu_enabled === undefined) {
    if (desc.depth === 0) actions.push({ name: m.disable, command: { do: 'irq.disable', irq } });
    else if (!isShutDown(desc)) actions.push({ name: m.enable, command: { do: 'irq.enable', irq } });
  }
  if (desc.dir) {
    const cpus = cpumaskList(desc.irq_common_data.affinity);
    actions.push({ name: m.setAffinity, command: { do: 'irq.affinity', irq, cpus } });
  }
  const path = snapshot.relations.sourceOf(desc)?.path;
  const { hwirq } = desc.irq_data;
  return path === undefined ? actions : [...actions, ...lineActions(snapshot, path, hwirq)];
}

/** With its last CPU gone the kernel has shut it down; enable_irq() would only warn. */
const isShutDown = ({ irq_common_data: { state_use_accessors: state } }: irq_desc): boolean =>
  (state & IRQD_MANAGED_SHUTDOWN) !== 0;

/** Raising and lowering the wires of a node; only those that are an interrupt's, if one is given. `of` tells them from those of other nodes. */
export function lineActions(snapshot: Snapshot, path: string, hwirq?: number, of?: string): InspectAction[] {
  const { hardware, objects, messages } = snapshot;
  const machine = hardware?.machine;
  const node = machine?.wiring.node(path);
  if (machine === undefined || node === undefined || isGpio({ objects, machine }, path)) return [];
  const actions: InspectAction[] = [];
  // A button names a GPIO line, and no interrupt; so does what drives a line, but that has none.
  const gpio = machine.wiring.gpioWireOf(node);
  const isKey = (desc: irq_desc): boolean =>
    desc.action !== undefined && gpio !== undefined && leadsTo({ machine }, gpio, desc);
  if (gpio !== undefined && !objects.all(irq_desc).some(isKey)) return [];
  const count = gpio === undefined ? machine.wiring.countOf(node) : 1;
  for (let index = 0; index < (hwirq === undefined ? Math.min(count, MOST_LINES) : count); index++) {
    const wire = gpio ?? machine.wiring.wireOf(node, index);
    if (wire === undefined) continue;
    const odd = oddLine({ machine, objects }, node, index);
    if (odd !== undefined) {
      if (hwirq === undefined || inputNumber(machine.gicNode, wire) === hwirq)
        actions.push(...oddActions(messages, odd, count, of));
      continue;
    }
    const isGic = wire.controller === machine.gicNode;
    const input = machine.inputOf(wire);
    // A private one is each CPU's own; a controller that is not modelled takes none.
    const takes = isGic
      ? input !== undefined && (wire.cells[0] === SPI || wire.cells[0] === ESPI)
      : machine.blocks.has(wire.controller.path) ||
        (machine.devices.get(wire.controller.path)?.modelled === true && !machine.isPrivateWire(wire));
    if (!takes || (hwirq !== undefined && input !== hwirq)) continue;
    const high = isHigh({ objects, machine }, path, index, wire);
    const { raise, lower } = messages.inspect.actions;
    const which = { index: count === 1 ? undefined : index, of };
    actions.push({
      name: high ? lower(which) : raise(which),
      command: { do: high ? 'line.lower' : 'line.raise', node: path, index },
    });
  }
  return actions;
}

/** A line that is not as the tree says is driven all the same, wherever it leads. */
function oddActions(
  { inspect: { actions: m } }: EngineMessages,
  odd: OddLine,
  count: number,
  of: string | undefined,
): InspectAction[] {
  const { node, index, options, high } = odd;
  const which = { index: count === 1 ? undefined : index, of };
  const { signal } = options;
  const plain = signal === undefined || signal === 'level-high' || signal === 'rising';
  const ask: InspectAction = {
    name: plain ? m.raise(which) : m.ask(which),
    command: { do: 'line.raise', node: node.path, index },
  };
  const letGo: InspectAction = {
    name: plain ? m.lower(which) : m.letGo(which),
    command: { do: 'line.lower', node: node.path, index },
  };
  if (isHeld(odd)) return [letGo];
  // What marks events by an edge can do so again, whatever its line has come to.
  const isMarked = (signal === 'rising' && high) || (signal === 'falling' && !high);
  return isMarked ? [ask, letGo] : [ask];
}

/** CPU 0 booted, and stays: without a script that knows better, nobody switches it off. */
export function cpuActions({ objects, messages }: Snapshot, cpu: number): InspectAction[] {
  const { takeOffline, bringOnline } = messages.inspect.actions;
  const online = cpumaskHas(objects.all(cpu_c.type)[0]?.cpu_online_mask ?? 0n, cpu);
  return [{ name: online ? takeOffline : bringOnline, command: { do: online ? 'cpu.offline' : 'cpu.online', cpu } }];
}

/** Of a function's vectors, so many have a button each. */
const MOST_FIRED = 4;

/** Drivers that request their interrupts when the network interface is brought up. */
const ASKS_WHEN_UP: ReadonlySet<string> = new Set(['e1000e', 'igb']);

function interfaceActions({ objects, messages }: Snapshot, bdf: string): InspectAction[] {
  const driver = objects.all(pci_dev).find(({ dev }) => dev.name === bdf)?.dev.driver;
  if (driver === undefined || !ASKS_WHEN_UP.has(driver)) return [];
  const isUp = objects.all(net_device).some(({ parent, is_up }) => is_up && parent.name === bdf);
  const m = messages.inspect.actions;
  const name = isUp ? m.closeInterface : m.openInterface;
  return [{ name, command: { do: isUp ? 'net.close' : 'net.open', device: { bdf } } }];
}

/** Firing the first vectors of a PCI function that are in use, and bringing its interface up. */
export function functionActions(snapshot: Snapshot, bdf: string): InspectAction[] {
  const { objects, hardware, messages } = snapshot;
  const fn = objects.all(pci_function).find((each) => each.bdf === bdf);
  if (hardware === undefined) return [];
  const interfaces = interfaceActions(snapshot, bdf);
  if (fn === undefined) return interfaces;
  const m = messages.inspect.actions;
  // Vectors of MSI-X have a descriptor each; those of MSI share one, by the first of their interrupts.
  const vectors = objects
    .all(irq_desc)
    .flatMap(({ irq_data: { irq }, irq_common_data: { msi_desc: msi } }) =>
      msi?.dev?.name === bdf ? [msi.is_msix ? msi.msi_index : irq - msi.irq] : [],
    );
  const fire = vectors
    .slice(0, MOST_FIRED)
    .map((vector): InspectAction => ({ name: m.fireVector({ vector }), command: { do: 'msix.fire', bdf, vector } }));
  // Without a vector it has its wire, where a driver has asked for that.
  const irq = objects.all(pci_dev).find(({ dev }) => dev.name === bdf)?.irq ?? 0;
  const isAsked = objects.all(irq_desc).some(({ action, irq_data }) => irq_data.irq === irq && action !== undefined);
  if (fire.length === 0 && irq > 0 && isAsked)
    fire.push({ name: m.assertIntx, command: { do: 'msix.fire', bdf, vector: 0 } });
  return [...fire, ...interfaces];
}
