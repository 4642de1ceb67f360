/** interrupt-map: rows that cannot be read, that are missing, that overlap, or that lead nowhere. */
import { type DtNode, getProperty, hasProperty, isAvailable, u32At, u32s } from '../../devicetree/index.ts';
import { MSI_ENABLE, msiControl, MSIX_ENABLE, msixControl, rootPin } from '../../machine/index.ts';
import type { Check, Hit } from '../check.ts';
import type { Facts } from '../facts.ts';
import { choiceOf, enable } from '../remedies.ts';
import type { Row, Rows, Walk } from '../walk.ts';
import { takesNoCells } from './specifiers.ts';

const PINS = 'ABCD';
const CELL = 4;
/** The pin among the cells of a PCI nexus: three of the address come first. */
const PIN_CELL = 3;

const cellsText = (cells: readonly number[]): string => `<${cells.map((cell) => `0x${cell.toString(16)}`).join(' ')}>`;

function nexuses({ nodes }: Facts): DtNode[] {
  return nodes.filter((node) => hasProperty(node, 'interrupt-map'));
}

function isPci(node: DtNode): boolean {
  return u32At(getProperty(node, '#address-cells'), 0) === 3 && u32At(getProperty(node, '#interrupt-cells'), 0) === 1;
}

function* shapes(facts: Facts): Iterable<Hit> {
  for (const node of nexuses(facts)) {
    const property = 'interrupt-map';
    const bytes = getProperty(node, property)?.value.length ?? 0;
    if (bytes % CELL !== 0) yield { node, property, words: facts.say.mapSize({ bytes }) };
    // A controller with a map of its own reads it as it likes.
    if (hasProperty(node, 'interrupt-controller')) continue;
    if (!hasProperty(node, '#address-cells'))
      yield {
        node,
        property,
        severity: 'warning',
        rank: 'latent',
        ...inherited(node),
        words: facts.say.mapNoAddressCells,
      };
    const { bad, width } = facts.walker.rowsOf(node);
    const parents = u32s(getProperty(node, property)).map((cell) => facts.walker.byPhandle(cell));
    // Rows of a parent that takes no cells cannot be cut, which is the parent's own finding.
    const isOthers = parents.some((each) => each !== undefined && takesNoCells(each));
    if (bad !== undefined && !isOthers) {
      const lost = facts.usersOf(node).filter(({ walk }) => walk.end.kind === 'bad-row');
      const words = facts.say.mapRow({ row: bad.row, why: bad.why, lost: lost.length });
      // Cells behind the last whole row cost nobody anything by themselves.
      const isTail = bad.why === 'short' && bad.row > 0 && lost.length === 0;
      const mild = isTail ? ({ severity: 'warning', rank: 'latent' } as const) : {};
      yield { node, property, cell: bad.cell, words, costs: lost.map((user) => user.node), ...mild };
    }
    const mask = u32s(getProperty(node, 'interrupt-map-mask'));
    if (hasProperty(node, 'interrupt-map-mask') && mask.length !== width) {
      const lost = facts.usersOf(node).filter(({ walk }) => walk.end.kind === 'no-row' && walk.end.node === node);
      const isError = mask.length < width && lost.length > 0;
      yield {
        node,
        property: 'interrupt-map-mask',
        severity: isError ? 'error' : 'warning',
        rank: isError ? 'no-interrupt' : 'less',
        costs: isError ? lost.map((user) => user.node) : [],
        ...maskFix(node, width - mask.length, isError),
        words: facts.say.mapMask({ given: mask.length, wanted: width }),
      };
    }
  }
}

/** The #address-cells that Linux takes where the nexus has none. */
function inherited(node: DtNode): Pick<Hit, 'mend'> {
  let at = node.parent;
  while (at !== undefined && !hasProperty(at, '#address-cells')) at = at.parent;
  const cells = at === undefined ? undefined : u32At(getProperty(at, '#address-cells'), 0);
  return cells === undefined ? {} : { mend: { kind: 'add', node, text: `#address-cells = <${cells}>;` } };
}

/** Cells that a mask lacks: rows differ in them, or they do not count. */
function maskFix(node: DtNode, missing: number, isError: boolean): Pick<Hit, 'mend' | 'others'> {
  if (missing < 1 || missing > MOST_CELLS) return {};
  const property = 'interrupt-map-mask';
  const cells = (value: number): number[] => Array.from({ length: missing }, () => value);
  return choiceOf(
    (isError ? [0] : [0, ALL_ONES]).map((value) => ({ kind: 'append', node, property, cells: cells(value) })),
  );
}

const ALL_ONES = 0xffffffff;
/** Of a unit address and a specifier together. */
const MOST_CELLS = 8;

/** Devices of the tree whose interrupt no row is for. */
function* noRow(facts: Facts): Iterable<Hit> {
  for (const { node, walk } of facts.users) {
    const { end, entry } = walk;
    if (end.kind !== 'no-row' || end.disabled !== undefined) continue;
    const wanted = walk.stages.findLast((stage) => stage.kind === 'specifier')?.cells ?? entry.cells;
    const nearest = facts.walker.rowsOf(end.node).rows[0];
    const row = nearest === undefined ? undefined : cellsText(nearest.child);
    const words = facts.say.mapNoRow({ nexus: end.node.path, wanted, row });
    yield { node, property: entry.property, cell: entry.cell, words, ...likeRow(facts, node, walk, nearest) };
  }
}

/** The cells of a row in place of a device's own, where the device speaks to the nexus directly. */
function likeRow(facts: Facts, node: DtNode, { entry, end }: Walk, row: Row | undefined): Pick<Hit, 'mend'> {
  if (row === undefined || end.kind !== 'no-row' || entry.to !== end.node) return {};
  const wanted = row.child.slice(-entry.cells.length);
  const first = entry.cell + (entry.property === 'interrupts-extended' ? 1 : 0);
  const mend = wanted.flatMap((value, i) =>
    value === entry.cells[i] ? [] : [{ kind: 'cell', node, property: entry.property, cell: first + i, value } as const],
  );
  return mend.length === 0 ? {} : { mend };
}

/** A PCI function of the run whose pin has no row. */
export interface Lost {
  /** The host bridge. */
  readonly node: DtNode;
  readonly bdf: string;
  /** Where it comes out at the root bus: "B", and the number of the pin. */
  readonly pin: string;
  readonly cell: number;
  readonly devfn: number;
  /** Nobody misses it: it uses messages, or is a bridge. */
  readonly mild: boolean;
}

export function lostPins({ session: { pci } }: Facts): Lost[] {
  return pci.hosts.flatMap(({ node, functions, lines }) => {
    if (!hasProperty(node, 'interrupt-map')) return [];
    return functions.flatMap((fn) => {
      if (fn.design.pin === 0 || lines.route(fn) !== undefined) return [];
      const { devfn, pin } = rootPin(fn);
      const byMessages = (msixControl(fn) & MSIX_ENABLE) !== 0 || (msiControl(fn) & MSI_ENABLE) !== 0;
      // A bridge goes without, as most do.
      const mild = byMessages || fn.design.bridge;
      return [{ node, bdf: fn.bdf, pin: PINS[pin - 1] ?? '?', cell: pin, devfn, mild }];
    });
  });
}

function* noPin(facts: Facts): Iterable<Hit> {
  const seen = new Set<string>();
  for (const { node, bdf, pin, devfn, mild } of lostPins(facts)) {
    const slot = devfn >> 3;
    if (seen.has(`${node.path} ${slot}${pin}`)) continue;
    seen.add(`${node.path} ${slot}${pin}`);
    const words = facts.say.mapNoPinRow({ nexus: node.path, bdf, pin, slot });
    const more = mild ? ({ severity: 'warning', rank: 'latent' } as const) : {};
    yield { node, property: 'interrupt-map', words, lines: facts.logged.get(bdf) ?? [], ...more };
  }
}

/** Which pins the rows of a PCI nexus tell apart. */
function* somePins(facts: Facts): Iterable<Hit> {
  for (const node of nexuses(facts)) {
    const { rows, mask } = facts.walker.rowsOf(node);
    if (!isPci(node) || rows.length === 0 || ((mask[PIN_CELL] ?? 0) & 7) === 0) continue;
    const pins = [...new Set(rows.map(({ child }) => child[PIN_CELL] ?? 0))].filter((pin) => pin >= 1 && pin <= 4);
    if (pins.length === 0 || pins.length === 4) continue;
    yield {
      node,
      property: 'interrupt-map',
      words: facts.say.mapSomePins({ pins: pins.toSorted((a, b) => a - b).map((pin) => PINS[pin - 1] ?? '?') }),
    };
  }
}

function sameUnder(mask: readonly number[], a: Row, b: Row): boolean {
  return a.child.every((cell, i) => ((cell ^ (b.child[i] ?? 0)) & (mask[i] ?? 0)) === 0);
}

function sameTarget(a: Row, b: Row): boolean {
  return a.parent === b.parent && a.cells.join() === b.cells.join() && a.unit.join() === b.unit.join();
}

function* overlaps(facts: Facts): Iterable<Hit> {
  for (const node of nexuses(facts)) {
    const { rows, mask }: Rows = facts.walker.rowsOf(node);
    for (const [at, row] of rows.entries()) {
      const first = rows.slice(0, at).find((other) => sameUnder(mask, other, row) && isAvailable(other.parent));
      if (first === undefined || sameTarget(first, row)) continue;
      yield {
        node,
        property: 'interrupt-map',
        cell: row.cell,
        words: facts.say.mapOverlap({ row: row.row, first: first.row }),
      };
    }
  }
}

function* unreachable(facts: Facts): Iterable<Hit> {
  for (const node of nexuses(facts).filter(isPci)) {
    const { rows, mask } = facts.walker.rowsOf(node);
    for (const { row, cell, child } of rows) {
      const pin = (child[PIN_CELL] ?? 0) & (mask[PIN_CELL] ?? 0);
      const reachable = [1, 2, 3, 4].some((each) => (each & (mask[PIN_CELL] ?? 0)) === pin);
      if (!reachable)
        yield { node, property: 'interrupt-map', cell: cell + PIN_CELL, words: facts.say.mapUnreachable({ row, pin }) };
    }
  }
}

function* disabledParents(facts: Facts): Iterable<Hit> {
  for (const node of nexuses(facts)) {
    const told = new Set<DtNode>();
    for (const { row, cell, child, parent } of facts.walker.rowsOf(node).rows) {
      // Without its GIC the board has other troubles.
      if (isAvailable(parent) || told.has(parent) || facts.isGic(parent)) continue;
      told.add(parent);
      const lost = facts
        .usersOf(node)
        .filter(({ walk }) => walk.end.kind === 'no-row' && walk.end.node === node && walk.end.disabled === parent)
        .map((user) => user.node);
      const used = lost.length > 0;
      yield {
        node,
        property: 'interrupt-map',
        cell: cell + child.length,
        costs: lost,
        severity: used ? 'error' : 'note',
        rank: used ? 'no-interrupt' : 'latent',
        ...enable(parent),
        words: facts.say.mapDisabled({ row, parent: parent.path, used }),
      };
    }
  }
}

export const mapChecks: readonly Check[] = [
  { code: 'interrupt_map', severity: 'error', rank: 'no-interrupt', find: shapes },
  { code: 'map-no-row', severity: 'error', rank: 'no-interrupt', find: noRow },
  { code: 'map-no-row-for-pin', severity: 'error', rank: 'no-interrupt', find: noPin },
  { code: 'map-some-pins', severity: 'note', rank: 'latent', find: somePins },
  { code: 'map-rows-overlap', severity: 'warning', rank: 'wrong-line', find: overlaps },
  { code: 'map-row-unreachable', severity: 'warning', rank: 'latent', find: unreachable },
  { code: 'map-parent-disabled', severity: 'error', rank: 'no-interrupt', find: disabledParents },
];
