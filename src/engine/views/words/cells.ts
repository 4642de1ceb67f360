/** Cells of interrupt properties in words. */
import { hex } from '../../../base/hex.ts';
import { type DtNode, getProperty, stringList, u32At, u32s } from '../../devicetree/index.ts';
import { gicIntid, type MapRow, type Wire } from '../../machine/index.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Board } from '../../record/snapshot.ts';

export type CellMessages = EngineMessages['cells'];

/** By the trigger bits of a specifier. */
export const TRIGGERS: Readonly<Record<number, keyof CellMessages['triggers']>> = {
  0: 'none',
  1: 'rising',
  2: 'falling',
  3: 'both',
  4: 'high',
  8: 'low',
};

/** By the first cell of a GIC's specifier. */
export function kindOf({ extendedSpi, extendedPpi }: CellMessages, cell: number): string | undefined {
  return ['SPI', 'PPI', extendedSpi, extendedPpi][cell];
}

/** The INTID of number 0 of each kind. */
const FIRST = [32, 16, 4096, 1056] as const;

/** Rows of a table, or interrupts of a node, that are explained. */
const MOST = 32;

/** "0x0 0x1 0x4". */
export function cellsText(cells: readonly number[]): string {
  return cells.map((cell) => hex(cell >>> 0)).join(' ');
}

/** Each interrupt of a node: where its wire ends, and what the specifier there says. */
export function interruptWords(m: CellMessages, board: Board, node: DtNode): string[] {
  const words: string[] = [];
  const count = board.wiring.countOf(node);
  for (let index = 0; index < Math.min(count, MOST); index++) {
    const rows: MapRow[] = [];
    const wire = board.wiring.wireOf(node, index, (row) => rows.push(row));
    if (wire === undefined) words.push(m.ofIndex({ index, words: m.leadsNowhere }));
    if (wire === undefined) continue;
    words.push(...rows.flatMap((row) => mapRowWords(m, row).map((line) => m.ofIndex({ index, words: line }))));
    words.push(m.ofIndex({ index, words: wireWords(m, board, wire) }));
  }
  if (count > MOST) words.push(m.more({ count: count - MOST }));
  return words.length === 0 ? [m.noParent] : words;
}

/** "<0x0 0x1 0x4>: SPI 1, level high: INTID 33 of intc@8000000 (1 + 32)". */
export function wireWords(m: CellMessages, { gicNode }: Board, { controller, cells }: Wire): string {
  const raw = { cells: cellsText(cells), controller: controller.name };
  if (controller !== gicNode) return genericWords(m, controller, cells);
  const [kind = 0, number = 0, flags = 0, affinity] = cells;
  const intid = gicIntid(cells);
  const known = kindOf(m, kind);
  if (intid === undefined || known === undefined) return m.namesNone(raw);
  // Bits 15:8 are a mask of CPUs, which GICv3 ignores.
  const trigger = triggerWords(m, flags & 0xf);
  const partition = affinity === undefined || affinity === 0 ? undefined : hex(affinity);
  return m.interrupt({ ...raw, kind: known, number, trigger, intid, first: FIRST[kind] ?? 0, partition });
}

function triggerWords(m: CellMessages, flags: number): string {
  const known = TRIGGERS[flags];
  return known === undefined ? m.trigger({ flags: hex(flags) }) : m.triggers[known];
}

/** Two cells are an input and a trigger nearly everywhere (irq_domain_xlate_twocell), as of GPIO controllers. */
function genericWords(m: CellMessages, controller: DtNode, cells: readonly number[]): string {
  const raw = { cells: cellsText(cells), controller: controller.name };
  const [input, flags = 0] = cells;
  if (u32At(getProperty(controller, '#interrupt-cells'), 0) !== 2 || input === undefined) return m.ofController(raw);
  return m.input({
    ...raw,
    input,
    trigger: triggerWords(m, TRIGGERS[flags & 0xf] === undefined ? flags : flags & 0xf),
  });
}

const isPci = (nexus: DtNode): boolean => (u32At(getProperty(nexus, '#address-cells'), 0) ?? 2) === 3;
const and = (cells: readonly number[], mask: readonly number[]): number[] =>
  cells.map((cell, i) => (cell & (mask[i] ?? 0xffffffff)) >>> 0);

/** "slot 2 INTA" for a PCI host's row, "any slot INTA" where the mask leaves the slot out, else the cells. */
function childWords(m: CellMessages, nexus: DtNode, child: readonly number[], mask: readonly number[] = []): string {
  if (!isPci(nexus)) return `<${cellsText(child)}>`;
  const device = 0x1f << 11;
  const slot = ((mask[0] ?? device) & device) === 0 ? undefined : ((child[0] ?? 0) >>> 11) & 0x1f;
  return m.slot({ slot, pin: '?ABCD'[child[3] ?? 0] ?? '?' });
}

/** A row that was matched, as arithmetic: what was looked for, under which mask, and where it leads. */
export function mapRowWords(m: CellMessages, match: MapRow): string[] {
  const { nexus, row, unit, cells, mask, child, parent, parentUnit, parentCells } = match;
  const width = unit.length;
  const [unitMask, cellMask] = [mask.slice(0, width), mask.slice(width)];
  const masked = (of: readonly number[], by: readonly number[]): Parameters<CellMessages['pin']>[0] => ({
    cells: cellsText(of),
    mask: cellsText(by),
    result: cellsText(and(of, by)),
  });
  const words = [m.lookingFor({ nexus: nexus.path, child: childWords(m, nexus, [...unit, ...cells]) })];
  if (width > 0) words.push(m.unitAddress(masked(unit, unitMask)));
  words.push(isPci(nexus) ? m.pin(masked(cells, cellMask)) : m.specifier(masked(cells, cellMask)));
  words.push(m.fits({ row, ...masked(child, mask) }));
  const at = parentUnit.length === 0 ? undefined : cellsText(parentUnit);
  words.push(m.leadsTo({ cells: cellsText(parentCells), parent: parent.name, unit: at }));
  return words;
}

/** Each row: which child specifier it is for, and where that goes. */
export function interruptMapWords(m: CellMessages, { wiring, gicNode }: Board, nexus: DtNode): string[] {
  const table = u32s(getProperty(nexus, 'interrupt-map'));
  const unitWidth = u32At(getProperty(nexus, '#address-cells'), 0) ?? 2;
  const width = u32At(getProperty(nexus, '#interrupt-cells'), 0) ?? 0;
  const mask = u32s(getProperty(nexus, 'interrupt-map-mask'));
  const words: string[] = [];
  let rows = 0;
  for (let at = 0; at + unitWidth + width < table.length; rows++) {
    const child = table.slice(at, at + unitWidth + width);
    const parent = wiring.byPhandle(table[at + unitWidth + width]);
    if (parent === undefined) return [...words, m.badPhandle];
    at += unitWidth + width + 1 + (u32At(getProperty(parent, '#address-cells'), 0) ?? 0);
    const cells = u32s(getProperty(parent, '#interrupt-cells'))[0] ?? 1;
    const specifier = table.slice(at, at + cells);
    at += cells;
    const intid = parent === gicNode ? gicIntid(specifier) : undefined;
    const to =
      intid === undefined
        ? `<${cellsText(specifier)}>`
        : m.toIntid({ kind: kindOf(m, specifier[0] ?? 0) ?? '?', number: specifier[1] ?? 0, intid });
    if (rows < MOST)
      words.push(m.row({ row: rows, child: childWords(m, nexus, child, mask), to, parent: parent.name }));
  }
  if (rows > MOST) words.push(m.moreRows({ count: rows - MOST }));
  if (mask.length > 0) words.push(m.underMask({ mask: cellsText(mask) }));
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
export function idMapWords(m: CellMessages, { wiring }: Board, node: DtNode, map: IdMap): string[] {
  const mask = maskOf(node, map);
  const masked = mask === 0xffffffff ? 'RequesterID' : `(RequesterID & ${hex(mask)})`;
  return idRows(node, map)
    .slice(0, MOST)
    .map(({ first, phandle, out, length }) => {
      const target = wiring.byPhandle(phandle);
      return m.idRow({
        first: hex(first),
        last: hex(first + length - 1),
        id: idName(map, target),
        masked,
        out: hex(out),
        target: target?.name ?? m.noNode,
      });
    });
}

/** The arithmetic for one RequesterID: which row it falls into, and what comes out. */
export function idMapSum(m: CellMessages, { wiring }: Board, node: DtNode, map: IdMap, requester: number): string[] {
  const mask = maskOf(node, map);
  const id = (requester & mask) >>> 0;
  const { to, mask: property } = MAPS[map];
  const words =
    getProperty(node, property) === undefined
      ? []
      : [m.idMasked({ requester: hex(requester), property, mask: hex(mask), id: hex(id) })];
  const rows = idRows(node, map);
  const row = rows.findIndex(({ first, length }) => id >= first && id < first + length);
  const hit = rows[row];
  if (hit === undefined) return [...words, m.idInNoRow({ id: hex(id), to })];
  const { first, out, length, phandle } = hit;
  const target = wiring.byPhandle(phandle);
  return [
    ...words,
    m.idSum({
      requester: hex(requester),
      row,
      first: hex(first),
      last: hex(first + length - 1),
      id: hex(id),
      base: map === 'msi-map' ? 'msi-base' : 'iommu-base',
      out: hex(out),
      name: idName(map, target),
      result: hex(id - first + out),
      target: target?.name ?? m.noNode,
    }),
  ];
}
