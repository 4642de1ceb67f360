/**
 * Models drivers/gpio/gpio-brcmstb.c: Broadcom's GPIO block of several banks of up to 32 lines, with one domain and one interrupt for
 * all. Left out: outputs, suspend.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOENT, ENXIO } from '../../include/linux/errno.ts';
import { gpio_chip, type GpioSpec } from '../../include/linux/gpio/driver.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_SHARED } from '../../include/linux/interrupt.ts';
import { IORESOURCE_MEM } from '../../include/linux/ioport.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_DISABLE_UNLAZY,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain, irq_domain_ops } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_level_irq,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_chip_data,
  irq_set_noprobe,
  irq_set_status_flags,
} from '../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../kernel/irq/devres.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import {
  irq_create_mapping,
  irq_domain_add_linear,
  irq_domain_remove,
  irq_domain_xlate_twocell,
} from '../../kernel/irq/irqdomain/index.ts';
import { disable_irq_wake, enable_irq_wake } from '../../kernel/irq/manage/index.ts';
import { dev_err, dev_warn } from '../../kernel/printk/printk.ts';
import {
  devm_platform_ioremap_resource,
  platform_driver_register,
  platform_get_irq,
  platform_get_resource,
} from '../base/platform.ts';
import { of_property_cells, of_property_present, of_property_read_bool } from '../of/property.ts';
import { genericGpio } from './gpio-mmio.ts';
import { gpiochip_add_data_with_key, gpiochip_generic_request, gpiochip_remove } from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-brcmstb.c');

const GIO_DATA = 0x04;
const GIO_IODIR = 0x08;
const GIO_EC = 0x0c;
const GIO_EI = 0x10;
const GIO_MASK = 0x14;
const GIO_LEVEL = 0x18;
const GIO_STAT = 0x1c;
const GIO_BANK_SIZE = 0x20;
const MAX_GPIO_PER_BANK = 32;

interface brcmstb_gpio_priv extends Recorded {
  /** The last first. */
  bank_list: RecordedList<brcmstb_gpio_bank>;
  reg_base: number;
  dev: device | undefined;
  irq_domain: irq_domain | undefined;
  parent_irq: number;
  num_gpios: number;
  parent_wake_irq: number;
}
interface brcmstb_gpio_bank extends Recorded {
  readonly id: number;
  readonly gc: gpio_chip | undefined;
  readonly priv: brcmstb_gpio_priv | undefined;
  readonly width: number;
}
const brcmstb_gpio_priv = struct<brcmstb_gpio_priv>('brcmstb_gpio_priv', {
  bank_list: list(ref()),
  reg_base: hexnum(),
  dev: ref(),
  irq_domain: ref(),
  parent_irq: num(),
  num_gpios: num(),
  parent_wake_irq: num(),
});
const brcmstb_gpio_bank = struct<brcmstb_gpio_bank>('brcmstb_gpio_bank', {
  id: num(),
  gc: ref(),
  priv: ref(),
  width: num(),
});

const bankOf = (gc: gpio_chip): brcmstb_gpio_bank => brcmstb_gpio_bank.of(gc.data);
const bankOfIrq = (d: irq_data): brcmstb_gpio_bank => bankOf(gpio_chip.of(irq_data_get_irq_chip_data(d)));
const firstOf = ({ id }: brcmstb_gpio_bank): number => id * MAX_GPIO_PER_BANK;
const bitOf = (d: irq_data): number => (1 << (irqd_to_hwirq(d) - firstOf(bankOfIrq(d)))) >>> 0;
const register = ({ priv, id }: brcmstb_gpio_bank, offset: number): number =>
  (priv?.reg_base ?? 0) + id * GIO_BANK_SIZE + offset;

const brcmstb_gpio_to_irq = at.fn(
  'brcmstb_gpio_to_irq',
  'The interrupt of a line, mapped on first use.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const { priv } = bankOf(gc);
    const hwirq = offset + firstOf(bankOf(gc));
    return priv === undefined || hwirq >= priv.num_gpios ? -ENXIO : irq_create_mapping(k, priv.irq_domain, hwirq);
  },
);

// --- the interrupt chip

const brcmstb_gpio_irq_mask = at.fn('brcmstb_gpio_irq_mask', 'Masks a line.', (k: Kernel, d: irq_data): void =>
  change_bits(k, bitOf(d), false, register(bankOfIrq(d), GIO_MASK)),
);
const brcmstb_gpio_irq_unmask = at.fn('brcmstb_gpio_irq_unmask', 'Unmasks a line.', (k: Kernel, d: irq_data): void =>
  change_bits(k, bitOf(d), true, register(bankOfIrq(d), GIO_MASK)),
);
const brcmstb_gpio_irq_ack = at.fn('brcmstb_gpio_irq_ack', "Clears a line's status.", (k: Kernel, d: irq_data): void =>
  writel(k, bitOf(d), register(bankOfIrq(d), GIO_STAT)),
);
const brcmstb_gpio_irq_mask_ack = at.fn(
  'brcmstb_gpio_irq_mask_ack',
  'Masks a line and clears its status.',
  (k: Kernel, d: irq_data): void => {
    change_bits(k, bitOf(d), false, register(bankOfIrq(d), GIO_MASK));
    writel(k, bitOf(d), register(bankOfIrq(d), GIO_STAT));
  },
);

/** Level, rising or high, both edges. */
const SETTINGS: ReadonlyMap<number, readonly [level: boolean, config: boolean, insensitive: boolean]> = new Map([
  [IRQ_TYPE_LEVEL_LOW, [true, false, false]],
  [IRQ_TYPE_LEVEL_HIGH, [true, true, false]],
  [IRQ_TYPE_EDGE_FALLING, [false, false, false]],
  [IRQ_TYPE_EDGE_RISING, [false, true, false]],
  [IRQ_TYPE_EDGE_BOTH, [false, false, true]],
]);

const brcmstb_gpio_irq_set_type = at.fn(
  'brcmstb_gpio_irq_set_type',
  'Sets how a line interrupts.',
  (k: Kernel, d: irq_data, type: number): number => {
    const setting = SETTINGS.get(type);
    if (setting === undefined) return -EINVAL;
    const [level, config, insensitive] = setting;
    const bank = bankOfIrq(d);
    change_bits(k, bitOf(d), config, register(bank, GIO_EC));
    change_bits(k, bitOf(d), insensitive, register(bank, GIO_EI));
    change_bits(k, bitOf(d), level, register(bank, GIO_LEVEL));
    return 0;
  },
);

const brcmstb_gpio_irq_set_wake = at.fn(
  'brcmstb_gpio_irq_set_wake',
  "Lets a line wake the system: the block's interrupt for that must.",
  (k: Kernel, d: irq_data, enable: number): number => {
    const { priv } = bankOfIrq(d);
    if (priv === undefined) return -ENODEV;
    if (k.since('7.3') && priv.parent_wake_irq === priv.parent_irq) return 0;
    const ret = enable !== 0 ? enable_irq_wake(k, priv.parent_wake_irq) : disable_irq_wake(k, priv.parent_wake_irq);
    if (ret !== 0 && priv.dev !== undefined)
      dev_err(k, priv.dev, `failed to ${enable !== 0 ? 'enable' : 'disable'} wake-up interrupt`);
    return ret;
  },
);

function brcmstb_irq_chip(k: Kernel, { dev, parent_wake_irq }: brcmstb_gpio_priv): irq_chip {
  return {
    name: dev?.name,
    irq_disable: brcmstb_gpio_irq_mask,
    irq_mask: brcmstb_gpio_irq_mask,
    irq_unmask: brcmstb_gpio_irq_unmask,
    irq_ack: brcmstb_gpio_irq_ack,
    ...(k.since('7.3') ? { irq_mask_ack: brcmstb_gpio_irq_mask_ack } : {}),
    irq_set_type: brcmstb_gpio_irq_set_type,
    ...(parent_wake_irq === 0 ? {} : { irq_set_wake: brcmstb_gpio_irq_set_wake }),
    flags: 0,
  };
}

// --- handling

const brcmstb_gpio_irq_bank_handler = at.fn(
  'brcmstb_gpio_irq_bank_handler',
  'Handles the lines of a bank until none asks.',
  (k: Kernel, bank: brcmstb_gpio_bank): void => {
    const active = (): number => readl(k, register(bank, GIO_STAT)) & readl(k, register(bank, GIO_MASK));
    for (let status = active(); status !== 0; status = active()) {
      for (const offset of bitsOf(status)) {
        if (offset >= bank.width && bank.priv?.dev !== undefined)
          dev_warn(k, bank.priv.dev, `IRQ for invalid GPIO (bank=${bank.id}, offset=${offset})`);
        const domain = bank.priv?.irq_domain;
        if (domain !== undefined) generic_handle_domain_irq(k, domain, firstOf(bank) + offset);
      }
    }
  },
);

const brcmstb_gpio_irq_handler = at.fn(
  'brcmstb_gpio_irq_handler',
  "Handles the block's interrupt: each of its banks.",
  (k: Kernel, desc: irq_desc): void => {
    const priv = brcmstb_gpio_priv.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (const bank of priv.bank_list) brcmstb_gpio_irq_bank_handler(k, bank);
    chained_irq_exit(k, chip, desc);
  },
);

/** Up to 7.0 banks are found as if those without lines were not there, though they have numbers. */
function brcmstb_gpio_hwirq_to_bank(k: Kernel, priv: brcmstb_gpio_priv, hwirq: number): brcmstb_gpio_bank | undefined {
  const banks = priv.bank_list.toArray().toReversed();
  if (k.since('7.3')) return banks.find((bank) => hwirq >= firstOf(bank) && hwirq < firstOf(bank) + MAX_GPIO_PER_BANK);
  return banks[Math.floor(hwirq / MAX_GPIO_PER_BANK)];
}

const brcmstb_gpio_irq_map = at.fn(
  'brcmstb_gpio_irq_map',
  "Sets up a line's interrupt.",
  (k: Kernel, d: irq_domain, irq: number, hwirq: number): number => {
    const priv = brcmstb_gpio_priv.of(d.host_data);
    const bank = brcmstb_gpio_hwirq_to_bank(k, priv, hwirq);
    if (bank === undefined) return -EINVAL;
    const ret = irq_set_chip_data(k, irq, bank.gc);
    if (ret < 0) return ret;
    irq_set_chip_and_handler(k, irq, brcmstb_irq_chip(k, priv), handle_level_irq);
    irq_set_noprobe(k, irq);
    return 0;
  },
);

const brcmstb_gpio_irq_unmap = at.fn(
  'brcmstb_gpio_irq_unmap',
  "Takes a line's interrupt down.",
  (k: Kernel, _d: irq_domain, irq: number): void => {
    irq_set_chip_and_handler(k, irq, undefined, undefined);
    irq_set_chip_data(k, irq, undefined);
  },
);

const brcmstb_gpio_irq_domain_ops: irq_domain_ops = {
  name: 'brcmstb_gpio_irq_domain_ops',
  map: brcmstb_gpio_irq_map,
  unmap: brcmstb_gpio_irq_unmap,
  xlate: irq_domain_xlate_twocell,
};

const brcmstb_gpio_wake_irq_handler = at.fn(
  'brcmstb_gpio_wake_irq_handler',
  "Serves the block's interrupt that wakes the system; there is nothing to do.",
  (_k: Kernel, irq: number, data: Recorded | undefined): number =>
    irq === brcmstb_gpio_priv.of(data).parent_wake_irq ? IRQ_HANDLED : IRQ_NONE,
);

/** The interrupt that wakes the system: 0, or an errno where it cannot be requested. */
function setUpWake(k: Kernel, pdev: platform_device, priv: brcmstb_gpio_priv): number {
  const { dev } = pdev;
  const irq = platform_get_irq(k, pdev, 1);
  if (irq < 0) {
    priv.parent_wake_irq = k.since('7.3') ? priv.parent_irq : 0;
    dev_warn(k, dev, "Couldn't get wake IRQ - GPIOs will not be able to wake from sleep");
    return 0;
  }
  priv.parent_wake_irq = irq;
  const name = 'brcmstb-gpio-wake';
  const err = devm_request_irq(k, dev, irq, brcmstb_gpio_wake_irq_handler, IRQF_SHARED, name, priv);
  if (err < 0) dev_err(k, dev, "Couldn't request wake IRQ");
  return err;
}

const brcmstb_gpio_irq_setup = at.fn(
  'brcmstb_gpio_irq_setup',
  'Makes the domain of all lines, and chains it behind the interrupt of the block.',
  (k: Kernel, pdev: platform_device, priv: brcmstb_gpio_priv): number => {
    const { dev } = pdev;
    const domain = irq_domain_add_linear(k, dev.of_node, priv.num_gpios, brcmstb_gpio_irq_domain_ops, priv);
    if (domain === undefined) {
      dev_err(k, dev, "Couldn't allocate IRQ domain");
      return -ENXIO;
    }
    priv.irq_domain = domain;
    const err = of_property_read_bool(k, dev.of_node, 'wakeup-source') ? setUpWake(k, pdev, priv) : 0;
    if (err < 0) {
      irq_domain_remove(k, domain);
      priv.irq_domain = undefined;
      return err;
    }
    irq_set_chained_handler_and_data(k, priv.parent_irq, brcmstb_gpio_irq_handler, priv);
    irq_set_status_flags(k, priv.parent_irq, IRQ_DISABLE_UNLAZY);
    return 0;
  },
);

// --- the driver

const brcmstb_gpio_of_xlate = at.fn(
  'brcmstb_gpio_of_xlate',
  'Whether a specifier names a line of this bank, and which.',
  (k: Kernel, gc: gpio_chip, args: readonly number[]): GpioSpec | number => {
    const [line = 0, flags = 0] = args;
    const bank = bankOf(gc);
    const offset = line - firstOf(bank);
    if (args.length < 2 || offset < 0 || offset >= gc.ngpio) return -EINVAL;
    if (offset >= bank.width && bank.priv?.dev !== undefined)
      dev_warn(k, bank.priv.dev, `Received request for invalid GPIO offset ${line}`);
    return { offset, flags };
  },
);

/** Registers a bank: 0, or an errno. */
function addBank(k: Kernel, priv: brcmstb_gpio_priv, np: device_node, id: number, width: number): number {
  const { dev } = priv;
  if (dev === undefined) return -ENODEV;
  if (width > MAX_GPIO_PER_BANK) {
    dev_err(k, dev, `Invalid bank width ${width}`);
    return -EINVAL;
  }
  const gc = gpio_chip.create(k.rec, {
    label: np.path,
    parent: dev,
    ngpio: MAX_GPIO_PER_BANK,
    ops: {
      ...genericGpio(k).ops,
      of_xlate: brcmstb_gpio_of_xlate,
      ...(k.since('6.12') ? { request: gpiochip_generic_request } : {}),
      ...(priv.parent_irq > 0 ? { to_irq: brcmstb_gpio_to_irq } : {}),
    },
  });
  const bank = brcmstb_gpio_bank.create(k.rec, { id, gc, priv, width });
  gc.data = bank;
  genericGpio(k).init(k, gc, { dat: register(bank, GIO_DATA), dirin: register(bank, GIO_IODIR) });
  writel(k, 0, register(bank, GIO_MASK));
  const err = gpiochip_add_data_with_key(k, gc);
  if (err === 0) priv.bank_list.addHead(bank);
  else dev_err(k, dev, `Could not add gpiochip for bank ${id}`);
  return err;
}

/** The interrupt of a block that has one; -ENOENT for one that is no controller. */
function parentIrq(k: Kernel, pdev: platform_device): number | undefined {
  if (!of_property_read_bool(k, pdev.dev.of_node, 'interrupt-controller')) return -ENOENT;
  const irq = platform_get_irq(k, pdev, 0);
  return irq > 0 ? irq : undefined;
}

const brcmstb_gpio_probe = at.fn(
  'brcmstb_gpio_probe',
  'Starts a block: its banks, then their interrupts.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    if (np === undefined) return -ENODEV;
    const priv = brcmstb_gpio_priv.create(k.rec, { dev });
    platform_set_drvdata(pdev, priv);
    priv.reg_base = devm_platform_ioremap_resource(k, pdev, 0);
    if (priv.reg_base < 0) return priv.reg_base;
    const parent_irq = parentIrq(k, pdev);
    if (parent_irq === undefined) return -ENOENT;
    priv.parent_irq = parent_irq;
    const res = platform_get_resource(k, pdev, IORESOURCE_MEM, 0);
    const res_num_banks = res === undefined ? 0 : Math.floor((res.end - res.start + 1) / GIO_BANK_SIZE);
    const name = 'brcm,gpio-bank-widths';
    const widths = of_property_cells(k, np, name);
    const num_banks = of_property_present(k, np, name) ? widths.length : -EINVAL;
    if (res_num_banks !== num_banks) {
      dev_err(k, dev, `Mismatch in banks: res had ${res_num_banks}, bank-widths had ${num_banks}`);
      return -EINVAL;
    }
    let err = 0;
    for (const [id, width] of widths.entries()) {
      if (err === 0 && width !== 0) err = addBank(k, priv, np, id, width);
      priv.num_gpios += MAX_GPIO_PER_BANK;
    }
    if (err === 0 && parent_irq > 0) err = brcmstb_gpio_irq_setup(k, pdev, priv);
    if (err !== 0) for (const { gc } of priv.bank_list) if (gc !== undefined) gpiochip_remove(k, gc);
    return err;
  },
);

/** device_initcall */
export const brcmstb_gpio_driver_init = at.fn(
  'brcmstb_gpio_driver_init',
  "Registers the driver of Broadcom's GPIO blocks.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'brcmstb-gpio',
      bus: 'platform',
      of_match_table: [{ compatible: 'brcm,brcmstb-gpio', data: undefined }],
      probe: brcmstb_gpio_probe,
    };
    return platform_driver_register(k, driver);
  },
);
