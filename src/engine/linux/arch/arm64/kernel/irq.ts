/**
 * Models arch/arm64/kernel/irq.c: which functions take interrupts, and FIQs, which only Apple's controller uses. Left out: stacks,
 * pseudo-NMIs (not in the kernel's configuration).
 */
import { fnptr, type FunctionInfo, later, type Recorded, source } from '../../../../recorder/index.ts';
import { irqchip_init } from '../../../drivers/irqchip/irqchip.ts';
import { EBUSY } from '../../../include/linux/errno.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { panic } from '../../../kernel/panic.ts';
import { printk_aside } from '../../../kernel/printk/printk.ts';

const at = source('arch/arm64/kernel/irq.c');

/** The root controller's handler: finds out which interrupt it is. (Its argument, the saved registers, is left out.) */
export type root_irq_handler = ((k: Kernel) => void) & FunctionInfo;

export interface irq_c extends Recorded {
  /** Undefined is the kernel's default_handle_irq. */
  handle_arch_irq: root_irq_handler | undefined;
  /** Undefined is the kernel's default_handle_fiq. */
  handle_arch_fiq: root_irq_handler | undefined;
}
export const irq_c = statics<irq_c>('arch/arm64/kernel/irq.c', {
  handle_arch_irq: fnptr(),
  handle_arch_fiq: later(fnptr()),
});

const default_handle_irq = at.fn(
  'default_handle_irq',
  'Stops the kernel: an interrupt came while no controller had said that it handles interrupts.',
  (k: Kernel): void => panic(k, 'IRQ taken without a root IRQ handler'),
);

/** What the vector calls: the root controller's handler. */
export function handle_arch_irq(k: Kernel): void {
  (irq_c(k).handle_arch_irq ?? default_handle_irq)(k);
}

const default_handle_fiq = at.fn(
  'default_handle_fiq',
  'Stops the kernel: an FIQ came while no controller had said that it handles FIQs.',
  (k: Kernel): void => panic(k, 'FIQ taken without a root FIQ handler'),
);

/** What the vector of FIQs calls. */
export function handle_arch_fiq(k: Kernel): void {
  (irq_c(k).handle_arch_fiq ?? default_handle_fiq)(k);
}

export const set_handle_irq = at.fn(
  'set_handle_irq',
  'The root interrupt controller says which of its functions takes interrupts.',
  (k: Kernel, handle_irq: root_irq_handler): number => {
    if (irq_c(k).handle_arch_irq !== undefined) return -EBUSY;
    irq_c(k).handle_arch_irq = handle_irq;
    printk_aside(k, `Root IRQ handler: ${handle_irq.fname}`);
    return 0;
  },
);

export const set_handle_fiq = at.fn(
  'set_handle_fiq',
  'The root interrupt controller says which of its functions takes FIQs.',
  (k: Kernel, handle_fiq: root_irq_handler): number => {
    if (irq_c(k).handle_arch_fiq !== undefined) return -EBUSY;
    irq_c(k).handle_arch_fiq = handle_fiq;
    printk_aside(k, `Root FIQ handler: ${handle_fiq.fname}`);
    return 0;
  },
);

export const init_IRQ = at.fn('init_IRQ', "Brings up the machine's interrupt controllers.", (k: Kernel): void =>
  irqchip_init(k),
);
