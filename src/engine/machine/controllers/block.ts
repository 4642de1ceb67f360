/**
 * A second-level interrupt controller: registers, inputs that devices drive, and outputs that lead to another controller.
 * What one kind does differently is its design (`design.ts`); everything else is here.
 */
import type { DtNode } from '../../devicetree/index.ts';
import { bool, hexnum, map, num, type Recorded, type RecordedMap, str, struct } from '../../recorder/index.ts';
import type { AddressRange } from '../address.ts';
import type { Width } from '../bus.ts';
import { FIRST_PPI, intidKind } from '../gic/interface.ts';
import type { Machine } from '../machine.ts';
import { type MmioRegion, narrow, widen } from '../region.ts';
import type { Wire } from '../wiring.ts';
import type { ControllerDesign, Message, RegisterWindow, Taken } from './design.ts';

export interface controller_block extends Recorded {
  /** The node whose specifiers name its inputs. */
  readonly path: string | undefined;
  readonly base: number;
  readonly size: number;
  /** Its registers hold what is assumed, since the tree does not say it. */
  readonly assumed: boolean;
  /** Offset / 4 to the word that was written or preset there. */
  readonly words: RecordedMap<number>;
  /** Inputs to their level, 1 for high; one that nothing has driven is low. */
  readonly inputs: RecordedMap<number>;
  /** Inputs whose edge was seen, and not acknowledged since. */
  readonly latched: RecordedMap<number>;
  /** Outputs to their level: the place among the node's interrupts, or WIRE + the input that it is for. */
  readonly outputs: RecordedMap<number>;
}
export const controller_block = struct<controller_block>(
  'controller_block',
  {
    path: str(),
    base: hexnum(),
    size: hexnum(),
    assumed: bool(),
    words: map(hexnum()),
    inputs: map(num()),
    latched: map(num()),
    outputs: map(num()),
  },
  { side: 'hardware', label: (block) => block.path ?? 'controller' },
);

/** Outputs that are wires of their own, or messages, are numbered from here, by the input. */
const WIRE = 0x10000;

/** Where an input's output goes. */
type Output = { readonly wire: Wire } | { readonly place: number } | { readonly message: Message };

export class ControllerBlock implements MmioRegion {
  readonly state: controller_block;
  readonly design: ControllerDesign;
  /** The node whose interrupts are its outputs, and whose specifiers name its inputs. */
  readonly node: DtNode;
  readonly machine: Machine;
  /** A message to a register; undefined for a controller that takes none. */
  readonly message: MmioRegion['message'];
  private readonly names = new Map<number, DtNode>();

  constructor(machine: Machine, node: DtNode, range: AddressRange, design: ControllerDesign) {
    this.machine = machine;
    this.node = node;
    this.design = design;
    this.message = design.takes === undefined ? undefined : (...args): void => this.take(design.takes, ...args);
    const assumed = design.assumed === true;
    this.state = controller_block.create(machine.rec, { path: node.path, base: range.base, size: range.size, assumed });
    design.reset?.(this);
    const windows = design.regions?.(node) ?? [];
    for (const { base, size, offset } of [{ ...range, offset: 0 }, ...windows])
      for (const [address, word] of machine.hardware.words ?? [])
        if (address >= base && address < base + size) this.put(address - base + offset, word);
    for (const each of windows) machine.attach(new WindowOf(this, each));
  }

  /** The node by whose specifier a device names an input; the controller's own unless another is known. */
  namedBy(input: number): DtNode {
    return this.names.get(input) ?? this.node;
  }

  nameInput(input: number, node: DtNode): void {
    this.names.set(input, node);
  }

  get name(): string {
    return this.node.path;
  }
  get base(): number {
    return this.state.base;
  }
  get size(): number {
    return this.state.size;
  }

  // --- registers

  /** What was written to a register. */
  word(offset: number): number {
    return this.state.words.get(offset >>> 2) ?? 0;
  }

  /** Keeps a register's value, without the effects of a write. */
  put(offset: number, value: number): void {
    if (this.word(offset) !== value >>> 0) this.state.words.set(offset >>> 2, value >>> 0);
  }

  /** Bit `n` of an array of 32-bit registers that starts at `offset`. */
  bit(offset: number, n: number): boolean {
    return ((this.word(offset + (n >>> 5) * 4) >>> (n & 31)) & 1) !== 0;
  }

  /** A register with a bit for each of 32 inputs from `first` on. */
  gather(first: number, is: (input: number) => boolean): number {
    let word = 0;
    for (let n = 0; n < 32; n++) if (is(first + n)) word |= 1 << n;
    return word >>> 0;
  }

  read(offset: number, width: Width): number {
    const at = offset & ~3;
    return narrow(this.design.read?.(this, at) ?? this.word(at), offset, width);
  }

  write(offset: number, width: Width, value: number): void {
    const at = offset & ~3;
    const whole = widen(this.word(at), offset, width, value);
    if (this.design.write?.(this, at, whole) !== true) this.put(at, whole);
    this.update();
  }

  // --- inputs and outputs

  level(input: number): boolean {
    return this.state.inputs.get(input) === 1;
  }

  isLatched(input: number): boolean {
    return this.state.latched.get(input) === 1;
  }

  setLatched(input: number, latched: boolean): void {
    if (this.isLatched(input) !== latched) this.state.latched.set(input, latched ? 1 : 0);
  }

  /** Clears the latches of the inputs from `first` on whose bits are set. */
  acknowledge(first: number, bits: number): void {
    for (let n = 0; n < 32; n++) if (((bits >>> n) & 1) !== 0) this.setLatched(first + n, false);
  }

  /** The level that an input has while nothing happens. */
  rest(input: number, level: boolean): void {
    this.state.inputs.set(input, level ? 1 : 0);
  }

  /** What an input at rest leads on to is at rest too, where that is another controller's input. */
  settle(input: number): void {
    const output = this.outputOf(input);
    if (output === undefined || !('wire' in output) || !this.asks(input)) return;
    const next = this.machine.blocks.get(output.wire.controller.path);
    const further = this.machine.inputOf(output.wire);
    if (next === undefined || further === undefined) return;
    this.state.outputs.set(WIRE + input, 1);
    next.rest(further, true);
  }

  /** One of the node's own lines is high while nothing happens. */
  restOutput(output: number): void {
    this.state.outputs.set(output, 1);
  }

  setInput(input: number, level: boolean): void {
    if (this.level(input) === level) return;
    this.state.inputs.set(input, level ? 1 : 0);
    if (this.design.latches?.(this, input, level) === true) this.setLatched(input, true);
    this.update();
    if (this.design.pulsesAt?.(this, input) !== true) return;
    this.setLatched(input, false);
    this.update();
  }

  /** Whether an input makes its output active, as the registers are now. */
  asks(input: number): boolean {
    return this.design.asks(this, input);
  }

  private outputOf(input: number): Output | undefined {
    const message = this.design.message?.(this, input);
    if (message !== undefined) return { message };
    const output = this.design.output(this, input);
    if (output === undefined) return undefined;
    return typeof output === 'number' ? { place: output } : { wire: output };
  }

  /** Brings the outputs in line with inputs and registers. */
  update(): void {
    const levels = new Map<number, { level: boolean; output: Output; input: number }>();
    for (const [input] of this.state.inputs.entries()) {
      const output = this.outputOf(input);
      if (output === undefined) continue;
      const key = 'place' in output ? output.place : WIRE + input;
      const before = levels.get(key)?.level ?? false;
      levels.set(key, { level: before || this.asks(input), output, input });
    }
    const isLow = this.design.isLow?.(this) ?? false;
    for (const [key, { level, output, input }] of levels) this.drive(key, level !== isLow, output, input);
  }

  private drive(key: number, level: boolean, output: Output, input: number): void {
    const { machine, state, node } = this;
    if ((state.outputs.get(key) === 1) === level) return;
    state.outputs.set(key, level ? 1 : 0);
    if ('message' in output) this.send(output.message, level);
    else if ('wire' in output) this.driveWire(output.wire, level, input);
    else machine.driveNode(node.path, key, level, state.$id);
  }

  /** A PPI goes to each CPU: there is one set of registers for all. */
  private driveWire(wire: Wire, level: boolean, input: number): void {
    const { machine, state, node } = this;
    const line = { controller: node.path, input };
    const intid = machine.intidOf(wire);
    if (intid >= FIRST_PPI && intidKind(intid) === 'ppi')
      for (const { number } of machine.cpus) machine.drivePpi(number, intid, level, state.$id, line);
    else machine.drive(wire, level, state.$id, line);
  }

  private send({ address, data, deviceId, clear }: Message, level: boolean): void {
    const at = level ? address : clear;
    if (at !== undefined) this.machine.message(at, data, deviceId, this.state.$id);
  }

  private take(takes: ControllerDesign['takes'], offset: number, data: number, deviceId: number, from: number): void {
    const taken = takes?.(offset, data);
    const text = { code: 'deviceWrites', device: deviceId, data, address: this.base + offset } as const;
    const stopped = taken === undefined ? ({ code: 'noDoorbell', region: this.name } as const) : undefined;
    this.machine.rec.signal({ kind: 'msi', from, to: this.state.$id, text, stopped });
    if (taken !== undefined) this.accept(taken);
  }

  /** Does what a message wants. */
  accept({ input, level }: Taken): void {
    if (level !== undefined) {
      this.setInput(input, level);
      return;
    }
    if (!this.state.inputs.has(input)) this.rest(input, false);
    this.setLatched(input, true);
    this.update();
    if (this.design.pulses !== true) return;
    this.setLatched(input, false);
    this.update();
  }
}

/** A further region of a block's registers. */
class WindowOf implements MmioRegion {
  private readonly block: ControllerBlock;
  private readonly window: RegisterWindow;
  readonly message: MmioRegion['message'];

  constructor(block: ControllerBlock, window: RegisterWindow) {
    this.block = block;
    this.window = window;
    const { message } = block;
    this.message =
      message === undefined ? undefined : (offset, ...rest): void => message(window.offset + offset, ...rest);
  }

  get name(): string {
    return this.block.name;
  }
  get base(): number {
    return this.window.base;
  }
  get size(): number {
    return this.window.size;
  }

  read(offset: number, width: Width): number {
    return this.block.read(this.window.offset + offset, width);
  }

  write(offset: number, width: Width, value: number): void {
    this.block.write(this.window.offset + offset, width, value);
  }
}
