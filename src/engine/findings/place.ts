/** Where a finding stands in the file, and the change that mends it there. */
import type { Where } from '../../base/result.ts';
import type { FindingEdit, FindingPlace } from '../api/findings.ts';
import { cellWhere, type DeviceTree, type DtNode, getProperty, u32At, whereInValue } from '../devicetree/index.ts';
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

/** The edits of a change; none where the source has no such text at the place, e.g. a macro's. */
export function editsOf(tree: DeviceTree, mend: Mend | undefined): FindingEdit[] {
  switch (mend?.kind) {
    case 'cell':
      return cellEdit(tree, mend);
    case 'text':
      return textEdit(tree, mend);
    case 'add':
      return addEdit(tree, mend.node, mend.text);
    case undefined:
      return [];
  }
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
  const insert = /^0[xX]/.test(token) ? `0x${value.toString(16).padStart(token.length - 2, '0')}` : `${value}`;
  return edit(place, token, insert);
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
