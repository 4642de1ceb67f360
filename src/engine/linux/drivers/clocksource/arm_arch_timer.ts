/** drivers/clocksource/arm_arch_timer.c: the architected timer. */
export { arch_timer_handler_phys, arch_timer_handler_virt } from './arm_arch_timer/event.ts';
export { arch_timer_mem_of_init } from './arm_arch_timer/mem.ts';
export { arch_timer_get_rate, arch_timer_of_init } from './arm_arch_timer/of.ts';
