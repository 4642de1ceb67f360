/**
 * Models drivers/gpio/gpio-tegra.c: the GPIO controllers up to Tegra210, banks of four ports of eight pins, one interrupt a bank;
 * stacked on the controller that wakes the system where that is there. Left out: outputs, debouncing, suspend.
 */
import type { Cpumask } from '../../../../base/cpumask.ts';
import { hexnum, list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { device } from '../../include/linux/device.ts';
import { gpio_chip, type gpio_irq_ops } from '../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_LEVEL_MASK,
  IRQ_TYPE_NONE,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_edge_irq,
  handle_level_irq,
  handle_simple_irq,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import { irq_find_host } from '../../kernel/irq/irqdomain/index.ts';
import { irq_set_irq_wake } from '../../kernel/irq/manage/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { hasUnmodelledDriver } from '../../stand-ins/controllers.ts';
import { find_bound_device } from '../base/core/index.ts';
import {
  devm_platform_ioremap_resource,
  platform_driver_register,
  platform_get_irq,
  platform_irq_count,
} from '../base/platform.ts';
import { of_device_is_compatible, of_find_matching_node, of_match_node } from '../of/base/index.ts';
import { pinctrl_gpio_request } from '../pinctrl/core.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
  gpiochip_lock_as_irq,
  gpiochip_unlock_as_irq,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-tegra.c');

const CNF = 0x00;
const OE = 0x10;
const INT_STA = 0x40;
const INT_ENB = 0x50;
const INT_LVL = 0x60;
const INT_CLR = 0x70;

/** From a bank to the next, and from a register to the one that writes single bits of it. */
interface tegra_gpio_soc_config {
  readonly bank_stride: number;
  readonly upper_offset: number;
}
const tegra30: tegra_gpio_soc_config = { bank_stride: 0x100, upper_offset: 0x80 };
const tegra_gpio_of_match = [
  { compatible: 'nvidia,tegra210-gpio', data: tegra30 },
  { compatible: 'nvidia,tegra30-gpio', data: tegra30 },
  { compatible: 'nvidia,tegra20-gpio', data: { bank_stride: 0x80, upper_offset: 0x800 } },
];

interface tegra_gpio_info extends Recorded {
  regs: number;
  bank_stride: number;
  upper_offset: number;
  gc: gpio_chip | undefined;
  /** A bank's each. */
  irqs: RecordedList<number>;
}
const tegra_gpio_info = struct<tegra_gpio_info>('tegra_gpio_info', {
  regs: hexnum(),
  bank_stride: hexnum(),
  upper_offset: hexnum(),
  gc: ref(),
  irqs: list(num()),
});

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const infoOf = (gc: gpio_chip): tegra_gpio_info => tegra_gpio_info.of(gpiochip_get_data(gc));

const regOf = (tgi: tegra_gpio_info, gpio: number, reg: number): number =>
  tgi.regs + (gpio >> 5) * tgi.bank_stride + ((gpio >> 3) & 3) * 4 + reg;

/** Writes one bit through the register for that: its upper bits say which. */
function tegra_gpio_mask_write(k: Kernel, tgi: tegra_gpio_info, reg: number, gpio: number, on: boolean): void {
  const bit = gpio & 7;
  writel(k, (0x100 << bit) | (on ? 1 << bit : 0), regOf(tgi, gpio, reg + tgi.upper_offset));
}

// --- lines

const tegra_gpio_direction_input = at.fn(
  'tegra_gpio_direction_input',
  'Makes a pin an input, and a GPIO.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    tegra_gpio_mask_write(k, infoOf(gc), OE, offset, false);
    tegra_gpio_mask_write(k, infoOf(gc), CNF, offset, true);
    return 0;
  },
);

const tegra_gpio_get_direction = at.fn(
  'tegra_gpio_get_direction',
  'Reads whether a pin is an input or an output; -EINVAL for one that is no GPIO.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const mask = 1 << (offset & 7);
    if ((readl(k, regOf(infoOf(gc), offset, CNF)) & mask) === 0) return -EINVAL;
    return (readl(k, regOf(infoOf(gc), offset, OE)) & mask) === 0 ? 1 : 0;
  },
);

// --- interrupts

const tegra_gpio_irq_ack = at.fn('tegra_gpio_irq_ack', "Clears a pin's status.", (k: Kernel, d: irq_data): void => {
  const gpio = irqd_to_hwirq(d);
  writel(k, 1 << (gpio & 7), regOf(infoOf(gcOf(d)), gpio, INT_CLR));
});

const tegra_gpio_irq_mask = at.fn('tegra_gpio_irq_mask', "Masks a pin's interrupt.", (k: Kernel, d: irq_data): void => {
  tegra_gpio_mask_write(k, infoOf(gcOf(d)), INT_ENB, irqd_to_hwirq(d), false);
  gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});

const tegra_gpio_irq_unmask = at.fn(
  'tegra_gpio_irq_unmask',
  "Unmasks a pin's interrupt.",
  (k: Kernel, d: irq_data): void => {
    gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    tegra_gpio_mask_write(k, infoOf(gcOf(d)), INT_ENB, irqd_to_hwirq(d), true);
  },
);

/** Three bits, eight apart: high or rising, edge, both edges. */
const LEVELS = new Map([
  [IRQ_TYPE_EDGE_RISING, 0x000101],
  [IRQ_TYPE_EDGE_FALLING, 0x000100],
  [IRQ_TYPE_EDGE_BOTH, 0x010100],
  [IRQ_TYPE_LEVEL_HIGH, 0x000001],
  [IRQ_TYPE_LEVEL_LOW, 0x000000],
]);
const LEVEL_MASK = 0x010101;

const tegra_gpio_irq_set_type = at.fn(
  'tegra_gpio_irq_set_type',
  'Sets how a pin interrupts, makes it an input, and locks it.',
  (k: Kernel, d: irq_data, type: number): number => {
    const gc = gcOf(d);
    const tgi = infoOf(gc);
    const gpio = irqd_to_hwirq(d);
    const level = LEVELS.get(type & IRQ_TYPE_SENSE_MASK);
    if (level === undefined) return -EINVAL;
    const reg = regOf(tgi, gpio, INT_LVL);
    writel(k, (readl(k, reg) & ~(LEVEL_MASK << (gpio & 7))) | (level << (gpio & 7)), reg);
    tegra_gpio_direction_input(k, gc, gpio);
    const ret = gpiochip_lock_as_irq(k, gc, gpio);
    if (ret !== 0) {
      if (gc.parent !== undefined) dev_err(k, gc.parent, `unable to lock Tegra GPIO ${gpio} as IRQ`);
      tegra_gpio_mask_write(k, tgi, CNF, gpio, false);
      return ret;
    }
    irq_set_handler_locked(k, d, (type & IRQ_TYPE_LEVEL_MASK) === 0 ? handle_edge_irq : handle_level_irq);
    return d.parent_data === undefined ? 0 : irq_chip_set_type_parent(k, d, type);
  },
);

const tegra_gpio_irq_shutdown = at.fn(
  'tegra_gpio_irq_shutdown',
  "Shuts a pin's interrupt down.",
  (k: Kernel, d: irq_data): void => {
    tegra_gpio_irq_mask(k, d);
    gpiochip_unlock_as_irq(gcOf(d), irqd_to_hwirq(d));
  },
);

const tegra_gpio_irq_set_wake = at.fn(
  'tegra_gpio_irq_set_wake',
  "Lets a pin wake the system: the bank's own interrupt must.",
  (k: Kernel, d: irq_data, enable: number): number =>
    irq_set_irq_wake(k, infoOf(gcOf(d)).irqs.toArray()[irqd_to_hwirq(d) >> 5] ?? 0, enable),
);

const tegra_gpio_irq_set_affinity = at.fn(
  'tegra_gpio_irq_set_affinity',
  'Steers an interrupt to other CPUs, which only the controller that wakes the system can.',
  (k: Kernel, d: irq_data, dest: Cpumask, force: boolean): number =>
    d.parent_data === undefined ? -EINVAL : irq_chip_set_affinity_parent(k, d, dest, force),
);

const tegra_gpio_irq_request_resources = at.fn(
  'tegra_gpio_irq_request_resources',
  "A pin's interrupt is requested: the pin becomes a GPIO and is locked.",
  (k: Kernel, d: irq_data): number => {
    tegra_gpio_mask_write(k, infoOf(gcOf(d)), CNF, irqd_to_hwirq(d), true);
    return gpiochip_irq_reqres(k, d);
  },
);

const tegra_gpio_irq_release_resources = at.fn(
  'tegra_gpio_irq_release_resources',
  "A pin's interrupt is freed: the pin is no GPIO any more.",
  (k: Kernel, d: irq_data): void => {
    gpiochip_irq_relres(k, d);
    tegra_gpio_mask_write(k, infoOf(gcOf(d)), CNF, irqd_to_hwirq(d), false);
  },
);

function tegra_gpio_irq_chip(stacked: boolean): irq_chip {
  return {
    name: undefined,
    irq_shutdown: tegra_gpio_irq_shutdown,
    irq_ack: tegra_gpio_irq_ack,
    irq_mask: tegra_gpio_irq_mask,
    irq_unmask: tegra_gpio_irq_unmask,
    irq_set_affinity: stacked ? tegra_gpio_irq_set_affinity : undefined,
    irq_set_type: tegra_gpio_irq_set_type,
    irq_set_wake: tegra_gpio_irq_set_wake,
    irq_print_chip: (d) => gcOf(d).parent?.name ?? '',
    irq_request_resources: tegra_gpio_irq_request_resources,
    irq_release_resources: tegra_gpio_irq_release_resources,
    flags: IRQCHIP_IMMUTABLE,
  };
}

const tegra_gpio_irq_handler = at.fn(
  'tegra_gpio_irq_handler',
  "Handles a bank's interrupt: its four ports, each pin that is pending and enabled. The parent is let go before the first edge.",
  (k: Kernel, desc: irq_desc): void => {
    const { chip, irq } = desc.irq_data;
    const tgi = tegra_gpio_info.of(desc.irq_common_data.handler_data);
    const bank = tgi.irqs.toArray().indexOf(irq);
    if (WARN_ON(k, bank < 0) || chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    let unmasked = false;
    for (let gpio = bank << 5; gpio < (bank + 1) << 5; gpio += 8) {
      const pending = readl(k, regOf(tgi, gpio, INT_STA)) & readl(k, regOf(tgi, gpio, INT_ENB));
      const lvl = readl(k, regOf(tgi, gpio, INT_LVL));
      for (let pin = 0; pin < 8; pin++) {
        if ((pending & (1 << pin)) === 0) continue;
        writel(k, 1 << pin, regOf(tgi, gpio, INT_CLR));
        if (!unmasked && (lvl & (0x100 << pin)) !== 0) {
          unmasked = true;
          chained_irq_exit(k, chip, desc);
        }
        if (tgi.gc?.irq_domain !== undefined) generic_handle_domain_irq(k, tgi.gc.irq_domain, gpio + pin);
      }
    }
    if (!unmasked) chained_irq_exit(k, chip, desc);
  },
);

const irqOps: gpio_irq_ops = {
  child_to_parent_hwirq: (_k, _gc, hwirq, type) => ({ hwirq, type }),
  populate_parent_alloc_arg: (k, gc, hwirq, type) => ({
    fwnode: gpio_irq_chip_of(k, gc).parent_domain?.fwnode,
    param_count: 3,
    param: [0, hwirq, type],
  }),
};

// --- the driver

/** Stacks the pins on the controller that wakes the system, if there is one. 0, or -EPROBE_DEFER while it is not up. */
function stackOnWakeParent(k: Kernel, gc: gpio_chip): number {
  const np = of_find_matching_node(k, undefined, [{ compatible: 'nvidia,tegra210-pmc', data: undefined }]);
  const stacked = np !== undefined && !hasUnmodelledDriver(k, np);
  gc.irq_chip = tegra_gpio_irq_chip(stacked);
  if (!stacked) return 0;
  const parent_domain = irq_find_host(k, np);
  if (parent_domain === undefined) return -EPROBE_DEFER;
  gpio_irq_chip_of(k, gc).parent_domain = parent_domain;
  return 0;
}

/** Tegra's pin controllers, which give their pins to the lines themselves where the tree has no "gpio-ranges". */
const PINMUXES = ['20', '30', '114', '124', '210'].map((soc) => `nvidia,tegra${soc}-pinmux`);

const tegra_gpio_request = at.fn(
  'tegra_gpio_request',
  'Asks the pin controller behind a line for the pin.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const isPinmux = ({ of_node }: device): boolean =>
      of_node !== undefined && PINMUXES.some((each) => of_device_is_compatible(k, of_node, each) !== 0);
    return find_bound_device(k, isPinmux) === undefined ? pinctrl_gpio_request(k, gc, offset) : 0;
  },
);

const tegra_gpio_probe = at.fn(
  'tegra_gpio_probe',
  'Starts a GPIO controller: an interrupt a bank, all pins masked, then its pins.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const found = dev.of_node === undefined ? undefined : of_match_node(k, tegra_gpio_of_match, dev.of_node);
    const banks = platform_irq_count(k, pdev);
    if (banks < 0) return banks;
    if (banks === 0) {
      dev_err(k, dev, 'Missing IRQ resource');
      return -ENODEV;
    }
    const tgi = tegra_gpio_info.create(k.rec, found?.data ?? tegra30);
    platform_set_drvdata(pdev, tgi);
    const gc = gpio_chip.create(k.rec, {
      label: 'tegra-gpio',
      parent: dev,
      ngpio: banks * 32,
      ops: {
        request: tegra_gpio_request,
        get_direction: tegra_gpio_get_direction,
        direction_input: tegra_gpio_direction_input,
      },
      data: tgi,
      irq_handler: handle_simple_irq,
      irq_default_type: IRQ_TYPE_NONE,
      irq_parent_handler: tegra_gpio_irq_handler,
    });
    tgi.gc = gc;
    const girq = gpio_irq_chip_of(k, gc);
    girq.ops = irqOps;
    girq.parent_handler_data = tgi;
    for (let i = 0; i < banks; i++) {
      const irq = platform_get_irq(k, pdev, i);
      if (irq < 0) return irq;
      tgi.irqs.addTail(irq);
      girq.parents.addTail(irq);
    }
    const ret = stackOnWakeParent(k, gc);
    if (ret !== 0) return ret;
    tgi.regs = devm_platform_ioremap_resource(k, pdev, 0);
    if (tgi.regs < 0) return tgi.regs;
    for (let gpio = 0; gpio < gc.ngpio; gpio += 8) writel(k, 0, regOf(tgi, gpio, INT_ENB));
    return gpiochip_add_data_with_key(k, gc);
  },
);

/** device_initcall */
export const tegra_gpio_driver_init = at.fn(
  'tegra_gpio_driver_init',
  'Registers the driver of GPIO controllers up to Tegra210.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'tegra-gpio',
      bus: 'platform',
      of_match_table: tegra_gpio_of_match,
      probe: tegra_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
