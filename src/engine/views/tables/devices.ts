/** The table of devices: what has interrupts, or says that it wants some. */
import { type DtNode, firstString, getProperty } from '../../devicetree/index.ts';
import { device } from '../../linux/include/linux/device.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { pci_function } from '../../machine/index.ts';
import type { Selection } from '../../api/selection.ts';
import { type ColumnId, type DeviceRow, TABLES } from '../../api/tables.ts';
import type { Changes } from '../changes/changes.ts';
import { requestsText } from '../words/requests.ts';
import { sourceOfFunction, sourceOfIrqs, sourceOfNode } from './device-source.ts';
import { changedColumns } from './irqs.ts';
import { table } from './table.ts';
import type { Snapshot } from '../../record/snapshot.ts';

type Named = Pick<DeviceRow, 'path' | 'name' | 'source' | 'selection' | 'request' | 'device' | 'bus' | 'standIn'>;

/** Interrupts by the key of their source. */
function irqsBySource({ objects, relations }: Snapshot): Map<string, irq_desc[]> {
  const found = new Map<string, irq_desc[]>();
  for (const desc of objects.all(irq_desc)) {
    const key = relations.sourceOf(desc)?.key;
    if (key === undefined) continue;
    const list = found.get(key);
    if (list === undefined) found.set(key, [desc]);
    else list.push(desc);
  }
  return found;
}

/**
 * Interrupts of a node: those that came of it, and those that it shares. Whoever mapped a shared one first is its source, and the
 * others have it as much.
 */
function irqsOfNode(
  { requests }: Snapshot,
  path: string,
  own: readonly irq_desc[],
  byVirq: ReadonlyMap<number, irq_desc>,
): readonly irq_desc[] {
  const all = new Set(own);
  for (const { outcome } of requests?.of(path) ?? []) {
    const desc = outcome.kind === 'requested' || outcome.kind === 'mapped' ? byVirq.get(outcome.irq) : undefined;
    if (desc !== undefined) all.add(desc);
  }
  return [...all];
}

/** Names of the bound drivers: of functions by bus address, of the others by the path of their node. */
function boundDrivers({ objects, requests, messages }: Snapshot): Map<string, string> {
  const found = new Map<string, string>();
  for (const { driver, bus, name, of_node } of objects.all(device)) {
    const path = bus === 'pci' ? name : of_node?.path;
    if (driver === undefined || path === undefined || found.has(path)) continue;
    const own = bus === 'pci' ? undefined : requests?.deviceOf(path);
    const { short } = messages.requests.driver;
    found.set(path, own?.standIn === true ? short({ driver: own.driver ?? driver }) : (own?.driver ?? driver));
  }
  return found;
}

/** What Linux makes of a node, and what became of its interrupts. */
function ofNode({ requests, messages }: Snapshot, path: string): Pick<Named, 'request' | 'device' | 'bus' | 'standIn'> {
  const made = requests?.deviceOf(path);
  return {
    request: requestsText(messages, requests?.of(path) ?? []),
    device: made?.name ?? '',
    bus: made?.bus ?? '',
    standIn: made?.standIn ?? false,
  };
}

/** Nodes in the order of the tree, but none that is switched off, nor what is below it. */
function* nodesOf(node: DtNode): Generator<DtNode> {
  const status = firstString(getProperty(node, 'status'));
  if (status !== undefined && status !== 'okay' && status !== 'ok') return;
  yield node;
  for (const child of node.children) yield* nodesOf(child);
}

/**
 * Every device: first those that have an interrupt at some step of the run, then those that only want some; among
 * themselves the tree's nodes, then the functions. So a device keeps its place while time moves. Without a tree nothing is
 * known of those that only want some.
 */
function deviceRows(snapshot: Snapshot, changes: Changes): DeviceRow[] {
  const { board, objects, relations, messages } = snapshot;
  const { cells } = messages;
  const irqs = irqsBySource(snapshot);
  const drivers = boundDrivers(snapshot);
  const { owners } = relations;
  const [rows, wanting]: [DeviceRow[], DeviceRow[]] = [[], []];
  const byVirq = new Map([...objects.all(irq_desc)].map((desc) => [desc.irq_data.irq, desc]));
  const add = (key: string, sourceOf: (own: readonly irq_desc[]) => string, named: Omit<Named, 'source'>): void => {
    const mapped = irqs.get(key) ?? [];
    const { selection } = named;
    const own = selection.kind === 'node' ? irqsOfNode(snapshot, selection.path, mapped, byVirq) : mapped;
    const source = sourceOf(own);
    if (owners.has(key)) rows.push(deviceRow({ ...named, source }, own, snapshot, drivers, changes));
    else if (source !== '') wanting.push(deviceRow({ ...named, source }, own, snapshot, drivers, changes));
  };
  if (board === undefined) {
    for (const [key, { source }] of owners) {
      const { path = source.label, label: name, selection } = source;
      add(key, (own) => sourceOfIrqs(cells, own), { path, name, selection, ...ofNode(snapshot, path) });
    }
    return rows;
  }
  for (const node of nodesOf(board.tree.root)) {
    const { path, name } = node;
    add(`node:${path}`, (own) => sourceOfNode(cells, board, node, own), {
      path,
      name,
      selection: { kind: 'node', path },
      ...ofNode(snapshot, path),
    });
  }
  for (const fn of objects.all(pci_function)) {
    const { bdf, model } = fn;
    const name = model === undefined ? bdf : `${bdf} ${model}`;
    add(`pci:${bdf}`, (own) => sourceOfFunction(cells, fn, own), {
      path: bdf,
      name,
      selection: { kind: 'function', bdf },
      request: '',
      device: bdf,
      bus: 'pci',
      standIn: false,
    });
  }
  return [...rows, ...wanting];
}

function deviceRow(
  named: Named,
  irqs: readonly irq_desc[],
  { relations }: Snapshot,
  drivers: ReadonlyMap<string, string>,
  changes: Changes,
): DeviceRow {
  const changed = new Set<string>();
  const domains = new Map<string, string>();
  let count = 0;
  for (const desc of irqs) {
    const { domain } = desc.irq_data;
    if (domain !== undefined) domains.set(relations.domainLabel(domain), domain.name ?? '');
    count += desc.kstat_irqs.values().reduce((sum, one) => sum + one, 0);
    const columns = changedColumns(desc, changes);
    if (columns.includes('*')) changed.add('irqs');
    if (columns.includes('count')) changed.add('count');
  }
  return {
    ...named,
    driver: drivers.get(named.path) ?? '',
    irqs: ranges(irqs.map((desc) => desc.irq_data.irq)),
    mapped: irqs.length,
    domain: [...new Set(domains.values())].filter(Boolean).join(', '),
    domainLabel: [...domains.keys()].filter(Boolean).join(', '),
    count,
    changed: [...changed],
  };
}

/** "25-29, 31". */
export function ranges(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && number <= run[1] + 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}

export const devices = table<DeviceRow, DeviceRow>({
  items: (snapshot, _choice, changes) => deviceRows(snapshot, changes),
  row: (row) => row,
  value: (row, column) => (isColumn(column) ? row[column] : ''),
  words: (row) =>
    `${row.path} ${row.name} ${row.device} ${row.bus} ${row.driver} ${row.source} ${row.request} ${row.irqs} ${row.domain}`,
  isOf: ({ selection }, of) => of.some((one) => isSame(one, selection)),
});

const isColumn = (column: string): column is ColumnId<'devices'> => Object.hasOwn(TABLES.devices.columns, column);

/** Selections of the things that the table has. */
function isSame(one: Selection, other: Selection): boolean {
  if (one.kind === 'node' && other.kind === 'node') return one.path === other.path;
  if (one.kind === 'vector' && other.kind === 'function') return one.bdf === other.bdf;
  return one.kind === 'function' && other.kind === 'function' && one.bdf === other.bdf;
}
