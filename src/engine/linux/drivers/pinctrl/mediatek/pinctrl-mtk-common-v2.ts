/**
 * Models what drivers/pinctrl/mediatek/pinctrl-mtk-common-v2.c has for the newer pin controllers of MediaTek: where a pin's registers
 * are, and the external interrupts. Left out: settings of pins other than function and direction.
 */
import {
  data,
  hexnum,
  list,
  type Recorded,
  type RecordedList,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOTSUPP } from '../../../include/linux/errno.ts';
import type { gpio_chip } from '../../../include/linux/gpio/driver.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import type { platform_device } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { platform_get_resource_byname } from '../../base/platform.ts';
import { gpiochip_get_data } from '../../gpio/gpiolib/index.ts';
import { of_iomap } from '../../of/address.ts';
import { irq_of_parse_and_map } from '../../of/irq/index.ts';
import { of_property_read_bool, of_property_read_string_index } from '../../of/property.ts';
import {
  type EintRun,
  eintOfPin,
  mtk_eint,
  mtk_eint_do_init,
  mtk_eint_find_irq,
  type mtk_eint_xt,
  pinOfEint,
} from './mtk-eint.ts';

const at = source('drivers/pinctrl/mediatek/pinctrl-mtk-common-v2.c');

/** A field of pins: offset of its first register in the first block, and how many pins a register has. Registers are 16 bytes apart. */
export interface PinField {
  readonly at: number;
  readonly pins: number;
}

/** What a SoC's driver says of its pin controller. */
export interface MtkSoc {
  /** Without "mediatek," and "-pinctrl". */
  readonly soc: string;
  /** Names of the register blocks of the pins; those of the external interrupts follow. */
  readonly bases: readonly string[];
  readonly npins: number;
  /** How many external interrupts there are; none where it is missing. */
  readonly ap_num?: number;
  readonly eints: readonly EintRun[];
  /** The function of a pin, and how wide it is. Missing where it is in no order: then it is not set. */
  readonly mode?: PinField & { readonly bits: number };
  readonly dir: PinField;
  readonly di: PinField;
  /** The last pin that has these fields; all where it is missing. */
  readonly last?: number;
  /** From this pin on there are only interrupts of the SoC's own, without a pin. */
  readonly virtual?: number;
  /** First and last of the pins that this package lacks. */
  readonly holes?: readonly [first: number, last: number];
  /** The driver came after 6.1. */
  readonly new?: boolean;
}

const STEP = 0x10;

export interface mtk_pinctrl extends Recorded {
  dev: device | undefined;
  base: RecordedList<number>;
  chip: gpio_chip | undefined;
  soc: MtkSoc | undefined;
  eint: mtk_eint | undefined;
}
export const mtk_pinctrl = struct<mtk_pinctrl>('mtk_pinctrl', {
  dev: ref(),
  base: list(hexnum()),
  chip: ref(),
  soc: data(),
  eint: ref(),
});

export const hwOf = (gc: gpio_chip): mtk_pinctrl => mtk_pinctrl.of(gpiochip_get_data(gc));

/** The address of a pin's field, and its place there in pins; undefined for a pin that has no such field. */
function fieldOf(
  hw: mtk_pinctrl,
  field: PinField | undefined,
  pin: number,
): { reg: number; place: number } | undefined {
  const base = hw.base.first();
  if (field === undefined || base === undefined || pin > (hw.soc?.last ?? Infinity)) return undefined;
  return { reg: base + field.at + Math.floor(pin / field.pins) * STEP, place: pin % field.pins };
}

/** Reads a field of one bit: 0 or 1, or an errno. */
export function mtk_hw_get_value(k: Kernel, hw: mtk_pinctrl, field: PinField | undefined, pin: number): number {
  const found = fieldOf(hw, field, pin);
  return found === undefined ? -ENOTSUPP : (readl(k, found.reg) >>> found.place) & 1;
}

/** Writes a field: 0, or an errno. */
export function mtk_hw_set_value(
  k: Kernel,
  hw: mtk_pinctrl,
  field: (PinField & { readonly bits?: number }) | undefined,
  pin: number,
  value: number,
): number {
  const found = fieldOf(hw, field, pin);
  if (found === undefined) return -ENOTSUPP;
  const bits = field?.bits ?? 1;
  const shift = found.place * bits;
  const mask = ((1 << bits) - 1) << shift;
  writel(k, (readl(k, found.reg) & ~mask) | (value << shift), found.reg);
  return 0;
}

/** The pin is an interrupt of the SoC's own, without registers. */
export const mtk_is_virt_gpio = (hw: mtk_pinctrl, pin: number): boolean => pin >= (hw.soc?.virtual ?? Infinity);

/** Gives a pin the function of a plain line; where the SoC's functions are in no order, the register is left alone. */
export function setGpioMode(k: Kernel, hw: mtk_pinctrl, pin: number, mode: number): number {
  if (hw.soc?.mode === undefined) return 0;
  return mtk_hw_set_value(k, hw, hw.soc.mode, pin, mode);
}

// --- external interrupts

function mtk_eint_xt_of(hw: mtk_pinctrl): mtk_eint_xt {
  const pinOf = (eint_n: number): number | undefined => pinOfEint(hw.soc?.eints ?? [], eint_n);
  return {
    get_gpio_n(_k, eint_n) {
      const gpio_n = pinOf(eint_n);
      return gpio_n === undefined || hw.chip === undefined ? -EINVAL : { chip: hw.chip, gpio_n };
    },
    get_gpio_state(k, eint_n) {
      const pin = pinOf(eint_n);
      return pin === undefined ? -EINVAL : mtk_hw_get_value(k, hw, hw.soc?.di, pin);
    },
    set_gpio_as_eint(k, eint_n) {
      const pin = pinOf(eint_n);
      if (pin === undefined) return -EINVAL;
      if (mtk_is_virt_gpio(hw, pin)) return 0;
      const err = setGpioMode(k, hw, pin, eintOfPin(hw.soc?.eints ?? [], pin)?.mode ?? 0);
      return err === 0 ? mtk_hw_set_value(k, hw, hw.soc?.dir, pin, 0) : err;
    },
  };
}

/** Whether a node's "reg-names" go on at this place. */
const hasName = (k: Kernel, { dev }: platform_device, index: number): boolean =>
  of_property_read_string_index(k, dev.of_node, 'reg-names', index) !== undefined;

export const mtk_build_eint = at.fn(
  'mtk_build_eint',
  'Starts the external interrupts: their register blocks are those after the blocks of the pins.',
  (k: Kernel, hw: mtk_pinctrl, pdev: platform_device): number => {
    const np = pdev.dev.of_node;
    const { soc } = hw;
    if (np === undefined || soc === undefined || !of_property_read_bool(k, np, 'interrupt-controller')) return -ENODEV;
    const first = soc.bases.length;
    if (!hasName(k, pdev, first)) return -EINVAL;
    const eint = mtk_eint.create(k.rec, { dev: pdev.dev, ap_num: soc.ap_num ?? 0, gpio_xlate: mtk_eint_xt_of(hw) });
    for (let i = first; hasName(k, pdev, i); i++) eint.base.addTail(of_iomap(k, np, i) ?? 0);
    eint.irq = irq_of_parse_and_map(k, np, 0);
    if (eint.irq === 0) return -EINVAL;
    if (soc.ap_num === undefined) return -ENODEV;
    const ret = mtk_eint_do_init(k, eint);
    if (ret === 0) hw.eint = eint;
    return ret;
  },
);

/** chip->to_irq of these controllers: the interrupt of a pin, or an errno. */
export function pinToIrq(k: Kernel, gc: gpio_chip, offset: number): number {
  const { eint, soc } = hwOf(gc);
  const eint_n = eintOfPin(soc?.eints ?? [], offset)?.eint;
  return eint === undefined || eint_n === undefined ? -ENOTSUPP : mtk_eint_find_irq(k, eint, eint_n);
}

/** Maps the register blocks of the pins by name: 0, or an errno. */
export function mapBases(k: Kernel, pdev: platform_device, hw: mtk_pinctrl, names: readonly string[]): number {
  for (const name of names) {
    const res = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, name);
    if (res === undefined) return -EINVAL;
    hw.base.addTail(res.start);
  }
  return 0;
}
