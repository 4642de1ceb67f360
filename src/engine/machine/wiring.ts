/**
 * Which input of which interrupt controller a device's wire goes to (DT spec 2.4): `interrupts-extended`, `interrupts` with
 * `interrupt-parent`, and the tables of nexus nodes. This is the board's wiring; what an operating system makes of the same
 * properties is its own affair.
 */
import {
  compatibleOf,
  type DeviceTree,
  type DtNode,
  getProperty,
  hasProperty,
  listsInterrupts,
  indexTree,
  type TreeIndex,
  u32At,
  u32s,
} from '../devicetree/index.ts';

/** The end of a wire: a controller and the specifier of its input. */
export interface Wire {
  readonly controller: DtNode;
  readonly cells: readonly number[];
}

/** A row of an interrupt-map that a wire went through: for showing how it was found. */
export interface MapRow {
  readonly nexus: DtNode;
  /** Its number in the table, from 0. */
  readonly row: number;
  /** What was looked for: unit address and specifier of the child, and the mask that both sides are compared under. */
  readonly unit: readonly number[];
  readonly cells: readonly number[];
  readonly mask: readonly number[];
  /** The child part of the row. */
  readonly child: readonly number[];
  readonly parent: DtNode;
  readonly parentUnit: readonly number[];
  readonly parentCells: readonly number[];
}

const DEEPEST = 32;

export class Wiring {
  private readonly index: TreeIndex;
  /** Ends of wires that were asked for, by node and number: a device that storms asks 100,000 times. */
  private readonly ends = new Map<DtNode, (Wire | 'none')[]>();
  /** Controllers that count lines and interrupts differently: the specifier of the interrupt for that of a line. */
  private readonly counted = new Map<string, (cells: readonly number[]) => readonly number[]>();

  constructor(tree: DeviceTree) {
    this.index = indexTree(tree);
  }

  node(path: string): DtNode | undefined {
    return this.index.byPath.get(path);
  }

  /** Where the wire of a node's interrupt number `which` ends. Rows of interrupt-maps that it goes through are told. */
  wireOf(node: DtNode, which: number, onRow?: (row: MapRow) => void): Wire | undefined {
    if (onRow !== undefined) return this.follow(node, which, onRow);
    let known = this.ends.get(node);
    if (known === undefined) this.ends.set(node, (known = []));
    const end = (known[which] ??= this.follow(node, which) ?? 'none');
    return end === 'none' ? undefined : end;
  }

  private follow(node: DtNode, which: number, onRow?: (row: MapRow) => void): Wire | undefined {
    const extended = getProperty(node, 'interrupts-extended');
    if (extended !== undefined) {
      const entry = this.entries(u32s(extended))[which];
      return entry === undefined ? undefined : this.through(entry.controller, [], entry.cells, onRow);
    }
    const parent = this.parentOf(node);
    if (parent === undefined) return undefined;
    const width = interruptCells(parent);
    const cells = u32s(getProperty(node, 'interrupts')).slice(which * width, (which + 1) * width);
    if (width === 0 || cells.length < width) return undefined;
    const unit = u32s(getProperty(node, 'reg')).slice(0, addressWidth(parent));
    return this.through(parent, unit, cells, onRow);
  }

  /**
   * Follows nexus tables from a node on. `unit` is the unit address of the device as that node counts addresses. Rows that
   * fit are told.
   */
  through(
    start: DtNode,
    unit: readonly number[],
    cells: readonly number[],
    onRow?: (row: MapRow) => void,
  ): Wire | undefined {
    let at: { readonly node: DtNode; readonly unit: readonly number[]; readonly cells: readonly number[] } = {
      node: start,
      unit,
      cells,
    };
    for (let depth = 0; depth < DEEPEST; depth++) {
      if (!hasProperty(at.node, 'interrupt-map') || hasOwnInputs(at.node))
        return { controller: at.node, cells: at.cells };
      const next = this.mapped(at.node, at.unit, at.cells);
      if (next === undefined) return undefined;
      onRow?.(next);
      at = { node: next.parent, unit: next.parentUnit, cells: next.parentCells };
    }
    return undefined;
  }

  /** The GPIO line that a node without interrupts names: a button. Its cells are the line, as its controller counts interrupts, and its flags. */
  gpioWireOf(node: DtNode): Wire | undefined {
    if (listsInterrupts(node)) return undefined;
    const [phandle, ...cells] = u32s(getProperty(node, 'gpios') ?? getProperty(node, 'gpio'));
    const controller = hasProperty(node, 'gpio-hog') ? undefined : this.byPhandle(phandle);
    if (controller === undefined) return undefined;
    return { controller, cells: this.counted.get(controller.path)?.(cells) ?? cells };
  }

  /** Says how a controller's lines are counted as interrupts. */
  countLines(path: string, cells: (line: readonly number[]) => readonly number[]): void {
    this.counted.set(path, cells);
  }

  /** How many interrupts a node names. An empty entry of `interrupts-extended` counts, though no wire is there. */
  countOf(node: DtNode): number {
    const extended = getProperty(node, 'interrupts-extended');
    if (extended !== undefined) return this.entries(u32s(extended)).length;
    const parent = this.parentOf(node);
    const width = parent === undefined ? 0 : interruptCells(parent);
    return width === 0 ? 0 : Math.floor(u32s(getProperty(node, 'interrupts')).length / width);
  }

  /** The entries of an `interrupts-extended`, up to a phandle that no node has; undefined for one whose phandle is 0. */
  private entries(values: readonly number[]): (Wire | undefined)[] {
    const entries: (Wire | undefined)[] = [];
    for (let at = 0; at < values.length;) {
      const phandle = values[at++];
      const controller = phandle === 0 ? undefined : this.byPhandle(phandle);
      if (phandle !== 0 && controller === undefined) break;
      const width = controller === undefined ? 0 : interruptCells(controller);
      const cells = values.slice(at, at + width);
      at += width;
      entries.push(controller === undefined || cells.length < width ? undefined : { controller, cells });
    }
    return entries;
  }

  private mapped(nexus: DtNode, unit: readonly number[], cells: readonly number[]): MapRow | undefined {
    const table = u32s(getProperty(nexus, 'interrupt-map'));
    const mask = u32s(getProperty(nexus, 'interrupt-map-mask'));
    const [unitWidth, width] = [addressWidth(nexus), interruptCells(nexus)];
    // Also keeps a count of cells that nobody means from making an array of that length.
    if (unitWidth + width >= table.length) return undefined;
    const wanted = [...Array.from({ length: unitWidth }, (_, i) => unit[i] ?? 0), ...cells];
    for (let at = 0, row = 0; at + unitWidth + width < table.length; row++) {
      const child = table.slice(at, at + unitWidth + width);
      const hit = wanted.every((value, i) => ((value ^ (table[at + i] ?? 0)) & (mask[i] ?? 0xffffffff)) >>> 0 === 0);
      at += unitWidth + width;
      const parent = this.byPhandle(table[at++]);
      if (parent === undefined) return undefined;
      const parentWidth = u32At(getProperty(parent, '#address-cells'), 0) ?? 0;
      const parentUnit = table.slice(at, at + parentWidth);
      const parentCells = table.slice(at + parentWidth, at + parentWidth + interruptCells(parent));
      if (hit) {
        return {
          nexus,
          row,
          unit: wanted.slice(0, unitWidth),
          cells,
          mask: wanted.map((_, i) => mask[i] ?? 0xffffffff),
          child,
          parent,
          parentUnit,
          parentCells,
        };
      }
      at += parentWidth + parentCells.length;
    }
    return undefined;
  }

  /** The node that a node's `interrupts` speak to: named on the way up, or the nearest that counts interrupt cells. */
  parentOf(node: DtNode): DtNode | undefined {
    let at: DtNode | undefined = node;
    for (let depth = 0; at !== undefined && depth < DEEPEST; depth++) {
      const named = getProperty(at, 'interrupt-parent');
      at = named === undefined ? at.parent : this.byPhandle(u32At(named, 0));
      if (at !== undefined && hasProperty(at, '#interrupt-cells')) return at;
    }
    return undefined;
  }

  byPhandle(phandle: number | undefined): DtNode | undefined {
    return phandle === undefined ? undefined : this.index.byPhandle.get(phandle)?.[0];
  }
}

/** Controllers whose interrupt-map says where their outputs lead: wires from devices end at their inputs. */
const WITH_OUTPUT_MAP: ReadonlySet<string> = new Set([
  'fsl,ls1021a-extirq',
  'fsl,ls1043a-extirq',
  'fsl,ls1088a-extirq',
  'renesas,rza1-irqc',
]);

function hasOwnInputs(node: DtNode): boolean {
  if (!hasProperty(node, 'interrupt-controller')) return false;
  return compatibleOf(node).some((each) => WITH_OUTPUT_MAP.has(each));
}

function interruptCells(node: DtNode): number {
  return u32At(getProperty(node, '#interrupt-cells'), 0) ?? 0;
}

function addressWidth(node: DtNode): number {
  return u32At(getProperty(node, '#address-cells'), 0) ?? 2;
}

/** The INTID of number 0 of each kind of a GIC's specifier: SPI, PPI, extended SPI, extended PPI (arm,gic-v3.yaml). */
const FIRST_INTIDS = [32, 16, 4096, 1056] as const;

/** The INTID that a GIC's specifier names (arm,gic.yaml, arm,gic-v3.yaml); undefined when it names none. */
export function gicIntid(cells: readonly number[]): number | undefined {
  const [kind, number] = cells;
  if (kind === undefined || number === undefined) return undefined;
  const first = FIRST_INTIDS[kind];
  return first === undefined ? undefined : first + number;
}

/** The first two cells of the specifier that names the INTID of an SPI or PPI. */
export function gicCells(intid: number): readonly [kind: number, number: number] {
  if (intid >= FIRST_INTIDS[2]) return [2, intid - FIRST_INTIDS[2]];
  if (intid >= FIRST_INTIDS[3]) return [3, intid - FIRST_INTIDS[3]];
  return intid < FIRST_INTIDS[0] ? [1, intid - FIRST_INTIDS[1]] : [0, intid - FIRST_INTIDS[0]];
}
