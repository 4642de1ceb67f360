/** The irq_desc table and the table of domains. */
import { cpumaskList } from '../../../base/cpumask.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import {
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQD_NAMES,
} from '../../linux/include/linux/irq.ts';
import { BUS_TOKEN, irq_domain, IRQ_DOMAIN_FLAGS } from '../../linux/include/linux/irqdomain.ts';
import type { Cursor } from '../../recorder/index.ts';
import { actionNames, descriptors, type Moment, possibleCpus } from '../../report/moment.ts';
import type { DomainRow, IrqRow, TableAsk, TableWindow } from '../view-types/tables.ts';
import type { Changes } from './changes.ts';
import { bitNames } from './format.ts';

const TYPE_NAMES: readonly [number, string][] = [
  [IRQ_TYPE_EDGE_RISING | IRQ_TYPE_EDGE_FALLING, 'edge both'],
  [IRQ_TYPE_EDGE_RISING, 'edge rising'],
  [IRQ_TYPE_EDGE_FALLING, 'edge falling'],
  [IRQ_TYPE_LEVEL_HIGH, 'level high'],
  [IRQ_TYPE_LEVEL_LOW, 'level low'],
];

/** The trigger type has a column of its own. */
const STATE_NAMES = Object.fromEntries(Object.entries(IRQD_NAMES).filter(([name]) => name.startsWith('IRQD_')));

function irqRow(moment: Moment, desc: irq_desc, changed: readonly string[] = []): IrqRow {
  const { irq_data: data, irq_common_data: common } = desc;
  const counts = possibleCpus(moment).map((cpu) => desc.kstat_irqs.get(cpu) ?? 0);
  return {
    virq: data.irq,
    hwirq: data.hwirq,
    domain: data.domain?.name ?? '',
    chip: data.chip?.irq_print_chip?.(data).trim() ?? data.chip?.name ?? '',
    type: TYPE_NAMES.find(([type]) => type === (common.state_use_accessors & 0xf))?.[1] ?? 'none',
    handler: desc.handle_irq?.fname ?? '',
    actions: actionNames(desc).join(', '),
    device: desc.dev_name ?? '',
    state: bitNames(common.state_use_accessors & ~0xf, STATE_NAMES)
      .map((name) => name.replace(/^IRQD_/, ''))
      .join(' '),
    depth: desc.depth,
    affinity: cpumaskList(common.affinity),
    effective: cpumaskList(common.effective_affinity),
    count: counts.reduce((sum, count) => sum + count, 0),
    counts,
    changed,
  };
}

/** A window of the descriptor table: filtered by words, sorted, with changed cells named. */
export function irqTable(moment: Moment, ask: TableAsk, changes: Changes): TableWindow<IrqRow> {
  const words = (ask.filter ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  let rows: { desc: irq_desc; row: IrqRow }[] | undefined;
  let descs = descriptors(moment);
  if (words.length > 0 || ask.sort !== undefined) {
    rows = descs.map((desc) => ({ desc, row: irqRow(moment, desc) })).filter(({ row }) => matches(row, words));
    if (ask.sort !== undefined) rows.sort(compareBy(ask.sort.column, ask.sort.descending));
    descs = rows.map(({ desc }) => desc);
  }
  return {
    total: descs.length,
    first: ask.first,
    rows: descs
      .slice(ask.first, ask.first + ask.count)
      .map((desc) => irqRow(moment, desc, changedColumns(moment.cursor, desc, changes))),
  };
}

function matches(row: IrqRow, words: readonly string[]): boolean {
  const text =
    `${row.virq} ${row.hwirq} 0x${row.hwirq.toString(16)} ${row.domain} ${row.chip} ${row.actions} ${row.device} ${row.state} ${row.type} ${row.handler}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

function compareBy(column: string, descending: boolean): (a: { row: IrqRow }, b: { row: IrqRow }) => number {
  const sign = descending ? -1 : 1;
  return ({ row: a }, { row: b }) => {
    const x = a[column as keyof IrqRow];
    const y = b[column as keyof IrqRow];
    if (typeof x === 'number' && typeof y === 'number') return sign * (x - y) || a.virq - b.virq;
    return sign * String(x).localeCompare(String(y), 'en', { numeric: true }) || a.virq - b.virq;
  };
}

/** Which columns a field feeds. */
const COLUMN_OF: Readonly<Record<string, string>> = {
  hwirq: 'hwirq',
  domain: 'domain',
  chip: 'chip',
  handle_irq: 'handler',
  action: 'actions',
  dev_name: 'device',
  depth: 'depth',
  affinity: 'affinity',
  effective_affinity: 'effective',
  tot_count: 'count',
};

function changedColumns(cursor: Cursor, desc: irq_desc, changes: Changes): string[] {
  const columns = new Set<string>();
  if (changes.touched.get(desc.$id) === 'created') return ['*'];
  for (const part of [desc, desc.irq_data, desc.irq_common_data]) {
    if (!changes.touched.has(part.$id)) continue;
    const start = cursor.rec.slotOf(part.$id);
    part.$type.fields.forEach((field, i) => {
      if (!changes.slots.has(start + i)) return;
      if (field === 'state_use_accessors') columns.add('state').add('type');
      else columns.add(COLUMN_OF[field] ?? field);
    });
  }
  for (const slot of cursor.rec.entrySlots.get(desc.kstat_irqs.$id) ?? [])
    if (changes.slots.has(slot)) columns.add('count');
  return [...columns];
}

/** All published domains, in order of creation. */
export function domainRows(cursor: Cursor, changes: Changes): DomainRow[] {
  return cursor.all(irq_domain).map((domain) => {
    const touched = changes.touched.get(domain.$id);
    const start = cursor.rec.slotOf(domain.$id);
    const changed = domain.$type.fields.filter((_, i) => changes.slots.has(start + i));
    return {
      id: domain.$id,
      name: domain.name ?? '',
      size: domain.revmap_size,
      mapped: domain.mapcount,
      flags: domain.flags,
      flagNames: domain.flags === 0 ? [] : bitNames(domain.flags, IRQ_DOMAIN_FLAGS),
      bus: Object.entries(BUS_TOKEN).find(([, token]) => token === domain.bus_token)?.[0] ?? `${domain.bus_token}`,
      parent: domain.parent?.name,
      changed: touched === 'created' ? ['*'] : changed,
    };
  });
}
