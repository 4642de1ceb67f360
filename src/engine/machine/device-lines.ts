/**
 * The lines of devices: what a device drives on each, and where it really leads. Both are what the tree says unless the
 * scenario's `wires` say otherwise: then hardware and tree disagree, as they do on a board whose tree is wrong.
 */
import type { StopReason } from '../api/messages/index.ts';
import type { Signal } from '../api/scenario/names.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { type DtNode, getProperty, hasProperty, listsInterrupts, walk } from '../devicetree/index.ts';
import { bool, num, type Recorded, str, struct } from '../recorder/index.ts';
import type { Fault } from './fault.ts';
import type { Machine } from './machine.ts';
import type { Wire } from './wiring.ts';

/** An input of an interrupt controller, by the controller's own number: the INTID of a GIC, the line of a GPIO bank. */
export interface Input {
  readonly controller: string;
  readonly input: number;
}

/** A line that is not wired or not driven as the tree says. */
export interface WireOptions {
  readonly node: string;
  readonly index: number;
  /** null: the line leads nowhere. undefined: where the tree says. */
  readonly to?: Input | null | undefined;
  /** undefined: high while the device asks. */
  readonly signal?: Signal | undefined;
}

/** The state of a line that `wires` name. */
export interface device_line extends Recorded {
  readonly path: string | undefined;
  readonly index: number;
  readonly signal: string | undefined;
  /** The device has asked, and nobody has served it. */
  asks: boolean;
  /** The level of the line. */
  high: boolean;
}
export const device_line = struct<device_line>(
  'device_line',
  { path: str(), index: num(), signal: str(), asks: bool(), high: bool() },
  { side: 'hardware', label: ({ path, index }) => `${path ?? 'line'}#${index}` },
);

/** What `raise` returns where a line leads to no GIC. */
export const NO_INTID = -1;

/** The level of a line while its device is quiet. */
function restsHigh(signal: string | undefined): boolean {
  return signal === 'level-low' || signal === 'falling';
}

const isEdge = (signal: Signal): boolean => signal === 'rising' || signal === 'falling' || signal === 'pulse';

/**
 * The levels that a line takes in turn when its device asks. `high` is its level now. A level that is there already makes
 * none; an edge that cannot be made from the present level is preceded by the way back.
 */
export function levelsOf(signal: Signal, high: boolean): readonly boolean[] {
  switch (signal) {
    case 'level-high':
      return high ? [] : [true];
    case 'level-low':
      return high ? [false] : [];
    case 'rising':
      return high ? [false, true] : [true];
    case 'falling':
      return high ? [false] : [true, false];
    case 'pulse':
      return [true, false];
  }
}

interface Known {
  readonly options: WireOptions;
  readonly state: device_line;
}

const keyOf = (path: string, index: number): string => `${path} ${index}`;

export class DeviceLines {
  private readonly machine: Machine;
  private readonly known = new Map<string, Known>();
  /** Lines by the input that they lead to, once somebody needs to know. */
  private shared: ReadonlyMap<string, readonly { readonly path: string; readonly index: number }[]> | undefined;

  /** `wires` that name no line of the board are passed over: `engine/scenario` has said so. */
  constructor(machine: Machine, wires: readonly WireOptions[]) {
    this.machine = machine;
    for (const options of wires) {
      const { node: path, index, signal } = options;
      const node = machine.wiring.node(path);
      const key = keyOf(path, index);
      if (node === undefined || index >= machine.wiring.countOf(node) || this.known.has(key)) continue;
      const state = device_line.create(machine.rec, { path, index, signal, high: false });
      this.known.set(key, { options, state });
    }
  }

  /** Lines that are high at rest go high: the power is on. */
  powerOn(): void {
    for (const { options } of this.known.values()) {
      if (restsHigh(options.signal)) this.set(options.node, options.index, true);
    }
  }

  /** Mostly there is none, and a storm asks often: no key is made for nothing. */
  private knownOf(path: string, index: number): Known | undefined {
    return this.known.size === 0 ? undefined : this.known.get(keyOf(path, index));
  }

  /** What the scenario says of a line; undefined: it is as the tree says. */
  optionsOf(path: string, index: number): WireOptions | undefined {
    return this.knownOf(path, index)?.options;
  }

  /** Where a line really leads; undefined: nowhere. */
  endOf(node: DtNode, index: number): Wire | undefined {
    const to = this.optionsOf(node.path, index)?.to;
    if (to === undefined) return this.treeWire(node, index);
    const controller = to === null ? undefined : this.machine.wiring.node(to.controller);
    return to === null || controller === undefined ? undefined : this.machine.wireTo(controller, to.input);
  }

  /** A node's interrupt, or for one without the GPIO line that it names. */
  private treeWire(node: DtNode, index: number): Wire | undefined {
    const { wiring } = this.machine;
    return wiring.wireOf(node, index) ?? (index === 0 ? wiring.gpioWireOf(node) : undefined);
  }

  /** A script has the device ask, or let go. A device whose line marks events by an edge makes another each time. */
  command(path: string, index: number, asks: boolean, from?: number): Result<number, Fault> {
    const known = this.knownOf(path, index);
    if (asks && known?.options.signal === undefined) this.tellIfHigh(path, index);
    if (known?.options.signal === undefined || !isEdge(known.options.signal))
      return this.drive(path, index, asks, from);
    if (asks) known.state.asks = false;
    const driven = this.drive(path, index, asks, from);
    return asks || !driven.ok ? driven : this.rest(path, index);
  }

  /** A device that asks by a low level or a falling edge keeps its line high: raising it does nothing, and says so. */
  private tellIfHigh(path: string, index: number): void {
    const { machine } = this;
    const node = machine.wiring.node(path);
    const wire = node === undefined ? undefined : this.endOf(node, index);
    if (node === undefined || wire === undefined) return;
    const block = machine.blocks.get(wire.controller.path);
    const input = machine.inputOf(wire);
    const high = block === undefined || input === undefined ? this.isHigh(path, index) : block.level(input);
    if (high !== true || !asksByLow(node, wire)) return;
    const stopped = { code: 'alreadyHigh' } as const;
    const text = { code: 'lineMoves', line: { path, index }, level: true } as const;
    machine.rec.signal({ kind: 'line', from: machine.devices.get(path)?.$id ?? 0, to: 0, text, stopped });
  }

  /** Brings a line back that marks events by an edge. Others follow their device. */
  rest(path: string, index: number): Result<number, Fault> {
    const known = this.knownOf(path, index);
    const signal = known?.options.signal;
    if (signal === undefined || !isEdge(signal)) return ok(NO_INTID);
    return this.set(path, index, restsHigh(signal));
  }

  /** The device asks for service, or does no longer. */
  drive(path: string, index: number, asks: boolean, from?: number): Result<number, Fault> {
    const node = this.machine.wiring.node(path);
    const known = this.knownOf(path, index);
    if (node === undefined || (known === undefined && this.treeWire(node, index) === undefined))
      return err({ code: 'line-no-wire', path, index, at: path });
    const signal = known?.options.signal;
    const end: Result<number, Fault> = ok(this.machine.intidOf(this.endOf(node, index)));
    // A stuck line does not fall, whatever the device does.
    if (!asks && (signal === undefined || !isEdge(signal)) && this.isStuck(path, index)) return end;
    if (known === undefined || signal === undefined) return this.set(path, index, asks, from);
    const { state } = known;
    if (state.asks === asks) return end;
    state.asks = asks;
    if (!asks) return isEdge(signal) ? end : this.set(path, index, restsHigh(signal), from);
    let driven: Result<number, Fault> = end;
    for (const level of levelsOf(signal, state.high)) driven = this.set(path, index, level, from);
    return driven;
  }

  /** A handler serves the device: whether it had asked. */
  serve(path: string, index: number): boolean {
    const device = this.machine.devices.get(path);
    const known = this.knownOf(path, index);
    const isLow = known === undefined && this.asksLow(path, index);
    // Lines beyond the first 32 are not followed: who serves one is taken to be right.
    const asks =
      known === undefined
        ? device === undefined || index >= 32 || ((device.lines & (1 << index)) !== 0) !== isLow
        : known.options.signal === undefined
          ? known.state.high
          : known.state.asks;
    if (asks && !(isLow && this.isStuck(path, index))) this.drive(path, index, isLow);
    return asks;
  }

  /** Whether the line of a device is high at rest, as it is at a controller that knows low levels and falling edges. */
  private asksLow(path: string, index: number): boolean {
    const { machine } = this;
    const node = machine.wiring.node(path);
    const wire = node === undefined ? undefined : this.endOf(node, index);
    if (node === undefined || wire === undefined) return false;
    const block = machine.blocks.get(wire.controller.path);
    return block !== undefined && block.design.untyped !== true && asksByLow(node, wire);
  }

  /** Makes a line stick once its device asks, or lets it go. The first 32 of a node can. */
  hold(path: string, index: number, isHeld: boolean): void {
    const device = this.machine.devices.get(path);
    if (device === undefined || index >= 32) return;
    device.stuck = (isHeld ? device.stuck | (1 << index) : device.stuck & ~(1 << index)) >>> 0;
  }

  private isStuck(path: string, index: number): boolean {
    return index < 32 && ((this.machine.devices.get(path)?.stuck ?? 0) & (1 << index)) !== 0;
  }

  /** undefined for a line that is not followed. */
  private isHigh(path: string, index: number): boolean | undefined {
    const known = this.knownOf(path, index);
    if (known !== undefined) return known.state.high;
    const device = this.machine.devices.get(path);
    return device === undefined || index >= 32 ? undefined : (device.lines & (1 << index)) !== 0;
  }

  private set(path: string, index: number, level: boolean, from?: number): Result<number, Fault> {
    const { machine } = this;
    const node = machine.wiring.node(path);
    const wire = node === undefined ? undefined : this.endOf(node, index);
    // A line that stays as it is makes no news.
    if (this.isHigh(path, index) === level) return ok(machine.intidOf(wire));
    const device = machine.devices.get(path);
    if (device !== undefined && index < 32)
      device.lines = (level ? device.lines | (1 << index) : device.lines & ~(1 << index)) >>> 0;
    const known = this.knownOf(path, index);
    if (known !== undefined) known.state.high = level;
    const line = { path, index };
    const by = from ?? device?.$id ?? 0;
    const stopped = wire === undefined ? ({ code: 'unconnected' } as const) : this.whyHeld(wire, line, level);
    if (wire !== undefined && stopped === undefined) return machine.drive(wire, level, by, line);
    const text = { code: 'lineMoves', line, level } as const;
    machine.rec.signal({ kind: 'line', from: by, to: 0, text, ...(stopped === undefined ? {} : { stopped }) });
    return ok(machine.intidOf(wire));
  }

  /** An input that several lines lead to is high while any of them is. */
  private whyHeld(
    wire: Wire,
    { path, index }: { readonly path: string; readonly index: number },
    level: boolean,
  ): StopReason | undefined {
    if (level) return undefined;
    this.shared ??= this.byInput();
    const other = (this.shared.get(this.inputKey(wire)) ?? []).find(
      (one) => (one.path !== path || one.index !== index) && this.isHigh(one.path, one.index) === true,
    );
    return other === undefined ? undefined : { code: 'heldBy', path: other.path };
  }

  private byInput(): Map<string, { path: string; index: number }[]> {
    const found = new Map<string, { path: string; index: number }[]>();
    const { wiring, tree } = this.machine;
    for (const node of walk(tree)) {
      if (!listsInterrupts(node)) continue;
      for (let index = 0, count = wiring.countOf(node); index < count; index++) {
        const wire = this.endOf(node, index);
        if (wire === undefined) continue;
        const key = this.inputKey(wire);
        const list = found.get(key);
        if (list === undefined) found.set(key, [{ path: node.path, index }]);
        else list.push({ path: node.path, index });
      }
    }
    return found;
  }

  /** By the number of the input where that is known, else by the cells without the last, or of three the third, which is the trigger. */
  private inputKey(wire: Wire): string {
    const { controller, cells } = wire;
    const input = this.machine.inputOf(wire);
    return `${controller.path} ${input ?? cells.slice(0, cells.length > 2 ? 2 : 1).join(' ')}`;
  }
}

const FALLING = 2;
const LOW = 8;
const SENSE = 0xf;
const GPIO_ACTIVE_LOW = 1;

/** Whether the tree says that a device asks by a low level or a falling edge. */
function asksByLow(node: DtNode, { cells }: Wire): boolean {
  const gpio = getProperty(node, 'gpios') ?? getProperty(node, 'gpio');
  const last = cells.at(-1) ?? 0;
  if (gpio !== undefined && !hasProperty(node, 'interrupts')) return (last & GPIO_ACTIVE_LOW) !== 0;
  return cells.length >= 2 && [FALLING, LOW].includes(last & SENSE);
}
