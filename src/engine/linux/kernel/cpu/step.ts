/**
 * Models kernel/cpu.c, the hotplug states: what each state does, how far each CPU is, and running one state on one CPU.
 * Left out: synchronization between CPUs (the model runs one at a time), failures injected for tests.
 */
import {
  bool,
  choice,
  fnptr,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
  str,
  struct,
} from '../../../recorder/index.ts';
import {
  CPUHP_AP_ACTIVE,
  CPUHP_AP_IRQ_AFFINITY_ONLINE,
  CPUHP_BRINGUP_CPU,
  type cpuhp_callback,
  CPUHP_NAMES,
  CPUHP_TEARDOWN_CPU,
} from '../../include/linux/cpuhotplug.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { irq_affinity_online_cpu } from '../irq/cpuhotplug.ts';
import { sched_cpu_activate, sched_cpu_deactivate } from '../sched/core.ts';
import { takedown_cpu } from './down.ts';
import { bringup_cpu } from './up.ts';

const at = source('kernel/cpu.c');

/** What a state does. Without a name it is free. */
export interface cpuhp_step extends Recorded {
  name: string | undefined;
  startup: cpuhp_callback | undefined;
  teardown: cpuhp_callback | undefined;
  /** Instances, the newest first. */
  list: RecordedList<Recorded>;
  multi_instance: boolean;
}
export const cpuhp_step = struct<cpuhp_step>(
  'cpuhp_step',
  { name: str(), startup: fnptr(), teardown: fnptr(), list: list(ref()), multi_instance: bool() },
  { label: (step) => step.name ?? 'free state' },
);

/** How far a CPU is, and where it goes. */
export interface cpuhp_cpu_state extends Recorded {
  cpu: number;
  state: number;
  target: number;
  /** Its hotplug thread exists. */
  thread: boolean;
  rollback: boolean;
  single: boolean;
  bringup: boolean;
  node: Recorded | undefined;
  cb_state: number;
  result: number;
}
export const cpuhp_cpu_state = struct<cpuhp_cpu_state>(
  'cpuhp_cpu_state',
  {
    cpu: num(),
    state: choice(CPUHP_NAMES),
    target: choice(CPUHP_NAMES),
    thread: bool(),
    rollback: bool(),
    single: bool(),
    bringup: bool(),
    node: ref(),
    cb_state: choice(CPUHP_NAMES),
    result: num(),
  },
  { label: (st) => `hotplug state of CPU ${st.cpu}` },
);

export interface cpuhp_c extends Recorded {
  /** By CPU. */
  cpuhp_state: RecordedMap<cpuhp_cpu_state>;
  /** By state. */
  cpuhp_hp_states: RecordedMap<cpuhp_step>;
}
export const cpuhp_c = statics<cpuhp_c>('kernel/cpu.c: hotplug', {
  cpuhp_state: map(ref<cpuhp_cpu_state>()),
  cpuhp_hp_states: map(ref<cpuhp_step>()),
});

/** The hotplug state of a CPU; made at first use, offline. */
export function per_cpu_state(k: Kernel, cpu: number): cpuhp_cpu_state {
  const all = cpuhp_c(k).cpuhp_state;
  const known = all.get(cpu);
  if (known !== undefined) return known;
  const made = cpuhp_cpu_state.create(k.rec, { cpu });
  all.set(cpu, made);
  return made;
}

/** States that kernel/cpu.c itself fills in, as far as they concern interrupts or the sets of CPUs. */
export function fillBuiltInStates(k: Kernel): void {
  const put = (state: number, name: string, startup?: cpuhp_callback, teardown?: cpuhp_callback): void =>
    cpuhp_c(k).cpuhp_hp_states.set(state, cpuhp_step.create(k.rec, { name, startup, teardown }));
  put(CPUHP_BRINGUP_CPU, 'cpu:bringup', bringup_cpu);
  put(CPUHP_TEARDOWN_CPU, 'cpu:teardown', undefined, takedown_cpu);
  put(CPUHP_AP_IRQ_AFFINITY_ONLINE, 'irq/affinity:online', irq_affinity_online_cpu);
  put(CPUHP_AP_ACTIVE, 'sched:active', sched_cpu_activate, sched_cpu_deactivate);
}

export function cpuhp_get_step(k: Kernel, state: number): cpuhp_step | undefined {
  return cpuhp_c(k).cpuhp_hp_states.get(state);
}
export function cpuhp_step_empty(bringup: boolean, step: cpuhp_step | undefined): boolean {
  return (bringup ? step?.startup : step?.teardown) === undefined;
}
export function cpuhp_is_ap_state(state: number): boolean {
  return state > CPUHP_BRINGUP_CPU && state !== CPUHP_TEARDOWN_CPU;
}

export const cpuhp_invoke_callback = at.fn(
  'cpuhp_invoke_callback',
  'Runs what a hotplug state does for a CPU on its way up or down.',
  (k: Kernel, cpu: number, state: number, bringup: boolean, node?: Recorded): number => {
    const step = cpuhp_get_step(k, state);
    const callback = bringup ? step?.startup : step?.teardown;
    if (step === undefined || callback === undefined) return 0;
    if (!step.multi_instance) return callback(k, cpu);
    if (node !== undefined) return callback(k, cpu, node);
    return invokeInstances(k, cpu, step, bringup, callback);
  },
);

/** Runs a state for all its instances; undoes those done when one fails. */
function invokeInstances(k: Kernel, cpu: number, step: cpuhp_step, bringup: boolean, multi: cpuhp_callback): number {
  const nodes = step.list.toArray();
  for (const [done, node] of nodes.entries()) {
    const ret = multi(k, cpu, node);
    if (ret === 0) continue;
    const undo = bringup ? step.teardown : step.startup;
    if (undo !== undefined) for (const before of nodes.slice(0, done)) undo(k, cpu, before);
    return ret;
  }
  return 0;
}

/** The next state that does something, or undefined at the target. Moves the CPU's state ahead of running it. */
export function cpuhp_next_state(k: Kernel, bringup: boolean, st: cpuhp_cpu_state, target: number): number | undefined {
  let at = st.state;
  while (bringup ? at < target : at > target) {
    const state = bringup ? at + 1 : at;
    at += bringup ? 1 : -1;
    if (cpuhp_step_empty(bringup, cpuhp_get_step(k, state))) continue;
    st.state = at;
    return state;
  }
  st.state = at;
  return undefined;
}

/** Runs states until the target or a failure. */
export function cpuhp_invoke_callback_range(
  k: Kernel,
  bringup: boolean,
  cpu: number,
  st: cpuhp_cpu_state,
  target: number,
): number {
  for (;;) {
    const state = cpuhp_next_state(k, bringup, st, target);
    if (state === undefined) return 0;
    const ret = cpuhp_invoke_callback(k, cpu, state, bringup);
    if (ret !== 0) return ret;
  }
}

/** The same for the states that cannot fail: an error is passed over. */
export function cpuhp_invoke_callback_range_nofail(
  k: Kernel,
  bringup: boolean,
  cpu: number,
  st: cpuhp_cpu_state,
  target: number,
): void {
  for (;;) {
    const state = cpuhp_next_state(k, bringup, st, target);
    if (state === undefined) return;
    cpuhp_invoke_callback(k, cpu, state, bringup);
  }
}
