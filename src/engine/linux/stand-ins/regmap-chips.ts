/**
 * What drivers that are not modelled say of their chips to drivers/base/regmap/regmap-irq.c, which is: read from the drivers, by the
 * "compatible" of the chip. So a stand-in for a PMIC has its domain and its nested interrupts.
 */
import type { KernelVersion } from '../../api/kernel-versions.ts';
import { stringList } from '../../devicetree/index.ts';
import { regmap_add_irq_chip_fwnode, type regmap_irq_chip } from '../drivers/base/regmap/regmap-irq.ts';
import { of_find_property } from '../drivers/of/base/index.ts';
import type { device } from '../include/linux/device.ts';
import { IRQF_ONESHOT, IRQF_SHARED, IRQF_TRIGGER_FALLING, IRQF_TRIGGER_LOW } from '../include/linux/interrupt.ts';
import type { Kernel } from '../kernel.ts';

interface Chip extends regmap_irq_chip {
  /** What the driver asks for beside IRQF_ONESHOT. */
  readonly flags: number;
  /** -1: it takes numbers for all its interrupts at once. */
  readonly irq_base: number;
  /** What is different in kernels before a version. */
  readonly before?: Partial<regmap_irq_chip> & { readonly version: KernelVersion };
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

/**
 * Tables of drivers/mfd/{rk808,rk8xx-core,axp20x,rohm-bd718x7,rohm-bd71828,rohm-bd9576,bd9571mwv,max77620,gateworks-gsc,as3722,max77686,max77705,
 * tps65086,tps65218,tps65219,sec-irq,rt5033,qcom-pm8008,rn5t618,88pm886,stpmic1,mt6370}.c and drivers/irqchip/irq-sl28cpld.c.
 */
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
  'ti,tps65218': plain('tps65218', 16),
  'ti,tps65214': plain('tps65214_irq', 59),
  'ti,tps65215': plain('tps65215_irq', 59),
  'ti,tps65219': { ...plain('tps65219_irq', 59), before: { version: '7.3', num_irqs: 49 } },
  'rohm,bd71815': plain('bd71815_irq', 63),
  'rohm,bd71828': plain('bd71828_irq', 72),
  'rohm,bd9573': plain('bd9576_irq', 8),
  'rohm,bd9576': plain('bd9576_irq', 8),
  'rohm,bd9571mwv': plain('bd9571mwv', 8),
  'rohm,bd9574mwf': plain('bd9574mwf', 8),
  'samsung,s2mpa01-pmic': plain('s2mps14', 17),
  'samsung,s2mps11-pmic': plain('s2mps11', 16),
  'samsung,s2mps13-pmic': plain('s2mps13', 17),
  'samsung,s2mps14-pmic': plain('s2mps14', 17),
  'samsung,s2mps15-pmic': plain('s2mps15', 17),
  'samsung,s2mpu02-pmic': plain('s2mpu02', 17),
  'samsung,s2mpu05-pmic': plain('s2mpu05', 17),
  'samsung,s2mu005-pmic': plain('s2mu005', 27),
  'samsung,s5m8767-pmic': plain('s5m8767', 17),
  'richtek,rt5033': plain('rt5033', 6, IRQF_ONESHOT | IRQF_TRIGGER_FALLING),
  'qcom,pm8008': { ...plain('pm8008', 8, IRQF_SHARED), before: { version: '6.12', name: 'pm8008_irq' } },
  'ricoh,rc5t619': plain('rc5t619', 6, IRQF_ONESHOT | IRQF_TRIGGER_LOW),
  'marvell,88pm886-a1': plain('88pm886', 1),
  'maxim,max77705': plain('max77705', 4),
  'st,stpmic1': plain('pmic_irq', 30, SHARED),
  'mediatek,mt6370': numbered('mt6370-irqs', 128),
  'gw,gsc': plain('gateworks-gsc', 8, SHARED | IRQF_TRIGGER_LOW),
  'kontron,sl28cpld-intc': plain('sl28cpld-intc', 8, SHARED),
};

/** What is known of a device's chip. */
export function regmapChipOf(k: Kernel, dev: device): Chip | undefined {
  if (dev.of_node === undefined) return undefined;
  return stringList(of_find_property(k, dev.of_node, 'compatible')).flatMap((each) => CHIPS[each] ?? [])[0];
}

/** Makes the domain of a device's chip behind its interrupt: 0, or a negative errno. */
export function addRegmapChip(k: Kernel, dev: device, irq: number, chip: Chip): number {
  const { flags, irq_base, before } = chip;
  const { name, num_irqs } = before === undefined || k.since(before.version) ? chip : { ...chip, ...before };
  return regmap_add_irq_chip_fwnode(k, dev, irq, flags, irq_base, { name, num_irqs });
}
