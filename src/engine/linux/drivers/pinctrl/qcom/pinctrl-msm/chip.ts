/** drivers/pinctrl/qcom/pinctrl-msm.c: the operations of a pin's interrupt. */
import type { Cpumask } from '../../../../../../base/cpumask.ts';
import { source } from '../../../../../recorder/index.ts';
import { EINVAL } from '../../../../include/linux/errno.ts';
import type { gpio_chip } from '../../../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  type irqchip_irq_state,
  IRQ_DISABLE_UNLAZY,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_MASK,
  IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND,
  IRQCHIP_IMMUTABLE,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SET_TYPE_MASKED,
  irqd_get_trigger_type,
  irqd_to_hwirq,
} from '../../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../../include/linux/irqdesc.ts';
import { gpio_chip as gpio_chip_type } from '../../../../include/linux/gpio/driver.ts';
import type { Kernel } from '../../../../kernel.ts';
import {
  handle_edge_irq,
  handle_fasteoi_ack_irq,
  handle_fasteoi_irq,
  handle_level_irq,
  irq_chip_ack_parent,
  irq_chip_disable_parent,
  irq_chip_enable_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_set_wake_parent,
  irq_chip_unmask_parent,
  irq_set_status_flags,
} from '../../../../kernel/irq/chip/index.ts';
import { handle_bad_irq } from '../../../../kernel/irq/handle.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../../../kernel/irq/irqdesc/index.ts';
import { irq_set_irq_wake } from '../../../../kernel/irq/manage/index.ts';
import { dev_err } from '../../../../kernel/printk/printk.ts';
import {
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_lock_as_irq,
  gpiochip_unlock_as_irq,
} from '../../../gpio/gpiolib/index.ts';
import {
  gcOf,
  IN,
  INTR_DETECTION_SHIFT,
  INTR_ENABLE,
  INTR_POLARITY,
  INTR_STATUS,
  isSkipped,
  msm_pinctrl,
  msm_readl,
  msm_writel,
  OE,
  pctrlOf,
  rawStatusBit,
  socOf,
} from './state.ts';

const at = source('drivers/pinctrl/qcom/pinctrl-msm.c');

// --- directions

export const msm_gpio_get_direction = at.fn(
  'msm_gpio_get_direction',
  'Reads whether a pin is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number =>
    (msm_readl(k, msm_pinctrl.of(gpiochip_get_data(gc)), offset, 'ctl') & OE) === 0 ? 1 : 0,
);

export const msm_gpio_direction_input = at.fn(
  'msm_gpio_direction_input',
  'Makes a pin an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const pctrl = msm_pinctrl.of(gpiochip_get_data(gc));
    msm_writel(k, msm_readl(k, pctrl, offset, 'ctl') & ~OE, pctrl, offset, 'ctl');
    return 0;
  },
);

// --- both edges, where the hardware has one at a time

const LOOP_LIMIT = 100;

const msm_gpio_update_dual_edge_pos = at.fn(
  'msm_gpio_update_dual_edge_pos',
  'For both edges: turns the edge over, until the level stays as it was meanwhile.',
  (k: Kernel, pctrl: msm_pinctrl, pin: number): void => {
    for (let tries = 0; tries <= LOOP_LIMIT; tries++) {
      const before = msm_readl(k, pctrl, pin, 'io') & IN;
      msm_writel(k, msm_readl(k, pctrl, pin, 'intr_cfg') ^ INTR_POLARITY, pctrl, pin, 'intr_cfg');
      const after = msm_readl(k, pctrl, pin, 'io') & IN;
      if (msm_readl(k, pctrl, pin, 'intr_status') !== 0 || before === after) return;
    }
  },
);

const msm_gpio_update_dual_edge_parent = at.fn(
  'msm_gpio_update_dual_edge_parent',
  'For both edges at the wake-up controller: has it wait for the edge that must come next.',
  (k: Kernel, d: irq_data): void => {
    const pctrl = pctrlOf(d);
    const level = (): number => msm_readl(k, pctrl, irqd_to_hwirq(d), 'io') & IN;
    let high = level() !== 0;
    for (let tries = 0; tries <= LOOP_LIMIT; tries++) {
      irq_chip_set_type_parent(k, d, high ? IRQ_TYPE_EDGE_FALLING : IRQ_TYPE_EDGE_RISING);
      if ((level() !== 0) === high) return;
      high = !high;
    }
  },
);

// --- operations

const msm_gpio_irq_mask = at.fn('msm_gpio_irq_mask', "Masks a pin's interrupt.", (k: Kernel, d: irq_data): void => {
  if (d.parent_data !== undefined) irq_chip_mask_parent(k, d);
  const pctrl = pctrlOf(d);
  if (isSkipped(pctrl, d)) return;
  const pin = irqd_to_hwirq(d);
  let val = msm_readl(k, pctrl, pin, 'intr_cfg');
  // A level would be latched again and again while it is masked; an edge must not get lost.
  if ((irqd_get_trigger_type(d) & IRQ_TYPE_LEVEL_MASK) !== 0) val &= ~rawStatusBit(socOf(pctrl));
  msm_writel(k, val & ~INTR_ENABLE, pctrl, pin, 'intr_cfg');
  pctrl.enabled_irqs.delete(pin);
});

const msm_gpio_irq_unmask = at.fn(
  'msm_gpio_irq_unmask',
  "Unmasks a pin's interrupt.",
  (k: Kernel, d: irq_data): void => {
    if (d.parent_data !== undefined) irq_chip_unmask_parent(k, d);
    const pctrl = pctrlOf(d);
    if (isSkipped(pctrl, d)) return;
    const pin = irqd_to_hwirq(d);
    const val = msm_readl(k, pctrl, pin, 'intr_cfg');
    msm_writel(k, val | rawStatusBit(socOf(pctrl)) | INTR_ENABLE, pctrl, pin, 'intr_cfg');
    pctrl.enabled_irqs.set(pin, 1);
  },
);

const msm_gpio_irq_enable = at.fn(
  'msm_gpio_irq_enable',
  "Enables a pin's interrupt, here or at the wake-up controller.",
  (k: Kernel, d: irq_data): void => {
    gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    if (d.parent_data !== undefined) irq_chip_enable_parent(k, d);
    if (!isSkipped(pctrlOf(d), d)) msm_gpio_irq_unmask(k, d);
  },
);

const msm_gpio_irq_disable = at.fn(
  'msm_gpio_irq_disable',
  "Disables a pin's interrupt, here or at the wake-up controller.",
  (k: Kernel, d: irq_data): void => {
    if (d.parent_data !== undefined) irq_chip_disable_parent(k, d);
    if (!isSkipped(pctrlOf(d), d)) msm_gpio_irq_mask(k, d);
    gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
  },
);

function msm_ack_intr_status(k: Kernel, pctrl: msm_pinctrl, pin: number): void {
  msm_writel(k, socOf(pctrl).old === true ? INTR_STATUS : 0, pctrl, pin, 'intr_status');
}

const msm_gpio_irq_ack = at.fn('msm_gpio_irq_ack', "Clears a pin's status.", (k: Kernel, d: irq_data): void => {
  const pctrl = pctrlOf(d);
  const pin = irqd_to_hwirq(d);
  const dual = pctrl.dual_edge_irqs.has(pin);
  if (isSkipped(pctrl, d)) {
    if (dual) msm_gpio_update_dual_edge_parent(k, d);
    // 7.3 lets the wake-up controller clear what it has latched.
    if (k.since('7.3') && d.parent_data?.chip?.irq_ack !== undefined) irq_chip_ack_parent(k, d);
    return;
  }
  msm_ack_intr_status(k, pctrl, pin);
  if (dual) msm_gpio_update_dual_edge_pos(k, pctrl, pin);
});

const msm_gpio_irq_eoi = at.fn(
  'msm_gpio_irq_eoi',
  'Tells the wake-up controller that the interrupt was handled.',
  (k: Kernel, { parent_data }: irq_data): void => {
    if (parent_data !== undefined) parent_data.chip?.irq_eoi?.(k, parent_data);
  },
);

/** The detection and polarity bits of a type. */
function typeBits(old: boolean, type: number): number {
  const rising = (type & IRQ_TYPE_EDGE_RISING) !== 0;
  const falling = (type & IRQ_TYPE_EDGE_FALLING) !== 0;
  if (!rising && !falling) return (type & IRQ_TYPE_LEVEL_HIGH) === 0 ? 0 : INTR_POLARITY;
  if (old) return (1 << INTR_DETECTION_SHIFT) | (rising ? INTR_POLARITY : 0);
  return (((rising ? 1 : 0) | (falling ? 2 : 0)) << INTR_DETECTION_SHIFT) | INTR_POLARITY;
}

/** Sends a pin's interrupt to the CPUs rather than to another processor of the SoC. */
function routeToCpus(k: Kernel, pctrl: msm_pinctrl, pin: number): void {
  const soc = socOf(pctrl);
  const shift = soc.old === true ? 0 : (soc.target ?? 5);
  const width = k.since('6.12') ? (soc.targetWidth ?? 3) : 3;
  const val = msm_readl(k, pctrl, pin, 'intr_target') & ~((2 ** width - 1) << shift);
  msm_writel(k, val | ((soc.kpss ?? (soc.old === true ? 4 : 3)) << shift), pctrl, pin, 'intr_target');
}

/** How a pin that is looked after here interrupts. */
function configure(k: Kernel, pctrl: msm_pinctrl, pin: number, type: number): void {
  const soc = socOf(pctrl);
  const old = soc.old === true;
  const dual = old && type === IRQ_TYPE_EDGE_BOTH;
  if (dual) pctrl.dual_edge_irqs.set(pin, 1);
  else pctrl.dual_edge_irqs.delete(pin);
  routeToCpus(k, pctrl, pin);
  const before = msm_readl(k, pctrl, pin, 'intr_cfg');
  const cleared = ((before | rawStatusBit(soc)) & ~(((old ? 1 : 3) << INTR_DETECTION_SHIFT) | INTR_POLARITY)) >>> 0;
  const val = (cleared | typeBits(old, type)) >>> 0;
  msm_writel(k, val, pctrl, pin, 'intr_cfg');
  if (val !== before) msm_ack_intr_status(k, pctrl, pin);
  if (dual) msm_gpio_update_dual_edge_pos(k, pctrl, pin);
}

const msm_gpio_irq_set_type = at.fn(
  'msm_gpio_irq_set_type',
  'Sets how a pin interrupts: at the wake-up controller, and here unless that looks after the pin.',
  (k: Kernel, d: irq_data, type: number): number => {
    const pctrl = pctrlOf(d);
    const pin = irqd_to_hwirq(d);
    const skipped = isSkipped(pctrl, d);
    const errata = socOf(pctrl).dualEdgeErrata === true && d.parent_data !== undefined && skipped;
    if (type === IRQ_TYPE_EDGE_BOTH && errata) {
      pctrl.dual_edge_irqs.set(pin, 1);
      irq_set_handler_locked(k, d, handle_fasteoi_ack_irq);
      msm_gpio_update_dual_edge_parent(k, d);
      return 0;
    }
    if (d.parent_data !== undefined) irq_chip_set_type_parent(k, d, type);
    if (skipped) {
      pctrl.dual_edge_irqs.delete(pin);
      // 7.3 acknowledges edges.
      const acks = k.since('7.3') && (type & IRQ_TYPE_LEVEL_MASK) === 0;
      irq_set_handler_locked(k, d, acks ? handle_fasteoi_ack_irq : handle_fasteoi_irq);
      return 0;
    }
    configure(k, pctrl, pin, type);
    if ((type & IRQ_TYPE_LEVEL_MASK) !== 0) irq_set_handler_locked(k, d, handle_level_irq);
    else if ((type & IRQ_TYPE_EDGE_BOTH) !== 0) irq_set_handler_locked(k, d, handle_edge_irq);
    return 0;
  },
);

const msm_gpio_irq_set_wake = at.fn(
  'msm_gpio_irq_set_wake',
  'Lets a pin wake the system: its line at the wake-up controller must, or the interrupt of all pins.',
  (k: Kernel, d: irq_data, on: number): number => {
    const pctrl = pctrlOf(d);
    if (d.parent_data !== undefined && isSkipped(pctrl, d)) return irq_chip_set_wake_parent(k, d, on);
    return irq_set_irq_wake(k, pctrl.irq, on);
  },
);

const WAKEUP_PRESENT = 1 << 6;
const WAKEUP_ENABLE = 1 << 7;

/** Where a pin has a bit for the wake-up controller, lets its interrupt through to there, or no more. From 6.12 on. */
function passToWakeup(k: Kernel, pctrl: msm_pinctrl, pin: number, on: boolean): void {
  if (socOf(pctrl).wakeup !== true) return;
  const cfg = msm_readl(k, pctrl, pin, 'intr_cfg');
  if ((cfg & WAKEUP_PRESENT) === 0) return;
  msm_writel(k, on ? cfg | WAKEUP_ENABLE : cfg & ~WAKEUP_ENABLE, pctrl, pin, 'intr_cfg');
}

const msm_gpio_irq_reqres = at.fn(
  'msm_gpio_irq_reqres',
  "A pin's interrupt is requested: the pin becomes an input and is locked, and a disable is never put off.",
  (k: Kernel, d: irq_data): number => {
    const gc = gcOf(d);
    const pin = irqd_to_hwirq(d);
    msm_gpio_direction_input(k, gc, pin);
    if (gpiochip_lock_as_irq(k, gc, pin) !== 0) {
      if (gc.parent !== undefined) dev_err(k, gc.parent, `unable to lock HW IRQ ${pin} for IRQ`);
      return -EINVAL;
    }
    irq_set_status_flags(k, d.irq, IRQ_DISABLE_UNLAZY);
    passToWakeup(k, pctrlOf(d), pin, true);
    return 0;
  },
);

const msm_gpio_irq_relres = at.fn(
  'msm_gpio_irq_relres',
  "A pin's interrupt is freed: the pin is an ordinary one again.",
  (k: Kernel, d: irq_data): void => {
    passToWakeup(k, pctrlOf(d), irqd_to_hwirq(d), false);
    gpiochip_unlock_as_irq(gcOf(d), irqd_to_hwirq(d));
  },
);

const msm_gpio_irq_set_affinity = at.fn(
  'msm_gpio_irq_set_affinity',
  'Steers an interrupt to other CPUs, which only one that comes in by the wake-up controller can.',
  (k: Kernel, d: irq_data, dest: Cpumask, force: boolean): number =>
    d.parent_data !== undefined && isSkipped(pctrlOf(d), d) ? irq_chip_set_affinity_parent(k, d, dest, force) : -EINVAL,
);

const msm_gpio_irq_set_vcpu_affinity = at.fn(
  'msm_gpio_irq_set_vcpu_affinity',
  'Hands an interrupt to a virtual CPU, which no parent of these does.',
  (_k: Kernel, _d: irq_data, _info: object | undefined): number => -EINVAL,
);

/** 7.3 tells whether a pin's interrupt is pending; of one that comes in by the wake-up controller it does not know. */
const msm_gpio_irq_get_irqchip_state = at.fn(
  'msm_gpio_irq_get_irqchip_state',
  "Reads a pin's status.",
  (k: Kernel, d: irq_data, which: irqchip_irq_state): number | boolean => {
    const pctrl = pctrlOf(d);
    if (which !== 'PENDING' || isSkipped(pctrl, d)) return -EINVAL;
    return msm_readl(k, pctrl, irqd_to_hwirq(d), 'intr_status') !== 0;
  },
);

const msm_gpio_irq_set_irqchip_state = at.fn(
  'msm_gpio_irq_set_irqchip_state',
  "Sets or clears a pin's status.",
  (k: Kernel, d: irq_data, which: irqchip_irq_state, state: boolean): number => {
    const pctrl = pctrlOf(d);
    if (which !== 'PENDING' || isSkipped(pctrl, d)) return -EINVAL;
    msm_writel(k, state ? 1 : 0, pctrl, irqd_to_hwirq(d), 'intr_status');
    return 0;
  },
);

export const msm_gpio_irq_handler = at.fn(
  'msm_gpio_irq_handler',
  'Handles the interrupt of all pins: reads the status of each that is enabled.',
  (k: Kernel, desc: irq_desc): void => {
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    const gc = gpio_chip_type.of(desc.irq_common_data.handler_data);
    const pctrl = msm_pinctrl.of(gpiochip_get_data(gc));
    chained_irq_enter(k, chip, desc);
    let handled = 0;
    const enabled = [...pctrl.enabled_irqs.entries()].map(([pin]) => pin).toSorted((a, b) => a - b);
    for (const pin of enabled) {
      if ((msm_readl(k, pctrl, pin, 'intr_status') & INTR_STATUS) === 0 || gc.irq_domain === undefined) continue;
      generic_handle_domain_irq(k, gc.irq_domain, pin);
      handled++;
    }
    if (handled === 0) handle_bad_irq(k, desc);
    chained_irq_exit(k, chip, desc);
  },
);

export function msm_gpio_irq_chip(k: Kernel): irq_chip {
  const state = {
    irq_get_irqchip_state: msm_gpio_irq_get_irqchip_state,
    irq_set_irqchip_state: msm_gpio_irq_set_irqchip_state,
  };
  return {
    name: 'msmgpio',
    irq_enable: msm_gpio_irq_enable,
    irq_disable: msm_gpio_irq_disable,
    irq_mask: msm_gpio_irq_mask,
    irq_unmask: msm_gpio_irq_unmask,
    irq_ack: msm_gpio_irq_ack,
    irq_eoi: msm_gpio_irq_eoi,
    irq_set_type: msm_gpio_irq_set_type,
    irq_set_wake: msm_gpio_irq_set_wake,
    irq_request_resources: msm_gpio_irq_reqres,
    irq_release_resources: msm_gpio_irq_relres,
    irq_set_affinity: msm_gpio_irq_set_affinity,
    irq_set_vcpu_affinity: msm_gpio_irq_set_vcpu_affinity,
    ...(k.since('7.3') ? state : {}),
    flags: IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_SET_TYPE_MASKED | IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND | IRQCHIP_IMMUTABLE,
  };
}
