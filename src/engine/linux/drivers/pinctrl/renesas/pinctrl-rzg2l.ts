/**
 * Models the GPIO part of drivers/pinctrl/renesas/pinctrl-rzg2l.c: the pins of Renesas' RZ/G2L family in ports of up to eight. A pin
 * that interrupts takes one of the 32 TINTs of the controller above, the lowest that is free. Left out: settings of pins, outputs, clocks,
 * suspend, RZ/Five's further ports.
 */
import type { KernelVersion } from '../../../../api/kernel-versions.ts';
import {
  data,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { readb, readl, readw, writeb, writel, writew } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENOSPC, ENXIO, EOPNOTSUPP, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import { gpio_chip, GPIO_LINE_DIRECTION_IN, GPIO_LINE_DIRECTION_OUT } from '../../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_LEVEL_HIGH,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import type { irq_domain, irq_fwspec, Translated } from '../../../include/linux/irqdomain.ts';
import type { of_device_id } from '../../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_chip_disable_parent,
  irq_chip_enable_parent,
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_set_wake_parent,
  irq_chip_unmask_parent,
} from '../../../kernel/irq/chip/index.ts';
import {
  irq_dispose_mapping,
  irq_domain_free_irqs_common,
  irq_domain_get_irq_data,
  irq_find_host,
  irq_find_mapping,
} from '../../../kernel/irq/irqdomain/index.ts';
import { dev_info } from '../../../kernel/printk/printk.ts';
import { dev_err_probe } from '../../base/core/index.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../../base/platform.ts';
import { of_parse_clkspec } from '../../clk/clk.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from '../../gpio/gpiolib/index.ts';
import { of_match_node } from '../../of/base/index.ts';
import { of_irq_find_parent } from '../../of/irq/index.ts';
import { of_property_cells } from '../../of/property.ts';
import { pinctrl_gpio_request } from '../core.ts';

const at = source('drivers/pinctrl/renesas/pinctrl-rzg2l.c');

const DRV_NAME = 'pinctrl-rzg2l';
const PINS_PER_PORT = 8;
const TINT_MAX_INTERRUPT = 32;
const TINT_IRQ_START_INDEX = 9;
const PM = 0x100;
const PMC = 0x200;
const ISEL = 0x2c00;
const PM_MASK = 3;
const PM_INPUT = 1;
const PM_OUTPUT = 2;

/** Ports of a SoC: how many pins each has, and where its registers are. */
interface Ports {
  readonly pins: readonly number[];
  readonly offsets: readonly number[];
  /** The first kernel that knows it; 6.1 unless said. */
  readonly since?: KernelVersion;
  /** The first TINT's number in the controller above, from 7.3 on; 9 before, and unless said. */
  readonly tint?: number;
}

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, n) => first + n);
const R9A07G044 = [
  2, 2, 2, 2, 2, 3, 2, 3, 3, 2, 2, 2, 2, 3, 2, 2, 2, 3, 2, 2, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2,
  3, 3, 2, 5, 4, 4, 4, 4, 4, 5,
];
const R9A07G043 = [4, 5, 4, 4, 6, 5, 5, 5, 5, 4, 5, 4, 2, 5, 3, 4, 2, 4, 6];
const R9A08G045 = [4, 5, 4, 4, 6, 5, 5, 5, 5, 4, 5, 4, 2, 5, 3, 4, 2, 4, 6];
/** Ports 0 to 8, A to H, J to M and S; some are missing. */
const R9A08G046 = [0, 0, 2, 7, 0, 7, 7, 8, 6, 0, 8, 8, 3, 8, 8, 3, 8, 6, 0, 5, 4, 5, 8, 0, 0, 0, 0, 0, 2];
const R9A09G047 = [8, 8, 2, 8, 6, 7, 7, 8, 6, 0, 8, 8, 3, 8, 8, 3, 8, 6, 0, 5, 4, 8, 8, 0, 0, 0, 0, 0, 4];
const R9A09G057 = [8, 6, 2, 8, 8, 8, 8, 8, 8, 8, 8, 6];

const rzg2l_pinctrl_of_table: readonly of_device_id<Ports>[] = [
  { compatible: 'renesas,r9a07g043-pinctrl', data: { pins: R9A07G043, offsets: from(0x10, 19) } },
  { compatible: 'renesas,r9a07g044-pinctrl', data: { pins: R9A07G044, offsets: from(0x10, 49) } },
  {
    compatible: 'renesas,r9a08g045-pinctrl',
    data: {
      pins: R9A08G045,
      offsets: [0x20, ...from(0x30, 4), 0x21, 0x22, ...from(0x34, 4), ...from(0x23, 8)],
      since: '6.12',
    },
  },
  {
    compatible: 'renesas,r9a09g057-pinctrl',
    data: { pins: R9A09G057, offsets: from(0x20, 12), since: '6.12', tint: 17 },
  },
  {
    compatible: 'renesas,r9a08g046-pinctrl',
    data: { pins: R9A08G046, offsets: from(0x20, 29), since: '7.3', tint: 17 },
  },
  {
    compatible: 'renesas,r9a09g047-pinctrl',
    data: { pins: R9A09G047, offsets: from(0x20, 29), since: '7.3', tint: 17 },
  },
  {
    compatible: 'renesas,r9a09g056-pinctrl',
    data: { pins: R9A09G057, offsets: from(0x20, 12), since: '7.3', tint: 17 },
  },
];

interface rzg2l_pinctrl extends Recorded {
  dev: device | undefined;
  base: number;
  gpio_chip: gpio_chip | undefined;
  data: Ports | undefined;
  /** Which pin has a TINT, by the TINT's place; tint_slot says the same of which are taken. */
  hwirq: RecordedMap<number>;
}
const rzg2l_pinctrl = struct<rzg2l_pinctrl>('rzg2l_pinctrl', {
  dev: ref(),
  base: hexnum(),
  gpio_chip: ref(),
  data: data(),
  hwirq: map(num()),
});

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const pctrlOf = (gc: gpio_chip): rzg2l_pinctrl => rzg2l_pinctrl.of(gpiochip_get_data(gc));
const portOf = (pin: number): number => Math.floor(pin / PINS_PER_PORT);
const bitOf = (pin: number): number => pin % PINS_PER_PORT;
const offOf = ({ data: ports }: rzg2l_pinctrl, pin: number): number => ports?.offsets[portOf(pin)] ?? 0;
const isPin = ({ data: ports }: rzg2l_pinctrl, pin: number): boolean => bitOf(pin) < (ports?.pins[portOf(pin)] ?? 0);

// --- lines

const rzg2l_gpio_request = at.fn(
  'rzg2l_gpio_request',
  'Asks for a pin and makes it a plain line. 6.12 refuses what is no pin.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const pctrl = pctrlOf(gc);
    if (k.since('6.12') && !isPin(pctrl, offset)) return -EINVAL;
    const ret = pinctrl_gpio_request(k, gc, offset);
    if (ret !== 0) return ret;
    const reg = pctrl.base + PMC + offOf(pctrl, offset);
    writeb(k, readb(k, reg) & ~(1 << bitOf(offset)), reg);
    return 0;
  },
);

const rzg2l_gpio_get_direction = at.fn(
  'rzg2l_gpio_get_direction',
  'Reads whether a pin is an output; all else is an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const pctrl = pctrlOf(gc);
    const off = offOf(pctrl, offset);
    const bit = bitOf(offset);
    if ((readb(k, pctrl.base + PMC + off) & (1 << bit)) !== 0) return GPIO_LINE_DIRECTION_IN;
    const mode = (readw(k, pctrl.base + PM + off * 2) >>> (bit * 2)) & PM_MASK;
    return mode === PM_OUTPUT ? GPIO_LINE_DIRECTION_OUT : GPIO_LINE_DIRECTION_IN;
  },
);

const rzg2l_gpio_direction_input = at.fn(
  'rzg2l_gpio_direction_input',
  'Makes a pin an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const pctrl = pctrlOf(gc);
    const reg = pctrl.base + PM + offOf(pctrl, offset) * 2;
    const shift = bitOf(offset) * 2;
    writew(k, (readw(k, reg) & ~(PM_MASK << shift)) | (PM_INPUT << shift), reg);
    return 0;
  },
);

const rzg2l_gpio_free = at.fn(
  'rzg2l_gpio_free',
  "Gives a pin back: its interrupt's mapping goes, and it stays an input.",
  (k: Kernel, gc: gpio_chip, offset: number): void => {
    const virq = irq_find_mapping(k, gc.irq_domain, offset);
    if (virq !== 0) irq_dispose_mapping(k, virq);
    rzg2l_gpio_direction_input(k, gc, offset);
  },
);

// --- interrupts

/** The number of a pin among all that there are, which is how the controller above names it; or an errno. */
function rzg2l_gpio_get_gpioint(pctrl: rzg2l_pinctrl, pin: number): number {
  if (!isPin(pctrl, pin)) return -EINVAL;
  return (pctrl.data?.pins ?? []).slice(0, portOf(pin)).reduce((sum, pins) => sum + pins, bitOf(pin));
}

const rzg2l_gpio_irq_endisable = at.fn(
  'rzg2l_gpio_irq_endisable',
  'Lets a pin through to the interrupt controller, or not.',
  (k: Kernel, pctrl: rzg2l_pinctrl, pin: number, enable: boolean): void => {
    const bit = bitOf(pin);
    const reg = pctrl.base + ISEL + offOf(pctrl, pin) * 8 + (bit >= 4 ? 4 : 0);
    const mask = 1 << ((bit % 4) * 8);
    const value = readl(k, reg);
    writel(k, enable ? value | mask : value & ~mask, reg);
  },
);

const rzg2l_gpio_irq_disable = at.fn(
  'rzg2l_gpio_irq_disable',
  "Disables a pin's interrupt. 6.1 also cuts the pin off here.",
  (k: Kernel, d: irq_data): void => {
    const gc = gcOf(d);
    irq_chip_disable_parent(k, d);
    if (!k.since('6.12')) rzg2l_gpio_irq_endisable(k, pctrlOf(gc), irqd_to_hwirq(d), false);
    gpiochip_disable_irq(k, gc, irqd_to_hwirq(d));
  },
);

const rzg2l_gpio_irq_enable = at.fn(
  'rzg2l_gpio_irq_enable',
  "Enables a pin's interrupt: the pin is let through.",
  (k: Kernel, d: irq_data): void => {
    const gc = gcOf(d);
    gpiochip_enable_irq(k, gc, irqd_to_hwirq(d));
    rzg2l_gpio_irq_endisable(k, pctrlOf(gc), irqd_to_hwirq(d), true);
    irq_chip_enable_parent(k, d);
  },
);

const rzg2l_gpio_irq_set_type = at.fn(
  'rzg2l_gpio_irq_set_type',
  'Sets how a pin interrupts: the controller above decides.',
  (k: Kernel, d: irq_data, type: number): number => irq_chip_set_type_parent(k, d, type),
);

const rzg2l_gpio_irqc_eoi = at.fn('rzg2l_gpio_irqc_eoi', 'Ends an interrupt.', (k: Kernel, d: irq_data): void =>
  irq_chip_eoi_parent(k, d),
);

const rzg2l_gpio_irq_set_wake = at.fn(
  'rzg2l_gpio_irq_set_wake',
  'Lets a pin wake the system, if the controller above can.',
  (k: Kernel, d: irq_data, on: number): number =>
    d.parent_data === undefined ? -EOPNOTSUPP : irq_chip_set_wake_parent(k, d, on),
);

/** 6.1 can set neither affinity nor waking. */
function rzg2l_gpio_irqchip(k: Kernel): irq_chip {
  return {
    name: 'rzg2l-gpio',
    irq_disable: rzg2l_gpio_irq_disable,
    irq_enable: rzg2l_gpio_irq_enable,
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_set_type: rzg2l_gpio_irq_set_type,
    irq_eoi: rzg2l_gpio_irqc_eoi,
    irq_print_chip: (d) => gcOf(d).parent?.name ?? '',
    ...(k.since('6.12')
      ? { irq_set_affinity: irq_chip_set_affinity_parent, irq_set_wake: rzg2l_gpio_irq_set_wake }
      : {}),
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE,
  };
}

const rzg2l_gpio_interrupt_input_mode = at.fn(
  'rzg2l_gpio_interrupt_input_mode',
  'Makes a pin that is to interrupt a plain line and an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const pctrl = pctrlOf(gc);
    const isFunction = (readb(k, pctrl.base + PMC + offOf(pctrl, offset)) & (1 << bitOf(offset))) !== 0;
    const ret = isFunction ? rzg2l_gpio_request(k, gc, offset) : 0;
    return ret === 0 ? rzg2l_gpio_direction_input(k, gc, offset) : ret;
  },
);

const rzg2l_gpio_child_to_parent_hwirq = at.fn(
  'rzg2l_gpio_child_to_parent_hwirq',
  'Takes the lowest free TINT for a pin. 6.12 prepares the pin as well.',
  (k: Kernel, gc: gpio_chip, child: number, _type: number): Translated | number => {
    const pctrl = pctrlOf(gc);
    const gpioint = rzg2l_gpio_get_gpioint(pctrl, child);
    if (gpioint < 0) return gpioint;
    const isNew = k.since('6.12');
    const ret = isNew ? rzg2l_gpio_interrupt_input_mode(k, gc, child) : 0;
    if (ret !== 0) return ret;
    let slot = 0;
    while (slot < TINT_MAX_INTERRUPT && pctrl.hwirq.get(slot) !== undefined) slot++;
    if (slot === TINT_MAX_INTERRUPT) {
      if (isNew) rzg2l_gpio_free(k, gc, child);
      return -ENOSPC;
    }
    if (isNew) rzg2l_gpio_irq_endisable(k, pctrl, child, true);
    pctrl.hwirq.set(slot, child);
    const first = (k.since('7.3') ? pctrl.data?.tint : undefined) ?? TINT_IRQ_START_INDEX;
    return { hwirq: ((gpioint << 16) | (slot + first)) >>> 0, type: IRQ_TYPE_LEVEL_HIGH };
  },
);

const rzg2l_gpio_populate_parent_fwspec = at.fn(
  'rzg2l_gpio_populate_parent_fwspec',
  'What the controller above is asked for: TINT and pin in one number, and a high level.',
  (k: Kernel, gc: gpio_chip, hwirq: number, type: number): irq_fwspec => ({
    fwnode: gpio_irq_chip_of(k, gc).parent_domain?.fwnode,
    param_count: 2,
    param: [hwirq, type],
  }),
);

const rzg2l_gpio_irq_domain_free = at.fn(
  'rzg2l_gpio_irq_domain_free',
  "Takes a pin's interrupt down, and gives its TINT back. 6.12 gives the pin back as well.",
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const d = irq_domain_get_irq_data(k, domain, virq);
    if (d !== undefined) {
      const gc = gcOf(d);
      const pctrl = pctrlOf(gc);
      const hwirq = irqd_to_hwirq(d);
      // A free TINT has pin 0 in the kernel, and so may be taken for that of pin 0.
      let slot = 0;
      while (slot < TINT_MAX_INTERRUPT && (pctrl.hwirq.get(slot) ?? 0) !== hwirq) slot++;
      if (slot < TINT_MAX_INTERRUPT) {
        if (k.since('6.12')) {
          rzg2l_gpio_irq_endisable(k, pctrl, hwirq, false);
          rzg2l_gpio_free(k, gc, hwirq);
        }
        pctrl.hwirq.delete(slot);
      }
    }
    irq_domain_free_irqs_common(k, domain, virq, nr_irqs);
  },
);

// --- the driver

const rzg2l_gpio_register = at.fn(
  'rzg2l_gpio_register',
  'Registers the lines, with a domain on that of the controller above. The tree must give all pins as lines.',
  (k: Kernel, pctrl: rzg2l_pinctrl, dev: device, ports: Ports): number => {
    const np = dev.of_node;
    const parent_np = np === undefined ? undefined : of_irq_find_parent(k, np);
    if (parent_np === undefined) return -ENXIO;
    const parent_domain = irq_find_host(k, parent_np);
    if (parent_domain === undefined) return -EPROBE_DEFER;
    const [, line, pin, count] = of_property_cells(k, np, 'gpio-ranges');
    if (count === undefined) return dev_err_probe(k, dev, -EINVAL, 'Unable to parse gpio-ranges');
    if (line !== 0 || pin !== 0 || count !== ports.pins.length * PINS_PER_PORT)
      return dev_err_probe(k, dev, -EINVAL, 'gpio-ranges does not match selected SOC');
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio: count,
      ops: {
        request: rzg2l_gpio_request,
        free: rzg2l_gpio_free,
        get_direction: rzg2l_gpio_get_direction,
        direction_input: rzg2l_gpio_direction_input,
      },
      data: pctrl,
      irq_chip: rzg2l_gpio_irqchip(k),
    });
    pctrl.gpio_chip = gc;
    const girq = gpio_irq_chip_of(k, gc);
    girq.fwnode = np;
    girq.parent_domain = parent_domain;
    girq.ops = {
      child_to_parent_hwirq: rzg2l_gpio_child_to_parent_hwirq,
      populate_parent_alloc_arg: rzg2l_gpio_populate_parent_fwspec,
      child_irq_domain_ops: { free: rzg2l_gpio_irq_domain_free },
      valid: (_k, chip, offset) => isPin(pctrlOf(chip), offset),
    };
    const ret = gpiochip_add_data_with_key(k, gc);
    return ret === 0 ? 0 : dev_err_probe(k, dev, ret, 'failed to add GPIO controller');
  },
);

const rzg2l_pinctrl_probe = at.fn(
  'rzg2l_pinctrl_probe',
  'Starts a pin controller: its clock, then its lines.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const ports = dev.of_node === undefined ? undefined : of_match_node(k, rzg2l_pinctrl_of_table, dev.of_node)?.data;
    if (ports === undefined) return -EINVAL;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const clk = of_parse_clkspec(k, dev.of_node, undefined);
    if (clk < 0) return dev_err_probe(k, dev, clk, 'failed to enable GPIO clk');
    const pctrl = rzg2l_pinctrl.create(k.rec, { dev, base, data: ports });
    platform_set_drvdata(pdev, pctrl);
    const ret = rzg2l_gpio_register(k, pctrl, dev, ports);
    if (ret !== 0) return dev_err_probe(k, dev, ret, 'failed to add GPIO chip');
    dev_info(k, dev, `${DRV_NAME} support registered`);
    return 0;
  },
);

/** core_initcall */
export const rzg2l_pinctrl_init = at.fn(
  'rzg2l_pinctrl_init',
  'Registers the driver of the pin controllers of RZ/G2L.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: DRV_NAME,
      bus: 'platform',
      of_match_table: rzg2l_pinctrl_of_table.filter((entry) => k.since(entry.data.since ?? '6.1')),
      probe: rzg2l_pinctrl_probe,
    };
    return platform_driver_register(k, driver);
  },
);
