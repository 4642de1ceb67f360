/**
 * Models drivers/pinctrl/uniphier/pinctrl-uniphier-ld20.c: a pin controller that only has to be there, so that the lines that are
 * its pins can be used. Left out: settings of pins.
 */
import { source } from '../../../../recorder/index.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import type { platform_device, platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { platform_driver_register } from '../../base/platform.ts';
import { of_device_is_compatible } from '../../of/base/index.ts';

const at = source('drivers/pinctrl/uniphier/pinctrl-uniphier-ld20.c');

const uniphier_ld20_pinctrl_probe = at.fn(
  'uniphier_ld20_pinctrl_probe',
  'Starts a pin controller, whose registers are those of the node above.',
  (k: Kernel, pdev: platform_device): number => {
    const parent = pdev.dev.of_node?.parent;
    return parent !== undefined && of_device_is_compatible(k, parent, 'syscon') > 0 ? 0 : -EINVAL;
  },
);

/** device_initcall */
export const uniphier_ld20_pinctrl_driver_init = at.fn(
  'uniphier_ld20_pinctrl_driver_init',
  "Registers the driver of LD20's pin controller.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'uniphier-ld20-pinctrl',
      bus: 'platform',
      of_match_table: [{ compatible: 'socionext,uniphier-ld20-pinctrl', data: undefined }],
      probe: uniphier_ld20_pinctrl_probe,
    };
    return platform_driver_register(k, driver);
  },
);
