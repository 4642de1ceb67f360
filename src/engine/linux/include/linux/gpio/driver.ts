/** Models include/linux/gpio/driver.h, and the descriptors of drivers/gpio/gpiolib.h, which it needs. */
import {
  always,
  bits,
  bool,
  data,
  fnptr,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  str,
  struct,
} from '../../../../recorder/index.ts';
import type { Kernel } from '../../../kernel.ts';
import type { device } from '../device.ts';
import type { irq_chip, irq_flow_handler_t } from '../irq.ts';
import type { irq_domain } from '../irqdomain.ts';

export const GPIO_LINE_DIRECTION_OUT = 0;
export const GPIO_LINE_DIRECTION_IN = 1;

export const FLAG_REQUESTED = 1 << 0;
export const FLAG_IS_OUT = 1 << 1;
export const FLAG_ACTIVE_LOW = 1 << 6;
export const FLAG_OPEN_DRAIN = 1 << 7;
export const FLAG_USED_AS_IRQ = 1 << 9;
export const FLAG_IRQ_IS_ENABLED = 1 << 10;

/** What a chip's driver offers. */
export interface gpio_chip_ops {
  readonly get_direction?: ((k: Kernel, gc: gpio_chip, offset: number) => number) | undefined;
  readonly direction_input?: ((k: Kernel, gc: gpio_chip, offset: number) => number) | undefined;
}

/** A line of a chip. */
export interface gpio_desc extends Recorded {
  gc: gpio_chip | undefined;
  offset: number;
  flags: number;
  label: string | undefined;
}
export const gpio_desc = struct<gpio_desc>(
  'gpio_desc',
  {
    gc: ref(),
    offset: num(),
    flags: bits({
      FLAG_REQUESTED,
      FLAG_IS_OUT,
      FLAG_ACTIVE_LOW,
      FLAG_OPEN_DRAIN,
      FLAG_USED_AS_IRQ,
      FLAG_IRQ_IS_ENABLED,
    }),
    label: str(),
  },
  { label: (desc) => `${desc.gc?.label ?? ''} line ${desc.offset}` },
);

/** A GPIO controller, with its interrupts (gpio_irq_chip) where it has some. */
export interface gpio_chip extends Recorded {
  label: string;
  parent: device | undefined;
  ngpio: number;
  ops: gpio_chip_ops | undefined;
  /** gpiochip_get_data(): the driver's own. */
  data: Recorded | undefined;
  descs: RecordedMap<gpio_desc>;
  /** The rest is gc->irq. */
  irq_chip: irq_chip | undefined;
  irq_domain: irq_domain | undefined;
  irq_handler: irq_flow_handler_t | undefined;
  irq_default_type: number;
  irq_parent_handler: irq_flow_handler_t | undefined;
  /** The interrupt that its own lead to; 0 for none, -1 where the chip has no parent. */
  irq_parent: number;
  irq_initialized: boolean;
}
export const gpio_chip = struct<gpio_chip>(
  'gpio_chip',
  {
    label: always(str()),
    parent: ref(),
    ngpio: num(),
    ops: data(),
    data: ref(),
    descs: map(ref<gpio_desc>()),
    irq_chip: data(),
    irq_domain: ref(),
    irq_handler: fnptr(),
    irq_default_type: num(),
    irq_parent_handler: fnptr(),
    irq_parent: num(-1),
    irq_initialized: bool(),
  },
  { label: (gc) => `gpio chip ${gc.label}` },
);
