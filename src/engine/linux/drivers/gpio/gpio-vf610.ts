/**
 * Models drivers/gpio/gpio-vf610.c: GPIO banks of Vybrid and of i.MX 7ULP, 8ULP and 9. Left out: outputs, and clocks, without which it goes
 * on as well.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { bool, hexnum, map, num, type Recorded, type RecordedMap, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV } from '../../include/linux/errno.ts';
import {
  gpio_chip,
  type gpio_chip_ops,
  GPIO_LINE_DIRECTION_IN,
  GPIO_LINE_DIRECTION_OUT,
} from '../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_LEVEL_MASK,
  IRQ_TYPE_NONE,
  IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND,
  IRQCHIP_IMMUTABLE,
  IRQCHIP_MASK_ON_SUSPEND,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { of_device_id } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_edge_irq, handle_level_irq } from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import { irq_set_irq_wake } from '../../kernel/irq/manage/index.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import { of_device_is_compatible, of_match_node } from '../of/base/index.ts';
import { pinctrl_gpio_direction_input } from '../pinctrl/core.ts';
import {
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_generic_request,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';
import { genericGpio, undirectedOps } from './gpio-mmio.ts';

const at = source('drivers/gpio/gpio-vf610.c');

const PINS = 32;
const GPIO_PDIR = 0x10;
const GPIO_PDDR = 0x14;
const PORT_ISFR = 0xa0;
const PORT_PCR_IRQC_OFFSET = 16;
const IMX8ULP_GPIO_BASE_OFF = 0x40;
const IMX8ULP_BASE_OFF = 0x80;

/** What a pin's register has for each type. */
const IRQCS: ReadonlyMap<number, number> = new Map([
  [IRQ_TYPE_LEVEL_LOW, 0x8],
  [IRQ_TYPE_EDGE_RISING, 0x9],
  [IRQ_TYPE_EDGE_FALLING, 0xa],
  [IRQ_TYPE_EDGE_BOTH, 0xb],
  [IRQ_TYPE_LEVEL_HIGH, 0xc],
]);

/** Whether there is a register for directions, and whether interrupts and lines have a region each. */
interface fsl_gpio_soc_data {
  readonly have_paddr: boolean;
  readonly have_dual_base: boolean;
  readonly new?: boolean;
}
const vf610_gpio_dt_ids: readonly of_device_id<fsl_gpio_soc_data>[] = [
  { compatible: 'fsl,vf610-gpio', data: { have_paddr: false, have_dual_base: true } },
  { compatible: 'fsl,imx7ulp-gpio', data: { have_paddr: true, have_dual_base: true } },
  { compatible: 'fsl,imx8ulp-gpio', data: { have_paddr: true, have_dual_base: false, new: true } },
];

interface vf610_gpio_port extends Recorded {
  base: number;
  gpio_base: number;
  have_paddr: boolean;
  irqc: RecordedMap<number>;
  irq: number;
}
const vf610_gpio_port = struct<vf610_gpio_port>('vf610_gpio_port', {
  base: hexnum(),
  gpio_base: hexnum(),
  have_paddr: bool(),
  irqc: map(hexnum()),
  irq: num(),
});

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const portOf = (gc: gpio_chip): vf610_gpio_port => vf610_gpio_port.of(gpiochip_get_data(gc));

const vf610_gpio_direction_input = at.fn(
  'vf610_gpio_direction_input',
  'Makes a pin an input, if its pin controller agrees.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const { gpio_base, have_paddr } = portOf(gc);
    if (have_paddr) change_bits(k, 1 << offset, false, gpio_base + GPIO_PDDR);
    return pinctrl_gpio_direction_input(k, gc, offset);
  },
);

const vf610_gpio_get_direction = at.fn(
  'vf610_gpio_get_direction',
  'Reads whether a pin is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number =>
    (readl(k, portOf(gc).gpio_base + GPIO_PDDR) & (1 << offset)) === 0
      ? GPIO_LINE_DIRECTION_IN
      : GPIO_LINE_DIRECTION_OUT,
);

const vf610_gpio_irq_handler = at.fn(
  'vf610_gpio_irq_handler',
  "Handles a bank's interrupt: looks which of its pins caused it, and handles each.",
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const { base } = portOf(gc);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (const pin of bitsOf(readl(k, base + PORT_ISFR))) {
      writel(k, 1 << pin, base + PORT_ISFR);
      if (gc.irq_domain !== undefined) generic_handle_domain_irq(k, gc.irq_domain, pin);
    }
    chained_irq_exit(k, chip, desc);
  },
);

const vf610_gpio_irq_ack = at.fn('vf610_gpio_irq_ack', "Clears a pin's status.", (k: Kernel, d: irq_data): void =>
  writel(k, 1 << irqd_to_hwirq(d), portOf(gcOf(d)).base + PORT_ISFR),
);

const vf610_gpio_irq_set_type = at.fn(
  'vf610_gpio_irq_set_type',
  'Sets how a pin interrupts; the register has it when the pin is unmasked.',
  (k: Kernel, d: irq_data, type: number): number => {
    const irqc = IRQCS.get(type);
    if (irqc === undefined) return -EINVAL;
    portOf(gcOf(d)).irqc.set(irqd_to_hwirq(d), irqc);
    irq_set_handler_locked(k, d, (type & IRQ_TYPE_LEVEL_MASK) === 0 ? handle_edge_irq : handle_level_irq);
    return 0;
  },
);

const vf610_gpio_irq_mask = at.fn('vf610_gpio_irq_mask', 'Masks a pin.', (k: Kernel, d: irq_data): void => {
  const gc = gcOf(d);
  writel(k, 0, portOf(gc).base + irqd_to_hwirq(d) * 4);
  gpiochip_disable_irq(k, gc, irqd_to_hwirq(d));
});

const vf610_gpio_irq_unmask = at.fn('vf610_gpio_irq_unmask', 'Unmasks a pin.', (k: Kernel, d: irq_data): void => {
  const gc = gcOf(d);
  const pin = irqd_to_hwirq(d);
  const { base, irqc } = portOf(gc);
  gpiochip_enable_irq(k, gc, pin);
  writel(k, (irqc.get(pin) ?? 0) << PORT_PCR_IRQC_OFFSET, base + pin * 4);
});

const vf610_gpio_irq_set_wake = at.fn(
  'vf610_gpio_irq_set_wake',
  "Lets a pin wake the system: the bank's own interrupt must.",
  (k: Kernel, d: irq_data, enable: number): number => {
    irq_set_irq_wake(k, portOf(gcOf(d)).irq, enable);
    return 0;
  },
);

function vf610_irqchip(): irq_chip {
  return {
    name: 'gpio-vf610',
    irq_ack: vf610_gpio_irq_ack,
    irq_mask: vf610_gpio_irq_mask,
    irq_unmask: vf610_gpio_irq_unmask,
    irq_set_type: vf610_gpio_irq_set_type,
    irq_set_wake: vf610_gpio_irq_set_wake,
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE | IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND,
  };
}

/** Where the registers of interrupts and of lines are; an errno below 0 in the first. */
function basesOf(k: Kernel, pdev: platform_device, soc: fsl_gpio_soc_data): readonly [base: number, gpio: number] {
  const np = pdev.dev.of_node;
  const is = (name: string): boolean => np !== undefined && of_device_is_compatible(k, np, name) > 0;
  const legacy = is('fsl,imx7ulp-gpio') && (is('fsl,imx93-gpio') || is('fsl,imx8ulp-gpio'));
  const base = devm_platform_ioremap_resource(k, pdev, 0);
  if (base < 0) return [base, 0];
  if (!soc.have_dual_base && !legacy) return [base + IMX8ULP_BASE_OFF, base + IMX8ULP_GPIO_BASE_OFF];
  const gpio = devm_platform_ioremap_resource(k, pdev, 1);
  return gpio < 0 ? [gpio, 0] : [base, gpio];
}

function ownOps(k: Kernel, have_paddr: boolean): gpio_chip_ops {
  return {
    request: gpiochip_generic_request,
    direction_input: vf610_gpio_direction_input,
    get_direction: have_paddr && k.since('6.12') ? vf610_gpio_get_direction : undefined,
  };
}

/** 7.3 leaves the lines to gpio-mmio. */
function genericOps(k: Kernel, have_paddr: boolean): gpio_chip_ops {
  return { request: gpiochip_generic_request, ...(have_paddr ? genericGpio(k).ops : undirectedOps) };
}

const vf610_gpio_probe = at.fn(
  'vf610_gpio_probe',
  'Starts a bank: its pins masked, then registered.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const soc = dev.of_node === undefined ? undefined : of_match_node(k, vf610_gpio_dt_ids, dev.of_node)?.data;
    if (soc === undefined) return -ENODEV;
    const [base, gpio_base] = basesOf(k, pdev, soc);
    if (base < 0) return base;
    const irq = platform_get_irq(k, pdev, 0);
    if (irq < 0) return irq;
    const { have_paddr } = soc;
    const port = vf610_gpio_port.create(k.rec, { base, gpio_base, have_paddr, irq });
    for (let pin = 0; pin < PINS; pin++) writel(k, 0, base + pin * 4);
    writel(k, 0xffffffff, base + PORT_ISFR);
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio: PINS,
      ops: k.since('7.3') ? genericOps(k, have_paddr) : ownOps(k, have_paddr),
      data: port,
      irq_chip: vf610_irqchip(),
      irq_handler: handle_edge_irq,
      irq_default_type: IRQ_TYPE_NONE,
      irq_parent_handler: vf610_gpio_irq_handler,
      irq_parent: irq,
    });
    if (k.since('7.3')) {
      const dirout = have_paddr ? gpio_base + GPIO_PDDR : 0;
      genericGpio(k).init(k, gc, { dat: gpio_base + GPIO_PDIR, dirout, pinctrl: true });
    }
    return gpiochip_add_data_with_key(k, gc);
  },
);

/** device_initcall; the kernel has it from builtin_platform_driver. */
export const vf610_gpio_driver_init = at.fn(
  'vf610_gpio_driver_init',
  'Registers the driver of Vybrid GPIO banks.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'gpio-vf610',
      bus: 'platform',
      of_match_table: vf610_gpio_dt_ids.filter((id) => id.data.new !== true || k.since('6.12')),
      probe: vf610_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
