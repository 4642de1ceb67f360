/** /proc/interrupts: kernel/irq/proc.c show_interrupts and arch/arm64/kernel/smp.c arch_show_interrupts. */
import { ipi_types, smp_c } from '../linux/arch/arm64/kernel/smp.ts';
import { IRQ_HIDDEN, IRQD_LEVEL } from '../linux/include/linux/irq.ts';
import type { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irqdesc_c } from '../linux/kernel/irq/irqdesc/index.ts';
import { actionNames, descriptors, type Moment, onlineCpus } from './moment.ts';

/** How much of a long list is printed, and what is said of the rest. */
interface Limit {
  readonly most: number;
  readonly more: (rest: { readonly count: number }) => string;
}

/** With a limit, so many interrupts; a line then says how many more there are. */
export function reportInterrupts(moment: Moment, limit?: Limit): string {
  const cpus = onlineCpus(moment);
  const width = columnWidth(moment);
  const all = descriptors(moment).filter((desc) => isShown(moment, desc, cpus));
  let text = head(cpus, width);
  const most = limit?.most ?? all.length;
  for (const desc of all.slice(0, most)) text += row(desc, cpus, width);
  if (limit !== undefined && all.length > most) text += `${limit.more({ count: all.length - most })}\n`;
  return text + ipiRows(moment, cpus, width);
}

/** The head of /proc/interrupts and the line of one interrupt; undefined when it has none. */
export function reportInterrupt(moment: Moment, desc: irq_desc): string | undefined {
  const cpus = onlineCpus(moment);
  if (!isShown(moment, desc, cpus)) return undefined;
  const width = columnWidth(moment);
  return head(cpus, width) + row(desc, cpus, width);
}

function head(cpus: readonly number[], width: number): string {
  return `${' '.repeat(width + 8)}${cpus.map((cpu) => `CPU${`${cpu}`.padEnd(8)}`).join('')}\n`;
}

/** Wide enough for the highest irq number: `prec` in the kernel. */
function columnWidth(moment: Moment): number {
  const nr_irqs = moment.objects.all(irqdesc_c.type)[0]?.nr_irqs ?? 64;
  let width = 3;
  for (let j = 1000; width < 10 && j <= nr_irqs; j *= 10) width++;
  return width;
}

/** Whether /proc/interrupts has a line for a descriptor. */
export function isShown(moment: Moment, desc: irq_desc, cpus: readonly number[]): boolean {
  if ((desc.status_use_accessors & IRQ_HIDDEN) !== 0) return false;
  const quiet = desc.action === undefined || desc.action.handler?.fname === 'bad_chained_irq';
  if (!quiet) return true;
  // 6.1 also lists an interrupt without a handler once it has been counted; later kernels do not.
  return moment.version === '6.1' && cpus.some((cpu) => (desc.kstat_irqs.get(cpu) ?? 0) > 0);
}

function row(desc: irq_desc, cpus: readonly number[], width: number): string {
  const { chip, domain, hwirq, common } = desc.irq_data;
  const counts = cpus.map((cpu) => `${`${desc.kstat_irqs.get(cpu) ?? 0}`.padStart(10)} `).join('');
  const chipText =
    chip === undefined
      ? ` ${'None'.padStart(8)}`
      : chip.irq_print_chip === undefined
        ? ` ${(chip.name ?? '-').padStart(8)}`
        : chip.irq_print_chip(desc.irq_data);
  const level = ((common?.state_use_accessors ?? 0) & IRQD_LEVEL) !== 0;
  const names = actionNames(desc);
  return (
    `${`${desc.irq_data.irq}`.padStart(width)}: ${counts}${chipText}` +
    ` ${(domain === undefined ? '' : `${hwirq}`).padStart(width)}` +
    ` ${(level ? 'Level' : 'Edge').padEnd(8)}` +
    (desc.name === undefined ? '' : `-${desc.name.padEnd(8)}`) +
    `${names.length === 0 ? '' : `  ${names.join(', ')}`}\n`
  );
}

function ipiRows(moment: Moment, cpus: readonly number[], width: number): string {
  const descs = moment.objects.all(smp_c.type)[0]?.ipi_desc;
  const rows = ipi_types(moment.version).map((name, ipi) => {
    const desc = descs?.get(ipi);
    const counts = cpus.map((cpu) => `${`${desc?.kstat_irqs.get(cpu) ?? 0}`.padStart(10)} `).join('');
    return `${'IPI'.padStart(width - 1)}${ipi}:${width >= 4 ? ' ' : ''}${counts}      ${name}\n`;
  });
  return `${rows.join('')}${'Err'.padStart(width)}: ${'0'.padStart(10)}\n`;
}
