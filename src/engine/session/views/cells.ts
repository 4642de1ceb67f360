/** Cells of interrupt properties in words. */
import { hex } from '../../../base/hex.ts';
import { type DtNode, getProperty, u32At, u32s } from '../../devicetree/index.ts';
import { gicIntid, type Machine, type Wire } from '../../machine/index.ts';

const TRIGGERS: Readonly<Record<number, string>> = {
  0: 'no trigger named',
  1: 'edge rising',
  2: 'edge falling',
  4: 'level high',
  8: 'level low',
};

/** By the first cell of a GIC's specifier. */
const KINDS = ['SPI', 'PPI', 'extended SPI', 'extended PPI'] as const;

/** Rows of a table, or interrupts of a node, that are explained. */
const MOST = 32;

/** Each interrupt of a node: where its wire ends, and what the specifier there says. */
export function interruptWords(machine: Machine, node: DtNode): string[] {
  const words: string[] = [];
  for (let index = 0; index < MOST; index++) {
    const wire = machine.wiring.wireOf(node, index);
    if (wire === undefined) break;
    words.push(`${index}: ${wireWords(machine, wire)}`);
  }
  return words.length === 0 ? ['leads nowhere: no interrupt parent, or no row of an interrupt-map fits'] : words;
}

/** "SPI 1, level high: INTID 33 of intc@8000000". */
function wireWords({ gicNode }: Machine, { controller, cells }: Wire): string {
  if (controller !== gicNode) return `<${cells.map((cell) => hex(cell)).join(' ')}> of ${controller.name}`;
  const [kind = 0, number = 0, flags = 0] = cells;
  const intid = gicIntid(cells);
  if (intid === undefined)
    return `<${cells.map((cell) => hex(cell)).join(' ')}> names no interrupt of ${controller.name}`;
  // Bits 15:8 are a mask of CPUs, which GICv3 ignores.
  const trigger = TRIGGERS[flags & 0xf] ?? `trigger ${hex(flags & 0xf)}`;
  return `${KINDS[kind] ?? '?'} ${number}, ${trigger}: INTID ${intid} of ${controller.name}`;
}

/** Each row: which child specifier it is for, and where that goes. */
export function interruptMapWords({ wiring, gicNode }: Machine, nexus: DtNode): string[] {
  const table = u32s(getProperty(nexus, 'interrupt-map'));
  const unitWidth = u32At(getProperty(nexus, '#address-cells'), 0) ?? 2;
  const width = u32At(getProperty(nexus, '#interrupt-cells'), 0) ?? 1;
  const isPci = unitWidth === 3;
  const words: string[] = [];
  for (let at = 0; at + unitWidth + width < table.length && words.length < MOST;) {
    const child = table.slice(at, at + unitWidth + width);
    const parent = wiring.byPhandle(table[at + unitWidth + width]);
    if (parent === undefined) return [...words, 'the next row names a phandle that no node has'];
    at += unitWidth + width + 1 + (u32At(getProperty(parent, '#address-cells'), 0) ?? 0);
    const cells = u32s(getProperty(parent, '#interrupt-cells'))[0] ?? 1;
    const specifier = table.slice(at, at + cells);
    at += cells;
    const from = isPci
      ? `slot ${((child[0] ?? 0) >>> 11) & 0x1f} INT${'?ABCD'[child[3] ?? 0] ?? '?'}`
      : `<${child.map((cell) => hex(cell)).join(' ')}>`;
    const intid = parent === gicNode ? gicIntid(specifier) : undefined;
    const to =
      intid === undefined
        ? `<${specifier.map((cell) => hex(cell)).join(' ')}>`
        : `${KINDS[specifier[0] ?? 0] ?? '?'} ${specifier[1]} (INTID ${intid})`;
    words.push(`${from} → ${to} of ${parent.name}`);
  }
  const mask = u32s(getProperty(nexus, 'interrupt-map-mask'));
  if (mask.length > 0) words.push(`compared under the mask <${mask.map((cell) => hex(cell)).join(' ')}>`);
  return words;
}

/** Each row of four: RequesterIDs from `base` on become DeviceIDs from `out` on. */
export function msiMapWords({ wiring }: Machine, node: DtNode): string[] {
  const table = u32s(getProperty(node, 'msi-map'));
  const mask = u32At(getProperty(node, 'msi-map-mask'), 0) ?? 0xffff;
  const masked = mask === 0xffff ? 'RequesterID' : `(RequesterID & ${hex(mask)})`;
  const words: string[] = [];
  for (let at = 0; at + 3 < table.length && words.length < MOST; at += 4) {
    const [base = 0, phandle, out = 0, length = 0] = table.slice(at, at + 4);
    const name = wiring.byPhandle(phandle)?.name ?? 'no node';
    words.push(
      `RequesterID ${hex(base)} to ${hex(base + length - 1)}: DeviceID = ${masked} − ${hex(base)} + ${hex(out)} at ${name}`,
    );
  }
  return words;
}
