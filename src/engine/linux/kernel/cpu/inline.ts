/** The inline functions of include/linux/cpuhotplug.h: how files register what is to be done for CPUs that come up and go down. */
import type { Recorded } from '../../../recorder/index.ts';
import type { cpuhp_callback } from '../../include/linux/cpuhotplug.ts';
import type { Kernel } from '../../kernel.ts';
import { __cpuhp_setup_state, __cpuhp_state_add_instance, __cpuhp_state_remove_instance } from './setup.ts';

/** Registers a state and runs it on the CPUs that are past it already. */
export function cpuhp_setup_state(
  k: Kernel,
  state: number,
  name: string,
  startup: cpuhp_callback | undefined,
  teardown: cpuhp_callback | undefined,
): number {
  return __cpuhp_setup_state(k, state, name, true, startup, teardown, false);
}
/** Registers a state for CPUs that come up later. */
export function cpuhp_setup_state_nocalls(
  k: Kernel,
  state: number,
  name: string,
  startup: cpuhp_callback | undefined,
  teardown: cpuhp_callback | undefined,
): number {
  return __cpuhp_setup_state(k, state, name, false, startup, teardown, false);
}
/** Registers a state that runs once for each of its instances. */
export function cpuhp_setup_state_multi(
  k: Kernel,
  state: number,
  name: string,
  startup: cpuhp_callback | undefined,
  teardown: cpuhp_callback | undefined,
): number {
  return __cpuhp_setup_state(k, state, name, false, startup, teardown, true);
}
/** Adds an instance and runs the state for it on the CPUs that are past it. `node` is what the kernel's hlist_node is part of. */
export function cpuhp_state_add_instance(k: Kernel, state: number, node: Recorded): number {
  return __cpuhp_state_add_instance(k, state, node, true);
}
/** Adds an instance for CPUs that come up later. */
export function cpuhp_state_add_instance_nocalls(k: Kernel, state: number, node: Recorded): number {
  return __cpuhp_state_add_instance(k, state, node, false);
}
/** Takes an instance out, without running the state for it. */
export function cpuhp_state_remove_instance_nocalls(k: Kernel, state: number, node: Recorded): number {
  return __cpuhp_state_remove_instance(k, state, node);
}
