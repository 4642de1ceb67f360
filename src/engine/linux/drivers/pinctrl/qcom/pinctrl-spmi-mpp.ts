/**
 * Models drivers/pinctrl/qcom/pinctrl-spmi-mpp.c: the multi-purpose pins of Qualcomm's PMICs, as GPIOs in all that is modelled. The driver
 * asks for the interrupts of peripherals from 0xc0 on, where GPIOs are, on PMIC 0. Left out: the settings of the pins.
 */
import { source } from '../../../../recorder/index.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import { gpio_chip } from '../../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQCHIP_IMMUTABLE,
  IRQCHIP_MASK_ON_SUSPEND,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import type { irq_fwspec, Translated } from '../../../include/linux/irqdomain.ts';
import { type platform_device, type platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_chip_ack_parent,
  irq_chip_mask_parent,
  irq_chip_set_type_parent,
  irq_chip_set_wake_parent,
  irq_chip_unmask_parent,
} from '../../../kernel/irq/chip/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { platform_driver_register } from '../../base/platform.ts';
import {
  gpio_irq_chip_of,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from '../../gpio/gpiolib/index.ts';
import { of_match_node } from '../../of/base/index.ts';
import { of_property_read_u32 } from '../../of/property.ts';
import { addPins, pinsTable } from './pinctrl-spmi-gpio.ts';

const at = source('drivers/pinctrl/qcom/pinctrl-spmi-mpp.c');

const FIRST_PERIPHERAL = 0xc0;

const pmic_mpp_child_to_parent_hwirq = at.fn(
  'pmic_mpp_child_to_parent_hwirq',
  'The peripheral that the driver takes for that of a pin.',
  (_k: Kernel, _gc: gpio_chip, child_hwirq: number, child_type: number): Translated => ({
    hwirq: child_hwirq + FIRST_PERIPHERAL,
    type: child_type,
  }),
);

/** gpiochip_populate_parent_fwspec_fourcell */
const fourcell = (k: Kernel, gc: gpio_chip, hwirq: number, type: number): irq_fwspec => ({
  fwnode: gpio_irq_chip_of(k, gc).parent_domain?.fwnode,
  param_count: 4,
  param: [0, hwirq, 0, type],
});

const pmic_mpp_irq_mask = at.fn('pmic_mpp_irq_mask', "Disables a pin's interrupt.", (k: Kernel, d: irq_data): void => {
  irq_chip_mask_parent(k, d);
  gpiochip_disable_irq(k, gpio_chip.of(irq_data_get_irq_chip_data(d)), irqd_to_hwirq(d));
});

const pmic_mpp_irq_unmask = at.fn(
  'pmic_mpp_irq_unmask',
  "Enables a pin's interrupt.",
  (k: Kernel, d: irq_data): void => {
    gpiochip_enable_irq(k, gpio_chip.of(irq_data_get_irq_chip_data(d)), irqd_to_hwirq(d));
    irq_chip_unmask_parent(k, d);
  },
);

/** 6.1 leaves it to gpiolib to put its own operations into the chip. */
function pmic_mpp_irq_chip(k: Kernel): irq_chip {
  const common = {
    name: 'spmi-mpp',
    irq_ack: irq_chip_ack_parent,
    irq_set_type: irq_chip_set_type_parent,
    irq_set_wake: irq_chip_set_wake_parent,
  };
  if (!k.since('6.12'))
    return {
      ...common,
      irq_mask: irq_chip_mask_parent,
      irq_unmask: irq_chip_unmask_parent,
      flags: IRQCHIP_MASK_ON_SUSPEND,
    };
  return {
    ...common,
    irq_mask: pmic_mpp_irq_mask,
    irq_unmask: pmic_mpp_irq_unmask,
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_IMMUTABLE,
  };
}

const PINS = ['pm8019:6 pm8226:8 pm8841:4 pm8916:4 pm8937:4 pm8941:8 pm8950:4 pmi8950:4 pm8994:8 pma8084:8 pmi8994:4'];
const TABLE = pinsTable(PINS, 'mpp');

const pmic_mpp_probe = at.fn(
  'pmic_mpp_probe',
  'Starts the multi-purpose pins of a PMIC.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    if (of_property_read_u32(k, dev.of_node, 'reg') === undefined) {
      dev_err(k, dev, 'missing base address');
      return -EINVAL;
    }
    const npins = dev.of_node === undefined ? 0 : (of_match_node(k, TABLE, dev.of_node)?.data ?? 0);
    const ops = { child_to_parent_hwirq: pmic_mpp_child_to_parent_hwirq, populate_parent_alloc_arg: fourcell };
    return addPins(k, pdev, npins, pmic_mpp_irq_chip(k), ops, undefined);
  },
);

/** module_platform_driver: device_initcall */
export const pmic_mpp_driver_init = at.fn(
  'pmic_mpp_driver_init',
  "Registers the driver of PMICs' multi-purpose pins.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'qcom-spmi-mpp',
      bus: 'platform',
      of_match_table: TABLE,
      probe: pmic_mpp_probe,
    };
    return platform_driver_register(k, driver);
  },
);
