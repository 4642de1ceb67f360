/**
 * Models arch/arm64/kernel/entry-common.c: what happens between the CPU's exception and the root handler. Left out:
 * saving registers, stacks, preemption, softirqs and the bookkeeping around them.
 */
import { source } from '../../../../recorder/index.ts';
import type { Kernel } from '../../../kernel.ts';
import { handle_arch_fiq, handle_arch_irq } from './irq.ts';

const at = source('arch/arm64/kernel/entry-common.c');

const el1h_64_irq_handler = at.fn(
  'el1h_64_irq_handler',
  'The vector of an interrupt that comes while the kernel runs.',
  (k: Kernel): void => handle_arch_irq(k),
);

const el1h_64_fiq_handler = at.fn(
  'el1h_64_fiq_handler',
  'The vector of an FIQ that comes while the kernel runs.',
  (k: Kernel): void => handle_arch_fiq(k),
);

/** Who is interrupted on a CPU: the running task on the running CPU, the idle task on others. */
function interruptedTask(k: Kernel, cpu: number): string {
  if (cpu === k.cpu) return k.rec.context.task;
  return cpu === 0 ? 'start_kernel' : `secondary${cpu}`;
}

/**
 * A CPU takes an interrupt: the exception masks further ones, the vector runs in hard-interrupt context, and the return
 * from the exception unmasks them. The session calls this while a CPU's IRQ or FIQ input is up and the CPU takes interrupts.
 */
export function takeInterrupt(k: Kernel, cpu: number, isFiq = false): void {
  const vector = isFiq ? el1h_64_fiq_handler : el1h_64_irq_handler;
  k.bus.setInterruptsEnabled(cpu, false);
  k.rec.within({ task: interruptedTask(k, cpu), cpu, hardirq: true }, () => vector(k));
  k.bus.setInterruptsEnabled(cpu, true);
}
