/**
 * drivers/gpio/gpiolib.c: what gpiolib puts before the operations of an interrupt chip that is not immutable, so that it
 * learns which lines have an enabled interrupt. Immutable chips call it themselves.
 */
import { source } from '../../../../recorder/index.ts';
import { gpio_chip } from '../../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import { __do_kernel_fault } from '../../../arch/arm64/mm/fault.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_info, pr_warn } from '../../../kernel/printk/printk.ts';
import { chipPrefix, gpio_irq_chip_of, gpio_irq_of } from './chip.ts';
import { gpiochip_disable_irq, gpiochip_enable_irq, gpiochip_irq_relres, gpiochip_irq_reqres } from './irqchip.ts';

const at = source('drivers/gpio/gpiolib.c');

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const hookedOf = (k: Kernel, d: irq_data): irq_chip | undefined => gpio_irq_of(k, gcOf(d))?.hooked;

const gpiochip_irq_mask = at.fn(
  'gpiochip_irq_mask',
  "Masks a line as its chip does, and notes that the line's interrupt is disabled.",
  (k: Kernel, d: irq_data): void => {
    hookedOf(k, d)?.irq_mask?.(k, d);
    gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
  },
);

const gpiochip_irq_unmask = at.fn(
  'gpiochip_irq_unmask',
  "Notes that a line's interrupt is enabled, and unmasks the line as its chip does.",
  (k: Kernel, d: irq_data): void => {
    gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    hookedOf(k, d)?.irq_unmask?.(k, d);
  },
);

const gpiochip_irq_enable = at.fn(
  'gpiochip_irq_enable',
  "Notes that a line's interrupt is enabled, and enables it as its chip does.",
  (k: Kernel, d: irq_data): void => {
    gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    const enable = hookedOf(k, d)?.irq_enable;
    // The second controller that shares a chip has no operation to go on to.
    if (enable === undefined) __do_kernel_fault(k, 0, 'gpiochip_irq_enable');
    else enable(k, d);
  },
);

const gpiochip_irq_disable = at.fn(
  'gpiochip_irq_disable',
  "Disables a line as its chip does, and notes that the line's interrupt is disabled.",
  (k: Kernel, d: irq_data): void => {
    const disable = hookedOf(k, d)?.irq_disable;
    if (disable === undefined) __do_kernel_fault(k, 0, 'gpiochip_irq_disable');
    else disable(k, d);
    gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
  },
);

export const gpiochip_set_irq_hooks = at.fn(
  'gpiochip_set_irq_hooks',
  'Puts its own operations before those of an interrupt chip that is not immutable. A chip that others share has them already.',
  (k: Kernel, gc: gpio_chip): void => {
    const chip = gc.irq_chip;
    if (chip === undefined || (chip.flags & IRQCHIP_IMMUTABLE) !== 0) return;
    const who = chipPrefix(k, gc);
    pr_warn(k, `${who}not an immutable chip, please consider fixing it!`);
    if (chip.irq_enable === gpiochip_irq_enable || chip.irq_mask === gpiochip_irq_mask) {
      pr_info(k, `${who}detected irqchip that is shared with multiple gpiochips: please fix the driver.`);
      return;
    }
    const own = chip.irq_request_resources !== undefined || chip.irq_release_resources !== undefined;
    gpio_irq_chip_of(k, gc).hooked = chip;
    gc.irq_chip = {
      ...chip,
      ...(own ? {} : { irq_request_resources: gpiochip_irq_reqres, irq_release_resources: gpiochip_irq_relres }),
      ...(chip.irq_disable === undefined ? { irq_mask: gpiochip_irq_mask } : { irq_disable: gpiochip_irq_disable }),
      ...(chip.irq_enable === undefined ? { irq_unmask: gpiochip_irq_unmask } : { irq_enable: gpiochip_irq_enable }),
    };
  },
);
