/**
 * A host bridge: configuration space through ECAM (PCI Express 7.2.2) or by registers of its own, and the memory and I/O windows
 * of `ranges`. Bus numbers are what software writes into the bridges; nothing is decoded before.
 */
import type { SignalText, StopReason } from '../../api/messages/index.ts';
import { type DtNode, getProperty, readRows, u32At, u32s } from '../../devicetree/index.ts';
import { addressCells } from '../address.ts';
import type { Width } from '../bus.ts';
import type { Machine } from '../machine.ts';
import type { MmioRegion } from '../region.ts';
import { forwardsDown, leadsTo } from './bridge.ts';
import { decode, readBar, type Surroundings, writeBar, writeConfig } from './function.ts';
import { IntxLines } from './lines.ts';
import type { MsiBlock } from './msi-block.ts';
import { COMMAND, COMMAND_MASTER, type pci_function, readConfig, secondaryBus } from './state.ts';

/** A row of `ranges`. */
export interface HostWindow {
  readonly io: boolean;
  readonly cpu: number;
  readonly pci: number;
  readonly size: number;
}

interface Range {
  readonly base: number;
  readonly size: number;
}

/** How software reaches configuration space. */
export interface ConfigAccess {
  readonly regions: (host: PciHost) => readonly MmioRegion[];
  /** The host's own block of MSIs. */
  readonly block?: MsiBlock;
}

export interface HostDescription {
  readonly node: DtNode;
  readonly access: ConfigAccess;
  /** Device and function numbers of the host's own root ports, behind which functions are; none where it is a host bridge alone. */
  readonly rootPorts: readonly number[];
  readonly firstBus: number;
  readonly windows: readonly HostWindow[];
}

function ones(width: Width): number {
  return width === 4 ? 0xffffffff : width === 2 ? 0xffff : 0xff;
}

export class PciHost implements Surroundings {
  readonly node: DtNode;
  readonly functions: readonly pci_function[];
  readonly lines: IntxLines;
  readonly firstBus: number;
  readonly block: MsiBlock | undefined;
  private readonly machine: Machine;
  /** By the bridge above them; undefined is the root bus. */
  private readonly below = new Map<pci_function | undefined, pci_function[]>();

  constructor(machine: Machine, description: HostDescription, functions: readonly pci_function[]) {
    this.machine = machine;
    this.node = description.node;
    this.firstBus = description.firstBus;
    this.functions = functions;
    for (const fn of functions) this.below.set(fn.bridge, [...(this.below.get(fn.bridge) ?? []), fn]);
    this.lines = new IntxLines(machine, description.node, description.firstBus, functions);
    this.block = description.access.block;
    // A port's registers may be a window of its own: of two alike, the later is asked.
    for (const window of description.windows) machine.attach(this.memoryWindow(window));
    for (const region of description.access.regions(this)) machine.attach(region);
  }

  private on(bridge: pci_function | undefined): readonly pci_function[] {
    return this.below.get(bridge) ?? [];
  }

  // --- configuration

  /** Who answers a configuration access: the bridges' bus numbers lead there. */
  at(bus: number, devfn: number): pci_function | undefined {
    let bridge: pci_function | undefined;
    let here = this.firstBus;
    while (here !== bus) {
      bridge = this.on(bridge).find((fn) => fn.design.bridge && leadsTo(fn, bus));
      if (bridge === undefined) return undefined;
      here = secondaryBus(bridge);
    }
    return this.on(bridge).find((fn) => fn.devfn === devfn);
  }

  /** Bus, device and function as software numbers them now. */
  requesterId(fn: pci_function): number {
    return ((fn.bridge === undefined ? this.firstBus : secondaryBus(fn.bridge)) << 8) | fn.devfn;
  }

  /** By which name its messages go to the interrupt controller: the requester ID as the board's msi-map has it. */
  deviceId(fn: pci_function): number {
    const requester = this.requesterId(fn);
    const mask = u32At(getProperty(this.node, 'msi-map-mask'), 0) ?? 0xffffffff;
    const cells = u32s(getProperty(this.node, 'msi-map'));
    for (let at = 0; at + 4 <= cells.length; at += 4) {
      const [first = 0, , device = 0, length = 0] = cells.slice(at, at + 4);
      const id = (requester & mask) >>> 0;
      if (id >= first && id < first + length) return id - first + device;
    }
    return requester;
  }

  /** A range in which configuration spaces of functions lie: `target` says whose, from the offset. */
  window(name: string, { base, size }: Range, target: (offset: number) => pci_function | undefined): MmioRegion {
    return {
      name,
      base,
      size,
      read: (offset, width) => {
        const fn = target(offset);
        return fn === undefined ? ones(width) : this.readConfig(fn, offset & 0xfff, width);
      },
      write: (offset, width, value) => {
        const fn = target(offset);
        if (fn !== undefined) this.writeConfig(fn, offset & 0xfff, width, value);
      },
    };
  }

  /** A field of a function's configuration space, ones beyond it. */
  readConfig(fn: pci_function, where: number, width: Width): number {
    return where >= fn.design.size ? ones(width) : readConfig(fn, where, width);
  }

  writeConfig(fn: pci_function, where: number, width: Width, value: number): void {
    if (where < fn.design.size) writeConfig(this, fn, where, width, value);
  }

  // --- memory and I/O

  private claim(address: number, io: boolean): { fn: pci_function; bar: number; offset: number } | undefined {
    let bridge: pci_function | undefined;
    for (let depth = 0; depth < 256; depth++) {
      let next: pci_function | undefined;
      for (const fn of this.on(bridge)) {
        const hit = decode(fn, address, io);
        if (hit !== undefined) return { fn, bar: hit.bar.index, offset: hit.offset };
        if (fn.design.bridge && forwardsDown(fn, address, io)) next ??= fn;
      }
      if (next === undefined) return undefined;
      bridge = next;
    }
    return undefined;
  }

  private memoryWindow({ io, cpu, pci, size }: HostWindow): MmioRegion {
    return {
      name: `${this.node.path} ${io ? 'I/O' : 'memory'}`,
      base: cpu,
      size,
      read: (offset, width) => {
        const hit = this.claim(pci + offset, io);
        return hit === undefined ? ones(width) : readBar(this, hit.fn, hit.bar, hit.offset, width);
      },
      write: (offset, width, value) => {
        const hit = this.claim(pci + offset, io);
        if (hit !== undefined) writeBar(this, hit.fn, hit.bar, hit.offset, width, value);
      },
    };
  }

  // --- what functions do by themselves

  /** The bridge on the way up that lets nothing through, if any. */
  barrier(fn: pci_function): pci_function | undefined {
    for (let bridge = fn.bridge; bridge !== undefined; bridge = bridge.bridge) {
      if ((readConfig(bridge, COMMAND, 2) & COMMAND_MASTER) === 0) return bridge;
    }
    return undefined;
  }

  /** The address on the other side of the bridge, as the rows of `dma-ranges` have it; the same where no row is for it. */
  inbound(address: number): number {
    const rows = readRows(getProperty(this.node, 'dma-ranges'), [1, 2, addressCells(this.node.parent), 2]);
    const row = rows.find(([, from = 0n, , size = 0n]) => address >= from && address < from + size);
    return row === undefined ? address : address - Number(row[1] ?? 0n) + Number(row[2] ?? 0n);
  }

  write(fn: pci_function, address: number, data: number): boolean {
    const barrier = this.barrier(fn);
    if (barrier === undefined) {
      if (this.block?.take(address, data, fn) === true) return true;
      return this.machine.msiWrite(this.inbound(address), data, this.requesterId(fn), fn.$id, this.deviceId(fn));
    }
    const text = { code: 'functionWrites', from: { bdf: fn.bdf }, data, address } as const;
    this.stopped(fn, text, { code: 'bridgeNoMaster', bridge: barrier.bdf });
    return false;
  }

  stopped(fn: pci_function, text: SignalText, why: StopReason): void {
    this.machine.rec.signal({ kind: 'msi', from: fn.$id, to: 0, text, stopped: why });
  }

  lineChanged(fn: pci_function): void {
    this.lines.update(fn);
  }

  deassert(fn: pci_function): void {
    if (fn.asserted) this.lines.assert(fn, false);
  }

  private physical(fn: pci_function, address: number): number | undefined {
    if ((readConfig(fn, COMMAND, 2) & COMMAND_MASTER) === 0 || this.barrier(fn) !== undefined) return undefined;
    return this.machine.translate(this.requesterId(fn), address);
  }

  readMemoryFor(fn: pci_function, address: number): number | undefined {
    const physical = this.physical(fn, address);
    return physical === undefined ? undefined : this.machine.memory.read32(physical);
  }

  writeMemoryFor(fn: pci_function, address: number, value: number): void {
    const physical = this.physical(fn, address);
    if (physical !== undefined) this.machine.memory.write32(physical, value);
  }
}

/** Configuration space as memory: 4 KB for each function of each bus. */
export function ecamAccess(node: DtNode, range: Range): ConfigAccess {
  return {
    regions: (host) => [
      host.window(`${node.path} ECAM`, range, (offset) =>
        host.at(host.firstBus + Math.floor(offset / 0x100000), (offset >> 12) & 0xff),
      ),
    ],
  };
}
