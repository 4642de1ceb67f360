/** The INTx wires: from a function's pin through the bridges above it to the board, where the tree's interrupt-map says how they run. */
import type { DtNode } from '../../devicetree/index.ts';
import type { Machine } from '../machine.ts';
import { swizzle } from './bridge.ts';
import { COMMAND, COMMAND_INTX_DISABLE, type pci_function, readConfig, STATUS_INTERRUPT } from './state.ts';
import type { MapRow, Wire } from '../wiring.ts';

const PINS = 'ABCD';

/** The device number and pin at which a function's INTx reaches the root bus. */
export function rootPin(fn: pci_function): { readonly devfn: number; readonly pin: number } {
  let at = fn;
  let { pin } = fn.design;
  for (let bridge = at.bridge; bridge !== undefined; bridge = at.bridge) {
    pin = swizzle(pin, at.devfn);
    at = bridge;
  }
  return { devfn: at.devfn, pin };
}

export class IntxLines {
  private readonly machine: Machine;
  private readonly node: DtNode;
  private readonly firstBus: number;
  private readonly functions: readonly pci_function[];
  private readonly wires = new Map<pci_function, Wire | undefined>();

  constructor(machine: Machine, node: DtNode, firstBus: number, functions: readonly pci_function[]) {
    this.machine = machine;
    this.node = node;
    this.firstBus = firstBus;
    this.functions = functions;
  }

  /** The device asks for service, or does no longer. */
  assert(fn: pci_function, asserted: boolean): void {
    fn.asserted = asserted;
    const status = fn.words.get(COMMAND >> 2) ?? 0;
    fn.words.set(COMMAND >> 2, (asserted ? status | STATUS_INTERRUPT : status & ~STATUS_INTERRUPT) >>> 0);
    this.update(fn);
  }

  /** Brings the wire to what the function wants and COMMAND.Interrupt Disable lets it. */
  update(fn: pci_function): void {
    const driving = fn.asserted && (readConfig(fn, COMMAND, 2) & COMMAND_INTX_DISABLE) === 0;
    if (driving === fn.driving) return;
    fn.driving = driving;
    const wire = this.wireOf(fn);
    const line = { bdf: fn.bdf, pin: PINS[fn.design.pin - 1] ?? '?' };
    if (wire === undefined) {
      this.machine.rec.signal({
        kind: 'line',
        from: fn.$id,
        to: 0,
        text: { code: 'lineMoves', line, level: driving },
        stopped: { code: 'noRow', path: this.node.path },
      });
      return;
    }
    // Wires are shared: the level is what any of the functions on it wants.
    const level = this.functions.some((each) => each.driving && same(this.wireOf(each), wire));
    this.machine.drive(wire, level, fn.$id, line);
  }

  private wireOf(fn: pci_function): Wire | undefined {
    if (!this.wires.has(fn)) this.wires.set(fn, this.route(fn));
    return this.wires.get(fn);
  }

  /** Where the wire of a function's INTx ends; rows of interrupt-map on the way are told. Works on views. */
  route(fn: pci_function, onRow?: (row: MapRow) => void): Wire | undefined {
    const { devfn, pin } = rootPin(fn);
    const unit = [((this.firstBus << 16) | (devfn << 8)) >>> 0, 0, 0];
    const wire = pin === 0 ? undefined : this.machine.wiring.through(this.node, unit, [pin], onRow);
    return wire?.controller === this.node ? undefined : wire;
  }
}

function same(a: Wire | undefined, b: Wire): boolean {
  return a !== undefined && a.controller === b.controller && a.cells.join() === b.cells.join();
}
