/** The MSI-X view: one row a vector, from the table entry in the device to the handler in the kernel. */
import { cpumaskList } from '../../../base/cpumask.ts';
import { hex } from '../../../base/hex.ts';
import type { MsixRow, MsixView } from '../../api/msix.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { pci_dev } from '../../linux/include/linux/pci/index.ts';
import { GITS_TRANSLATER, gic_its, MSIX_MASKALL, msixControl, msixEntry, pci_function } from '../../machine/index.ts';
import { entrySlot } from '../../record/history.ts';
import type { Cursor } from '../../recorder/index.ts';
import { actionNames } from '../../report/moment.ts';
import type { Changes } from '../time/changes.ts';
import type { Viewer } from '../viewer.ts';
import { eventfdCounts, vfioView } from './vfio.ts';

const ENABLE = 0x8000;

export function msixView(
  viewer: Viewer,
  ask: { readonly bdf: string | undefined; readonly first: number; readonly count: number },
  changes: Changes,
): MsixView {
  const { cursor, pci } = viewer.session;
  const functions = cursor.all(pci_function).filter((fn) => fn.design.msix !== undefined);
  const fn = functions.find(({ bdf }) => bdf === ask.bdf) ?? functions[0];
  const control = fn === undefined ? 0 : msixControl(fn);
  const total = fn?.design.msix?.entries ?? 0;
  const first = Math.min(ask.first, total);
  const count = Math.max(0, Math.min(total - first, ask.count));
  return {
    functions: functions.map((each) => ({
      bdf: each.bdf,
      model: each.model ?? 'function',
      vectors: each.design.msix?.entries ?? 0,
    })),
    bdf: fn?.bdf,
    driver: cursor.all(pci_dev).find(({ dev }) => dev.name === fn?.bdf)?.dev.driver,
    vfio: vfioView(cursor, fn?.bdf),
    enabled: (control & ENABLE) !== 0,
    maskall: (control & MSIX_MASKALL) !== 0,
    rows: {
      total,
      first,
      rows: fn === undefined ? [] : window(viewer, fn, pci.find(fn.bdf)?.host.deviceId(fn) ?? 0, first, count, changes),
    },
  };
}

function window(
  viewer: Viewer,
  fn: pci_function,
  deviceId: number,
  first: number,
  count: number,
  changes: Changes,
): MsixRow[] {
  const { cursor } = viewer.session;
  const descs = descriptorsOf(viewer, fn.bdf);
  const eventfds = eventfdCounts(cursor, fn.bdf);
  return Array.from({ length: count }, (_, i) => ({
    ...row(cursor, fn, deviceId, first + i, descs.get(first + i), changes),
    eventfd: eventfds.get(first + i),
  }));
}

/** By vector. */
function descriptorsOf({ session: { cursor }, irqs }: Viewer, bdf: string): Map<number, irq_desc> {
  const found = new Map<number, irq_desc>();
  for (const { desc: id } of irqs.at(`pci:${bdf}`, cursor.position)) {
    const desc = cursor.object(id) as unknown as irq_desc;
    const msi = desc.irq_common_data.msi_desc;
    if (msi?.is_msix === true) found.set(msi.msi_index, desc);
  }
  return found;
}

function row(
  cursor: Cursor,
  fn: pci_function,
  deviceId: number,
  vector: number,
  desc: irq_desc | undefined,
  changes: Changes,
): Omit<MsixRow, 'eventfd'> {
  const entry = msixEntry(fn, vector);
  const isUsed = entry.address !== 0n;
  const route = isUsed ? translation(cursor, deviceId, entry) : undefined;
  return {
    vector,
    address: isUsed ? hex(entry.address, 8) : '',
    data: isUsed ? `${entry.data}` : '',
    masked: (entry.control & 1) !== 0,
    pending: (((fn.pba.get(vector >> 5) ?? 0) >>> (vector & 31)) & 1) !== 0,
    deviceId: route === undefined ? '' : hex(route.deviceId),
    eventId: route === undefined ? '' : `${entry.data}`,
    intid: isUsed ? `${route?.lpi ?? sharedIntid(cursor, desc) ?? ''}` : '',
    virq: desc?.irq_data.irq,
    cpu: desc === undefined ? '' : cpumaskList(desc.irq_common_data.effective_affinity),
    handler: desc === undefined ? '' : actionNames(desc).join(', '),
    count: desc?.kstat_irqs.values().reduce((sum, count) => sum + count, 0) ?? 0,
    changed: changedColumns(cursor, fn, vector, desc, changes),
  };
}

/** What an ITS makes of a message; undefined where none has the device. Behind an SMMU its address tells of no ITS. */
function translation(
  cursor: Cursor,
  deviceId: number,
  message: { readonly address: bigint; readonly data: number },
): { deviceId: number; lpi: number } | undefined {
  const all = cursor.all(gic_its);
  const addressed = all.find(({ base }) => BigInt(base + GITS_TRANSLATER) === message.address);
  for (const its of addressed === undefined ? all : [addressed]) {
    const entry = its.devices.get(deviceId)?.translations.get(message.data);
    if (entry !== undefined) return { deviceId, lpi: entry.intid };
  }
  return undefined;
}

/** Without an ITS a message is an SPI: the hwirq that the GIC's own domain has of it. */
function sharedIntid(cursor: Cursor, desc: irq_desc | undefined): number | undefined {
  if (desc === undefined || cursor.all(gic_its).length > 0) return undefined;
  let { irq_data: data } = desc;
  while (data.parent_data !== undefined) data = data.parent_data;
  return data.domain === undefined ? undefined : data.hwirq;
}

const TABLE_COLUMNS = ['address', 'address', 'data', 'masked'] as const;

function changedColumns(
  cursor: Cursor,
  fn: pci_function,
  vector: number,
  desc: irq_desc | undefined,
  changes: Changes,
): string[] {
  const columns = new Set<string>();
  const before = (container: number, key: number): number | undefined =>
    changes.slots.get(entrySlot(cursor.rec, container, key) ?? -1);
  for (const [word, column] of TABLE_COLUMNS.entries())
    if (before(fn.table.$id, vector * 4 + word) !== undefined) columns.add(column);
  const pending = before(fn.pba.$id, vector >> 5);
  // A word that has no entry is 0, and raw nothing is 0 as well.
  if (pending !== undefined && ((pending ^ (fn.pba.get(vector >> 5) ?? 0)) & (1 << (vector & 31))) !== 0)
    columns.add('pending');
  if (desc === undefined) return [...columns];
  for (const slot of cursor.rec.entrySlots.get(desc.kstat_irqs.$id) ?? [])
    if (changes.slots.has(slot)) columns.add('count');
  if (changes.touched.get(desc.$id) === 'created') columns.add('virq');
  return [...columns];
}
