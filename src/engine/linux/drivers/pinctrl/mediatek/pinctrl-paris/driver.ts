/** Models drivers/pinctrl/mediatek/pinctrl-paris.c. Left out: settings of pins, outputs, suspend. */
import { type FunctionInfo, source } from '../../../../../recorder/index.ts';
import { gpio_chip } from '../../../../include/linux/gpio/driver.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../../kernel.ts';
import { dev_warn } from '../../../../kernel/printk/printk.ts';
import { dev_err_probe } from '../../../base/core/index.ts';
import { platform_driver_register } from '../../../base/platform.ts';
import { gpiochip_add_data_with_key, gpiochip_generic_request } from '../../../gpio/gpiolib/index.ts';
import { of_property_present } from '../../../of/property.ts';
import {
  hwOf,
  mapBases,
  mtk_build_eint,
  mtk_hw_get_value,
  mtk_hw_set_value,
  mtk_is_virt_gpio,
  mtk_pinctrl,
  type MtkSoc,
  pinToIrq,
  setGpioMode,
} from '../pinctrl-mtk-common-v2.ts';
import { PARIS_SOCS } from './socs.ts';

const at = source('drivers/pinctrl/mediatek/pinctrl-paris.c');

/** Of a chip's request: the pin controller is asked where the tree says that lines are its pins, and makes the pin a plain line. */
function request(k: Kernel, gc: gpio_chip, offset: number): number {
  const ret = gpiochip_generic_request(k, gc, offset);
  if (ret !== 0 || !of_property_present(k, gc.parent?.of_node, 'gpio-ranges')) return ret;
  return mtk_pinmux_gpio_request_enable(k, hwOf(gc), offset);
}

const mtk_pinmux_gpio_request_enable = at.fn(
  'mtk_pinmux_gpio_request_enable',
  'Gives a pin the function of a plain line.',
  (k: Kernel, hw: mtk_pinctrl, pin: number): number => setGpioMode(k, hw, pin, 0),
);

const mtk_gpio_get_direction = at.fn(
  'mtk_gpio_get_direction',
  'Reads whether a pin is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const hw = hwOf(gc);
    if (mtk_is_virt_gpio(hw, offset)) return 1;
    const value = mtk_hw_get_value(k, hw, hw.soc?.dir, offset);
    return value < 0 ? value : 1 - value;
  },
);

const mtk_gpio_direction_input = at.fn(
  'mtk_gpio_direction_input',
  'Makes a pin an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const hw = hwOf(gc);
    return mtk_hw_set_value(k, hw, hw.soc?.dir, offset, 0);
  },
);

const mtk_gpio_to_irq = at.fn('mtk_gpio_to_irq', 'The interrupt of a pin, which was mapped at the start.', pinToIrq);

const mtk_paris_pinctrl_probe = at.fn(
  'mtk_paris_pinctrl_probe',
  'Starts a pin controller: its register blocks, its external interrupts if it can, then its lines.',
  (k: Kernel, pdev: platform_device, soc: MtkSoc): number => {
    const { dev } = pdev;
    const hw = mtk_pinctrl.create(k.rec, { dev, soc });
    platform_set_drvdata(pdev, hw);
    let err = mapBases(k, pdev, hw, soc.bases);
    if (err !== 0) return err;
    const gc = gpio_chip.create(k.rec, {
      label: 'pinctrl_paris',
      parent: dev,
      ngpio: soc.npins,
      ops: {
        request,
        get_direction: mtk_gpio_get_direction,
        direction_input: mtk_gpio_direction_input,
        to_irq: mtk_gpio_to_irq,
      },
      data: hw,
    });
    hw.chip = gc;
    if (mtk_build_eint(k, hw, pdev) !== 0) dev_warn(k, dev, 'Failed to add EINT, but pinctrl still can work');
    err = gpiochip_add_data_with_key(k, gc);
    return err === 0 ? 0 : dev_err_probe(k, dev, err, 'Failed to add gpio_chip');
  },
);

interface ParisDriver {
  readonly name: string;
  readonly init: ((k: Kernel) => number) & FunctionInfo;
}

function driverFor(soc: MtkSoc): ParisDriver {
  const name = `${soc.soc}-pinctrl`;
  const init = at.fn(`${soc.soc}_pinctrl_init`, 'Registers the driver of the pin controller of a SoC.', (k: Kernel) => {
    const driver: platform_driver = {
      name,
      bus: 'platform',
      of_match_table: [{ compatible: `mediatek,${name}`, data: undefined }],
      probe: (kernel, pdev) => mtk_paris_pinctrl_probe(kernel, pdev, soc),
    };
    return platform_driver_register(k, driver);
  });
  return { name, init };
}

/** The drivers of all SoCs; each is registered by an arch_initcall. */
export const parisDrivers: readonly ParisDriver[] = PARIS_SOCS.map(driverFor);
