/**
 * Models drivers/irqchip/irq-mbigen.c: HiSilicon's message-based interrupt generator, which sends a message to an ITS for each of its
 * wires. Each node below it is a device with a DeviceID and a domain of its own; all share its registers. Left out: ACPI.
 */
import { hexnum, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { WARN_ON_ONCE } from '../../include/asm-generic/bug.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../include/linux/ioport.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import {
  DOMAIN_BUS_WIRED_TO_MSI,
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../include/linux/irqdomain.ts';
import {
  type msi_alloc_info_t,
  MSI_DEFAULT_DOMAIN,
  type msi_desc,
  type msi_domain_template,
  MSI_FLAG_USE_DEV_FWNODE,
  type msi_msg,
} from '../../include/linux/msi.ts';
import { type device_node, is_of_node } from '../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_unmask_parent,
  irq_get_irq_data,
} from '../../kernel/irq/chip/index.ts';
import { irq_domain_set_hwirq_and_chip } from '../../kernel/irq/irqdomain/index.ts';
import { cookieOf, msi_create_device_irq_domain } from '../../kernel/irq/msi/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import {
  __platform_msi_create_device_domain,
  platform_msi_device_domain_alloc,
  platform_msi_device_domain_free,
  platform_msi_get_host_data,
} from '../base/platform-msi.ts';
import { platform_driver_register, platform_get_resource } from '../base/platform.ts';
import { for_each_child_of_node } from '../of/base/index.ts';
import { of_platform_device_create } from '../of/platform.ts';
import { of_property_read_bool, of_property_read_u32 } from '../of/property.ts';

const at = source('drivers/irqchip/irq-mbigen.c');

/** Pins of a node of the chip, which has a page of registers. */
const IRQS_PER_MBIGEN_NODE = 128;
/** The first pins are the chip's own. */
const RESERVED_IRQ_PER_MBIGEN_CHIP = 64;
const MAXIMUM_IRQ_PIN_NUM = 1407;
const MBIGEN_NODE_OFFSET = 0x1000;
const REG_MBIGEN_TYPE_OFFSET = 0x0;
const REG_MBIGEN_VEC_OFFSET = 0x200;
const REG_MBIGEN_CLEAR_OFFSET = 0xa000;
/** The event of a pin, in its vector register; below it is the DeviceID. */
const IRQ_EVENT_ID_SHIFT = 12;
const IRQ_EVENT_ID_MASK = 0x3ff;

interface mbigen_device extends Recorded {
  readonly pdev: platform_device | undefined;
  readonly base: number;
}
const mbigen_device = struct<mbigen_device>('mbigen_device', { pdev: ref(), base: hexnum() });

/** The page of a pin, and its place there. */
function placeOf(hwirq: number): { readonly page: number; readonly pin: number } {
  const pin = hwirq - RESERVED_IRQ_PER_MBIGEN_CHIP;
  const nid = Math.floor(pin / IRQS_PER_MBIGEN_NODE) + 1;
  return { page: nid * MBIGEN_NODE_OFFSET, pin: pin % IRQS_PER_MBIGEN_NODE };
}

const baseOf = (d: irq_data): number => mbigen_device.of(d.chip_data).base;

const mbigen_eoi_irq = at.fn(
  'mbigen_eoi_irq',
  'Clears the state of a pin, so that it can send again, and ends the interrupt at the parent.',
  (k: Kernel, data: irq_data): void => {
    const hwirq = irqd_to_hwirq(data);
    writel(k, 1 << (hwirq % 32), baseOf(data) + REG_MBIGEN_CLEAR_OFFSET + Math.floor(hwirq / 32) * 4);
    irq_chip_eoi_parent(k, data);
  },
);

const mbigen_set_type = at.fn(
  'mbigen_set_type',
  'Sets whether a pin sends while it is high or when it rises.',
  (k: Kernel, data: irq_data, type: number): number => {
    if (type !== IRQ_TYPE_LEVEL_HIGH && type !== IRQ_TYPE_EDGE_RISING) return -EINVAL;
    const { page, pin } = placeOf(irqd_to_hwirq(data));
    const address = baseOf(data) + page + REG_MBIGEN_TYPE_OFFSET + Math.floor(pin / 32) * 4;
    const mask = 1 << (pin % 32);
    const val = readl(k, address);
    writel(k, type === IRQ_TYPE_LEVEL_HIGH ? val | mask : val & ~mask, address);
    return 0;
  },
);

/** Puts the event into the vector register of a pin; where the message goes is known to the chip. */
function writeVector(k: Kernel, d: irq_data, msg: msi_msg): void {
  if (msg.address_lo === 0 && msg.address_hi === 0) return;
  const { page, pin } = placeOf(irqd_to_hwirq(d));
  const address = baseOf(d) + page + REG_MBIGEN_VEC_OFFSET + pin * 4;
  const val = readl(k, address) & ~(IRQ_EVENT_ID_MASK << IRQ_EVENT_ID_SHIFT);
  writel(k, val | (msg.data << IRQ_EVENT_ID_SHIFT), address);
}

const mbigen_write_msi_msg = at.fn('mbigen_write_msi_msg', 'Has a pin send its message.', writeVector);

/** Until 6.1. */
const mbigen_write_msg = at.fn(
  'mbigen_write_msg',
  'Has a pin send its message.',
  (k: Kernel, desc: msi_desc, msg: msi_msg): void => {
    const d = irq_get_irq_data(k, desc.irq);
    if (d !== undefined) writeVector(k, d, msg);
  },
);

const mbigen_domain_translate = at.fn(
  'mbigen_domain_translate',
  'Reads a specifier of two cells: a pin that is not reserved, and its trigger type, high or rising.',
  (_k: Kernel, _d: irq_domain, { fwnode, param, param_count }: irq_fwspec): Translated | number => {
    const [hwirq = 0, type = 0] = param;
    if (!is_of_node(fwnode) || param_count !== 2) return -EINVAL;
    if (hwirq > MAXIMUM_IRQ_PIN_NUM || hwirq < RESERVED_IRQ_PER_MBIGEN_CHIP) return -EINVAL;
    return type === IRQ_TYPE_EDGE_RISING || type === IRQ_TYPE_LEVEL_HIGH ? { hwirq, type } : -EINVAL;
  },
);

const mbigen_domain_set_desc = at.fn(
  'mbigen_domain_set_desc',
  'Numbers a message by the pin that it is for.',
  (k: Kernel, arg: msi_alloc_info_t, desc: msi_desc): void => {
    arg.desc = desc;
    arg.hwirq = cookieOf(k, desc).hwirq;
  },
);

const mbigen_irq_chip = {
  name: 'mbigen-v2',
  irq_mask: irq_chip_mask_parent,
  irq_unmask: irq_chip_unmask_parent,
  irq_eoi: mbigen_eoi_irq,
  irq_set_type: mbigen_set_type,
  flags: 0,
} satisfies irq_chip;

const mbigen_msi_template: msi_domain_template = {
  chip: { ...mbigen_irq_chip, irq_write_msi_msg: mbigen_write_msi_msg },
  ops: { set_desc: mbigen_domain_set_desc, msi_translate: mbigen_domain_translate },
  bus_token: DOMAIN_BUS_WIRED_TO_MSI,
  flags: MSI_FLAG_USE_DEV_FWNODE,
};

/** Until 6.1. */
const mbigen_irq_domain_alloc = at.fn(
  'mbigen_irq_domain_alloc',
  'Sets up a pin: the message first, then its chip.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, args: unknown): number => {
    const translated = mbigen_domain_translate(k, domain, fwspecOf(args));
    if (typeof translated === 'number') return translated;
    const err = platform_msi_device_domain_alloc(k, domain, virq, nr_irqs);
    if (err !== 0) return err;
    const mgn_chip = platform_msi_get_host_data(k, domain);
    const chip: irq_chip = { ...mbigen_irq_chip, irq_set_affinity: irq_chip_set_affinity_parent };
    for (let i = 0; i < nr_irqs; i++)
      irq_domain_set_hwirq_and_chip(k, domain, virq + i, translated.hwirq + i, chip, mgn_chip);
    return 0;
  },
);
const mbigen_irq_domain_free = at.fn(
  'mbigen_irq_domain_free',
  'Takes a pin down again.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void =>
    platform_msi_device_domain_free(k, domain, virq, nr_irqs),
);
const mbigen_domain_ops: irq_domain_ops = {
  name: 'mbigen_domain_ops',
  translate: mbigen_domain_translate,
  alloc: mbigen_irq_domain_alloc,
  free: mbigen_irq_domain_free,
};

/** A function of its own in 6.12. */
function mbigen_create_device_domain(k: Kernel, dev: device, size: number, mgn_chip: mbigen_device): boolean {
  if (!k.since('6.12')) {
    const ops = mbigen_domain_ops;
    return __platform_msi_create_device_domain(k, dev, size, false, mbigen_write_msg, ops, mgn_chip) !== undefined;
  }
  if (WARN_ON_ONCE(k, dev.msi_domain === undefined)) return false;
  return msi_create_device_irq_domain(k, dev, MSI_DEFAULT_DOMAIN, mbigen_msi_template, size, undefined, mgn_chip);
}

const mbigen_of_create_domain = at.fn(
  'mbigen_of_create_domain',
  'Makes a device and a domain for each node of pins.',
  (k: Kernel, node: device_node, pdev: platform_device, mgn_chip: mbigen_device): number => {
    for (const np of for_each_child_of_node(k, node)) {
      if (!of_property_read_bool(k, np, 'interrupt-controller')) continue;
      const child = of_platform_device_create(k, np, undefined, undefined);
      if (child === undefined) return -ENOMEM;
      const num_pins = of_property_read_u32(k, np, 'num-pins');
      if (num_pins === undefined) {
        dev_err(k, pdev.dev, 'No num-pins property');
        return -EINVAL;
      }
      if (!mbigen_create_device_domain(k, child.dev, num_pins, mgn_chip)) return -ENOMEM;
    }
    return 0;
  },
);

const mbigen_device_probe = at.fn(
  'mbigen_device_probe',
  'Starts the chip: the domains of its nodes.',
  (k: Kernel, pdev: platform_device): number => {
    const base = platform_get_resource(k, pdev, IORESOURCE_MEM, 0)?.start;
    if (base === undefined) return -EINVAL;
    const mgn_chip = mbigen_device.create(k.rec, { pdev, base });
    const node = pdev.dev.of_node;
    const err = node === undefined ? -EINVAL : mbigen_of_create_domain(k, node, pdev, mgn_chip);
    if (err !== 0) {
      dev_err(k, pdev.dev, 'Failed to create mbi-gen irqdomain');
      return err;
    }
    platform_set_drvdata(pdev, mgn_chip);
    return 0;
  },
);

/** device_initcall */
export const mbigen_platform_driver_init = at.fn(
  'mbigen_platform_driver_init',
  'Registers the driver of message-based interrupt generators.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'Hisilicon MBIGEN-V2',
      bus: 'platform',
      of_match_table: [{ compatible: 'hisilicon,mbigen-v2', data: undefined }],
      probe: mbigen_device_probe,
    };
    return platform_driver_register(k, driver);
  },
);
