/** The lines of /proc/interrupts as a table. */
import { ipi_types, smp_c } from '../../../linux/arch/arm64/kernel/ipi.ts';
import { IRQD_LEVEL } from '../../../linux/include/linux/irq.ts';
import type { irq_desc } from '../../../linux/include/linux/irqdesc.ts';
import { isShown } from '../../../report/interrupts.ts';
import { actionNames, cpuIds, descriptors, type Moment, onlineCpus, possibleCpus } from '../../../report/moment.ts';
import type { CountRow, CountsView, TableAsk, TableOrder } from '../../view-types/tables.ts';
import type { Changes } from '../time/changes.ts';
import { changedColumns, countsOf, cpuOf, irqText } from './irqs.ts';
import { arrange, type Group, windowOf } from './window.ts';

function irqRow(moment: Moment, desc: irq_desc, changes: Changes): CountRow {
  const { irq_data: data, irq_common_data: common } = desc;
  const counts = countsOf(moment, desc);
  return {
    irq: `${data.irq}`,
    virq: data.irq,
    name: actionNames(desc).join(', '),
    chip: irqText(desc, 'chip'),
    hwirq: data.domain === undefined ? '' : `${data.hwirq}`,
    trigger: (common.state_use_accessors & IRQD_LEVEL) === 0 ? 'Edge' : 'Level',
    counts,
    total: counts.reduce((sum, count) => sum + count, 0),
    changed: countColumns(moment, desc, changes),
  };
}

const FROM: Readonly<Record<string, string>> = { count: 'total', actions: 'name' };

function countColumns({ cursor }: Moment, desc: irq_desc, changes: Changes): string[] {
  return changedColumns(cursor, desc, changes).map((column) => FROM[column] ?? column);
}

/** /proc/interrupts names them all, whether or not the CPU can be sent them yet. */
function ipiRows(moment: Moment, changes: Changes): CountRow[] {
  const descs = moment.cursor.all(smp_c.type)[0]?.ipi_desc;
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
      changed: desc === undefined ? [] : countColumns(moment, desc, changes).filter((column) => column !== '*'),
    };
  });
}

const SPEC = {
  words: (row: CountRow) => `${row.irq} ${row.name} ${row.chip} ${row.hwirq} ${row.trigger}`,
  value: (row: CountRow, column: string) => {
    const cpu = cpuOf(column);
    if (cpu !== undefined) return row.counts[cpu] ?? 0;
    return column === 'total' ? row.total : countText(row, column);
  },
};

export function arrangedCounts(moment: Moment, order: TableOrder, changes: Changes): Group<CountRow>[] {
  const cpus = onlineCpus(moment);
  const irqs = descriptors(moment).filter((desc) => isShown(moment, desc, cpus));
  return arrange([...irqs.map((desc) => irqRow(moment, desc, changes)), ...ipiRows(moment, changes)], order, SPEC);
}

export function countsView(moment: Moment, ask: TableAsk, changes: Changes): CountsView {
  const online = new Set(onlineCpus(moment));
  return {
    cpus: possibleCpus(moment).map((cpu) => ({ cpu, online: online.has(cpu) })),
    table: windowOf(arrangedCounts(moment, ask, changes), ask, (row) => row),
  };
}

/** A cell as text. */
export function countText(row: CountRow, column: string): string {
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
