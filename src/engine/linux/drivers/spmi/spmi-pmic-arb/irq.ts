/** drivers/spmi/spmi-pmic-arb.c: the interrupts of PMICs' peripherals, in the order of their channels. */
import { bitsOf } from '../../../../../base/bits.ts';
import { source } from '../../../../recorder/index.ts';
import { WARN } from '../../../include/asm-generic/bug.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import { EINVAL, ENODEV } from '../../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  type irqchip_irq_state,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_MASK_ON_SUSPEND,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';
import { handle_edge_irq, handle_level_irq } from '../../../kernel/irq/chip/index.ts';
import { handle_bad_irq } from '../../../kernel/irq/handle.ts';
import { generic_handle_irq, irq_set_handler_locked } from '../../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_free_irqs_common,
  irq_domain_set_info,
  irq_find_mapping,
} from '../../../kernel/irq/irqdomain/index.ts';
import { irq_set_irq_wake } from '../../../kernel/irq/manage/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { pmic_arb_masked_write, pmic_arb_read_cmd, pmic_arb_write_cmd } from './transfer.ts';
import { owner_acc_status, picRegister, ppid_to_apid, spmi_pmic_arb } from './versions.ts';

const at = source('drivers/spmi/spmi-pmic-arb.c');

const QPNPINT_REG_RT_STS = 0x10;
/** Followed by the polarities, high and low. */
const QPNPINT_REG_SET_TYPE = 0x11;
const QPNPINT_REG_LATCHED_CLR = 0x14;
const QPNPINT_REG_EN_SET = 0x15;
const QPNPINT_REG_EN_CLR = 0x16;
const SPMI_PIC_ACC_ENABLE_BIT = 1;

/** The lowest bit of chip, peripheral and interrupt in a number, and how many channels it can tell apart. */
interface Layout {
  readonly sid: number;
  readonly per: number;
  readonly irq: number;
  readonly apids: number;
}

/** 6.12 has room for more channels, 7.3 for more chips too. */
function layoutOf(k: Kernel): Layout {
  if (k.since('7.3')) return { sid: 24, per: 16, irq: 13, apids: 0x1fff };
  return { sid: 28, per: 20, irq: 16, apids: k.since('6.12') ? 0x3ff : 0x1ff };
}

/** Chip, peripheral, which of its interrupts, and its channel. */
function spec_to_hwirq(k: Kernel, sid: number, per: number, irq: number, apid: number): number {
  const layout = layoutOf(k);
  return ((sid << layout.sid) | (per << layout.per) | (irq << layout.irq) | (apid & layout.apids)) >>> 0;
}

const arbOf = (d: irq_data): spmi_pmic_arb => spmi_pmic_arb.of(irq_data_get_irq_chip_data(d));
const sidOf = (k: Kernel, hwirq: number): number => hwirq >>> layoutOf(k).sid;
const perOf = (k: Kernel, hwirq: number): number => (hwirq >>> layoutOf(k).per) & 0xff;
const irqOf = (k: Kernel, hwirq: number): number => (hwirq >>> layoutOf(k).irq) & 7;
const apidOf = (k: Kernel, hwirq: number): number => hwirq & layoutOf(k).apids;
const bitOf = (k: Kernel, d: irq_data): number => 1 << irqOf(k, irqd_to_hwirq(d));

function failed(k: Kernel, d: irq_data, ret: number): void {
  const { spmic } = arbOf(d);
  if (ret < 0 && spmic !== undefined) dev_err(k, spmic, `failed irqchip transaction on ${d.irq.toString(16)}`);
}

const addressOf = (k: Kernel, hwirq: number, reg: number): number => perOf(k, hwirq) * 0x100 + reg;

function qpnpint_spmi_write(k: Kernel, d: irq_data, reg: number, data: number, count = 1): void {
  const hwirq = irqd_to_hwirq(d);
  failed(k, d, pmic_arb_write_cmd(k, arbOf(d), sidOf(k, hwirq), addressOf(k, hwirq, reg), data, count));
}

function qpnpint_spmi_read(k: Kernel, d: irq_data, reg: number): number {
  const hwirq = irqd_to_hwirq(d);
  const ret = pmic_arb_read_cmd(k, arbOf(d), sidOf(k, hwirq), addressOf(k, hwirq, reg), 1);
  failed(k, d, ret);
  return ret < 0 ? 0 : ret;
}

// --- handling

const cleanup_irq = at.fn(
  'cleanup_irq',
  'Clears an interrupt that nobody has.',
  (k: Kernel, arb: spmi_pmic_arb, apid: number, id: number): void => {
    const ppid = arb.ppid.get(apid) ?? 0;
    const who = `apid=${apid} sid=0x${(ppid >>> 8).toString(16)} per=0x${(ppid & 0xff).toString(16)} irq=${id}`;
    if (arb.spmic !== undefined) dev_err(k, arb.spmic, `cleanup_irq ${who}`);
    writel(k, 1 << id, picRegister(arb, 'clear', apid));
  },
);

const periph_interrupt = at.fn(
  'periph_interrupt',
  'Handles the interrupts of a peripheral that are pending; how many there were.',
  (k: Kernel, arb: spmi_pmic_arb, apid: number): number => {
    const ppid = arb.ppid.get(apid) ?? 0;
    let handled = 0;
    for (const id of bitsOf(readl(k, picRegister(arb, 'status', apid)))) {
      const irq = irq_find_mapping(k, arb.domain, spec_to_hwirq(k, ppid >>> 8, ppid & 0xff, id, apid));
      if (irq === 0) {
        cleanup_irq(k, arb, apid, id);
        continue;
      }
      generic_handle_irq(k, irq);
      handled++;
    }
    return handled;
  },
);

function isEnabled(k: Kernel, arb: spmi_pmic_arb, apid: number): boolean {
  return (readl(k, picRegister(arb, 'enable', apid)) & SPMI_PIC_ACC_ENABLE_BIT) !== 0;
}

export const pmic_arb_chained_irq = at.fn(
  'pmic_arb_chained_irq',
  "Handles the arbiter's interrupt: looks which channels caused it, and handles each.",
  (k: Kernel, desc: irq_desc): void => {
    const arb = spmi_pmic_arb.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    const { min_apid: first, max_apid: last, ee } = arb;
    let handled = 0;
    let acc_valid = false;
    const dispatch = (apid: number): void => {
      if (isEnabled(k, arb, apid) && periph_interrupt(k, arb, apid) !== 0) handled++;
    };
    chained_irq_enter(k, chip, desc);
    for (let i = first >> 5; i <= last >> 5; i++) {
      const status = readl(k, owner_acc_status(arb, i));
      if (status !== 0) acc_valid = true;
      for (const id of bitsOf(status)) {
        const apid = id + i * 32;
        if (apid >= first && apid <= last) dispatch(apid);
        else WARN(k, true, `spurious spmi irq received for apid=${apid}`);
      }
    }
    const end = acc_valid ? first : last + 1;
    for (let apid = first; apid < end; apid++)
      if ((arb.irq_ee.get(apid) ?? 0) === ee && readl(k, picRegister(arb, 'status', apid)) !== 0) dispatch(apid);
    if (handled === 0) handle_bad_irq(k, desc);
    chained_irq_exit(k, chip, desc);
  },
);

// --- the chip

const qpnpint_irq_ack = at.fn(
  'qpnpint_irq_ack',
  'Clears an interrupt, here and in the PMIC.',
  (k: Kernel, d: irq_data) => {
    writel(k, bitOf(k, d), picRegister(arbOf(d), 'clear', apidOf(k, irqd_to_hwirq(d))));
    qpnpint_spmi_write(k, d, QPNPINT_REG_LATCHED_CLR, bitOf(k, d));
  },
);

const qpnpint_irq_mask = at.fn('qpnpint_irq_mask', 'Disables an interrupt in the PMIC.', (k: Kernel, d: irq_data) =>
  qpnpint_spmi_write(k, d, QPNPINT_REG_EN_CLR, bitOf(k, d)),
);

const qpnpint_irq_unmask = at.fn(
  'qpnpint_irq_unmask',
  'Enables an interrupt, its channel first; what was seen before is cleared.',
  (k: Kernel, d: irq_data): void => {
    writel(k, SPMI_PIC_ACC_ENABLE_BIT, picRegister(arbOf(d), 'enable', apidOf(k, irqd_to_hwirq(d))));
    const bit = bitOf(k, d);
    const enabled = (qpnpint_spmi_read(k, d, QPNPINT_REG_EN_SET) & bit) !== 0;
    // Both registers in one write, the one that clears first.
    if (!enabled) qpnpint_spmi_write(k, d, QPNPINT_REG_LATCHED_CLR, bit | (bit << 8), 2);
  },
);

const qpnpint_irq_set_type = at.fn(
  'qpnpint_irq_set_type',
  'Sets how an interrupt is triggered, in the PMIC.',
  (k: Kernel, d: irq_data, flow_type: number): number => {
    const isEdge = (flow_type & IRQ_TYPE_EDGE_BOTH) !== 0;
    const isHigh = (flow_type & (isEdge ? IRQ_TYPE_EDGE_RISING : IRQ_TYPE_LEVEL_HIGH)) !== 0;
    const isLow = (flow_type & (isEdge ? IRQ_TYPE_EDGE_FALLING : IRQ_TYPE_LEVEL_LOW)) !== 0;
    if (!isEdge && isHigh && isLow) return -EINVAL;
    // What is no high level is taken for a low one.
    const low = isEdge ? isLow : !isHigh;
    const bit = bitOf(k, d);
    const data = (isEdge ? bit : 0) | (isHigh ? bit << 8 : 0) | (low ? bit << 16 : 0);
    const mask = bit | (bit << 8) | (bit << 16);
    const hwirq = irqd_to_hwirq(d);
    const address = addressOf(k, hwirq, QPNPINT_REG_SET_TYPE);
    const ret = pmic_arb_masked_write(k, arbOf(d), sidOf(k, hwirq), address, data, mask, 3);
    failed(k, d, ret);
    irq_set_handler_locked(k, d, isEdge ? handle_edge_irq : handle_level_irq);
    return ret;
  },
);

const qpnpint_irq_set_wake = at.fn(
  'qpnpint_irq_set_wake',
  "Lets the arbiter's interrupt wake the system.",
  (k: Kernel, d: irq_data, on: number): number => irq_set_irq_wake(k, arbOf(d).irq, on),
);

const qpnpint_get_irqchip_state = at.fn(
  'qpnpint_get_irqchip_state',
  "The level of an interrupt's line in the PMIC.",
  (k: Kernel, d: irq_data, which: irqchip_irq_state): number | boolean =>
    which === 'LINE_LEVEL' ? (qpnpint_spmi_read(k, d, QPNPINT_REG_RT_STS) & bitOf(k, d)) !== 0 : -EINVAL,
);

function pmic_arb_irqchip(): irq_chip {
  return {
    name: 'pmic_arb',
    irq_ack: qpnpint_irq_ack,
    irq_mask: qpnpint_irq_mask,
    irq_unmask: qpnpint_irq_unmask,
    irq_set_type: qpnpint_irq_set_type,
    irq_set_wake: qpnpint_irq_set_wake,
    irq_get_irqchip_state: qpnpint_get_irqchip_state,
    flags: IRQCHIP_MASK_ON_SUSPEND,
  };
}

// --- the domain

const qpnpint_irq_domain_activate = at.fn(
  'qpnpint_irq_domain_activate',
  'Refuses an interrupt that another processor owns; disables and clears any other.',
  (k: Kernel, _domain: irq_domain, d: irq_data, _reserve: boolean): number => {
    const arb = arbOf(d);
    const hwirq = irqd_to_hwirq(d);
    const owner = arb.irq_ee.get(apidOf(k, hwirq)) ?? 0;
    if (owner !== arb.ee) {
      const who = `sid = 0x${sidOf(k, hwirq).toString(16)}, periph = 0x${perOf(k, hwirq).toString(16)}, irq = ${irqOf(k, hwirq)}`;
      if (arb.spmic !== undefined) dev_err(k, arb.spmic, `failed to xlate ${who}: ee=${arb.ee} but owner=${owner}`);
      return -ENODEV;
    }
    qpnpint_spmi_write(k, d, QPNPINT_REG_EN_CLR, bitOf(k, d));
    qpnpint_spmi_write(k, d, QPNPINT_REG_LATCHED_CLR, bitOf(k, d));
    return 0;
  },
);

const qpnpint_irq_domain_translate = at.fn(
  'qpnpint_irq_domain_translate',
  'Reads a specifier: chip, peripheral, interrupt, type. The channel of the peripheral is looked up.',
  (k: Kernel, d: irq_domain, { param, param_count }: irq_fwspec): Translated | number => {
    const arb = spmi_pmic_arb.of(d.host_data);
    const [sid = 0, per = 0, irq = 0, type = 0] = param;
    if (param_count !== 4 || sid > (k.since('7.3') ? 0x1f : 0xf) || per > 0xff || irq > 0x7) return -EINVAL;
    const apid = ppid_to_apid(k, arb, (sid << 8) | per);
    if (apid < 0) {
      const who = `sid = 0x${sid.toString(16)}, periph = 0x${per.toString(16)}, irq = ${irq}`;
      if (arb.spmic !== undefined) dev_err(k, arb.spmic, `failed to xlate ${who} rc = ${apid}`);
      return apid;
    }
    if (apid > arb.max_apid) arb.max_apid = apid;
    if (apid < arb.min_apid) arb.min_apid = apid;
    return { hwirq: spec_to_hwirq(k, sid, per, irq, apid), type: type & IRQ_TYPE_SENSE_MASK };
  },
);

const qpnpint_irq_domain_map = at.fn(
  'qpnpint_irq_domain_map',
  'Sets up an interrupt.',
  (k: Kernel, arb: spmi_pmic_arb, domain: irq_domain, virq: number, hwirq: number, type: number): void => {
    const handler = (type & IRQ_TYPE_EDGE_BOTH) === 0 ? handle_level_irq : handle_edge_irq;
    irq_domain_set_info(k, domain, virq, hwirq, pmic_arb_irqchip(), arb, handler, undefined, undefined);
  },
);

const qpnpint_irq_domain_alloc = at.fn(
  'qpnpint_irq_domain_alloc',
  'Sets up interrupts of a peripheral.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, data: unknown): number => {
    const translated = qpnpint_irq_domain_translate(k, domain, fwspecOf(data));
    if (typeof translated === 'number') return translated;
    const arb = spmi_pmic_arb.of(domain.host_data);
    for (let i = 0; i < nr_irqs; i++)
      qpnpint_irq_domain_map(k, arb, domain, virq + i, translated.hwirq + i, translated.type);
    return 0;
  },
);

export function pmic_arb_irq_domain_ops(): irq_domain_ops {
  return {
    name: 'pmic_arb_irq_domain_ops',
    activate: qpnpint_irq_domain_activate,
    alloc: qpnpint_irq_domain_alloc,
    free: irq_domain_free_irqs_common,
    translate: qpnpint_irq_domain_translate,
  };
}
