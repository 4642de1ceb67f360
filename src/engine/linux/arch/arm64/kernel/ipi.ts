/**
 * Models arch/arm64/kernel/smp.c, interrupts from one CPU to another. Left out: pseudo-NMIs, and what the messages lead
 * to beyond their delivery (scheduling, running functions).
 */
import { type Cpumask, cpumaskOf } from '../../../../../base/cpumask.ts';
import { map, num, type Recorded, type RecordedMap, ref, source } from '../../../../recorder/index.ts';
import { IRQ_HANDLED } from '../../../include/linux/interrupt.ts';
import { IRQ_HIDDEN } from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { isSince, type KernelVersion } from '../../../../api/kernel-versions.ts';
import { irq_modify_status } from '../../../kernel/irq/chip.ts';
import { __ipi_send_mask } from '../../../kernel/irq/ipi.ts';
import { irq_to_desc } from '../../../kernel/irq/irqdesc.ts';
import { disable_percpu_irq, enable_percpu_irq, request_percpu_irq } from '../../../kernel/irq/manage.ts';

const at = source('arch/arm64/kernel/smp.c');

export interface smp_c extends Recorded {
  ipi_irq_base: number;
  nr_ipi: number;
  /** By IPI. */
  ipi_desc: RecordedMap<irq_desc>;
}
export const smp_c = statics<smp_c>('arch/arm64/kernel/smp.c', {
  ipi_irq_base: num(),
  nr_ipi: num(),
  ipi_desc: map(ref<irq_desc>()),
});

const IPI_RESCHEDULE = 0;
const IPI_CALL_FUNC = 1;

const IPI_TYPES_6_1 = [
  'Rescheduling interrupts',
  'Function call interrupts',
  'CPU stop interrupts',
  'CPU stop (for crash dump) interrupts',
  'Timer broadcast interrupts',
  'IRQ work interrupts',
  'CPU wake-up interrupts',
] as const;
/** 6.8 merged the two kinds of stop and dropped the wake-up; backtraces and the debugger have IPIs of their own. */
const IPI_TYPES_6_12 = [
  'Rescheduling interrupts',
  'Function call interrupts',
  'CPU stop interrupts',
  'CPU stop NMIs',
  'Timer broadcast interrupts',
  'IRQ work interrupts',
  'CPU backtrace interrupts',
  'KGDB roundup interrupts',
] as const;

/** What /proc/interrupts calls the IPIs, by number. */
export function ipi_types(version: KernelVersion): readonly string[] {
  return isSince(version, '6.12') ? IPI_TYPES_6_12 : IPI_TYPES_6_1;
}

const ipi_handler = at.fn(
  'ipi_handler',
  'Takes an interrupt from another CPU. What it asks for is not modelled.',
  (_k: Kernel, _irq: number, _data: Recorded | undefined): number => IRQ_HANDLED,
);

const smp_cross_call = at.fn(
  'smp_cross_call',
  'Sends an IPI to some CPUs.',
  (k: Kernel, target: Cpumask, ipinr: number): void => {
    const desc = smp_c(k).ipi_desc.get(ipinr);
    if (desc !== undefined) __ipi_send_mask(k, desc, target);
  },
);

export const arch_send_call_function_ipi_mask = at.fn(
  'arch_send_call_function_ipi_mask',
  'Asks other CPUs to run a function.',
  (k: Kernel, mask: Cpumask): void => smp_cross_call(k, mask, IPI_CALL_FUNC),
);

/** 6.1 calls it smp_send_reschedule. */
export const arch_smp_send_reschedule = at.fn(
  'arch_smp_send_reschedule',
  'Asks another CPU to look for something to run.',
  (k: Kernel, cpu: number): void => smp_cross_call(k, cpumaskOf(cpu), IPI_RESCHEDULE),
);

export const ipi_setup = at.fn('ipi_setup', 'Enables the IPIs on the running CPU.', (k: Kernel, _cpu: number): void => {
  const c = smp_c(k);
  if (c.ipi_irq_base === 0) return;
  for (let i = 0; i < c.nr_ipi; i++) enable_percpu_irq(k, c.ipi_irq_base + i, 0);
});

export const ipi_teardown = at.fn(
  'ipi_teardown',
  'Disables the IPIs on the running CPU, which goes down.',
  (k: Kernel, _cpu: number): void => {
    const c = smp_c(k);
    if (c.ipi_irq_base === 0) return;
    for (let i = 0; i < c.nr_ipi; i++) disable_percpu_irq(k, c.ipi_irq_base + i);
  },
);

export const set_smp_ipi_range = at.fn(
  'set_smp_ipi_range',
  'The interrupt controller says which interrupts serve as IPIs; each gets its handler.',
  (k: Kernel, ipi_base: number, n: number): void => {
    const c = smp_c(k);
    c.nr_ipi = Math.min(n, ipi_types(k.version).length);
    for (let i = 0; i < c.nr_ipi; i++) {
      // The kernel hands over a per-CPU variable that nobody reads; anything that is not NULL does.
      request_percpu_irq(k, ipi_base + i, ipi_handler, 'IPI', c);
      const desc = irq_to_desc(k, ipi_base + i);
      if (desc !== undefined) c.ipi_desc.set(i, desc);
      irq_modify_status(k, ipi_base + i, 0, IRQ_HIDDEN);
    }
    c.ipi_irq_base = ipi_base;
    ipi_setup(k, k.cpu);
  },
);
