/** What checks read: the tree as Linux walks it, and the run. Made once for a run, so that a check is a question. */
import { nearest } from '../../base/nearest.ts';
import {
  type DeviceTree,
  type DtNode,
  getProperty,
  listsInterrupts,
  isReached,
  stringList,
  u32At,
  walk,
} from '../devicetree/index.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { driver_of } from '../linux/drivers/base/bus.ts';
import { fw_devlink_c } from '../linux/drivers/base/core/index.ts';
import { driverNames } from '../linux/drivers/base/init.ts';
import { modelledIrqchips } from '../linux/drivers/irqchip/irqchip.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { driversFor } from '../linux/stand-ins/driver-table.ts';
import { registerRanges } from '../machine/index.ts';
import { errorOf } from '../record/errno.ts';
import { AskIndex } from '../record/asks.ts';
import { type IrqRequest, requestsAtEnd } from '../record/requests.ts';
import type { Session } from '../run/session.ts';
import { isComplaint, type LoggedFor, linesByNode } from './log.ts';
import { type Walk, Walker } from './walk.ts';

/** More is no bound that anybody set. */
const MOST_LINES = 0x10000;

/** Letters that may be wrong in a name before it is another one. */
const MOST_TYPOS = 2;

/** Two frames of 64 KiB; a GICv4's has four. */
const FRAMES_OF_CPU = 0x20000;

/** An interrupt of a node, with its way. */
export interface User {
  readonly node: DtNode;
  readonly walk: Walk;
}

export class Facts {
  readonly session: Session;
  readonly say: EngineMessages['findings'];
  readonly tree: DeviceTree;
  readonly version: KernelVersion;
  readonly walker: Walker;
  /** Nodes that are there, in tree order. */
  readonly nodes: readonly DtNode[];
  /** Every interrupt of every node that is there. */
  readonly users: readonly User[];
  readonly requests: readonly IrqRequest[];
  readonly asks: AskIndex;
  readonly logged: LoggedFor;
  private readonly walks = new Map<DtNode, Walk[]>();
  private readonly through = new Map<DtNode, User[]>();

  constructor(session: Session) {
    this.session = session;
    this.say = session.messages.findings;
    this.tree = session.machine.tree;
    this.version = session.loaded.scenario.kernel;
    this.walker = new Walker(this.tree);
    this.nodes = walk(this.tree).filter(isReached);
    for (const node of this.nodes) {
      if (!listsInterrupts(node)) continue;
      this.walks.set(node, this.walker.walksOf(node));
    }
    this.users = [...this.walks].flatMap(([node, walks]) => walks.map((each) => ({ node, walk: each })));
    for (const user of this.users) for (const node of nodesOf(user.walk)) this.notePasser(node, user);
    this.asks = new AskIndex(session.rec);
    this.requests = requestsAtEnd(session, this.asks);
    this.logged = linesByNode(session.rec);
  }

  private notePasser(node: DtNode, user: User): void {
    const list = this.through.get(node);
    if (list === undefined) this.through.set(node, [user]);
    else list.push(user);
  }

  walksOf(node: DtNode): readonly Walk[] {
    return this.walks.get(node) ?? [];
  }

  /** Interrupts of other nodes that speak to a node, or pass it. */
  usersOf(node: DtNode): readonly User[] {
    return (this.through.get(node) ?? []).filter((user) => user.node !== node);
  }

  /** Whether it is the controller whose specifiers are INTIDs. */
  isGic(node: DtNode): boolean {
    return node === this.session.machine.gicNode;
  }

  isGicV3(node: DtNode): boolean {
    return compatiblesOf(node).some((name) => name.includes('gic-v3'));
  }

  /** Whether a driver of this kernel is for a node, on any bus. Undefined where that is not known. */
  hasDriver(node: DtNode): boolean | undefined {
    const table = this.session.kernel.boot.driverTable;
    const compatibles = compatiblesOf(node);
    // A PrimeCell's driver goes by the ID in its registers.
    if (table === undefined || compatibles.includes('arm,primecell')) return undefined;
    return table.file.buses.some((bus) => driversFor(table, this.version, bus, compatibles).length > 0);
  }

  /**
   * A compatible of the table that this one may have been meant to be. Names that differ in a number are those of other hardware, and
   * one that the table has of another version is no mistake.
   */
  nearCompatible(name: string): string | undefined {
    const known = this.session.kernel.boot.driverTable?.compatibles;
    if (known === undefined || known.has(name)) return undefined;
    const digits = name.replaceAll(/\D/g, '');
    const alike = [...known.keys()].filter(
      (each) =>
        Math.abs(each.length - name.length) <= MOST_TYPOS &&
        each.includes(',') &&
        each.replaceAll(/\D/g, '') === digits,
    );
    return nearest(name, alike, MOST_TYPOS);
  }

  /** The driver that has a node's device, or would have it. */
  driverOf(node: DtNode): { readonly name: string; readonly standIn: boolean } | undefined {
    const { kernel } = this.session;
    for (const dev of fw_devlink_c(kernel).devices) {
      if (dev.of_node?.path !== node.path || dev.bus === undefined) continue;
      if (dev.driver !== undefined)
        return { name: dev.driver, standIn: driver_of(kernel, dev)?.stand_in !== undefined };
      const table = kernel.boot.driverTable;
      const name =
        table === undefined ? undefined : driversFor(table, this.version, dev.bus, compatiblesOf(node))[0]?.driver.name;
      if (name !== undefined) return { name, standIn: !driverNames().includes(name) };
    }
    return undefined;
  }

  /** The driver of a PCI function. */
  driverOfFunction(bdf: string): string | undefined {
    for (const dev of fw_devlink_c(this.session.kernel).devices)
      if (dev.bus === 'pci' && dev.name === bdf) return dev.driver;
    return undefined;
  }

  /** Whether a driver is not modelled. */
  isStandIn(driver: string): boolean {
    return this.session.kernel.boot.driverTable !== undefined && !driverNames().includes(driver);
  }

  /** Whether the driver of a node is modelled, so that what it asks for is known and not taken from a scan. */
  isProven(node: DtNode): boolean {
    return this.session.kernel.boot.driverTable === undefined || this.driverOf(node)?.standIn === false;
  }

  /** "-EINVAL". */
  errorName(errno: number): string {
    return `-${errorOf(this.session.messages.errno, Math.abs(errno)).name}`;
  }

  /** What became of an interrupt of a node, where the tree lists it. */
  outcomeOf({ path }: DtNode, index: number): IrqRequest['outcome']['kind'] | undefined {
    return this.requests.find((request) => request.path === path && request.index === index)?.outcome.kind;
  }

  /** Whether a driver declares itself for a controller with IRQCHIP_DECLARE: of_irq_init brings it up. */
  isDeclaredIrqchip(node: DtNode): boolean {
    const compatibles = compatiblesOf(node);
    const table = this.session.kernel.boot.driverTable;
    const declared = modelledIrqchips(this.version);
    if (compatibles.some((name) => declared.includes(name))) return true;
    return table !== undefined && driversFor(table, this.version, 'irqchip', compatibles).length > 0;
  }

  /** Redistributor regions of a GICv3: how many `reg` has and needs, for how many CPUs, and how long one must be for all. */
  redistributors(gic: DtNode): { regions: number; wanted: number; room: number; size: number } {
    const wanted = u32At(getProperty(gic, '#redistributor-regions'), 0) ?? 1;
    const regions = registerRanges(gic).slice(1, 1 + wanted);
    const said = u32At(getProperty(gic, 'redistributor-stride'), 1) ?? 0;
    const stride = said === 0 ? FRAMES_OF_CPU : said;
    const room = regions.reduce((sum, region) => sum + Math.floor((region?.size ?? 0) / stride), 0);
    return { regions: regions.length, wanted, room, size: stride * this.session.machine.cpus.length };
  }

  /** Warnings and worse that Linux logged between two events. */
  linesBetween(from: number, to: number): string[] {
    const { rec } = this.session;
    const events = rec.logs.filter((event) => event > from && event < to);
    return [
      ...new Set(events.map((event) => rec.logAt(event)).flatMap((line) => (isComplaint(line) ? [line.text] : []))),
    ];
  }

  /** How many lines a domain of this name has; undefined where there is none, or no bound. */
  sizeOf(name: string): number | undefined {
    const { rec } = this.session;
    for (const id of rec.byType.get(irq_domain) ?? []) {
      const domain: unknown = rec.objects[id];
      if (irq_domain.is(domain) && domain.name === name && domain.hwirq_max < MOST_LINES) return domain.hwirq_max;
    }
    return undefined;
  }

  /** Lines that Linux logged for nodes, as warnings or worse. */
  linesOf(nodes: readonly DtNode[]): string[] {
    return [...new Set(nodes.flatMap(({ path }) => this.logged.get(path) ?? []))];
  }
}

/** Nodes on the way of an interrupt. */
function nodesOf({ entry, stages, end }: Walk): Set<DtNode> {
  const found = new Set(stages.filter(({ kind }) => kind !== 'row').map(({ node }) => node));
  if (entry.to !== undefined) found.add(entry.to);
  if ('node' in end) found.add(end.node);
  if (end.kind === 'no-row' && end.disabled !== undefined) found.add(end.disabled);
  return found;
}

export function compatiblesOf(node: DtNode): readonly string[] {
  return stringList(getProperty(node, 'compatible'));
}
