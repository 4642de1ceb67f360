/** Models kernel/irq/devres.c: interrupts that are freed when their device loses its driver. Left out: generic chips. */
import { type Recorded, source } from '../../../recorder/index.ts';
import { devres_add } from '../../drivers/base/devres.ts';
import { dev_name, type device, type devres } from '../../include/linux/device.ts';
import { type irq_handler_t, IRQF_COND_ONESHOT } from '../../include/linux/interrupt.ts';
import type { Kernel } from '../../kernel.ts';
import { free_irq, request_any_context_irq, request_threaded_irq } from './manage/index.ts';

const at = source('kernel/irq/devres.c');

const devm_irq_release = at.fn(
  'devm_irq_release',
  'Frees an interrupt whose device lost its driver.',
  (k: Kernel, _dev: device, res: devres): void => {
    free_irq(k, res.value, res.data);
  },
);

export const devm_request_threaded_irq = at.fn(
  'devm_request_threaded_irq',
  'Requests an interrupt that is freed when the device loses its driver.',
  (
    k: Kernel,
    dev: device,
    irq: number,
    handler: irq_handler_t | undefined,
    thread_fn: irq_handler_t | undefined,
    irqflags: number,
    devname: string | undefined,
    dev_id: Recorded | undefined,
  ): number => {
    const rc = request_threaded_irq(k, irq, handler, thread_fn, irqflags, devname ?? dev_name(dev), dev_id);
    if (rc === 0) devres_add(k, dev, devm_irq_release, { data: dev_id, value: irq });
    return rc;
  },
);

/** Inline in include/linux/interrupt.h; from 6.10 on the handler agrees to join oneshot sharers. */
export function devm_request_irq(
  k: Kernel,
  dev: device,
  irq: number,
  handler: irq_handler_t,
  irqflags: number,
  devname: string | undefined,
  dev_id: Recorded | undefined,
): number {
  const agree = k.since('6.12') ? IRQF_COND_ONESHOT : 0;
  return devm_request_threaded_irq(k, dev, irq, handler, undefined, irqflags | agree, devname, dev_id);
}

export const devm_request_any_context_irq = at.fn(
  'devm_request_any_context_irq',
  'Requests an interrupt for a handler of any context; it is freed when the device loses its driver.',
  (
    k: Kernel,
    dev: device,
    irq: number,
    handler: irq_handler_t,
    irqflags: number,
    devname: string | undefined,
    dev_id: Recorded | undefined,
  ): number => {
    const rc = request_any_context_irq(k, irq, handler, irqflags, devname ?? dev_name(dev), dev_id);
    if (rc >= 0) devres_add(k, dev, devm_irq_release, { data: dev_id, value: irq });
    return rc;
  },
);
