/**
 * Models drivers/gpio/gpio-mmio.c as far as directions go: GPIO controllers of plain data and direction registers, 32 bits
 * wide. Left out: outputs, registers of other widths.
 */
import { hexnum, map, type Recorded, type RecordedMap, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import {
  type gpio_chip,
  type gpio_chip_ops,
  GPIO_LINE_DIRECTION_IN,
  GPIO_LINE_DIRECTION_OUT,
} from '../../include/linux/gpio/driver.ts';
import { type Kernel, statics } from '../../kernel.ts';

const at = source('drivers/gpio/gpio-mmio.c');

/** Addresses of the registers of a chip; 0 for one that it has not. In the kernel these are fields of gpio_chip. */
interface bgpio extends Recorded {
  reg_dat: number;
  /** 1 says that a line is an output. */
  reg_dir_out: number;
  /** 1 says that a line is an input. */
  reg_dir_in: number;
  bgpio_dir: number;
}
const bgpio = struct<bgpio>('bgpio', {
  reg_dat: hexnum(),
  reg_dir_out: hexnum(),
  reg_dir_in: hexnum(),
  bgpio_dir: hexnum(),
});

interface gpio_mmio_c extends Recorded {
  /** By the id of the chip. */
  chips: RecordedMap<bgpio>;
}
const gpio_mmio_c = statics<gpio_mmio_c>('drivers/gpio/gpio-mmio.c', { chips: map(ref<bgpio>()) });

const bgpio_get_dir = at.fn(
  'bgpio_get_dir',
  'Reads whether a line is an input or an output.',
  (k: Kernel, gc: gpio_chip, gpio: number): number => {
    const { reg_dir_out = 0, reg_dir_in = 0 } = gpio_mmio_c(k).chips.get(gc.$id) ?? {};
    const bit = 1 << gpio;
    if (reg_dir_out !== 0)
      return (readl(k, reg_dir_out) & bit) === 0 ? GPIO_LINE_DIRECTION_IN : GPIO_LINE_DIRECTION_OUT;
    if (reg_dir_in !== 0 && (readl(k, reg_dir_in) & bit) === 0) return GPIO_LINE_DIRECTION_OUT;
    return GPIO_LINE_DIRECTION_IN;
  },
);

export const bgpio_dir_in = at.fn(
  'bgpio_dir_in',
  'Makes a line an input.',
  (k: Kernel, gc: gpio_chip, gpio: number): number => {
    const chip = gpio_mmio_c(k).chips.get(gc.$id);
    if (chip === undefined) return -EINVAL;
    chip.bgpio_dir = (chip.bgpio_dir & ~(1 << gpio)) >>> 0;
    if (chip.reg_dir_in !== 0) writel(k, ~chip.bgpio_dir, chip.reg_dir_in);
    if (chip.reg_dir_out !== 0) writel(k, chip.bgpio_dir, chip.reg_dir_out);
    return 0;
  },
);

/** The operations of a chip with direction registers. */
export function bgpio_ops(): gpio_chip_ops {
  return { get_direction: bgpio_get_dir, direction_input: bgpio_dir_in };
}

/** Tells a chip its registers, and reads which of its lines are outputs. */
export const bgpio_init = at.fn(
  'bgpio_init',
  'Sets up a chip of plain registers: finds out which lines are outputs.',
  (k: Kernel, gc: gpio_chip, dat: number, dirout: number, dirin: number): number => {
    const chip = bgpio.create(k.rec, { reg_dat: dat, reg_dir_out: dirout, reg_dir_in: dirin });
    gpio_mmio_c(k).chips.set(gc.$id, chip);
    if (dirout !== 0) chip.bgpio_dir = readl(k, dirout);
    else if (dirin !== 0) chip.bgpio_dir = ~readl(k, dirin) >>> 0;
    if (dirout !== 0 && dirin !== 0) writel(k, ~chip.bgpio_dir, dirin);
    return 0;
  },
);

/** The level of a line. */
export const bgpio_get = at.fn(
  'bgpio_get',
  'Reads the level of a line.',
  (k: Kernel, gc: gpio_chip, gpio: number): number =>
    (readl(k, gpio_mmio_c(k).chips.get(gc.$id)?.reg_dat ?? 0) >>> gpio) & 1,
);
