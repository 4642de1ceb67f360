/**
 * Models drivers/irqchip/irq-meson-gpio.c: Amlogic's multiplexer, which leads any of many pads to one of a few SPIs. Channels are
 * given out in the order of mapping.
 */
import {
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  source,
  struct,
} from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, ENOMEM, ENOSPC, ENXIO } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_LEVEL_MASK,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_SET_TYPE_MASKED,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../include/linux/irqdomain.ts';
import { type device_node, is_of_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_retrigger_hierarchy,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_parent,
  irq_domain_get_irq_data,
  irq_domain_set_hwirq_and_chip,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err, pr_info } from '../../kernel/printk/printk.ts';
import { GIC_SPI } from '../../stand-ins/stacked.ts';
import { of_iomap } from '../of/address.ts';
import { of_match_node } from '../of/base/index.ts';
import { of_property_cells } from '../of/property.ts';
import { platform_irqchip_register, platformIrqchip } from './irqchip.ts';

const at = source('drivers/irqchip/irq-meson-gpio.c');

const REG_EDGE_POL = 0x00;
const REG_PIN_03_SEL = 0x04;
const REG_PIN_47_SEL = 0x08;
const REG_PIN_A1_SEL = 0x04;
/** From 7.3: the A9's always-on block. */
const REG_A9_AO_POL = 0x00;
const REG_A9_AO_EDGE = 0x30;
const ENABLE = 1 << 31;

/** What differs from generation to generation: bits of the trigger register, and how a channel is led to a pad. */
interface meson_gpio_irq_params {
  readonly name: string;
  readonly nr_hwirq: number;
  readonly nr_channels: number;
  readonly kind: 'meson8' | 'a1' | 's4' | 'a9-ao';
  /** First bit for both edges; undefined where the generation has no such. */
  readonly both?: number;
  readonly single: number;
  readonly low: number;
  /** The register that says which channels take both edges, where it is one of its own. */
  readonly edgePol?: number;
  readonly pin_sel_mask: number;
}

const meson8 = (name: string, nr_hwirq: number, both?: number): meson_gpio_irq_params => ({
  name,
  nr_hwirq,
  nr_channels: 8,
  kind: 'meson8',
  single: 0,
  low: 16,
  pin_sel_mask: 0xff,
  ...(both === undefined ? {} : { both }),
});
const s4 = (name: string, nr_hwirq: number): meson_gpio_irq_params => ({
  name,
  nr_hwirq,
  nr_channels: 12,
  kind: 's4',
  both: 0,
  single: 12,
  low: 0,
  edgePol: 0x1c,
  pin_sel_mask: 0xff,
});
const a1: meson_gpio_irq_params = {
  name: 'a1',
  nr_hwirq: 62,
  nr_channels: 8,
  kind: 'a1',
  both: 16,
  single: 8,
  low: 0,
  pin_sel_mask: 0x7f,
};

const a4_ao: meson_gpio_irq_params = { ...s4('a4-ao', 8), nr_channels: 2, edgePol: 0x08 };
const a9_ao: meson_gpio_irq_params = {
  ...s4('a9-ao', 39),
  nr_channels: 20,
  kind: 'a9-ao',
  single: 0,
  edgePol: 0x2c,
};

/** 6.12 knows two more, 7.3 another eight. */
function meson_irq_gpio_matches(k: Kernel): readonly { compatible: string; data: meson_gpio_irq_params }[] {
  const match = (compatible: string, params: meson_gpio_irq_params) => ({
    compatible: `amlogic,${compatible}`,
    data: params,
  });
  const newer = [match('c3-gpio-intc', s4('c3', 55)), match('t7-gpio-intc', s4('t7', 157))];
  const newest = [
    match('a4-gpio-ao-intc', a4_ao),
    match('a4-gpio-intc', s4('a4', 81)),
    match('a5-gpio-intc', s4('a5', 99)),
    match('a9-gpio-ao-intc', a9_ao),
    match('a9-gpio-intc', s4('a9', 96)),
    match('s6-gpio-intc', s4('s6', 100)),
    match('s7-gpio-intc', s4('s7', 84)),
    match('s7d-gpio-intc', s4('s7', 84)),
  ];
  return [
    match('meson8-gpio-intc', meson8('meson8', 134)),
    match('meson8b-gpio-intc', meson8('meson8b', 119)),
    match('meson-gxbb-gpio-intc', meson8('gxbb', 133)),
    match('meson-gxl-gpio-intc', meson8('gxl', 110)),
    match('meson-axg-gpio-intc', meson8('axg', 100)),
    match('meson-g12a-gpio-intc', meson8('axg', 100)),
    match('meson-sm1-gpio-intc', meson8('sm1', 100, 8)),
    match('meson-a1-gpio-intc', a1),
    match('meson-s4-gpio-intc', s4('s4', 82)),
    ...(k.since('6.12') ? newer : []),
    ...(k.since('7.3') ? newest : []),
  ];
}

interface meson_gpio_irq_controller extends Recorded {
  params: meson_gpio_irq_params;
  base: number;
  /** The SPI of each channel. */
  channel_irqs: RecordedList<number>;
  /** Channels that are taken, a bit each. */
  channel_map: number;
  /** The channel of each interrupt, in the kernel its chip data. */
  channel_of: RecordedMap<number>;
}
const meson_gpio_irq_controller = struct<meson_gpio_irq_controller>('meson_gpio_irq_controller', {
  params: { kind: 'data', isRequired: true },
  base: hexnum(),
  channel_irqs: list(num()),
  channel_map: hexnum(),
  channel_of: map(num()),
});

const ctlOf = (domain: irq_domain | undefined): meson_gpio_irq_controller =>
  meson_gpio_irq_controller.of(domain?.host_data);

const meson_gpio_irq_update_bits = at.fn(
  'meson_gpio_irq_update_bits',
  'Changes bits of a register.',
  (k: Kernel, ctl: meson_gpio_irq_controller, reg: number, mask: number, val: number): void => {
    const address = ctl.base + reg;
    writel(k, (readl(k, address) & ~mask) | val, address);
  },
);

/** Leads a channel to a pad. */
function selectPin(k: Kernel, ctl: meson_gpio_irq_controller, channel: number, hwirq: number): void {
  const { kind, pin_sel_mask } = ctl.params;
  const old = kind === 'meson8';
  const reg = old ? (channel < 4 ? REG_PIN_03_SEL : REG_PIN_47_SEL) : REG_PIN_A1_SEL + (channel >> 1) * 4;
  const bit = old ? (channel % 4) * 8 : (channel % 2) * 16;
  meson_gpio_irq_update_bits(k, ctl, reg, pin_sel_mask << bit, hwirq << bit);
}

const meson_gpio_irq_request_channel = at.fn(
  'meson_gpio_irq_request_channel',
  'Takes the first channel that is free, and leads it to the pad.',
  (k: Kernel, ctl: meson_gpio_irq_controller, hwirq: number): number => {
    const { nr_channels } = ctl.params;
    const idx = Array.from({ length: nr_channels }, (_, i) => i).find((i) => (ctl.channel_map & (1 << i)) === 0);
    if (idx === undefined) {
      pr_err(k, 'irq_meson_gpio: No channel available');
      return -ENOSPC;
    }
    ctl.channel_map |= 1 << idx;
    selectPin(k, ctl, idx, hwirq);
    return idx;
  },
);

function release(ctl: meson_gpio_irq_controller, channel: number): void {
  ctl.channel_map &= ~(1 << channel);
}

const meson8_gpio_irq_set_type = at.fn(
  'meson8_gpio_irq_set_type',
  'Sets the filter of a channel: inverted or not, by level or by edge.',
  (k: Kernel, ctl: meson_gpio_irq_controller, type: number, idx: number): number => {
    const { both, single, low } = ctl.params;
    if (type === IRQ_TYPE_EDGE_BOTH && both === undefined) return -EINVAL;
    const bothBit = 1 << ((both ?? 0) + idx);
    const edgeBit = 1 << (single + idx);
    const lowBit = 1 << (low + idx);
    let val = type === IRQ_TYPE_EDGE_BOTH ? bothBit : 0;
    if (type !== IRQ_TYPE_EDGE_BOTH) {
      if ((type & IRQ_TYPE_EDGE_BOTH) !== 0) val |= edgeBit;
      if ((type & (IRQ_TYPE_LEVEL_LOW | IRQ_TYPE_EDGE_FALLING)) !== 0) val |= lowBit;
    }
    meson_gpio_irq_update_bits(k, ctl, REG_EDGE_POL, bothBit | edgeBit | lowBit, val);
    return 0;
  },
);

const meson_s4_gpio_irq_set_type = at.fn(
  'meson_s4_gpio_irq_set_type',
  'Sets the filter of a channel, whose bit for both edges is in a register of its own.',
  (k: Kernel, ctl: meson_gpio_irq_controller, type: number, idx: number): number => {
    const { both = 0, single, low, edgePol = 0 } = ctl.params;
    meson_gpio_irq_update_bits(k, ctl, edgePol, 1 << idx, 0);
    if (type === IRQ_TYPE_EDGE_BOTH) {
      meson_gpio_irq_update_bits(k, ctl, edgePol, 1 << (both + idx), 1 << (both + idx));
      return 0;
    }
    let val = (type & (IRQ_TYPE_LEVEL_LOW | IRQ_TYPE_EDGE_FALLING)) === 0 ? 0 : 1 << (low + idx);
    if ((type & IRQ_TYPE_EDGE_BOTH) !== 0) val |= 1 << (single + idx);
    meson_gpio_irq_update_bits(k, ctl, REG_EDGE_POL, (1 << idx) | (1 << (12 + idx)), val);
    return 0;
  },
);

const meson_a9_ao_gpio_irq_set_type = at.fn(
  'meson_a9_ao_gpio_irq_set_type',
  'Sets the filter of a channel, whose bits are in three registers.',
  (k: Kernel, ctl: meson_gpio_irq_controller, type: number, idx: number): number => {
    const { edgePol = 0 } = ctl.params;
    const bit = 1 << idx;
    const set = (reg: number, on: boolean): void => meson_gpio_irq_update_bits(k, ctl, reg, bit, on ? bit : 0);
    set(edgePol, false);
    if (type === IRQ_TYPE_EDGE_BOTH) {
      set(edgePol, true);
      return 0;
    }
    set(REG_A9_AO_POL, (type & (IRQ_TYPE_LEVEL_LOW | IRQ_TYPE_EDGE_FALLING)) !== 0);
    set(REG_A9_AO_EDGE, (type & IRQ_TYPE_EDGE_BOTH) !== 0);
    return 0;
  },
);

const SET_TYPES: Readonly<Record<meson_gpio_irq_params['kind'], typeof meson8_gpio_irq_set_type>> = {
  meson8: meson8_gpio_irq_set_type,
  a1: meson8_gpio_irq_set_type,
  s4: meson_s4_gpio_irq_set_type,
  'a9-ao': meson_a9_ao_gpio_irq_set_type,
};

/** What the GIC sees: always high, or rising. */
function meson_gpio_irq_type_output(type: number): number {
  const rest = type & ~IRQ_TYPE_SENSE_MASK;
  return rest | ((type & IRQ_TYPE_LEVEL_MASK) === 0 ? IRQ_TYPE_EDGE_RISING : IRQ_TYPE_LEVEL_HIGH);
}

const meson_gpio_irq_set_type = at.fn(
  'meson_gpio_irq_set_type',
  'Sets how a pad interrupts: the filter of its channel, and what is left to the GIC.',
  (k: Kernel, d: irq_data, type: number): number => {
    const ctl = ctlOf(d.domain);
    const channel = ctl.channel_of.get(irqd_to_hwirq(d)) ?? 0;
    const ret = SET_TYPES[ctl.params.kind](k, ctl, type & IRQ_TYPE_SENSE_MASK, channel);
    return ret === 0 ? irq_chip_set_type_parent(k, d, meson_gpio_irq_type_output(type)) : ret;
  },
);

function meson_gpio_irq_chip(): irq_chip {
  return {
    name: 'meson-gpio-irqchip',
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_type: meson_gpio_irq_set_type,
    irq_retrigger: irq_chip_retrigger_hierarchy,
    irq_set_affinity: irq_chip_set_affinity_parent,
    flags: IRQCHIP_SET_TYPE_MASKED,
  };
}

const meson_gpio_irq_domain_translate = at.fn(
  'meson_gpio_irq_domain_translate',
  'Reads a specifier of two cells: the pad and its trigger type.',
  (_k: Kernel, _domain: irq_domain, { fwnode, param, param_count }: irq_fwspec): Translated | number =>
    is_of_node(fwnode) && param_count === 2 ? { hwirq: param[0] ?? 0, type: param[1] ?? 0 } : -EINVAL,
);

const meson_gpio_irq_domain_alloc = at.fn(
  'meson_gpio_irq_domain_alloc',
  'Sets up a pad: takes a channel for it, and its SPI.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number, arg: unknown): number => {
    const ctl = ctlOf(domain);
    const translated = meson_gpio_irq_domain_translate(k, domain, fwspecOf(arg));
    if (typeof translated === 'number') return translated;
    const { hwirq, type } = translated;
    const channel = meson_gpio_irq_request_channel(k, ctl, hwirq);
    if (channel < 0) return channel;
    const spi = ctl.channel_irqs.toArray()[channel] ?? 0;
    const param = [GIC_SPI, spi, meson_gpio_irq_type_output(type)];
    const ret = irq_domain_alloc_irqs_parent(k, domain, virq, 1, {
      fwnode: domain.parent?.fwnode,
      param_count: 3,
      param,
    });
    if (ret < 0) {
      pr_err(k, `irq_meson_gpio: failed to allocate gic irq ${spi}`);
      release(ctl, channel);
      return ret;
    }
    ctl.channel_of.set(hwirq, channel);
    irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, meson_gpio_irq_chip(), ctl);
    return 0;
  },
);

const meson_gpio_irq_domain_free = at.fn(
  'meson_gpio_irq_domain_free',
  'Gives the channel of a pad back.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number): void => {
    irq_domain_free_irqs_parent(k, domain, virq, 1);
    const d = irq_domain_get_irq_data(k, domain, virq);
    const ctl = ctlOf(domain);
    const channel = d === undefined ? undefined : ctl.channel_of.get(irqd_to_hwirq(d));
    if (channel !== undefined) release(ctl, channel);
  },
);

function meson_gpio_irq_domain_ops(): irq_domain_ops {
  return {
    name: 'meson_gpio_irq_domain_ops',
    alloc: meson_gpio_irq_domain_alloc,
    free: meson_gpio_irq_domain_free,
    translate: meson_gpio_irq_domain_translate,
  };
}

const meson_gpio_irq_start = platformIrqchip(
  at,
  { init: 'meson_gpio_irq_of_init', probe: 'meson_gpio_irq_probe' },
  'Starts the multiplexer: which SPI each channel has, and a domain on that of the GIC.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    if (parent === undefined) {
      pr_err(k, 'irq_meson_gpio: missing parent interrupt node');
      return -ENODEV;
    }
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) {
      pr_err(k, 'irq_meson_gpio: unable to obtain parent domain');
      return -ENXIO;
    }
    const base = of_iomap(k, node, 0);
    if (base === undefined) return -ENOMEM;
    const params = of_match_node(k, meson_irq_gpio_matches(k), node)?.data;
    if (params === undefined) return -ENODEV;
    const ctl = meson_gpio_irq_controller.create(k.rec, { params, base });
    const channels = of_property_cells(k, node, 'amlogic,channel-interrupts');
    if (channels.length !== params.nr_channels) {
      pr_err(k, `irq_meson_gpio: can't get ${params.nr_channels} channel interrupts`);
      return -EINVAL;
    }
    for (const spi of channels) ctl.channel_irqs.addTail(spi);
    if (params.kind !== 'meson8') meson_gpio_irq_update_bits(k, ctl, REG_EDGE_POL, ENABLE, ENABLE);
    const ops = meson_gpio_irq_domain_ops();
    const domain = irq_domain_create_hierarchy(k, parent_domain, 0, params.nr_hwirq, node, ops, ctl);
    if (domain === undefined) {
      pr_err(k, 'irq_meson_gpio: failed to add domain');
      return -ENODEV;
    }
    pr_info(k, `irq_meson_gpio: ${params.nr_hwirq} to ${params.nr_channels} gpio interrupt mux initialized`);
    return 0;
  },
);

/** IRQCHIP_PLATFORM_DRIVER: device_initcall */
export const meson_gpio_intc_driver_init = at.fn(
  'meson_gpio_intc_driver_init',
  "Registers the driver of Amlogic's multiplexers.",
  (k: Kernel): number =>
    platform_irqchip_register(k, 'meson_gpio_intc', [
      { compatible: 'amlogic,meson-gpio-intc', data: meson_gpio_irq_start },
    ]),
);
