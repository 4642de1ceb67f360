/**
 * Models drivers/gpio/gpio-rcar.c: the GPIO banks of R-Car, whose interrupt is an ordinary one that may be shared. Left out:
 * outputs, suspend.
 */
import { lowestBit } from '../../../../base/bits.ts';
import { bool, hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_SHARED } from '../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_NONE,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_IMMUTABLE,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SET_TYPE_MASKED,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_level_irq } from '../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../kernel/irq/devres.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_set_pm_device } from '../../kernel/irq/irqdomain/index.ts';
import { irq_set_irq_wake } from '../../kernel/irq/manage/index.ts';
import { dev_err, dev_info, dev_warn } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import { of_match_node } from '../of/base/index.ts';
import { pinctrl_gpio_request } from '../pinctrl/core.ts';
import { pinRangesOf } from './gpiolib-of.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-rcar.c');

const IOINTSEL = 0x00;
const INOUTSEL = 0x04;
const INTDT = 0x10;
const INTCLR = 0x14;
const INTMSK = 0x18;
const MSKCLR = 0x1c;
const POSNEG = 0x20;
const EDGLEVEL = 0x24;
const BOTHEDGE = 0x4c;
const INEN = 0x50;
const RCAR_MAX_GPIO_PER_BANK = 32;

interface gpio_rcar_info {
  readonly has_both_edge_trigger: boolean;
  readonly has_inen: boolean;
}
const gen1: gpio_rcar_info = { has_both_edge_trigger: false, has_inen: false };
const gen2: gpio_rcar_info = { has_both_edge_trigger: true, has_inen: false };
const gen4: gpio_rcar_info = { has_both_edge_trigger: true, has_inen: true };

const gpio_rcar_of_table = [
  { compatible: 'renesas,gpio-r8a779a0', data: gen4 },
  { compatible: 'renesas,rcar-gen1-gpio', data: gen1 },
  { compatible: 'renesas,rcar-gen2-gpio', data: gen2 },
  { compatible: 'renesas,rcar-gen3-gpio', data: gen2 },
  { compatible: 'renesas,rcar-gen4-gpio', data: gen4 },
  { compatible: 'renesas,gpio-rcar', data: gen1 },
] as const;

interface gpio_rcar_priv extends Recorded {
  base: number;
  dev: device | undefined;
  gpio_chip: gpio_chip | undefined;
  irq_parent: number;
  has_both_edge_trigger: boolean;
}
const gpio_rcar_priv = struct<gpio_rcar_priv>('gpio_rcar_priv', {
  base: hexnum(),
  dev: ref(),
  gpio_chip: ref(),
  irq_parent: num(),
  has_both_edge_trigger: bool(),
});

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const privOf = (gc: gpio_chip): gpio_rcar_priv => gpio_rcar_priv.of(gpiochip_get_data(gc));

function gpio_rcar_modify_bit(k: Kernel, { base }: gpio_rcar_priv, offs: number, bit: number, on: boolean): void {
  const val = readl(k, base + offs);
  writel(k, on ? val | (1 << bit) : val & ~(1 << bit), base + offs);
}

// --- interrupts

const gpio_rcar_irq_disable = at.fn('gpio_rcar_irq_disable', 'Masks a line.', (k: Kernel, d: irq_data): void => {
  writel(k, ~(1 << irqd_to_hwirq(d)), privOf(gcOf(d)).base + INTMSK);
  gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});

const gpio_rcar_irq_enable = at.fn('gpio_rcar_irq_enable', 'Unmasks a line.', (k: Kernel, d: irq_data): void => {
  gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
  writel(k, 1 << irqd_to_hwirq(d), privOf(gcOf(d)).base + MSKCLR);
});

/** High or rising, level, both edges. */
const SETTINGS = new Map([
  [IRQ_TYPE_LEVEL_HIGH, [true, true, false]],
  [IRQ_TYPE_LEVEL_LOW, [false, true, false]],
  [IRQ_TYPE_EDGE_RISING, [true, false, false]],
  [IRQ_TYPE_EDGE_FALLING, [false, false, false]],
  [IRQ_TYPE_EDGE_BOTH, [true, false, true]],
]);

const gpio_rcar_irq_set_type = at.fn(
  'gpio_rcar_irq_set_type',
  'Sets how a line interrupts; the first generation cannot have both edges.',
  (k: Kernel, d: irq_data, type: number): number => {
    const p = privOf(gcOf(d));
    const hwirq = irqd_to_hwirq(d);
    const setting = SETTINGS.get(type & IRQ_TYPE_SENSE_MASK);
    if (setting === undefined) return -EINVAL;
    const [high = false, level = false, both = false] = setting;
    if (both && !p.has_both_edge_trigger) return -EINVAL;
    gpio_rcar_modify_bit(k, p, POSNEG, hwirq, !high);
    gpio_rcar_modify_bit(k, p, EDGLEVEL, hwirq, !level);
    if (p.has_both_edge_trigger) gpio_rcar_modify_bit(k, p, BOTHEDGE, hwirq, both);
    gpio_rcar_modify_bit(k, p, IOINTSEL, hwirq, true);
    if (!level) writel(k, 1 << hwirq, p.base + INTCLR);
    return 0;
  },
);

const gpio_rcar_irq_set_wake = at.fn(
  'gpio_rcar_irq_set_wake',
  "Lets a line wake the system: the bank's own interrupt must, if it can.",
  (k: Kernel, d: irq_data, on: number): number => {
    const p = privOf(gcOf(d));
    if (p.irq_parent !== 0 && irq_set_irq_wake(k, p.irq_parent, on) !== 0) p.irq_parent = 0;
    return 0;
  },
);

function gpio_rcar_irq_chip(): irq_chip {
  return {
    name: 'gpio-rcar',
    irq_mask: gpio_rcar_irq_disable,
    irq_unmask: gpio_rcar_irq_enable,
    irq_set_type: gpio_rcar_irq_set_type,
    irq_set_wake: gpio_rcar_irq_set_wake,
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE | IRQCHIP_SET_TYPE_MASKED | IRQCHIP_MASK_ON_SUSPEND,
  };
}

const gpio_rcar_irq_handler = at.fn(
  'gpio_rcar_irq_handler',
  "Serves a bank's interrupt: handles its lines until none is pending.",
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number => {
    const p = gpio_rcar_priv.of(dev_id);
    let handled = 0;
    for (;;) {
      const pending = readl(k, p.base + INTDT) & readl(k, p.base + INTMSK);
      // Lines of memory that nothing clears would be pending for ever.
      if (pending === 0 || handled > RCAR_MAX_GPIO_PER_BANK) break;
      const offset = lowestBit(pending);
      writel(k, 1 << offset, p.base + INTCLR);
      if (p.gpio_chip?.irq_domain !== undefined) generic_handle_domain_irq(k, p.gpio_chip.irq_domain, offset);
      handled++;
    }
    return handled > 0 ? IRQ_HANDLED : IRQ_NONE;
  },
);

// --- lines

const gpio_rcar_request = at.fn(
  'gpio_rcar_request',
  'Asks the pin controller for the pin of a line.',
  (k: Kernel, gc: gpio_chip, offset: number): number => pinctrl_gpio_request(k, gc, offset),
);

const gpio_rcar_get_direction = at.fn(
  'gpio_rcar_get_direction',
  'Reads whether a line is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number =>
    (readl(k, privOf(gc).base + INOUTSEL) & (1 << offset)) === 0 ? 1 : 0,
);

const gpio_rcar_direction_input = at.fn(
  'gpio_rcar_direction_input',
  'Makes a line an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    for (const reg of [POSNEG, IOINTSEL, INOUTSEL]) gpio_rcar_modify_bit(k, privOf(gc), reg, offset, false);
    return 0;
  },
);

// --- the driver

function gpio_rcar_parse_dt(k: Kernel, dev: device): number {
  const npins = pinRangesOf(k, dev.of_node)[0]?.count ?? RCAR_MAX_GPIO_PER_BANK;
  if (npins > 0 && npins <= RCAR_MAX_GPIO_PER_BANK) return npins;
  dev_warn(k, dev, `Invalid number of gpio lines ${npins}, using ${RCAR_MAX_GPIO_PER_BANK}`);
  return RCAR_MAX_GPIO_PER_BANK;
}

const gpio_rcar_probe = at.fn(
  'gpio_rcar_probe',
  'Starts a bank: registers its lines, then requests its interrupt.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const info =
      (dev.of_node === undefined ? undefined : of_match_node(k, gpio_rcar_of_table, dev.of_node)?.data) ?? gen1;
    const ngpio = gpio_rcar_parse_dt(k, dev);
    const irq_parent = platform_get_irq(k, pdev, 0);
    if (irq_parent < 0) return irq_parent;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const { has_both_edge_trigger } = info;
    const p = gpio_rcar_priv.create(k.rec, { dev, base, irq_parent, has_both_edge_trigger });
    platform_set_drvdata(pdev, p);
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio,
      ops: {
        request: gpio_rcar_request,
        get_direction: gpio_rcar_get_direction,
        direction_input: gpio_rcar_direction_input,
      },
      data: p,
      irq_chip: gpio_rcar_irq_chip(),
      irq_handler: handle_level_irq,
      irq_default_type: IRQ_TYPE_NONE,
    });
    p.gpio_chip = gc;
    // No parents: the driver has a handler of its own.
    gpio_irq_chip_of(k, gc);
    let ret = gpiochip_add_data_with_key(k, gc);
    if (ret !== 0) {
      dev_err(k, dev, 'failed to add GPIO controller');
      return ret;
    }
    if (gc.irq_domain !== undefined) irq_domain_set_pm_device(k, gc.irq_domain, dev);
    ret = devm_request_irq(k, dev, irq_parent, gpio_rcar_irq_handler, IRQF_SHARED, dev.name, p);
    if (ret !== 0) {
      dev_err(k, dev, 'failed to request IRQ');
      return ret;
    }
    if (info.has_inen) writel(k, readl(k, base + INEN) | (2 ** ngpio - 1), base + INEN);
    dev_info(k, dev, `driving ${ngpio} GPIOs`);
    return 0;
  },
);

/** device_initcall */
export const gpio_rcar_device_driver_init = at.fn(
  'gpio_rcar_device_driver_init',
  'Registers the driver of R-Car GPIO banks.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'gpio_rcar',
      bus: 'platform',
      of_match_table: gpio_rcar_of_table,
      probe: gpio_rcar_probe,
    };
    return platform_driver_register(k, driver);
  },
);
