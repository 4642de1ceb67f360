/** A node's device-tree source, with a comment where cells say something about interrupts. */
import { hex } from '../../../base/hex.ts';
import {
  decidesInterrupts,
  type DtNode,
  type DtProperty,
  formatValue,
  getProperty,
  u32s,
  unknownIn,
} from '../../devicetree/index.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { type MapRow, pci_function, rootPin } from '../../machine/index.ts';
import type { Board, Snapshot } from '../../record/snapshot.ts';
import type { SourceView } from '../../api/inspect.ts';
import {
  type CellMessages,
  cellsText,
  idMapSum,
  idName,
  idMapWords,
  interruptMapWords,
  interruptWords,
  mapRowWords,
  wireWords,
} from '../words/cells.ts';

/** Bytes of a value that are shown; a keymap or a firmware blob is cut. */
const LONGEST = 1200;
const PINS = 'ABCD';

/** The whole node. */
export function nodeSource(m: CellMessages, board: Board | undefined, path: string): SourceView | undefined {
  const node = board?.wiring.node(path);
  if (board === undefined || node === undefined) return undefined;
  const lines: string[] = [];
  for (const property of node.properties) {
    lines.push(`\t${property.name}${valueText(m, property)};`);
    const unknown = [...new Set(unknownIn(property))];
    if (unknown.length > 0) lines.push(`\t/* ${m.unknown({ names: unknown })} */`);
    for (const words of wordsOf(m, board, node, property)) lines.push(`\t/* ${words} */`);
  }
  if (node.children.length > 0 && node.properties.length > 0) lines.push('');
  for (const child of node.children) lines.push(`\t${child.name} { … };`);
  return framed(node, lines);
}

function framed(node: DtNode, lines: readonly string[]): SourceView {
  const labels = node.labels.map((label) => `${label}: `).join('');
  return { path: node.path, text: `${labels}${node.name === '' ? '/' : node.name} {\n${lines.join('\n')}\n};\n` };
}

/** What of the node that an interrupt comes from nobody knows, and so how far it is to be believed. */
export function uncertainty({ relations, board, messages }: Snapshot, desc: irq_desc): string[] {
  const path = relations.sourceOf(desc)?.path;
  const node = path === undefined ? undefined : board?.wiring.node(path);
  return (node?.properties ?? []).flatMap((property) => {
    const names = node !== undefined && decidesInterrupts(node, property) ? [...new Set(unknownIn(property))] : [];
    return names.length === 0 ? [] : [messages.cells.uncertain({ property: property.name, names })];
  });
}

/** Where an interrupt comes from: its node, or what the host bridge's node says about the function's INTx or messages. */
export function irqSources(snapshot: Snapshot, desc: irq_desc): SourceView[] {
  const { relations, board, messages } = snapshot;
  const msi = desc.irq_common_data.msi_desc;
  const source = relations.sourceOf(desc);
  const path = source?.path ?? msi?.dev?.of_node?.path;
  const node = path === undefined ? undefined : nodeSource(messages.cells, board, path);
  if (node !== undefined && !(msi !== undefined && isFunction(snapshot, msi.dev?.name))) return [node];
  const bdf = msi?.dev?.name ?? (source?.selection.kind === 'function' ? source.selection.bdf : undefined);
  return bdf === undefined ? [] : functionSources(snapshot, bdf);
}

const isFunction = ({ hardware }: Snapshot, bdf: string | undefined): boolean =>
  bdf !== undefined && hardware?.pci.find(bdf) !== undefined;

/** What the host bridge's node says of a function: the row of its INTx, and the arithmetic of msi-map and iommu-map. */
export function functionSources({ hardware, objects, messages: { cells: m } }: Snapshot, bdf: string): SourceView[] {
  if (hardware === undefined) return [];
  const { machine, pci } = hardware;
  const host = pci.find(bdf)?.host;
  const fn = objects.all(pci_function).find((each) => each.bdf === bdf);
  if (host === undefined || fn === undefined) return [];
  const { node } = host;
  const property = (name: string, words: readonly string[]): string[] => {
    const found = getProperty(node, name);
    if (found === undefined) return [];
    return [`\t${name}${valueText(m, found)};`, ...words.map((word) => `\t/* ${word} */`)];
  };
  const requester = host.requesterId(fn);
  const lines = [
    ...property('msi-map-mask', []),
    ...property('msi-map', idMapSum(m, machine, node, 'msi-map', requester)),
    ...property('msi-parent', parentWords(m, machine, node, 'msi-parent')),
    ...property('iommu-map-mask', []),
    ...property('iommu-map', idMapSum(m, machine, node, 'iommu-map', requester)),
  ];
  if (fn.design.pin !== 0) {
    const rows: MapRow[] = [];
    const wire = host.lines.route(fn, (row) => rows.push(row));
    const pin = PINS[fn.design.pin - 1] ?? '?';
    const { devfn, pin: out } = rootPin(fn);
    const through =
      fn.bridge === undefined ? [] : [m.swizzled({ pin, bdf, rootPin: PINS[out - 1] ?? '?', slot: devfn >> 3 })];
    const end = wire === undefined ? m.noRowFits : wireWords(m, machine, wire);
    lines.push(
      ...property('#interrupt-cells', []),
      ...property('interrupt-map-mask', []),
      ...rowText(m, rows[0]),
      ...[...through, ...rows.flatMap((row) => mapRowWords(m, row)), end].map((word) => `\t/* ${word} */`),
    );
  }
  return [framed(node, [`\t/* ${m.ofFunction({ bdf, requester: hex(requester) })} */`, ...lines])];
}

/** The one row of interrupt-map that counts. */
function rowText(m: CellMessages, match: MapRow | undefined): string[] {
  if (match === undefined) return [];
  const { child, parent, parentUnit, parentCells, row } = match;
  const label = parent.labels[0] ?? `{${parent.path}}`;
  const cells = `${cellsText(child)} &${label} ${cellsText([...parentUnit, ...parentCells])}`;
  return [`\tinterrupt-map = … <${cells}> …; /* ${m.rowNumber({ row })} */`];
}

function valueText(m: CellMessages, property: DtProperty): string {
  const value = formatValue(property);
  if (value === '') return '';
  return value.length > LONGEST
    ? ` = ${value.slice(0, LONGEST)} … /* ${m.bytes({ bytes: property.value.length })} */`
    : ` = ${value}`;
}

function parentWords(m: CellMessages, board: Board, node: DtNode, name: string): string[] {
  const [phandle, id] = u32s(getProperty(node, name));
  const parent = board.wiring.byPhandle(phandle);
  if (parent === undefined) return [m.noSuchPhandle];
  return [
    `${parent.path}${name === 'msi-parent' && id !== undefined ? `, ${idName('msi-map', parent)} ${hex(id)}` : ''}`,
  ];
}

function wordsOf(m: CellMessages, board: Board, node: DtNode, property: DtProperty): string[] {
  switch (property.name) {
    case 'interrupts':
    case 'interrupts-extended':
      // Linux and the wiring read interrupts-extended when both are there.
      if (property.name === 'interrupts' && getProperty(node, 'interrupts-extended') !== undefined) return [m.notRead];
      return interruptWords(m, board, node);
    case 'interrupt-map':
      return interruptMapWords(m, board, node);
    case 'msi-map':
    case 'iommu-map':
      return idMapWords(m, board, node, property.name);
    case 'interrupt-parent':
    case 'msi-parent':
      return parentWords(m, board, node, property.name);
    default:
      return [];
  }
}
