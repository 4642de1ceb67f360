/** The irq_desc table. */
import { cpumaskList } from '../../../base/cpumask.ts';
import { hex } from '../../../base/hex.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import {
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQD_NAMES,
} from '../../linux/include/linux/irq.ts';
import type { Objects } from '../../recorder/index.ts';
import { actionNames, chipName, cpuIds, type Moment } from '../../report/moment.ts';
import type { ColumnId, IrqRow } from '../../api/tables.ts';
import type { Changes } from '../changes/changes.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { whoseHandlers } from '../words/stand-ins.ts';
import { isIrqOf, table, type TableMessages } from './table.ts';

const TRIGGERS: readonly [number, keyof TableMessages['triggers']][] = [
  [IRQ_TYPE_EDGE_RISING | IRQ_TYPE_EDGE_FALLING, 'both'],
  [IRQ_TYPE_EDGE_RISING, 'rising'],
  [IRQ_TYPE_EDGE_FALLING, 'falling'],
  [IRQ_TYPE_LEVEL_HIGH, 'high'],
  [IRQ_TYPE_LEVEL_LOW, 'low'],
];

/** The trigger type has a column of its own. */
const STATES = Object.entries(IRQD_NAMES)
  .filter(([name, bit]) => name.startsWith('IRQD_') && bit !== 0)
  .map(([name, bit]) => ({ name: name.replace(/^IRQD_/, ''), bit }));

/** Names of the state's bits; what has no name as a number. Read for every descriptor when people filter. */
function stateText(state: number): string {
  let text = '';
  let rest = state & ~0xf;
  for (const { name, bit } of STATES) {
    if ((rest & bit) !== bit) continue;
    text += text === '' ? name : ` ${name}`;
    rest &= ~bit;
  }
  if (rest === 0) return text;
  return `${text}${text === '' ? '' : ' '}${hex(rest >>> 0)}`;
}

/** Each column by itself, so that sorting many descriptors by one of them reads no more than that. */
const READ = {
  virq: (desc) => desc.irq_data.irq,
  hwirq: (desc) => desc.irq_data.hwirq,
  domain: (desc) => desc.irq_data.domain?.name ?? '',
  chip: (desc) => chipName(desc.irq_data)?.trim() ?? '',
  type: ({ irq_common_data: common }, m) => triggerName(common.state_use_accessors & 0xf, m),
  handler: (desc) => desc.handle_irq?.fname ?? '',
  // The action of an interrupt that others come in by has no name, and its handler only complains.
  actions: (desc) => (desc.action?.handler?.fname === 'bad_chained_irq' ? 'chained' : actionNames(desc).join(', ')),
  device: (desc) => desc.dev_name ?? '',
  driver: (desc, m) => m.drivers[whoseHandlers(desc)],
  state: ({ irq_common_data: common }) => stateText(common.state_use_accessors),
  depth: (desc) => desc.depth,
  affinity: (desc) => cpumaskList(desc.irq_common_data.affinity),
  effective: (desc) => cpumaskList(desc.irq_common_data.effective_affinity),
  count: (desc) => desc.kstat_irqs.values().reduce((sum, count) => sum + count, 0),
} as const satisfies Readonly<Record<ColumnId<'irqs'>, (desc: irq_desc, m: TableMessages) => number | string>>;

function triggerName(flags: number, { triggers, none }: TableMessages): string {
  const name = TRIGGERS.find(([type]) => type === flags)?.[1];
  return name === undefined ? none : triggers[name];
}

/** Counts of a descriptor by number of the CPU. */
export function countsOf(moment: Moment, desc: irq_desc): number[] {
  return Array.from({ length: cpuIds(moment) }, (_, cpu) => desc.kstat_irqs.get(cpu) ?? 0);
}

function irqRow(
  moment: Pick<Snapshot, 'objects' | 'version' | 'messages' | 'relations'>,
  desc: irq_desc,
  changed: readonly string[] = [],
): IrqRow {
  const { domain } = desc.irq_data;
  return {
    virq: READ.virq(desc),
    hwirq: READ.hwirq(desc),
    domain: READ.domain(desc),
    domainLabel: domain === undefined ? '' : moment.relations.domainLabel(domain),
    chip: READ.chip(desc),
    type: READ.type(desc, moment.messages.tables),
    handler: READ.handler(desc),
    actions: READ.actions(desc),
    device: READ.device(desc),
    driver: READ.driver(desc, moment.messages.tables),
    state: READ.state(desc),
    enabledOn: desc.percpu_enabled === undefined ? undefined : cpumaskList(desc.percpu_enabled),
    depth: READ.depth(desc),
    affinity: READ.affinity(desc),
    effective: READ.effective(desc),
    count: READ.count(desc),
    counts: countsOf(moment, desc),
    changed,
  };
}

/** The CPU of a column "cpu2". */
export function cpuOf(column: string): number | undefined {
  const match = /^cpu(\d+)$/.exec(column);
  return match === null ? undefined : Number(match[1]);
}

const isColumn = (column: string): column is keyof typeof READ => Object.hasOwn(READ, column);

function valueOf(desc: irq_desc, column: string, m: TableMessages): number | string {
  const cpu = cpuOf(column);
  if (cpu !== undefined) return desc.kstat_irqs.get(cpu) ?? 0;
  return isColumn(column) ? READ[column](desc, m) : '';
}

/** Where an interrupt goes: the CPUs that the chip was told, else those it may go to. */
function cpuName(desc: irq_desc, m: TableMessages): string {
  const cpus = READ.effective(desc) || READ.affinity(desc);
  if (cpus === '') return m.noCpu;
  return m.cpu({ cpus, one: /^\d+$/.test(cpus) });
}

function byVirq(objects: Objects): irq_desc[] {
  const descs = objects.all(irq_desc);
  const virqs = descs.map((desc) => desc.irq_data.irq);
  // Most runs make them in order.
  if (virqs.every((virq, i) => i === 0 || virq >= (virqs[i - 1] ?? 0))) return descs;
  return descs
    .map((desc, i) => ({ desc, virq: virqs[i] ?? 0 }))
    .sort((a, b) => a.virq - b.virq)
    .map(({ desc }) => desc);
}

export const irqs = table<irq_desc, IrqRow>({
  items: ({ objects }) => byVirq(objects),
  row: (desc, snapshot, changes) => irqRow(snapshot, desc, changedColumns(desc, changes)),
  value: valueOf,
  words: (desc, m) => {
    const hwirq = READ.hwirq(desc);
    const others = [
      READ.domain,
      READ.chip,
      READ.actions,
      READ.device,
      READ.driver,
      READ.state,
      READ.type,
      READ.handler,
    ];
    return `${READ.virq(desc)} ${hwirq} 0x${hwirq.toString(16)} ${others.map((read) => read(desc, m)).join(' ')}`;
  },
  group: (desc, column, m) => (column === 'cpu' ? cpuName(desc, m) : String(valueOf(desc, column, m)) || m.none),
  isOf: ({ irq_data: { irq } }, of) => isIrqOf(irq, of),
});

/** A cell as text. */
export function irqText(desc: irq_desc, column: string, m: TableMessages): string {
  return String(valueOf(desc, column, m));
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

/** Columns of a descriptor that the last move changed; "*" when it is new. */
export function changedColumns(desc: irq_desc, changes: Changes): string[] {
  const columns = new Set<string>();
  if (changes.touched.get(desc.$id) === 'created') return ['*'];
  for (const part of [desc, desc.irq_data, desc.irq_common_data]) {
    for (const { field, before, after } of changes.fieldsOf(part)) {
      if (field === 'state_use_accessors') {
        const other = before ^ after;
        if ((other & 0xf) !== 0) columns.add('type');
        if ((other & ~0xf) !== 0) columns.add('state');
      } else columns.add(COLUMN_OF[field] ?? field);
    }
  }
  for (const key of changes.keysOf(desc.kstat_irqs)) columns.add('count').add(`cpu${key}`);
  return [...columns];
}
