/**
 * Models drivers/pinctrl/nuvoton/pinctrl-npcm8xx.c as far as interrupts go: the pins of Nuvoton's NPCM8xx, in banks of 32 with an
 * interrupt each. Left out: settings of pins, outputs.
 */
import { bitsOf } from '../../../../../base/bits.ts';
import { hexnum, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOENT, ENXIO } from '../../../include/linux/errno.ts';
import { gpio_chip } from '../../../include/linux/gpio/driver.ts';
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
  IRQCHIP_MASK_ON_SUSPEND,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { device_node } from '../../../include/linux/of.ts';
import { type platform_device, type platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { handle_edge_irq, handle_level_irq } from '../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../../kernel/irq/irqdesc/index.ts';
import { dev_err_probe } from '../../base/core/index.ts';
import { platform_driver_register } from '../../base/platform.ts';
import { genericGpio } from '../../gpio/gpio-mmio.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from '../../gpio/gpiolib/index.ts';
import { of_iomap } from '../../of/address.ts';
import { for_each_available_child_of_node, of_device_is_compatible, of_parse_phandle } from '../../of/base/index.ts';
import { of_irq_get } from '../../of/irq/index.ts';
import { of_property_cells, of_property_present } from '../../of/property.ts';
import { pinctrl_gpio_direction_input, pinctrl_gpio_request } from '../core.ts';

const at = source('drivers/pinctrl/nuvoton/pinctrl-npcm8xx.c');

const DIN = 0x04;
const POL = 0x08;
const EVTYP = 0x28;
const EVBE = 0x2c;
const EVEN = 0x40;
const EVENS = 0x44;
const EVENC = 0x48;
const EVST = 0x4c;
const IEM = 0x58;
/** Cells of an entry of "gpio-ranges". */
const RANGE_CELLS = 4;

interface npcm8xx_gpio extends Recorded {
  readonly base: number;
  readonly dev: device | undefined;
}
const npcm8xx_gpio = struct<npcm8xx_gpio>('npcm8xx_gpio', { base: hexnum(), dev: ref() });

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const baseOf = (gc: gpio_chip): number => npcm8xx_gpio.of(gc.data).base;
const bitOf = (d: irq_data): number => (1 << irqd_to_hwirq(d)) >>> 0;

const npcmgpio_direction_input = at.fn(
  'npcmgpio_direction_input',
  'Makes a line an input, if its pin may be one.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const ret = pinctrl_gpio_direction_input(k, gc, offset);
    return ret === 0 ? genericGpio(k).ops.direction_input(k, gc, offset) : ret;
  },
);

const npcmgpio_gpio_request = at.fn(
  'npcmgpio_gpio_request',
  'Asks for the pin of a line.',
  (k: Kernel, gc: gpio_chip, offset: number): number => pinctrl_gpio_request(k, gc, offset),
);

const npcmgpio_irq_handler = at.fn(
  'npcmgpio_irq_handler',
  "Handles a bank's interrupt: looks which of its lines caused it, and handles each.",
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (const bit of bitsOf(readl(k, baseOf(gc) + EVST) & readl(k, baseOf(gc) + EVEN)))
      if (gc.irq_domain !== undefined) generic_handle_domain_irq(k, gc.irq_domain, bit);
    chained_irq_exit(k, chip, desc);
  },
);

/** Level, low or falling, both edges (undefined: as it is). */
const SETTINGS: ReadonlyMap<number, readonly [level: boolean, low: boolean, both: boolean | undefined]> = new Map([
  [IRQ_TYPE_EDGE_RISING, [false, false, false]],
  [IRQ_TYPE_EDGE_FALLING, [false, true, false]],
  [IRQ_TYPE_EDGE_BOTH, [false, false, true]],
  [IRQ_TYPE_LEVEL_LOW, [true, true, undefined]],
  [IRQ_TYPE_LEVEL_HIGH, [true, false, undefined]],
]);

const npcmgpio_set_irq_type = at.fn(
  'npcmgpio_set_irq_type',
  'Sets how a line interrupts, and the flow handler that fits.',
  (k: Kernel, d: irq_data, type: number): number => {
    const setting = SETTINGS.get(type);
    if (setting === undefined) return -EINVAL;
    const [level, low, both] = setting;
    const base = baseOf(gcOf(d));
    if (both !== undefined) change_bits(k, bitOf(d), both, base + EVBE);
    change_bits(k, bitOf(d), low, base + POL);
    change_bits(k, bitOf(d), !level, base + EVTYP);
    irq_set_handler_locked(k, d, level ? handle_level_irq : handle_edge_irq);
    return 0;
  },
);

const npcmgpio_irq_ack = at.fn('npcmgpio_irq_ack', "Clears a line's event.", (k: Kernel, d: irq_data): void =>
  writel(k, bitOf(d), baseOf(gcOf(d)) + EVST),
);
const npcmgpio_irq_mask = at.fn('npcmgpio_irq_mask', 'Masks a line.', (k: Kernel, d: irq_data): void =>
  writel(k, bitOf(d), baseOf(gcOf(d)) + EVENC),
);
const npcmgpio_irq_unmask = at.fn('npcmgpio_irq_unmask', 'Unmasks a line.', (k: Kernel, d: irq_data): void =>
  writel(k, bitOf(d), baseOf(gcOf(d)) + EVENS),
);
const npcmgpio_irq_startup = at.fn(
  'npcmgpio_irq_startup',
  'Unmasks a line, without what it latched before.',
  (k: Kernel, d: irq_data): number => {
    npcmgpio_irq_ack(k, d);
    npcmgpio_irq_unmask(k, d);
    return 0;
  },
);
const npcmgpio_irq_request_resources = at.fn(
  'npcmgpio_irq_request_resources',
  'Makes a line an input, and locks it for its interrupt.',
  (k: Kernel, d: irq_data): number => {
    const ret = npcmgpio_direction_input(k, gcOf(d), irqd_to_hwirq(d));
    return ret === 0 ? gpiochip_irq_reqres(k, d) : ret;
  },
);
const npcmgpio_irq_release_resources = at.fn(
  'npcmgpio_irq_release_resources',
  'A line is an ordinary one again.',
  (k: Kernel, d: irq_data): void => gpiochip_irq_relres(k, d),
);

const npcmgpio_irqchip: irq_chip = {
  name: 'NPCM8XX-GPIO-IRQ',
  irq_ack: npcmgpio_irq_ack,
  irq_unmask: npcmgpio_irq_unmask,
  irq_mask: npcmgpio_irq_mask,
  irq_set_type: npcmgpio_set_irq_type,
  irq_startup: npcmgpio_irq_startup,
  irq_request_resources: npcmgpio_irq_request_resources,
  irq_release_resources: npcmgpio_irq_release_resources,
  flags: IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_IMMUTABLE,
};

const npcm8xx_gpio_fw = at.fn(
  'npcm8xx_gpio_fw',
  'Reads what the tree says of the banks, and switches their interrupts off: a chip for each, or an errno.',
  (k: Kernel, dev: device, np: device_node): gpio_chip[] | number => {
    const chips: gpio_chip[] = [];
    const banks = for_each_available_child_of_node(k, np).filter((each) =>
      of_property_present(k, each, 'gpio-controller'),
    );
    for (const [id, child] of banks.entries()) {
      const base = of_iomap(k, child, 0);
      if (base === undefined) return dev_err_probe(k, dev, -ENXIO, `fwnode_iomap id ${id} failed`);
      const ranges = of_property_cells(k, child, 'gpio-ranges');
      if (ranges.length < RANGE_CELLS) return dev_err_probe(k, dev, -ENOENT, `gpio-ranges fail for GPIO bank ${id}`);
      const irq = of_irq_get(k, child, 0);
      if (irq <= 0) return dev_err_probe(k, dev, irq === 0 ? -EINVAL : irq, `Failed to retrieve IRQ for bank ${id}`);
      const gc = gpio_chip.create(k.rec, {
        label: child.path,
        parent: dev,
        ngpio: ranges[3] ?? 0,
        ops: { ...genericGpio(k).ops, direction_input: npcmgpio_direction_input, request: npcmgpio_gpio_request },
        data: npcm8xx_gpio.create(k.rec, { base, dev }),
        irq_chip: npcmgpio_irqchip,
        irq_handler: handle_level_irq,
        irq_default_type: IRQ_TYPE_NONE,
        irq_parent_handler: npcmgpio_irq_handler,
      });
      genericGpio(k).init(k, gc, { dat: base + DIN, dirin: base + IEM });
      writel(k, 0, base + EVEN);
      writel(k, 0xffffffff, base + EVST);
      const girq = gpio_irq_chip_of(k, gc);
      girq.fwnode = child;
      girq.parents.addTail(irq);
      chips.push(gc);
    }
    return chips.length === 0 ? -ENXIO : chips;
  },
);

const npcm8xx_gpio_register = at.fn(
  'npcm8xx_gpio_register',
  'Registers the banks.',
  (k: Kernel, dev: device, chips: readonly gpio_chip[]): number => {
    for (const [id, gc] of chips.entries()) {
      const ret = gpiochip_add_data_with_key(k, gc);
      if (ret !== 0) return dev_err_probe(k, dev, ret, `Failed to add GPIO chip ${id}`);
    }
    return 0;
  },
);

const npcm8xx_pinctrl_probe = at.fn(
  'npcm8xx_pinctrl_probe',
  'Starts the pin controller and its banks.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    if (np === undefined) return -ENODEV;
    const gcr = of_parse_phandle(k, np, 'nuvoton,sysgcr', 0);
    const found = gcr === undefined ? -ENODEV : of_device_is_compatible(k, gcr, 'syscon') > 0 ? 0 : -EINVAL;
    if (found < 0) return dev_err_probe(k, dev, found, 'Failed to find nuvoton,sysgcr property');
    const chips = npcm8xx_gpio_fw(k, dev, np);
    if (typeof chips === 'number') return dev_err_probe(k, dev, chips, 'Failed to gpio dt-binding');
    const ret = npcm8xx_gpio_register(k, dev, chips);
    // The pin controller is there without them.
    if (ret < 0) dev_err_probe(k, dev, ret, 'Failed to register gpio');
    return 0;
  },
);

/** arch_initcall. New in 6.8. */
export const npcm8xx_pinctrl_register = at.fn(
  'npcm8xx_pinctrl_register',
  "Registers the driver of the NPCM8xx' pins.",
  (k: Kernel): number => {
    if (!k.since('6.12')) return 0;
    const driver: platform_driver = {
      name: 'npcm8xx-pinctrl',
      bus: 'platform',
      of_match_table: [{ compatible: 'nuvoton,npcm845-pinctrl', data: undefined }],
      probe: npcm8xx_pinctrl_probe,
    };
    return platform_driver_register(k, driver);
  },
);
