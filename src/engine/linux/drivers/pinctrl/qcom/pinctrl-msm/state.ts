/** drivers/pinctrl/qcom/pinctrl-msm.c: what is kept of a pin controller, and the registers of its pins. */
import {
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  struct,
} from '../../../../../recorder/index.ts';
import { readl, writel } from '../../../../include/asm/io.ts';
import type { device } from '../../../../include/linux/device.ts';
import { gpio_chip } from '../../../../include/linux/gpio/driver.ts';
import { type irq_data, irq_data_get_irq_chip_data, irqd_to_hwirq } from '../../../../include/linux/irq.ts';
import type { Kernel } from '../../../../kernel.ts';
import { must } from '../../../../../../base/assert.ts';
import { gpiochip_get_data } from '../../../gpio/gpiolib/index.ts';
import { MSM_SOCS, type MsmSoc } from './socs.ts';

export const INTR_ENABLE = 1 << 0;
export const INTR_STATUS = 1 << 0;
export const INTR_POLARITY = 1 << 1;
export const INTR_DETECTION_SHIFT = 2;
export const OE = 1 << 9;
export const IN = 1 << 0;

export interface msm_pinctrl extends Recorded {
  dev: device | undefined;
  chip: gpio_chip | undefined;
  irq: number;
  /** Place of the SoC in MSM_SOCS. */
  soc: number;
  /** Register blocks. */
  regs: RecordedList<number>;
  /** Pins by number: those enabled here, and those whose two edges are one that is turned over. */
  enabled_irqs: RecordedMap<number>;
  dual_edge_irqs: RecordedMap<number>;
  /** Pins that the wake-up controller looks after. */
  skip_wake_irqs: RecordedMap<number>;
}
export const msm_pinctrl = struct<msm_pinctrl>('msm_pinctrl', {
  dev: ref(),
  chip: ref(),
  irq: num(),
  soc: num(),
  regs: list(hexnum()),
  enabled_irqs: map(num()),
  dual_edge_irqs: map(num()),
  skip_wake_irqs: map(num()),
});

export const socOf = (pctrl: msm_pinctrl): MsmSoc => must(MSM_SOCS[pctrl.soc], 'the SoC of a pin controller');
export const gcOf = (d: irq_data): gpio_chip => gpio_chip.of(irq_data_get_irq_chip_data(d));
export const pctrlOf = (d: irq_data): msm_pinctrl => msm_pinctrl.of(gpiochip_get_data(gcOf(d)));

/** For each pin its place among the bases of its SoC; undefined for one that cannot interrupt. */
function expand({ pins }: MsmSoc): readonly (number | undefined)[] {
  return [...pins.matchAll(/([a-h.])(\d+)/g)].flatMap(([, letter = '', count = '0']) => {
    const place = letter === '.' ? undefined : 'abcdefgh'.indexOf(letter);
    return Array.from({ length: Number(count) }, () => place);
  });
}

const expanded = new Map<MsmSoc, readonly (number | undefined)[]>();
export function pinsOf(soc: MsmSoc): readonly (number | undefined)[] {
  const known = expanded.get(soc);
  if (known !== undefined) return known;
  const pins = expand(soc);
  expanded.set(soc, pins);
  return pins;
}

/** Bytes from a pin's first register, which is ctl. */
const OFFSETS = { ctl: 0, io: 4, intr_cfg: 8, intr_status: 0xc } as const;
type Register = keyof typeof OFFSETS | 'intr_target';

/** Where a pin's register is. Pins that cannot interrupt are never asked for. */
function address(pctrl: msm_pinctrl, pin: number, register: Register): number {
  const soc = socOf(pctrl);
  const [tile, offset] = soc.bases?.[pinsOf(soc)[pin] ?? 0] ?? [0, 0];
  const regs = pctrl.regs.toArray()[tile] ?? 0;
  if (register === 'intr_target' && soc.old === true) return regs + 0x400 + 4 * pin;
  return regs + offset + (soc.stride ?? 0x1000) * pin + OFFSETS[register === 'intr_target' ? 'intr_cfg' : register];
}

export function msm_readl(k: Kernel, pctrl: msm_pinctrl, pin: number, register: Register): number {
  return readl(k, address(pctrl, pin, register));
}
export function msm_writel(k: Kernel, val: number, pctrl: msm_pinctrl, pin: number, register: Register): void {
  writel(k, val, address(pctrl, pin, register));
}

export const rawStatusBit = (soc: MsmSoc): number => (soc.old === true ? 1 << 3 : 1 << 4);

/** Whether the wake-up controller looks after a line. */
export const isSkipped = (pctrl: msm_pinctrl, d: irq_data): boolean => pctrl.skip_wake_irqs.has(irqd_to_hwirq(d));
