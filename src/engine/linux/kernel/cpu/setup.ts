/**
 * Models kernel/cpu.c, how other files register hotplug states and instances, and the hotplug thread of each CPU
 * (cpuhp/N) that runs the states of its CPU. Left out: removal of states, which only modules and failures do.
 */
import { type Recorded, source } from '../../../recorder/index.ts';
import {
  CPUHP_AP_ONLINE_DYN,
  CPUHP_AP_ONLINE_DYN_END,
  CPUHP_BP_PREPARE_DYN,
  CPUHP_BP_PREPARE_DYN_END,
  type cpuhp_callback,
  CPUHP_OFFLINE,
  CPUHP_ONLINE,
} from '../../include/linux/cpuhotplug.ts';
import { EBUSY, EINVAL, ENOSPC } from '../../include/linux/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { cpu_online, for_each_possible_cpu, for_each_present_cpu } from './masks.ts';
import {
  cpuhp_c,
  type cpuhp_cpu_state,
  cpuhp_get_step,
  cpuhp_invoke_callback,
  cpuhp_is_ap_state,
  cpuhp_next_state,
  cpuhp_step,
  cpuhp_step_empty,
  per_cpu_state,
} from './step.ts';

const at = source('kernel/cpu.c');

type Callback = cpuhp_callback | undefined;

const cpuhp_thread_fun = at.fn(
  'cpuhp_thread_fun',
  "The hotplug thread of a CPU: runs one of the CPU's hotplug states.",
  (k: Kernel, cpu: number, st: cpuhp_cpu_state): boolean => {
    const state = st.single ? st.cb_state : cpuhp_next_state(k, st.bringup, st, st.target);
    if (state === undefined) return false;
    st.result = cpuhp_invoke_callback(k, cpu, state, st.bringup, st.node);
    return !st.single && st.result === 0;
  },
);

/** Wakes the hotplug thread of a CPU and waits until it has done its work. */
function __cpuhp_kick_ap(k: Kernel, st: cpuhp_cpu_state): void {
  if (!st.single && st.state === st.target) return;
  st.result = 0;
  k.rec.within({ task: 'cpuhp', cpu: st.cpu, hardirq: false }, () => {
    while (cpuhp_thread_fun(k, st.cpu, st));
  });
}

/** Sets where a CPU goes from here. Returns where it was. */
export function cpuhp_set_state(st: cpuhp_cpu_state, target: number): number {
  const before = st.state;
  st.rollback = false;
  st.target = target;
  st.single = false;
  st.bringup = st.state < target;
  return before;
}

/** Turns a CPU around after a failure. */
export function cpuhp_reset_state(st: cpuhp_cpu_state, target: number): void {
  const bringup = !st.bringup;
  st.target = target;
  if (st.rollback) return;
  st.rollback = true;
  st.state += st.bringup ? -1 : 1;
  st.bringup = bringup;
}

/** Lets the hotplug thread bring its CPU to a state, and back when that fails. */
export function cpuhp_kick_ap(k: Kernel, st: cpuhp_cpu_state, target: number): number {
  const before = cpuhp_set_state(st, target);
  __cpuhp_kick_ap(k, st);
  const ret = st.result;
  if (ret !== 0) {
    cpuhp_reset_state(st, before);
    __cpuhp_kick_ap(k, st);
  }
  return ret;
}

/** From here on the states of a CPU run in its hotplug thread. */
export function cpuhp_threads_init(k: Kernel): void {
  for (const cpu of for_each_possible_cpu(k)) per_cpu_state(k, cpu).thread = true;
}

/** Runs one state on one CPU that is up: in its hotplug thread, or at once while there are no threads. */
function cpuhp_invoke_ap_callback(k: Kernel, cpu: number, state: number, bringup: boolean, node?: Recorded): number {
  const st = per_cpu_state(k, cpu);
  if (!cpu_online(k, cpu)) return 0;
  if (!st.thread) return cpuhp_invoke_callback(k, cpu, state, bringup, node);
  st.rollback = false;
  st.node = node;
  st.bringup = bringup;
  st.cb_state = state;
  st.single = true;
  __cpuhp_kick_ap(k, st);
  st.node = undefined;
  st.single = false;
  return st.result;
}

const cpuhp_issue_call = at.fn(
  'cpuhp_issue_call',
  'Runs a newly registered state on a CPU that is already past it.',
  (k: Kernel, cpu: number, state: number, bringup: boolean, node?: Recorded): number => {
    if (cpuhp_step_empty(bringup, cpuhp_get_step(k, state))) return 0;
    return cpuhp_is_ap_state(state)
      ? cpuhp_invoke_ap_callback(k, cpu, state, bringup, node)
      : cpuhp_invoke_callback(k, cpu, state, bringup, node);
  },
);

/** Runs a state on all present CPUs that are past it; undoes it on the others when one fails. */
function issueOnPresent(k: Kernel, state: number, node?: Recorded): number {
  const cpus = for_each_present_cpu(k).filter((cpu) => per_cpu_state(k, cpu).state >= state);
  for (const [done, cpu] of cpus.entries()) {
    const ret = cpuhp_issue_call(k, cpu, state, true, node);
    if (ret === 0) continue;
    for (const before of cpus.slice(0, done)) cpuhp_issue_call(k, before, state, false, node);
    return ret;
  }
  return 0;
}

/** Finds a free number in the dynamic ranges. */
function cpuhp_reserve_state(k: Kernel, state: number): number {
  // 6.1 has ten slots fewer for online states; no scenario comes near.
  const end = state === CPUHP_AP_ONLINE_DYN ? CPUHP_AP_ONLINE_DYN_END : CPUHP_BP_PREPARE_DYN_END;
  for (let i = state; i <= end; i++) if (cpuhp_get_step(k, i)?.name === undefined) return i;
  return -ENOSPC;
}

function isDynamic(state: number): boolean {
  return state === CPUHP_AP_ONLINE_DYN || state === CPUHP_BP_PREPARE_DYN;
}

/** Installs the callbacks of a state; returns its number or an errno. */
function cpuhp_store_callbacks(
  k: Kernel,
  wanted: number,
  name: string,
  startup: Callback,
  teardown: Callback,
  multi_instance: boolean,
): number {
  const state = isDynamic(wanted) ? cpuhp_reserve_state(k, wanted) : wanted;
  if (state < 0) return state;
  const step = cpuhp_get_step(k, state);
  if (step?.name !== undefined) return -EBUSY;
  cpuhp_c(k).cpuhp_hp_states.set(state, cpuhp_step.create(k.rec, { name, startup, teardown, multi_instance }));
  return state;
}

export const __cpuhp_setup_state = at.fn(
  '__cpuhp_setup_state',
  'Registers what is to be done for every CPU that comes up or goes down.',
  (
    k: Kernel,
    wanted: number,
    name: string,
    invoke: boolean,
    startup: Callback,
    teardown: Callback,
    multi_instance: boolean,
  ): number => {
    if (wanted <= CPUHP_OFFLINE || wanted >= CPUHP_ONLINE) return -EINVAL;
    const state = cpuhp_store_callbacks(k, wanted, name, startup, teardown, multi_instance);
    if (state < 0) return state;
    if (invoke && startup !== undefined) {
      const ret = issueOnPresent(k, state);
      if (ret !== 0) {
        cpuhp_c(k).cpuhp_hp_states.delete(state);
        return ret;
      }
    }
    return isDynamic(wanted) ? state : 0;
  },
);

export const __cpuhp_state_add_instance = at.fn(
  '__cpuhp_state_add_instance',
  'Adds one more object that a multi-instance hotplug state runs for.',
  (k: Kernel, state: number, node: Recorded, invoke: boolean): number => {
    const step = cpuhp_get_step(k, state);
    if (step?.multi_instance !== true) return -EINVAL;
    if (invoke && step.startup !== undefined) {
      const ret = issueOnPresent(k, state, node);
      if (ret !== 0) return ret;
    }
    step.list.addHead(node);
    return 0;
  },
);

export const __cpuhp_state_remove_instance = at.fn(
  '__cpuhp_state_remove_instance',
  'Takes an instance out of a hotplug state. (Running the state for it on the way out is left out: nobody asks for it.)',
  (k: Kernel, state: number, node: Recorded): number => {
    cpuhp_get_step(k, state)?.list.remove(node);
    return 0;
  },
);
