/** The table of interrupt controllers: nodes that the tree says are some, or that Linux has a domain for. */
import { type ColumnId, type ControllerRow, TABLES } from '../../api/tables.ts';
import { type DtNode, firstString, getProperty, hasProperty } from '../../devicetree/index.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import type { Objects } from '../../recorder/index.ts';
import type { Board, Snapshot } from '../../record/snapshot.ts';
import type { Changes } from '../changes/changes.ts';
import { table } from './table.ts';

/** Nodes in the order of the tree, but none that is switched off, nor what is below it. */
function* controllersBelow(node: DtNode, domains: ReadonlyMap<string, irq_domain>): Generator<DtNode> {
  const status = firstString(getProperty(node, 'status'));
  if (status !== undefined && status !== 'okay' && status !== 'ok') return;
  // GPIO controllers may have a domain and not say that they take interrupts.
  const isOne = hasProperty(node, 'interrupt-controller') || hasProperty(node, 'msi-controller');
  if (isOne || domains.has(node.path)) yield node;
  for (const child of node.children) yield* controllersBelow(child, domains);
}

const pathOf = ({ fwnode }: irq_domain): string | undefined => (is_of_node(fwnode) ? fwnode.path : undefined);
const levelOf = ({ parent }: irq_domain): number => (parent === undefined ? 0 : 1 + levelOf(parent));

/** Of each node the domain nearest to the root: domains of devices may have the node of their controller. */
function domainsByPath(objects: Objects): Map<string, irq_domain> {
  const found = new Map<string, irq_domain>();
  for (const domain of objects.all(irq_domain)) {
    const path = pathOf(domain);
    if (path === undefined) continue;
    const known = found.get(path);
    if (known === undefined || levelOf(domain) < levelOf(known)) found.set(path, domain);
  }
  return found;
}

/** By the domain's parent, else by the wire that its own interrupts come out of. */
function parentOf(board: Board | undefined, path: string, domain: irq_domain | undefined): string {
  const parent = domain?.parent;
  if (parent !== undefined) return pathOf(parent)?.replace(/^.*\//, '') ?? parent.name ?? '';
  const node = board?.wiring.node(path);
  const to = node === undefined ? undefined : board?.wiring.wireOf(node, 0)?.controller;
  // The maintenance interrupt of a GIC is one of its own.
  return to === undefined || to === node ? '' : to.name;
}

function controllerRows({ objects, board, relations }: Snapshot, changes: Changes): ControllerRow[] {
  const domains = domainsByPath(objects);
  const row = (path: string, compatible: string): ControllerRow => {
    const domain = domains.get(path);
    return {
      domain: domain?.name ?? '',
      domainLabel: domain === undefined ? '' : relations.domainLabel(domain),
      node: path,
      compatible,
      parent: parentOf(board, path, domain),
      mapped: domain?.mapcount ?? 0,
      selection: domain === undefined ? { kind: 'node', path } : { kind: 'domain', id: domain.$id },
      changed: domain === undefined ? [] : changedColumns(domain, changes),
    };
  };
  if (board === undefined) return [...domains.keys()].map((path) => row(path, ''));
  const nodes = [...controllersBelow(board.tree.root, domains)];
  return nodes.map((node) => row(node.path, firstString(getProperty(node, 'compatible')) ?? ''));
}

/** Which columns a field of the domain feeds. */
const COLUMN_OF: Readonly<Record<string, string>> = { name: 'domain', parent: 'parent', mapcount: 'mapped' };

function changedColumns(domain: irq_domain, changes: Changes): string[] {
  if (changes.touched.get(domain.$id) === 'created') return ['*'];
  return changes.fieldsOf(domain).flatMap(({ field }) => COLUMN_OF[field] ?? []);
}

export const controllers = table<ControllerRow, ControllerRow>({
  items: (snapshot, _choice, changes) => controllerRows(snapshot, changes),
  row: (row) => row,
  value: (row, column) => (isColumn(column) ? row[column] : ''),
  words: (row) => `${row.domain} ${row.node} ${row.compatible} ${row.parent}`,
  isOf: ({ node, selection }, of) =>
    of.some(
      (one) =>
        (one.kind === 'node' && one.path === node) ||
        (one.kind === 'domain' && selection.kind === 'domain' && one.id === selection.id),
    ),
});

const isColumn = (column: string): column is ColumnId<'controllers'> =>
  Object.hasOwn(TABLES.controllers.columns, column);
