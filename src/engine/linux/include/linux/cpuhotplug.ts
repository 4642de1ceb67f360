/**
 * Models include/linux/cpuhotplug.h: the states a CPU passes on its way up and down. Numbers are 6.12's; the states listed here
 * stand in the same order in 6.1, and only the order matters.
 */
import type { FunctionInfo, Recorded } from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';

export const CPUHP_OFFLINE = 0;
export const CPUHP_VIRT_NET_DEAD = 9;
export const CPUHP_BP_PREPARE_DYN = 64;
export const CPUHP_BP_PREPARE_DYN_END = 84;
export const CPUHP_BRINGUP_CPU = 86;
export const CPUHP_AP_IDLE_DEAD = 87;
export const CPUHP_AP_OFFLINE = 88;
export const CPUHP_AP_IRQ_GIC_STARTING = 93;
export const CPUHP_AP_IRQ_APPLE_AIC_STARTING = 95;
export const CPUHP_AP_IRQ_BCM2836_STARTING = 97;
export const CPUHP_AP_PERF_ARM_STARTING = 113;
export const CPUHP_AP_ARM_ARCH_TIMER_STARTING = 117;
export const CPUHP_AP_ONLINE = 144;
export const CPUHP_TEARDOWN_CPU = 145;
export const CPUHP_AP_ONLINE_IDLE = 146;
export const CPUHP_AP_IRQ_AFFINITY_ONLINE = 151;
export const CPUHP_AP_ONLINE_DYN = 192;
export const CPUHP_AP_ONLINE_DYN_END = 232;
export const CPUHP_AP_ACTIVE = 235;
export const CPUHP_ONLINE = 236;

/** Names of the states, for showing. */
export const CPUHP_NAMES = {
  CPUHP_OFFLINE,
  CPUHP_VIRT_NET_DEAD,
  CPUHP_BP_PREPARE_DYN,
  CPUHP_BRINGUP_CPU,
  CPUHP_AP_IDLE_DEAD,
  CPUHP_AP_OFFLINE,
  CPUHP_AP_IRQ_GIC_STARTING,
  CPUHP_AP_IRQ_APPLE_AIC_STARTING,
  CPUHP_AP_IRQ_BCM2836_STARTING,
  CPUHP_AP_PERF_ARM_STARTING,
  CPUHP_AP_ARM_ARCH_TIMER_STARTING,
  CPUHP_AP_ONLINE,
  CPUHP_TEARDOWN_CPU,
  CPUHP_AP_ONLINE_IDLE,
  CPUHP_AP_IRQ_AFFINITY_ONLINE,
  CPUHP_AP_ONLINE_DYN,
  CPUHP_AP_ACTIVE,
  CPUHP_ONLINE,
} as const;

/** What a state does for a CPU. Only multi-instance states get the instance. */
export type cpuhp_callback = ((k: Kernel, cpu: number, node?: Recorded) => number) & FunctionInfo;
