/** The lines of /proc/interrupts as a table. */
import { ipi_types, smp_c } from '../../linux/arch/arm64/kernel/smp.ts';
import { IRQD_LEVEL } from '../../linux/include/linux/irq.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { isShown } from '../../report/interrupts.ts';
import { actionNames, cpuIds, descriptors, type Moment, onlineCpus, possibleCpus } from '../../report/moment.ts';
import type { CountFacts, CountRow } from '../../api/tables.ts';
import type { Changes } from '../changes/changes.ts';
import { changedColumns, countsOf, cpuOf, irqText } from './irqs.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { isIrqOf, table, type TableMessages, withFacts } from './table.ts';

function irqRow(moment: Snapshot, desc: irq_desc, changes: Changes): CountRow {
  const { irq_data: data } = desc;
  const counts = countsOf(moment, desc);
  return {
    irq: `${data.irq}`,
    virq: data.irq,
    name: actionNames(desc).join(', '),
    chip: irqText(desc, 'chip', moment.messages.tables),
    hwirq: hwirqOf(desc),
    trigger: triggerOf(desc),
    counts,
    total: counts.reduce((sum, count) => sum + count, 0),
    changed: countColumns(desc, changes),
  };
}

const FROM: Readonly<Record<string, string>> = { count: 'total', actions: 'name' };

function countColumns(desc: irq_desc, changes: Changes): string[] {
  return changedColumns(desc, changes).map((column) => FROM[column] ?? column);
}

/** /proc/interrupts names them all, whether or not the CPU can be sent them yet. */
function ipiRows(moment: Moment, changes: Changes): CountRow[] {
  const descs = moment.objects.all(smp_c.type)[0]?.ipi_desc;
  return ipi_types(moment.version).map((name, ipi) => {
    const desc = descs?.get(ipi);
    const counts = desc === undefined ? Array.from({ length: cpuIds(moment) }, () => 0) : countsOf(moment, desc);
    return {
      irq: `IPI${ipi}`,
      virq: desc?.irq_data.irq,
      name,
      chip: '',
      hwirq: '',
      trigger: '',
      counts,
      total: counts.reduce((sum, count) => sum + count, 0),
      // Its descriptor is as old as the others; what is new is only that it serves as an IPI.
      changed: desc === undefined ? [] : countColumns(desc, changes).filter((column) => column !== '*'),
    };
  });
}

/** A line before it is a row: of very many interrupts few are shown. */
type CountLine = { readonly desc: irq_desc } | { readonly ipi: CountRow };

const WORDS = ['irq', 'name', 'chip', 'hwirq', 'trigger'];

const rows = table<CountLine, CountRow>({
  items: (snapshot, _choice, changes) => {
    const cpus = onlineCpus(snapshot);
    const descs = descriptors(snapshot).filter((desc) => isShown(snapshot, desc, cpus));
    return [...descs.map((desc) => ({ desc })), ...ipiRows(snapshot, changes).map((ipi) => ({ ipi }))];
  },
  row: (line, snapshot, changes) => ('ipi' in line ? line.ipi : irqRow(snapshot, line.desc, changes)),
  value: (line, column, m) => {
    const isCount = column === 'total' || cpuOf(column) !== undefined;
    return isCount ? Number(lineText(line, column, m)) : lineText(line, column, m);
  },
  text: lineText,
  words: (line, m) => WORDS.map((column) => lineText(line, column, m)).join(' '),
  isOf: (line, of) => isIrqOf('ipi' in line ? line.ipi.virq : line.desc.irq_data.irq, of),
});

export const perCpu = withFacts(rows, (snapshot): CountFacts => {
  const online = new Set(onlineCpus(snapshot));
  return { cpus: possibleCpus(snapshot).map((cpu) => ({ cpu, online: online.has(cpu) })) };
});

/** A cell as text. */
function lineText(line: CountLine, column: string, m: TableMessages): string {
  if ('ipi' in line) return countText(line.ipi, column);
  const { desc } = line;
  switch (column) {
    case 'irq':
      return `${desc.irq_data.irq}`;
    case 'name':
      return irqText(desc, 'actions', m);
    case 'chip':
      return irqText(desc, 'chip', m);
    case 'hwirq':
      return hwirqOf(desc);
    case 'trigger':
      return triggerOf(desc);
    case 'total':
      return irqText(desc, 'count', m);
    default:
      return cpuOf(column) === undefined ? '' : irqText(desc, column, m);
  }
}

const hwirqOf = ({ irq_data: { domain, hwirq } }: irq_desc): string => (domain === undefined ? '' : `${hwirq}`);
const triggerOf = ({ irq_common_data: { state_use_accessors: state } }: irq_desc): CountRow['trigger'] =>
  (state & IRQD_LEVEL) === 0 ? 'Edge' : 'Level';

function countText(row: CountRow, column: string): string {
  const cpu = cpuOf(column);
  if (cpu !== undefined) return `${row.counts[cpu] ?? 0}`;
  switch (column) {
    case 'irq':
    case 'name':
    case 'chip':
    case 'hwirq':
    case 'trigger':
      return row[column];
    case 'total':
      return `${row.total}`;
    default:
      return '';
  }
}
