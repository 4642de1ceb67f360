/** kernel/irq/chip.c: starting, stopping, enabling and masking an interrupt. */
import { type Cpumask, cpumaskOf } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { WARN_ON, WARN_ON_ONCE } from '../../../include/asm-generic/bug.ts';
import {
  irq_data_get_affinity_mask,
  IRQCHIP_AFFINITY_PRE_STARTUP,
  IRQCHIP_EOI_THREADED,
  irqd_affinity_is_managed,
  irqd_clear,
  IRQD_IRQ_DISABLED,
  irqd_irq_disabled,
  IRQD_IRQ_MASKED,
  irqd_irq_masked,
  IRQD_IRQ_STARTED,
  irqd_is_activated,
  irqd_is_started,
  irqd_set,
} from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_online_mask } from '../../cpu/index.ts';
import {
  chipOf,
  IRQ_RESEND,
  IRQ_START_COND,
  IRQ_START_FORCE,
  irq_state_set_disabled,
  irq_state_set_masked,
  irqd_clr_managed_shutdown,
  irqd_set_managed_shutdown,
} from '../internals.ts';
import { irq_domain_activate_irq, irq_domain_deactivate_irq } from '../irqdomain/index.ts';
import { irq_do_set_affinity, irq_setup_affinity } from '../manage/index.ts';
import { check_irq_resend, clear_irq_resend } from '../resend.ts';
import { irq_settings_disable_unlazy } from '../settings.ts';

const at = source('kernel/irq/chip.c');

const irq_state_clr_disabled = (desc: irq_desc): void => irqd_clear(desc.irq_data, IRQD_IRQ_DISABLED);
const irq_state_clr_masked = (desc: irq_desc): void => irqd_clear(desc.irq_data, IRQD_IRQ_MASKED);
const irq_state_clr_started = (desc: irq_desc): void => irqd_clear(desc.irq_data, IRQD_IRQ_STARTED);
const irq_state_set_started = (desc: irq_desc): void => irqd_set(desc.irq_data, IRQD_IRQ_STARTED);

type Startup = 'IRQ_STARTUP_NORMAL' | 'IRQ_STARTUP_MANAGED' | 'IRQ_STARTUP_ABORT';

const __irq_startup_managed = at.fn(
  '__irq_startup_managed',
  'Decides whether an interrupt whose CPUs the kernel manages can start: only with one of them online.',
  (k: Kernel, desc: irq_desc, aff: Cpumask, force: boolean): Startup => {
    const d = desc.irq_data;
    if (!irqd_affinity_is_managed(d)) return 'IRQ_STARTUP_NORMAL';
    irqd_clr_managed_shutdown(d);
    if ((aff & cpu_online_mask(k)) === 0n) {
      WARN_ON_ONCE(k, force);
      return 'IRQ_STARTUP_ABORT';
    }
    // Activated only now, since a managed interrupt takes resources only while one of its CPUs is online.
    if (WARN_ON(k, irq_domain_activate_irq(k, d, false) !== 0)) return 'IRQ_STARTUP_ABORT';
    return 'IRQ_STARTUP_MANAGED';
  },
);

const __irq_startup = at.fn(
  '__irq_startup',
  'Starts an interrupt at its chip.',
  (k: Kernel, desc: irq_desc): number => {
    const d = desc.irq_data;
    const chip = chipOf(d);
    let ret = 0;
    WARN_ON_ONCE(k, !irqd_is_activated(d));
    if (chip.irq_startup === undefined) {
      irq_enable(k, desc);
    } else {
      ret = chip.irq_startup(k, d);
      irq_state_clr_disabled(desc);
      irq_state_clr_masked(desc);
    }
    irq_state_set_started(desc);
    return ret;
  },
);

function start_normal(k: Kernel, desc: irq_desc): number {
  const affinityFirst = (chipOf(desc.irq_data).flags & IRQCHIP_AFFINITY_PRE_STARTUP) !== 0;
  if (affinityFirst) irq_setup_affinity(k, desc);
  const ret = __irq_startup(k, desc);
  if (!affinityFirst) irq_setup_affinity(k, desc);
  return ret;
}

export const irq_startup = at.fn(
  'irq_startup',
  'Starts an interrupt the first time, with its CPUs chosen, or enables it again.',
  (k: Kernel, desc: irq_desc, resend: boolean, force: boolean): number => {
    const d = desc.irq_data;
    const aff = irq_data_get_affinity_mask(d);
    let ret = 0;
    desc.depth = 0;
    if (irqd_is_started(d)) {
      irq_enable(k, desc);
    } else {
      const how = __irq_startup_managed(k, desc, aff, force);
      if (how === 'IRQ_STARTUP_ABORT') {
        // A managed interrupt that waits for a CPU counts as disabled once in 7.3.
        if (k.since('7.3')) desc.depth = 1;
        irqd_set_managed_shutdown(d);
        return 0;
      }
      if (how === 'IRQ_STARTUP_NORMAL') {
        ret = start_normal(k, desc);
      } else {
        irq_do_set_affinity(k, d, aff, false);
        ret = __irq_startup(k, desc);
      }
    }
    if (resend) check_irq_resend(k, desc, false);
    return ret;
  },
);

/** 7.3: a disable while the CPU was away keeps the interrupt disabled, which irq_startup alone would undo. */
export const irq_startup_managed = at.fn(
  'irq_startup_managed',
  'Starts a managed interrupt again whose CPU has come back, unless something else disabled it, too.',
  (k: Kernel, desc: irq_desc): void => {
    irqd_clr_managed_shutdown(desc.irq_data);
    desc.depth--;
    if (desc.depth === 0) irq_startup(k, desc, IRQ_RESEND, IRQ_START_COND);
  },
);

/** irq_activate as irq_activate_and_startup has it inlined. */
function activate(k: Kernel, desc: irq_desc): number {
  const d = desc.irq_data;
  return irqd_affinity_is_managed(d) ? 0 : irq_domain_activate_irq(k, d, false);
}

export const irq_activate = at.fn(
  'irq_activate',
  'Has the domains program what the interrupt needs to be delivered; a managed one waits until it starts.',
  activate,
);

export const irq_activate_and_startup = at.fn(
  'irq_activate_and_startup',
  'Activates and starts an interrupt.',
  (k: Kernel, desc: irq_desc, resend: boolean): number => {
    if (WARN_ON(k, activate(k, desc) !== 0)) return 0;
    return irq_startup(k, desc, resend, IRQ_START_FORCE);
  },
);

export const irq_shutdown = at.fn(
  'irq_shutdown',
  'Stops an interrupt at its chip.',
  (k: Kernel, desc: irq_desc): void => {
    const d = desc.irq_data;
    if (!irqd_is_started(d)) return;
    // 6.1 leaves a pending resend in its bitmap.
    if (k.since('6.12')) clear_irq_resend(k, desc);
    // Counted in 7.3, see irq_startup_managed.
    desc.depth = k.since('7.3') ? desc.depth + 1 : 1;
    const chip = chipOf(d);
    if (chip.irq_shutdown === undefined) {
      __irq_disable(k, desc, true);
    } else {
      chip.irq_shutdown(k, d);
      irq_state_set_disabled(desc);
      irq_state_set_masked(desc);
    }
    irq_state_clr_started(desc);
  },
);

export const irq_shutdown_and_deactivate = at.fn(
  'irq_shutdown_and_deactivate',
  'Stops an interrupt and takes back what the domains programmed for it.',
  (k: Kernel, desc: irq_desc): void => {
    irq_shutdown(k, desc);
    irq_domain_deactivate_irq(k, desc.irq_data);
  },
);

const irq_enable = at.fn('irq_enable', 'Enables or unmasks an interrupt.', (k: Kernel, desc: irq_desc): void => {
  const d = desc.irq_data;
  if (!irqd_irq_disabled(d)) {
    unmask_irq(k, desc);
    return;
  }
  irq_state_clr_disabled(desc);
  const { irq_enable: enable } = chipOf(d);
  if (enable === undefined) {
    unmask_irq(k, desc);
  } else {
    enable(k, d);
    irq_state_clr_masked(desc);
  }
});

const __irq_disable = at.fn(
  '__irq_disable',
  'Marks an interrupt disabled, and masks it at the chip if asked.',
  (k: Kernel, desc: irq_desc, mask: boolean): void => {
    const d = desc.irq_data;
    if (irqd_irq_disabled(d)) {
      if (mask) mask_irq(k, desc);
      return;
    }
    irq_state_set_disabled(desc);
    const { irq_disable: disable } = chipOf(d);
    if (disable !== undefined) {
      disable(k, d);
      irq_state_set_masked(desc);
    } else if (mask) {
      mask_irq(k, desc);
    }
  },
);

export const irq_disable = at.fn(
  'irq_disable',
  'Disables an interrupt, lazily where chip and settings allow it: then it is masked only if it comes anyway.',
  (k: Kernel, desc: irq_desc): void => __irq_disable(k, desc, irq_settings_disable_unlazy(desc)),
);

export const irq_percpu_enable = at.fn(
  'irq_percpu_enable',
  'Enables a per-CPU interrupt on the running CPU.',
  (k: Kernel, desc: irq_desc, cpu: number): void => {
    const chip = chipOf(desc.irq_data);
    if (chip.irq_enable !== undefined) chip.irq_enable(k, desc.irq_data);
    else chip.irq_unmask?.(k, desc.irq_data);
    desc.percpu_enabled = (desc.percpu_enabled ?? 0n) | cpumaskOf(cpu);
  },
);

export const irq_percpu_disable = at.fn(
  'irq_percpu_disable',
  'Disables a per-CPU interrupt on the running CPU.',
  (k: Kernel, desc: irq_desc, cpu: number): void => {
    const chip = chipOf(desc.irq_data);
    if (chip.irq_disable !== undefined) chip.irq_disable(k, desc.irq_data);
    else chip.irq_mask?.(k, desc.irq_data);
    desc.percpu_enabled = (desc.percpu_enabled ?? 0n) & ~cpumaskOf(cpu);
  },
);

/** Masks an interrupt and acknowledges it, in one go where the chip can. */
export function mask_ack_irq(k: Kernel, desc: irq_desc): void {
  const chip = chipOf(desc.irq_data);
  if (chip.irq_mask_ack !== undefined) {
    chip.irq_mask_ack(k, desc.irq_data);
    irq_state_set_masked(desc);
    return;
  }
  mask_irq(k, desc);
  chip.irq_ack?.(k, desc.irq_data);
}

export const mask_irq = at.fn('mask_irq', 'Masks an interrupt at its chip.', (k: Kernel, desc: irq_desc): void => {
  if (irqd_irq_masked(desc.irq_data)) return;
  const chip = chipOf(desc.irq_data);
  if (chip.irq_mask === undefined) return;
  chip.irq_mask(k, desc.irq_data);
  irq_state_set_masked(desc);
});

export const unmask_irq = at.fn(
  'unmask_irq',
  'Unmasks an interrupt at its chip.',
  (k: Kernel, desc: irq_desc): void => {
    if (!irqd_irq_masked(desc.irq_data)) return;
    const chip = chipOf(desc.irq_data);
    if (chip.irq_unmask === undefined) return;
    chip.irq_unmask(k, desc.irq_data);
    irq_state_clr_masked(desc);
  },
);

export const unmask_threaded_irq = at.fn(
  'unmask_threaded_irq',
  'Unmasks an interrupt once its thread is done.',
  (k: Kernel, desc: irq_desc): void => {
    const chip = chipOf(desc.irq_data);
    if ((chip.flags & IRQCHIP_EOI_THREADED) !== 0) chip.irq_eoi?.(k, desc.irq_data);
    unmask_irq(k, desc);
  },
);
