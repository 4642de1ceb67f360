/** Models include/linux/gpio/driver.h, and the descriptors of drivers/gpio/gpiolib.h, which it needs. */
import {
  always,
  bits,
  bool,
  data,
  fnptr,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  str,
  struct,
} from '../../../../recorder/index.ts';
import type { Kernel } from '../../../kernel.ts';
import type { device } from '../device.ts';
import type { irq_chip, irq_flow_handler_t } from '../irq.ts';
import type { irq_domain, irq_domain_ops, irq_fwspec, Translated } from '../irqdomain.ts';
import type { device_node } from '../of.ts';

export const GPIO_LINE_DIRECTION_OUT = 0;
export const GPIO_LINE_DIRECTION_IN = 1;

export const FLAG_REQUESTED = 1 << 0;
export const FLAG_IS_OUT = 1 << 1;
export const FLAG_ACTIVE_LOW = 1 << 6;
export const FLAG_OPEN_DRAIN = 1 << 7;
export const FLAG_USED_AS_IRQ = 1 << 9;
export const FLAG_IRQ_IS_ENABLED = 1 << 10;

/** What a chip's driver offers. Each returns 0 or an errno where it returns a number. */
export interface gpio_chip_ops {
  /** gc->request: before a line is handed out, as where a pin controller must be asked. */
  readonly request?: ((k: Kernel, gc: gpio_chip, offset: number) => number) | undefined;
  /** gc->free: after a line was given back. */
  readonly free?: ((k: Kernel, gc: gpio_chip, offset: number) => void) | undefined;
  readonly get_direction?: ((k: Kernel, gc: gpio_chip, offset: number) => number) | undefined;
  readonly direction_input?: ((k: Kernel, gc: gpio_chip, offset: number) => number) | undefined;
  /** The interrupt of a line, where the driver has domains of its own. */
  readonly to_irq?: ((k: Kernel, gc: gpio_chip, offset: number) => number) | undefined;
  /** What a specifier of the tree means, where it is not a line and its flags. */
  readonly of_xlate?: ((k: Kernel, gc: gpio_chip, args: readonly number[]) => GpioSpec | number) | undefined;
}

/** A line of a chip and its flags, as a consumer's specifier names it. */
export interface GpioSpec {
  readonly offset: number;
  readonly flags: number;
}

/** The operations among a gpio_irq_chip: what differs from chip to chip. */
export interface gpio_irq_ops {
  /** Which lines can interrupt (init_valid_mask); all where it is missing. */
  readonly valid?: ((k: Kernel, gc: gpio_chip, offset: number) => boolean) | undefined;
  readonly init_hw?: ((k: Kernel, gc: gpio_chip) => number) | undefined;
  /** Of chips that are stacked on their parent's domain: from a line to the parent's line and type, or an errno. */
  readonly child_to_parent_hwirq?:
    | ((k: Kernel, gc: gpio_chip, child: number, type: number) => Translated | number)
    | undefined;
  /** The specifier that the parent's domain gets; of two cells where it is missing. */
  readonly populate_parent_alloc_arg?:
    | ((k: Kernel, gc: gpio_chip, hwirq: number, type: number) => irq_fwspec)
    | undefined;
  readonly child_offset_to_irq?: ((k: Kernel, gc: gpio_chip, offset: number) => number) | undefined;
  /** Of the stacked domain's operations those that the driver has of its own. */
  readonly child_irq_domain_ops?: Pick<irq_domain_ops, 'translate' | 'free'> | undefined;
  /** Of a chained domain's operations, where they are the driver's own (6.1). */
  readonly domain_ops?: irq_domain_ops | undefined;
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

/**
 * gc->irq, and gc->fwnode: what chips have beyond one chained parent. Made by gpio_irq_chip_of, for chips that need it.
 */
export interface gpio_irq_chip extends Recorded {
  /** The node of the lines, where it is not that of the parent device. */
  fwnode: device_node | undefined;
  ops: gpio_irq_ops | undefined;
  /** The interrupts that the chip's own lead to. */
  parents: RecordedList<number>;
  /** The parent of each line, where they differ. */
  map: RecordedMap<number>;
  /** Whether lines are handled in the thread of the parent. */
  threaded: boolean;
  /** The domain that the chip's is stacked on. */
  parent_domain: irq_domain | undefined;
  /** What the chained handler gets; the gpio_chip where it is missing. */
  parent_handler_data: Recorded | undefined;
  /** What it gets for each parent, where that differs. */
  parent_handler_data_array: RecordedList<Recorded>;
  /** irq_enable, irq_disable, irq_mask, irq_unmask: what gpiolib's hooks in a chip that is not immutable stand before. */
  hooked: irq_chip | undefined;
}
export const gpio_irq_chip = struct<gpio_irq_chip>('gpio_irq_chip', {
  fwnode: ref(),
  ops: data(),
  parents: list(num()),
  map: map(num()),
  threaded: bool(),
  parent_domain: ref(),
  parent_handler_data: ref(),
  parent_handler_data_array: list(ref()),
  hooked: data(),
});

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
