/**
 * Models drivers/irqchip/irq-renesas-rzg2l.c: the interrupt controller of Renesas' RZ/G2L family, eight lines of its own (IRQ) and 32
 * that pins are led to (TINT), each with an SPI; RZ/G3L, known from 7.3 on, has 16 of its own, the last eight of which share theirs with
 * TINTs. Left out: clocks, reset lines, suspend, and RZ/Five, which is RISC-V.
 */
import {
  data,
  hexnum,
  later,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import type { device } from '../../include/linux/device.ts';
import { EBUSY, EINVAL, ENODEV, ENOMEM } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SET_TYPE_MASKED,
  IRQCHIP_SKIP_SET_WAKE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { fwspecOf, type irq_domain, type irq_domain_ops } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_disable_parent,
  irq_chip_enable_parent,
  irq_chip_eoi_parent,
  irq_chip_get_parent_state,
  irq_chip_mask_parent,
  irq_chip_retrigger_hierarchy,
  irq_chip_set_affinity_parent,
  irq_chip_set_parent_state,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_get_irq_data,
  irq_domain_set_hwirq_and_chip,
  irq_domain_translate_twocell,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { dev_err_probe } from '../base/core/index.ts';
import { of_iomap } from '../of/address.ts';
import { of_irq_parse_one } from '../of/irq/index.ts';
import { platform_irqchip_register, platformIrqchip } from './irqchip.ts';

const at = source('drivers/irqchip/irq-renesas-rzg2l.c');

const IRQC_IRQ_START = 1;
const IRQC_TINT_COUNT = 32;
/** The first line of its own that may share its SPI with a TINT, and how many do. */
const IRQC_IRQ_SHARED_START = 9;
const IRQC_SHARED_IRQ_COUNT = 8;

const NSCR = 0x00;
const NITSR = 0x04;
const ISCR = 0x10;
const IITSR = 0x14;
const TSCR = 0x20;
const TITSR = 0x24;
const TITSR0_MAX_INT = 16;
const INTTSEL = 0x2c;
const INTTSEL_TINTSEL_START = 24;
const TSSR = 0x30;
const TIEN = 0x80;

const IRQ_SENSES: ReadonlyMap<number, number> = new Map([
  [IRQ_TYPE_LEVEL_LOW, 0],
  [IRQ_TYPE_EDGE_FALLING, 1],
  [IRQ_TYPE_EDGE_RISING, 2],
  [IRQ_TYPE_EDGE_BOTH, 3],
]);
const TINT_SENSES: ReadonlyMap<number, number> = new Map([
  [IRQ_TYPE_EDGE_RISING, 0],
  [IRQ_TYPE_EDGE_FALLING, 1],
]);

/** The cells of an entry of the node's "interrupts", as the parent gets them. */
interface irqc_fwspec extends Recorded {
  param: RecordedList<number>;
}
const irqc_fwspec = struct<irqc_fwspec>('irq_fwspec of an RZ/G2L line', { param: list(num()) });

/** A SoC's: lines of its own, whether some share an SPI with a TINT, and what a pin's number is to the controller. */
interface rzg2l_hw_info {
  readonly irq_count: number;
  readonly shared: boolean;
  readonly tssel_lut?: readonly number[];
}
const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, n) => first + n);
const rzg2l_hw_params: rzg2l_hw_info = { irq_count: 8, shared: false };
/** Ports 2, 3, 5 to 8, A to H, J to M, S. */
const rzg3l_hw_params: rzg2l_hw_info = {
  irq_count: 16,
  shared: true,
  tssel_lut: [
    ...[from(83, 2), from(7, 7), from(85, 28), from(45, 38), from(27, 14), from(2, 5), from(41, 4)].flat(),
    ...[from(14, 4), from(26, 1), from(18, 8), from(0, 2)].flat(),
  ],
};

interface rzg2l_irqc_priv extends Recorded {
  base: number;
  fwspec: RecordedMap<irqc_fwspec>;
  /** What each line has as its chip's data in the kernel: the source that a pin controller gave for a TINT. */
  tint: RecordedMap<number>;
  /** Undefined for that of RZ/G2L. */
  info: rzg2l_hw_info | undefined;
  /** A bit for each SPI that two lines share, which one of them has. */
  used_irqs: number;
}
const rzg2l_irqc_priv = struct<rzg2l_irqc_priv>('rzg2l_irqc_priv', {
  base: hexnum(),
  fwspec: map(ref<irqc_fwspec>()),
  tint: map(num()),
  info: later(data()),
  used_irqs: later(num()),
});

const irq_data_to_priv = (d: irq_data): rzg2l_irqc_priv => rzg2l_irqc_priv.of(d.domain?.host_data);
const infoOf = ({ info }: rzg2l_irqc_priv): rzg2l_hw_info => info ?? rzg2l_hw_params;
const tintStart = (priv: rzg2l_irqc_priv): number => IRQC_IRQ_START + infoOf(priv).irq_count;
const numIrq = (priv: rzg2l_irqc_priv): number => tintStart(priv) + IRQC_TINT_COUNT;
const isIrq = (priv: rzg2l_irqc_priv, hwirq: number): boolean => hwirq >= IRQC_IRQ_START && hwirq < tintStart(priv);
const isTint = (priv: rzg2l_irqc_priv, hwirq: number): boolean => hwirq >= tintStart(priv) && hwirq < numIrq(priv);

const rzg2l_clear_irq_int = at.fn(
  'rzg2l_clear_irq_int',
  'Clears the status of a line of its own; that of a level cannot be cleared.',
  (k: Kernel, { base }: rzg2l_irqc_priv, hwirq: number): void => {
    const n = hwirq - IRQC_IRQ_START;
    const isSet = (readl(k, base + ISCR) & (1 << n)) !== 0;
    if (!isSet || (readl(k, base + IITSR) & (3 << (n * 2))) === 0) return;
    writel(k, ~(1 << n), base + ISCR);
    readl(k, base + ISCR);
  },
);

const rzg2l_clear_tint_int = at.fn(
  'rzg2l_clear_tint_int',
  'Clears the status of a TINT.',
  (k: Kernel, priv: rzg2l_irqc_priv, hwirq: number): void => {
    const { base } = priv;
    const bit = 1 << (hwirq - tintStart(priv));
    if ((readl(k, base + TSCR) & bit) === 0) return;
    writel(k, ~bit, base + TSCR);
    readl(k, base + TSCR);
  },
);

const rzg2l_clear_nmi_int = at.fn(
  'rzg2l_clear_nmi_int',
  'Clears the status of the NMI.',
  (k: Kernel, { base }: rzg2l_irqc_priv): void => {
    const status = readl(k, base + NSCR);
    if ((status & 1) === 0) return;
    writel(k, status & ~1, base + NSCR);
    readl(k, base + NSCR);
  },
);

const rzg2l_irqc_eoi = at.fn(
  'rzg2l_irqc_eoi',
  'Ends an interrupt: its status is cleared, then it ends at the GIC.',
  (k: Kernel, d: irq_data): void => {
    const priv = irq_data_to_priv(d);
    const hwirq = irqd_to_hwirq(d);
    if (isIrq(priv, hwirq)) rzg2l_clear_irq_int(k, priv, hwirq);
    else if (isTint(priv, hwirq)) rzg2l_clear_tint_int(k, priv, hwirq);
    else if (k.since('7.3')) rzg2l_clear_nmi_int(k, priv);
    irq_chip_eoi_parent(k, d);
  },
);

/** The register and the byte in it that lead a pin to a TINT. */
function sourceOf(priv: rzg2l_irqc_priv, hwirq: number): { reg: number; shift: number } {
  const tint = hwirq - tintStart(priv);
  return { reg: priv.base + TSSR + Math.floor(tint / 4) * 4, shift: (tint % 4) * 8 };
}

const rzg2l_tint_irq_endisable = at.fn(
  'rzg2l_tint_irq_endisable',
  'Enables or disables a TINT.',
  (k: Kernel, d: irq_data, enable: boolean): void => {
    const priv = irq_data_to_priv(d);
    if (!isTint(priv, irqd_to_hwirq(d))) return;
    const { reg, shift } = sourceOf(priv, irqd_to_hwirq(d));
    const value = readl(k, reg);
    writel(k, enable ? value | (TIEN << shift) : value & ~(TIEN << shift), reg);
  },
);

const rzg2l_irqc_irq_disable = at.fn(
  'rzg2l_irqc_irq_disable',
  'Disables a line at the GIC and here.',
  (k: Kernel, d: irq_data): void => {
    irq_chip_disable_parent(k, d);
    rzg2l_tint_irq_endisable(k, d, false);
  },
);

const rzg2l_irqc_irq_enable = at.fn(
  'rzg2l_irqc_irq_enable',
  'Enables a line here and at the GIC.',
  (k: Kernel, d: irq_data): void => {
    rzg2l_tint_irq_endisable(k, d, true);
    irq_chip_enable_parent(k, d);
  },
);

const rzg2l_irq_set_type = at.fn(
  'rzg2l_irq_set_type',
  'Sets how a line of its own interrupts; a high level it cannot.',
  (k: Kernel, d: irq_data, type: number): number => {
    const priv = irq_data_to_priv(d);
    const hwirq = irqd_to_hwirq(d);
    const sense = IRQ_SENSES.get(type & IRQ_TYPE_SENSE_MASK);
    if (sense === undefined) return -EINVAL;
    const shift = (hwirq - IRQC_IRQ_START) * 2;
    const value = (readl(k, priv.base + IITSR) & ~(3 << shift)) | (sense << shift);
    if (sense !== 0) rzg2l_clear_irq_int(k, priv, hwirq);
    writel(k, value, priv.base + IITSR);
    return 0;
  },
);

const rzg2l_tint_set_edge = at.fn(
  'rzg2l_tint_set_edge',
  'Sets which edge of a pin counts, and leads the pin to its TINT, which is off meanwhile. Levels and both edges are refused.',
  (k: Kernel, d: irq_data, type: number): number => {
    const priv = irq_data_to_priv(d);
    const hwirq = irqd_to_hwirq(d);
    const sense = TINT_SENSES.get(type & IRQ_TYPE_SENSE_MASK);
    if (sense === undefined) return -EINVAL;
    const { reg, shift } = sourceOf(priv, hwirq);
    const old = readl(k, reg);
    const pin = priv.tint.get(hwirq) ?? 0;
    const off = (old & ~(0xff << shift)) | ((infoOf(priv).tssel_lut?.[pin] ?? pin) << shift);
    writel(k, off, reg);
    const tint = hwirq - tintStart(priv);
    const senses = priv.base + TITSR + (tint < TITSR0_MAX_INT ? 0 : 4);
    const at2 = (tint % TITSR0_MAX_INT) * 2;
    writel(k, (readl(k, senses) & ~(3 << at2)) | (sense << at2), senses);
    rzg2l_clear_tint_int(k, priv, hwirq);
    writel(k, off | (old & (TIEN << shift)), reg);
    return 0;
  },
);

const rzg2l_nmi_set_type = at.fn(
  'rzg2l_nmi_set_type',
  'Sets which edge of the NMI counts.',
  (k: Kernel, d: irq_data, type: number): number => {
    const sense = type & IRQ_TYPE_SENSE_MASK;
    if (sense !== IRQ_TYPE_EDGE_FALLING && sense !== IRQ_TYPE_EDGE_RISING) return -EINVAL;
    writel(k, sense === IRQ_TYPE_EDGE_RISING ? 1 : 0, irq_data_to_priv(d).base + NITSR);
    return 0;
  },
);

/** From 7.3 on each kind of line has a chip of its own, which differ in their functions alone, and the NMI has a type. */
const rzg2l_irqc_set_type = at.fn(
  'rzg2l_irqc_set_type',
  'Sets how a line interrupts; the GIC always sees a high level.',
  (k: Kernel, d: irq_data, type: number): number => {
    const priv = irq_data_to_priv(d);
    const hwirq = irqd_to_hwirq(d);
    let ret = -EINVAL;
    if (isIrq(priv, hwirq)) ret = rzg2l_irq_set_type(k, d, type);
    else if (isTint(priv, hwirq)) ret = rzg2l_tint_set_edge(k, d, type);
    else if (k.since('7.3')) ret = rzg2l_nmi_set_type(k, d, type);
    return ret === 0 ? irq_chip_set_type_parent(k, d, IRQ_TYPE_LEVEL_HIGH) : ret;
  },
);

/** 6.1 cannot set the affinity. */
function rzg2l_irqc_chip(k: Kernel): irq_chip {
  return {
    name: 'rzg2l-irqc',
    irq_eoi: rzg2l_irqc_eoi,
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_disable: rzg2l_irqc_irq_disable,
    irq_enable: rzg2l_irqc_irq_enable,
    irq_get_irqchip_state: irq_chip_get_parent_state,
    irq_set_irqchip_state: irq_chip_set_parent_state,
    irq_retrigger: irq_chip_retrigger_hierarchy,
    irq_set_type: rzg2l_irqc_set_type,
    ...(k.since('6.12') ? { irq_set_affinity: irq_chip_set_affinity_parent } : {}),
    flags: IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE,
  };
}

/** Which of the shared SPIs a line has; undefined for one with an SPI of its own. */
function sharedOf(priv: rzg2l_irqc_priv, hwirq: number): number | undefined {
  const place = isTint(priv, hwirq) ? hwirq - IRQC_TINT_COUNT : hwirq;
  const n = place - IRQC_IRQ_SHARED_START;
  return n >= 0 && n < IRQC_SHARED_IRQ_COUNT ? n : undefined;
}

const rzg2l_irqc_set_inttsel = at.fn(
  'rzg2l_irqc_set_inttsel',
  'Gives a shared SPI to the line of its own, or to the TINT.',
  (k: Kernel, { base }: rzg2l_irqc_priv, offset: number, select_irq: boolean): void =>
    change_bits(k, 1 << offset, select_irq, base + INTTSEL),
);

const rzg2l_irqc_shared_irq_alloc = at.fn(
  'rzg2l_irqc_shared_irq_alloc',
  'Takes the SPI that a line shares with another; -EBUSY when that one has it.',
  (k: Kernel, priv: rzg2l_irqc_priv, hwirq: number): number => {
    const n = sharedOf(priv, hwirq);
    if (n === undefined) return 0;
    if ((priv.used_irqs & (1 << n)) !== 0) return -EBUSY;
    priv.used_irqs |= 1 << n;
    rzg2l_irqc_set_inttsel(k, priv, INTTSEL_TINTSEL_START + n, isIrq(priv, hwirq));
    return 0;
  },
);

const rzg2l_irqc_shared_irq_free = at.fn(
  'rzg2l_irqc_shared_irq_free',
  'Gives back the SPI that a line shares with another.',
  (k: Kernel, priv: rzg2l_irqc_priv, hwirq: number): void => {
    const n = sharedOf(priv, hwirq);
    if (n === undefined || (priv.used_irqs & (1 << n)) === 0) return;
    priv.used_irqs &= ~(1 << n);
    rzg2l_irqc_set_inttsel(k, priv, INTTSEL_TINTSEL_START + n, false);
  },
);

const rzg2l_irqc_alloc = at.fn(
  'rzg2l_irqc_alloc',
  'Sets up a line, and the SPI of the same place in the tree. A pin controller gives the TINT and the pin in one number.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const priv = rzg2l_irqc_priv.of(domain.host_data);
    const translated = irq_domain_translate_twocell(k, domain, fwspecOf(arg));
    if (typeof translated === 'number') return translated;
    let { hwirq } = translated;
    let tint = 0;
    if (hwirq > infoOf(priv).irq_count) {
      tint = hwirq >>> 16;
      hwirq &= 0xffff;
      if (hwirq < tintStart(priv) && !k.since('7.3')) return -EINVAL;
    }
    if (hwirq >= numIrq(priv)) return -EINVAL;
    if (infoOf(priv).shared) {
      const taken = rzg2l_irqc_shared_irq_alloc(k, priv, hwirq);
      if (taken !== 0) return taken;
    }
    let ret = irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, rzg2l_irqc_chip(k), undefined);
    priv.tint.set(hwirq, tint);
    const param = priv.fwspec.get(hwirq)?.param.toArray() ?? [];
    const fwspec = { fwnode: domain.fwnode, param_count: param.length, param };
    if (ret === 0) ret = irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, fwspec);
    if (ret !== 0 && infoOf(priv).shared) rzg2l_irqc_shared_irq_free(k, priv, hwirq);
    return ret;
  },
);

const rzg2l_irqc_free = at.fn(
  'rzg2l_irqc_free',
  'Takes a line down, and gives back what it shares.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const priv = rzg2l_irqc_priv.of(domain.host_data);
    const d = irq_domain_get_irq_data(k, domain, virq);
    const hwirq = d === undefined ? 0 : irqd_to_hwirq(d);
    irq_domain_free_irqs_common(k, domain, virq, nr_irqs);
    if (infoOf(priv).shared) rzg2l_irqc_shared_irq_free(k, priv, hwirq);
  },
);

function rzg2l_irqc_domain_ops(k: Kernel): irq_domain_ops {
  return {
    name: 'rzg2l_irqc_domain_ops',
    alloc: rzg2l_irqc_alloc,
    free: k.since('7.3') ? rzg2l_irqc_free : irq_domain_free_irqs_common,
    translate: irq_domain_translate_twocell,
  };
}

const rzg2l_irqc_parse_interrupts = at.fn(
  'rzg2l_irqc_parse_interrupts',
  'Reads which interrupt of the parent each line has.',
  (k: Kernel, priv: rzg2l_irqc_priv, np: device_node): number => {
    for (let i = 0, count = numIrq(priv); i < count; i++) {
      const parsed = of_irq_parse_one(k, np, i);
      if (typeof parsed === 'number') return parsed;
      const fwspec = irqc_fwspec.create(k.rec);
      for (const cell of parsed.args) fwspec.param.addTail(cell);
      priv.fwspec.set(i, fwspec);
    }
    return 0;
  },
);

/** Says why it cannot start; 7.3 says the error with it. */
function failed(k: Kernel, dev: device, err: number, text: string): number {
  if (k.since('7.3')) return dev_err_probe(k, dev, err, text);
  dev_err(k, dev, text);
  return err;
}

/** `info` is undefined for that of RZ/G2L. */
function start(
  k: Kernel,
  dev: device,
  node: device_node,
  parent: device_node | undefined,
  info: rzg2l_hw_info | undefined,
): number {
  const parent_domain = irq_find_host(k, parent);
  if (parent_domain === undefined) return failed(k, dev, -ENODEV, 'cannot find parent domain');
  const base = of_iomap(k, node, 0);
  if (base === undefined) return -EINVAL;
  const priv = rzg2l_irqc_priv.create(k.rec, { base, info });
  const ret = rzg2l_irqc_parse_interrupts(k, priv, node);
  if (ret !== 0) return failed(k, dev, ret, `cannot parse interrupts: ${ret}`);
  const ops = rzg2l_irqc_domain_ops(k);
  const domain = irq_domain_create_hierarchy(k, parent_domain, 0, numIrq(priv), node, ops, priv);
  if (domain !== undefined) return 0;
  if (!k.since('7.3')) dev_err(k, dev, 'failed to add irq domain');
  return -ENOMEM;
}

const rzg2l_irqc_start = platformIrqchip(
  at,
  { init: 'rzg2l_irqc_init', probe: 'rzg2l_irqc_probe' },
  'Starts the controller: 41 lines, in a domain on that of the GIC.',
  (k, node, parent, dev) => start(k, dev, node, parent, undefined),
);
const rzg3l_irqc_start = platformIrqchip(
  at,
  { init: 'rzg3l_irqc_probe', probe: 'rzg3l_irqc_probe' },
  'Starts the controller of RZ/G3L: 49 lines, in a domain on that of the GIC.',
  (k, node, parent, dev) => start(k, dev, node, parent, rzg3l_hw_params),
);

/** IRQCHIP_PLATFORM_DRIVER: device_initcall */
export const rzg2l_irqc_driver_init = at.fn(
  'rzg2l_irqc_driver_init',
  'Registers the driver of the interrupt controller of RZ/G2L.',
  (k: Kernel): number =>
    platform_irqchip_register(k, 'rzg2l_irqc', [
      { compatible: 'renesas,rzg2l-irqc', data: rzg2l_irqc_start },
      ...(k.since('7.3') ? [{ compatible: 'renesas,r9a08g046-irqc', data: rzg3l_irqc_start }] : []),
    ]),
);
