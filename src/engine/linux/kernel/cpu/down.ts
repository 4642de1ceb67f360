/** Models kernel/cpu.c, taking CPUs down: _cpu_down, and the part that the dying CPU itself does. */
import { cpumaskCpus } from '../../../../base/cpumask.ts';
import { source } from '../../../recorder/index.ts';
import { __cpu_disable, arch_cpuhp_cleanup_dead_cpu, cpu_die } from '../../arch/arm64/kernel/smp.ts';
import {
  CPUHP_AP_IDLE_DEAD,
  CPUHP_AP_OFFLINE,
  CPUHP_OFFLINE,
  CPUHP_TEARDOWN_CPU,
} from '../../include/linux/cpuhotplug.ts';
import { EBUSY, EINVAL } from '../../include/linux/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { irq_lock_sparse, irq_unlock_sparse } from '../irq/irqdesc/index.ts';
import { cpu_online_mask, cpu_present, num_online_cpus } from './masks.ts';
import { cpuhp_kick_ap, cpuhp_reset_state, cpuhp_set_state } from './setup.ts';
import {
  type cpuhp_cpu_state,
  cpuhp_invoke_callback_range,
  cpuhp_invoke_callback_range_nofail,
  per_cpu_state,
} from './step.ts';

const at = source('kernel/cpu.c');

const take_cpu_down = at.fn(
  'take_cpu_down',
  'Runs on the dying CPU while all others stand still: no more interrupts here, then the dying states.',
  (k: Kernel): number => {
    const st = per_cpu_state(k, k.cpu);
    const err = __cpu_disable(k);
    if (err < 0) return err;
    cpuhp_invoke_callback_range_nofail(k, false, k.cpu, st, Math.max(st.target, CPUHP_AP_OFFLINE));
    return 0;
  },
);

/** The dying CPU's idle loop finds that it is offline, says so, and powers itself off. */
function playDead(k: Kernel): void {
  per_cpu_state(k, k.cpu).state = CPUHP_AP_IDLE_DEAD;
  cpu_die(k);
}

export const takedown_cpu = at.fn(
  'takedown_cpu',
  'Stops a CPU: it gives up its interrupts and powers off.',
  (k: Kernel, cpu: number): number => {
    irq_lock_sparse(k);
    // stop_machine: the migration thread of that CPU runs it, with interrupts off everywhere.
    k.bus.setInterruptsEnabled(cpu, false);
    const err = k.rec.within({ task: 'migration', cpu, hardirq: false }, () => take_cpu_down(k));
    if (err !== 0) {
      k.bus.setInterruptsEnabled(cpu, true);
      irq_unlock_sparse(k);
      return err;
    }
    k.rec.within({ task: `secondary${cpu}`, cpu, hardirq: false }, () => playDead(k));
    irq_unlock_sparse(k);
    arch_cpuhp_cleanup_dead_cpu(k, cpu);
    return 0;
  },
);

/** Runs states down to the target, and back up when one fails. */
function cpuhp_down_callbacks(k: Kernel, cpu: number, st: cpuhp_cpu_state, target: number): number {
  const before = st.state;
  const ret = cpuhp_invoke_callback_range(k, false, cpu, st, target);
  if (ret !== 0) {
    cpuhp_reset_state(st, before);
    if (st.state < before) cpuhp_invoke_callback_range(k, true, cpu, st, before);
  }
  return ret;
}

const _cpu_down = at.fn(
  '_cpu_down',
  'Takes a CPU through the hotplug states down to the target.',
  (k: Kernel, cpu: number, target: number): number => {
    if (num_online_cpus(k) === 1) return -EBUSY;
    if (!cpu_present(k, cpu)) return -EINVAL;
    const st = per_cpu_state(k, cpu);
    const before = cpuhp_set_state(st, target);
    if (st.state > CPUHP_TEARDOWN_CPU) {
      const ret = cpuhp_kick_ap(k, st, Math.max(target, CPUHP_TEARDOWN_CPU));
      if (ret !== 0 || st.state > CPUHP_TEARDOWN_CPU) return ret;
      st.target = target;
    }
    const ret = cpuhp_down_callbacks(k, cpu, st, target);
    // The CPU refused to die: its hotplug thread brings it back up.
    if (ret !== 0 && st.state === CPUHP_TEARDOWN_CPU) cpuhp_kick_ap(k, st, before);
    return ret;
  },
);

export const cpu_down = at.fn(
  'cpu_down',
  'Takes a CPU offline.',
  (k: Kernel, cpu: number, target: number = CPUHP_OFFLINE): number => {
    // The work runs on another CPU than the one that goes; without another there is no way.
    const runner = cpumaskCpus(cpu_online_mask(k)).find((other) => other !== cpu);
    if (runner === undefined) return -EBUSY;
    return k.rec.within({ ...k.rec.context, cpu: runner }, () => _cpu_down(k, cpu, target));
  },
);
