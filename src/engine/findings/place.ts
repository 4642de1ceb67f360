/** Where a finding stands in the file, and the change that mends it there. */
import type { Where } from '../../base/result.ts';
import type { FindingEdit, FindingPlace } from '../api/findings.ts';
import {
  cellWhere,
  type DeviceTree,
  type DtNode,
  getProperty,
  phandleOf,
  u32At,
  whereInValue,
} from '../devicetree/index.ts';
import type { Hit, Mend } from './check.ts';

export function placeOf(
  tree: DeviceTree,
  { node, property: name, cell }: Pick<Hit, 'node' | 'property' | 'cell'>,
): FindingPlace {
  const property = name === undefined ? undefined : getProperty(node, name);
  const isInside = property !== undefined && cell !== undefined && cell * 4 < property.value.length;
  const where = isInside ? cellWhere(property, cell) : (property?.where ?? node.where);
  return {
    ...positionOf(tree, where),
    node: node.path,
    ...(property === undefined ? {} : { property: property.name }),
    ...(isInside ? { cell } : {}),
  };
}

function positionOf(tree: DeviceTree, where: Where): Omit<FindingPlace, 'node'> {
  const file = where.file ?? tree.sources[0]?.file;
  return {
    ...(file === undefined ? {} : { file }),
    ...(where.line === undefined ? {} : { line: where.line }),
    ...(where.column === undefined ? {} : { column: where.column }),
    ...(where.offset === undefined ? {} : { offset: where.offset }),
  };
}

/** The line of a source, and what stands on it from a column on. */
export function sourceLine(tree: DeviceTree, { file, line }: Pick<FindingPlace, 'file' | 'line'>): string | undefined {
  const source = tree.sources.find((each) => each.file === file);
  return line === undefined ? undefined : source?.text?.split(/\r?\n/)[line - 1];
}

/**
 * The edits of a change, the last place first, so that none moves another's; none where the source has no such text at a place,
 * e.g. a macro's.
 */
export function editsOf(tree: DeviceTree, mend: Mend | readonly Mend[] | undefined): FindingEdit[] {
  const changes: readonly Mend[] = mend === undefined ? [] : 'kind' in mend ? [mend] : mend;
  const made = changes.map((change) => editOf(tree, change));
  if (made.some((edits) => edits.length === 0)) return [];
  return made.flat().toSorted((a, b) => b.line - a.line || b.column - a.column);
}

function editOf(tree: DeviceTree, mend: Mend): FindingEdit[] {
  switch (mend.kind) {
    case 'cell':
      return cellEdit(tree, mend);
    case 'text':
      return textEdit(tree, mend);
    case 'add':
      return addEdit(tree, mend.node, mend.text);
    case 'target':
      return targetEdit(tree, mend);
    case 'insert':
      return insertEdit(tree, mend);
    case 'append':
      return appendEdit(tree, mend);
    case 'rename':
      return nameEdit(tree, mend.node, mend.property, mend.property, mend.to);
    case 'remove':
      return removeEdit(tree, mend);
  }
}

type OfKind<K extends Mend['kind']> = Extract<Mend, { readonly kind: K }>;

/** How a node is named in a source: by its label, by its phandle where the source has numbers, or by its path. */
export function referenceTo(node: DtNode, likeNumber: boolean): string {
  const phandle = phandleOf(node);
  if (likeNumber && phandle !== undefined) return `0x${phandle.toString(16)}`;
  const [label] = node.labels;
  return label === undefined ? `&{${node.path}}` : `&${label}`;
}

function targetEdit(tree: DeviceTree, { node, property, cell, to }: OfKind<'target'>): FindingEdit[] {
  const place = placeOf(tree, { node, property, cell });
  if (place.cell === undefined) return [];
  const [token] = /^(0[xX][\da-fA-F]+|\d+|&[\w]+|&\{[^}]*\})/.exec(restAt(tree, place)) ?? [];
  if (token === undefined) return [];
  return edit(place, token, referenceTo(to, !token.startsWith('&')));
}

/** `text` of an interrupt-parent for a node, in the notation of the source. */
export function parentText(tree: DeviceTree, to: DtNode): string {
  return `interrupt-parent = <${referenceTo(to, hasNumbers(tree, to))}>;`;
}

/** Whether a source says the phandle of a node as a number, as one does that was made from a blob. */
export function hasNumbers(tree: DeviceTree, node: DtNode): boolean {
  const written = node.properties.find(({ name }) => name === 'phandle');
  const rest = written === undefined ? '' : restAt(tree, { ...positionOf(tree, written.where), node: node.path });
  return rest.startsWith('phandle');
}

function insertEdit(tree: DeviceTree, { node, property, cell, cells }: OfKind<'insert'>): FindingEdit[] {
  const place = placeOf(tree, { node, property, cell });
  const [token] = CELL.exec(restAt(tree, place)) ?? [];
  if (place.cell === undefined || token === undefined) return [];
  return edit(place, '', `${cells.map((value) => cellText(value, token)).join(' ')} `);
}

/** Behind the last cell, before the bracket that ends it. */
function appendEdit(tree: DeviceTree, { node, property: name, cells }: OfKind<'append'>): FindingEdit[] {
  const property = getProperty(node, name);
  if (property === undefined || property.value.length < CELL_BYTES) return [];
  const place = placeOf(tree, { node, property: name, cell: Math.floor(property.value.length / CELL_BYTES) - 1 });
  const rest = restAt(tree, place);
  const [token] = CELL.exec(rest) ?? [];
  if (token === undefined || !/^\s*>/.test(rest.slice(token.length))) return [];
  return edit(place, token, [token, ...cells.map((value) => cellText(value, token))].join(' '));
}

/** What stands at a property from its name on; none where a macro has written it. */
function nameEdit(tree: DeviceTree, node: DtNode, name: string, remove: string, insert: string): FindingEdit[] {
  const property = getProperty(node, name);
  if (property === undefined) return [];
  const place = { ...positionOf(tree, property.where), node: node.path };
  return restAt(tree, place).startsWith(name) ? edit(place, remove, insert) : [];
}

/** From the name to the semicolon, over as many lines as it takes. */
function removeEdit(tree: DeviceTree, { node, property: name }: OfKind<'remove'>): FindingEdit[] {
  const property = getProperty(node, name);
  if (property === undefined) return [];
  const place = { ...positionOf(tree, property.where), node: node.path };
  const source = tree.sources.find(({ file }) => file === place.file)?.text;
  const { line, column } = place;
  if (source === undefined || line === undefined || column === undefined) return [];
  const from = offsetOf(source, line, column);
  const [text] = /^[\w,.+?#-]+\s*(?:=(?:[^;"]|"(?:[^"\\]|\\.)*")*)?;/.exec(source.slice(from)) ?? [];
  return text?.startsWith(name) === true ? edit(place, text, '') : [];
}

/** Where a line and a column are in a text. */
export function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let left = line - 1; left > 0; left--) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return at + column - 1;
}

const CELL_BYTES = 4;
const CELL = /^(0[xX][\da-fA-F]+|\d+|&[\w]+|&\{[^}]*\}|\w+)/;

/** A number as the one beside it is written. */
function cellText(value: number, like: string): string {
  return /^0[xX]/.test(like) ? `0x${value.toString(16).padStart(like.length - 2, '0')}` : `${value}`;
}

function cellEdit(
  tree: DeviceTree,
  { node, property: name, cell, value }: Extract<Mend, { kind: 'cell' }>,
): FindingEdit[] {
  const property = getProperty(node, name);
  if (property === undefined) return [];
  const place = placeOf(tree, { node, property: name, cell });
  const [token] = /^(0[xX][\da-fA-F]+|\d+)/.exec(restAt(tree, place)) ?? [];
  if (token === undefined || Number(token) !== u32At(property, cell)) return [];
  return edit(place, token, cellText(value, token));
}

function textEdit(
  tree: DeviceTree,
  { node, property: name, from, to }: Extract<Mend, { kind: 'text' }>,
): FindingEdit[] {
  const property = getProperty(node, name);
  if (property === undefined) return [];
  const place = { ...positionOf(tree, whereInValue(property, 0)), node: node.path };
  return restAt(tree, place).startsWith(`"${from}"`) ? edit(place, `"${from}"`, `"${to}"`) : [];
}

/** Before the first property of the node, with that one's indentation. */
function addEdit(tree: DeviceTree, node: DtNode, text: string): FindingEdit[] {
  const [first] = node.properties;
  if (first === undefined) return [];
  const place = { ...positionOf(tree, first.where), node: node.path };
  const line = sourceLine(tree, place);
  if (line === undefined || place.column === undefined || !restAt(tree, place).startsWith(first.name)) return [];
  const before = line.slice(0, place.column - 1);
  return edit(place, '', /^\s*$/.test(before) ? `${text}\n${before}` : `${text} `);
}

function restAt(tree: DeviceTree, place: FindingPlace): string {
  return (sourceLine(tree, place) ?? '').slice((place.column ?? 1) - 1);
}

function edit({ file, line, column }: FindingPlace, remove: string, insert: string): FindingEdit[] {
  return file === undefined || line === undefined || column === undefined
    ? []
    : [{ file, line, column, remove, insert }];
}
