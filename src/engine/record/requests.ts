/**
 * What became of every interrupt that the device tree lists: requested, or why not, at the moment that objects are looked at.
 * Calls nothing that is recorded.
 */
import {
  type DtNode,
  getProperty,
  hasProperty,
  listsInterrupts,
  isReached,
  stringList,
  walk,
} from '../devicetree/index.ts';
import type { KernelVersion } from '../api/kernel-versions.ts';
import type { Scenario } from '../api/scenario/types.ts';
import { timer_of_table } from '../linux/drivers/clocksource/timer-probe.ts';
import { subsys_private } from '../linux/drivers/base/base.ts';
import {
  device,
  DL_DEV_DRIVER_BOUND,
  DL_DEV_PROBING,
  DL_FLAG_MANAGED,
  DL_FLAG_SYNC_STATE_ONLY,
  DL_STATE_ACTIVE,
  DL_STATE_AVAILABLE,
} from '../linux/include/linux/device.ts';
import { FWLINK_FLAG_CYCLE, FWLINK_FLAG_IGNORE } from '../linux/include/linux/fwnode.ts';
import { is_of_node } from '../linux/include/linux/of.ts';
import { i2c_verify_client } from '../linux/include/linux/i2c.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import type { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { type DriverTable, driversFor } from '../linux/stand-ins/driver-table.ts';
import {
  IRQ_CHAINED,
  IRQ_MAPPED,
  IRQ_NO_MODEL,
  IRQ_REFUSED,
  IRQ_REQUESTED,
  stand_in_irq,
} from '../linux/stand-ins/state.ts';
import { ENODEV, ENXIO, EPROBE_DEFER } from '../linux/include/linux/errno.ts';
import { type Machine, type Wire } from '../machine/index.ts';
import { LiveObjects, type Objects } from '../recorder/index.ts';
import type { Session } from '../run/session.ts';
import { driversOf } from '../scenario/load.ts';
import { AskIndex } from './asks.ts';

/** Why a driver gave a device up that it had found: what it logged, and what its probe returned. */
export interface GaveUp {
  readonly said: string | undefined;
  readonly errno: number;
}

/** What became of an interrupt. */
export type Outcome =
  /**
   * A driver has it. `standIn`: the driver is not modelled; `where` the real one requests it, when that is not its probe. `chained`:
   * the lines of another controller hang on it.
   */
  | {
      readonly kind: 'requested';
      readonly irq: number;
      readonly domain: string;
      readonly driver: string | undefined;
      readonly standIn: boolean;
      readonly where?: string | undefined;
      readonly chained: boolean;
    }
  /** Mapped, and not requested. `by`: phylib requests a PHY's later, when its network interface is opened; a driver never does. */
  | { readonly kind: 'mapped'; readonly irq: number; readonly domain: string; readonly by: 'phylib' | 'driver' }
  /** Linux makes no device of the node. `parent` is the device above, whose driver may ask for it instead. */
  | {
      readonly kind: 'no-device';
      readonly why: 'no-compatible' | 'declared' | 'bus' | 'not-listed';
      readonly parent: string | undefined;
    }
  /**
   * No driver that is built in matches the device. `known`: Linux has one, and it is not built in here. `fromTable`: the
   * table of Linux's drivers was asked; without it only the modelled ones are known.
   */
  | {
      readonly kind: 'no-driver';
      readonly device: string;
      readonly known: string | undefined;
      readonly fromTable: boolean;
    }
  /** The device waits for others, by their nodes. */
  | { readonly kind: 'deferred'; readonly device: string; readonly for: readonly string[] }
  /** `hypervisor`: only KVM asks for it. `alternative`: the driver had a choice, and took another of the node's. */
  | { readonly kind: 'optional'; readonly why: 'hypervisor' | 'alternative' }
  /** A driver matches, and its probe did not take the device: an empty virtio-mmio slot, for instance. */
  | { readonly kind: 'not-bound'; readonly device: string; readonly gaveUp: GaveUp | undefined }
  /** The interrupt was not to be had, which ended the probe unless the driver does without. */
  | { readonly kind: 'refused'; readonly device: string; readonly errno: number }
  /** The tree says nothing that leads to a controller. */
  | { readonly kind: 'no-wire' }
  /** It leads to a controller that is not modelled. */
  | { readonly kind: 'no-model'; readonly controller: string; readonly compatible: string | undefined }
  /** The driver does not ask for it. `sure`: the driver is modelled; a stand-in knows its requests from a scan. */
  | { readonly kind: 'not-asked'; readonly device: string; readonly driver: string; readonly sure: boolean }
  /** The driver, which is modelled, asks for it when somebody opens the port, and nobody has. */
  | { readonly kind: 'not-open'; readonly device: string; readonly driver: string }
  /** The kernel is not so far. */
  | { readonly kind: 'not-yet' }
  /** The kernel panicked while it booted, before it came to this. */
  | { readonly kind: 'panicked' };

export interface IrqRequest {
  readonly path: string;
  readonly index: number;
  /** What interrupt-names calls it. */
  readonly name: string | undefined;
  /** Where the wire ends, and what it says there. */
  readonly wire: Wire | undefined;
  /** It ends at the machine's GIC. */
  readonly atGic: boolean;
  readonly outcome: Outcome;
}

/** Which drivers a kernel has. */
export interface Drivers {
  readonly choice: NonNullable<Scenario['drivers']>;
  /** What Linux has of drivers; undefined where nothing asks. */
  readonly table: DriverTable | undefined;
}

/** How far the kernel is. */
export type Phase = 'booting' | 'up' | 'panicked';

/** What is looked at, and when. */
export interface RequestFacts {
  readonly objects: Objects;
  readonly machine: Pick<Machine, 'tree' | 'wiring' | 'gicNode' | 'devices' | 'hwirqsOf' | 'blocks'>;
  readonly version: KernelVersion;
  readonly drivers: Drivers;
  readonly phase: Phase;
  /** Who asked, where there is a record, and the position up to which it counts. */
  readonly asks: { readonly index: AskIndex; readonly before: number } | undefined;
}

function nodeOfDomain(domain: irq_domain | undefined): string | undefined {
  return is_of_node(domain?.fwnode) ? domain.fwnode.path : undefined;
}

/** What the kernel has at the moment, indexed once. */
class Now {
  readonly facts: RequestFacts;
  readonly devices = new Map<string, device[]>();
  private readonly notes = new Map<string, stand_in_irq>();
  private readonly descs = new Map<string, irq_desc>();
  private readonly byVirq = new Map<number, irq_desc>();
  private readonly controllers = new Set<string>();
  /** "bus name" of registered stand-ins. */
  private readonly standIns = new Set<string>();

  constructor(facts: RequestFacts) {
    this.facts = facts;
    const { objects } = facts;
    for (const dev of objects.all(device)) if (dev.registered) this.addDevice(dev);
    for (const note of objects.all(stand_in_irq)) this.notes.set(`${note.dev.of_node?.path ?? ''} ${note.index}`, note);
    for (const desc of objects.all(irq_desc)) this.addDesc(desc);
    for (const { name, klist_drivers } of objects.all(subsys_private))
      for (const driver of klist_drivers.toArray())
        if (driver.stand_in !== undefined) this.standIns.add(`${name ?? ''} ${driver.name}`);
  }

  private addDevice(dev: device): void {
    const path = dev.of_node?.path;
    if (path === undefined) return;
    const list = this.devices.get(path);
    if (list === undefined) this.devices.set(path, [dev]);
    else list.push(dev);
  }

  private addDesc(desc: irq_desc): void {
    const { domain, hwirq, irq } = desc.irq_data;
    this.byVirq.set(irq, desc);
    const path = nodeOfDomain(domain);
    if (path === undefined) return;
    this.controllers.add(path);
    this.descs.set(`${path} ${hwirq}`, desc);
  }

  note(path: string, index: number): stand_in_irq | undefined {
    return this.notes.get(`${path} ${index}`);
  }

  isStandIn({ bus, driver }: device): boolean {
    return driver !== undefined && this.standIns.has(`${bus ?? ''} ${driver}`);
  }

  /** Where a number of Linux's is mapped. */
  domainOf(irq: number): string {
    return this.byVirq.get(irq)?.irq_data.domain?.name ?? '';
  }

  /** Whether the last that was asked of an interrupt was its number, and it was had. */
  isFound(path: string, index: number): boolean {
    const { asks } = this.facts;
    const last = asks?.index.lastOf(path, index, asks.before);
    return last?.what === 'find' && (last.ret ?? 0) > 0;
  }

  /** An irq that somebody has. */
  irqOf(irq: number): number | undefined {
    return this.byVirq.get(irq)?.action === undefined ? undefined : irq;
  }

  /** The descriptor of a controller's input. */
  desc(wire: Wire): irq_desc | undefined {
    const hwirqs = this.facts.machine.hwirqsOf(wire);
    return hwirqs.flatMap((hwirq) => this.descs.get(`${wire.controller.path} ${hwirq}`) ?? [])[0];
  }

  /** Whether the controller has a domain: some interrupt of it is mapped, or it is one that a model answers for. */
  isModelled(controller: DtNode): boolean {
    const { gicNode, devices, blocks } = this.facts.machine;
    if (controller === gicNode || this.controllers.has(controller.path)) return true;
    return blocks.has(controller.path) || devices.get(controller.path)?.modelled === true;
  }
}

/** Which nodes a device waits for: those without a device first, then devices without a driver. */
export function suppliersOf(dev: device): string[] {
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
function knownDriver({ facts: { drivers, version } }: Now, dev: device, node: DtNode): string | undefined {
  if (drivers.table === undefined || dev.bus === undefined) return undefined;
  return driversFor(drivers.table, version, dev.bus, compatibleOf(node))[0]?.driver.name;
}

/** Whether the kernel starts the node's hardware by itself, without a device. */
function isDeclared({ facts: { drivers, version } }: Now, node: DtNode): boolean {
  const { table } = drivers;
  const compatible = compatibleOf(node);
  if (timer_of_table().some((timer) => compatible.includes(timer.compatible))) return true;
  if (table === undefined) return false;
  return ['irqchip', 'timer', 'clk'].some((kind) => driversFor(table, version, kind, compatible).length > 0);
}

function withoutDevice(now: Now, node: DtNode): Outcome {
  let above = node.parent;
  while (above !== undefined && !now.devices.has(above.path)) above = above.parent;
  const parent = above?.path;
  if (!hasProperty(node, 'compatible')) return { kind: 'no-device', why: 'no-compatible', parent };
  if (isDeclared(now, node)) return { kind: 'no-device', why: 'declared', parent };
  const bound = above === undefined || (now.devices.get(above.path) ?? []).some((dev) => dev.driver !== undefined);
  return { kind: 'no-device', why: bound ? 'not-listed' : 'bus', parent };
}

/** The device that stands for a node among several: the one with a driver, on a bus. */
function mainDevice(devices: readonly device[]): device | undefined {
  const onBus = devices.filter(
    (dev) => dev.bus !== undefined && (dev.bus !== 'i2c' || i2c_verify_client(dev) !== undefined),
  );
  return onBus.find((dev) => dev.driver !== undefined) ?? onBus.find((dev) => dev.can_match) ?? onBus[0];
}

function ofNote(now: Now, note: stand_in_irq, controller: DtNode): Outcome | undefined {
  const { state, irq, dev, where } = note;
  switch (state) {
    case IRQ_REQUESTED:
    case IRQ_CHAINED: {
      const chained = state === IRQ_CHAINED;
      return { kind: 'requested', irq, domain: now.domainOf(irq), driver: dev.driver, standIn: true, where, chained };
    }
    case IRQ_MAPPED:
      return { kind: 'mapped', irq, domain: now.domainOf(irq), by: 'driver' };
    case IRQ_NO_MODEL:
      return { kind: 'no-model', controller: controller.path, compatible: compatibleOf(controller)[0] };
    case IRQ_REFUSED:
      return { kind: 'refused', device: dev.name, errno: note.ret };
    default:
      return undefined;
  }
}

/** Whoever asked for it last was refused; one that waits for something is told by its device. */
function refusal(
  { facts: { asks } }: Now,
  { path }: DtNode,
  index: number,
  dev: device | undefined,
): Outcome | undefined {
  const failed = asks?.index.failed(path, index, true, asks.before);
  if (failed === undefined || failed.ret === -EPROBE_DEFER) return undefined;
  return { kind: 'refused', device: failed.probe?.device.name ?? dev?.name ?? '', errno: failed.ret };
}

/** A probe that only finds nothing there fails so, and says nothing. */
const NOTHING_THERE: ReadonlySet<number> = new Set([ENODEV, ENXIO]);

/** Why the last probe of a device gave it up; undefined where it found nothing there, or where nothing is recorded. */
function gaveUp({ facts: { asks } }: Now, dev: device): GaveUp | undefined {
  const probe = asks?.index.probeOf(dev);
  if (asks === undefined || probe?.ret === undefined || probe.ret <= 0) return undefined;
  if (probe.to === undefined || probe.to >= asks.before) return undefined;
  const said = asks.index.complaintIn(probe);
  return said === undefined && NOTHING_THERE.has(probe.ret) ? undefined : { said, errno: probe.ret };
}

/** What became of one interrupt whose wire ends somewhere. */
function outcomeOf(now: Now, node: DtNode, index: number, wire: Wire): Outcome {
  const { controller } = wire;
  const noModel: Outcome = { kind: 'no-model', controller: controller.path, compatible: compatibleOf(controller)[0] };
  const desc = now.desc(wire);
  const dev = mainDevice(now.devices.get(node.path) ?? []);
  const noted = now.note(node.path, index);
  const known = noted === undefined ? undefined : ofNote(now, noted, controller);
  const refused = known?.kind === 'no-model' ? undefined : refusal(now, node, index, dev);
  if (refused !== undefined) return refused;
  // Two nodes may share a line: another's handler is not this one's.
  const isProbing = dev?.links_status === DL_DEV_PROBING && known?.kind === 'requested';
  if ((dev?.links_status === DL_DEV_DRIVER_BOUND || isProbing) && known !== undefined) return known;
  const hasDriver = dev?.driver !== undefined;
  const standIn = dev !== undefined && now.isStandIn(dev);
  // What is declared needs no device, though it may have one without a driver.
  const declared = !hasDriver && isDeclared(now, node);
  const byModel = dev === undefined || declared || (hasDriver && !standIn);
  if (byModel && desc?.action !== undefined) {
    const { irq } = desc.irq_data;
    const domain = now.domainOf(irq);
    return { kind: 'requested', irq, domain, driver: dev?.driver, standIn: false, chained: false };
  }
  const { phase } = now.facts;
  if (phase === 'up') {
    if (node === now.facts.machine.gicNode) return { kind: 'optional', why: 'hypervisor' };
    if (dev === undefined) return withoutDevice(now, node);
  } else if (dev?.deferred_probe !== true) {
    if (known?.kind === 'refused') return known;
    return { kind: phase === 'panicked' ? 'panicked' : 'not-yet' };
  }
  // A PHY's is mapped with the PHY, whichever driver its own registers would lead to.
  if (dev.bus === 'mdio_bus' && desc !== undefined)
    return { kind: 'mapped', irq: desc.irq_data.irq, domain: now.domainOf(desc.irq_data.irq), by: 'phylib' };
  if (dev.bus === 'mdio_bus' && !now.isModelled(controller)) return noModel;
  if (declared && !dev.can_match) return { kind: 'optional', why: 'alternative' };
  if (!dev.can_match) {
    const fromTable = now.facts.drivers.table !== undefined;
    return { kind: 'no-driver', device: dev.name, known: knownDriver(now, dev, node), fromTable };
  }
  if (dev.deferred_probe) {
    const waits = suppliersOf(dev);
    if (waits.length > 0) return { kind: 'deferred', device: dev.name, for: waits };
    return now.isModelled(controller) ? { kind: 'deferred', device: dev.name, for: [] } : noModel;
  }
  if (dev.driver === undefined) return known ?? { kind: 'not-bound', device: dev.name, gaveUp: gaveUp(now, dev) };
  if (!now.isModelled(controller)) return noModel;
  if (!standIn && dev.driver === 'uart-pl011') return { kind: 'not-open', device: dev.name, driver: dev.driver };
  if (!standIn && desc !== undefined && now.isFound(node.path, index))
    return { kind: 'mapped', irq: desc.irq_data.irq, domain: now.domainOf(desc.irq_data.irq), by: 'driver' };
  // What a scan of a driver's source found may leave out a request, e.g. one in a loop.
  return { kind: 'not-asked', device: dev.name, driver: dev.driver, sure: !standIn };
}

/** What became of one whose wire is not known: Linux may know a way, as where a driver reads an interrupt-map of its own. */
function withoutWire(now: Now, { path }: DtNode, index: number): Outcome {
  const { asks } = now.facts;
  const ask = asks?.index.lastOf(path, index, asks.before);
  const irq = ask?.what === 'request' && ask.ret !== undefined && ask.ret >= 0 ? now.irqOf(ask.irq) : undefined;
  if (irq === undefined) return { kind: 'no-wire' };
  const dev = ask?.probe?.device;
  const standIn = dev !== undefined && now.isStandIn(dev);
  return { kind: 'requested', irq, domain: now.domainOf(irq), driver: dev?.driver, standIn, chained: false };
}

/** The device that stands for a node. */
export interface NodeDevice {
  /** As sysfs calls it: "ff0e0000.ethernet", "1-0020". */
  readonly name: string;
  readonly bus: string | undefined;
  /** Name of the bound driver. */
  readonly driver: string | undefined;
  /** The driver is not modelled: a stand-in has its name. */
  readonly standIn: boolean;
}

function nodeDevice(now: Now, devices: readonly device[]): NodeDevice | undefined {
  const dev = mainDevice(devices) ?? devices[0];
  if (dev === undefined) return undefined;
  return { name: dev.name, bus: dev.bus, driver: dev.driver, standIn: now.isStandIn(dev) };
}

/** Every interrupt of every enabled node, in the order of the tree. */
function requestsAt(now: Now): IrqRequest[] {
  const { wiring, tree, gicNode } = now.facts.machine;
  const requests: IrqRequest[] = [];
  for (const node of walk(tree)) {
    if (!listsInterrupts(node)) continue;
    if (!isReached(node)) continue;
    const names = stringList(getProperty(node, 'interrupt-names'));
    // A list that its parent's cells do not divide, or that has no parent, counts none; something was meant by it.
    for (let index = 0, count = Math.max(1, wiring.countOf(node)); index < count; index++) {
      const wire = wiring.wireOf(node, index);
      requests.push({
        path: node.path,
        index,
        name: names[index],
        wire,
        atGic: wire !== undefined && wire.controller === gicNode,
        outcome: wire === undefined ? withoutWire(now, node, index) : outcomeOf(now, node, index, wire),
      });
    }
  }
  return requests;
}

/** What became of the tree's interrupts at the end of a run, recorded or not. `asks` are those of the run. */
export function requestsAtEnd(
  { rec, machine, loaded, panic, results }: Session,
  asks: AskIndex = new AskIndex(rec),
): IrqRequest[] {
  const { scenario, driverTable } = loaded;
  const now = new Now({
    objects: new LiveObjects(rec),
    machine,
    version: scenario.kernel,
    drivers: { choice: driversOf(scenario), table: driverTable },
    asks: { index: asks, before: Number.POSITIVE_INFINITY },
    phase: panic !== undefined && results[0]?.ret === -1 ? 'panicked' : 'up',
  });
  return requestsAt(now);
}

/** What became of the tree's interrupts at the moment of a snapshot: worked out once for each. */
export class RequestIndex {
  private readonly facts: () => RequestFacts;
  private readonly moment: () => string;
  private known: Known | undefined;

  /** `moment` tells moments apart. */
  constructor(moment: () => string, facts: () => RequestFacts) {
    this.moment = moment;
    this.facts = facts;
  }

  get all(): readonly IrqRequest[] {
    return this.look().all;
  }

  /** Those of a node, in its order. */
  of(path: string): readonly IrqRequest[] {
    return this.look().byPath.get(path) ?? [];
  }

  /** The device of a node, where Linux has made one. */
  deviceOf(path: string): NodeDevice | undefined {
    return this.look().devices.get(path);
  }

  private look(): Known {
    const moment = this.moment();
    if (this.known?.moment === moment) return this.known;
    const now = new Now(this.facts());
    const all = requestsAt(now);
    const byPath = new Map<string, IrqRequest[]>();
    for (const request of all) {
      const own = byPath.get(request.path);
      if (own === undefined) byPath.set(request.path, [request]);
      else own.push(request);
    }
    const devices = new Map<string, NodeDevice>();
    for (const [path, own] of now.devices) {
      const found = nodeDevice(now, own);
      if (found !== undefined) devices.set(path, found);
    }
    this.known = { moment, all, byPath, devices };
    return this.known;
  }
}

interface Known {
  readonly moment: string;
  readonly all: readonly IrqRequest[];
  readonly byPath: ReadonlyMap<string, readonly IrqRequest[]>;
  readonly devices: ReadonlyMap<string, NodeDevice>;
}
