/**
 * The way that Linux takes from an interrupt of a node to its controller (of_irq_parse_one), told step by step, with the
 * reason where it ends. The kernel's own functions decide in the run; a test holds this against them.
 */
import {
  type DeviceTree,
  type DtNode,
  cellsBehind,
  getProperty,
  hasProperty,
  indexTree,
  isAvailable,
  type TreeIndex,
  u32At,
  u32s,
} from '../devicetree/index.ts';

/** One entry of `interrupts` or `interrupts-extended`. */
export interface Entry {
  readonly index: number;
  readonly property: 'interrupts' | 'interrupts-extended';
  /** Number of its first cell in the property: the phandle, in interrupts-extended. */
  readonly cell: number;
  /** Whom it speaks to. */
  readonly to: DtNode | undefined;
  readonly cells: readonly number[];
}

/** What Linux did at a node of the way. */
export type Stage =
  /** It has the cells for a controller or nexus. */
  | { readonly kind: 'specifier'; readonly node: DtNode; readonly cells: readonly number[] }
  /** A row of an interrupt-map that was compared. */
  | {
      readonly kind: 'row';
      readonly node: DtNode;
      readonly row: number;
      readonly cells: readonly number[];
      readonly child: readonly number[];
      readonly fate: 'differs' | 'disabled' | 'taken';
      readonly to: DtNode;
    }
  /** Neither controller nor nexus: the same cells go to its parent. */
  | { readonly kind: 'passed'; readonly node: DtNode; readonly cells: readonly number[] };

/** Where the way ended. */
export type End =
  | { readonly kind: 'controller'; readonly node: DtNode; readonly cells: readonly number[] }
  /** No node on the way up has #interrupt-cells, or interrupt-parent names none. */
  | { readonly kind: 'no-parent' }
  | { readonly kind: 'circle'; readonly node: DtNode }
  /** The list ends before the entry does. */
  | { readonly kind: 'short'; readonly node: DtNode; readonly wanted: number; readonly given: number }
  | { readonly kind: 'no-row'; readonly node: DtNode; readonly disabled: DtNode | undefined }
  | { readonly kind: 'bad-row'; readonly node: DtNode; readonly row: number }
  | { readonly kind: 'no-controller'; readonly node: DtNode }
  /**
   * The walk came to `controller` past `node`, which only has #interrupt-cells. Linux keeps the name of `node`, for which there is no
   * domain: who asks is deferred.
   */
  | {
      readonly kind: 'name-kept';
      readonly node: DtNode;
      readonly controller: DtNode;
      readonly cells: readonly number[];
    }
  | { readonly kind: 'too-long'; readonly node: DtNode };

export interface Walk {
  readonly entry: Entry;
  readonly stages: readonly Stage[];
  readonly end: End;
}

/** A row of an interrupt-map, cut as Linux cuts it. */
export interface Row {
  readonly row: number;
  /** Number of its first cell. */
  readonly cell: number;
  readonly child: readonly number[];
  readonly parent: DtNode;
  readonly unit: readonly number[];
  readonly cells: readonly number[];
}

export interface Rows {
  readonly rows: readonly Row[];
  /** The number of the first row that cannot be cut, with its first cell and why. */
  readonly bad:
    | { readonly row: number; readonly cell: number; readonly why: 'phandle' | 'no-cells' | 'short' | 'long' }
    | undefined;
  readonly width: number;
  readonly mask: readonly number[];
}

const LONGEST = 256;
const MAX_ARGS = 16;
const REG_CELLS = 3;

/** Controllers whose drivers read interrupt-map themselves. */
const MAP_READERS: readonly string[] = [
  'CBEA,platform-spider-pic',
  'sti,platform-spider-pic',
  'realtek,rtl-intc',
  'fsl,ls1021a-extirq',
  'fsl,ls1043a-extirq',
  'fsl,ls1088a-extirq',
  'renesas,rza1-irqc',
  'pasemi,rootbus',
];

export class Walker {
  readonly index: TreeIndex;

  constructor(tree: DeviceTree) {
    this.index = indexTree(tree);
  }

  byPhandle(phandle: number | undefined): DtNode | undefined {
    return phandle === undefined || phandle === 0 ? undefined : this.index.byPhandle.get(phandle)?.[0];
  }

  /** As of_irq_find_parent. */
  parentOf(child: DtNode): DtNode | 'circle' | undefined {
    let node = child;
    for (let steps = 0; steps <= LONGEST; steps++) {
      const named = getProperty(node, 'interrupt-parent');
      const next: DtNode | undefined = named === undefined ? node.parent : this.byPhandle(u32At(named, 0));
      if (next === undefined || hasProperty(next, '#interrupt-cells')) return next;
      node = next;
    }
    return 'circle';
  }

  /** The node whose interrupt-parent holds for this one. */
  parentSaidBy(child: DtNode): DtNode | undefined {
    for (let node: DtNode | undefined = child; node !== undefined; node = node.parent) {
      if (hasProperty(node, 'interrupt-parent')) return node;
      if (node !== child && hasProperty(node, '#interrupt-cells')) return undefined;
    }
    return undefined;
  }

  /** The way of each interrupt that a node lists, in the property that Linux reads first. */
  walksOf(node: DtNode): Walk[] {
    const extended = hasProperty(node, 'interrupts-extended') ? this.extendedWalks(node) : [];
    const plain = hasProperty(node, 'interrupts') ? this.plainWalks(node) : [];
    // Linux asks interrupts-extended first, for each interrupt anew, and falls back.
    const count = Math.max(extended.length, plain.length);
    return Array.from({ length: count }, (_, i) => {
      const [first, second] = [extended[i], plain[i]];
      if (first === undefined || (second !== undefined && this.isUnreadable(first))) return second ?? first;
      return first;
    }).flatMap((walk) => (walk === undefined ? [] : [walk]));
  }

  /** An entry of interrupts-extended that cannot be read, so that Linux takes `interrupts`. */
  isUnreadable({ entry, end }: Walk): boolean {
    return entry.property === 'interrupts-extended' && (end.kind === 'no-parent' || end.kind === 'short');
  }

  extendedWalks(node: DtNode): Walk[] {
    const values = u32s(getProperty(node, 'interrupts-extended'));
    const walks: Walk[] = [];
    for (let at = 0, index = 0; at < values.length; index++) {
      const phandle = values[at] ?? 0;
      const to = this.byPhandle(phandle);
      const width = to === undefined ? 0 : u32At(getProperty(to, '#interrupt-cells'), 0);
      const cells = values.slice(at + 1, at + 1 + (width ?? 0));
      const entry: Entry = { index, property: 'interrupts-extended', cell: at, to, cells };
      // An empty entry keeps its place.
      if (to === undefined || width === undefined) {
        if (phandle !== 0) return [...walks, { entry, stages: [], end: { kind: 'no-parent' } }];
        walks.push({ entry, stages: [], end: { kind: 'no-parent' } });
      } else if (cells.length < width) {
        return [...walks, { entry, stages: [], end: { kind: 'short', node: to, wanted: width, given: cells.length } }];
      } else walks.push(this.raw(node, entry, to));
      at += 1 + (width ?? 0);
    }
    return walks;
  }

  plainWalks(node: DtNode): Walk[] {
    const values = u32s(getProperty(node, 'interrupts'));
    const to = this.parentOf(node);
    const whole: Entry = { index: 0, property: 'interrupts', cell: 0, to: undefined, cells: values };
    if (to === undefined) return [{ entry: whole, stages: [], end: { kind: 'no-parent' } }];
    if (to === 'circle') return [{ entry: whole, stages: [], end: { kind: 'circle', node } }];
    const width = u32At(getProperty(to, '#interrupt-cells'), 0) ?? 0;
    if (width === 0) return [{ entry: { ...whole, to }, stages: [], end: { kind: 'no-controller', node: to } }];
    const count = Math.max(1, Math.floor(values.length / width));
    return Array.from({ length: count }, (_, index) => {
      const cells = values.slice(index * width, (index + 1) * width);
      const entry: Entry = { index, property: 'interrupts', cell: index * width, to, cells };
      if (cells.length === width) return this.raw(node, entry, to);
      return { entry, stages: [], end: { kind: 'short', node: to, wanted: width, given: cells.length } };
    });
  }

  /** As of_irq_parse_raw. */
  private raw(device: DtNode, entry: Entry, start: DtNode): Walk {
    const reg = u32s(getProperty(device, 'reg')).slice(0, REG_CELLS);
    return this.follow(entry, start, [reg[0] ?? 0, reg[1] ?? 0, reg[2] ?? 0]);
  }

  /** From a nexus or controller on; `unit` is the address that its rows are compared with. */
  follow(entry: Entry, start: DtNode, unit: readonly number[]): Walk {
    const stages: Stage[] = [];
    const done = (end: End): Walk => ({ entry, stages, end });
    let { cells } = entry;
    const width = addressCellsAbove(start);
    if (width + cells.length > MAX_ARGS) return done({ kind: 'too-long', node: start });
    let match = [...Array.from({ length: width }, (_, i) => unit[i] ?? 0), ...cells];
    let node = start;
    // Whom the cells name: a step past a node without a map does not change it.
    let named = start;
    for (let steps = 0; steps <= LONGEST; steps++) {
      const isController = hasProperty(node, 'interrupt-controller');
      const map = hasProperty(node, 'interrupt-map');
      stages.push({ kind: 'specifier', node, cells });
      if (isController && (!map || readsItsMap(node)))
        return done(
          named === node
            ? { kind: 'controller', node, cells }
            : { kind: 'name-kept', node: named, controller: node, cells },
        );
      if (!map) {
        stages.push({ kind: 'passed', node, cells });
        const next = this.parentOf(node);
        if (next === 'circle') return done({ kind: 'circle', node });
        if (next === undefined) return done({ kind: 'no-controller', node });
        node = next;
        continue;
      }
      const table = this.rowsOf(node, match.length);
      let disabled: DtNode | undefined;
      let taken: Row | undefined;
      for (const row of table.rows) {
        const fits = row.child.every((cell, i) => (((match[i] ?? 0) ^ cell) & (table.mask[i] ?? 0xffffffff)) === 0);
        const available = isAvailable(row.parent);
        const fate = !fits ? 'differs' : available ? 'taken' : 'disabled';
        stages.push({ kind: 'row', node, row: row.row, cells: match, child: row.child, fate, to: row.parent });
        if (fate === 'disabled') disabled ??= row.parent;
        if (fate === 'taken') taken = row;
        if (taken !== undefined) break;
      }
      if (taken === undefined)
        return done(
          table.bad === undefined ? { kind: 'no-row', node, disabled } : { kind: 'bad-row', node, row: table.bad.row },
        );
      cells = taken.cells;
      match = [...taken.unit, ...taken.cells];
      if (taken.parent === node) return done({ kind: 'controller', node, cells });
      node = taken.parent;
      named = node;
    }
    return done({ kind: 'circle', node });
  }

  /** The rows of a nexus, whose child side has so many cells; by default as many as its own properties say. */
  rowsOf(
    nexus: DtNode,
    width = addressCellsAbove(nexus) + (u32At(getProperty(nexus, '#interrupt-cells'), 0) ?? 0),
  ): Rows {
    const table = u32s(getProperty(nexus, 'interrupt-map'));
    const masks = getProperty(nexus, 'interrupt-map-mask');
    // As the kernel does, which reads on behind a mask that is too short.
    const given = masks === undefined ? [] : [...u32s(masks), ...cellsBehind(nexus, masks)];
    // Wider than the table, there are no rows to compare.
    const mask = Array.from({ length: Math.min(width, table.length) }, (_, i) =>
      masks === undefined ? 0xffffffff : (given[i] ?? 0),
    );
    const rows: Row[] = [];
    let at = 0;
    for (let row = 0; table.length - at > width + 1; row++) {
      const bad = (why: NonNullable<Rows['bad']>['why']): Rows => ({ rows, bad: { row, cell: at, why }, width, mask });
      const parent = this.byPhandle(table[at + width]);
      if (parent === undefined) return bad('phandle');
      const cells = u32At(getProperty(parent, '#interrupt-cells'), 0);
      if (cells === undefined) return bad('no-cells');
      const unit = u32At(getProperty(parent, '#address-cells'), 0) ?? 0;
      if (unit + cells > MAX_ARGS) return bad('long');
      const from = at + width + 1;
      if (table.length - from < unit + cells) return bad('short');
      rows.push({
        row,
        cell: at,
        child: table.slice(at, at + width),
        parent,
        unit: table.slice(from, from + unit),
        cells: table.slice(from + unit, from + unit + cells),
      });
      at = from + unit + cells;
    }
    const rest = at < table.length ? ({ row: rows.length, cell: at, why: 'short' } as const) : undefined;
    return { rows, bad: rest, width, mask };
  }
}

function readsItsMap(node: DtNode): boolean {
  const value = getProperty(node, 'compatible');
  return (
    value !== undefined && MAP_READERS.some((name) => new TextDecoder().decode(value.value).split('\0').includes(name))
  );
}

/** #address-cells of a node or of the nearest above that has it; 2 where none has. */
function addressCellsAbove(node: DtNode): number {
  for (let at: DtNode | undefined = node; at !== undefined; at = at.parent) {
    const cells = u32At(getProperty(at, '#address-cells'), 0);
    if (cells !== undefined) return cells;
  }
  return 2;
}
