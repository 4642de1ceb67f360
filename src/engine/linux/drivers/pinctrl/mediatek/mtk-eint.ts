/**
 * Models drivers/pinctrl/mediatek/mtk-eint.c: the external interrupts of MediaTek's pin controllers, all of them mapped at the
 * start and chained behind one interrupt. Left out: debouncing, suspend.
 */
import {
  bool,
  data,
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
import { readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENOMEM } from '../../../include/linux/errno.ts';
import type { gpio_chip } from '../../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_LEVEL_MASK,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  handle_level_irq,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_chip_data,
} from '../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import {
  irq_create_mapping,
  irq_domain_add_linear,
  irq_domain_simple_ops,
  irq_find_mapping,
} from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { gpiochip_lock_as_irq, gpiochip_unlock_as_irq } from '../../gpio/gpiolib/index.ts';

const at = source('drivers/pinctrl/mediatek/mtk-eint.c');

const STAT = 0x000;
const ACK = 0x040;
const MASK = 0x080;
const MASK_SET = 0x0c0;
const MASK_CLR = 0x100;
const SENS_SET = 0x180;
const SENS_CLR = 0x1c0;
const SOFT_SET = 0x240;
const SOFT_CLR = 0x280;
const POL_SET = 0x340;
const POL_CLR = 0x380;
const DOM_EN = 0x400;

/** Pins in a row with the numbers of their external interrupts: first pin, first interrupt, how many, the pins' function for it (0 if missing). */
export type EintRun = readonly [pin: number, eint: number, count: number, mode?: number];

/** The external interrupt of a pin, and the function that leads the pin there; undefined for a pin without one. */
export function eintOfPin(runs: readonly EintRun[], pin: number): { eint: number; mode: number } | undefined {
  const run = runs.find(([first, , count]) => pin >= first && pin < first + count);
  return run === undefined ? undefined : { eint: run[1] + pin - run[0], mode: run[3] ?? 0 };
}

/** The pin of an external interrupt: the one of the same number if it is that, else the first. */
export function pinOfEint(runs: readonly EintRun[], eint: number): number | undefined {
  if (eintOfPin(runs, eint)?.eint === eint) return eint;
  const run = runs.find(([, first, count]) => eint >= first && eint < first + count);
  return run === undefined ? undefined : run[0] + eint - run[1];
}

/** What the pin controller does for its external interrupts. Each returns an errno below 0. */
export interface mtk_eint_xt {
  /** The line of the chip that an external interrupt belongs to. */
  readonly get_gpio_n: (k: Kernel, eint_n: number) => { readonly chip: gpio_chip; readonly gpio_n: number } | number;
  readonly get_gpio_state: (k: Kernel, eint_n: number) => number;
  readonly set_gpio_as_eint: (k: Kernel, eint_n: number) => number;
}

export interface mtk_eint extends Recorded {
  dev: device | undefined;
  /** One register block each; the lines are all in the first. */
  base: RecordedList<number>;
  domain: irq_domain | undefined;
  irq: number;
  ap_num: number;
  gpio_xlate: mtk_eint_xt | undefined;
  dual_edge: RecordedMap<boolean>;
}
export const mtk_eint = struct<mtk_eint>('mtk_eint', {
  dev: ref(),
  base: list(hexnum()),
  domain: ref(),
  irq: num(),
  ap_num: num(),
  gpio_xlate: data(),
  dual_edge: map(bool()),
});

const eintOf = (d: irq_data): mtk_eint => mtk_eint.of(irq_data_get_irq_chip_data(d));
const registerOf = (eint: mtk_eint, eint_num: number, offset: number): number =>
  (eint.base.first() ?? 0) + offset + Math.floor(eint_num / 32) * 4;
const bitOf = (eint_num: number): number => 1 << (eint_num % 32);

function setBit(k: Kernel, d: irq_data, offset: number): void {
  const hwirq = irqd_to_hwirq(d);
  writel(k, bitOf(hwirq), registerOf(eintOf(d), hwirq, offset));
}

const mtk_eint_flip_edge = at.fn(
  'mtk_eint_flip_edge',
  'For both edges: looks for the edge that must come next, by the level of the pin.',
  (k: Kernel, eint: mtk_eint, hwirq: number): number => {
    const level = (): number => eint.gpio_xlate?.get_gpio_state(k, hwirq) ?? 0;
    let curr_level = level();
    let start_level: number;
    do {
      start_level = curr_level;
      writel(k, bitOf(hwirq), registerOf(eint, hwirq, start_level === 0 ? POL_SET : POL_CLR));
      curr_level = level();
    } while (start_level !== curr_level);
    return start_level;
  },
);

const mtk_eint_mask = at.fn('mtk_eint_mask', 'Masks an external interrupt.', (k: Kernel, d: irq_data): void =>
  setBit(k, d, MASK_SET),
);

const mtk_eint_unmask = at.fn('mtk_eint_unmask', 'Unmasks an external interrupt.', (k: Kernel, d: irq_data): void => {
  setBit(k, d, MASK_CLR);
  const eint = eintOf(d);
  if (eint.dual_edge.get(irqd_to_hwirq(d)) === true) mtk_eint_flip_edge(k, eint, irqd_to_hwirq(d));
});

const mtk_eint_ack = at.fn(
  'mtk_eint_ack',
  'Clears the status of an external interrupt.',
  (k: Kernel, d: irq_data): void => setBit(k, d, ACK),
);

const mtk_eint_set_type = at.fn(
  'mtk_eint_set_type',
  'Sets how a line interrupts. The flow handler is that of a level, also for edges.',
  (k: Kernel, d: irq_data, type: number): number => {
    const eint = eintOf(d);
    const hwirq = irqd_to_hwirq(d);
    const edges = type & IRQ_TYPE_EDGE_BOTH;
    const levels = type & IRQ_TYPE_LEVEL_MASK;
    if ((edges !== 0 && levels !== 0) || levels === IRQ_TYPE_LEVEL_MASK) {
      if (eint.dev !== undefined)
        dev_err(
          k,
          eint.dev,
          `Can't configure IRQ${d.irq} (EINT${hwirq}) for type 0x${type.toString(16).toUpperCase()}`,
        );
      return -EINVAL;
    }
    eint.dual_edge.set(hwirq, edges === IRQ_TYPE_EDGE_BOTH);
    const masked = (readl(k, registerOf(eint, hwirq, MASK)) & bitOf(hwirq)) !== 0;
    if (!masked) mtk_eint_mask(k, d);
    setBit(k, d, (type & (IRQ_TYPE_LEVEL_LOW | IRQ_TYPE_EDGE_FALLING)) === 0 ? POL_SET : POL_CLR);
    setBit(k, d, edges === 0 ? SENS_SET : SENS_CLR);
    mtk_eint_ack(k, d);
    if (!masked) mtk_eint_unmask(k, d);
    return 0;
  },
);

const mtk_eint_irq_set_wake = at.fn(
  'mtk_eint_irq_set_wake',
  'Notes that a line is to wake the system, which is not modelled.',
  (_k: Kernel, _d: irq_data, _on: number): number => 0,
);

const mtk_eint_irq_request_resources = at.fn(
  'mtk_eint_irq_request_resources',
  'An external interrupt is requested: its pin is locked for it, and switched to it.',
  (k: Kernel, d: irq_data): number => {
    const { dev, gpio_xlate } = eintOf(d);
    const hwirq = irqd_to_hwirq(d);
    const failed = (text: string, err: number): number => {
      if (dev !== undefined) dev_err(k, dev, text);
      return err;
    };
    const found = gpio_xlate?.get_gpio_n(k, hwirq) ?? -EINVAL;
    if (typeof found === 'number') return failed('Can not find pin', found);
    const locked = gpiochip_lock_as_irq(k, found.chip, found.gpio_n);
    if (locked < 0) return failed(`unable to lock HW IRQ ${hwirq} for IRQ`, locked);
    const set = gpio_xlate?.set_gpio_as_eint(k, hwirq) ?? 0;
    return set < 0 ? failed('Can not eint mode', set) : 0;
  },
);

const mtk_eint_irq_release_resources = at.fn(
  'mtk_eint_irq_release_resources',
  'An external interrupt is freed: its pin is an ordinary one again.',
  (k: Kernel, d: irq_data): void => {
    const found = eintOf(d).gpio_xlate?.get_gpio_n(k, irqd_to_hwirq(d));
    if (typeof found === 'object') gpiochip_unlock_as_irq(found.chip, found.gpio_n);
  },
);

function mtk_eint_irq_chip(): irq_chip {
  return {
    name: 'mt-eint',
    irq_disable: mtk_eint_mask,
    irq_mask: mtk_eint_mask,
    irq_unmask: mtk_eint_unmask,
    irq_ack: mtk_eint_ack,
    irq_set_type: mtk_eint_set_type,
    irq_set_wake: mtk_eint_irq_set_wake,
    irq_request_resources: mtk_eint_irq_request_resources,
    irq_release_resources: mtk_eint_irq_release_resources,
    flags: 0,
  };
}

const mtk_eint_irq_handler = at.fn(
  'mtk_eint_irq_handler',
  'Handles the interrupt of the controller: looks which of its lines caused it, and handles each.',
  (k: Kernel, desc: irq_desc): void => {
    const { chip } = desc.irq_data;
    const eint = mtk_eint.of(desc.irq_common_data.handler_data);
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (let first = 0; first < eint.ap_num; first += 32) {
      const status = readl(k, registerOf(eint, first, STAT));
      for (let line = 0; line < 32; line++) if ((status & (1 << line)) !== 0) handleLine(k, eint, first + line);
    }
    chained_irq_exit(k, chip, desc);
  },
);

/** One line; an edge that came while the other was handled is raised by software. */
function handleLine(k: Kernel, eint: mtk_eint, eint_num: number): void {
  const isDual = eint.dual_edge.get(eint_num) === true;
  const start_level = isDual ? (eint.gpio_xlate?.get_gpio_state(k, eint_num) ?? 0) : 0;
  if (isDual) writel(k, bitOf(eint_num), registerOf(eint, eint_num, SOFT_CLR));
  if (eint.domain !== undefined) generic_handle_domain_irq(k, eint.domain, eint_num);
  if (isDual && mtk_eint_flip_edge(k, eint, eint_num) !== start_level)
    writel(k, bitOf(eint_num), registerOf(eint, eint_num, SOFT_SET));
}

export const mtk_eint_find_irq = at.fn(
  'mtk_eint_find_irq',
  'The interrupt of a line, which was mapped at the start.',
  (k: Kernel, eint: mtk_eint, eint_n: number): number => {
    const irq = irq_find_mapping(k, eint.domain, eint_n);
    return irq === 0 ? -EINVAL : irq;
  },
);

export const mtk_eint_do_init = at.fn(
  'mtk_eint_do_init',
  'Starts the external interrupts: a domain of which each line is mapped, and the handler of all of them.',
  (k: Kernel, eint: mtk_eint): number => {
    eint.domain = irq_domain_add_linear(k, eint.dev?.of_node, eint.ap_num, irq_domain_simple_ops, undefined);
    if (eint.domain === undefined) return -ENOMEM;
    for (let first = 0; first < eint.ap_num; first += 32) {
      writel(k, 0xffffffff, registerOf(eint, first, DOM_EN));
      writel(k, 0xffffffff, registerOf(eint, first, MASK_SET));
    }
    const chip = mtk_eint_irq_chip();
    for (let i = 0; i < eint.ap_num; i++) {
      const virq = irq_create_mapping(k, eint.domain, i);
      irq_set_chip_and_handler(k, virq, chip, handle_level_irq);
      irq_set_chip_data(k, virq, eint);
    }
    irq_set_chained_handler_and_data(k, eint.irq, mtk_eint_irq_handler, eint);
    return 0;
  },
);
