/**
 * Models drivers/pinctrl/mediatek/pinctrl-moore.c, and the drivers of SoCs that are data for it: MediaTek's pin controllers whose pins
 * have functions in groups. Left out: settings of pins, outputs, the function of a pin on MT7622, where it is in no order.
 */
import { type FunctionInfo, source } from '../../../../recorder/index.ts';
import { ENOTSUPP } from '../../../include/linux/errno.ts';
import { gpio_chip } from '../../../include/linux/gpio/driver.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { dev_warn } from '../../../kernel/printk/printk.ts';
import { dev_err_probe } from '../../base/core/index.ts';
import { platform_driver_register } from '../../base/platform.ts';
import { gpiochip_add_data_with_key } from '../../gpio/gpiolib/index.ts';
import {
  hwOf,
  mapBases,
  mtk_build_eint,
  mtk_hw_get_value,
  mtk_hw_set_value,
  mtk_pinctrl,
  type MtkSoc,
  pinToIrq,
  setGpioMode,
} from './pinctrl-mtk-common-v2.ts';

const at = source('drivers/pinctrl/mediatek/pinctrl-moore.c');

const FIELDS = { dir: { at: 0x000, pins: 32 }, di: { at: 0x200, pins: 32 } };
const MODE = { at: 0x300, pins: 8, bits: 4 };
const MT7986 = ['gpio', 'iocfg_rt', 'iocfg_rb', 'iocfg_lt', 'iocfg_lb', 'iocfg_tr', 'iocfg_tl'];

const SOCS: readonly MtkSoc[] = [
  { ...FIELDS, soc: 'mt7622', bases: ['base'], npins: 103, ap_num: 103, eints: [[0, 0, 103, 1]] },
  {
    ...FIELDS,
    soc: 'mt7981',
    bases: ['gpio', 'iocfg_rt', 'iocfg_rm', 'iocfg_rb', 'iocfg_lb', 'iocfg_bl', 'iocfg_tm', 'iocfg_tl'],
    npins: 57,
    ap_num: 57,
    eints: [[0, 0, 57]],
    mode: MODE,
    new: true,
  },
  { ...FIELDS, soc: 'mt7986a', bases: MT7986, npins: 101, ap_num: 101, eints: [[0, 0, 101]], mode: MODE },
  {
    ...FIELDS,
    soc: 'mt7986b',
    bases: MT7986,
    npins: 101,
    ap_num: 101,
    eints: [
      [0, 0, 41],
      [66, 66, 35],
    ],
    mode: MODE,
    holes: [41, 65],
  },
];

/** A pin that the package lacks has no name, and is refused. */
function isMissing({ soc }: mtk_pinctrl, pin: number): boolean {
  const [first, last] = soc?.holes ?? [Infinity, 0];
  return pin >= first && pin <= last;
}

const mtk_pinmux_gpio_request_enable = at.fn(
  'mtk_pinmux_gpio_request_enable',
  'Gives a pin the function of a plain line.',
  (k: Kernel, gc: gpio_chip, offset: number): number =>
    isMissing(hwOf(gc), offset) ? -ENOTSUPP : setGpioMode(k, hwOf(gc), offset, 0),
);

const mtk_pinmux_gpio_set_direction = at.fn(
  'mtk_pinmux_gpio_set_direction',
  'Makes a pin an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const hw = hwOf(gc);
    return isMissing(hw, offset) ? -ENOTSUPP : mtk_hw_set_value(k, hw, hw.soc?.dir, offset, 0);
  },
);

const mtk_gpio_get_direction = at.fn(
  'mtk_gpio_get_direction',
  'Reads whether a pin is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const hw = hwOf(gc);
    if (isMissing(hw, offset)) return -ENOTSUPP;
    const value = mtk_hw_get_value(k, hw, hw.soc?.dir, offset);
    return value < 0 ? value : 1 - value;
  },
);

const mtk_gpio_to_irq = at.fn('mtk_gpio_to_irq', 'The interrupt of a pin, which was mapped at the start.', pinToIrq);

const mtk_moore_pinctrl_probe = at.fn(
  'mtk_moore_pinctrl_probe',
  'Starts a pin controller: its register blocks, its external interrupts if it can, then its lines.',
  (k: Kernel, pdev: platform_device, soc: MtkSoc): number => {
    const { dev } = pdev;
    const hw = mtk_pinctrl.create(k.rec, { dev, soc });
    let err = mapBases(k, pdev, hw, soc.bases);
    if (err !== 0) return err;
    // All lines are pins of the controller itself: where the tree does not say so, the driver does.
    const gc = gpio_chip.create(k.rec, {
      label: 'pinctrl_moore',
      parent: dev,
      ngpio: soc.npins,
      ops: {
        request: mtk_pinmux_gpio_request_enable,
        get_direction: k.since('7.3') ? mtk_gpio_get_direction : undefined,
        direction_input: mtk_pinmux_gpio_set_direction,
        to_irq: mtk_gpio_to_irq,
      },
      data: hw,
    });
    hw.chip = gc;
    if (mtk_build_eint(k, hw, pdev) !== 0) dev_warn(k, dev, 'Failed to add EINT, but pinctrl still can work');
    err = gpiochip_add_data_with_key(k, gc);
    if (err !== 0) return dev_err_probe(k, dev, err, 'Failed to add gpio_chip');
    platform_set_drvdata(pdev, hw);
    return 0;
  },
);

interface MooreDriver {
  readonly name: string;
  readonly init: ((k: Kernel) => number) & FunctionInfo;
}

function driverFor(soc: MtkSoc): MooreDriver {
  const name = `${soc.soc}-pinctrl`;
  const init = at.fn(`${soc.soc}_pinctrl_init`, 'Registers the driver of the pin controller of a SoC.', (k: Kernel) => {
    if (soc.new === true && !k.since('6.12')) return 0;
    const driver: platform_driver = {
      name,
      bus: 'platform',
      of_match_table: [{ compatible: `mediatek,${name}`, data: undefined }],
      probe: (kernel, pdev) => mtk_moore_pinctrl_probe(kernel, pdev, soc),
    };
    return platform_driver_register(k, driver);
  });
  return { name, init };
}

/** The drivers of all SoCs; each is registered by an arch_initcall. */
export const mooreDrivers: readonly MooreDriver[] = SOCS.map(driverFor);
