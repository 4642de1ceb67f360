/**
 * Models drivers/pinctrl/samsung/pinctrl-exynos.c: how pins of Exynos SoCs interrupt. Banks share one interrupt, with a register that
 * names bank and pin; banks that wake the system have an interrupt a pin, or share one. Left out: filters, retention, suspend.
 */
import { bitsOf } from '../../../../../base/bits.ts';
import type { Cpumask } from '../../../../../base/cpumask.ts';
import { list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../../include/asm/io.ts';
import { EINVAL, ENODEV, ENXIO } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE } from '../../../include/linux/interrupt.ts';
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
  irqd_get_trigger_type,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain, irq_domain_ops } from '../../../include/linux/irqdomain.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  handle_edge_irq,
  handle_level_irq,
  irq_get_irq_data,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_chip_data,
} from '../../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../../kernel/irq/devres.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_domain_create_linear, irq_domain_xlate_twocell } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info, pr_err, pr_info } from '../../../kernel/printk/printk.ts';
import { gpiochip_lock_as_irq, gpiochip_unlock_as_irq } from '../../gpio/gpiolib/index.ts';
import { for_each_child_of_node, of_match_node } from '../../of/base/index.ts';
import { irq_of_parse_and_map } from '../../of/irq/index.ts';
import { of_property_present } from '../../of/property.ts';
import { samsung_pin_bank, samsung_pinctrl_drv_data, setFunction } from './pinctrl-samsung.ts';

const at = source('drivers/pinctrl/samsung/pinctrl-exynos.c');

const PIN_CON_FUNC_EINT = 0xf;
const SVC = 0xb08;
const SVC_AUTO = 0xf008;

/** Registers for type, mask and pending of the first bank. */
interface EintRegisters {
  readonly con: number;
  readonly mask: number;
  readonly pend: number;
}
const GPIO: EintRegisters = { con: 0x700, mask: 0x900, pend: 0xa00 };
const WKUP4210: EintRegisters = { con: 0xe00, mask: 0xf00, pend: 0xf40 };
const WKUP_OWN: EintRegisters = { con: 0, mask: 0, pend: 0 };

/** The controllers of interrupts that wake the system, by their nodes; the last two are in later kernels. */
const exynos_wkup_irq_ids = [
  { compatible: 'samsung,s5pv210-wakeup-eint', data: WKUP4210 },
  { compatible: 'samsung,exynos4210-wakeup-eint', data: WKUP4210 },
  { compatible: 'samsung,exynos7-wakeup-eint', data: GPIO },
  { compatible: 'samsung,exynos850-wakeup-eint', data: GPIO },
  { compatible: 'samsung,exynosautov9-wakeup-eint', data: GPIO },
  { compatible: 'samsung,exynosautov920-wakeup-eint', data: WKUP_OWN, since: '6.12' },
  { compatible: 'google,gs101-wakeup-eint', data: GPIO, since: '7.3' },
] as const;

/** A line that wakes the system by an interrupt of its own. */
interface exynos_weint_data extends Recorded {
  irq: number;
  bank: samsung_pin_bank | undefined;
}
const exynos_weint_data = struct<exynos_weint_data>('exynos_weint_data', { irq: num(), bank: ref() });

/** Banks that wake the system by one interrupt. */
interface exynos_muxed_weint_data extends Recorded {
  banks: RecordedList<samsung_pin_bank>;
}
const exynos_muxed_weint_data = struct<exynos_muxed_weint_data>('exynos_muxed_weint_data', {
  banks: list(ref<samsung_pin_bank>()),
});

const bankOf = (d: irq_data): samsung_pin_bank => samsung_pin_bank.of(irq_data_get_irq_chip_data(d));

/** Address of a bank's register for type, mask or pending. */
function regOf(bank: samsung_pin_bank, kind: keyof EintRegisters): number {
  const { own, pctl, eintOffset } = bank.data;
  if (own !== undefined) return bank.eint_base + pctl + own[kind];
  const first = exynos_wkup_irq_ids[bank.wkup]?.data ?? GPIO;
  return bank.eint_base + first[kind] + eintOffset;
}

// --- the chip

function setMasked(k: Kernel, d: irq_data, masked: boolean): void {
  change_bits(k, 1 << irqd_to_hwirq(d), masked, regOf(bankOf(d), 'mask'));
}

const exynos_irq_mask = at.fn('exynos_irq_mask', "Masks a pin's interrupt.", (k: Kernel, d: irq_data): void =>
  setMasked(k, d, true),
);

const exynos_irq_ack = at.fn('exynos_irq_ack', "Clears a pin's pending bit.", (k: Kernel, d: irq_data): void =>
  writel(k, 1 << irqd_to_hwirq(d), regOf(bankOf(d), 'pend')),
);

const exynos_irq_unmask = at.fn(
  'exynos_irq_unmask',
  "Unmasks a pin's interrupt; a level that was there meanwhile is forgotten first.",
  (k: Kernel, d: irq_data): void => {
    if ((irqd_get_trigger_type(d) & IRQ_TYPE_LEVEL_MASK) !== 0) exynos_irq_ack(k, d);
    setMasked(k, d, false);
  },
);

const TYPES = new Map([
  [IRQ_TYPE_LEVEL_LOW, 0],
  [IRQ_TYPE_LEVEL_HIGH, 1],
  [IRQ_TYPE_EDGE_FALLING, 2],
  [IRQ_TYPE_EDGE_RISING, 3],
  [IRQ_TYPE_EDGE_BOTH, 4],
]);

const exynos_irq_set_type = at.fn(
  'exynos_irq_set_type',
  'Sets how a pin interrupts.',
  (k: Kernel, d: irq_data, type: number): number => {
    const trigger = TYPES.get(type);
    if (trigger === undefined) {
      pr_err(k, 'unsupported external interrupt type');
      return -EINVAL;
    }
    irq_set_handler_locked(k, d, (type & IRQ_TYPE_EDGE_BOTH) === 0 ? handle_level_irq : handle_edge_irq);
    const shift = 4 * irqd_to_hwirq(d);
    const reg = regOf(bankOf(d), 'con');
    writel(k, (readl(k, reg) & ~(0xf << shift)) | (trigger << shift), reg);
    return 0;
  },
);

const exynos_irq_set_affinity = at.fn(
  'exynos_irq_set_affinity',
  'Steers the interrupt of all pins to other CPUs.',
  (k: Kernel, d: irq_data, dest: Cpumask, force: boolean): number => {
    const parent = irq_get_irq_data(k, bankOf(d).drvdata?.irq ?? 0);
    return parent?.chip?.irq_set_affinity?.(k, parent, dest, force) ?? -EINVAL;
  },
);

const exynos_irq_request_resources = at.fn(
  'exynos_irq_request_resources',
  "A pin's interrupt is requested: the pin is locked, and gets that function.",
  (k: Kernel, d: irq_data): number => {
    const bank = bankOf(d);
    const pin = irqd_to_hwirq(d);
    const gc = bank.gpio_chip;
    const ret = gc === undefined ? -EINVAL : gpiochip_lock_as_irq(k, gc, pin);
    if (ret !== 0) {
      if (gc?.parent !== undefined) dev_err(k, gc.parent, `unable to lock pin ${bank.name}-${pin} IRQ`);
      return ret;
    }
    setFunction(k, bank, pin, PIN_CON_FUNC_EINT);
    return 0;
  },
);

const exynos_irq_release_resources = at.fn(
  'exynos_irq_release_resources',
  "A pin's interrupt is freed: the pin is an ordinary input.",
  (k: Kernel, d: irq_data): void => {
    const bank = bankOf(d);
    setFunction(k, bank, irqd_to_hwirq(d), 0);
    if (bank.gpio_chip !== undefined) gpiochip_unlock_as_irq(bank.gpio_chip, irqd_to_hwirq(d));
  },
);

const exynos_wkup_irq_set_wake = at.fn(
  'exynos_wkup_irq_set_wake',
  'Notes which pins are to wake the system.',
  (k: Kernel, d: irq_data, on: number): number => {
    const what = `${bankOf(d).name}-${irqd_to_hwirq(d)}`;
    pr_info(k, `wake ${on === 0 ? 'disabled' : 'enabled'} for irq ${d.irq} (${what})`);
    return 0;
  },
);

/** 7.3 has an operation of its own for Google's SoC, which notes three words of pins. */
const gs101_wkup_irq_set_wake = at.fn(
  'gs101_wkup_irq_set_wake',
  'Notes which pins are to wake the system.',
  (k: Kernel, d: irq_data, on: number): number => {
    const dev = bankOf(d).drvdata?.dev;
    if (dev !== undefined) dev_info(k, dev, `wake ${on === 0 ? 'disabled' : 'enabled'} for irq ${d.irq}`);
    return 0;
  },
);

const wakeOf = ({ wkup }: samsung_pin_bank): NonNullable<irq_chip['irq_set_wake']> =>
  exynos_wkup_irq_ids[wkup]?.compatible === 'google,gs101-wakeup-eint'
    ? gs101_wkup_irq_set_wake
    : exynos_wkup_irq_set_wake;

/** Each bank has a chip of its own, named after it. */
function chipOf(k: Kernel, bank: samsung_pin_bank): irq_chip {
  const { name, wkup } = bank;
  const isWkup = wkup >= 0;
  return {
    name,
    irq_unmask: exynos_irq_unmask,
    irq_mask: exynos_irq_mask,
    irq_ack: exynos_irq_ack,
    irq_set_type: exynos_irq_set_type,
    // From 6.2 on.
    irq_set_affinity: !isWkup && k.since('6.12') ? exynos_irq_set_affinity : undefined,
    irq_set_wake: isWkup ? wakeOf(bank) : undefined,
    irq_request_resources: exynos_irq_request_resources,
    irq_release_resources: exynos_irq_release_resources,
    flags: 0,
  };
}

// --- domains and handlers

const exynos_eint_irq_map = at.fn(
  'exynos_eint_irq_map',
  "Sets up a pin's interrupt.",
  (k: Kernel, h: irq_domain, virq: number, _hw: number): number => {
    const bank = samsung_pin_bank.of(h.host_data);
    irq_set_chip_data(k, virq, bank);
    irq_set_chip_and_handler(k, virq, chipOf(k, bank), handle_level_irq);
    return 0;
  },
);

function exynos_eint_irqd_ops(): irq_domain_ops {
  return { name: 'exynos_eint_irqd_ops', map: exynos_eint_irq_map, xlate: irq_domain_xlate_twocell };
}

const exynos_eint_gpio_irq = at.fn(
  'exynos_eint_gpio_irq',
  'Handles the interrupt of all banks: a register names bank and pin.',
  (k: Kernel, _irq: number, arg: Recorded | undefined): number => {
    const banks = samsung_pinctrl_drv_data.of(arg).pin_banks.toArray();
    const [first] = banks;
    if (first === undefined) return IRQ_HANDLED;
    const svc = readl(k, first.eint_base + (first.data.own === undefined ? SVC : SVC_AUTO));
    const group = (svc >>> 3) & 0x1f;
    if (group === 0) return IRQ_HANDLED;
    const domain = banks[group - 1]?.irq_domain;
    return domain !== undefined && generic_handle_domain_irq(k, domain, svc & 7) === 0 ? IRQ_HANDLED : IRQ_NONE;
  },
);

/** Makes a bank's domain: 0, or -ENXIO. */
function addDomain(k: Kernel, bank: samsung_pin_bank): number {
  bank.irq_domain = irq_domain_create_linear(k, bank.fwnode, bank.data.pins, exynos_eint_irqd_ops(), bank);
  return bank.irq_domain === undefined ? -ENXIO : 0;
}

export const exynos_eint_gpio_init = at.fn(
  'exynos_eint_gpio_init',
  "Sets up the banks that share the controller's interrupt: a domain each.",
  (k: Kernel, d: samsung_pinctrl_drv_data): number => {
    const { dev } = d;
    if (dev === undefined) return -EINVAL;
    if (d.irq === 0) {
      dev_err(k, dev, 'irq number not available');
      return -EINVAL;
    }
    if (devm_request_irq(k, dev, d.irq, exynos_eint_gpio_irq, 0, dev.name, d) !== 0) {
      dev_err(k, dev, 'irq request failed');
      return -ENXIO;
    }
    for (const bank of d.pin_banks) if (bank.data.eint === 'gpio') addDomain(k, bank);
    return 0;
  },
);

const exynos_irq_eint0_15 = at.fn(
  'exynos_irq_eint0_15',
  'Handles the interrupt of one pin that wakes the system.',
  (k: Kernel, desc: irq_desc): void => {
    const eintd = exynos_weint_data.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    if (eintd.bank?.irq_domain !== undefined) generic_handle_domain_irq(k, eintd.bank.irq_domain, eintd.irq);
    chained_irq_exit(k, chip, desc);
  },
);

const exynos_irq_demux_eint16_31 = at.fn(
  'exynos_irq_demux_eint16_31',
  'Handles the interrupt of the banks that share one: each pin that is pending and not masked, the highest first.',
  (k: Kernel, desc: irq_desc): void => {
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (const bank of exynos_muxed_weint_data.of(desc.irq_common_data.handler_data).banks) {
      const pend = readl(k, regOf(bank, 'pend')) & ~readl(k, regOf(bank, 'mask'));
      for (const pin of bitsOf(pend).toReversed())
        if (bank.irq_domain !== undefined) generic_handle_domain_irq(k, bank.irq_domain, pin);
    }
    chained_irq_exit(k, chip, desc);
  },
);

/** An interrupt for each pin of a bank, as the bank's node lists them. */
function addOwnInterrupts(k: Kernel, bank: samsung_pin_bank, np: device_node): void {
  for (let pin = 0; pin < bank.data.pins; pin++) {
    const irq = irq_of_parse_and_map(k, np, pin);
    if (irq === 0) {
      const dev = bank.drvdata?.dev;
      if (dev !== undefined) dev_err(k, dev, `irq number for eint-${bank.name}-${pin} not found`);
      continue;
    }
    const weint = exynos_weint_data.create(k.rec, { irq: pin, bank });
    irq_set_chained_handler_and_data(k, irq, exynos_irq_eint0_15, weint);
  }
}

export const exynos_eint_wkup_init = at.fn(
  'exynos_eint_wkup_init',
  'Sets up the banks that wake the system: by interrupts of their own, or by the one of the node for that.',
  (k: Kernel, d: samsung_pinctrl_drv_data): number => {
    const { dev } = d;
    const ids = exynos_wkup_irq_ids.filter((id) => !('since' in id) || k.since(id.since));
    const wkup_np = for_each_child_of_node(k, dev?.of_node).find((np) => of_match_node(k, ids, np) !== undefined);
    if (wkup_np === undefined || dev === undefined) return -ENODEV;
    const found = of_match_node(k, ids, wkup_np);
    const muxed: samsung_pin_bank[] = [];
    for (const bank of d.pin_banks) {
      if (bank.data.eint !== 'wkup') continue;
      bank.wkup = exynos_wkup_irq_ids.findIndex((id) => id === found);
      if (addDomain(k, bank) !== 0) {
        dev_err(k, dev, 'wkup irq domain add failed');
        return -ENXIO;
      }
      if (bank.fwnode !== undefined && of_property_present(k, bank.fwnode, 'interrupts'))
        addOwnInterrupts(k, bank, bank.fwnode);
      else muxed.push(bank);
    }
    if (muxed.length === 0) return 0;
    const irq = irq_of_parse_and_map(k, wkup_np, 0);
    if (irq === 0) {
      dev_err(k, dev, 'irq number for muxed EINTs not found');
      return 0;
    }
    const shared = exynos_muxed_weint_data.create(k.rec);
    for (const bank of muxed) shared.banks.addTail(bank);
    irq_set_chained_handler_and_data(k, irq, exynos_irq_demux_eint16_31, shared);
    return 0;
  },
);
