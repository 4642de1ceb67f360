/**
 * Models drivers/irqchip/irq-stm32mp-exti.c: ST's controller of external and wake-up events of the STM32MP. Events of the first kind
 * have an edge detector here; those of the second come straight from a device. Left out: suspend, the hardware lock itself.
 */
import type { Cpumask } from '../../../../base/cpumask.ts';
import { bool, hexnum, map, type Recorded, type RecordedMap, ref, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOENT, ENOMEM, EPERM, EPROBE_DEFER } from '../../include/linux/errno.ts';
import {
  IRQ_SET_MASK_OK_DONE,
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQCHIP_MASK_ON_SUSPEND,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { fwspecOf, type irq_domain, type irq_domain_ops, type irq_fwspec } from '../../include/linux/irqdomain.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_ack_parent,
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
  irq_domain_free_irqs_common,
  irq_domain_set_hwirq_and_chip,
  irq_domain_xlate_twocell,
  irq_find_host,
  of_phandle_args_to_fwspec,
} from '../../kernel/irq/irqdomain/index.ts';
import { dev_err, pr_info } from '../../kernel/printk/printk.ts';
import { GIC_SPI } from '../../stand-ins/stacked.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../base/platform.ts';
import { of_hwspin_lock_get_id } from '../hwspinlock/hwspinlock_core.ts';
import { of_match_node } from '../of/base/index.ts';
import { of_irq_find_parent, of_irq_parse_one } from '../of/irq/index.ts';
import { of_property_present } from '../of/property.ts';

const at = source('drivers/irqchip/irq-stm32mp-exti.c');

const IRQS_PER_BANK = 32;
const EXTI_EnCIDCFGR = (event: number): number => 0x180 + event * 4;
const EXTI_HWCFGR1 = 0x3f0;
const EXTI_CIDCFGR_CFEN_MASK = 1;
const EXTI_HWCFGR1_CIDWIDTH_MASK = 0xf000000;
const EXTI_CID1 = 1;

/** Where the registers of a bank of events are. */
const BANKS = [
  { imr: 0x80, rtsr: 0x00, ftsr: 0x04, swier: 0x08, rpr: 0x0c, fpr: 0x10, trg: 0x3ec, seccfgr: 0x14 },
  { imr: 0x90, rtsr: 0x20, ftsr: 0x24, swier: 0x28, rpr: 0x2c, fpr: 0x30, trg: 0x3e8, seccfgr: 0x34 },
  { imr: 0xa0, rtsr: 0x40, ftsr: 0x44, swier: 0x48, rpr: 0x4c, fpr: 0x50, trg: 0x3e4, seccfgr: 0x54 },
] as const;
type BankRegister = keyof (typeof BANKS)[number];

/** The SPIs of events, where the tree does not list them. */
const stm32mp1_desc_irq: ReadonlyMap<number, number> = new Map([
  ...[6, 7, 8, 9, 10, 23, 64, 65, 66, 67, 40, 42, 76, 77, 121, 127, 1].entries(),
  ...([
    [19, 3],
    [21, 31],
    [22, 33],
    [23, 72],
    [24, 95],
    [25, 107],
    [26, 37],
    [27, 38],
    [28, 39],
    [29, 71],
  ] as const),
  ...([
    [30, 52],
    [31, 53],
    [32, 82],
    [33, 83],
    [46, 151],
    [47, 93],
    [48, 138],
    [50, 139],
    [52, 140],
  ] as const),
  ...([
    [53, 141],
    [54, 135],
    [61, 100],
    [65, 144],
    [68, 143],
    [70, 62],
    [73, 129],
  ] as const),
]);
const stm32mp13_desc_irq: ReadonlyMap<number, number> = new Map([
  ...[6, 7, 8, 9, 10, 24, 65, 66, 67, 68, 41, 43, 77, 78, 106, 109, 1].entries(),
  ...([
    [19, 3],
    [21, 32],
    [22, 34],
    [23, 73],
    [24, 93],
    [25, 114],
    [26, 38],
    [27, 39],
    [28, 40],
    [29, 72],
  ] as const),
  ...([
    [30, 53],
    [31, 54],
    [32, 83],
    [33, 84],
    [44, 96],
    [47, 92],
    [48, 116],
    [50, 117],
    [52, 118],
  ] as const),
  ...([
    [53, 119],
    [68, 63],
    [70, 98],
  ] as const),
]);

const stm32mp_exti_ids = [
  { compatible: 'st,stm32mp1-exti', data: stm32mp1_desc_irq },
  { compatible: 'st,stm32mp13-exti', data: stm32mp13_desc_irq },
];

interface stm32mp_exti_host_data extends Recorded {
  base: number;
  dev: device | undefined;
  /** The tree lists what each event leads to. */
  dt_has_irqs_desc: boolean;
  /** By bank: the events that are not Linux'. */
  event_reserved: RecordedMap<number>;
  wake_active: RecordedMap<number>;
}
const stm32mp_exti_host_data = struct<stm32mp_exti_host_data>('stm32mp_exti_host_data', {
  base: hexnum(),
  dev: ref(),
  dt_has_irqs_desc: bool(),
  event_reserved: map(hexnum()),
  wake_active: map(hexnum()),
});

const hostOf = (d: irq_data): stm32mp_exti_host_data => stm32mp_exti_host_data.of(d.chip_data);
const bankOf = (hwirq: number): number => Math.floor(hwirq / IRQS_PER_BANK);
const maskOf = (hwirq: number): number => (1 << (hwirq % IRQS_PER_BANK)) >>> 0;

/** A register of the bank that an event is in. */
function register(host: stm32mp_exti_host_data, hwirq: number, name: BankRegister): number {
  return host.base + (BANKS[bankOf(hwirq)]?.[name] ?? 0);
}

const stm32mp_exti_eoi = at.fn(
  'stm32mp_exti_eoi',
  "Clears an event's edges, and ends its interrupt at the parent.",
  (k: Kernel, d: irq_data): void => {
    const hwirq = irqd_to_hwirq(d);
    writel(k, maskOf(hwirq), register(hostOf(d), hwirq, 'rpr'));
    writel(k, maskOf(hwirq), register(hostOf(d), hwirq, 'fpr'));
    if (d.parent_data?.chip !== undefined) irq_chip_eoi_parent(k, d);
  },
);
const stm32mp_exti_mask = at.fn(
  'stm32mp_exti_mask',
  'Masks an event here and at the parent.',
  (k: Kernel, d: irq_data): void => {
    change_bits(k, maskOf(irqd_to_hwirq(d)), false, register(hostOf(d), irqd_to_hwirq(d), 'imr'));
    if (d.parent_data?.chip !== undefined) irq_chip_mask_parent(k, d);
  },
);
const stm32mp_exti_unmask = at.fn(
  'stm32mp_exti_unmask',
  'Unmasks an event here and at the parent.',
  (k: Kernel, d: irq_data): void => {
    change_bits(k, maskOf(irqd_to_hwirq(d)), true, register(hostOf(d), irqd_to_hwirq(d), 'imr'));
    if (d.parent_data?.chip !== undefined) irq_chip_unmask_parent(k, d);
  },
);

const stm32mp_exti_set_type = at.fn(
  'stm32mp_exti_set_type',
  'Sets which edges of an event count; levels it has not.',
  (k: Kernel, d: irq_data, type: number): number => {
    if (![IRQ_TYPE_EDGE_RISING, IRQ_TYPE_EDGE_FALLING, IRQ_TYPE_EDGE_BOTH].includes(type)) return -EINVAL;
    const hwirq = irqd_to_hwirq(d);
    const mask = maskOf(hwirq);
    change_bits(k, mask, (type & IRQ_TYPE_EDGE_RISING) !== 0, register(hostOf(d), hwirq, 'rtsr'));
    change_bits(k, mask, (type & IRQ_TYPE_EDGE_FALLING) !== 0, register(hostOf(d), hwirq, 'ftsr'));
    return 0;
  },
);

const stm32mp_exti_set_wake = at.fn(
  'stm32mp_exti_set_wake',
  'Notes whether an event is to wake the system.',
  (_k: Kernel, d: irq_data, on: number): number => {
    const { wake_active } = hostOf(d);
    const hwirq = irqd_to_hwirq(d);
    const old = wake_active.get(bankOf(hwirq)) ?? 0;
    wake_active.set(bankOf(hwirq), (on !== 0 ? old | maskOf(hwirq) : old & ~maskOf(hwirq)) >>> 0);
    return 0;
  },
);

const stm32mp_exti_set_affinity = at.fn(
  'stm32mp_exti_set_affinity',
  'Hands the choice of a CPU to the parent.',
  (k: Kernel, d: irq_data, dest: Cpumask, force: boolean): number =>
    d.parent_data?.chip === undefined ? IRQ_SET_MASK_OK_DONE : irq_chip_set_affinity_parent(k, d, dest, force),
);

const stm32mp_exti_retrigger = at.fn(
  'stm32mp_exti_retrigger',
  'Makes an event happen again.',
  (k: Kernel, d: irq_data): number => {
    writel(k, maskOf(irqd_to_hwirq(d)), register(hostOf(d), irqd_to_hwirq(d), 'swier'));
    return 0;
  },
);

const stm32mp_exti_chip: irq_chip = {
  name: 'stm32mp-exti',
  irq_eoi: stm32mp_exti_eoi,
  irq_mask: stm32mp_exti_mask,
  irq_unmask: stm32mp_exti_unmask,
  irq_retrigger: stm32mp_exti_retrigger,
  irq_set_type: stm32mp_exti_set_type,
  irq_set_wake: stm32mp_exti_set_wake,
  irq_set_affinity: stm32mp_exti_set_affinity,
  flags: IRQCHIP_MASK_ON_SUSPEND,
};

const stm32mp_exti_chip_direct: irq_chip = {
  name: 'stm32mp-exti-direct',
  irq_eoi: irq_chip_eoi_parent,
  irq_ack: irq_chip_ack_parent,
  irq_mask: stm32mp_exti_mask,
  irq_unmask: stm32mp_exti_unmask,
  irq_retrigger: irq_chip_retrigger_hierarchy,
  irq_set_type: irq_chip_set_type_parent,
  irq_set_wake: stm32mp_exti_set_wake,
  irq_set_affinity: irq_chip_set_affinity_parent,
  flags: IRQCHIP_MASK_ON_SUSPEND,
};

/** What the parent is asked for: the tree's entry for an event, or the SPI of the SoC's table; 0 where it has none, or an errno. */
function parentSpecifier(k: Kernel, dm: irq_domain, host: stm32mp_exti_host_data, hwirq: number): irq_fwspec | number {
  const np = host.dev?.of_node;
  if (np === undefined) return -ENODEV;
  if (host.dt_has_irqs_desc) {
    const out_irq = of_irq_parse_one(k, np, hwirq);
    if (typeof out_irq === 'number') return out_irq;
    if (out_irq.np !== dm.parent?.fwnode) return -EINVAL;
    return of_phandle_args_to_fwspec(k, out_irq.np, out_irq.args, out_irq.args.length);
  }
  const spi = of_match_node(k, stm32mp_exti_ids, np)?.data?.get(hwirq);
  if (spi === undefined) return 0;
  return { fwnode: dm.parent?.fwnode, param_count: 3, param: [GIC_SPI, spi, IRQ_TYPE_LEVEL_HIGH] };
}

const stm32mp_exti_domain_alloc = at.fn(
  'stm32mp_exti_domain_alloc',
  'Sets up an event, and what it leads to at the parent.',
  (k: Kernel, dm: irq_domain, virq: number, _nr_irqs: number, data: unknown): number => {
    const host = stm32mp_exti_host_data.of(dm.host_data);
    const [hwirq = 0] = fwspecOf(data).param;
    if (hwirq >= BANKS.length * IRQS_PER_BANK) return -EINVAL;
    if (((host.event_reserved.get(bankOf(hwirq)) ?? 0) & maskOf(hwirq)) !== 0) {
      if (host.dev !== undefined) dev_err(k, host.dev, `event ${hwirq} is reserved, secure`);
      return -EPERM;
    }
    const hasDetector = (readl(k, register(host, hwirq, 'trg')) & maskOf(hwirq)) !== 0;
    const chip = hasDetector ? stm32mp_exti_chip : stm32mp_exti_chip_direct;
    irq_domain_set_hwirq_and_chip(k, dm, virq, hwirq, chip, host);
    const fwspec = parentSpecifier(k, dm, host, hwirq);
    return typeof fwspec === 'number' ? fwspec : irq_domain_alloc_irqs_parent(k, dm, virq, 1, fwspec);
  },
);

const stm32mp_exti_domain_ops: irq_domain_ops = {
  name: 'stm32mp_exti_domain_ops',
  alloc: stm32mp_exti_domain_alloc,
  free: irq_domain_free_irqs_common,
  xlate: irq_domain_xlate_twocell,
};

const stm32mp_exti_chip_init = at.fn(
  'stm32mp_exti_chip_init',
  'Masks the events of a bank, and notes which are for secure software.',
  (k: Kernel, host: stm32mp_exti_host_data, bank: number): void => {
    writel(k, 0, register(host, bank * IRQS_PER_BANK, 'imr'));
    host.event_reserved.set(bank, readl(k, register(host, bank * IRQS_PER_BANK, 'seccfgr')));
    pr_info(k, `stm32mp_exti: ${host.dev?.of_node?.path ?? ''}: bank${bank}`);
  },
);

const stm32mp_exti_check_rif = at.fn(
  'stm32mp_exti_check_rif',
  'Notes which events are for another compartment than that of Linux, where the SoC has such.',
  (k: Kernel, { base, event_reserved }: stm32mp_exti_host_data): void => {
    if ((readl(k, base + EXTI_HWCFGR1) & EXTI_HWCFGR1_CIDWIDTH_MASK) === 0) return;
    for (let event = 0; event < BANKS.length * IRQS_PER_BANK; event++) {
      const cidcfgr = readl(k, base + EXTI_EnCIDCFGR(event));
      const cid = (cidcfgr >>> 4) & 7;
      if ((cidcfgr & EXTI_CIDCFGR_CFEN_MASK) === 0 || cid === EXTI_CID1) continue;
      const bank = bankOf(event);
      event_reserved.set(bank, ((event_reserved.get(bank) ?? 0) | maskOf(event)) >>> 0);
    }
  },
);

const stm32mp_exti_probe = at.fn(
  'stm32mp_exti_probe',
  'Starts the controller: its banks, and a domain on that of the GIC.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    if (np === undefined) return -ENODEV;
    const lock = of_hwspin_lock_get_id(k, np, 0);
    if (lock === -EPROBE_DEFER) return lock;
    if (lock < 0 && lock !== -ENOENT) {
      dev_err(k, dev, 'Failed to get hwspinlock');
      return lock;
    }
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const host = stm32mp_exti_host_data.create(k.rec, { base, dev });
    for (const bank of BANKS.keys()) stm32mp_exti_chip_init(k, host, bank);
    stm32mp_exti_check_rif(k, host);
    const parent_domain = irq_find_host(k, of_irq_find_parent(k, np));
    if (parent_domain === undefined) {
      dev_err(k, dev, 'GIC interrupt-parent not found');
      return -EINVAL;
    }
    const size = BANKS.length * IRQS_PER_BANK;
    if (irq_domain_create_hierarchy(k, parent_domain, 0, size, np, stm32mp_exti_domain_ops, host) === undefined) {
      dev_err(k, dev, 'Could not register exti domain');
      return -ENOMEM;
    }
    host.dt_has_irqs_desc = of_property_present(k, np, 'interrupts-extended');
    return 0;
  },
);

/** device_initcall. The driver of 6.1 is for 32-bit ARM alone. */
export const stm32mp_exti_driver_init = at.fn(
  'stm32mp_exti_driver_init',
  'Registers the driver of the event controllers of the STM32MP.',
  (k: Kernel): number => {
    if (!k.since('6.12')) return 0;
    const driver: platform_driver = {
      name: 'stm32mp_exti',
      bus: 'platform',
      of_match_table: stm32mp_exti_ids,
      probe: stm32mp_exti_probe,
    };
    return platform_driver_register(k, driver);
  },
);
