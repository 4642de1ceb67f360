/** The MSI-X view: one row a vector, from the table entry in the device to the handler in the kernel. */
import { cpumaskList } from '../../../base/cpumask.ts';
import { hex } from '../../../base/hex.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { GITS_TRANSLATER, gic_its, MSIX_MASKALL, msixControl, msixEntry, pci_function } from '../../machine/index.ts';
import type { Objects } from '../../recorder/index.ts';
import { actionNames } from '../../report/moment.ts';
import type { MsixFacts, MsixRow } from '../../api/msix.ts';
import type { Changes } from '../changes/changes.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { eventfdCounts, eventfdIds, ownerOf } from '../../record/vfio.ts';
import { type ColumnId, TABLES } from '../../api/tables.ts';
import { isIrqOf, table, type TableMessages, withFacts } from './table.ts';

const ENABLE = 0x8000;

const isColumn = (column: string): column is ColumnId<'msix'> => Object.hasOwn(TABLES.msix.columns, column);

/** A vector before it is a row: in the table's own order only the visible ones are looked at. */
class VectorLine {
  readonly bdf: string;
  readonly vector: number;
  readonly maskall: boolean;
  private readonly make: (vector: number) => MsixRow;
  private made: MsixRow | undefined;

  constructor(bdf: string, vector: number, maskall: boolean, make: (vector: number) => MsixRow) {
    this.bdf = bdf;
    this.vector = vector;
    this.maskall = maskall;
    this.make = make;
  }

  get row(): MsixRow {
    this.made ??= this.make(this.vector);
    return this.made;
  }

  text(column: string, m: TableMessages): string {
    if (!isColumn(column)) return '';
    return column === 'state' ? stateOf(this.row, this.maskall, m) : `${this.row[column] ?? ''}`;
  }
}

const WORDS = ['vector', 'address', 'data', 'state', 'intid', 'virq', 'handler'] as const;

const rows = table<VectorLine, MsixRow>({
  items: (snapshot, { bdf }, changes) => vectorLines(snapshot, bdf, changes),
  row: ({ row }) => row,
  value: (line, column, m) => (column === 'vector' || column === 'count' ? line.row[column] : line.text(column, m)),
  text: (line, column, m) => line.text(column, m),
  words: (line, m) => WORDS.map((column) => line.text(column, m)).join(' '),
  isOf: (line, of) =>
    of.some((one) => one.kind === 'vector' && one.bdf === line.bdf && one.vector === line.vector) ||
    isIrqOf(line.row.virq, of),
});

/** The MSI-X table of the function that is asked for, else of the first that has one. */
export const msix = withFacts(rows, ({ objects }, { bdf }): MsixFacts => {
  const fn = functionOf(objects, bdf);
  const control = fn === undefined ? 0 : msixControl(fn);
  return {
    functions: functionsOf(objects).map((each) => ({
      bdf: each.bdf,
      model: each.model ?? 'function',
      vectors: each.design.msix?.entries ?? 0,
    })),
    ...(fn === undefined ? { bdf: undefined, driver: undefined, vfio: undefined } : ownerOf(objects, fn.bdf)),
    enabled: (control & ENABLE) !== 0,
    maskall: (control & MSIX_MASKALL) !== 0,
  };
});

const functionsOf = (objects: Objects): pci_function[] =>
  objects.all(pci_function).filter((fn) => fn.design.msix !== undefined);

function functionOf(objects: Objects, bdf: string | undefined): pci_function | undefined {
  const functions = functionsOf(objects);
  return functions.find((fn) => fn.bdf === bdf) ?? functions[0];
}

function vectorLines(snapshot: Snapshot, bdf: string | undefined, changes: Changes): VectorLine[] {
  const { objects, hardware } = snapshot;
  const fn = functionOf(objects, bdf);
  if (fn === undefined) return [];
  const deviceId = hardware?.pci.find(fn.bdf)?.host.deviceId(fn) ?? 0;
  const descs = descriptorsOf(snapshot, fn.bdf);
  const eventfds = eventfdCounts(snapshot, fn.bdf);
  const eventfdOf = eventfdIds(objects, fn.bdf);
  const make = (vector: number): MsixRow => {
    const made = row(objects, fn, deviceId, vector, descs.get(vector), changes);
    const isSignalled = changes.touched.has(eventfdOf.get(vector) ?? 0);
    return {
      ...made,
      eventfd: eventfds.get(vector),
      changed: isSignalled ? [...made.changed, 'eventfd'] : made.changed,
    };
  };
  const maskall = (msixControl(fn) & MSIX_MASKALL) !== 0;
  return Array.from(
    { length: fn.design.msix?.entries ?? 0 },
    (_, vector) => new VectorLine(fn.bdf, vector, maskall, make),
  );
}

/** Unmasked, masked, or with a message that waits until it is unmasked; by itself, or by the function mask. */
function stateOf({ masked, pending }: MsixRow, maskall: boolean, { vector }: TableMessages): string {
  if (masked) return pending ? vector.pendingMasked : vector.masked;
  if (maskall) return pending ? vector.pendingAllMasked : vector.openAllMasked;
  return pending ? vector.pending : vector.open;
}

/** By vector. */
function descriptorsOf({ objects, relations }: Snapshot, bdf: string): Map<number, irq_desc> {
  const found = new Map<number, irq_desc>();
  for (const { desc: id } of relations.irqsOf(`pci:${bdf}`)) {
    const desc = objects.object(id, irq_desc);
    const msi = desc.irq_common_data.msi_desc;
    if (msi?.is_msix === true) found.set(msi.msi_index, desc);
  }
  return found;
}

function row(
  objects: Objects,
  fn: pci_function,
  deviceId: number,
  vector: number,
  desc: irq_desc | undefined,
  changes: Changes,
): Omit<MsixRow, 'eventfd'> {
  const entry = msixEntry(fn, vector);
  const isUsed = entry.address !== 0n;
  const route = isUsed ? translation(objects, deviceId, entry) : undefined;
  return {
    vector,
    address: isUsed ? hex(entry.address, 8) : '',
    data: isUsed ? `${entry.data}` : '',
    masked: (entry.control & 1) !== 0,
    pending: (((fn.pba.get(vector >> 5) ?? 0) >>> (vector & 31)) & 1) !== 0,
    deviceId: route === undefined ? '' : hex(route.deviceId),
    eventId: route === undefined ? '' : `${entry.data}`,
    intid: isUsed ? `${route?.lpi ?? sharedIntid(objects, desc) ?? ''}` : '',
    virq: desc?.irq_data.irq,
    cpu: desc === undefined ? '' : cpumaskList(desc.irq_common_data.effective_affinity),
    handler: desc === undefined ? '' : actionNames(desc).join(', '),
    count: desc?.kstat_irqs.values().reduce((sum, count) => sum + count, 0) ?? 0,
    changed: changedColumns(fn, vector, desc, changes),
  };
}

/** What an ITS makes of a message; undefined where none has the device. Behind an SMMU its address tells of no ITS. */
function translation(
  objects: Objects,
  deviceId: number,
  message: { readonly address: bigint; readonly data: number },
): { deviceId: number; lpi: number } | undefined {
  const all = objects.all(gic_its);
  const addressed = all.find(({ base }) => BigInt(base + GITS_TRANSLATER) === message.address);
  for (const its of addressed === undefined ? all : [addressed]) {
    const entry = its.devices.get(deviceId)?.translations.get(message.data);
    if (entry !== undefined) return { deviceId, lpi: entry.intid };
  }
  return undefined;
}

/** Without an ITS a message is an SPI: the hwirq that the GIC's own domain has of it. */
function sharedIntid(objects: Objects, desc: irq_desc | undefined): number | undefined {
  if (desc === undefined || objects.all(gic_its).length > 0) return undefined;
  let { irq_data: data } = desc;
  while (data.parent_data !== undefined) data = data.parent_data;
  return data.domain === undefined ? undefined : data.hwirq;
}

const TABLE_COLUMNS = ['address', 'address', 'data', 'masked'] as const;

function changedColumns(fn: pci_function, vector: number, desc: irq_desc | undefined, changes: Changes): string[] {
  const columns = new Set<string>();
  for (const [word, column] of TABLE_COLUMNS.entries())
    if (changes.entryBefore(fn.table, vector * 4 + word) !== undefined) columns.add(column);
  const pending = changes.entryBefore(fn.pba, vector >> 5);
  // A word that has no entry is 0, and raw nothing is 0 as well.
  if (pending !== undefined && ((pending ^ (fn.pba.get(vector >> 5) ?? 0)) & (1 << (vector & 31))) !== 0)
    columns.add('pending');
  if (desc === undefined) return [...columns];
  if (changes.keysOf(desc.kstat_irqs).length > 0) columns.add('count');
  if (changes.touched.get(desc.$id) === 'created') columns.add('virq');
  return [...columns];
}
