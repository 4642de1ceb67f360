/** drivers/pinctrl/qcom/pinctrl-msm.c: starting a pin controller, and the drivers of the SoCs, which are data for it. */
import { type FunctionInfo, source } from '../../../../../recorder/index.ts';
import { EINVAL, EPROBE_DEFER } from '../../../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../../../include/linux/ioport.ts';
import { gpio_chip } from '../../../../include/linux/gpio/driver.ts';
import { IRQ_TYPE_EDGE_RISING, IRQ_TYPE_NONE } from '../../../../include/linux/irq.ts';
import { DOMAIN_BUS_WAKEUP, type Translated } from '../../../../include/linux/irqdomain.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../../include/linux/platform_device.ts';
import { GPIO_NO_WAKE_IRQ, irq_domain_qcom_handle_wakeup } from '../../../../include/linux/soc/qcom/irq.ts';
import type { Kernel } from '../../../../kernel.ts';
import { handle_bad_irq } from '../../../../kernel/irq/handle.ts';
import { irq_find_matching_host } from '../../../../kernel/irq/irqdomain/index.ts';
import { hasUnmodelledDriver } from '../../../../stand-ins/controllers.ts';
import {
  devm_platform_ioremap_resource,
  platform_driver_register,
  platform_get_irq,
  platform_get_resource_byname,
} from '../../../base/platform.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_generic_request,
  gpiochip_get_data,
} from '../../../gpio/gpiolib/index.ts';
import { of_parse_phandle } from '../../../of/base/index.ts';
import { msm_gpio_direction_input, msm_gpio_get_direction, msm_gpio_irq_chip, msm_gpio_irq_handler } from './chip.ts';
import { MSM_SOCS, type MsmSoc } from './socs.ts';
import { msm_pinctrl, pinsOf, socOf } from './state.ts';

const at = source('drivers/pinctrl/qcom/pinctrl-msm.c');

/** Pin and line of the wake-up controller, as this version has them. */
function wakeMap(k: Kernel, { wake = [], wakeNew = false }: MsmSoc): ReadonlyMap<number, number> {
  const lines = new Map<number, number>();
  if (wakeNew && !k.since('6.12')) return lines;
  for (let at = 0; at < wake.length; at += 2) {
    const pin = wake[at] ?? 0;
    if (!lines.has(pin)) lines.set(pin, wake[at + 1] ?? 0);
  }
  return lines;
}

const msm_gpio_wakeirq = at.fn(
  'msm_gpio_wakeirq',
  'Finds the line of the wake-up controller that a pin has, if it has one.',
  (k: Kernel, gc: gpio_chip, child: number, _child_type: number): Translated => {
    const soc = socOf(msm_pinctrl.of(gpiochip_get_data(gc)));
    return { hwirq: wakeMap(k, soc).get(child) ?? GPIO_NO_WAKE_IRQ, type: IRQ_TYPE_EDGE_RISING };
  },
);

const msm_gpio_irq_valid = (_k: Kernel, gc: gpio_chip, offset: number): boolean =>
  pinsOf(socOf(msm_pinctrl.of(gpiochip_get_data(gc))))[offset] !== undefined;

/** Stacks the pins on the domain of the wake-up controller that the tree names. 0, or -EPROBE_DEFER while that is not up. */
function stackOnWakeupParent(k: Kernel, pctrl: msm_pinctrl, gc: gpio_chip): number {
  const own = gc.parent?.of_node;
  const np = own === undefined ? undefined : of_parse_phandle(k, own, 'wakeup-parent', 0);
  // One that nobody has modelled makes no domain: then the pins come in by the interrupt of all.
  if (np === undefined || hasUnmodelledDriver(k, np)) return 0;
  const parent_domain = irq_find_matching_host(k, np, DOMAIN_BUS_WAKEUP);
  if (parent_domain === undefined) return -EPROBE_DEFER;
  const girq = gpio_irq_chip_of(k, gc);
  girq.parent_domain = parent_domain;
  if (irq_domain_qcom_handle_wakeup(parent_domain))
    for (const [pin] of wakeMap(k, socOf(pctrl))) pctrl.skip_wake_irqs.set(pin, 1);
  return 0;
}

const msm_gpio_init = at.fn(
  'msm_gpio_init',
  'Registers the pins and their interrupts: on top of the wake-up controller, and behind the interrupt of all pins.',
  (k: Kernel, pctrl: msm_pinctrl): number => {
    const gc = gpio_chip.create(k.rec, {
      label: pctrl.dev?.name ?? '',
      parent: pctrl.dev,
      ngpio: pinsOf(socOf(pctrl)).length,
      ops: {
        request: gpiochip_generic_request,
        get_direction: msm_gpio_get_direction,
        direction_input: msm_gpio_direction_input,
      },
      data: pctrl,
      irq_chip: msm_gpio_irq_chip(k),
      irq_handler: handle_bad_irq,
      irq_default_type: IRQ_TYPE_NONE,
      irq_parent_handler: msm_gpio_irq_handler,
    });
    pctrl.chip = gc;
    const ret = stackOnWakeupParent(k, pctrl, gc);
    if (ret !== 0) return ret;
    const girq = gpio_irq_chip_of(k, gc);
    girq.ops = { valid: msm_gpio_irq_valid, child_to_parent_hwirq: msm_gpio_wakeirq };
    girq.parents.addTail(pctrl.irq);
    return gpiochip_add_data_with_key(k, gc);
  },
);

const msm_pinctrl_probe = at.fn(
  'msm_pinctrl_probe',
  'Starts a pin controller: its register blocks, its interrupt, its pins.',
  (k: Kernel, pdev: platform_device, soc: number): number => {
    const pctrl = msm_pinctrl.create(k.rec, { dev: pdev.dev, soc });
    const { tiles } = socOf(pctrl);
    const blocks =
      tiles === undefined
        ? [devm_platform_ioremap_resource(k, pdev, 0)]
        : tiles.map((tile) => platform_get_resource_byname(k, pdev, IORESOURCE_MEM, tile)?.start ?? -EINVAL);
    for (const regs of blocks) {
      if (regs < 0) return regs;
      pctrl.regs.addTail(regs);
    }
    pctrl.irq = platform_get_irq(k, pdev, 0);
    if (pctrl.irq < 0) return pctrl.irq;
    const ret = msm_gpio_init(k, pctrl);
    if (ret !== 0) return ret;
    platform_set_drvdata(pdev, pctrl);
    return 0;
  },
);

interface TlmmDriver {
  readonly name: string;
  readonly init: ((k: Kernel) => number) & FunctionInfo;
}

function driverFor({ driver, compatibles = [driver], ...rest }: MsmSoc, soc: number): TlmmDriver {
  const name = `${driver.replaceAll('-', '_')}_init`;
  const init = at.fn(name, 'Registers the driver of the pin controller of a SoC.', (k: Kernel): number => {
    if (rest.new === true && !k.since('6.12')) return 0;
    const platform: platform_driver = {
      name: driver,
      bus: 'platform',
      of_match_table: compatibles.map((compatible) => ({ compatible: `qcom,${compatible}`, data: undefined })),
      probe: (kernel, pdev) => msm_pinctrl_probe(kernel, pdev, soc),
    };
    return platform_driver_register(k, platform);
  });
  return { name: driver, init };
}

/** The drivers of all SoCs; each is registered by an arch_initcall. */
export const tlmmDrivers: readonly TlmmDriver[] = MSM_SOCS.map(driverFor);
