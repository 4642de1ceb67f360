/** Models drivers/irqchip/irq-gic-pm.c: a GIC behind another controller that is a device, as the one of Tegra's audio unit. Left out: its clock, and power. */
import { source } from '../../../recorder/index.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { irq_dispose_mapping } from '../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info } from '../../kernel/printk/printk.ts';
import { platform_driver_register } from '../base/platform.ts';
import { clk_get } from '../clk/clkdev.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';
import { gic_of_init_child } from './irq-gic/index.ts';

const at = source('drivers/irqchip/irq-gic-pm.c');

const gic_probe = at.fn(
  'gic_probe',
  'Starts a GIC behind an interrupt of its parent.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const irq = dev.of_node === undefined ? 0 : irq_of_parse_and_map(k, dev.of_node, 0);
    if (irq === 0) {
      dev_err(k, dev, 'no parent interrupt found!');
      return -EINVAL;
    }
    let ret = clk_get(k, dev, 'clk');
    if (ret >= 0) ret = gic_of_init_child(k, dev, irq);
    if (ret < 0) {
      irq_dispose_mapping(k, irq);
      return ret;
    }
    dev_info(k, dev, 'GIC IRQ controller registered');
    return 0;
  },
);

/** device_initcall; the kernel has it from builtin_platform_driver. */
export const gic_driver_init = at.fn(
  'gic_driver_init',
  'Registers the driver of GICs that are devices.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'gic',
      bus: 'platform',
      of_match_table: [{ compatible: 'nvidia,tegra210-agic', data: undefined }],
      probe: gic_probe,
    };
    return platform_driver_register(k, driver);
  },
);
