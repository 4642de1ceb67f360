/** kernel/irq/manage.c: installing a handler. */
import { bareHex } from '../../../../../base/hex.ts';
import { source } from '../../../../recorder/index.ts';
import { WARN_ON_ONCE } from '../../../include/asm-generic/bug.ts';
import { EBUSY, EINVAL, ENOSYS } from '../../../include/linux/errno.ts';
import {
  irqaction,
  IRQF_COND_ONESHOT,
  IRQF_NO_AUTOEN,
  IRQF_NO_DEBUG,
  IRQF_NO_THREAD,
  IRQF_NOBALANCING,
  IRQF_ONESHOT,
  IRQF_PERCPU,
  IRQF_PROBE_SHARED,
  IRQF_SHARED,
  IRQF_TRIGGER_MASK,
} from '../../../include/linux/interrupt.ts';
import {
  IRQCHIP_ONESHOT_SAFE,
  irqd_clear,
  irqd_get_trigger_type,
  IRQD_IRQ_INPROGRESS,
  IRQD_NO_BALANCING,
  IRQD_PER_CPU,
  irqd_set,
  irqd_set_trigger_type,
  irqd_trigger_type_was_set,
} from '../../../include/linux/irq.ts';
import {
  type irq_desc,
  IRQS_AUTODETECT,
  IRQS_ONESHOT,
  IRQS_SPURIOUS_DISABLED,
  IRQS_WAITING,
} from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err, pr_warn } from '../../printk/printk.ts';
import { irq_activate, irq_startup } from '../chip/index.ts';
import { no_irq_chip } from '../dummychip.ts';
import {
  for_each_action_of_desc,
  chip_bus_lock,
  chip_bus_sync_unlock,
  chipOf,
  irq_is_nmi,
  IRQ_RESEND,
  IRQ_START_COND,
  IRQTF_AFFINITY,
  IRQTF_FORCED_THREAD,
} from '../internals.ts';
import { irq_proc_update_valid, register_handler_proc, register_irq_proc } from '../proc.ts';
import {
  irq_settings_can_autoenable,
  irq_settings_can_thread,
  irq_settings_is_nested_thread,
  irq_settings_set_no_balancing,
  irq_settings_set_no_debug,
  irq_settings_set_per_cpu,
  irq_settings_is_per_cpu_devid,
} from '../settings.ts';
import { spurious_c } from '../spurious.ts';
import { __enable_irq } from './enable.ts';
import {
  irq_default_primary_handler,
  irq_forced_secondary_handler,
  irq_nested_primary_handler,
  manage_c,
  start_threads,
} from './thread.ts';
import { __irq_set_trigger } from './trigger.ts';

const at = source('kernel/irq/manage.c');

/** Bits of thread_mask that can be given out. The kernel has 64; a number takes 31 here. */
const ALL_THREAD_BITS = 0x7fffffff;

/** With threadirqs on the command line, turns a hard handler into a thread's. */
function irq_setup_forced_threading(k: Kernel, action: irqaction): void {
  if (!manage_c(k).force_irqthreads_key) return;
  if ((action.flags & (IRQF_NO_THREAD | IRQF_PERCPU | IRQF_ONESHOT)) !== 0) return;
  if (action.handler === irq_default_primary_handler) return;
  action.flags |= IRQF_ONESHOT;
  if (action.handler !== undefined && action.thread_fn !== undefined) {
    const { thread_fn, dev_id, irq, name } = action;
    action.secondary = irqaction.create(k.rec, { handler: irq_forced_secondary_handler, thread_fn, dev_id, irq, name });
  }
  action.thread_flags |= IRQTF_FORCED_THREAD;
  action.thread_fn = action.handler;
  action.handler = irq_default_primary_handler;
}

const setup_irq_thread = at.fn(
  'setup_irq_thread',
  'Makes the thread of a handler.',
  (_k: Kernel, action: irqaction, _irq: number, _secondary: boolean): number => {
    action.thread = true;
    action.thread_flags |= IRQTF_AFFINITY;
    return 0;
  },
);

/** Decides where the handler runs: nested in another thread, in a thread of its own, or in the hard interrupt. */
function choose_threads(k: Kernel, irq: number, desc: irq_desc, action: irqaction): number {
  if (irq_settings_is_nested_thread(desc)) {
    if (action.thread_fn === undefined) return -EINVAL;
    action.handler = irq_nested_primary_handler;
    return 0;
  }
  if (irq_settings_can_thread(desc)) irq_setup_forced_threading(k, action);
  if (action.thread_fn === undefined) return 0;
  setup_irq_thread(k, action, irq, false);
  if (action.secondary !== undefined) setup_irq_thread(k, action.secondary, irq, true);
  return 0;
}

function mismatch(k: Kernel, irq: number, action: irqaction, old: irqaction): number {
  if ((action.flags & IRQF_PROBE_SHARED) === 0) {
    const one = `${bareHex(action.flags >>> 0, 8)} (${action.name})`;
    const other = `${bareHex(old.flags >>> 0, 8)} (${old.name})`;
    pr_err(k, `genirq: Flags mismatch irq ${irq}. ${one} vs. ${other}`);
  }
  return -EBUSY;
}

/** 7.3: handlers of a per-CPU interrupt are for different CPUs. */
function valid_percpu_irqaction(desc: irq_desc, action: irqaction): boolean {
  return [...for_each_action_of_desc(desc)].every(
    (old) => ((old.affinity ?? 0n) & (action.affinity ?? 0n)) === 0n && old.percpu_dev_id !== action.percpu_dev_id,
  );
}

/** Whether a handler may join those that are there: all must agree to share, on the trigger and on oneshot. */
function may_join(k: Kernel, irq: number, desc: irq_desc, action: irqaction, old: irqaction): number {
  const d = desc.irq_data;
  const perCpu = k.since('7.3') && irq_settings_is_per_cpu_devid(desc);
  if (irq_is_nmi(desc) && !perCpu) {
    pr_err(k, `genirq: Invalid attempt to share NMI for ${action.name} (irq ${irq}) on irqchip ${d.chip?.name}.`);
    return -EINVAL;
  }
  if (perCpu && !valid_percpu_irqaction(desc, action)) {
    pr_err(k, `genirq: Overlapping affinities for ${action.name} (irq ${irq}) on irqchip ${d.chip?.name}.`);
    return -EINVAL;
  }
  const wanted = action.flags & IRQF_TRIGGER_MASK;
  if (!irqd_trigger_type_was_set(d)) irqd_set_trigger_type(d, wanted);
  const oldtype = irqd_get_trigger_type(d);
  if ((old.flags & action.flags & IRQF_SHARED) === 0 || oldtype !== wanted) return mismatch(k, irq, action, old);
  // From 6.8 on, a handler can agree to whatever the first one chose about oneshot.
  const agrees = k.since('6.12') && (old.flags & IRQF_ONESHOT) !== 0 && (action.flags & IRQF_COND_ONESHOT) !== 0;
  if (agrees) action.flags |= IRQF_ONESHOT;
  else if (((old.flags ^ action.flags) & IRQF_ONESHOT) !== 0) return mismatch(k, irq, action, old);
  if (((old.flags ^ action.flags) & IRQF_PERCPU) !== 0) return mismatch(k, irq, action, old);
  return 0;
}

/** Gives a oneshot handler its bit; refuses a thread without hard handler that would leave the line unmasked. */
function oneshot(k: Kernel, irq: number, desc: irq_desc, action: irqaction, taken: number): number {
  if ((action.flags & IRQF_ONESHOT) !== 0) {
    if (taken === ALL_THREAD_BITS) return -EBUSY;
    action.thread_mask = ~taken & (taken + 1);
    return 0;
  }
  const safe = (chipOf(desc.irq_data).flags & IRQCHIP_ONESHOT_SAFE) !== 0;
  if (action.handler !== irq_default_primary_handler || safe) return 0;
  pr_err(k, `genirq: Threaded irq requested with handler=NULL and !ONESHOT for ${action.name} (irq ${irq})`);
  return -EINVAL;
}

/** What the flags of the first handler mean for the line. */
function apply_flags(k: Kernel, desc: irq_desc, flags: number): void {
  const d = desc.irq_data;
  desc.istate &= ~(IRQS_AUTODETECT | IRQS_SPURIOUS_DISABLED | IRQS_ONESHOT | IRQS_WAITING);
  irqd_clear(d, IRQD_IRQ_INPROGRESS);
  if ((flags & IRQF_PERCPU) !== 0) {
    irqd_set(d, IRQD_PER_CPU);
    irq_settings_set_per_cpu(desc);
    if ((flags & IRQF_NO_DEBUG) !== 0) irq_settings_set_no_debug(desc);
  }
  if (spurious_c(k).noirqdebug) irq_settings_set_no_debug(desc);
  if ((flags & IRQF_ONESHOT) !== 0) desc.istate |= IRQS_ONESHOT;
  if ((flags & IRQF_NOBALANCING) !== 0) {
    irq_settings_set_no_balancing(desc);
    irqd_set(d, IRQD_NO_BALANCING);
  }
}

/** The first handler: sets the trigger, activates the interrupt and starts it. */
function set_up_line(k: Kernel, desc: irq_desc, flags: number): number {
  const type = flags & IRQF_TRIGGER_MASK;
  if (type !== 0) {
    const ret = __irq_set_trigger(k, desc, type);
    if (ret !== 0) return ret;
  }
  const ret = irq_activate(k, desc);
  if (ret !== 0) return ret;
  apply_flags(k, desc, flags);
  if ((flags & IRQF_NO_AUTOEN) === 0 && irq_settings_can_autoenable(desc)) {
    irq_startup(k, desc, IRQ_RESEND, IRQ_START_COND);
  } else if (!k.since('7.3') || !irq_settings_is_per_cpu_devid(desc)) {
    // 7.3 shares a per-CPU interrupt between handlers for different CPUs; each CPU enables it for itself.
    WARN_ON_ONCE(k, (flags & IRQF_SHARED) !== 0);
    desc.depth = 1;
  }
  return 0;
}

function warn_other_trigger(k: Kernel, irq: number, desc: irq_desc, flags: number): void {
  const wanted = flags & IRQF_TRIGGER_MASK;
  const has = irqd_get_trigger_type(desc.irq_data);
  if (wanted !== 0 && wanted !== has) pr_warn(k, `genirq: irq ${irq} uses trigger mode ${has}; requested ${wanted}`);
}

/** What runs under the descriptor's lock. */
function install(k: Kernel, irq: number, desc: irq_desc, action: irqaction): number {
  const first = desc.action;
  let last: irqaction | undefined;
  let taken = 0;
  if (first !== undefined) {
    const ret = may_join(k, irq, desc, action, first);
    if (ret !== 0) return ret;
    for (let old: irqaction | undefined = first; old !== undefined; last = old, old = old.next)
      taken |= old.thread_mask;
  }
  let ret = oneshot(k, irq, desc, action, taken);
  if (ret !== 0) return ret;
  if (last === undefined) {
    ret = set_up_line(k, desc, action.flags);
    if (ret !== 0) return ret;
    desc.action = action;
  } else {
    warn_other_trigger(k, irq, desc, action.flags);
    last.next = action;
  }
  desc.irq_count = 0;
  desc.irqs_unhandled = 0;
  // A line that was given up as spurious gets another chance with a new handler.
  if (last !== undefined && (desc.istate & IRQS_SPURIOUS_DISABLED) !== 0) {
    desc.istate &= ~IRQS_SPURIOUS_DISABLED;
    __enable_irq(k, desc);
  }
  if (k.since('7.3')) irq_proc_update_valid(k, desc);
  return 0;
}

function request_resources_and_install(k: Kernel, irq: number, desc: irq_desc, action: irqaction): number {
  const d = desc.irq_data;
  if (desc.action === undefined) {
    const ret = d.chip?.irq_request_resources?.(k, d) ?? 0;
    if (ret !== 0) {
      pr_err(
        k,
        `genirq: Failed to request resources for ${action.name} (irq ${irq}) on irqchip ${d.chip?.name ?? '(null)'}`,
      );
      return ret;
    }
  }
  const ret = install(k, irq, desc, action);
  if (ret !== 0 && desc.action === undefined) d.chip?.irq_release_resources?.(k, d);
  return ret;
}

export const __setup_irq = at.fn(
  '__setup_irq',
  'Installs a handler: the first one sets up, activates and starts the interrupt, others join if all agree to share.',
  (k: Kernel, irq: number, desc: irq_desc | undefined, action: irqaction): number => {
    if (desc === undefined) return -EINVAL;
    if (desc.irq_data.chip === no_irq_chip) return -ENOSYS;
    action.irq = irq;
    if ((action.flags & IRQF_TRIGGER_MASK) === 0) action.flags |= irqd_get_trigger_type(desc.irq_data);
    let ret = choose_threads(k, irq, desc, action);
    if (ret !== 0) return ret;
    if ((chipOf(desc.irq_data).flags & IRQCHIP_ONESHOT_SAFE) !== 0) action.flags &= ~IRQF_ONESHOT;
    chip_bus_lock(k, desc);
    ret = request_resources_and_install(k, irq, desc, action);
    chip_bus_sync_unlock(k, desc);
    if (ret !== 0) {
      action.thread = false;
      if (action.secondary !== undefined) action.secondary.thread = false;
      return ret;
    }
    start_threads(k, desc, action);
    register_irq_proc(k, irq, desc);
    action.dir = false;
    register_handler_proc(k, irq, action);
    return 0;
  },
);
