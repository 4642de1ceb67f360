/** Models kernel/cpu.c, bringing CPUs up: _cpu_up and the part that the new CPU itself does. */
import { cpumaskCpus } from '../../../../base/cpumask.ts';
import { source } from '../../../recorder/index.ts';
import { __cpu_up } from '../../arch/arm64/kernel/smp.ts';
import {
  CPUHP_AP_ONLINE,
  CPUHP_AP_ONLINE_IDLE,
  CPUHP_BRINGUP_CPU,
  CPUHP_OFFLINE,
  CPUHP_ONLINE,
} from '../../include/linux/cpuhotplug.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { irq_lock_sparse, irq_unlock_sparse } from '../irq/irqdesc/index.ts';
import {
  cpu_online,
  cpu_possible,
  cpu_present,
  cpu_present_mask,
  num_online_cpus,
  set_cpu_active,
  set_cpu_online,
  set_cpu_possible,
  set_cpu_present,
} from './masks.ts';
import { cpuhp_kick_ap, cpuhp_reset_state, cpuhp_set_state } from './setup.ts';
import {
  type cpuhp_cpu_state,
  cpuhp_invoke_callback_range,
  cpuhp_invoke_callback_range_nofail,
  fillBuiltInStates,
  per_cpu_state,
} from './step.ts';

const at = source('kernel/cpu.c');

/** The boot CPU is in all sets from the start. */
export function boot_cpu_init(k: Kernel): void {
  set_cpu_online(k, k.cpu, true);
  set_cpu_active(k, k.cpu, true);
  set_cpu_present(k, k.cpu, true);
  set_cpu_possible(k, k.cpu, true);
}

/** The boot CPU stands at the end of all states. */
export function boot_cpu_hotplug_init(k: Kernel): void {
  fillBuiltInStates(k);
  const st = per_cpu_state(k, k.cpu);
  st.state = CPUHP_ONLINE;
  st.target = CPUHP_ONLINE;
}

export const bringup_cpu = at.fn(
  'bringup_cpu',
  'Starts a CPU, waits until it idles, and lets its hotplug thread do the rest.',
  (k: Kernel, cpu: number): number => {
    const st = per_cpu_state(k, cpu);
    irq_lock_sparse(k);
    const ret = __cpu_up(k, cpu);
    irq_unlock_sparse(k);
    if (ret !== 0) return ret;
    if (st.target <= CPUHP_AP_ONLINE_IDLE) return 0;
    return cpuhp_kick_ap(k, st, st.target);
  },
);

export const notify_cpu_starting = at.fn(
  'notify_cpu_starting',
  'Runs the starting states on the CPU that comes up, before it takes interrupts.',
  (k: Kernel, cpu: number): void => {
    const st = per_cpu_state(k, cpu);
    cpuhp_invoke_callback_range_nofail(k, true, cpu, st, Math.min(st.target, CPUHP_AP_ONLINE));
  },
);

export const cpuhp_online_idle = at.fn(
  'cpuhp_online_idle',
  'The new CPU has reached its idle loop and says so to the CPU that started it.',
  (k: Kernel): void => {
    per_cpu_state(k, k.cpu).state = CPUHP_AP_ONLINE_IDLE;
  },
);

/** Runs states up to the target, and back down when one fails. */
function cpuhp_up_callbacks(k: Kernel, cpu: number, st: cpuhp_cpu_state, target: number): number {
  const before = st.state;
  const ret = cpuhp_invoke_callback_range(k, true, cpu, st, target);
  if (ret !== 0) {
    cpuhp_reset_state(st, before);
    cpuhp_invoke_callback_range(k, false, cpu, st, before);
  }
  return ret;
}

const _cpu_up = at.fn(
  '_cpu_up',
  'Takes a CPU through the hotplug states up to the target.',
  (k: Kernel, cpu: number, target: number): number => {
    if (!cpu_present(k, cpu)) return -EINVAL;
    const st = per_cpu_state(k, cpu);
    if (st.state >= target) return 0;
    cpuhp_set_state(st, target);
    if (st.state > CPUHP_BRINGUP_CPU) {
      const ret = cpuhp_kick_ap(k, st, st.target);
      if (ret !== 0) return ret;
    }
    return cpuhp_up_callbacks(k, cpu, st, Math.min(target, CPUHP_BRINGUP_CPU));
  },
);

export const cpu_up = at.fn(
  'cpu_up',
  'Brings a CPU online.',
  (k: Kernel, cpu: number, target: number = CPUHP_ONLINE): number =>
    cpu_possible(k, cpu) ? _cpu_up(k, cpu, target) : -EINVAL,
);

export const bringup_nonboot_cpus = at.fn(
  'bringup_nonboot_cpus',
  'Brings up the other CPUs one after the other, as many as the command line allows.',
  (k: Kernel, max_cpus: number): void => {
    if (k.since('6.12')) bringupMask(k, max_cpus);
    else
      for (const cpu of cpumaskCpus(cpu_present_mask(k))) {
        if (num_online_cpus(k) >= max_cpus) break;
        if (!cpu_online(k, cpu)) cpu_up(k, cpu, CPUHP_ONLINE);
      }
  },
);

/** 6.5 and later count the CPUs that were tried, not those that came up; a failed one is taken back down. */
function bringupMask(k: Kernel, max_cpus: number): void {
  for (const cpu of cpumaskCpus(cpu_present_mask(k)).slice(0, max_cpus)) {
    if (cpu_up(k, cpu, CPUHP_ONLINE) !== 0) {
      cpuhp_invoke_callback_range(k, false, cpu, per_cpu_state(k, cpu), CPUHP_OFFLINE);
    }
  }
}
