/** A machine: address space, CPUs, interrupt controller and wires. Devices plug in through `attach`, `raiseLine` and `msiWrite`. */
import { err, ok, type Result } from '../../base/result.ts';
import type { LineName, SignalText } from '../api/messages/index.ts';
import type { DeviceTree, DtNode } from '../devicetree/index.ts';
import type { HasRecorder, Recorder } from '../recorder/index.ts';
import type { Bus } from './bus.ts';
import type { ControllerBlock } from './controllers/block.ts';
import { type cpu_core, type FixedRegisters, readCpuRegister, writeCpuRegister } from './cpu.ts';
import { DeviceLines, NO_INTID, type WireOptions } from './device-lines.ts';
import type { Fault } from './fault.ts';
import type { board_device } from './generic.ts';
import { type InterruptController, intidKind, intidName, SPURIOUS, type Surroundings } from './gic/interface.ts';
import type { HardwareOptions } from './hardware.ts';
import type { MemoryMap, Rank } from './memory-map.ts';
import { PsciResult } from './psci.ts';
import type { MmioRegion } from './region.ts';
import { gicCells, gicIntid, type Wire, Wiring } from './wiring.ts';

/** A wire, by the device's node and the number of its interrupt, or by the GIC's number. */
export type LineTarget = { readonly node: string; readonly index: number } | { readonly intid: number };

/** What stands between a device and memory: undefined when it lets the access through to nowhere. */
export type Translator = (deviceId: number, address: number) => number | undefined;

/** A controller other than the GIC that is modelled: gets the level of one of its inputs. */
export type WireHandler = (cells: readonly number[], level: boolean, from: number) => void;

/** A device that is modelled: asked to raise or lower one of its wires, it does so by its own registers. */
export type WireSource = (index: number, level: boolean) => void;

/** Like WireSource, for an interrupt that each CPU has of its own. */
export type PrivateSource = (cpu: number, level: boolean) => void;

/** Something in a CPU that has system registers. undefined and false: not one of its own. */
export interface RegisterBlock {
  readSysreg(name: string, cpu: number): bigint | undefined;
  writeSysreg(name: string, value: bigint, cpu: number): boolean;
}

/** A root controller that is no GIC: what each CPU has of its own leads to it. */
export interface PrivateController {
  readonly node: DtNode;
  /** The inputs that lines of devices can lead to, as first and last. */
  readonly inputs: readonly (readonly [first: number, last: number])[];
  /** The number of the input that a specifier names, of a CPU's own and of shared ones alike. */
  inputOf(cells: readonly number[]): number | undefined;
  /** The numbers that kernels have for that input. */
  hwirqsOf(cells: readonly number[]): readonly number[];
  /** A specifier of an input. */
  cellsOf(input: number): readonly number[];
  /** Whether each CPU has an interrupt of this number of its own. */
  isPrivate(input: number): boolean;
  setPrivate(cpu: number, input: number, level: boolean, from: number, line: LineName): void;
  /** The number of the interrupt that it puts forward to a CPU, as IRQ or as FIQ. */
  waiting(cpu: number): number | undefined;
}

/** As many inputs as any second-level controller has. */
const MOST_INPUTS = 1408;

export class Machine implements HasRecorder, Surroundings {
  readonly rec: Recorder;
  readonly tree: DeviceTree;
  readonly hardware: HardwareOptions;
  readonly memory: MemoryMap;
  readonly cpus: readonly cpu_core[];
  /** Where lines lead by what the tree says. */
  readonly wiring: Wiring;
  /** Where they really lead. */
  readonly lines: DeviceLines;
  readonly bus: Bus;
  /** What stands for a node of the tree, by its path. */
  readonly devices = new Map<string, board_device>();
  /** By the compatible of a pin controller: pin, line of the wake-up controller above it, and so on. */
  wakeLines: ReadonlyMap<string, readonly number[]> = new Map();
  gic: InterruptController | undefined;
  /** The node of the GIC, whose specifiers are INTIDs. */
  gicNode: DtNode | undefined;
  /** The root controller where that is no GIC. */
  local: PrivateController | undefined;
  /** Set by an SMMU. */
  translator: Translator | undefined;
  /** Set by an SMMU: the object of the SMMU that a requester's accesses go through, and its StreamID there. */
  streamOf: ((requester: number) => { readonly smmu: number; readonly id: number } | undefined) | undefined;
  private readonly controllers = new Map<string, { readonly handler: WireHandler; readonly inputs: number }>();
  /** Second-level controllers by the path of the node whose specifiers name their inputs. */
  readonly blocks = new Map<string, ControllerBlock>();
  private readonly sources = new Map<string, WireSource>();
  private readonly privateSources = new Map<number, PrivateSource>();
  private readonly registers: RegisterBlock[] = [];
  private readonly fixed: FixedRegisters;

  constructor(
    rec: Recorder,
    tree: DeviceTree,
    parts: {
      readonly hardware: HardwareOptions;
      readonly memory: MemoryMap;
      readonly cpus: readonly cpu_core[];
      readonly fixed: FixedRegisters;
      readonly wires: readonly WireOptions[];
    },
  ) {
    this.rec = rec;
    this.tree = tree;
    this.hardware = parts.hardware;
    this.memory = parts.memory;
    this.cpus = parts.cpus;
    this.fixed = parts.fixed;
    this.wiring = new Wiring(tree);
    this.lines = new DeviceLines(this, parts.wires);
    this.bus = this.makeBus();
  }

  /** Puts something into the address space. A model wins over what merely stands for a node. */
  attach(region: MmioRegion, rank: Rank = 'model'): void {
    this.memory.attach(region, rank);
  }

  /** Makes a controller other than the GIC, with so many inputs, the end of the wires that lead to its node. */
  attachController(path: string, inputs: number, handler: WireHandler): void {
    this.controllers.set(path, { handler, inputs });
  }

  /** The inputs of a controller that lines of devices can lead to, as first and last; undefined for one that is not modelled. */
  inputsOf(controller: DtNode): readonly (readonly [first: number, last: number])[] | undefined {
    if (controller === this.gicNode) return this.gic?.spis;
    if (controller === this.local?.node) return this.local.inputs;
    const known = this.controllers.get(controller.path);
    return known === undefined ? undefined : [[0, known.inputs - 1]];
  }

  /** Makes a second-level controller the end of the wires that lead to a node. */
  addBlock(node: DtNode, block: ControllerBlock): void {
    const { path } = node;
    this.blocks.set(path, block);
    this.attachController(path, MOST_INPUTS, (cells, level) => {
      const input = block.design.input === undefined ? cells[0] : block.design.input(cells, node);
      if (input === undefined) return;
      block.nameInput(input, node);
      block.setInput(input, level);
    });
    // Its own wires are what its inputs make them.
    this.attachSource(path, (index, level) => {
      const text = { code: 'lineStays', line: { path, index } } as const;
      if (level)
        this.rec.signal({ kind: 'line', from: block.state.$id, to: 0, text, stopped: { code: 'followsInputs' } });
    });
  }

  /** The number of the input at the end of a wire, as its controller counts: INTIDs of the GIC. */
  inputOf({ controller, cells }: Wire): number | undefined {
    if (controller === this.gicNode) return gicIntid(cells);
    if (controller === this.local?.node) return this.local.inputOf(cells);
    const input = this.blocks.get(controller.path)?.design.input;
    return input === undefined ? cells[0] : input(cells, controller);
  }

  /** The numbers that kernels have for the input at the end of a wire, in the domain of its controller: one for each way to count. */
  hwirqsOf(wire: Wire): readonly number[] {
    if (wire.controller === this.local?.node) return this.local.hwirqsOf(wire.cells);
    const block = this.blocks.get(wire.controller.path);
    const input = this.inputOf(wire);
    return block?.design.numbers?.(block, wire.cells, wire.controller) ?? (input === undefined ? [] : [input]);
  }

  /** Lets a modelled device decide about its wires when it is asked to raise them. It drives them with `driveNode`. */
  attachSource(path: string, source: WireSource): void {
    this.sources.set(path, source);
  }

  /** The registers of a node's device are more than generic ones. */
  markModelled(path: string): void {
    const device = this.devices.get(path);
    if (device !== undefined) device.modelled = true;
  }

  attachPrivateSource(intid: number, source: PrivateSource): void {
    this.privateSources.set(intid, source);
  }

  attachRegisters(block: RegisterBlock): void {
    this.registers.push(block);
  }

  /** The CPU whose node has this phandle. */
  cpuOfPhandle(phandle: number): number | undefined {
    const node = this.wiring.byPhandle(phandle);
    return this.cpus.find(({ path }) => path !== undefined && path === node?.path)?.number;
  }

  /** CPUs that would take an interrupt now: powered, wire up, PSTATE.I clear. Ascending. */
  pendingCpus(): number[] {
    return this.cpus
      .filter((cpu) => cpu.powered && (cpu.irq || this.takesFiq(cpu.number)) && cpu.irq_enabled)
      .map(({ number }) => number);
  }

  /** Whether what a CPU takes next is an FIQ. Those of a GIC are firmware's. */
  takesFiq(cpu: number): boolean {
    return this.local !== undefined && this.cpus[cpu]?.fiq === true;
  }

  /** What an interrupt that the root controller puts forward is called. */
  nameOf(number: number): string {
    return this.local === undefined ? intidName(number) : String(number);
  }

  /** The number that the root controller puts forward to a CPU, of a GIC the INTID; undefined for none. */
  waitingFor(cpu: number): number | undefined {
    if (this.local !== undefined) return this.local.waiting(cpu);
    const intid = this.gic?.waiting(cpu) ?? SPURIOUS;
    return intid === SPURIOUS ? undefined : intid;
  }

  // --- wires

  /** Sets a device's wire. `from` is the object id of what drives it; without, that of the node's device. */
  raiseLine(target: LineTarget, level: boolean, from?: number): Result<number, Fault> {
    if ('intid' in target) return this.setIntid(target.intid, level, from ?? 0, target);
    const node = this.wiring.node(target.node);
    if (node === undefined) return err({ code: 'line-no-node', node: target.node, at: target.node });
    const source = this.sources.get(target.node);
    if (source === undefined) return this.lines.command(target.node, target.index, level, from);
    source(target.index, level);
    if (!level) this.lines.rest(target.node, target.index);
    return ok(this.intidOf(this.lines.endOf(node, target.index)));
  }

  /** The INTID that a wire leads to; NO_INTID for one that leads to no GIC. */
  intidOf(wire: Wire | undefined): number {
    return (wire !== undefined && wire.controller === this.gicNode ? gicIntid(wire.cells) : undefined) ?? NO_INTID;
  }

  /** The wire to a controller's input by its own number. */
  wireTo(controller: DtNode, input: number): Wire {
    if (controller === this.local?.node) return { controller, cells: this.local.cellsOf(input) };
    // Some second-level controllers are spoken to like the GIC, in SPIs.
    const design = this.blocks.get(controller.path)?.design;
    const plain = design?.input === undefined ? [input] : [0, input, 4];
    return { controller, cells: controller === this.gicNode ? gicCells(input) : plain };
  }

  /** Sets the wire of a node's interrupt, whatever its device says. */
  driveNode(path: string, index: number, level: boolean, from?: number): Result<number, Fault> {
    return this.lines.drive(path, index, level, from);
  }

  /** Sets a wire whose end is known, e.g. a PCI function's INTx after its host bridge's interrupt-map. */
  drive(wire: Wire, level: boolean, from: number, line: LineName): Result<number, Fault> {
    if (wire.controller === this.gicNode) {
      const intid = gicIntid(wire.cells);
      if (intid === undefined) return err({ code: 'line-bad-specifier', line });
      return this.setIntid(intid, level, from, line);
    }
    const { path } = wire.controller;
    const handler = this.controllers.get(path)?.handler;
    if (handler === undefined) {
      this.rec.signal({
        kind: 'line',
        from,
        to: this.devices.get(path)?.$id ?? 0,
        text: { code: 'lineMoves', line, level },
        stopped: { code: 'noController', path },
      });
      return err({ code: 'line-unknown-controller', line, path, at: path });
    }
    handler(wire.cells, level, from);
    return ok(NO_INTID);
  }

  private setIntid(intid: number, level: boolean, from: number, line: LineName): Result<number, Fault> {
    if (this.gic === undefined) return err({ code: 'line-no-gic' });
    if (intidKind(intid) !== 'spi') {
      return err({ code: 'line-not-shared', intid });
    }
    this.gic.setSpi(intid, level, from, line);
    return ok(intid);
  }

  /** The number of an interrupt that each CPU has of its own, by a wire that leads to one of the root controller's. */
  privateOf(wire: Wire | undefined): number | undefined {
    if (wire === undefined) return undefined;
    if (wire.controller === this.gicNode) return gicIntid(wire.cells);
    return wire.controller === this.local?.node ? this.local.inputOf(wire.cells) : undefined;
  }

  /** Whether a wire leads to what each CPU has of its own, at a root controller that is no GIC. */
  isPrivateWire(wire: Wire): boolean {
    if (this.local === undefined || wire.controller !== this.local.node) return false;
    const input = this.local.inputOf(wire.cells);
    return input !== undefined && this.local.isPrivate(input);
  }

  private isPrivate(number: number): boolean {
    return this.local === undefined ? intidKind(number) === 'ppi' : this.local.isPrivate(number);
  }

  /** Sets the wire of a PPI of one CPU: its INTID, or its number at a root controller that is no GIC. */
  raisePpi(cpu: number, intid: number, level = true, from = 0): Result<number, Fault> {
    if (this.gic === undefined && this.local === undefined) return err({ code: 'line-no-gic' });
    if (!this.isPrivate(intid)) return err({ code: 'line-not-private', intid });
    if (this.cpus[cpu] === undefined) return err({ code: 'line-no-cpu', cpu });
    const source = this.privateSources.get(intid);
    if (source === undefined) this.drivePpi(cpu, intid, level, from, { cpu });
    else source(cpu, level);
    return ok(intid);
  }

  /** Sets the wire of a PPI, whatever drives it. */
  drivePpi(cpu: number, intid: number, level: boolean, from: number, line: LineName): void {
    if (this.local === undefined) this.gic?.setPpi(cpu, intid, level, from, line);
    else this.local.setPrivate(cpu, intid, level, from, line);
  }

  // --- messages

  /** Where a device's access to this address ends up; undefined when it is refused. */
  translate(deviceId: number, address: number): number | undefined {
    return this.translator === undefined ? address : this.translator(deviceId, address);
  }

  /**
   * A device writes 32 bits: an MSI when a doorbell is there. Returns false when nothing took it. An SMMU knows the device
   * by its requester ID, the doorbell by its DeviceID.
   */
  msiWrite(address: number, data: number, requester: number, from = 0, deviceId = requester): boolean {
    const physical = this.translate(requester, address);
    if (physical !== undefined) return this.message(physical, data, deviceId, from, address);
    const text: SignalText = { code: 'deviceWrites', device: deviceId, data, address };
    this.rec.signal({ kind: 'msi', from, to: 0, text, stopped: { code: 'noTranslation' } });
    return false;
  }

  /** The same, at a physical address; `address` is what the device itself wrote to. */
  message(physical: number, data: number, deviceId: number, from: number, address = physical): boolean {
    const region = this.memory.find(physical);
    const text: SignalText = { code: 'deviceWrites', device: deviceId, data, address };
    if (region === undefined) {
      this.rec.signal({ kind: 'msi', from, to: 0, text, stopped: { code: 'noAnswer' } });
      return false;
    }
    const offset = physical - region.base;
    if (region.message === undefined) {
      region.write(offset, 4, data >>> 0, 0);
      this.rec.signal({
        kind: 'msi',
        from,
        to: 0,
        text,
        stopped: { code: 'noDoorbell', region: region.name },
      });
      return false;
    }
    region.message(offset, data >>> 0, deviceId, from);
    return true;
  }

  // --- what software sees

  private makeBus(): Bus {
    const { memory } = this;
    return {
      read: (address, width, cpu) => memory.read(address, width, cpu),
      write: (address, width, value, cpu) => memory.write(address, width, value, cpu),
      read64: (address, cpu) => memory.read64(address, cpu),
      write64: (address, value, cpu) => memory.write64(address, value, cpu),
      fill: (address, bytes, value) => memory.fill(address, bytes, value),
      readSysreg: (name, cpu) => this.readSysreg(name, cpu),
      writeSysreg: (name, value, cpu) => this.writeSysreg(name, value, cpu),
      psci: (call, target) => this.psci(call, target),
      secureWrite: (address) => !(this.hardware.secure?.refused ?? []).includes(address),
      setInterruptsEnabled: (cpu, enabled) => this.setInterruptsEnabled(cpu, enabled),
      serveDevice: (node, index) => this.lines.serve(node, index),
      readBehind: (node, register) => this.blocks.get(node)?.read(register * 4, 4) ?? 0,
      writeBehind: (node, register, value) => this.blocks.get(node)?.write(register * 4, 4, value),
      mpidr: (cpu) => this.cpu(cpu).mpidr,
    };
  }

  private cpu(number: number): cpu_core {
    const cpu = this.cpus[number];
    if (cpu === undefined) throw new Error(`irqscope: there is no CPU ${number}`);
    return cpu;
  }

  private readSysreg(name: string, cpu: number): bigint {
    let value = name.startsWith('ICC_') ? this.gic?.readSysreg(name, cpu) : undefined;
    for (const block of this.registers) value ??= block.readSysreg(name, cpu);
    value ??= readCpuRegister(this.cpu(cpu), name, this.fixed);
    if (value === undefined) throw new Error(`irqscope: CPU ${cpu} has no system register ${name}`);
    return value;
  }

  private writeSysreg(name: string, value: bigint, cpu: number): void {
    if (name.startsWith('ICC_') && this.gic?.writeSysreg(name, value, cpu) === true) return;
    if (this.registers.some((block) => block.writeSysreg(name, value, cpu))) return;
    if (writeCpuRegister(this.cpu(cpu), name, value)) return;
    throw new Error(`irqscope: CPU ${cpu} has no system register ${name} that can be written`);
  }

  private setInterruptsEnabled(number: number, enabled: boolean): void {
    this.cpu(number).irq_enabled = enabled;
  }

  private psci(call: 'cpu_on' | 'cpu_off', target: number): number {
    const cpu = this.cpus[target];
    if (cpu === undefined) return PsciResult.INVALID_PARAMETERS;
    if (call === 'cpu_on' && cpu.powered) return PsciResult.ALREADY_ON;
    cpu.powered = call === 'cpu_on';
    cpu.irq_enabled = false;
    this.gic?.powerChanged(target);
    return PsciResult.SUCCESS;
  }
}
