/**
 * Models drivers/irqchip/irq-renesas-rzg2l.c: the interrupt controller of Renesas' RZ/G2L family, eight lines of its own (IRQ) and 32
 * that pins are led to (TINT), each with an SPI. Left out: clocks, reset lines, suspend, RZ/Five, which is RISC-V, and RZ/G3L.
 */
import {
  hexnum,
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
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, ENOMEM } from '../../include/linux/errno.ts';
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
  irq_domain_set_hwirq_and_chip,
  irq_domain_translate_twocell,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { of_iomap } from '../of/address.ts';
import { of_irq_parse_one } from '../of/irq/index.ts';
import { platform_irqchip_register, platformIrqchip } from './irqchip.ts';

const at = source('drivers/irqchip/irq-renesas-rzg2l.c');

const IRQC_IRQ_START = 1;
const IRQC_IRQ_COUNT = 8;
const IRQC_TINT_START = IRQC_IRQ_START + IRQC_IRQ_COUNT;
const IRQC_NUM_IRQ = IRQC_TINT_START + 32;

const NSCR = 0x00;
const NITSR = 0x04;
const ISCR = 0x10;
const IITSR = 0x14;
const TSCR = 0x20;
const TITSR = 0x24;
const TITSR0_MAX_INT = 16;
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

interface rzg2l_irqc_priv extends Recorded {
  base: number;
  fwspec: RecordedMap<irqc_fwspec>;
  /** What each line has as its chip's data in the kernel: the source that a pin controller gave for a TINT. */
  tint: RecordedMap<number>;
}
const rzg2l_irqc_priv = struct<rzg2l_irqc_priv>('rzg2l_irqc_priv', {
  base: hexnum(),
  fwspec: map(ref<irqc_fwspec>()),
  tint: map(num()),
});

const irq_data_to_priv = (d: irq_data): rzg2l_irqc_priv => rzg2l_irqc_priv.of(d.domain?.host_data);
const isIrq = (hwirq: number): boolean => hwirq >= IRQC_IRQ_START && hwirq <= IRQC_IRQ_COUNT;
const isTint = (hwirq: number): boolean => hwirq >= IRQC_TINT_START && hwirq < IRQC_NUM_IRQ;

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
  (k: Kernel, { base }: rzg2l_irqc_priv, hwirq: number): void => {
    const bit = 1 << (hwirq - IRQC_TINT_START);
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
    if (isIrq(hwirq)) rzg2l_clear_irq_int(k, priv, hwirq);
    else if (isTint(hwirq)) rzg2l_clear_tint_int(k, priv, hwirq);
    else if (k.since('7.3')) rzg2l_clear_nmi_int(k, priv);
    irq_chip_eoi_parent(k, d);
  },
);

/** The register and the byte in it that lead a pin to a TINT. */
function sourceOf({ base }: rzg2l_irqc_priv, hwirq: number): { reg: number; shift: number } {
  const tint = hwirq - IRQC_TINT_START;
  return { reg: base + TSSR + Math.floor(tint / 4) * 4, shift: (tint % 4) * 8 };
}

const rzg2l_tint_irq_endisable = at.fn(
  'rzg2l_tint_irq_endisable',
  'Enables or disables a TINT.',
  (k: Kernel, d: irq_data, enable: boolean): void => {
    if (!isTint(irqd_to_hwirq(d))) return;
    const { reg, shift } = sourceOf(irq_data_to_priv(d), irqd_to_hwirq(d));
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
    const off = (old & ~(0xff << shift)) | ((priv.tint.get(hwirq) ?? 0) << shift);
    writel(k, off, reg);
    const tint = hwirq - IRQC_TINT_START;
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
    const hwirq = irqd_to_hwirq(d);
    let ret = -EINVAL;
    if (isIrq(hwirq)) ret = rzg2l_irq_set_type(k, d, type);
    else if (isTint(hwirq)) ret = rzg2l_tint_set_edge(k, d, type);
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

const rzg2l_irqc_alloc = at.fn(
  'rzg2l_irqc_alloc',
  'Sets up a line, and the SPI of the same place in the tree. A pin controller gives the TINT and the pin in one number.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const priv = rzg2l_irqc_priv.of(domain.host_data);
    const translated = irq_domain_translate_twocell(k, domain, fwspecOf(arg));
    if (typeof translated === 'number') return translated;
    let { hwirq } = translated;
    let tint = 0;
    if (hwirq > IRQC_IRQ_COUNT) {
      tint = hwirq >>> 16;
      hwirq &= 0xffff;
      if (hwirq < IRQC_TINT_START && !k.since('7.3')) return -EINVAL;
    }
    if (hwirq >= IRQC_NUM_IRQ) return -EINVAL;
    const ret = irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, rzg2l_irqc_chip(k), undefined);
    if (ret !== 0) return ret;
    priv.tint.set(hwirq, tint);
    const param = priv.fwspec.get(hwirq)?.param.toArray() ?? [];
    const fwspec = { fwnode: domain.fwnode, param_count: param.length, param };
    return irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, fwspec);
  },
);

function rzg2l_irqc_domain_ops(): irq_domain_ops {
  return {
    name: 'rzg2l_irqc_domain_ops',
    alloc: rzg2l_irqc_alloc,
    free: irq_domain_free_irqs_common,
    translate: irq_domain_translate_twocell,
  };
}

const rzg2l_irqc_parse_interrupts = at.fn(
  'rzg2l_irqc_parse_interrupts',
  'Reads which interrupt of the parent each line has.',
  (k: Kernel, priv: rzg2l_irqc_priv, np: device_node): number => {
    for (let i = 0; i < IRQC_NUM_IRQ; i++) {
      const parsed = of_irq_parse_one(k, np, i);
      if (typeof parsed === 'number') return parsed;
      const fwspec = irqc_fwspec.create(k.rec);
      for (const cell of parsed.args) fwspec.param.addTail(cell);
      priv.fwspec.set(i, fwspec);
    }
    return 0;
  },
);

const rzg2l_irqc_start = platformIrqchip(
  at,
  { init: 'rzg2l_irqc_init', probe: 'rzg2l_irqc_probe' },
  'Starts the controller: 41 lines, in a domain on that of the GIC.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) {
      pr_err(k, `${node.path}: cannot find parent domain`);
      return -ENODEV;
    }
    const base = of_iomap(k, node, 0);
    if (base === undefined) return -EINVAL;
    const priv = rzg2l_irqc_priv.create(k.rec, { base });
    const ret = rzg2l_irqc_parse_interrupts(k, priv, node);
    if (ret !== 0) {
      pr_err(k, `${node.path}: cannot parse interrupts: ${ret}`);
      return ret;
    }
    const ops = rzg2l_irqc_domain_ops();
    const domain = irq_domain_create_hierarchy(k, parent_domain, 0, IRQC_NUM_IRQ, node, ops, priv);
    return domain === undefined ? -ENOMEM : 0;
  },
);

/** IRQCHIP_PLATFORM_DRIVER: device_initcall */
export const rzg2l_irqc_driver_init = at.fn(
  'rzg2l_irqc_driver_init',
  'Registers the driver of the interrupt controller of RZ/G2L.',
  (k: Kernel): number =>
    platform_irqchip_register(k, 'rzg2l_irqc', [{ compatible: 'renesas,rzg2l-irqc', data: rzg2l_irqc_start }]),
);
