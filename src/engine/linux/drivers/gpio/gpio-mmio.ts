/**
 * Models drivers/gpio/gpio-mmio.c as far as directions go: GPIO controllers of plain data and direction registers, 32 bits
 * wide. Left out: outputs, registers of other widths.
 */
import {
  bool,
  hexnum,
  later,
  map,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import {
  type gpio_chip,
  type gpio_chip_ops,
  GPIO_LINE_DIRECTION_IN,
  GPIO_LINE_DIRECTION_OUT,
} from '../../include/linux/gpio/driver.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { pinctrl_gpio_direction_input } from '../pinctrl/core.ts';

const at = source('drivers/gpio/gpio-mmio.c');

/** Addresses of the registers of a chip; 0 for one that it has not. In the kernel these are fields of gpio_chip. */
interface bgpio extends Recorded {
  reg_dat: number;
  /** 1 says that a line is an output. */
  reg_dir_out: number;
  /** 1 says that a line is an input. */
  reg_dir_in: number;
  bgpio_dir: number;
  /** 7.3: a pin controller has a say in directions. */
  pinctrl: boolean;
}
const bgpio = struct<bgpio>('bgpio', {
  reg_dat: hexnum(),
  reg_dir_out: hexnum(),
  reg_dir_in: hexnum(),
  bgpio_dir: hexnum(),
  pinctrl: later(bool()),
});

interface gpio_mmio_c extends Recorded {
  /** By the id of the chip. */
  chips: RecordedMap<bgpio>;
}
const gpio_mmio_c = statics<gpio_mmio_c>('drivers/gpio/gpio-mmio.c', { chips: map(ref<bgpio>()) });

function getDir(k: Kernel, gc: gpio_chip, gpio: number): number {
  const { reg_dir_out = 0, reg_dir_in = 0 } = gpio_mmio_c(k).chips.get(gc.$id) ?? {};
  const bit = 1 << gpio;
  if (reg_dir_out !== 0) return (readl(k, reg_dir_out) & bit) === 0 ? GPIO_LINE_DIRECTION_IN : GPIO_LINE_DIRECTION_OUT;
  if (reg_dir_in !== 0 && (readl(k, reg_dir_in) & bit) === 0) return GPIO_LINE_DIRECTION_OUT;
  return GPIO_LINE_DIRECTION_IN;
}

function dirIn(k: Kernel, gc: gpio_chip, gpio: number): number {
  const chip = gpio_mmio_c(k).chips.get(gc.$id);
  if (chip === undefined) return -EINVAL;
  chip.bgpio_dir = (chip.bgpio_dir & ~(1 << gpio)) >>> 0;
  if (chip.reg_dir_in !== 0) writel(k, ~chip.bgpio_dir, chip.reg_dir_in);
  if (chip.reg_dir_out !== 0) writel(k, chip.bgpio_dir, chip.reg_dir_out);
  return chip.pinctrl ? pinctrl_gpio_direction_input(k, gc, gpio) : 0;
}

const level = (k: Kernel, gc: gpio_chip, gpio: number): number =>
  (readl(k, gpio_mmio_c(k).chips.get(gc.$id)?.reg_dat ?? 0) >>> gpio) & 1;

/** Addresses of the registers of a chip; 0, or nothing, for one that it has not. */
interface Registers {
  readonly dat: number;
  readonly dirout?: number;
  readonly dirin?: number;
  /** 7.3: a pin controller is asked too when a line becomes an input. */
  readonly pinctrl?: boolean;
}

/** Notes the registers of a chip, and reads which of its lines are outputs. */
function setUp(k: Kernel, gc: gpio_chip, { dat, dirout = 0, dirin = 0, pinctrl = false }: Registers): number {
  const chip = bgpio.create(k.rec, { reg_dat: dat, reg_dir_out: dirout, reg_dir_in: dirin, pinctrl });
  gpio_mmio_c(k).chips.set(gc.$id, chip);
  if (dirout !== 0) chip.bgpio_dir = readl(k, dirout);
  else if (dirin !== 0) chip.bgpio_dir = ~readl(k, dirin) >>> 0;
  if (dirout !== 0 && dirin !== 0) writel(k, ~chip.bgpio_dir, dirin);
  return 0;
}

const READS_DIRECTION = 'Reads whether a line is an input or an output.';
const bgpio_get_dir = at.fn('bgpio_get_dir', READS_DIRECTION, getDir);
const gpio_mmio_get_dir = at.fn('gpio_mmio_get_dir', READS_DIRECTION, getDir);

const MAKES_INPUT = 'Makes a line an input.';
const bgpio_dir_in = at.fn('bgpio_dir_in', MAKES_INPUT, dirIn);
const gpio_mmio_dir_in = at.fn('gpio_mmio_dir_in', MAKES_INPUT, dirIn);
const gpio_mmio_simple_dir_in = at.fn('gpio_mmio_simple_dir_in', MAKES_INPUT, dirIn);

const READS_LEVEL = 'Reads the level of a line.';
const bgpio_get = at.fn('bgpio_get', READS_LEVEL, level);
const gpio_mmio_get = at.fn('gpio_mmio_get', READS_LEVEL, level);

const SETS_UP = 'Sets up a chip of plain registers: finds out which lines are outputs.';
const bgpio_init = at.fn('bgpio_init', SETS_UP, setUp);
const gpio_generic_chip_init = at.fn('gpio_generic_chip_init', SETS_UP, setUp);

/** The functions of this file, by their names until 6.12 or by those of 7.3. */
interface GenericGpio {
  readonly init: typeof bgpio_init;
  readonly get: typeof bgpio_get;
  /** The operations of a chip with a direction register. */
  readonly ops: gpio_chip_ops & { readonly direction_input: typeof bgpio_dir_in };
}

const UNTIL_6_12: GenericGpio = {
  init: bgpio_init,
  get: bgpio_get,
  ops: { get_direction: bgpio_get_dir, direction_input: bgpio_dir_in },
};
const IN_7_3: GenericGpio = {
  init: gpio_generic_chip_init,
  get: gpio_mmio_get,
  ops: { get_direction: gpio_mmio_get_dir, direction_input: gpio_mmio_dir_in },
};

export const genericGpio = (k: Kernel): GenericGpio => (k.since('7.3') ? IN_7_3 : UNTIL_6_12);

/** 7.3: the operations of a chip that has no direction register, and leaves directions to a pin controller. */
export const undirectedOps: gpio_chip_ops = { direction_input: gpio_mmio_simple_dir_in };
