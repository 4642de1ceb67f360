/**
 * Models drivers/irqchip/irq-renesas-rzv2h.c: the interrupt controller of Renesas' RZ/V2H, RZ/V2N and RZ/G3E. An NMI, 16 lines of its own
 * (IRQ), 32 that pins are led to (TINT), one for each CPU that software can ask for, and one for errors, each with an SPI. The kernel is
 * one that can inject interrupts (CONFIG_GENERIC_IRQ_INJECTION). Left out: clocks, reset lines, DMA requests, suspend.
 */
import {
  data,
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
import { dev_name, type device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM } from '../../include/linux/errno.ts';
import { IRQ_HANDLED, type irq_handler_t } from '../../include/linux/interrupt.ts';
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
  irqd_is_level_type,
  type irqchip_irq_state,
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
import { devm_request_irq } from '../../kernel/irq/devres.ts';
import {
  irq_create_fwspec_mapping,
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_set_hwirq_and_chip,
  irq_domain_translate_twocell,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { dev_err, pr_info } from '../../kernel/printk/printk.ts';
import { dev_err_probe } from '../base/core/index.ts';
import { of_iomap } from '../of/address.ts';
import { of_irq_parse_one } from '../of/irq/index.ts';
import { platform_irqchip_register, platformIrqchip } from './irqchip.ts';

const at = source('drivers/irqchip/irq-renesas-rzv2h.c');

const ICU_IRQ_START = 1;
const ICU_TINT_START = 17;
const ICU_CA55_INT_START = 49;
const ICU_CA55_INT_COUNT = 4;
const ICU_ERR_INT_START = 53;
const ICU_NUM_IRQ = 54;

const ICU_NSCLR = 0x04;
const ICU_NITSR = 0x08;
const ICU_ISCTR = 0x10;
const ICU_ISCLR = 0x14;
const ICU_IITSR = 0x18;
const ICU_TSCTR = 0x20;
const ICU_TSCLR = 0x24;
const ICU_TITSR = 0x28;
const ICU_TSSR = 0x30;
const ICU_BECLR = 0x80;
const ICU_ERCLR = 0xe0;
const ICU_SWINT = 0x130;
const ICU_ERINTA55CRL = 0x348;
const ICU_ERINTA55MSK = 0x358;
const ICU_SWPE = 0x370;
const ICU_SWPE_NUM = 16;

const IRQ_SENSES: ReadonlyMap<number, number> = new Map([
  [IRQ_TYPE_LEVEL_LOW, 0],
  [IRQ_TYPE_EDGE_FALLING, 1],
  [IRQ_TYPE_EDGE_RISING, 2],
  [IRQ_TYPE_EDGE_BOTH, 3],
]);
const TINT_SENSES: ReadonlyMap<number, number> = new Map([
  [IRQ_TYPE_EDGE_RISING, 0],
  [IRQ_TYPE_EDGE_FALLING, 1],
  [IRQ_TYPE_LEVEL_HIGH, 2],
  [IRQ_TYPE_LEVEL_LOW, 3],
]);

/** A SoC's: where the registers of TINTs are, how wide a field of ICU_TSSR is, pins' numbers, registers of ECC errors. */
interface rzv2h_hw_info {
  readonly t_offs: number;
  readonly field_width: 8 | 16;
  readonly max_tssel: number;
  readonly tssel_lut?: readonly number[];
  readonly ecc_start: number;
  readonly ecc_end: number;
}
const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, n) => first + n);
const rzv2h_hw_params: rzv2h_hw_info = { t_offs: 0, field_width: 8, max_tssel: 0x55, ecc_start: 0, ecc_end: 11 };
const rzv2n_hw_params: rzv2h_hw_info = { ...rzv2h_hw_params, ecc_end: 2 };
/** Ports 0 to 8, A to H, J to M, S. */
const rzg3e_hw_params: rzv2h_hw_info = {
  t_offs: 0x800,
  field_width: 16,
  max_tssel: 0x8c,
  tssel_lut: [
    ...[from(81, 16), from(111, 2), from(97, 14), from(113, 28), from(43, 38), from(25, 14)].flat(),
    ...[from(4, 5), from(39, 4), from(9, 4), from(21, 4), from(13, 8), from(0, 4)].flat(),
  ],
  ecc_start: 1,
  ecc_end: 4,
};

/** The cells of an entry of the node's "interrupts", as the parent gets them. */
interface icu_fwspec extends Recorded {
  param: RecordedList<number>;
}
const icu_fwspec = struct<icu_fwspec>('irq_fwspec of an ICU line', { param: list(num()) });

interface rzv2h_icu_priv extends Recorded {
  base: number;
  fwspec: RecordedMap<icu_fwspec>;
  /** What each line has as its chip's data in the kernel: the pin that is led to a TINT. */
  tint: RecordedMap<number>;
  info: rzv2h_hw_info | undefined;
  /** The bit by which the next error is asked for. */
  swpe: number;
}
const rzv2h_icu_priv = struct<rzv2h_icu_priv>('rzv2h_icu_priv', {
  base: hexnum(),
  fwspec: map(ref<icu_fwspec>()),
  tint: map(num()),
  info: data(),
  swpe: num(),
});

const irq_data_to_priv = (d: irq_data): rzv2h_icu_priv => rzv2h_icu_priv.of(d.domain?.host_data);
const infoOf = ({ info }: rzv2h_icu_priv): rzv2h_hw_info => info ?? rzv2h_hw_params;
/** A register of the TINTs. */
const tintReg = (priv: rzv2h_icu_priv, offset: number): number => priv.base + infoOf(priv).t_offs + offset;
const isWithin = (hwirq: number, first: number, after: number): boolean => hwirq >= first && hwirq < after;

const rzv2h_icu_tint_eoi = at.fn(
  'rzv2h_icu_tint_eoi',
  'Ends the interrupt of a TINT: an edge is cleared, then it ends at the GIC.',
  (k: Kernel, d: irq_data): void => {
    const priv = irq_data_to_priv(d);
    if (!irqd_is_level_type(d)) writel(k, 1 << (irqd_to_hwirq(d) - ICU_TINT_START), tintReg(priv, ICU_TSCLR));
    irq_chip_eoi_parent(k, d);
  },
);
const rzv2h_icu_irq_eoi = at.fn(
  'rzv2h_icu_irq_eoi',
  'Ends an interrupt of a line of its own: an edge is cleared, then it ends at the GIC.',
  (k: Kernel, d: irq_data): void => {
    const { base } = irq_data_to_priv(d);
    if (!irqd_is_level_type(d)) writel(k, 1 << (irqd_to_hwirq(d) - ICU_IRQ_START), base + ICU_ISCLR);
    irq_chip_eoi_parent(k, d);
  },
);
const rzv2h_icu_nmi_eoi = at.fn('rzv2h_icu_nmi_eoi', 'Clears and ends the NMI.', (k: Kernel, d: irq_data): void => {
  writel(k, 1, irq_data_to_priv(d).base + ICU_NSCLR);
  irq_chip_eoi_parent(k, d);
});

/** The register and the field in it that lead a pin to a TINT. */
function sourceOf(priv: rzv2h_icu_priv, hwirq: number): { reg: number; shift: number; tien: number } {
  const { field_width } = infoOf(priv);
  const tint = hwirq - ICU_TINT_START;
  const perWord = 32 / field_width;
  const shift = (tint % perWord) * field_width;
  const reg = tintReg(priv, ICU_TSSR) + Math.floor(tint / perWord) * 4;
  return { reg, shift, tien: 1 << (shift + field_width - 1) };
}

const rzv2h_tint_irq_endisable = at.fn(
  'rzv2h_tint_irq_endisable',
  'Enables or disables a TINT, and clears what that may have looked like.',
  (k: Kernel, d: irq_data, enable: boolean): void => {
    const priv = irq_data_to_priv(d);
    const { reg, tien } = sourceOf(priv, irqd_to_hwirq(d));
    const tssr = readl(k, reg);
    writel(k, enable ? tssr | tien : tssr & ~tien, reg);
    writel(k, 1 << (irqd_to_hwirq(d) - ICU_TINT_START), tintReg(priv, ICU_TSCLR));
  },
);
const rzv2h_icu_tint_disable = at.fn(
  'rzv2h_icu_tint_disable',
  'Disables a TINT at the GIC and here.',
  (k: Kernel, d: irq_data): void => {
    irq_chip_disable_parent(k, d);
    rzv2h_tint_irq_endisable(k, d, false);
  },
);
const rzv2h_icu_tint_enable = at.fn(
  'rzv2h_icu_tint_enable',
  'Enables a TINT here and at the GIC.',
  (k: Kernel, d: irq_data): void => {
    rzv2h_tint_irq_endisable(k, d, true);
    irq_chip_enable_parent(k, d);
  },
);

const rzv2h_nmi_set_type = at.fn(
  'rzv2h_nmi_set_type',
  'Sets which edge of the NMI counts; the GIC sees a high level.',
  (k: Kernel, d: irq_data, type: number): number => {
    const sense = type & IRQ_TYPE_SENSE_MASK;
    if (sense !== IRQ_TYPE_EDGE_FALLING && sense !== IRQ_TYPE_EDGE_RISING) return -EINVAL;
    writel(k, sense === IRQ_TYPE_EDGE_RISING ? 1 : 0, irq_data_to_priv(d).base + ICU_NITSR);
    return irq_chip_set_type_parent(k, d, IRQ_TYPE_LEVEL_HIGH);
  },
);

const rzv2h_clear_irq_int = at.fn(
  'rzv2h_clear_irq_int',
  'Clears the status of a line of its own, unless it is a level.',
  (k: Kernel, { base }: rzv2h_icu_priv, hwirq: number): void => {
    const n = hwirq - ICU_IRQ_START;
    const isSet = (readl(k, base + ICU_ISCTR) & (1 << n)) !== 0;
    const isEdge = (readl(k, base + ICU_IITSR) & (3 << (n * 2))) !== 0;
    if (isSet && isEdge) writel(k, 1 << n, base + ICU_ISCLR);
  },
);
const rzv2h_irq_set_type = at.fn(
  'rzv2h_irq_set_type',
  'Sets how a line of its own interrupts, a high level it cannot; the GIC always sees a high level.',
  (k: Kernel, d: irq_data, type: number): number => {
    const priv = irq_data_to_priv(d);
    const hwirq = irqd_to_hwirq(d);
    const sense = IRQ_SENSES.get(type & IRQ_TYPE_SENSE_MASK);
    if (sense === undefined) return -EINVAL;
    const shift = (hwirq - ICU_IRQ_START) * 2;
    const iitsr = (readl(k, priv.base + ICU_IITSR) & ~(3 << shift)) | (sense << shift);
    rzv2h_clear_irq_int(k, priv, hwirq);
    writel(k, iitsr, priv.base + ICU_IITSR);
    return irq_chip_set_type_parent(k, d, IRQ_TYPE_LEVEL_HIGH);
  },
);

const rzv2h_clear_tint_int = at.fn(
  'rzv2h_clear_tint_int',
  'Clears the status of a TINT, unless it is a level.',
  (k: Kernel, priv: rzv2h_icu_priv, hwirq: number): void => {
    const n = hwirq - ICU_TINT_START;
    const isSet = (readl(k, tintReg(priv, ICU_TSCTR)) & (1 << n)) !== 0;
    const titsr = readl(k, tintReg(priv, ICU_TITSR) + Math.floor(n / 16) * 4);
    const isEdge = ((titsr >>> ((n % 16) * 2)) & 3) < 2;
    if (isSet && isEdge) writel(k, 1 << n, tintReg(priv, ICU_TSCLR));
  },
);
const rzv2h_tint_set_type = at.fn(
  'rzv2h_tint_set_type',
  'Sets how a pin interrupts, both edges it cannot, and leads the pin to its TINT, which is off meanwhile. The GIC sees a high level.',
  (k: Kernel, d: irq_data, type: number): number => {
    const sense = TINT_SENSES.get(type & IRQ_TYPE_SENSE_MASK);
    if (sense === undefined) return -EINVAL;
    const priv = irq_data_to_priv(d);
    const hwirq = irqd_to_hwirq(d);
    const { max_tssel, tssel_lut, field_width } = infoOf(priv);
    const pin = priv.tint.get(hwirq) ?? 0;
    if (pin > max_tssel) return -EINVAL;
    const tint = tssel_lut?.[pin] ?? pin;
    const { reg, shift, tien } = sourceOf(priv, hwirq);
    const n = hwirq - ICU_TINT_START;
    const senses = tintReg(priv, ICU_TITSR) + Math.floor(n / 16) * 4;
    const senseShift = (n % 16) * 2;
    const tssr = readl(k, reg);
    const titsr = readl(k, senses);
    const mask = 2 ** (field_width - 1) - 1;
    const isSame = ((tssr >>> shift) & mask) === tint && ((titsr >>> senseShift) & 3) === sense;
    if (!isSame) {
      const off = (tssr & ~((mask << shift) | tien)) | (tint << shift);
      writel(k, off, reg);
      writel(k, (titsr & ~(3 << senseShift)) | (sense << senseShift), senses);
      rzv2h_clear_tint_int(k, priv, hwirq);
      writel(k, off | (tssr & tien), reg);
    }
    return irq_chip_set_type_parent(k, d, IRQ_TYPE_LEVEL_HIGH);
  },
);

const rzv2h_icu_swint_set_irqchip_state = at.fn(
  'rzv2h_icu_swint_set_irqchip_state',
  "Asks for a CPU's software interrupt, when it is to be pending.",
  (k: Kernel, d: irq_data, which: irqchip_irq_state, state: boolean): number => {
    if (which !== 'PENDING') return irq_chip_set_parent_state(k, d, which, state);
    if (state) writel(k, 1 << (irqd_to_hwirq(d) - ICU_CA55_INT_START), irq_data_to_priv(d).base + ICU_SWINT);
    return 0;
  },
);
const rzv2h_icu_swpe_set_irqchip_state = at.fn(
  'rzv2h_icu_swpe_set_irqchip_state',
  'Asks for the interrupt of errors, when it is to be pending; each time by the next of 16 bits.',
  (k: Kernel, d: irq_data, which: irqchip_irq_state, state: boolean): number => {
    if (which !== 'PENDING') return irq_chip_set_parent_state(k, d, which, state);
    if (!state) return 0;
    const priv = irq_data_to_priv(d);
    writel(k, 1 << priv.swpe, priv.base + ICU_SWPE);
    priv.swpe = (priv.swpe + 1) % ICU_SWPE_NUM;
    return 0;
  },
);

/** The chips have one name, and differ in these functions. */
function chip(own: Pick<irq_chip, 'irq_eoi' | 'irq_set_type'> & Partial<irq_chip>): irq_chip {
  return {
    name: 'rzv2h-icu',
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_disable: irq_chip_disable_parent,
    irq_enable: irq_chip_enable_parent,
    irq_get_irqchip_state: irq_chip_get_parent_state,
    irq_set_irqchip_state: irq_chip_set_parent_state,
    irq_retrigger: irq_chip_retrigger_hierarchy,
    irq_set_affinity: irq_chip_set_affinity_parent,
    flags: IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE,
    ...own,
  };
}
const software = (irq_set_irqchip_state: irq_chip['irq_set_irqchip_state']): irq_chip =>
  chip({ irq_eoi: irq_chip_eoi_parent, irq_set_type: irq_chip_set_type_parent, irq_set_irqchip_state });

function chipOf(hwirq: number): irq_chip {
  if (isWithin(hwirq, ICU_TINT_START, ICU_CA55_INT_START))
    return chip({
      irq_eoi: rzv2h_icu_tint_eoi,
      irq_set_type: rzv2h_tint_set_type,
      irq_disable: rzv2h_icu_tint_disable,
      irq_enable: rzv2h_icu_tint_enable,
    });
  if (isWithin(hwirq, ICU_IRQ_START, ICU_TINT_START))
    return chip({ irq_eoi: rzv2h_icu_irq_eoi, irq_set_type: rzv2h_irq_set_type });
  if (isWithin(hwirq, ICU_CA55_INT_START, ICU_ERR_INT_START)) return software(rzv2h_icu_swint_set_irqchip_state);
  if (hwirq === ICU_ERR_INT_START) return software(rzv2h_icu_swpe_set_irqchip_state);
  return chip({ irq_eoi: rzv2h_icu_nmi_eoi, irq_set_type: rzv2h_nmi_set_type });
}

const rzv2h_icu_alloc = at.fn(
  'rzv2h_icu_alloc',
  'Sets up a line, and the SPI of the same place in the tree. A pin controller gives the TINT and the pin in one number.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const priv = rzv2h_icu_priv.of(domain.host_data);
    const translated = irq_domain_translate_twocell(k, domain, fwspecOf(arg));
    if (typeof translated === 'number') return translated;
    const tint = translated.hwirq >>> 16;
    const hwirq = tint === 0 ? translated.hwirq : translated.hwirq & 0xffff;
    if (tint !== 0 && !isWithin(hwirq, ICU_TINT_START, ICU_CA55_INT_START)) return -EINVAL;
    if (hwirq >= ICU_NUM_IRQ) return -EINVAL;
    const ret = irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, chipOf(hwirq), undefined);
    if (ret !== 0) return ret;
    priv.tint.set(hwirq, tint);
    const param = priv.fwspec.get(hwirq)?.param.toArray() ?? [];
    const fwspec = { fwnode: domain.fwnode, param_count: param.length, param };
    return irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, fwspec);
  },
);

function rzv2h_icu_domain_ops(): irq_domain_ops {
  return {
    name: 'rzv2h_icu_domain_ops',
    alloc: rzv2h_icu_alloc,
    free: irq_domain_free_irqs_common,
    translate: irq_domain_translate_twocell,
  };
}

const rzv2h_icu_parse_interrupts = at.fn(
  'rzv2h_icu_parse_interrupts',
  'Reads which interrupt of the parent each line has.',
  (k: Kernel, priv: rzv2h_icu_priv, np: device_node): number => {
    for (let i = 0; i < ICU_NUM_IRQ; i++) {
      const parsed = of_irq_parse_one(k, np, i);
      if (typeof parsed === 'number') return parsed;
      const fwspec = icu_fwspec.create(k.rec);
      for (const cell of parsed.args) fwspec.param.addTail(cell);
      priv.fwspec.set(i, fwspec);
    }
    return 0;
  },
);

/** Registers of errors are read and cleared; here none is ever set. */
const rzv2h_icu_error_irq = at.fn(
  'rzv2h_icu_error_irq',
  'Logs and clears errors of the bus, of memories and of CPUs.',
  (_k: Kernel, _irq: number, _data: Recorded | undefined): number => IRQ_HANDLED,
);
const rzv2h_icu_swint_irq = at.fn(
  'rzv2h_icu_swint_irq',
  "Logs a CPU's software interrupt.",
  (k: Kernel, _irq: number, which: Recorded | undefined): number => {
    pr_info(k, `SWINT interrupt for CA55 core ${swint.of(which).core}`);
    return IRQ_HANDLED;
  },
);
interface swint extends Recorded {
  core: number;
}
const swint = struct<swint>('software interrupt of an ICU', { core: num() });

/** Maps one of the ICU's own interrupts and requests it. */
function own(
  k: Kernel,
  dev: device,
  domain: irq_domain,
  hwirq: number,
  type: number,
  what: string,
  handler: irq_handler_t,
  dev_id: Recorded,
): number {
  const virq = irq_create_fwspec_mapping(k, { fwnode: domain.fwnode, param_count: 2, param: [hwirq, type] });
  if (virq === 0) return dev_err_probe(k, dev, -EINVAL, `failed to create ${what} IRQ mapping`);
  return devm_request_irq(k, dev, virq, handler, 0, dev_name(dev), dev_id);
}

const rzv2h_icu_setup_irqs = at.fn(
  'rzv2h_icu_setup_irqs',
  'Requests the software interrupts and that of errors, and clears what errors there were.',
  (k: Kernel, dev: device, domain: irq_domain, priv: rzv2h_icu_priv): number => {
    for (let i = 0; i < ICU_CA55_INT_COUNT; i++) {
      const core = swint.create(k.rec, { core: i });
      const hwirq = ICU_CA55_INT_START + i;
      const ret = own(k, dev, domain, hwirq, IRQ_TYPE_EDGE_RISING, `int-ca55-${i}`, rzv2h_icu_swint_irq, core);
      if (ret !== 0) return ret;
    }
    const { base } = priv;
    const { ecc_start, ecc_end } = infoOf(priv);
    for (let i = 0; i < 4; i++) {
      writel(k, 0xffffff, base + ICU_ERINTA55CRL + i * 4);
      writel(k, 0, base + ICU_ERINTA55MSK + i * 4);
    }
    for (let i = 0; i < 4; i++) writel(k, 0xffffffff, base + ICU_BECLR + i * 4);
    for (let i = ecc_start; i <= ecc_end; i++) writel(k, 0xffffffff, base + ICU_ERCLR + i * 4);
    return own(k, dev, domain, ICU_ERR_INT_START, IRQ_TYPE_LEVEL_HIGH, 'icu-error-ca55', rzv2h_icu_error_irq, priv);
  },
);

const rzv2h_icu_probe_common = at.fn(
  'rzv2h_icu_probe_common',
  'Starts the controller: 54 lines, in a domain on that of the GIC.',
  (k: Kernel, dev: device, node: device_node, parent: device_node | undefined, info: rzv2h_hw_info): number => {
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) return dev_err_probe(k, dev, -ENODEV, 'cannot find parent domain');
    const base = of_iomap(k, node, 0);
    if (base === undefined) return -EINVAL;
    const priv = rzv2h_icu_priv.create(k.rec, { base, info });
    const ret = rzv2h_icu_parse_interrupts(k, priv, node);
    if (ret !== 0) return dev_err_probe(k, dev, ret, 'cannot parse interrupts');
    const ops = rzv2h_icu_domain_ops();
    const domain = irq_domain_create_hierarchy(k, parent_domain, 0, ICU_NUM_IRQ, node, ops, priv);
    if (domain !== undefined) return rzv2h_icu_setup_irqs(k, dev, domain, priv);
    dev_err(k, dev, 'failed to add irq domain');
    return -ENOMEM;
  },
);

const rzg3e_icu_probe = platformIrqchip(
  at,
  { init: 'rzg3e_icu_probe', probe: 'rzg3e_icu_probe' },
  'Starts the controller as that of RZ/G3E.',
  (k, node, parent, dev) => rzv2h_icu_probe_common(k, dev, node, parent, rzg3e_hw_params),
);
const rzv2n_icu_probe = platformIrqchip(
  at,
  { init: 'rzv2n_icu_probe', probe: 'rzv2n_icu_probe' },
  'Starts the controller as that of RZ/V2N.',
  (k, node, parent, dev) => rzv2h_icu_probe_common(k, dev, node, parent, rzv2n_hw_params),
);
const rzv2h_icu_probe = platformIrqchip(
  at,
  { init: 'rzv2h_icu_probe', probe: 'rzv2h_icu_probe' },
  'Starts the controller as that of RZ/V2H.',
  (k, node, parent, dev) => rzv2h_icu_probe_common(k, dev, node, parent, rzv2h_hw_params),
);
const MATCHES = [
  { compatible: 'renesas,r9a09g047-icu', data: rzg3e_icu_probe },
  { compatible: 'renesas,r9a09g056-icu', data: rzv2n_icu_probe },
  { compatible: 'renesas,r9a09g057-icu', data: rzv2h_icu_probe },
];

/** IRQCHIP_PLATFORM_DRIVER: device_initcall. Kernels before 7.3 do not have it. */
export const rzv2h_icu_driver_init = at.fn(
  'rzv2h_icu_driver_init',
  "Registers the driver of RZ/V2H's interrupt controller.",
  (k: Kernel): number => (k.since('7.3') ? platform_irqchip_register(k, 'rzv2h_icu', MATCHES) : 0),
);
