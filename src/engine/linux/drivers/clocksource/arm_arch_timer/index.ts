/** Models drivers/clocksource/arm_arch_timer.c: the timer that every arm64 CPU has, and its memory-mapped form. */

export { arch_timer_mem_of_init } from './mem.ts';
export { arch_timer_get_rate, arch_timer_of_init } from './of.ts';
