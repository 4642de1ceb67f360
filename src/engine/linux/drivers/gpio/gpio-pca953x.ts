/**
 * Models drivers/gpio/gpio-pca953x.c: GPIO expanders on I2C of the PCA953x family, whose lines interrupt in the thread of the chip's own
 * interrupt. Left out: PCA957x, which have no interrupts that a tree of arm64 uses; PCAL653x; what the newer chips can mask and
 * latch by themselves; suspend, the reset line and the supply.
 */
import { map, num, type Recorded, type RecordedMap, ref, source, struct } from '../../../recorder/index.ts';
import { bitsOf, withBit } from '../../../../base/bits.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV } from '../../include/linux/errno.ts';
import { GPIO_LINE_DIRECTION_IN, GPIO_LINE_DIRECTION_OUT, gpio_chip } from '../../include/linux/gpio/driver.ts';
import type { i2c_client, i2c_driver } from '../../include/linux/i2c.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_ONESHOT, IRQF_SHARED } from '../../include/linux/interrupt.ts';
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
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_IMMUTABLE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_nested_irq, handle_simple_irq } from '../../kernel/irq/chip/index.ts';
import { devm_request_threaded_irq } from '../../kernel/irq/devres.ts';
import { irq_find_mapping } from '../../kernel/irq/irqdomain/index.ts';
import { irq_set_irq_wake } from '../../kernel/irq/manage/index.ts';
import { dev_err, dev_info, dev_warn } from '../../kernel/printk/printk.ts';
import { bus_to_subsys } from '../base/bus.ts';
import { driver_register } from '../base/driver.ts';
import { of_match_node } from '../of/base/index.ts';
import {
  gpio_irq_chip_of,
  gpiochip_add_data_with_key,
  gpiochip_disable_irq,
  gpiochip_enable_irq,
  gpiochip_irq_relres,
  gpiochip_irq_reqres,
} from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-pca953x.c');

const BANK_SZ = 8;
const PCA953X_INPUT = 0;
const PCA953X_INVERT = 2;
const PCA953X_DIRECTION = 3;
const ALL = 0xff;

/** Everything by bank of eight lines. */
interface pca953x_chip extends Recorded {
  dev: device | undefined;
  irq: number;
  gpio_chip: gpio_chip | undefined;
  irq_mask: RecordedMap<number>;
  irq_stat: RecordedMap<number>;
  irq_trig_raise: RecordedMap<number>;
  irq_trig_fall: RecordedMap<number>;
  irq_trig_level_high: RecordedMap<number>;
  irq_trig_level_low: RecordedMap<number>;
}
const pca953x_chip = struct<pca953x_chip>('pca953x_chip', {
  dev: ref(),
  irq: num(),
  gpio_chip: ref(),
  irq_mask: map(num()),
  irq_stat: map(num()),
  irq_trig_raise: map(num()),
  irq_trig_fall: map(num()),
  irq_trig_level_high: map(num()),
  irq_trig_level_low: map(num()),
});

const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
const chipOf = (d: irq_data): pca953x_chip => pca953x_chip.of(gcOf(d).data);
const banksOf = ({ gpio_chip: gc }: pca953x_chip): number => Math.ceil((gc?.ngpio ?? 0) / BANK_SZ);
const get = (bits: RecordedMap<number>, bank: number): number => bits.get(bank) ?? 0;

function assign(bits: RecordedMap<number>, line: number, on: boolean): void {
  const bank = Math.floor(line / BANK_SZ);
  bits.set(bank, withBit(get(bits, bank), line % BANK_SZ, on));
}

// --- registers: each kind has as many as there are banks, with room for a power of two

function pca953x_recalc_addr({ gpio_chip: gc }: pca953x_chip, reg: number, bank: number): number {
  const shift = 32 - Math.clz32(Math.floor(((gc?.ngpio ?? 1) - 1) / BANK_SZ));
  return (reg << shift) | bank;
}

const pca953x_read_reg = at.fn(
  'pca953x_read_regs',
  'Reads a register of a bank, by a transfer on the bus.',
  (k: Kernel, chip: pca953x_chip, reg: number, bank: number): number =>
    k.bus.readBehind(chip.dev?.of_node?.path ?? '', pca953x_recalc_addr(chip, reg, bank)),
);

const pca953x_write_reg = at.fn(
  'pca953x_write_regs',
  'Writes a register of a bank, by a transfer on the bus.',
  (k: Kernel, chip: pca953x_chip, reg: number, bank: number, value: number): void =>
    k.bus.writeBehind(chip.dev?.of_node?.path ?? '', pca953x_recalc_addr(chip, reg, bank), value),
);

const pca953x_gpio_direction_input = at.fn(
  'pca953x_gpio_direction_input',
  'Makes a line an input.',
  (k: Kernel, gc: gpio_chip, off: number): number => {
    const chip = pca953x_chip.of(gc.data);
    const bank = Math.floor(off / BANK_SZ);
    const old = pca953x_read_reg(k, chip, PCA953X_DIRECTION, bank);
    pca953x_write_reg(k, chip, PCA953X_DIRECTION, bank, withBit(old, off % BANK_SZ, true));
    return 0;
  },
);

const pca953x_gpio_get_direction = at.fn(
  'pca953x_gpio_get_direction',
  'Whether a line is an input or an output.',
  (k: Kernel, gc: gpio_chip, off: number): number => {
    const register = pca953x_read_reg(k, pca953x_chip.of(gc.data), PCA953X_DIRECTION, Math.floor(off / BANK_SZ));
    return ((register >>> (off % BANK_SZ)) & 1) === 0 ? GPIO_LINE_DIRECTION_OUT : GPIO_LINE_DIRECTION_IN;
  },
);

// --- the interrupt chip

const pca953x_irq_mask = at.fn(
  'pca953x_irq_mask',
  "Notes that a line's interrupt is masked.",
  (k: Kernel, d: irq_data) => {
    assign(chipOf(d).irq_mask, irqd_to_hwirq(d), false);
    gpiochip_disable_irq(k, gcOf(d), irqd_to_hwirq(d));
  },
);

const pca953x_irq_unmask = at.fn(
  'pca953x_irq_unmask',
  "Notes that a line's interrupt is not masked.",
  (k: Kernel, d: irq_data): void => {
    gpiochip_enable_irq(k, gcOf(d), irqd_to_hwirq(d));
    assign(chipOf(d).irq_mask, irqd_to_hwirq(d), true);
  },
);

const pca953x_irq_set_wake = at.fn(
  'pca953x_irq_set_wake',
  "Lets the chip's interrupt wake the system.",
  (k: Kernel, d: irq_data, on: number): number => irq_set_irq_wake(k, chipOf(d).irq, on),
);

const pca953x_irq_bus_lock = at.fn(
  'pca953x_irq_bus_lock',
  'What follows is gathered, to be written at once.',
  (_k: Kernel, _d: irq_data): void => {},
);

const pca953x_irq_bus_sync_unlock = at.fn(
  'pca953x_irq_bus_sync_unlock',
  'Makes lines inputs that interrupt and are not.',
  (k: Kernel, d: irq_data): void => {
    const gc = gcOf(d);
    const chip = chipOf(d);
    for (let bank = 0; bank < banksOf(chip); bank++) {
      const triggers =
        get(chip.irq_trig_fall, bank) |
        get(chip.irq_trig_raise, bank) |
        get(chip.irq_trig_level_high, bank) |
        get(chip.irq_trig_level_low, bank);
      const outputs = ~pca953x_read_reg(k, chip, PCA953X_DIRECTION, bank) & ALL;
      for (const bit of bitsOf(triggers & outputs)) pca953x_gpio_direction_input(k, gc, bank * BANK_SZ + bit);
    }
  },
);

/** Levels can be asked for from 6.12 on. */
const pca953x_irq_set_type = at.fn(
  'pca953x_irq_set_type',
  'Notes which changes of a line interrupt, or which level.',
  (k: Kernel, d: irq_data, type: number): number => {
    const chip = chipOf(d);
    const hwirq = irqd_to_hwirq(d);
    if ((type & (k.since('6.12') ? IRQ_TYPE_SENSE_MASK : IRQ_TYPE_EDGE_BOTH)) === 0) {
      if (chip.dev !== undefined) dev_err(k, chip.dev, `irq ${d.irq}: unsupported type ${type}`);
      return -EINVAL;
    }
    assign(chip.irq_trig_fall, hwirq, (type & IRQ_TYPE_EDGE_FALLING) !== 0);
    assign(chip.irq_trig_raise, hwirq, (type & IRQ_TYPE_EDGE_RISING) !== 0);
    if (!k.since('6.12')) return 0;
    assign(chip.irq_trig_level_low, hwirq, (type & IRQ_TYPE_LEVEL_LOW) !== 0);
    assign(chip.irq_trig_level_high, hwirq, (type & IRQ_TYPE_LEVEL_HIGH) !== 0);
    return 0;
  },
);

const pca953x_irq_shutdown = at.fn(
  'pca953x_irq_shutdown',
  'Nothing of a line interrupts any more.',
  (k: Kernel, d: irq_data): void => {
    const chip = chipOf(d);
    const hwirq = irqd_to_hwirq(d);
    assign(chip.irq_trig_raise, hwirq, false);
    assign(chip.irq_trig_fall, hwirq, false);
    if (!k.since('6.12')) return;
    assign(chip.irq_trig_level_low, hwirq, false);
    assign(chip.irq_trig_level_high, hwirq, false);
    pca953x_irq_mask(k, d);
  },
);

function pca953x_irq_chip(): irq_chip {
  return {
    name: undefined,
    irq_mask: pca953x_irq_mask,
    irq_unmask: pca953x_irq_unmask,
    irq_set_wake: pca953x_irq_set_wake,
    irq_bus_lock: pca953x_irq_bus_lock,
    irq_bus_sync_unlock: pca953x_irq_bus_sync_unlock,
    irq_set_type: pca953x_irq_set_type,
    irq_shutdown: pca953x_irq_shutdown,
    irq_print_chip: (d) => gcOf(d).parent?.name ?? '',
    irq_request_resources: gpiochip_irq_reqres,
    irq_release_resources: gpiochip_irq_relres,
    flags: IRQCHIP_IMMUTABLE,
  };
}

// --- handling

const pca953x_irq_pending = at.fn(
  'pca953x_irq_pending',
  'Which lines interrupt: that changed since they were read last, in a direction or to a level that is asked for.',
  (k: Kernel, chip: pca953x_chip): number[] => {
    const inputs = Array.from({ length: banksOf(chip) }, (_, bank) => pca953x_read_reg(k, chip, PCA953X_INPUT, bank));
    return inputs.flatMap((input, bank) => {
      const direction = pca953x_read_reg(k, chip, PCA953X_DIRECTION, bank);
      const old = get(chip.irq_stat, bank);
      const now = input & direction;
      const mask = get(chip.irq_mask, bank);
      chip.irq_stat.set(bank, now);
      const edges = (get(chip.irq_trig_fall, bank) & old) | (get(chip.irq_trig_raise, bank) & now);
      const high = now & get(chip.irq_trig_level_high, bank) & mask;
      const low = ~now & direction & get(chip.irq_trig_level_low, bank) & mask;
      return bitsOf((edges & (now ^ old) & mask) | high | low).map((bit) => bank * BANK_SZ + bit);
    });
  },
);

const pca953x_irq_handler = at.fn(
  'pca953x_irq_handler',
  "The chip's thread: handles the interrupt of each line that changed.",
  (k: Kernel, _irq: number, devid: Recorded | undefined): number => {
    const chip = pca953x_chip.of(devid);
    let ret = IRQ_NONE;
    for (const level of pca953x_irq_pending(k, chip)) {
      const nested_irq = irq_find_mapping(k, chip.gpio_chip?.irq_domain, level);
      if (nested_irq <= 0) {
        if (chip.dev !== undefined) dev_warn(k, chip.dev, `unmapped interrupt ${level}`);
        continue;
      }
      handle_nested_irq(k, nested_irq);
      ret = IRQ_HANDLED;
    }
    return ret;
  },
);

const pca953x_irq_setup = at.fn(
  'pca953x_irq_setup',
  'Starts the interrupts of a chip that has one itself.',
  (k: Kernel, chip: pca953x_chip, gc: gpio_chip, dev: device): number => {
    for (let bank = 0; bank < banksOf(chip); bank++) {
      const input = pca953x_read_reg(k, chip, PCA953X_INPUT, bank);
      chip.irq_stat.set(bank, input & pca953x_read_reg(k, chip, PCA953X_DIRECTION, bank));
    }
    gc.irq_chip = pca953x_irq_chip();
    gc.irq_default_type = IRQ_TYPE_NONE;
    gc.irq_handler = handle_simple_irq;
    gpio_irq_chip_of(k, gc).threaded = true;
    const flags = IRQF_ONESHOT | IRQF_SHARED;
    const ret = devm_request_threaded_irq(k, dev, chip.irq, undefined, pca953x_irq_handler, flags, dev.name, chip);
    if (ret !== 0) dev_err(k, dev, k.since('6.12') ? 'failed to request irq' : `failed to request irq ${chip.irq}`);
    return ret;
  },
);

// --- starting

interface Kind {
  readonly ngpio: number;
  /** The chip has an interrupt. */
  readonly hasIrq: boolean;
}

const KINDS: readonly (readonly [kind: Kind, compatible: string])[] = [
  [{ ngpio: 4, hasIrq: true }, 'nxp,pca9537'],
  [{ ngpio: 4, hasIrq: false }, 'nxp,pca9536 ti,pca9536'],
  [
    { ngpio: 8, hasIrq: true },
    'nxp,pca6408 nxp,pca9534 nxp,pca9538 nxp,pca9554 nxp,pcal6408 nxp,pcal9554b maxim,max7315 ti,pca6107 ti,tca6408 onnn,cat9554 onnn,pca9654',
  ],
  [{ ngpio: 8, hasIrq: false }, 'nxp,pca9556 nxp,pca9557 maxim,max7310 exar,xra1202'],
  [
    { ngpio: 16, hasIrq: true },
    'nxp,pca6416 nxp,pca9535 nxp,pca9539 nxp,pca9555 nxp,pcal6416 nxp,pcal9535 nxp,pcal9555a maxim,max7312 maxim,max7313 maxim,max7318 ti,tca6416 ti,tca9539 onnn,pca9655',
  ],
  [{ ngpio: 24, hasIrq: true }, 'nxp,pcal6524 ti,tca6424'],
  [{ ngpio: 40, hasIrq: true }, 'nxp,pca9505 nxp,pca9506'],
  [{ ngpio: 40, hasIrq: false }, 'nxp,pca9698'],
];
const NEW_KINDS: typeof KINDS = [
  [{ ngpio: 16, hasIrq: true }, 'ti,tca9535'],
  [{ ngpio: 8, hasIrq: true }, 'ti,tca9538'],
];

/** Of 7.3; the TCA6418, whose registers are others, is left to its stand-in. */
const KINDS_7_3: typeof KINDS = [
  [{ ngpio: 8, hasIrq: true }, 'ti,tcal6408'],
  [{ ngpio: 16, hasIrq: true }, 'ti,tcal6416'],
];

function pca953x_dt_ids(k: Kernel) {
  return [...KINDS, ...(k.since('6.12') ? NEW_KINDS : []), ...(k.since('7.3') ? KINDS_7_3 : [])].flatMap(
    ([data, names]) => names.split(' ').map((compatible) => ({ compatible, data })),
  );
}

const pca953x_probe = at.fn(
  'pca953x_probe',
  'Starts an expander: its lines, and their interrupts.',
  (k: Kernel, client: i2c_client): number => {
    const { dev } = client;
    const kind = dev.of_node === undefined ? undefined : of_match_node(k, pca953x_dt_ids(k), dev.of_node)?.data;
    if (kind === undefined) return -ENODEV;
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio: kind.ngpio,
      ops: { get_direction: pca953x_gpio_get_direction, direction_input: pca953x_gpio_direction_input },
    });
    const chip = pca953x_chip.create(k.rec, { dev, irq: client.irq, gpio_chip: gc });
    gc.data = chip;
    dev.drvdata = chip;
    // More than two banks are written one after the other by themselves ("AI").
    const how = k.since('7.3') ? 'auto increment' : 'AI';
    dev_info(k, dev, `using ${kind.ngpio > 2 * BANK_SZ ? '' : 'no '}${how}`);
    for (let bank = 0; bank < banksOf(chip); bank++) pca953x_write_reg(k, chip, PCA953X_INVERT, bank, 0);
    const ret = client.irq > 0 && kind.hasIrq ? pca953x_irq_setup(k, chip, gc, dev) : 0;
    return ret === 0 ? gpiochip_add_data_with_key(k, gc) : ret;
  },
);

/** subsys_initcall. Without any device on I2C that bus is not there. */
export const pca953x_init = at.fn(
  'pca953x_init',
  'Registers the driver of expanders of the PCA953x family.',
  (k: Kernel): number => {
    if (bus_to_subsys(k, 'i2c') === undefined) return 0;
    const driver: i2c_driver = { name: 'pca953x', bus: 'i2c', of_match_table: pca953x_dt_ids(k), probe: pca953x_probe };
    return driver_register(k, driver);
  },
);
