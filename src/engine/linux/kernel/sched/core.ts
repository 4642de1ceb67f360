/** Models the part of kernel/sched/core.c that CPU hotplug needs: which CPUs the scheduler uses. */
import { source } from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import { set_cpu_active } from '../cpu/index.ts';

const at = source('kernel/sched/core.c');

export const sched_cpu_activate = at.fn(
  'sched_cpu_activate',
  'The scheduler may use a CPU from here on.',
  (k: Kernel, cpu: number): number => {
    set_cpu_active(k, cpu, true);
    return 0;
  },
);

export const sched_cpu_deactivate = at.fn(
  'sched_cpu_deactivate',
  'The scheduler moves everything off a CPU that goes down.',
  (k: Kernel, cpu: number): number => {
    set_cpu_active(k, cpu, false);
    return 0;
  },
);
