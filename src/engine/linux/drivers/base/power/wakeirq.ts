/** Models drivers/base/power/wakeirq.c: an interrupt that does nothing but wake the system. It stays off until suspend. */
import { type Recorded, source } from '../../../../recorder/index.ts';
import { type device, dev_name } from '../../../include/linux/device.ts';
import { IRQ_HANDLED, IRQF_NO_AUTOEN, IRQF_ONESHOT } from '../../../include/linux/interrupt.ts';
import type { Kernel } from '../../../kernel.ts';
import { devm_request_threaded_irq } from '../../../kernel/irq/devres.ts';

const at = source('drivers/base/power/wakeirq.c');

const handle_threaded_wake_irq = at.fn(
  'handle_threaded_wake_irq',
  'Handles an interrupt that wakes the system: the device is resumed.',
  (_k: Kernel, _irq: number, _dev: Recorded | undefined): number => IRQ_HANDLED,
);

/** The kernel frees it when the device loses its driver, by hand; here it is a resource of the device. */
export const dev_pm_set_dedicated_wake_irq = at.fn(
  'dev_pm_set_dedicated_wake_irq',
  'Requests an interrupt that only wakes the system. It is enabled at suspend.',
  (k: Kernel, dev: device, irq: number): number =>
    devm_request_threaded_irq(
      k,
      dev,
      irq,
      undefined,
      handle_threaded_wake_irq,
      IRQF_ONESHOT | IRQF_NO_AUTOEN,
      `${dev_name(dev)}:wakeup`,
      dev,
    ),
);
