/** Models drivers/pci/irq.c: requesting an interrupt of a function by the number of its vector. */
import { type Recorded, source } from '../../../recorder/index.ts';
import { type irq_handler_t, IRQF_ONESHOT, IRQF_SHARED } from '../../include/linux/interrupt.ts';
import type { pci_dev } from '../../include/linux/pci.ts';
import type { Kernel } from '../../kernel.ts';
import { free_irq, request_threaded_irq } from '../../kernel/irq/manage/index.ts';
import { pci_irq_vector } from './msi/api.ts';

const at = source('drivers/pci/irq.c');

/** `devname` is the whole name: the kernel formats it here. */
export const pci_request_irq = at.fn(
  'pci_request_irq',
  "Requests the interrupt of one of a function's vectors.",
  (
    k: Kernel,
    dev: pci_dev,
    nr: number,
    handler: irq_handler_t | undefined,
    thread_fn: irq_handler_t | undefined,
    dev_id: Recorded,
    devname: string,
  ): number => {
    const irqflags = handler === undefined ? IRQF_SHARED | IRQF_ONESHOT : IRQF_SHARED;
    return request_threaded_irq(k, pci_irq_vector(k, dev, nr), handler, thread_fn, irqflags, devname, dev_id);
  },
);

export const pci_free_irq = at.fn(
  'pci_free_irq',
  "Gives up the interrupt of one of a function's vectors.",
  (k: Kernel, dev: pci_dev, nr: number, dev_id: Recorded): void => {
    free_irq(k, pci_irq_vector(k, dev, nr), dev_id);
  },
);
