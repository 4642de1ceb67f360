/**
 * Models drivers/pinctrl/qcom/pinctrl-spmi-gpio.c: the pins of Qualcomm's PMICs. Each is a peripheral on the SPMI bus, and its interrupt
 * is that peripheral's first. Left out: the settings of the pins, which the driver reads when it starts.
 */
import { type Recorded, num, source, struct } from '../../../../recorder/index.ts';
import { EINVAL, ENXIO } from '../../../include/linux/errno.ts';
import { gpio_chip, type gpio_irq_ops, type GpioSpec } from '../../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_NONE,
  IRQCHIP_IMMUTABLE,
  IRQCHIP_MASK_ON_SUSPEND,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import type { irq_domain, irq_fwspec, Translated } from '../../../include/linux/irqdomain.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  handle_level_irq,
  irq_chip_ack_parent,
  irq_chip_mask_parent,
  irq_chip_set_type_parent,
  irq_chip_set_wake_parent,
  irq_chip_unmask_parent,
} from '../../../kernel/irq/chip/index.ts';
import { irq_find_host } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { platform_driver_register } from '../../base/platform.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_generic_request,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from '../../gpio/gpiolib/index.ts';
import { of_match_node } from '../../of/base/index.ts';
import { of_irq_find_parent } from '../../of/irq/index.ts';
import { of_property_cells, of_property_read_u32 } from '../../of/property.ts';

const at = source('drivers/pinctrl/qcom/pinctrl-spmi-gpio.c');

/** Pins are counted from 1. */
const PMIC_GPIO_PHYSICAL_OFFSET = 1;

interface pmic_gpio_state extends Recorded {
  /** The PMIC's number on the bus. */
  usid: number;
  /** The peripheral of the first pin. */
  pid_base: number;
}
const pmic_gpio_state = struct<pmic_gpio_state>('pmic_gpio_state', { usid: num(), pid_base: num() });

const pmic_gpio_of_xlate = at.fn(
  'pmic_gpio_of_xlate',
  'Reads a specifier of a pin: its number, and flags.',
  (_k: Kernel, _gc: gpio_chip, [pin = 0, flags = 0]: readonly number[]): GpioSpec => ({
    offset: pin - PMIC_GPIO_PHYSICAL_OFFSET,
    flags,
  }),
);

const pmic_gpio_direction_input = at.fn(
  'pmic_gpio_direction_input',
  'Makes a pin an input; its settings are not modelled.',
  (_k: Kernel, _gc: gpio_chip, _pin: number): number => 0,
);

const pmic_gpio_domain_translate = at.fn(
  'pmic_gpio_domain_translate',
  'Reads a specifier of two cells: the pin, counted from 1, and its trigger type.',
  (_k: Kernel, domain: irq_domain, { param, param_count }: irq_fwspec): Translated | number => {
    const [pin = 0, type = 0] = param;
    if (param_count !== 2 || pin < 1 || pin > gpio_chip.of(domain.host_data).ngpio) return -EINVAL;
    return { hwirq: pin - PMIC_GPIO_PHYSICAL_OFFSET, type };
  },
);

const pmic_gpio_child_offset_to_irq = at.fn(
  'pmic_gpio_child_offset_to_irq',
  'The number that a pin has in specifiers.',
  (_k: Kernel, _gc: gpio_chip, offset: number): number => offset + PMIC_GPIO_PHYSICAL_OFFSET,
);

const pmic_gpio_child_to_parent_hwirq = at.fn(
  'pmic_gpio_child_to_parent_hwirq',
  'The peripheral of a pin.',
  (_k: Kernel, gc: gpio_chip, child_hwirq: number, child_type: number): Translated => ({
    hwirq: child_hwirq + pmic_gpio_state.of(gc.data).pid_base,
    type: child_type,
  }),
);

const pmic_gpio_populate_parent_fwspec = at.fn(
  'pmic_gpio_populate_parent_fwspec',
  "What the arbiter's domain is asked for: the PMIC, the peripheral, its first interrupt.",
  (k: Kernel, gc: gpio_chip, parent_hwirq: number, parent_type: number): irq_fwspec => ({
    fwnode: gpio_irq_chip_of(k, gc).parent_domain?.fwnode,
    param_count: 4,
    param: [pmic_gpio_state.of(gc.data).usid, parent_hwirq, 0, parent_type],
  }),
);

const pmic_gpio_irq_mask = at.fn(
  'pmic_gpio_irq_mask',
  "Disables a pin's interrupt.",
  (k: Kernel, d: irq_data): void => {
    irq_chip_mask_parent(k, d);
    gpiochip_disable_irq(k, gpio_chip.of(irq_data_get_irq_chip_data(d)), irqd_to_hwirq(d));
  },
);

const pmic_gpio_irq_unmask = at.fn(
  'pmic_gpio_irq_unmask',
  "Enables a pin's interrupt.",
  (k: Kernel, d: irq_data): void => {
    gpiochip_enable_irq(k, gpio_chip.of(irq_data_get_irq_chip_data(d)), irqd_to_hwirq(d));
    irq_chip_unmask_parent(k, d);
  },
);

function spmi_gpio_irq_chip(): irq_chip {
  return {
    name: 'spmi-gpio',
    irq_ack: irq_chip_ack_parent,
    irq_mask: pmic_gpio_irq_mask,
    irq_unmask: pmic_gpio_irq_unmask,
    irq_set_type: irq_chip_set_type_parent,
    irq_set_wake: irq_chip_set_wake_parent,
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE | IRQCHIP_MASK_ON_SUSPEND,
  };
}

/** Registers pins whose domain is stacked on that of the arbiter: what GPIOs and MPPs of a PMIC have alike. */
export function addPins(
  k: Kernel,
  pdev: platform_device,
  npins: number,
  irq_chip: irq_chip,
  ops: Pick<gpio_irq_ops, 'child_to_parent_hwirq' | 'populate_parent_alloc_arg'>,
  data: Recorded | undefined,
): number {
  const { dev } = pdev;
  const np = dev.of_node;
  const parent_node = np === undefined ? undefined : of_irq_find_parent(k, np);
  const parent_domain = parent_node === undefined ? undefined : irq_find_host(k, parent_node);
  if (parent_domain === undefined) return -ENXIO;
  const gc = gpio_chip.create(k.rec, {
    label: dev.name,
    parent: dev,
    ngpio: npins,
    ops: {
      request: gpiochip_generic_request,
      direction_input: pmic_gpio_direction_input,
      of_xlate: pmic_gpio_of_xlate,
    },
    data,
    irq_chip,
    irq_handler: handle_level_irq,
    irq_default_type: IRQ_TYPE_NONE,
  });
  const girq = gpio_irq_chip_of(k, gc);
  girq.fwnode = np;
  girq.parent_domain = parent_domain;
  girq.ops = {
    ...ops,
    child_offset_to_irq: pmic_gpio_child_offset_to_irq,
    child_irq_domain_ops: { translate: pmic_gpio_domain_translate },
  };
  platform_set_drvdata(pdev, gc);
  const ret = gpiochip_add_data_with_key(k, gc);
  if (ret !== 0) dev_err(k, dev, "can't add gpio chip");
  return ret;
}

/** Pins of each PMIC, with the holes that some have among them; then those that came after 6.1, and after 6.12. */
const PINS = [
  'pm2250:10 pm660:13 pm660l:12 pm6125:9 pm6150:10 pm6150l:12 pm6350:9 pm7250b:12 pm7325:10 pm8005:4 pm8019:6',
  'pm8150:10 pmc8180:10 pm8150b:12 pm8150l:12 pmc8180c:12 pm8226:8 pm8350:10 pm8350b:8 pm8350c:9 pm8450:4',
  'pm8916:4 pm8937:8 pm8941:36 pm8950:8 pm8994:22 pm8998:26 pma8084:22 pmi8950:2 pmi8994:10 pmi8998:14 pmk8350:4',
  'pmm8155au:10 pmp8074:12 pmr735a:4 pmr735b:4 pms405:12 pmx55:11 pmx65:16',
];
const NEW_PINS = [
  'pm6450:9 pm7550ba:8 pm8550:12 pm8550b:12 pm8550ve:8 pm8550vs:6 pm8953:8 pmc8380:10 pmd8028:4 pmi632:8',
  'pmih0108:18 pmk8550:6 pmm8654au:12 pmr735d:2 pmx75:16 pmxr2230:12',
];

const PINS_7_3 = ['pm7550:12 pm8010:2 pmcx0102:14 pmg1110:4 pmh0101:18 pmh0104:8 pmh0110:14 pmiv0104:10 pmk8850:8'];

/** A match table of PMICs with how many pins each has, from "PMIC:pins" with spaces between. */
export function pinsTable(pins: readonly string[], kind: 'gpio' | 'mpp') {
  return pins
    .flatMap((some) => some.split(' '))
    .map((each) => {
      const [pmic = '', count = ''] = each.split(':');
      return { compatible: `qcom,${pmic}-${kind}`, data: Number(count) };
    });
}

const tableOf = (k: Kernel) =>
  pinsTable([...PINS, ...(k.since('6.12') ? NEW_PINS : []), ...(k.since('7.3') ? PINS_7_3 : [])], 'gpio');

const pmic_gpio_probe = at.fn(
  'pmic_gpio_probe',
  'Starts the pins of a PMIC.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const reg = of_property_read_u32(k, dev.of_node, 'reg');
    if (reg === undefined) {
      dev_err(k, dev, 'missing base address');
      return -EINVAL;
    }
    const npins = dev.of_node === undefined ? 0 : (of_match_node(k, tableOf(k), dev.of_node)?.data ?? 0);
    const usid = of_property_cells(k, dev.parent?.of_node, 'reg')[0] ?? 0;
    const state = pmic_gpio_state.create(k.rec, { usid, pid_base: (reg >>> 8) & 0xff });
    const ops = {
      child_to_parent_hwirq: pmic_gpio_child_to_parent_hwirq,
      populate_parent_alloc_arg: pmic_gpio_populate_parent_fwspec,
    };
    return addPins(k, pdev, npins, spmi_gpio_irq_chip(), ops, state);
  },
);

/** module_platform_driver: device_initcall */
export const pmic_gpio_driver_init = at.fn(
  'pmic_gpio_driver_init',
  "Registers the driver of PMICs' GPIOs.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'qcom-spmi-gpio',
      bus: 'platform',
      of_match_table: tableOf(k),
      probe: pmic_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
