/**
 * Models drivers/input/keyboard/gpio_keys.c: buttons, each an interrupt of its own or that of a GPIO line. Left out: the
 * keys themselves, debouncing, power management.
 */
import { always, bool, num, type Recorded, ref, source, str, struct } from '../../../../recorder/index.ts';
import { EINVAL, ENODEV, ENOENT, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import type { gpio_desc } from '../../../include/linux/gpio/driver.ts';
import {
  IRQ_HANDLED,
  IRQF_NO_SUSPEND,
  IRQF_SHARED,
  IRQF_TRIGGER_FALLING,
  IRQF_TRIGGER_RISING,
} from '../../../include/linux/interrupt.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { devm_request_any_context_irq } from '../../../kernel/irq/devres.ts';
import { disable_irq } from '../../../kernel/irq/manage/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { dev_err_probe } from '../../base/core/index.ts';
import { devres_add } from '../../base/devres.ts';
import { builtIn } from '../../base/init.ts';
import { platform_driver_register, platform_get_irq_optional } from '../../base/platform.ts';
import { devm_gpiod_release } from '../../gpio/gpiolib-devres.ts';
import { devm_fwnode_gpiod_get, gpiod_to_irq } from '../../gpio/gpiolib/index.ts';
import { for_each_available_child_of_node } from '../../of/base/index.ts';
import { irq_of_parse_and_map, of_irq_get_byname } from '../../of/irq/index.ts';
import { of_property_read_bool, of_property_read_string, of_property_read_u32 } from '../../of/property.ts';

const at = source('drivers/input/keyboard/gpio_keys.c');

/** A button and what it interrupts by. */
interface gpio_button_data extends Recorded {
  desc: string;
  gpiod: gpio_desc | undefined;
  irq: number;
  wakeirq: number;
  can_disable: boolean;
}
const gpio_button_data = struct<gpio_button_data>(
  'gpio_button_data',
  { desc: always(str()), gpiod: ref(), irq: num(), wakeirq: num(), can_disable: bool() },
  { label: (button) => button.desc },
);

const gpio_keys_gpio_isr = at.fn(
  'gpio_keys_gpio_isr',
  'A line of a button changed: its state is read once it has settled.',
  (_k: Kernel, _irq: number, _dev_id: Recorded | undefined): number => IRQ_HANDLED,
);
const gpio_keys_irq_isr = at.fn(
  'gpio_keys_irq_isr',
  'A button without a line was pressed.',
  (_k: Kernel, _irq: number, _dev_id: Recorded | undefined): number => IRQ_HANDLED,
);

/** Interrupts that the node itself names. 6.12 knows them by name, and one only for waking up. */
function ownInterrupts(k: Kernel, child: device_node): { irq: number; wakeirq: number } {
  if (!k.since('6.12')) return { irq: irq_of_parse_and_map(k, child, 0), wakeirq: 0 };
  const irq = Math.max(0, of_irq_get_byname(k, child, 'irq'));
  const wakeirq = Math.max(0, of_irq_get_byname(k, child, 'wakeup'));
  return { irq: irq === 0 && wakeirq === 0 ? irq_of_parse_and_map(k, child, 0) : irq, wakeirq };
}

/** All buttons of the node, or an errno where one has no key code. */
function gpio_keys_get_devtree_pdata(k: Kernel, children: readonly device_node[]): gpio_button_data[] | number {
  const buttons: gpio_button_data[] = [];
  for (const child of children) {
    const own = ownInterrupts(k, child);
    if (of_property_read_u32(k, child, 'linux,code') === undefined) return -EINVAL;
    const can_disable = of_property_read_bool(k, child, 'linux,can-disable');
    const desc = of_property_read_string(k, child, 'label') ?? 'gpio_keys';
    buttons.push(gpio_button_data.create(k.rec, { desc, ...own, can_disable }));
  }
  return buttons;
}

/** Says that a line cannot be had, unless it may still come. */
function noLine(k: Kernel, { dev }: platform_device, error: number): number {
  if (k.since('6.12')) return dev_err_probe(k, dev, error, 'failed to get gpio');
  if (error !== -EPROBE_DEFER) dev_err(k, dev, `failed to get gpio: ${error}`);
  return error;
}

/** A button without a line: in 7.3 an interrupt of the node of all buttons will do, the one of the button's number. */
function withoutLine(k: Kernel, pdev: platform_device, bdata: gpio_button_data, idx: number): number {
  if (bdata.irq !== 0) return 0;
  if (!k.since('7.3')) {
    dev_err(k, pdev.dev, 'Found button without gpio or irq');
    return -EINVAL;
  }
  const irq = platform_get_irq_optional(k, pdev, idx);
  if (irq < 0) return dev_err_probe(k, pdev.dev, irq, `Unable to determine IRQ# for button #${idx}`);
  bdata.irq = irq;
  return 0;
}

/** The line and the interrupt of the button with number `idx`: its own, else its line's. 0 or an errno. */
function findInterrupt(
  k: Kernel,
  pdev: platform_device,
  bdata: gpio_button_data,
  child: device_node,
  idx: number,
): number {
  const gpiod = devm_fwnode_gpiod_get(k, child, bdata.desc);
  if (typeof gpiod === 'number') {
    if (gpiod !== -ENOENT) return noLine(k, pdev, gpiod);
    return withoutLine(k, pdev, bdata, idx);
  }
  bdata.gpiod = gpiod;
  devres_add(k, pdev.dev, devm_gpiod_release, { data: gpiod });
  if (bdata.irq !== 0) return 0;
  const irq = gpiod_to_irq(k, gpiod);
  if (irq < 0) {
    // The number of a GPIO is known of boards without a tree alone.
    const text = 'Unable to get irq number for GPIO 0';
    if (k.since('6.12')) return dev_err_probe(k, pdev.dev, irq, text);
    dev_err(k, pdev.dev, `${text}, error ${irq}`);
    return irq;
  }
  bdata.irq = irq;
  return 0;
}

function gpio_keys_setup_key(
  k: Kernel,
  pdev: platform_device,
  bdata: gpio_button_data,
  child: device_node,
  idx: number,
): number {
  const error = findInterrupt(k, pdev, bdata, child, idx);
  if (error !== 0) return error;
  const isr = bdata.gpiod === undefined ? gpio_keys_irq_isr : gpio_keys_gpio_isr;
  const edges = bdata.gpiod === undefined ? 0 : IRQF_TRIGGER_RISING | IRQF_TRIGGER_FALLING;
  const irqflags = edges | (bdata.can_disable ? 0 : IRQF_SHARED);
  const ret = devm_request_any_context_irq(k, pdev.dev, bdata.irq, isr, irqflags, bdata.desc, bdata);
  if (ret < 0) {
    dev_err(k, pdev.dev, `Unable to claim irq ${bdata.irq}; error ${ret}`);
    return ret;
  }
  if (bdata.wakeirq === 0) return 0;
  const wakedesc = `${bdata.desc}:wakeup`;
  const wake = devm_request_any_context_irq(
    k,
    pdev.dev,
    bdata.wakeirq,
    isr,
    irqflags | IRQF_NO_SUSPEND,
    wakedesc,
    bdata,
  );
  if (wake < 0) {
    dev_err(k, pdev.dev, `Unable to claim wakeirq ${bdata.irq}; error ${wake}`);
    return wake;
  }
  // It wakes the system only; until then it stays off.
  disable_irq(k, bdata.wakeirq);
  return 0;
}

const gpio_keys_probe = at.fn(
  'gpio_keys_probe',
  "Requests the interrupts of a node's buttons.",
  (k: Kernel, pdev: platform_device): number => {
    const children = for_each_available_child_of_node(k, pdev.dev.of_node);
    if (children.length === 0) return -ENODEV;
    const buttons = gpio_keys_get_devtree_pdata(k, children);
    if (typeof buttons === 'number') return buttons;
    for (const [i, button] of buttons.entries()) {
      const child = children[i];
      const error = child === undefined ? -EINVAL : gpio_keys_setup_key(k, pdev, button, child, i);
      if (error !== 0) return error;
    }
    return 0;
  },
);

/** late_initcall */
export const gpio_keys_init = at.fn('gpio_keys_init', 'Registers the driver of buttons.', (k: Kernel): number => {
  if (!builtIn(k, 'gpio-keys')) return 0;
  const driver: platform_driver = {
    name: 'gpio-keys',
    bus: 'platform',
    of_match_table: [{ compatible: 'gpio-keys', data: undefined }],
    probe: gpio_keys_probe,
  };
  return platform_driver_register(k, driver);
});
