/**
 * Models drivers/gpio/gpiolib.c and gpiolib.h: registering a GPIO controller (`chip.ts`), its lines (`desc.ts`) and their interrupts
 * (`irqchip.ts`, stacked on a parent's `hierarchy.ts`, operations before a chip's own `hooks.ts`). Left out: hogs, pin control, names of lines, character devices, the gpio bus (which no driver of ours is on).
 */

export * from './chip.ts';
export * from './desc.ts';
export * from './hierarchy.ts';
export * from './irqchip.ts';
