/**
 * What drivers that are not modelled say of their chips to drivers/base/regmap/regmap-irq.c, which is: read from the drivers, by the
 * "compatible" of the chip. So a stand-in for a PMIC has its domain and its nested interrupts.
 */
import { stringList } from '../../devicetree/index.ts';
import { regmap_add_irq_chip_fwnode, type regmap_irq_chip } from '../drivers/base/regmap/regmap-irq.ts';
import { of_find_property } from '../drivers/of/base/index.ts';
import type { device } from '../include/linux/device.ts';
import { IRQF_ONESHOT, IRQF_SHARED, IRQF_TRIGGER_LOW } from '../include/linux/interrupt.ts';
import type { Kernel } from '../kernel.ts';

interface Chip extends regmap_irq_chip {
  /** What the driver asks for beside IRQF_ONESHOT. */
  readonly flags: number;
  /** -1: it takes numbers for all its interrupts at once. */
  readonly irq_base: number;
}

/** Asks for numbers of all its interrupts. */
const numbered = (name: string, num_irqs: number, flags = IRQF_ONESHOT): Chip => ({
  name,
  num_irqs,
  flags,
  irq_base: -1,
});
const plain = (name: string, num_irqs: number, flags = IRQF_ONESHOT): Chip => ({ name, num_irqs, flags, irq_base: 0 });

const SHARED = IRQF_ONESHOT | IRQF_SHARED;

/** Tables of drivers/mfd/{rk808,rk8xx-core,axp20x,rohm-bd718x7,max77620,gateworks-gsc,as3722,max77686,tps65086}.c and drivers/irqchip/irq-sl28cpld.c. */
const CHIPS: Readonly<Record<string, Chip>> = {
  'rockchip,rk805': numbered('rk805', 8),
  'rockchip,rk806': numbered('rk806', 16, SHARED),
  'rockchip,rk808': numbered('rk808', 9),
  'rockchip,rk809': numbered('rk817', 24),
  'rockchip,rk816': numbered('rk816', 16),
  'rockchip,rk817': numbered('rk817', 24),
  'rockchip,rk818': numbered('rk818', 16),
  'x-powers,axp803': numbered('axp803', 35, SHARED),
  'x-powers,axp805': numbered('axp806', 12, SHARED),
  'x-powers,axp806': numbered('axp806', 12, SHARED),
  'rohm,bd71837': plain('bd718xx-irq', 7),
  'rohm,bd71847': plain('bd718xx-irq', 7),
  'rohm,bd71850': plain('bd718xx-irq', 7),
  'maxim,max77620': plain('max77620-top', 10, SHARED),
  'ams,as3722': numbered('as3722', 32),
  'maxim,max77686': plain('max77686-pmic', 10, SHARED),
  'maxim,max77802': plain('max77802-pmic', 10, SHARED),
  'ti,tps65086': plain('tps65086', 3),
  'gw,gsc': plain('gateworks-gsc', 8, SHARED | IRQF_TRIGGER_LOW),
  'kontron,sl28cpld-intc': plain('sl28cpld-intc', 8, SHARED),
};

/** What is known of a device's chip. */
export function regmapChipOf(k: Kernel, dev: device): Chip | undefined {
  if (dev.of_node === undefined) return undefined;
  return stringList(of_find_property(k, dev.of_node, 'compatible')).flatMap((each) => CHIPS[each] ?? [])[0];
}

/** Makes the domain of a device's chip behind its interrupt: 0, or a negative errno. */
export function addRegmapChip(k: Kernel, dev: device, irq: number, { flags, irq_base, name, num_irqs }: Chip): number {
  return regmap_add_irq_chip_fwnode(k, dev, irq, flags, irq_base, { name, num_irqs });
}
