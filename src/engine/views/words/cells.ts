/** Cells of interrupt properties in words. */
import { hex } from '../../../base/hex.ts';
import { type DtNode, getProperty, stringList, u32At, u32s } from '../../devicetree/index.ts';
import { gicIntid, type MapRow, type Wire } from '../../machine/index.ts';
import type { Board } from '../../record/snapshot.ts';

export const TRIGGERS: Readonly<Record<number, string>> = {
  0: 'no trigger named',
  1: 'edge rising',
  2: 'edge falling',
  3: 'both edges',
  4: 'level high',
  8: 'level low',
};

/** By the first cell of a GIC's specifier. */
export const KINDS = ['SPI', 'PPI', 'extended SPI', 'extended PPI'] as const;
/** The INTID of number 0 of each kind. */
const FIRST = [32, 16, 4096, 1056] as const;

/** Rows of a table, or interrupts of a node, that are explained. */
const MOST = 32;

/** "0x0 0x1 0x4". */
export function cellsText(cells: readonly number[]): string {
  return cells.map((cell) => hex(cell >>> 0)).join(' ');
}

/** Each interrupt of a node: where its wire ends, and what the specifier there says. */
export function interruptWords(board: Board, node: DtNode): string[] {
  const words: string[] = [];
  const count = board.wiring.countOf(node);
  for (let index = 0; index < Math.min(count, MOST); index++) {
    const rows: MapRow[] = [];
    const wire = board.wiring.wireOf(node, index, (row) => rows.push(row));
    if (wire === undefined) words.push(`${index}: leads nowhere: an empty entry, or no row of an interrupt-map fits`);
    if (wire === undefined) continue;
    words.push(...rows.flatMap((row) => mapRowWords(row).map((line) => `${index}: ${line}`)));
    words.push(`${index}: ${wireWords(board, wire)}`);
  }
  if (count > MOST) words.push(`and ${count - MOST} more`);
  return words.length === 0 ? ['leads nowhere: no interrupt parent is named'] : words;
}

/** "<0x0 0x1 0x4>: SPI 1, level high: INTID 33 of intc@8000000 (1 + 32)". */
export function wireWords({ gicNode }: Board, { controller, cells }: Wire): string {
  const raw = `<${cellsText(cells)}>`;
  if (controller !== gicNode) return `${raw} of ${controller.name}${genericWords(controller, cells)}`;
  const [kind = 0, number = 0, flags = 0, affinity] = cells;
  const intid = gicIntid(cells);
  const known = KINDS[kind];
  if (intid === undefined || known === undefined) return `${raw} names no interrupt of ${controller.name}`;
  // Bits 15:8 are a mask of CPUs, which GICv3 ignores.
  const trigger = TRIGGERS[flags & 0xf] ?? `trigger ${hex(flags & 0xf)}`;
  const partition = affinity === undefined || affinity === 0 ? '' : `, PPI partition by phandle ${hex(affinity)}`;
  return `${raw}: ${known} ${number}, ${trigger}: INTID ${intid} of ${controller.name} (${number} + ${FIRST[kind] ?? 0})${partition}`;
}

/** Two cells are an input and a trigger nearly everywhere (irq_domain_xlate_twocell), as of GPIO controllers. */
function genericWords(controller: DtNode, [input, flags]: readonly number[]): string {
  if (u32At(getProperty(controller, '#interrupt-cells'), 0) !== 2 || input === undefined) return '';
  return `: input ${input}, ${TRIGGERS[(flags ?? 0) & 0xf] ?? `trigger ${hex(flags ?? 0)}`}`;
}

const isPci = (nexus: DtNode): boolean => (u32At(getProperty(nexus, '#address-cells'), 0) ?? 2) === 3;
const and = (cells: readonly number[], mask: readonly number[]): number[] =>
  cells.map((cell, i) => (cell & (mask[i] ?? 0xffffffff)) >>> 0);

/** "slot 2 INTA" for a PCI host's row, "any slot INTA" where the mask leaves the slot out, else the cells. */
function childWords(nexus: DtNode, child: readonly number[], mask: readonly number[] = []): string {
  if (!isPci(nexus)) return `<${cellsText(child)}>`;
  const device = 0x1f << 11;
  const slot = ((mask[0] ?? device) & device) === 0 ? 'any slot' : `slot ${((child[0] ?? 0) >>> 11) & 0x1f}`;
  return `${slot} INT${'?ABCD'[child[3] ?? 0] ?? '?'}`;
}

/** A row that was matched, as arithmetic: what was looked for, under which mask, and where it leads. */
export function mapRowWords(match: MapRow): string[] {
  const { nexus, row, unit, cells, mask, child, parent, parentUnit, parentCells } = match;
  const width = unit.length;
  const [unitMask, cellMask] = [mask.slice(0, width), mask.slice(width)];
  const words: string[] = [`interrupt-map of ${nexus.path}, looking for ${childWords(nexus, [...unit, ...cells])}:`];
  if (width > 0)
    words.push(`  unit address <${cellsText(unit)}> & <${cellsText(unitMask)}> = <${cellsText(and(unit, unitMask))}>`);
  const what = isPci(nexus) ? 'pin' : 'specifier';
  words.push(`  ${what} <${cellsText(cells)}> & <${cellsText(cellMask)}> = <${cellsText(and(cells, cellMask))}>`);
  words.push(`  row ${row}: <${cellsText(child)}> & <${cellsText(mask)}> = <${cellsText(and(child, mask))}>: it fits`);
  const at = parentUnit.length === 0 ? '' : ` at unit address <${cellsText(parentUnit)}>`;
  words.push(`  → <${cellsText(parentCells)}> of ${parent.name}${at}`);
  return words;
}

/** Each row: which child specifier it is for, and where that goes. */
export function interruptMapWords({ wiring, gicNode }: Board, nexus: DtNode): string[] {
  const table = u32s(getProperty(nexus, 'interrupt-map'));
  const unitWidth = u32At(getProperty(nexus, '#address-cells'), 0) ?? 2;
  const width = u32At(getProperty(nexus, '#interrupt-cells'), 0) ?? 0;
  const mask = u32s(getProperty(nexus, 'interrupt-map-mask'));
  const words: string[] = [];
  let rows = 0;
  for (let at = 0; at + unitWidth + width < table.length; rows++) {
    const child = table.slice(at, at + unitWidth + width);
    const parent = wiring.byPhandle(table[at + unitWidth + width]);
    if (parent === undefined) return [...words, 'the next row names a phandle that no node has'];
    at += unitWidth + width + 1 + (u32At(getProperty(parent, '#address-cells'), 0) ?? 0);
    const cells = u32s(getProperty(parent, '#interrupt-cells'))[0] ?? 1;
    const specifier = table.slice(at, at + cells);
    at += cells;
    const intid = parent === gicNode ? gicIntid(specifier) : undefined;
    const to =
      intid === undefined
        ? `<${cellsText(specifier)}>`
        : `${KINDS[specifier[0] ?? 0] ?? '?'} ${specifier[1]} (INTID ${intid})`;
    if (rows < MOST) words.push(`row ${rows}: ${childWords(nexus, child, mask)} → ${to} of ${parent.name}`);
  }
  if (rows > MOST) words.push(`and ${rows - MOST} rows more`);
  if (mask.length > 0) words.push(`compared under the mask <${cellsText(mask)}>`);
  return words;
}

/** Maps of ids on a bus to ids that a controller sees: what is mapped, and to what. */
const MAPS = {
  'msi-map': { to: 'DeviceID', mask: 'msi-map-mask' },
  'iommu-map': { to: 'StreamID', mask: 'iommu-map-mask' },
} as const;
export type IdMap = keyof typeof MAPS;

interface IdRow {
  readonly first: number;
  readonly phandle: number;
  readonly out: number;
  readonly length: number;
}

function idRows(node: DtNode, map: IdMap): IdRow[] {
  const table = u32s(getProperty(node, map));
  return Array.from({ length: Math.floor(table.length / 4) }, (_, row) => {
    const [first = 0, phandle = 0, out = 0, length = 0] = table.slice(4 * row, 4 * row + 4);
    return { first, phandle, out, length };
  });
}

const maskOf = (node: DtNode, map: IdMap): number => u32At(getProperty(node, MAPS[map].mask), 0) ?? 0xffffffff;

/** Only an ITS knows DeviceIDs: what takes messages for SPIs does not ask who wrote them. */
export function idName(map: IdMap, target: DtNode | undefined): string {
  const makes = target === undefined ? [] : stringList(getProperty(target, 'compatible'));
  return map === 'msi-map' && !makes.includes('arm,gic-v3-its') ? 'ID' : MAPS[map].to;
}

/** Each row of four: RequesterIDs from the first on become ids from `out` on. */
export function idMapWords({ wiring }: Board, node: DtNode, map: IdMap): string[] {
  const mask = maskOf(node, map);
  const masked = mask === 0xffffffff ? 'RequesterID' : `(RequesterID & ${hex(mask)})`;
  return idRows(node, map)
    .slice(0, MOST)
    .map(({ first, phandle, out, length }) => {
      const target = wiring.byPhandle(phandle);
      const range = `RequesterID ${hex(first)} to ${hex(first + length - 1)}`;
      return `${range}: ${idName(map, target)} = ${masked} − ${hex(first)} + ${hex(out)} at ${target?.name ?? 'no node'}`;
    });
}

/** The arithmetic for one RequesterID: which row it falls into, and what comes out. */
export function idMapSum({ wiring }: Board, node: DtNode, map: IdMap, requester: number): string[] {
  const mask = maskOf(node, map);
  const id = (requester & mask) >>> 0;
  const { to, mask: property } = MAPS[map];
  const words =
    getProperty(node, property) === undefined
      ? []
      : [`RequesterID ${hex(requester)} & ${property} ${hex(mask)} = ${hex(id)}`];
  const rows = idRows(node, map);
  const row = rows.findIndex(({ first, length }) => id >= first && id < first + length);
  const hit = rows[row];
  if (hit === undefined) return [...words, `RequesterID ${hex(id)} is in no row: ${to} is not translated here`];
  const { first, out, length, phandle } = hit;
  const range = `row ${row} (${hex(first)} to ${hex(first + length - 1)})`;
  const target = wiring.byPhandle(phandle);
  return [
    ...words,
    `RequesterID ${hex(requester)} is in ${range}: ${hex(id)} − rid-base ${hex(first)} + ${map === 'msi-map' ? 'msi-base' : 'iommu-base'} ${hex(out)} = ${idName(map, target)} ${hex(id - first + out)} at ${target?.name ?? 'no node'}`,
  ];
}
