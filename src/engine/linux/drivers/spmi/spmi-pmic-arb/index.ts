/**
 * Models drivers/spmi/spmi-pmic-arb.c: Qualcomm's arbiter on the bus to PMICs, which collects the interrupts of their peripherals. What
 * the driver knows of each generation is in `versions.ts`, commands on the bus in `transfer.ts`, the chip and the domain in `irq.ts`. Left
 * out: x1e80100, whose arbiter has two buses; commands without data, and accesses that are refused.
 */

export * from './probe.ts';
