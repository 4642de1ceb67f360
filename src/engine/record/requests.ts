/**
 * What became of every interrupt that the device tree lists, at the end of a run: requested, or why not. Reads live state, and
 * calls nothing that is recorded.
 */
import { type DtNode, firstString, getProperty, hasProperty, stringList, walk } from '../devicetree/index.ts';
import { driver_of } from '../linux/drivers/base/bus.ts';
import { fw_devlink_c } from '../linux/drivers/base/core/index.ts';
import {
  type device,
  DL_DEV_DRIVER_BOUND,
  DL_FLAG_MANAGED,
  DL_FLAG_SYNC_STATE_ONLY,
  DL_STATE_ACTIVE,
  DL_STATE_AVAILABLE,
} from '../linux/include/linux/device.ts';
import { FWLINK_FLAG_CYCLE, FWLINK_FLAG_IGNORE } from '../linux/include/linux/fwnode.ts';
import { is_of_node } from '../linux/include/linux/of.ts';
import { i2c_verify_client } from '../linux/include/linux/i2c.ts';
import type { irq_desc } from '../linux/include/linux/irqdesc.ts';
import type { irq_domain } from '../linux/include/linux/irqdomain.ts';
import type { Kernel } from '../linux/kernel.ts';
import { irqdesc_c } from '../linux/kernel/irq/irqdesc/state.ts';
import { driversFor } from '../linux/stand-ins/driver-table.ts';
import {
  IRQ_CHAINED,
  IRQ_MAPPED,
  IRQ_NO_MODEL,
  IRQ_REFUSED,
  IRQ_REQUESTED,
  type stand_in_irq,
  stand_ins,
  tableOf,
} from '../linux/stand-ins/state.ts';
import { gicIntid, type Machine } from '../machine/index.ts';

/** What became of an interrupt. */
export type Outcome =
  /** A driver has it. `standIn`: the driver is not modelled. `chained`: the lines of another controller hang on it. */
  | { readonly kind: 'requested'; readonly irq: number; readonly standIn: boolean; readonly chained: boolean }
  /** Mapped, and requested later: a PHY's, when its network interface is opened. */
  | { readonly kind: 'mapped'; readonly irq: number }
  /** Linux makes no device of the node. `parent` is the device above, whose driver may ask for it instead. */
  | {
      readonly kind: 'no-device';
      readonly why: 'no-compatible' | 'declared' | 'bus' | 'not-listed';
      readonly parent: string | undefined;
    }
  /** No driver that is built in matches the device. `known`: the kernel has one, and it is not built in or not modelled. */
  | { readonly kind: 'no-driver'; readonly device: string; readonly known: string | undefined }
  /** The device waits for others, by their nodes. */
  | { readonly kind: 'deferred'; readonly device: string; readonly for: readonly string[] }
  /** `hypervisor`: only KVM asks for it. `alternative`: the driver had a choice, and took another of the node's. */
  | { readonly kind: 'optional'; readonly why: 'hypervisor' | 'alternative' }
  /** The driver's probe ended, or the interrupt was not to be had. */
  | { readonly kind: 'refused'; readonly device: string; readonly errno: number }
  /** The tree says nothing that leads to a controller. */
  | { readonly kind: 'no-wire' }
  /** It leads to a controller that is not modelled. */
  | { readonly kind: 'no-model'; readonly controller: string; readonly compatible: string | undefined }
  /** The driver does not ask for it. `sure`: the driver is modelled; a stand-in knows its requests from a scan. */
  | { readonly kind: 'not-asked'; readonly device: string; readonly driver: string; readonly sure: boolean };

export interface IrqRequest {
  readonly path: string;
  readonly index: number;
  /** What interrupt-names calls it. */
  readonly name: string | undefined;
  /** Where the wire ends. */
  readonly controller: string | undefined;
  /** It ends at the machine's GIC. */
  readonly atGic: boolean;
  readonly outcome: Outcome;
}

/** Nodes that are there: neither they nor any above is disabled. */
function isEnabled(node: DtNode): boolean {
  for (let at: DtNode | undefined = node; at !== undefined; at = at.parent) {
    const status = getProperty(at, 'status');
    const text = status === undefined ? 'okay' : firstString(status);
    if (text !== 'okay' && text !== 'ok') return false;
  }
  return true;
}

/** What the end of a run knows, indexed once. */
class Ending {
  readonly k: Kernel;
  readonly machine: Machine;
  readonly devices = new Map<string, device[]>();
  private readonly notes = new Map<string, stand_in_irq>();
  private readonly descs = new Map<string, irq_desc>();
  private readonly controllers = new Set<string>();

  constructor(k: Kernel, machine: Machine) {
    this.k = k;
    this.machine = machine;
    for (const dev of fw_devlink_c(k).devices) this.addDevice(dev);
    if (tableOf(k) !== undefined)
      for (const note of stand_ins(k).irqs.values())
        this.notes.set(`${note.dev.of_node?.path ?? ''} ${note.index}`, note);
    for (const desc of irqdesc_c(k).sparse_irqs.values()) this.addDesc(desc);
  }

  private addDevice(dev: device): void {
    const path = dev.of_node?.path;
    if (path === undefined) return;
    const list = this.devices.get(path);
    if (list === undefined) this.devices.set(path, [dev]);
    else list.push(dev);
  }

  private addDesc(desc: irq_desc): void {
    const { domain, hwirq } = desc.irq_data;
    const path = nodeOfDomain(domain);
    if (path === undefined) return;
    this.controllers.add(path);
    this.descs.set(`${path} ${hwirq}`, desc);
  }

  note(path: string, index: number): stand_in_irq | undefined {
    return this.notes.get(`${path} ${index}`);
  }

  /** The descriptor of a controller's input. */
  desc(controller: DtNode, cells: readonly number[]): irq_desc | undefined {
    const hwirq = controller === this.machine.gicNode ? gicIntid(cells) : cells[0];
    return hwirq === undefined ? undefined : this.descs.get(`${controller.path} ${hwirq}`);
  }

  /** Whether the controller has a domain: some interrupt of it is mapped, or it is the GIC. */
  isModelled(controller: DtNode): boolean {
    return controller === this.machine.gicNode || this.controllers.has(controller.path) || hasModel(controller);
  }
}

function hasModel(node: DtNode): boolean {
  return stringList(getProperty(node, 'compatible')).includes('arm,pl061');
}

function nodeOfDomain(domain: irq_domain | undefined): string | undefined {
  return is_of_node(domain?.fwnode) ? domain.fwnode.path : undefined;
}

function isTaken(desc: irq_desc): boolean {
  return desc.action !== undefined;
}

/** Which nodes a device waits for: those without a device first, then devices without a driver. */
function waitsFor(dev: device): string[] {
  const found = new Set<string>();
  if (is_of_node(dev.fwnode)) {
    for (const link of dev.fwnode.suppliers) {
      if ((link.flags & (FWLINK_FLAG_CYCLE | FWLINK_FLAG_IGNORE)) === 0 && link.supplier !== undefined)
        found.add(link.supplier.path);
    }
  }
  for (const link of dev.links_suppliers) {
    if ((link.flags & DL_FLAG_MANAGED) === 0 || (link.flags & DL_FLAG_SYNC_STATE_ONLY) !== 0) continue;
    if (link.status === DL_STATE_AVAILABLE || link.status === DL_STATE_ACTIVE) continue;
    const { supplier } = link;
    if (supplier !== undefined && supplier.links_status !== DL_DEV_DRIVER_BOUND)
      found.add(supplier.of_node?.path ?? supplier.name);
  }
  return [...found];
}

function compatibleOf(node: DtNode): readonly string[] {
  return stringList(getProperty(node, 'compatible'));
}

/** A driver that the kernel has for a device without one. */
function knownDriver({ k }: Ending, dev: device, node: DtNode): string | undefined {
  const table = k.boot.driverTable;
  if (table === undefined || dev.bus === undefined) return undefined;
  return driversFor(table, k.version, dev.bus, compatibleOf(node))[0]?.driver.name;
}

/** Whether the kernel starts the node's hardware by itself, without a device. */
function isDeclared({ k }: Ending, node: DtNode): boolean {
  const table = k.boot.driverTable;
  if (table === undefined) return false;
  return ['irqchip', 'timer', 'clk'].some((kind) => driversFor(table, k.version, kind, compatibleOf(node)).length > 0);
}

function withoutDevice(ending: Ending, node: DtNode): Outcome {
  let above = node.parent;
  while (above !== undefined && !ending.devices.has(above.path)) above = above.parent;
  const parent = above?.path;
  if (!hasProperty(node, 'compatible')) return { kind: 'no-device', why: 'no-compatible', parent };
  if (isDeclared(ending, node)) return { kind: 'no-device', why: 'declared', parent };
  const bound = above === undefined || (ending.devices.get(above.path) ?? []).some((dev) => dev.driver !== undefined);
  return { kind: 'no-device', why: bound ? 'not-listed' : 'bus', parent };
}

/** The device that stands for a node among several: the one with a driver, on a bus. */
function mainDevice(devices: readonly device[]): device | undefined {
  const onBus = devices.filter(
    (dev) => dev.bus !== undefined && (dev.bus !== 'i2c' || i2c_verify_client(dev) !== undefined),
  );
  return onBus.find((dev) => dev.driver !== undefined) ?? onBus.find((dev) => dev.can_match) ?? onBus[0];
}

function ofNote(note: stand_in_irq, controller: DtNode): Outcome | undefined {
  switch (note.state) {
    case IRQ_REQUESTED:
    case IRQ_CHAINED:
      return { kind: 'requested', irq: note.irq, standIn: true, chained: note.state === IRQ_CHAINED };
    case IRQ_MAPPED:
      return { kind: 'mapped', irq: note.irq };
    case IRQ_NO_MODEL:
      return { kind: 'no-model', controller: controller.path, compatible: compatibleOf(controller)[0] };
    case IRQ_REFUSED:
      return { kind: 'refused', device: note.dev.name, errno: note.ret };
    default:
      return undefined;
  }
}

/** What became of one interrupt whose wire ends somewhere. */
function outcomeOf(ending: Ending, node: DtNode, index: number, controller: DtNode, cells: readonly number[]): Outcome {
  const { machine } = ending;
  const noModel: Outcome = { kind: 'no-model', controller: controller.path, compatible: compatibleOf(controller)[0] };
  const desc = ending.desc(controller, cells);
  const dev = mainDevice(ending.devices.get(node.path) ?? []);
  const noted = ending.note(node.path, index);
  const known = noted === undefined ? undefined : ofNote(noted, controller);
  // Two nodes may share a line: another's handler is not this one's.
  if (dev?.links_status === DL_DEV_DRIVER_BOUND && known !== undefined) return known;
  const drv = dev === undefined ? undefined : driver_of(ending.k, dev);
  // What is declared needs no device, though it may have one without a driver.
  const declared = drv === undefined && isDeclared(ending, node);
  const byModel = dev === undefined || declared || (drv !== undefined && drv.stand_in === undefined);
  if (byModel && desc !== undefined && isTaken(desc))
    return { kind: 'requested', irq: desc.irq_data.irq, standIn: false, chained: false };
  if (node === machine.gicNode) return { kind: 'optional', why: 'hypervisor' };
  if (dev === undefined) return withoutDevice(ending, node);
  // A PHY's is mapped with the PHY, whichever driver its own registers would lead to.
  if (dev.bus === 'mdio_bus' && desc !== undefined) return { kind: 'mapped', irq: desc.irq_data.irq };
  if (dev.bus === 'mdio_bus' && !ending.isModelled(controller)) return noModel;
  if (declared && !dev.can_match) return { kind: 'optional', why: 'alternative' };
  if (!dev.can_match) return { kind: 'no-driver', device: dev.name, known: knownDriver(ending, dev, node) };
  if (dev.deferred_probe) {
    const waits = waitsFor(dev);
    if (waits.length > 0) return { kind: 'deferred', device: dev.name, for: waits };
    return ending.isModelled(controller) ? { kind: 'deferred', device: dev.name, for: [] } : noModel;
  }
  if (dev.driver === undefined) return known ?? { kind: 'refused', device: dev.name, errno: 0 };
  if (!ending.isModelled(controller)) return noModel;
  // What a scan of a driver's source found may leave out a request, e.g. one in a loop.
  const sure = drv?.stand_in === undefined;
  return { kind: 'not-asked', device: dev.name, driver: dev.driver, sure };
}

/** Every interrupt of every enabled node, in the order of the tree. */
export function irqRequests(k: Kernel, machine: Machine): IrqRequest[] {
  const ending = new Ending(k, machine);
  const { wiring, tree } = machine;
  const requests: IrqRequest[] = [];
  for (const node of walk(tree)) {
    if (!hasProperty(node, 'interrupts') && !hasProperty(node, 'interrupts-extended')) continue;
    if (!isEnabled(node)) continue;
    const names = stringList(getProperty(node, 'interrupt-names'));
    for (let index = 0, count = wiring.countOf(node); index < count; index++) {
      const wire = wiring.wireOf(node, index);
      requests.push({
        path: node.path,
        index,
        name: names[index],
        controller: wire?.controller.path,
        atGic: wire !== undefined && wire.controller === machine.gicNode,
        outcome: wire === undefined ? { kind: 'no-wire' } : outcomeOf(ending, node, index, wire.controller, wire.cells),
      });
    }
  }
  return requests;
}
