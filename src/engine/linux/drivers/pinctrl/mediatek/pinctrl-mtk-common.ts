/**
 * Models drivers/pinctrl/mediatek/pinctrl-mtk-common.c, and the drivers of SoCs that are data for it: MediaTek's older pin controllers,
 * whose own registers are those of the external interrupts; the pins' are in a syscon. Left out: settings of pins, outputs, suspend.
 */
import { data, type FunctionInfo, hexnum, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM } from '../../../include/linux/errno.ts';
import { gpio_chip, GPIO_LINE_DIRECTION_IN, GPIO_LINE_DIRECTION_OUT } from '../../../include/linux/gpio/driver.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { dev_err_probe } from '../../base/core/index.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../../base/platform.ts';
import { gpiochip_add_data_with_key, gpiochip_get_data, gpiochip_remove } from '../../gpio/gpiolib/index.ts';
import { of_iomap } from '../../of/address.ts';
import { of_device_is_compatible, of_find_node_by_phandle } from '../../of/base/index.ts';
import { irq_of_parse_and_map } from '../../of/irq/index.ts';
import { of_property_cells, of_property_read_bool } from '../../of/property.ts';
import {
  type EintRun,
  eintOfPin,
  mtk_eint,
  mtk_eint_do_init,
  mtk_eint_find_irq,
  type mtk_eint_xt,
  pinOfEint,
} from './mtk-eint.ts';

const at = source('drivers/pinctrl/mediatek/pinctrl-mtk-common.c');

/** What a SoC's driver says of its pins. Offsets are in the syscon. */
interface CommonSoc {
  readonly soc: string;
  readonly npins: number;
  readonly ap_num: number;
  readonly eints: readonly EintRun[];
  readonly dir: number;
  readonly din: number;
  readonly pinmux: number;
  /** Pins in a register of one bit each, and in one of their functions. */
  readonly bits?: number;
  readonly modes?: number;
  /** First and last of the pins that cannot be plain lines. */
  readonly noGpio?: readonly [first: number, last: number];
}

const SOCS: readonly CommonSoc[] = [
  {
    soc: 'mt2712',
    npins: 210,
    ap_num: 229,
    eints: [
      [0, 6, 12],
      [12, 22, 1, 1],
      [13, 43, 1],
      [14, 44, 1, 1],
      [15, 45, 3],
      [18, 18, 2],
      [20, 48, 17],
      [48, 142, 1],
      [49, 65, 5],
      [54, 20, 1],
      [55, 70, 33],
      [88, 21, 1],
      [89, 103, 12],
      [101, 30, 4],
      [105, 115, 5],
      [110, 34, 1],
      [111, 120, 5],
      [116, 35, 1],
      [117, 125, 15],
      [132, 143, 4],
      [136, 36, 1],
      [137, 147, 1],
      [138, 37, 5],
      [143, 148, 67],
    ],
    dir: 0x000,
    din: 0x400,
    pinmux: 0x500,
  },
  {
    soc: 'mt8167',
    npins: 125,
    ap_num: 169,
    eints: [[0, 0, 125]],
    dir: 0x000,
    din: 0x200,
    pinmux: 0x300,
    noGpio: [74, 99],
  },
  {
    soc: 'mt8173',
    npins: 135,
    ap_num: 224,
    eints: [
      [0, 0, 16],
      [16, 16, 1, 1],
      [17, 17, 118],
    ],
    dir: 0x000,
    din: 0x500,
    pinmux: 0x600,
  },
  {
    soc: 'mt8365',
    npins: 156,
    ap_num: 160,
    eints: [[0, 0, 156]],
    dir: 0x140,
    din: 0x000,
    pinmux: 0x1e0,
    bits: 32,
    modes: 10,
  },
  { soc: 'mt8516', npins: 125, ap_num: 169, eints: [[0, 0, 125]], dir: 0x000, din: 0x200, pinmux: 0x300 },
];

const STEP = 0x10;
const CLR = 8;
const GPIO_MODE_BITS = 3;

interface mtk_common_pinctrl extends Recorded {
  dev: device | undefined;
  regmap1: number;
  chip: gpio_chip | undefined;
  devdata: CommonSoc | undefined;
  eint: mtk_eint | undefined;
}
const mtk_common_pinctrl = struct<mtk_common_pinctrl>('mtk_pinctrl of pinctrl-mtk-common.h', {
  dev: ref(),
  regmap1: hexnum(),
  chip: ref(),
  devdata: data(),
  eint: ref(),
});

const pctlOf = (gc: gpio_chip): mtk_common_pinctrl => mtk_common_pinctrl.of(gpiochip_get_data(gc));

/** The address of a register of one bit for each pin, and the pin's bit there. */
function bitOf({ regmap1, devdata }: mtk_common_pinctrl, offset: number, pin: number): { reg: number; bit: number } {
  const pins = devdata?.bits ?? 16;
  return { reg: regmap1 + offset + Math.floor(pin / pins) * STEP, bit: pin % pins };
}

const mtk_pmx_set_mode = at.fn(
  'mtk_pmx_set_mode',
  'Gives a pin a function.',
  (k: Kernel, pctl: mtk_common_pinctrl, pin: number, mode: number): void => {
    const modes = pctl.devdata?.modes ?? 5;
    const reg = pctl.regmap1 + (pctl.devdata?.pinmux ?? 0) + Math.floor(pin / modes) * STEP;
    const shift = (pin % modes) * GPIO_MODE_BITS;
    writel(k, (readl(k, reg) & ~(7 << shift)) | (mode << shift), reg);
  },
);

const mtk_pmx_gpio_set_direction = at.fn(
  'mtk_pmx_gpio_set_direction',
  'Makes a pin an input.',
  (k: Kernel, pctl: mtk_common_pinctrl, pin: number): number => {
    const { reg, bit } = bitOf(pctl, pctl.devdata?.dir ?? 0, pin);
    writel(k, 1 << bit, reg + CLR);
    return 0;
  },
);

// --- lines

const mtk_pmx_gpio_request_enable = at.fn(
  'mtk_pmx_gpio_request_enable',
  'Gives a pin the function of a plain line, if it can have it.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const pctl = pctlOf(gc);
    const [first, last] = pctl.devdata?.noGpio ?? [Infinity, 0];
    if (offset >= first && offset <= last) {
      if (pctl.dev !== undefined) dev_err(k, pctl.dev, `invalid gpio pin ${offset}.`);
      return -EINVAL;
    }
    mtk_pmx_set_mode(k, pctl, offset, 0);
    return 0;
  },
);

const mtk_gpio_get_direction = at.fn(
  'mtk_gpio_get_direction',
  'Reads whether a pin is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const pctl = pctlOf(gc);
    const { reg, bit } = bitOf(pctl, pctl.devdata?.dir ?? 0, offset);
    return (readl(k, reg) & (1 << bit)) === 0 ? GPIO_LINE_DIRECTION_IN : GPIO_LINE_DIRECTION_OUT;
  },
);

const mtk_gpio_get = at.fn('mtk_gpio_get', 'Reads the level of a pin.', (k: Kernel, gc: gpio_chip, offset: number) => {
  const pctl = pctlOf(gc);
  const { reg, bit } = bitOf(pctl, pctl.devdata?.din ?? 0, offset);
  return (readl(k, reg) >>> bit) & 1;
});

const mtk_gpio_to_irq = at.fn(
  'mtk_gpio_to_irq',
  'The interrupt of a pin, which was mapped at the start.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const { eint, devdata } = pctlOf(gc);
    const found = eintOfPin(devdata?.eints ?? [], offset);
    return found === undefined || eint === undefined ? -EINVAL : mtk_eint_find_irq(k, eint, found.eint);
  },
);

// --- external interrupts

function mtk_eint_xt_of(pctl: mtk_common_pinctrl, chip: gpio_chip): mtk_eint_xt {
  const eints = pctl.devdata?.eints ?? [];
  return {
    get_gpio_n(_k, eint_n) {
      const gpio_n = pinOfEint(eints, eint_n);
      return gpio_n === undefined ? -EINVAL : { chip, gpio_n };
    },
    get_gpio_state(k, eint_n) {
      const pin = pinOfEint(eints, eint_n);
      return pin === undefined ? -EINVAL : mtk_gpio_get(k, chip, pin);
    },
    set_gpio_as_eint(k, eint_n) {
      const pin = pinOfEint(eints, eint_n);
      if (pin === undefined) return -EINVAL;
      mtk_pmx_set_mode(k, pctl, pin, eintOfPin(eints, pin)?.mode ?? 0);
      return mtk_pmx_gpio_set_direction(k, pctl, pin);
    },
  };
}

const mtk_eint_init = at.fn(
  'mtk_eint_init',
  "Starts the external interrupts, whose registers are the node's first block.",
  (k: Kernel, pctl: mtk_common_pinctrl, pdev: platform_device, chip: gpio_chip): number => {
    const np = pdev.dev.of_node;
    if (np === undefined || !of_property_read_bool(k, np, 'interrupt-controller')) return -ENODEV;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const irq = irq_of_parse_and_map(k, np, 0);
    if (irq === 0) return -EINVAL;
    const gpio_xlate = mtk_eint_xt_of(pctl, chip);
    const eint = mtk_eint.create(k.rec, { dev: pdev.dev, irq, ap_num: pctl.devdata?.ap_num ?? 0, gpio_xlate });
    eint.base.addTail(base);
    pctl.eint = eint;
    return mtk_eint_do_init(k, eint);
  },
);

// --- the driver

/** The syscon with the registers of the pins: its address, or an errno. */
function regmapOf(k: Kernel, pdev: platform_device): number {
  const { dev } = pdev;
  const [phandle] = of_property_cells(k, dev.of_node, 'mediatek,pctl-regmap');
  const node = phandle === undefined ? undefined : of_find_node_by_phandle(k, phandle);
  if (node === undefined) return dev_err_probe(k, dev, -EINVAL, 'Cannot find pinctrl regmap.');
  return of_device_is_compatible(k, node, 'syscon') === 0 ? -EINVAL : (of_iomap(k, node, 0) ?? -ENOMEM);
}

const mtk_pctrl_init = at.fn(
  'mtk_pctrl_init',
  'Starts a pin controller: its lines, then their external interrupts, without which it fails.',
  (k: Kernel, pdev: platform_device, devdata: CommonSoc): number => {
    const { dev } = pdev;
    if (!k.since('6.12') && !of_property_read_bool(k, dev.of_node, 'pins-are-numbered'))
      return dev_err_probe(k, dev, -EINVAL, 'only support pins-are-numbered format');
    const regmap1 = regmapOf(k, pdev);
    if (regmap1 < 0) return regmap1;
    const pctl = mtk_common_pinctrl.create(k.rec, { dev, devdata, regmap1 });
    platform_set_drvdata(pdev, pctl);
    // All lines are pins of the controller itself, whether the tree says so or not.
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio: devdata.npins,
      ops: {
        request: mtk_pmx_gpio_request_enable,
        get_direction: mtk_gpio_get_direction,
        direction_input: (kernel, chip, offset) => mtk_pmx_gpio_set_direction(kernel, pctlOf(chip), offset),
        to_irq: mtk_gpio_to_irq,
      },
      data: pctl,
    });
    pctl.chip = gc;
    if (gpiochip_add_data_with_key(k, gc) !== 0) return -EINVAL;
    const ret = mtk_eint_init(k, pctl, pdev, gc);
    if (ret !== 0) gpiochip_remove(k, gc);
    return ret;
  },
);

interface CommonDriver {
  readonly name: string;
  readonly init: ((k: Kernel) => number) & FunctionInfo;
}

function driverFor(devdata: CommonSoc): CommonDriver {
  const { soc } = devdata;
  const name = `mediatek-${soc}-pinctrl`;
  const init = at.fn(`${soc}_mtk_pinctrl_init`, 'Registers the driver of the pin controller of a SoC.', (k: Kernel) => {
    const driver: platform_driver = {
      name,
      bus: 'platform',
      of_match_table: [{ compatible: `mediatek,${soc}-pinctrl`, data: undefined }],
      probe: (kernel, pdev) => mtk_pctrl_init(kernel, pdev, devdata),
    };
    return platform_driver_register(k, driver);
  });
  return { name, init };
}

/** The drivers of all SoCs; each is registered by an arch_initcall. */
export const mtkCommonDrivers: readonly CommonDriver[] = SOCS.map(driverFor);
