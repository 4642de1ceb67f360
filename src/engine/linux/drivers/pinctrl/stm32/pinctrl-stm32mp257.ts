/**
 * Models drivers/pinctrl/stm32/pinctrl-stm32mp257.c: the pin controllers of the STM32MP25. Left out: what its pins can be, and
 * suspend. The controllers of the 32-bit SoCs have files of their own in the kernel.
 */
import { source } from '../../../../recorder/index.ts';
import type { platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { platform_driver_register } from '../../base/platform.ts';
import { stm32_pctl_probe } from './pinctrl-stm32.ts';

const at = source('drivers/pinctrl/stm32/pinctrl-stm32mp257.c');

/** arch_initcall. New in 6.6. */
export const stm32mp257_pinctrl_init = at.fn(
  'stm32mp257_pinctrl_init',
  'Registers the driver of the pin controllers of the STM32MP25.',
  (k: Kernel): number => {
    if (!k.since('6.12')) return 0;
    const driver: platform_driver = {
      name: 'stm32mp257-pinctrl',
      bus: 'platform',
      of_match_table: ['st,stm32mp257-pinctrl', 'st,stm32mp257-z-pinctrl'].map((compatible) => ({
        compatible,
        data: undefined,
      })),
      probe: stm32_pctl_probe,
    };
    return platform_driver_register(k, driver);
  },
);
