/**
 * Models drivers/gpio/gpio-cadence.c: Cadence's GPIO block of up to 32 lines, by level; by edge from 7.x on. Left out: outputs.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { data, hexnum, type Recorded, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_NONE,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { handle_level_irq } from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import { of_parse_clkspec } from '../clk/clk.ts';
import { of_device_is_compatible } from '../of/base/index.ts';
import { of_property_read_u32 } from '../of/property.ts';
import { genericGpio } from './gpio-mmio.ts';
import {
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-cadence.c');

const CDNS_GPIO_BYPASS_MODE = 0x00;
const CDNS_GPIO_DIRECTION_MODE = 0x04;
const CDNS_GPIO_OUTPUT_EN = 0x08;
const CDNS_GPIO_INPUT_VALUE = 0x10;
const CDNS_GPIO_IRQ_MASK = 0x14;
const CDNS_GPIO_IRQ_EN = 0x18;
const CDNS_GPIO_IRQ_DIS = 0x1c;
const CDNS_GPIO_IRQ_STATUS = 0x20;
const CDNS_GPIO_IRQ_TYPE = 0x24;
const CDNS_GPIO_IRQ_VALUE = 0x28;
const CDNS_GPIO_IRQ_ANY_EDGE = 0x2c;
const MAX_LINES = 32;

interface cdns_gpio_chip extends Recorded {
  regs: number;
}
const cdns_gpio_chip = struct<cdns_gpio_chip>('cdns_gpio_chip', { regs: hexnum() });

interface cdns_gpio_c extends Recorded {
  /** Before 6.6: what gpiolib made of the chip that all blocks share. */
  irqchip: irq_chip | undefined;
}
const cdns_gpio_c = statics<cdns_gpio_c>('drivers/gpio/gpio-cadence.c', { irqchip: data() });

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const regsOf = (gc: gpio_chip): number => cdns_gpio_chip.of(gpiochip_get_data(gc)).regs;
const bitOf = (d: irq_data): number => (1 << irqd_to_hwirq(d)) >>> 0;

const cdns_gpio_request = at.fn(
  'cdns_gpio_request',
  'Takes a line away from the device behind it.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    change_bits(k, (1 << offset) >>> 0, false, regsOf(gc) + CDNS_GPIO_BYPASS_MODE);
    return 0;
  },
);

const cdns_gpio_irq_mask = at.fn('cdns_gpio_irq_mask', 'Masks a line.', (k: Kernel, d: irq_data): void => {
  writel(k, bitOf(d), regsOf(gcOf(d)) + CDNS_GPIO_IRQ_DIS);
  if (k.since('6.12')) gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});
const cdns_gpio_irq_unmask = at.fn('cdns_gpio_irq_unmask', 'Unmasks a line.', (k: Kernel, d: irq_data): void => {
  if (k.since('6.12')) gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
  writel(k, bitOf(d), regsOf(gcOf(d)) + CDNS_GPIO_IRQ_EN);
});

const LEVELS: ReadonlySet<number> = new Set([IRQ_TYPE_LEVEL_HIGH, IRQ_TYPE_LEVEL_LOW]);
const EDGES: ReadonlySet<number> = new Set([IRQ_TYPE_EDGE_RISING, IRQ_TYPE_EDGE_FALLING, IRQ_TYPE_EDGE_BOTH]);
const HIGH: ReadonlySet<number> = new Set([IRQ_TYPE_LEVEL_HIGH, IRQ_TYPE_EDGE_RISING]);

const cdns_gpio_irq_set_type = at.fn(
  'cdns_gpio_irq_set_type',
  'Sets how a line interrupts.',
  (k: Kernel, d: irq_data, type: number): number => {
    const hasEdges = k.since('7.3');
    if (!LEVELS.has(type) && !(hasEdges && EDGES.has(type))) return -EINVAL;
    const regs = regsOf(gcOf(d));
    change_bits(k, bitOf(d), HIGH.has(type), regs + CDNS_GPIO_IRQ_VALUE);
    change_bits(k, bitOf(d), LEVELS.has(type), regs + CDNS_GPIO_IRQ_TYPE);
    if (hasEdges) change_bits(k, bitOf(d), type === IRQ_TYPE_EDGE_BOTH, regs + CDNS_GPIO_IRQ_ANY_EDGE);
    return 0;
  },
);

const cdns_gpio_irq_handler = at.fn(
  'cdns_gpio_irq_handler',
  "Handles the block's interrupt: each of its lines that caused it. Reading the status clears it.",
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    const status = readl(k, regsOf(gc) + CDNS_GPIO_IRQ_STATUS) & ~readl(k, regsOf(gc) + CDNS_GPIO_IRQ_MASK);
    for (const hwirq of bitsOf(status))
      if (gc.irq_domain !== undefined && hwirq < gc.ngpio) generic_handle_domain_irq(k, gc.irq_domain, hwirq);
    chained_irq_exit(k, chip, desc);
  },
);

const cdns_gpio_irqchip: irq_chip = {
  name: 'cdns-gpio',
  irq_mask: cdns_gpio_irq_mask,
  irq_unmask: cdns_gpio_irq_unmask,
  irq_set_type: cdns_gpio_irq_set_type,
  irq_request_resources: gpiochip_irq_reqres,
  irq_release_resources: gpiochip_irq_relres,
  flags: IRQCHIP_IMMUTABLE,
};
/** Until 6.5 gpiolib puts its own operations into it. */
const oldIrqchip: irq_chip = {
  name: 'cdns-gpio',
  irq_mask: cdns_gpio_irq_mask,
  irq_unmask: cdns_gpio_irq_unmask,
  irq_set_type: cdns_gpio_irq_set_type,
  flags: 0,
};

/** Registers the lines: a clock must be there, an interrupt may. */
function addChip(k: Kernel, pdev: platform_device, gc: gpio_chip): number {
  const clk = of_parse_clkspec(k, pdev.dev.of_node, undefined);
  if (clk < 0) {
    dev_err(k, pdev.dev, `Failed to retrieve peripheral clock, ${clk}`);
    return clk;
  }
  const irq = platform_get_irq(k, pdev, 0);
  if (irq >= 0) {
    gc.irq_chip = k.since('6.12') ? cdns_gpio_irqchip : (cdns_gpio_c(k).irqchip ?? oldIrqchip);
    gc.irq_handler = handle_level_irq;
    gc.irq_default_type = IRQ_TYPE_NONE;
    gc.irq_parent_handler = cdns_gpio_irq_handler;
    gc.irq_parent = irq;
  }
  const ret = gpiochip_add_data_with_key(k, gc);
  if (!k.since('6.12') && irq >= 0) cdns_gpio_c(k).irqchip = gc.irq_chip;
  if (ret < 0) dev_err(k, pdev.dev, `Could not register gpiochip, ${ret}`);
  return ret;
}

const cdns_gpio_probe = at.fn(
  'cdns_gpio_probe',
  'Starts a block: its lines made inputs and registered.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const regs = devm_platform_ioremap_resource(k, pdev, 0);
    if (regs < 0) return regs;
    const ngpio = of_property_read_u32(k, dev.of_node, 'ngpios') ?? MAX_LINES;
    if (ngpio > MAX_LINES) {
      dev_err(k, dev, 'ngpios must be less or equal 32');
      return -EINVAL;
    }
    const isSetUp =
      k.since('7.3') && dev.of_node !== undefined && of_device_is_compatible(k, dev.of_node, 'axiado,ax3000-gpio') > 0;
    const dir_prev = readl(k, regs + CDNS_GPIO_DIRECTION_MODE);
    const all = 2 ** ngpio - 1;
    if (!isSetUp) writel(k, all, regs + CDNS_GPIO_DIRECTION_MODE);
    const cgpio = cdns_gpio_chip.create(k.rec, { regs });
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio,
      ops: { ...genericGpio(k).ops, request: cdns_gpio_request },
      data: cgpio,
    });
    genericGpio(k).init(k, gc, { dat: regs + CDNS_GPIO_INPUT_VALUE, dirin: regs + CDNS_GPIO_DIRECTION_MODE });
    const ret = addChip(k, pdev, gc);
    if (ret < 0) {
      writel(k, dir_prev, regs + CDNS_GPIO_DIRECTION_MODE);
      return ret;
    }
    if (!isSetUp) {
      writel(k, all, regs + CDNS_GPIO_OUTPUT_EN);
      writel(k, 0, regs + CDNS_GPIO_BYPASS_MODE);
    }
    platform_set_drvdata(pdev, cgpio);
    return 0;
  },
);

/** device_initcall */
export const cdns_gpio_driver_init = at.fn(
  'cdns_gpio_driver_init',
  "Registers the driver of Cadence's GPIO blocks.",
  (k: Kernel): number => {
    const compatibles = k.since('7.3') ? ['axiado,ax3000-gpio', 'cdns,gpio-r1p02'] : ['cdns,gpio-r1p02'];
    const driver: platform_driver = {
      name: 'cdns-gpio',
      bus: 'platform',
      of_match_table: compatibles.map((compatible) => ({ compatible, data: undefined })),
      probe: cdns_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
