/**
 * Models drivers/pinctrl/samsung/pinctrl-samsung.c: the pin controllers of Samsung's SoCs, each with banks of pins that have nodes of
 * their own below. How pins interrupt is in `pinctrl-exynos.ts`. Left out: functions and pulls of pins, outputs, suspend, SoCs of 32 bits.
 */
import {
  hexnum,
  list,
  num,
  type Recorded,
  type RecordedList,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOENT, ENXIO, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import { gpio_chip } from '../../../include/linux/gpio/driver.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import type { device_node } from '../../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_create_mapping } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_warn } from '../../../kernel/printk/printk.ts';
import { find_bound_device } from '../../base/core/index.ts';
import { platform_driver_register, platform_get_irq_optional, platform_get_resource } from '../../base/platform.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_generic_request,
  gpiochip_get_data,
} from '../../gpio/gpiolib/index.ts';
import {
  for_each_available_child_of_node,
  of_alias_get_id,
  of_find_matching_node,
  of_match_node,
  of_node_name_eq,
} from '../../of/base/index.ts';
import { of_property_read_bool } from '../../of/property.ts';
import { SAMSUNG_SOCS, type SamsungBank } from './pinctrl-exynos-arm64.ts';
import { exynos_eint_gpio_init, exynos_eint_wkup_init } from './pinctrl-exynos.ts';

const at = source('drivers/pinctrl/samsung/pinctrl-samsung.c');

/** Bits of a pin's function; 0 is an input. */
const FUNC_WIDTH = 4;

export interface samsung_pin_bank extends Recorded {
  name: string;
  data: SamsungBank;
  /** Addresses: the interrupt registers are offsets from the first, the others from the second. */
  eint_base: number;
  pctl_base: number;
  fwnode: device_node | undefined;
  irq_domain: irq_domain | undefined;
  gpio_chip: gpio_chip | undefined;
  drvdata: samsung_pinctrl_drv_data | undefined;
  /** Place among the wake-up controllers of `pinctrl-exynos.ts`, for banks of that kind. */
  wkup: number;
}
export const samsung_pin_bank = struct<samsung_pin_bank>(
  'samsung_pin_bank',
  {
    name: { kind: 'str', isRequired: true },
    data: { kind: 'data', isRequired: true },
    eint_base: hexnum(),
    pctl_base: hexnum(),
    fwnode: ref(),
    irq_domain: ref(),
    gpio_chip: ref(),
    drvdata: ref(),
    wkup: num(-1),
  },
  { label: ({ name }) => `bank ${name}` },
);

export interface samsung_pinctrl_drv_data extends Recorded {
  dev: device | undefined;
  /** 0 for none. */
  irq: number;
  pin_banks: RecordedList<samsung_pin_bank>;
}
export const samsung_pinctrl_drv_data = struct<samsung_pinctrl_drv_data>('samsung_pinctrl_drv_data', {
  dev: ref(),
  irq: num(),
  pin_banks: list(ref<samsung_pin_bank>()),
});

/** Gives a pin a function. */
export function setFunction(k: Kernel, bank: samsung_pin_bank, pin: number, func: number): void {
  const shift = pin * FUNC_WIDTH;
  const reg = bank.pctl_base + bank.data.pctl;
  writel(k, (readl(k, reg) & ~(0xf << shift)) | (func << shift), reg);
}

const samsung_gpio_direction_input = at.fn(
  'samsung_gpio_direction_input',
  'Makes a pin an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    setFunction(k, samsung_pin_bank.of(gpiochip_get_data(gc)), offset, 0);
    return 0;
  },
);

const samsung_gpio_to_irq = at.fn(
  'samsung_gpio_to_irq',
  'The interrupt of a pin, mapped on first use.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const bank = samsung_pin_bank.of(gpiochip_get_data(gc));
    if (bank.irq_domain === undefined) return -ENXIO;
    const virq = irq_create_mapping(k, bank.irq_domain, offset);
    return virq === 0 ? -ENXIO : virq;
  },
);

const samsung_gpiolib_register = at.fn(
  'samsung_gpiolib_register',
  'Registers each bank as a GPIO controller.',
  (k: Kernel, drvdata: samsung_pinctrl_drv_data): number => {
    const { dev } = drvdata;
    for (const bank of drvdata.pin_banks) {
      const gc = gpio_chip.create(k.rec, {
        label: bank.name,
        parent: dev,
        ngpio: bank.data.pins,
        ops: {
          request: gpiochip_generic_request,
          direction_input: samsung_gpio_direction_input,
          to_irq: samsung_gpio_to_irq,
        },
        data: bank,
      });
      bank.gpio_chip = gc;
      gpio_irq_chip_of(k, gc).fwnode = bank.fwnode;
      const ret = gpiochip_add_data_with_key(k, gc);
      if (ret === 0) continue;
      if (dev !== undefined) dev_err(k, dev, `failed to register gpio_chip ${gc.label}, error code: ${ret}`);
      return ret;
    }
    return 0;
  },
);

/** The node of each bank, named as the bank is; "-gpio-bank" may follow. */
function samsung_banks_node_get(k: Kernel, dev: device, drvdata: samsung_pinctrl_drv_data): void {
  const nodes = for_each_available_child_of_node(k, dev.of_node).filter((np) =>
    of_property_read_bool(k, np, 'gpio-controller'),
  );
  for (const bank of drvdata.pin_banks) {
    bank.fwnode = nodes.find((np) => of_node_name_eq(np, `${bank.name}-gpio-bank`) || of_node_name_eq(np, bank.name));
    if (bank.fwnode === undefined) dev_warn(k, dev, `Missing node for bank ${bank.name} - invalid DTB`);
  }
}

const PMUS = [
  'exynos3250',
  'exynos4210',
  'exynos4212',
  'exynos4412',
  'exynos5250',
  'exynos5410',
  'exynos5420',
  'exynos5433',
  'exynos7',
  'exynos850',
];

/** exynos_get_pmu_regmap: 0 when the power management unit can be reached, else a negative errno. */
function pmuRegmap(k: Kernel): number {
  const ids = PMUS.map((soc) => ({ compatible: `samsung,${soc}-pmu`, data: undefined }));
  if (k.since('6.12')) ids.push({ compatible: 'google,gs101-pmu', data: undefined });
  const np = of_find_matching_node(k, undefined, ids);
  if (np === undefined) return -ENODEV;
  // 6.1 takes it as a plain register block; from 6.9 on its driver must have probed.
  return !k.since('6.12') || find_bound_device(k, (dev) => dev.of_node === np) !== undefined ? 0 : -EPROBE_DEFER;
}

type Controller = (typeof SAMSUNG_SOCS)[number]['controllers'][number];

/** The banks of the controller that the device's alias names; undefined, and a word in the log, where there are none. */
const samsung_pinctrl_get_soc_data = at.fn(
  'samsung_pinctrl_get_soc_data',
  'Finds which of the pin controllers of its SoC a device is, by its alias, and its banks.',
  (k: Kernel, drvdata: samsung_pinctrl_drv_data, pdev: platform_device): Controller | number => {
    const { dev } = pdev;
    const np = dev.of_node;
    if (np === undefined) return -ENOENT;
    const soc = of_match_node(k, matchTable(k), np)?.data;
    const id = of_alias_get_id(k, np, 'pinctrl');
    const ctrl = soc?.controllers[id];
    if (ctrl === undefined) {
      dev_err(k, dev, id < 0 ? 'failed to get alias id' : `invalid alias id ${id}`);
      return -ENOENT;
    }
    const blocks: number[] = [];
    for (let i = 0; i < (ctrl.ext ?? 0) + 1; i++) {
      const res = platform_get_resource(k, pdev, IORESOURCE_MEM, i);
      if (res === undefined) {
        dev_err(k, dev, `failed to get mem${i} resource`);
        return -EINVAL;
      }
      blocks.push(res.start);
    }
    for (const each of ctrl.banks) {
      const bases = { eint_base: blocks[0] ?? 0, pctl_base: blocks[each.block] ?? 0 };
      drvdata.pin_banks.addTail(samsung_pin_bank.create(k.rec, { name: each.name, data: each, drvdata, ...bases }));
    }
    samsung_banks_node_get(k, dev, drvdata);
    return ctrl;
  },
);

const samsung_pinctrl_probe = at.fn(
  'samsung_pinctrl_probe',
  'Starts a pin controller: its banks, their interrupts, then their pins.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const drvdata = samsung_pinctrl_drv_data.create(k.rec);
    const ctrl = samsung_pinctrl_get_soc_data(k, drvdata, pdev);
    if (typeof ctrl === 'number') {
      dev_err(k, dev, 'driver data not available');
      return ctrl;
    }
    drvdata.dev = dev;
    const irq = platform_get_irq_optional(k, pdev, 0);
    if (irq < 0 && irq !== -ENXIO) return irq;
    drvdata.irq = Math.max(0, irq);
    const pmu = ctrl.retention === true ? pmuRegmap(k) : 0;
    if (pmu < 0) return pmu;
    // What becomes of them is not asked.
    if (ctrl.gpio === true) exynos_eint_gpio_init(k, drvdata);
    if (ctrl.wkup === true) exynos_eint_wkup_init(k, drvdata);
    const ret = samsung_gpiolib_register(k, drvdata);
    if (ret !== 0) return ret;
    platform_set_drvdata(pdev, drvdata);
    return 0;
  },
);

type Match = { readonly compatible: string; readonly data: (typeof SAMSUNG_SOCS)[number] };

const matchTable = (k: Kernel): readonly Match[] =>
  SAMSUNG_SOCS.filter((soc) => soc.new !== true || k.since('6.12')).map((soc) => ({
    compatible: soc.compatible,
    data: soc,
  }));

/** postcore_initcall */
export const samsung_pinctrl_drv_register = at.fn(
  'samsung_pinctrl_drv_register',
  "Registers the driver of the pin controllers of Samsung's SoCs.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'samsung-pinctrl',
      bus: 'platform',
      of_match_table: matchTable(k),
      probe: samsung_pinctrl_probe,
    };
    return platform_driver_register(k, driver);
  },
);
