/**
 * /proc/interrupts: kernel/irq/proc.c show_interrupts (7.3: irq_seq_show) and arch/arm64/kernel/smp.c arch_show_interrupts.
 * 7.3 lays the file out anew: the chip's name stands left, in a column as wide as the longest name so far.
 */
import { ipi_types, smp_c } from '../linux/arch/arm64/kernel/smp.ts';
import { IRQ_HIDDEN, IRQ_RESERVED, IRQD_LEVEL } from '../linux/include/linux/irq.ts';
import type { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irqdesc_c } from '../linux/kernel/irq/irqdesc/index.ts';
import { irq_proc_constraints } from '../linux/kernel/irq/proc.ts';
import { isSince } from '../api/kernel-versions.ts';
import { actionNames, descriptors, type Moment, onlineCpus } from './moment.ts';

/** How much of a long list is printed, and what is said of the rest. */
interface Limit {
  readonly most: number;
  readonly more: (rest: { readonly count: number }) => string;
}

/** With a limit, so many interrupts; a line then says how many more there are. */
export function reportInterrupts(moment: Moment, limit?: Limit): string {
  const cpus = onlineCpus(moment);
  const widths = columnWidths(moment);
  const all = descriptors(moment).filter((desc) => isShown(moment, desc, cpus));
  let text = head(cpus, widths);
  const most = limit?.most ?? all.length;
  for (const desc of all.slice(0, most)) text += row(desc, cpus, widths);
  if (limit !== undefined && all.length > most) text += `${limit.more({ count: all.length - most })}\n`;
  return text + ipiRows(moment, cpus, widths);
}

/** The head of /proc/interrupts and the line of one interrupt; undefined when it has none. */
export function reportInterrupt(moment: Moment, desc: irq_desc): string | undefined {
  const cpus = onlineCpus(moment);
  if (!isShown(moment, desc, cpus)) return undefined;
  const widths = columnWidths(moment);
  return head(cpus, widths) + row(desc, cpus, widths);
}

/** How wide the columns are, in characters. */
interface Widths {
  /** Of interrupt numbers: `prec` or `num_prec` in the kernel. */
  readonly number: number;
  /** Of the chip's name in 7.3; undefined before, where the name stands right in eight. */
  readonly chip: number | undefined;
}

function head(cpus: readonly number[], { number }: Widths): string {
  return `${' '.repeat(number + 8)}${cpus.map((cpu) => `CPU${`${cpu}`.padEnd(8)}`).join('')}\n`;
}

/** 7.3 keeps the widths; before, the highest interrupt number was asked for whenever the file was read. */
function columnWidths(moment: Moment): Widths {
  if (isSince(moment.version, '7.3')) {
    const kept = moment.objects.all(irq_proc_constraints.type)[0];
    return { number: kept?.num_prec ?? 4, chip: kept?.chip_width ?? 8 };
  }
  const nr_irqs = moment.objects.all(irqdesc_c.type)[0]?.nr_irqs ?? 64;
  let width = 3;
  for (let j = 1000; width < 10 && j <= nr_irqs; j *= 10) width++;
  return { number: width, chip: undefined };
}

/** Whether /proc/interrupts has a line for a descriptor. */
export function isShown(moment: Moment, desc: irq_desc, cpus: readonly number[]): boolean {
  if (isSince(moment.version, '7.3')) return (desc.status_use_accessors & IRQ_RESERVED) !== 0;
  if ((desc.status_use_accessors & IRQ_HIDDEN) !== 0) return false;
  const quiet = desc.action === undefined || desc.action.handler?.fname === 'bad_chained_irq';
  if (!quiet) return true;
  // 6.1 also lists an interrupt without a handler once it has been counted; later kernels do not.
  return moment.version === '6.1' && cpus.some((cpu) => (desc.kstat_irqs.get(cpu) ?? 0) > 0);
}

function row(desc: irq_desc, cpus: readonly number[], widths: Widths): string {
  const { chip, domain, hwirq, common } = desc.irq_data;
  const counts = cpus.map((cpu) => `${desc.kstat_irqs.get(cpu) ?? 0}`.padStart(10));
  const name = chip === undefined ? 'None' : (chip.name ?? '-');
  const printed = chip?.irq_print_chip?.(desc.irq_data);
  const number = (domain === undefined ? '' : `${hwirq}`).padStart(widths.number);
  const level = ((common?.state_use_accessors ?? 0) & IRQD_LEVEL) !== 0;
  const names = actionNames(desc);
  const columns =
    widths.chip === undefined
      ? ` ${counts.map((count) => `${count} `).join('')}${printed ?? ` ${name.padStart(8)}`} ${number}`
      : // The kernel leaves one blank more where there is no domain.
        `${counts.map((count) => ` ${count}`).join('')}  ${printed ?? name.padEnd(widths.chip)} ${domain === undefined ? ' ' : ''}${number}`;
  return (
    `${`${desc.irq_data.irq}`.padStart(widths.number)}:${columns}` +
    ` ${(level ? 'Level' : 'Edge').padEnd(8)}` +
    (desc.name === undefined ? '' : `-${desc.name.padEnd(8)}`) +
    `${names.length === 0 ? '' : `  ${names.join(', ')}`}\n`
  );
}

function ipiRows(moment: Moment, cpus: readonly number[], widths: Widths): string {
  const descs = moment.objects.all(smp_c.type)[0]?.ipi_desc;
  // Until 6.12 the names stand six blanks behind the counts, and the first count one behind the colon only in wide columns.
  const old = widths.chip === undefined;
  const rows = ipi_types(moment.version).map((name, ipi) => {
    const desc = descs?.get(ipi);
    const counts = cpus.map((cpu) => `${`${desc?.kstat_irqs.get(cpu) ?? 0}`.padStart(10)} `).join('');
    const gap = old && widths.number < 4 ? '' : ' ';
    return `${'IPI'.padStart(widths.number - 1)}${ipi}:${gap}${counts}${' '.repeat(old ? 6 : 1)}${name}\n`;
  });
  return `${rows.join('')}${'Err'.padStart(widths.number)}: ${'0'.padStart(10)}\n`;
}
