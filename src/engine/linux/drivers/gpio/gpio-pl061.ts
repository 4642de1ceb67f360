/**
 * Models drivers/gpio/gpio-pl061.c: ARM's eight-line GPIO controller, all of whose lines share one interrupt. Left out:
 * values and outputs of lines, suspend.
 */
import { always, hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { readb, writeb } from '../../include/asm/io.ts';
import type { amba_device, amba_driver } from '../../include/linux/amba/bus.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import { gpio_chip, GPIO_LINE_DIRECTION_IN, GPIO_LINE_DIRECTION_OUT } from '../../include/linux/gpio/driver.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  type irq_flow_handler_t,
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
import type { Kernel } from '../../kernel.ts';
import { handle_edge_irq, handle_level_irq } from '../../kernel/irq/chip/index.ts';
import { handle_bad_irq } from '../../kernel/irq/handle.ts';
import { generic_handle_domain_irq, irq_set_handler_locked } from '../../kernel/irq/irqdesc/index.ts';
import { irq_set_irq_wake } from '../../kernel/irq/manage/index.ts';
import { amba_driver_register } from '../amba/bus.ts';
import { builtIn } from '../base/init.ts';
import {
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_get_data,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-pl061.c');

const GPIODIR = 0x400;
const GPIOIS = 0x404;
const GPIOIBE = 0x408;
const GPIOIEV = 0x40c;
const GPIOIE = 0x410;
const GPIOMIS = 0x418;
const GPIOIC = 0x41c;
const PL061_GPIO_NR = 8;

interface pl061 extends Recorded {
  base: number;
  readonly gc: gpio_chip;
  parent_irq: number;
}
const pl061 = struct<pl061>('pl061', { base: hexnum(), gc: always(ref()), parent_irq: num() });

const of_chip = (gc: gpio_chip): pl061 => pl061.of(gpiochip_get_data(gc));
const of_irq = (d: irq_data): pl061 => of_chip(gpio_chip.of(irq_data_get_irq_chip_data(d)));
const lineBit = (d: irq_data): number => 1 << (irqd_to_hwirq(d) % PL061_GPIO_NR);

// --- lines

const pl061_get_direction = at.fn(
  'pl061_get_direction',
  'Reads whether a line is an input or an output.',
  (k: Kernel, gc: gpio_chip, offset: number): number =>
    (readb(k, of_chip(gc).base + GPIODIR) & (1 << offset)) === 0 ? GPIO_LINE_DIRECTION_IN : GPIO_LINE_DIRECTION_OUT,
);

const pl061_direction_input = at.fn(
  'pl061_direction_input',
  'Makes a line an input.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const address = of_chip(gc).base + GPIODIR;
    writeb(k, readb(k, address) & ~(1 << offset), address);
    return 0;
  },
);

// --- interrupts

/** What a trigger type asks of the controller: level or edge, both edges, which side; and who handles it. */
function typeSetting(trigger: number): {
  is: boolean;
  ibe: boolean;
  iev: boolean | undefined;
  handler: irq_flow_handler_t;
} {
  if ((trigger & (IRQ_TYPE_LEVEL_HIGH | IRQ_TYPE_LEVEL_LOW)) !== 0) {
    return { is: true, ibe: false, iev: (trigger & IRQ_TYPE_LEVEL_HIGH) !== 0, handler: handle_level_irq };
  }
  // With both edges the side is ignored, and stays as it was.
  if ((trigger & IRQ_TYPE_EDGE_BOTH) === IRQ_TYPE_EDGE_BOTH) {
    return { is: false, ibe: true, iev: undefined, handler: handle_edge_irq };
  }
  if ((trigger & IRQ_TYPE_EDGE_BOTH) !== 0) {
    return { is: false, ibe: false, iev: (trigger & IRQ_TYPE_EDGE_RISING) !== 0, handler: handle_edge_irq };
  }
  return { is: false, ibe: false, iev: false, handler: handle_bad_irq };
}

const pl061_irq_type = at.fn(
  'pl061_irq_type',
  'Sets how a line interrupts: by level or by edges.',
  (k: Kernel, d: irq_data, trigger: number): number => {
    const { base } = of_irq(d);
    const offset = irqd_to_hwirq(d);
    if (offset >= PL061_GPIO_NR) return -EINVAL;
    const level = trigger & (IRQ_TYPE_LEVEL_HIGH | IRQ_TYPE_LEVEL_LOW);
    const edge = trigger & (IRQ_TYPE_EDGE_RISING | IRQ_TYPE_EDGE_FALLING);
    if (level !== 0 && edge !== 0) return -EINVAL;
    const iev = readb(k, base + GPIOIEV);
    const is = readb(k, base + GPIOIS);
    const ibe = readb(k, base + GPIOIBE);
    const want = typeSetting(trigger);
    irq_set_handler_locked(k, d, want.handler);
    const put = (value: number, on: boolean): number => (on ? value | (1 << offset) : value & ~(1 << offset));
    writeb(k, put(is, want.is), base + GPIOIS);
    writeb(k, put(ibe, want.ibe), base + GPIOIBE);
    writeb(k, want.iev === undefined ? iev : put(iev, want.iev), base + GPIOIEV);
    return 0;
  },
);

const pl061_irq_handler = at.fn(
  'pl061_irq_handler',
  "Handles the controller's interrupt: looks which lines caused it, and handles each line's own.",
  (k: Kernel, desc: irq_desc): void => {
    const gc = gpio_chip.of(desc.irq_common_data.handler_data);
    const irqchip = desc.irq_data.chip;
    if (irqchip === undefined) return;
    chained_irq_enter(k, irqchip, desc);
    const pending = readb(k, of_chip(gc).base + GPIOMIS);
    for (let offset = 0; offset < PL061_GPIO_NR; offset++) {
      if ((pending & (1 << offset)) !== 0 && gc.irq_domain !== undefined) {
        generic_handle_domain_irq(k, gc.irq_domain, offset);
      }
    }
    chained_irq_exit(k, irqchip, desc);
  },
);

const pl061_irq_mask = at.fn('pl061_irq_mask', "Masks a line's interrupt.", (k: Kernel, d: irq_data): void => {
  const address = of_irq(d).base + GPIOIE;
  writeb(k, readb(k, address) & ~lineBit(d), address);
  gpiochip_disable_irq(k, of_irq(d).gc, irqd_to_hwirq(d));
});

const pl061_irq_unmask = at.fn('pl061_irq_unmask', "Unmasks a line's interrupt.", (k: Kernel, d: irq_data): void => {
  gpiochip_enable_irq(k, of_irq(d).gc, irqd_to_hwirq(d));
  const address = of_irq(d).base + GPIOIE;
  writeb(k, readb(k, address) | lineBit(d), address);
});

const pl061_irq_ack = at.fn('pl061_irq_ack', "Clears a line's latched edge.", (k: Kernel, d: irq_data): void =>
  writeb(k, lineBit(d), of_irq(d).base + GPIOIC),
);

const pl061_irq_set_wake = at.fn(
  'pl061_irq_set_wake',
  "Lets a line wake the system: the controller's own interrupt must.",
  (k: Kernel, d: irq_data, on: number): number => irq_set_irq_wake(k, of_irq(d).parent_irq, on),
);

function pl061_irq_chip(): irq_chip {
  return {
    name: undefined,
    irq_ack: pl061_irq_ack,
    irq_mask: pl061_irq_mask,
    irq_unmask: pl061_irq_unmask,
    irq_set_type: pl061_irq_type,
    irq_set_wake: pl061_irq_set_wake,
    irq_print_chip: (d) => gpio_chip.of(irq_data_get_irq_chip_data(d)).parent?.name ?? '',
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE,
  };
}

// --- the driver

const pl061_probe = at.fn(
  'pl061_probe',
  'Starts a PL061: its interrupts off, then its lines and their domain registered.',
  (k: Kernel, adev: amba_device): number => {
    const { dev } = adev;
    const irq = adev.irq.get(0) ?? 0;
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio: PL061_GPIO_NR,
      ops: { get_direction: pl061_get_direction, direction_input: pl061_direction_input },
      irq_chip: pl061_irq_chip(),
      irq_handler: handle_bad_irq,
      irq_default_type: IRQ_TYPE_NONE,
      irq_parent_handler: pl061_irq_handler,
      irq_parent: irq,
    });
    const chip = pl061.create(k.rec, { base: adev.res_start, gc, parent_irq: irq });
    gc.data = chip;
    writeb(k, 0, chip.base + GPIOIE);
    const ret = gpiochip_add_data_with_key(k, gc);
    if (ret !== 0) return ret;
    dev.drvdata = chip;
    return 0;
  },
);

/** device_initcall */
export const pl061_gpio_driver_init = at.fn(
  'pl061_gpio_driver_init',
  'Registers the driver of PL061 GPIO controllers.',
  (k: Kernel): number => {
    if (!builtIn(k, 'pl061_gpio')) return 0;
    const driver: amba_driver = {
      name: 'pl061_gpio',
      bus: 'amba',
      id_table: [{ id: 0x00041061, mask: 0x000fffff }],
      probe: pl061_probe,
    };
    return amba_driver_register(k, driver);
  },
);
