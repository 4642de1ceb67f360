/**
 * Models drivers/pinctrl/stm32/pinctrl-stm32.c as far as interrupts go: ST's pin controller, whose banks have a domain each on that of
 * the event controller (irq-stm32mp-exti.c). Lines of one number in all banks share an event. Left out: settings of pins, which pins
 * are for secure software, suspend, hardware locks.
 */
import {
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EBUSY, EINVAL, ENODEV, ENXIO, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import { GPIO_LINE_DIRECTION_IN, GPIO_LINE_DIRECTION_OUT, gpio_chip } from '../../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_NONE,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../../include/linux/irqdomain.ts';
import type { device_node } from '../../../include/linux/of.ts';
import { type platform_device, platform_set_drvdata } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_chip_ack_parent,
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_retrigger_hierarchy,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_set_wake_parent,
  irq_chip_unmask_parent,
} from '../../../kernel/irq/chip/index.ts';
import {
  irq_create_fwspec_mapping,
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_get_irq_data,
  irq_domain_set_hwirq_and_chip,
  irq_find_host,
} from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info, dev_warn } from '../../../kernel/printk/printk.ts';
import { dev_err_probe } from '../../base/core/index.ts';
import { of_parse_clkspec } from '../../clk/clk.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_lock_as_irq,
  gpiochip_unlock_as_irq,
} from '../../gpio/gpiolib/index.ts';
import { of_hwspin_lock_get_id } from '../../hwspinlock/hwspinlock_core.ts';
import { of_address_to_resource } from '../../of/address.ts';
import { for_each_available_child_of_node, of_device_is_compatible, of_parse_phandle } from '../../of/base/index.ts';
import { of_irq_find_parent } from '../../of/irq/index.ts';
import {
  of_property_cells,
  of_property_present,
  of_property_read_string,
  of_property_read_u32,
  of_property_read_u32_index,
} from '../../of/property.ts';

const at = source('drivers/pinctrl/stm32/pinctrl-stm32.c');

const STM32_GPIO_MODER = 0x00;
const STM32_GPIO_IDR = 0x10;
const STM32_GPIO_AFRL = 0x20;
const STM32_GPIO_PINS_PER_BANK = 16;
const STM32_GPIO_IRQ_LINE = 16;
const SYSCFG_IRQMUX_MASK = 0xf;
/** Cells of an entry of "gpio-ranges": pin controller, first line, first pin, how many. */
const RANGE_CELLS = 4;

interface stm32_pinctrl extends Recorded {
  dev: device | undefined;
  domain: irq_domain | undefined;
  /** Lines whose event some bank has. */
  irqmux_map: number;
  /** The first register that says which bank has a line's event, and bits for a line. */
  irqmux: number;
  irqmux_width: number;
  banks: RecordedList<stm32_gpio_bank>;
}
interface stm32_gpio_bank extends Recorded {
  base: number;
  pctl: stm32_pinctrl | undefined;
  gpio_chip: gpio_chip | undefined;
  fwnode: device_node | undefined;
  bank_ioport_nr: number;
  irq_type: RecordedMap<number>;
}
const stm32_pinctrl = struct<stm32_pinctrl>('stm32_pinctrl', {
  dev: ref(),
  domain: ref(),
  irqmux_map: hexnum(),
  irqmux: hexnum(),
  irqmux_width: num(),
  banks: list(ref()),
});
const stm32_gpio_bank = struct<stm32_gpio_bank>('stm32_gpio_bank', {
  base: hexnum(),
  pctl: ref(),
  gpio_chip: ref(),
  fwnode: ref(),
  bank_ioport_nr: num(),
  irq_type: map(num()),
});

const bankOfChip = (gc: gpio_chip): stm32_gpio_bank => stm32_gpio_bank.of(gc.data);
const bankOf = (d: irq_data): stm32_gpio_bank => stm32_gpio_bank.of(d.domain?.host_data);
const LEVELS: readonly number[] = [IRQ_TYPE_LEVEL_LOW, IRQ_TYPE_LEVEL_HIGH];

// --- lines

const stm32_gpio_get = at.fn(
  'stm32_gpio_get',
  'Reads the level of a line.',
  (k: Kernel, gc: gpio_chip, offset: number): number => (readl(k, bankOfChip(gc).base + STM32_GPIO_IDR) >>> offset) & 1,
);

const stm32_gpio_get_direction = at.fn(
  'stm32_gpio_get_direction',
  'Reads whether a line is an input, an output, or has another use.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const { base } = bankOfChip(gc);
    const alt = (readl(k, base + STM32_GPIO_AFRL + Math.floor(offset / 8) * 4) >>> ((offset % 8) * 4)) & 0xf;
    const mode = (readl(k, base + STM32_GPIO_MODER) >>> (offset * 2)) & 3;
    if (alt !== 0 || mode > 1) return -EINVAL;
    return mode === 0 ? GPIO_LINE_DIRECTION_IN : GPIO_LINE_DIRECTION_OUT;
  },
);

/** pinctrl_gpio_direction_input, by stm32_pmx_gpio_set_direction: the pin is a plain input. */
const stm32_pmx_gpio_set_direction = at.fn(
  'stm32_pmx_gpio_set_direction',
  'Makes the pin of a line an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const { base } = bankOfChip(gc);
    change_bits(k, (0xf << ((offset % 8) * 4)) >>> 0, false, base + STM32_GPIO_AFRL + Math.floor(offset / 8) * 4);
    change_bits(k, (3 << (offset * 2)) >>> 0, false, base + STM32_GPIO_MODER);
    return 0;
  },
);

const stm32_gpio_to_irq = at.fn(
  'stm32_gpio_to_irq',
  'The interrupt of a line, mapped on first use.',
  (k: Kernel, gc: gpio_chip, offset: number): number =>
    irq_create_fwspec_mapping(k, { fwnode: bankOfChip(gc).fwnode, param_count: 2, param: [offset, IRQ_TYPE_NONE] }),
);

// --- the interrupt chip

const stm32_gpio_irq_trigger = at.fn(
  'stm32_gpio_irq_trigger',
  'Makes the interrupt of a line happen again while its level is there: the event controller knows edges alone.',
  (k: Kernel, d: irq_data): void => {
    const bank = bankOf(d);
    const type = bank.irq_type.get(irqd_to_hwirq(d)) ?? IRQ_TYPE_NONE;
    if (!LEVELS.includes(type) || bank.gpio_chip === undefined) return;
    const level = stm32_gpio_get(k, bank.gpio_chip, irqd_to_hwirq(d));
    if (type === LEVELS[level]) irq_chip_retrigger_hierarchy(k, d);
  },
);

const stm32_gpio_irq_eoi = at.fn(
  'stm32_gpio_irq_eoi',
  'Ends the interrupt of a line.',
  (k: Kernel, d: irq_data): void => {
    irq_chip_eoi_parent(k, d);
    stm32_gpio_irq_trigger(k, d);
  },
);

const stm32_gpio_irq_unmask = at.fn('stm32_gpio_irq_unmask', 'Unmasks a line.', (k: Kernel, d: irq_data): void => {
  irq_chip_unmask_parent(k, d);
  stm32_gpio_irq_trigger(k, d);
});

/** What the event controller is set to for each type. */
const PARENT_TYPES: ReadonlyMap<number, number> = new Map([
  [IRQ_TYPE_EDGE_RISING, IRQ_TYPE_EDGE_RISING],
  [IRQ_TYPE_EDGE_FALLING, IRQ_TYPE_EDGE_FALLING],
  [IRQ_TYPE_EDGE_BOTH, IRQ_TYPE_EDGE_BOTH],
  [IRQ_TYPE_LEVEL_HIGH, IRQ_TYPE_EDGE_RISING],
  [IRQ_TYPE_LEVEL_LOW, IRQ_TYPE_EDGE_FALLING],
]);

const stm32_gpio_set_type = at.fn(
  'stm32_gpio_set_type',
  'Sets how a line interrupts; a level becomes the edge that begins it.',
  (k: Kernel, d: irq_data, type: number): number => {
    const parent_type = PARENT_TYPES.get(type);
    if (parent_type === undefined) return -EINVAL;
    bankOf(d).irq_type.set(irqd_to_hwirq(d), type);
    return irq_chip_set_type_parent(k, d, parent_type);
  },
);

const stm32_gpio_irq_request_resources = at.fn(
  'stm32_gpio_irq_request_resources',
  'Makes a line an input, and locks it for its interrupt.',
  (k: Kernel, d: irq_data): number => {
    const { gpio_chip: gc, pctl } = bankOf(d);
    if (gc === undefined) return -ENODEV;
    const input = stm32_pmx_gpio_set_direction(k, gc, irqd_to_hwirq(d));
    if (input !== 0) return input;
    const ret = gpiochip_lock_as_irq(k, gc, irqd_to_hwirq(d));
    if (ret !== 0 && pctl?.dev !== undefined) dev_err(k, pctl.dev, `unable to lock HW IRQ ${irqd_to_hwirq(d)} for IRQ`);
    return ret;
  },
);

const stm32_gpio_irq_release_resources = at.fn(
  'stm32_gpio_irq_release_resources',
  'A line is an ordinary one again.',
  (_k: Kernel, d: irq_data): void => {
    const { gpio_chip: gc } = bankOf(d);
    if (gc !== undefined) gpiochip_unlock_as_irq(gc, irqd_to_hwirq(d));
  },
);

const stm32_gpio_irq_chip: irq_chip = {
  name: 'stm32gpio',
  irq_eoi: stm32_gpio_irq_eoi,
  irq_ack: irq_chip_ack_parent,
  irq_mask: irq_chip_mask_parent,
  irq_unmask: stm32_gpio_irq_unmask,
  irq_set_type: stm32_gpio_set_type,
  irq_set_wake: irq_chip_set_wake_parent,
  irq_request_resources: stm32_gpio_irq_request_resources,
  irq_release_resources: stm32_gpio_irq_release_resources,
  irq_set_affinity: irq_chip_set_affinity_parent,
  flags: 0,
};

// --- the domain of a bank

const stm32_gpio_domain_translate = at.fn(
  'stm32_gpio_domain_translate',
  'Reads a specifier of two cells: the line and its trigger type.',
  (_k: Kernel, _d: irq_domain, { param, param_count }: irq_fwspec): Translated | number => {
    const [hwirq = 0, type = 0] = param;
    return param_count !== 2 || hwirq >= STM32_GPIO_IRQ_LINE ? -EINVAL : { hwirq, type };
  },
);

const stm32_gpio_domain_activate = at.fn(
  'stm32_gpio_domain_activate',
  "Gives a line's event to this bank.",
  (k: Kernel, d: irq_domain, data: irq_data, _reserve: boolean): number => {
    const { pctl, bank_ioport_nr } = stm32_gpio_bank.of(d.host_data);
    if (pctl === undefined) return -ENODEV;
    const line = irqd_to_hwirq(data);
    const address = pctl.irqmux + Math.floor(line / 4) * 4;
    const shift = (line % 4) * pctl.irqmux_width;
    const mask = (2 ** pctl.irqmux_width - 1) << shift;
    writel(k, (readl(k, address) & ~mask) | ((bank_ioport_nr << shift) & mask), address);
    return 0;
  },
);

const stm32_gpio_domain_alloc = at.fn(
  'stm32_gpio_domain_alloc',
  'Sets up a line, unless another bank has the event of that number.',
  (k: Kernel, d: irq_domain, virq: number, nr_irqs: number, data: unknown): number => {
    const bank = stm32_gpio_bank.of(d.host_data);
    const { pctl } = bank;
    const { param } = fwspecOf(data);
    const [hwirq = 0] = param;
    if (pctl === undefined) return -ENODEV;
    if ((pctl.irqmux_map & (1 << hwirq)) !== 0) {
      if (pctl.dev !== undefined) dev_err(k, pctl.dev, `irq line ${hwirq} already requested.`);
      return -EBUSY;
    }
    pctl.irqmux_map |= 1 << hwirq;
    irq_domain_set_hwirq_and_chip(k, d, virq, hwirq, stm32_gpio_irq_chip, bank);
    const parent = { fwnode: d.parent?.fwnode, param_count: 2, param: param.slice(0, 2) };
    return irq_domain_alloc_irqs_parent(k, d, virq, nr_irqs, parent);
  },
);

const stm32_gpio_domain_free = at.fn(
  'stm32_gpio_domain_free',
  "Takes a line's interrupt down; its event is free again.",
  (k: Kernel, d: irq_domain, virq: number, nr_irqs: number): void => {
    const { pctl } = stm32_gpio_bank.of(d.host_data);
    const hwirq = irq_domain_get_irq_data(k, d, virq)?.hwirq ?? 0;
    irq_domain_free_irqs_common(k, d, virq, nr_irqs);
    if (pctl !== undefined) pctl.irqmux_map &= ~(1 << hwirq);
  },
);

const stm32_gpio_domain_ops: irq_domain_ops = {
  name: 'stm32_gpio_domain_ops',
  translate: stm32_gpio_domain_translate,
  alloc: stm32_gpio_domain_alloc,
  free: stm32_gpio_domain_free,
  activate: stm32_gpio_domain_activate,
};

// --- the driver

/** How many lines a bank has: up to the last that "gpio-ranges" knows. And the number of the bank by its first pin. */
function linesOf(k: Kernel, np: device_node, nbanks: number): { readonly npins: number; readonly bank_nr: number } {
  const cells = of_property_cells(k, np, 'gpio-ranges');
  if (cells.length < RANGE_CELLS) return { npins: STM32_GPIO_PINS_PER_BANK, bank_nr: nbanks };
  let npins = 0;
  for (let i = 0; i + 3 < cells.length; i += RANGE_CELLS)
    npins = Math.max(npins, (cells[i + 1] ?? 0) + (cells[i + 3] ?? 0));
  return { npins, bank_nr: Math.floor((cells[2] ?? 0) / STM32_GPIO_PINS_PER_BANK) };
}

const stm32_gpiolib_register_bank = at.fn(
  'stm32_gpiolib_register_bank',
  'Registers a bank: a domain for its lines on that of the event controller, then the lines.',
  (k: Kernel, pctl: stm32_pinctrl, np: device_node): number => {
    const { dev, domain } = pctl;
    const res = of_address_to_resource(k, np, 0);
    if (typeof res === 'number' || dev === undefined) return -ENODEV;
    const { npins, bank_nr } = linesOf(k, np, pctl.banks.length);
    const bank_ioport_nr = of_property_read_u32(k, np, 'st,bank-ioport') ?? bank_nr;
    const bank = stm32_gpio_bank.create(k.rec, { base: res.start, pctl, bank_ioport_nr });
    const label = of_property_read_string(k, np, 'st,bank-name') ?? 'unknown';
    const gc = gpio_chip.create(k.rec, {
      label,
      parent: dev,
      ngpio: npins,
      data: bank,
      ops: {
        get_direction: stm32_gpio_get_direction,
        direction_input: stm32_pmx_gpio_set_direction,
        to_irq: stm32_gpio_to_irq,
      },
    });
    gpio_irq_chip_of(k, gc).fwnode = np;
    bank.gpio_chip = gc;
    pctl.banks.addTail(bank);
    if (domain !== undefined) {
      bank.fwnode = np;
      const own = irq_domain_create_hierarchy(k, domain, 0, STM32_GPIO_IRQ_LINE, np, stm32_gpio_domain_ops, bank);
      if (own === undefined) return -ENODEV;
    }
    const err = gpiochip_add_data_with_key(k, gc);
    if (err === 0) dev_info(k, dev, `${label} bank added`);
    else dev_err(k, dev, `Failed to add gpiochip(${bank_nr})!`);
    return err;
  },
);

/** Undefined where the tree names no parent at the controller itself; then there are no interrupts. */
const stm32_pctrl_get_irq_domain = at.fn(
  'stm32_pctrl_get_irq_domain',
  'Finds the domain of the event controller.',
  (k: Kernel, np: device_node): irq_domain | number | undefined => {
    if (!of_property_present(k, np, 'interrupt-parent')) return undefined;
    const parent = of_irq_find_parent(k, np);
    return parent === undefined ? -ENXIO : (irq_find_host(k, parent) ?? -EPROBE_DEFER);
  },
);

const stm32_pctrl_dt_setup_irq = at.fn(
  'stm32_pctrl_dt_setup_irq',
  'Finds the registers that say which bank has the event of a number.',
  (k: Kernel, np: device_node, pctl: stm32_pinctrl): number => {
    const syscfg = of_parse_phandle(k, np, 'st,syscfg', 0);
    if (syscfg === undefined) return -ENODEV;
    const res = of_address_to_resource(k, syscfg, 0);
    if (of_device_is_compatible(k, syscfg, 'syscon') === 0 || typeof res === 'number') return -EINVAL;
    const offset = of_property_read_u32_index(k, np, 'st,syscfg', 1);
    if (offset === undefined || offset < 0) return -EINVAL;
    const mask = of_property_cells(k, np, 'st,syscfg')[2] ?? SYSCFG_IRQMUX_MASK;
    pctl.irqmux = res.start + offset;
    pctl.irqmux_width = 32 - Math.clz32(mask);
    return 0;
  },
);

/** The nodes of banks; each must have a clock. */
function banksOf(k: Kernel, dev: device, np: device_node): readonly device_node[] | number {
  const banks = for_each_available_child_of_node(k, np).filter((each) =>
    of_property_present(k, each, 'gpio-controller'),
  );
  if (banks.length === 0) {
    dev_err(k, dev, 'at least one GPIO bank is required');
    return -EINVAL;
  }
  for (const each of banks) {
    const clk = of_parse_clkspec(k, each, undefined);
    if (clk < 0) return dev_err_probe(k, dev, clk, 'failed to get clk');
  }
  return banks;
}

export const stm32_pctl_probe = at.fn(
  'stm32_pctl_probe',
  'Starts a pin controller: finds the event controller, and registers its banks.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    if (np === undefined) return -ENODEV;
    const domain = stm32_pctrl_get_irq_domain(k, np);
    if (typeof domain === 'number') return domain;
    const pctl = stm32_pinctrl.create(k.rec, { dev, domain });
    platform_set_drvdata(pdev, pctl);
    if (domain === undefined) dev_warn(k, dev, 'pinctrl without interrupt support');
    if (of_hwspin_lock_get_id(k, np, 0) === -EPROBE_DEFER) return -EPROBE_DEFER;
    let ret = domain === undefined ? 0 : stm32_pctrl_dt_setup_irq(k, np, pctl);
    if (ret !== 0) return ret;
    const banks = banksOf(k, dev, np);
    if (typeof banks === 'number') return banks;
    for (const bank of banks) {
      ret = stm32_gpiolib_register_bank(k, pctl, bank);
      if (ret !== 0) return ret;
    }
    dev_info(k, dev, 'Pinctrl STM32 initialized');
    return 0;
  },
);
