/**
 * Models drivers/gpio/gpio-xgs-iproc.c: the GPIO block of Broadcom's XGS switches, whose interrupt is an ordinary one that it shares.
 * Left out: outputs.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_SHARED } from '../../include/linux/interrupt.ts';
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
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_edge_irq,
  handle_level_irq,
  handle_simple_irq,
  irq_get_trigger_type,
} from '../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../kernel/irq/devres.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';
import { of_property_read_u32 } from '../of/property.ts';
import { genericGpio } from './gpio-mmio.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-xgs-iproc.c');

const IPROC_CCA_INT_F_GPIOINT = 1;
const IPROC_CCA_INT_STS = 0x20;
const IPROC_CCA_INT_MASK = 0x24;
const DIN = 0x00;
const OUT_EN = 0x08;
const INT_LEVEL = 0x10;
const INT_LEVEL_MASK = 0x14;
const INT_EVENT = 0x18;
const INT_EVENT_MASK = 0x1c;
const INT_EDGE = 0x24;
const LINES = 32;

interface iproc_gpio_chip extends Recorded {
  base: number;
  intr: number;
  gc: gpio_chip | undefined;
}
const iproc_gpio_chip = struct<iproc_gpio_chip>('iproc_gpio_chip', { base: hexnum(), intr: hexnum(), gc: ref() });

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const baseOf = (gc: gpio_chip): number => iproc_gpio_chip.of(gpiochip_get_data(gc)).base;
const bitOf = (d: irq_data): number => (1 << irqd_to_hwirq(d)) >>> 0;
const isEdge = (k: Kernel, d: irq_data): boolean => (irq_get_trigger_type(k, d.irq) & IRQ_TYPE_EDGE_BOTH) !== 0;
const maskOf = (k: Kernel, d: irq_data): number => baseOf(gcOf(d)) + (isEdge(k, d) ? INT_EVENT_MASK : INT_LEVEL_MASK);

const iproc_gpio_irq_ack = at.fn('iproc_gpio_irq_ack', "Clears a line's edge.", (k: Kernel, d: irq_data): void => {
  if (isEdge(k, d)) writel(k, bitOf(d), baseOf(gcOf(d)) + INT_EVENT);
});
const iproc_gpio_irq_unmask = at.fn('iproc_gpio_irq_unmask', 'Unmasks a line.', (k: Kernel, d: irq_data): void => {
  if (k.since('6.12')) gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
  change_bits(k, bitOf(d), true, maskOf(k, d));
});
const iproc_gpio_irq_mask = at.fn('iproc_gpio_irq_mask', 'Masks a line.', (k: Kernel, d: irq_data): void => {
  change_bits(k, bitOf(d), false, maskOf(k, d));
  if (k.since('6.12')) gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});

/** The register of a type's sense, and whether its bit is set. */
const SENSES: ReadonlyMap<number, readonly [register: number, inverted: boolean]> = new Map([
  [IRQ_TYPE_EDGE_RISING, [INT_EDGE, false]],
  [IRQ_TYPE_EDGE_FALLING, [INT_EDGE, true]],
  [IRQ_TYPE_LEVEL_HIGH, [INT_LEVEL, false]],
  [IRQ_TYPE_LEVEL_LOW, [INT_LEVEL, true]],
]);

const iproc_gpio_irq_set_type = at.fn(
  'iproc_gpio_irq_set_type',
  'Sets how a line interrupts; both edges it has not.',
  (k: Kernel, d: irq_data, type: number): number => {
    const sense = SENSES.get(type & IRQ_TYPE_SENSE_MASK);
    if (sense === undefined) return -EINVAL;
    const [register, inverted] = sense;
    change_bits(k, bitOf(d), inverted, baseOf(gcOf(d)) + register);
    irq_set_handler_locked(k, d, (type & IRQ_TYPE_LEVEL_MASK) === 0 ? handle_edge_irq : handle_level_irq);
    return 0;
  },
);

/** 6.1 makes a chip for each block, which gpiolib changes. */
function iproc_gpio_irq_chip(k: Kernel, name: string): irq_chip {
  const operations = {
    irq_ack: iproc_gpio_irq_ack,
    irq_mask: iproc_gpio_irq_mask,
    irq_unmask: iproc_gpio_irq_unmask,
    irq_set_type: iproc_gpio_irq_set_type,
  };
  if (!k.since('6.12')) return { name, ...operations, flags: 0 };
  return {
    name: undefined,
    ...operations,
    irq_print_chip: (d) => gcOf(d).parent?.name ?? '',
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE,
  };
}

const iproc_gpio_irq_handler = at.fn(
  'iproc_gpio_irq_handler',
  "Serves the block's interrupt: handles the lines whose edge or level is there.",
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    const gc = gpio_chip.of(data);
    const { base, intr } = iproc_gpio_chip.of(gpiochip_get_data(gc));
    if ((readl(k, intr + IPROC_CCA_INT_STS) & IPROC_CCA_INT_F_GPIOINT) === 0) return IRQ_NONE;
    const event = readl(k, base + INT_EVENT_MASK) & readl(k, base + INT_EVENT);
    const level = (readl(k, base + DIN) ^ readl(k, base + INT_LEVEL)) & readl(k, base + INT_LEVEL_MASK);
    const bits = bitsOf(event | level);
    for (const bit of bits)
      if (gc.irq_domain !== undefined && bit < gc.ngpio) generic_handle_domain_irq(k, gc.irq_domain, bit);
    return bits.length > 0 ? IRQ_HANDLED : IRQ_NONE;
  },
);

/** Enables the block's interrupt, requests it, and gives the lines their chip: 0, or an errno. */
function setUpInterrupts(k: Kernel, pdev: platform_device, chip: iproc_gpio_chip, gc: gpio_chip, irq: number): number {
  const { dev } = pdev;
  const intr = devm_platform_ioremap_resource(k, pdev, 1);
  if (intr < 0) return intr;
  chip.intr = intr;
  change_bits(k, IPROC_CCA_INT_F_GPIOINT, true, intr + IPROC_CCA_INT_MASK);
  const ret = devm_request_irq(k, dev, irq, iproc_gpio_irq_handler, IRQF_SHARED, dev.name, gc);
  if (ret !== 0) {
    dev_err(k, dev, `Fail to request IRQ${irq}: ${ret}`);
    return ret;
  }
  gc.irq_chip = iproc_gpio_irq_chip(k, dev.name);
  gc.irq_default_type = IRQ_TYPE_NONE;
  gc.irq_handler = handle_simple_irq;
  // No parents: the driver has a handler of its own.
  gpio_irq_chip_of(k, gc);
  return 0;
}

const iproc_gpio_probe = at.fn(
  'iproc_gpio_probe',
  'Starts a block: its interrupt, then its lines.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const chip = iproc_gpio_chip.create(k.rec, { base });
    platform_set_drvdata(pdev, chip);
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio: of_property_read_u32(k, dev.of_node, 'ngpios') ?? LINES,
      ops: genericGpio(k).ops,
      data: chip,
    });
    chip.gc = gc;
    genericGpio(k).init(k, gc, { dat: base + DIN, dirout: base + OUT_EN });
    const irq = platform_get_irq(k, pdev, 0);
    let ret = irq > 0 ? setUpInterrupts(k, pdev, chip, gc, irq) : 0;
    if (ret !== 0) return ret;
    ret = gpiochip_add_data_with_key(k, gc);
    if (ret !== 0) dev_err(k, dev, 'unable to add GPIO chip');
    return ret;
  },
);

/** device_initcall */
export const bcm_iproc_gpio_driver_init = at.fn(
  'bcm_iproc_gpio_driver_init',
  "Registers the driver of the GPIO block of Broadcom's XGS switches.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'iproc-xgs-gpio',
      bus: 'platform',
      of_match_table: [{ compatible: 'brcm,iproc-gpio-cca', data: undefined }],
      probe: iproc_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
