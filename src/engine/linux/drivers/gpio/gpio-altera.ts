/**
 * Models drivers/gpio/gpio-altera.c: Altera's GPIO block, which is built for one trigger type that the tree says. Left out: outputs.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, num, type Recorded, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import { gpio_chip, type gpio_chip_ops } from '../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_NONE,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_level_irq, handle_simple_irq } from '../../kernel/irq/chip/index.ts';
import { handle_bad_irq } from '../../kernel/irq/handle.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import { dev_err, dev_warn, pr_err } from '../../kernel/printk/printk.ts';
import { dev_err_probe } from '../base/core/index.ts';
import {
  devm_platform_ioremap_resource,
  platform_driver_register,
  platform_get_irq_optional,
} from '../base/platform.ts';
import { of_iomap } from '../of/address.ts';
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

const at = source('drivers/gpio/gpio-altera.c');

const ALTERA_GPIO_MAX_NGPIO = 32;
const ALTERA_GPIO_DATA = 0x0;
const ALTERA_GPIO_DIR = 0x4;
const ALTERA_GPIO_IRQ_MASK = 0x8;
const ALTERA_GPIO_EDGE_CAP = 0xc;

interface altera_gpio_chip extends Recorded {
  regs: number;
  interrupt_trigger: number;
}
const altera_gpio_chip = struct<altera_gpio_chip>('altera_gpio_chip', { regs: hexnum(), interrupt_trigger: num() });

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const alteraOf = (gc: gpio_chip): altera_gpio_chip => altera_gpio_chip.of(gpiochip_get_data(gc));
const bitOf = (d: irq_data): number => (1 << irqd_to_hwirq(d)) >>> 0;

const altera_gpio_irq_unmask = at.fn('altera_gpio_irq_unmask', 'Unmasks a line.', (k: Kernel, d: irq_data): void => {
  if (k.since('6.12')) gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
  change_bits(k, bitOf(d), true, alteraOf(gcOf(d)).regs + ALTERA_GPIO_IRQ_MASK);
});
const altera_gpio_irq_mask = at.fn('altera_gpio_irq_mask', 'Masks a line.', (k: Kernel, d: irq_data): void => {
  change_bits(k, bitOf(d), false, alteraOf(gcOf(d)).regs + ALTERA_GPIO_IRQ_MASK);
  if (k.since('6.12')) gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
});

const altera_gpio_irq_set_type = at.fn(
  'altera_gpio_irq_set_type',
  'Refuses any type but the one that the block was built for.',
  (k: Kernel, d: irq_data, type: number): number => {
    const isBuilt = type === alteraOf(gcOf(d)).interrupt_trigger;
    if (type === IRQ_TYPE_NONE || !isBuilt) {
      irq_set_handler_locked(k, d, handle_bad_irq);
      return type === IRQ_TYPE_NONE ? 0 : -EINVAL;
    }
    irq_set_handler_locked(k, d, type === IRQ_TYPE_LEVEL_HIGH ? handle_level_irq : handle_simple_irq);
    return 0;
  },
);

const altera_gpio_irq_startup = at.fn(
  'altera_gpio_irq_startup',
  'Unmasks a line whose interrupt is requested.',
  (k: Kernel, d: irq_data): number => {
    altera_gpio_irq_unmask(k, d);
    return 0;
  },
);

/** 6.1 makes a chip for each block, which gpiolib changes. */
function altera_gpio_irq_chip(k: Kernel): irq_chip {
  const immutable = {
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE,
  };
  return {
    name: 'altera-gpio',
    irq_mask: altera_gpio_irq_mask,
    irq_unmask: altera_gpio_irq_unmask,
    irq_set_type: altera_gpio_irq_set_type,
    irq_startup: altera_gpio_irq_startup,
    irq_shutdown: altera_gpio_irq_mask,
    ...(k.since('6.12') ? immutable : { flags: 0 }),
  };
}

function handleLines(k: Kernel, gc: gpio_chip, status: number): void {
  for (const i of bitsOf(status))
    if (gc.irq_domain !== undefined && i < gc.ngpio) generic_handle_domain_irq(k, gc.irq_domain, i);
}

const altera_gpio_irq_edge_handler = at.fn(
  'altera_gpio_irq_edge_handler',
  'Handles the interrupt of a block of edges, until none is left.',
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const { regs } = alteraOf(gc);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    const pending = (): number => readl(k, regs + ALTERA_GPIO_EDGE_CAP) & readl(k, regs + ALTERA_GPIO_IRQ_MASK);
    for (let status = pending(); status !== 0; status = pending()) {
      writel(k, status, regs + ALTERA_GPIO_EDGE_CAP);
      handleLines(k, gc, status);
    }
    chained_irq_exit(k, chip, desc);
  },
);

const altera_gpio_irq_leveL_high_handler = at.fn(
  'altera_gpio_irq_leveL_high_handler',
  'Handles the interrupt of a block of levels.',
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const { regs } = alteraOf(gc);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    handleLines(k, gc, readl(k, regs + ALTERA_GPIO_DATA) & readl(k, regs + ALTERA_GPIO_IRQ_MASK));
    chained_irq_exit(k, chip, desc);
  },
);

const altera_gpio_direction_input = at.fn(
  'altera_gpio_direction_input',
  'Makes a line an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    change_bits(k, (1 << offset) >>> 0, false, alteraOf(gc).regs + ALTERA_GPIO_DIR);
    return 0;
  },
);

/** Up to 6.x the block's registers are mapped last of all, and a line has no direction that can be read. */
function oldOps(): gpio_chip_ops {
  return { direction_input: altera_gpio_direction_input };
}

/** How many lines a block has. */
function linesOf(k: Kernel, pdev: platform_device, node: device_node | undefined): number {
  const ngpio = of_property_read_u32(k, node, 'altr,ngpio') ?? ALTERA_GPIO_MAX_NGPIO;
  if (ngpio <= ALTERA_GPIO_MAX_NGPIO) return ngpio;
  const max = ALTERA_GPIO_MAX_NGPIO;
  dev_warn(k, pdev.dev, `ngpio is greater than ${max}, defaulting to ${max}`);
  return max;
}

/** Where its registers are; -ENOMEM (of_mm_gpiochip_add_data) or what mapping says. */
function registersOf(k: Kernel, pdev: platform_device, node: device_node | undefined): number {
  if (!k.since('7.3')) return (node === undefined ? undefined : of_iomap(k, node, 0)) ?? -ENOMEM;
  const base = devm_platform_ioremap_resource(k, pdev, 0);
  return base < 0 ? dev_err_probe(k, pdev.dev, base, 'failed to ioremap memory resource') : base;
}

const altera_gpio_probe = at.fn(
  'altera_gpio_probe',
  'Starts a block: its lines, and their interrupts if it has one itself.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const node = dev.of_node;
    const isGeneric = k.since('7.3');
    const early = isGeneric ? registersOf(k, pdev, node) : 0;
    if (early < 0) return early;
    const altera_gc = altera_gpio_chip.create(k.rec, { regs: early });
    const gc = gpio_chip.create(k.rec, {
      label: node?.path ?? '',
      parent: dev,
      ops: isGeneric ? genericGpio(k).ops : oldOps(),
      data: altera_gc,
    });
    if (isGeneric) genericGpio(k).init(k, gc, { dat: early + ALTERA_GPIO_DATA, dirout: early + ALTERA_GPIO_DIR });
    gc.ngpio = linesOf(k, pdev, node);
    const irq = platform_get_irq_optional(k, pdev, 0);
    if (irq >= 0) {
      const trigger = of_property_read_u32(k, node, 'altr,interrupt-type');
      if (trigger === undefined) {
        dev_err(k, dev, 'altr,interrupt-type value not set in device tree');
        return -EINVAL;
      }
      altera_gc.interrupt_trigger = trigger;
      gc.irq_chip = altera_gpio_irq_chip(k);
      gc.irq_parent_handler =
        trigger === IRQ_TYPE_LEVEL_HIGH ? altera_gpio_irq_leveL_high_handler : altera_gpio_irq_edge_handler;
      gc.irq_parent = irq;
      gc.irq_default_type = IRQ_TYPE_NONE;
      gc.irq_handler = handle_bad_irq;
    }
    const regs = isGeneric ? early : registersOf(k, pdev, node);
    altera_gc.regs = regs;
    const ret = regs < 0 ? regs : gpiochip_add_data_with_key(k, gc);
    if (ret === 0) return 0;
    if (!isGeneric) pr_err(k, `${node?.path ?? ''}: GPIO chip registration failed with status ${ret}`);
    dev_err(k, dev, 'Failed adding memory mapped gpiochip');
    return ret;
  },
);

/** subsys_initcall */
export const altera_gpio_init = at.fn(
  'altera_gpio_init',
  "Registers the driver of Altera's GPIO blocks.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'altera_gpio',
      bus: 'platform',
      of_match_table: [{ compatible: 'altr,pio-1.0', data: undefined }],
      probe: altera_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
