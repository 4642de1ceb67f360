/**
 * Models kernel/printk: what the interrupt code logs. Callers give the whole line, with the prefix that pr_fmt or
 * dev_err would put. Only lines are logged that the dump's dmesg section names (kernel/irq, drivers/irqchip, drivers/of
 * about interrupts, drivers/pci/of.c and msi, drivers/vfio/pci, drivers/base about irqs and failed probes, the architected timer).
 */
import type { device } from '../../include/linux/device.ts';
import type { Kernel } from '../../kernel.ts';

/** `level` is the kernel's: 3 error, 4 warning, 5 notice, 6 info, 7 debug (which a default kernel leaves out). */
export function printk(k: Kernel, level: number, text: string): void {
  k.rec.log({ level, text });
}
export function pr_err(k: Kernel, text: string): void {
  printk(k, 3, text);
}
export function pr_warn(k: Kernel, text: string): void {
  printk(k, 4, text);
}
export function pr_info(k: Kernel, text: string): void {
  printk(k, 6, text);
}

/** A line that code around the interrupt code logs, e.g. the architecture's: people see it, the dump leaves it out. */
export function printk_aside(k: Kernel, text: string): void {
  k.rec.log({ level: 6, text, aside: true });
}

/** dev_printk's prefix: the driver, or the bus of a device without one, and the device's name. */
function prefix(dev: device): string {
  return `${dev.driver ?? dev.bus ?? ''} ${dev.name}: `;
}
export function dev_err(k: Kernel, dev: device, text: string): void {
  printk(k, 3, prefix(dev) + text);
}
export function dev_warn(k: Kernel, dev: device, text: string): void {
  printk(k, 4, prefix(dev) + text);
}
export function dev_info(k: Kernel, dev: device, text: string): void {
  printk(k, 6, prefix(dev) + text);
}
