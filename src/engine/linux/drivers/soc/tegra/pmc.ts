/**
 * Models the interrupt part of drivers/soc/tegra/pmc.c: Tegra's power management controller, through which some interrupts and pins
 * wake the system. Its domain is stacked on that of its parent; most of its lines end here. Left out: power domains, pads, clocks, reset,
 * waking itself, and registers that only the secure world reaches.
 */
import { data, hexnum, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import { WARN_ON } from '../../../include/asm-generic/bug.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM } from '../../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../../include/linux/irqdomain.ts';
import type { of_device_id } from '../../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_unmask_parent,
} from '../../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_disconnect_hierarchy,
  irq_domain_set_hwirq_and_chip,
  irq_find_host,
} from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { GIC_SPI } from '../../../stand-ins/stacked.ts';
import {
  devm_platform_ioremap_resource,
  platform_driver_register,
  platform_get_resource_byname,
} from '../../base/platform.ts';
import { of_match_node } from '../../of/base/index.ts';
import { of_irq_find_parent } from '../../of/irq/index.ts';

const at = source('drivers/soc/tegra/pmc.c');

/** A line: its SPI, or the controller and number of its pin, or neither. Without versions all have it. */
interface Wake {
  readonly id: number;
  readonly spi?: number;
  readonly pin?: readonly [instance: number, pin: number];
  readonly since?: '6.12' | '7.3';
}

interface Soc {
  readonly wakes: readonly Wake[];
  /** Where the types are set; not at all on older ones. */
  readonly kind?: 'tegra210' | 'tegra186';
  /** The registers for waking are a region of their own. */
  readonly apart?: boolean;
  readonly since?: '7.3';
}

const RTC = { id: 73, spi: 10 };
const PMU = { id: 24, spi: 209 };
const lines = (first: number, count: number): number[] => Array.from({ length: count }, (_, n) => first + n);
const TEGRA186 = { kind: 'tegra186', apart: true } as const;
const OLD: Soc = { wakes: [] };

const tegra_pmc_match: readonly of_device_id<Soc>[] = [
  {
    compatible: 'nvidia,tegra264-pmc',
    data: {
      ...TEGRA186,
      wakes: [
        { id: 0, spi: 727 },
        { id: 5, pin: [1, 5] },
        { id: 65, spi: 548 },
        ...[79, 80, 82, 83, 84, 85, 86].map((id) => ({ id, spi: 965 })),
      ],
      since: '7.3',
    },
  },
  {
    compatible: 'nvidia,tegra238-pmc',
    data: { ...TEGRA186, wakes: [RTC, PMU, ...[76, 77, 78, 79, 80, 81].map((id) => ({ id, spi: 167 }))], since: '7.3' },
  },
  {
    compatible: 'nvidia,tegra234-pmc',
    data: {
      ...TEGRA186,
      wakes: [
        { id: 8, pin: [0, 55], since: '6.12' },
        { id: 20, pin: [0, 52], since: '6.12' },
        { ...PMU, since: '6.12' },
        { id: 29, pin: [1, 36] },
        { id: 56, pin: [0, 147], since: '6.12' },
        RTC,
        ...lines(76, 7).map((id) => ({ id, spi: 167, since: '7.3' as const })),
        { id: 83, spi: 179, since: '6.12' },
      ],
    },
  },
  {
    compatible: 'nvidia,tegra194-pmc',
    data: {
      ...TEGRA186,
      wakes: [
        { id: 20, pin: [0, 52], since: '6.12' },
        PMU,
        { id: 29, pin: [1, 36] },
        RTC,
        ...lines(76, 7).map((id) => ({ id })),
      ],
    },
  },
  { compatible: 'nvidia,tegra186-pmc', data: { ...TEGRA186, wakes: [PMU, { id: 29, pin: [1, 56] }, RTC] } },
  {
    compatible: 'nvidia,tegra210-pmc',
    data: {
      kind: 'tegra210',
      wakes: [
        { id: 16, spi: 2 },
        { id: 51, spi: 86 },
      ],
    },
  },
  ...['tegra132', 'tegra124', 'tegra114', 'tegra30', 'tegra20'].map((soc) => ({
    compatible: `nvidia,${soc}-pmc`,
    data: OLD,
  })),
];

const PMC_WAKE_MASK = 0x0c;
const PMC_WAKE_LEVEL = 0x10;
const PMC_WAKE_STATUS = 0x14;
const PMC_SW_WAKE_STATUS = 0x18;
const PMC_WAKE2_MASK = 0x160;
const PMC_WAKE2_LEVEL = 0x164;
const PMC_WAKE2_STATUS = 0x168;
const PMC_SW_WAKE2_STATUS = 0x16c;

const AOWAKE_CNTRL_LEVEL = 1 << 3;
const AOWAKE_MASK_W = 0x180;
const AOWAKE_STATUS_W = 0x30c;
const AOWAKE_TIER2_ROUTING = 0x4cc;

const DOMAIN_SIZE = 96;

interface tegra_pmc extends Recorded {
  dev: device | undefined;
  base: number;
  wake: number;
  soc: Soc | undefined;
  domain: irq_domain | undefined;
}
const tegra_pmc = struct<tegra_pmc>('tegra_pmc', {
  dev: ref(),
  base: hexnum(),
  wake: hexnum(),
  soc: data(),
  domain: ref(),
});

const pmcOf = (d: irq_data): tegra_pmc => tegra_pmc.of(irq_data_get_irq_chip_data(d));

/** The lines that this version of the kernel knows. */
function wakesOf(k: Kernel, pmc: tegra_pmc): readonly Wake[] {
  return (pmc.soc?.wakes ?? []).filter(({ since }) => since === undefined || k.since(since));
}

// --- the chip

/** What a bit or field becomes that says which level wakes; undefined for a type that there is not. */
function levelFor(type: number, old: boolean): boolean | undefined {
  switch (type) {
    case IRQ_TYPE_EDGE_RISING:
    case IRQ_TYPE_LEVEL_HIGH:
      return true;
    case IRQ_TYPE_EDGE_FALLING:
    case IRQ_TYPE_LEVEL_LOW:
      return false;
    case IRQ_TYPE_EDGE_BOTH:
      return !old;
    default:
      return undefined;
  }
}

/** Sets the bits that say which level wakes: 0, or an errno. */
function setLevel(k: Kernel, reg: number, mask: number, type: number): number {
  const value = readl(k, reg);
  const level = levelFor(type, (value & mask) !== 0);
  if (level === undefined) return -EINVAL;
  writel(k, level ? value | mask : value & ~mask, reg);
  return 0;
}

const tegra210_pmc_irq_set_type = at.fn(
  'tegra210_pmc_irq_set_type',
  'Sets which level of a line wakes the system.',
  (k: Kernel, d: irq_data, type: number): number => {
    const hwirq = irqd_to_hwirq(d);
    const reg = pmcOf(d).base + (hwirq >= 32 ? PMC_WAKE2_LEVEL : PMC_WAKE_LEVEL);
    return setLevel(k, reg, 1 << (hwirq % 32), type);
  },
);

const tegra210_pmc_irq_set_wake = at.fn(
  'tegra210_pmc_irq_set_wake',
  'Lets a line wake the system, or not.',
  (k: Kernel, d: irq_data, on: number): number => {
    const { base } = pmcOf(d);
    for (const status of [PMC_SW_WAKE_STATUS, PMC_SW_WAKE2_STATUS, PMC_WAKE_STATUS, PMC_WAKE2_STATUS])
      writel(k, 0, base + status);
    const hwirq = irqd_to_hwirq(d);
    const reg = base + (hwirq >= 32 ? PMC_WAKE2_MASK : PMC_WAKE_MASK);
    const bit = 1 << (hwirq % 32);
    writel(k, on === 0 ? readl(k, reg) & ~bit : readl(k, reg) | bit, reg);
    return 0;
  },
);

const tegra186_pmc_irq_set_type = at.fn(
  'tegra186_pmc_irq_set_type',
  'Sets which level of a line wakes the system.',
  (k: Kernel, d: irq_data, type: number): number =>
    setLevel(k, pmcOf(d).wake + irqd_to_hwirq(d) * 4, AOWAKE_CNTRL_LEVEL, type),
);

const tegra186_pmc_irq_set_wake = at.fn(
  'tegra186_pmc_irq_set_wake',
  'Lets a line wake the system, or not.',
  (k: Kernel, d: irq_data, on: number): number => {
    const { wake } = pmcOf(d);
    const hwirq = irqd_to_hwirq(d);
    writel(k, 1, wake + AOWAKE_STATUS_W + hwirq * 4);
    const routing = wake + AOWAKE_TIER2_ROUTING + Math.floor(hwirq / 32) * 4;
    const bit = 1 << (hwirq % 32);
    writel(k, on === 0 ? readl(k, routing) & ~bit : readl(k, routing) | bit, routing);
    writel(k, on === 0 ? 0 : 1, wake + AOWAKE_MASK_W + hwirq * 4);
    return 0;
  },
);

const tegra_irq_mask_parent = at.fn(
  'tegra_irq_mask_parent',
  'Masks a line at the parent, if it goes there.',
  (k: Kernel, d: irq_data): void => {
    if (d.parent_data !== undefined) irq_chip_mask_parent(k, d);
  },
);
const tegra_irq_unmask_parent = at.fn(
  'tegra_irq_unmask_parent',
  'Unmasks a line at the parent, if it goes there.',
  (k: Kernel, d: irq_data): void => {
    if (d.parent_data !== undefined) irq_chip_unmask_parent(k, d);
  },
);
const tegra_irq_eoi_parent = at.fn(
  'tegra_irq_eoi_parent',
  'Ends an interrupt at the parent, if it goes there.',
  (k: Kernel, d: irq_data): void => {
    if (d.parent_data !== undefined) irq_chip_eoi_parent(k, d);
  },
);
const tegra_irq_set_affinity_parent = at.fn(
  'tegra_irq_set_affinity_parent',
  'Sets the affinity at the parent, if a line goes there.',
  (k: Kernel, d: irq_data, ...rest: Rest<typeof irq_chip_set_affinity_parent>): number =>
    d.parent_data === undefined ? -EINVAL : irq_chip_set_affinity_parent(k, d, ...rest),
);
type Rest<F> = F extends (k: Kernel, d: irq_data, ...rest: infer R) => number ? R : never;

function irqChip({ dev, soc }: tegra_pmc): irq_chip {
  const types = {
    tegra210: { irq_set_type: tegra210_pmc_irq_set_type, irq_set_wake: tegra210_pmc_irq_set_wake },
    tegra186: { irq_set_type: tegra186_pmc_irq_set_type, irq_set_wake: tegra186_pmc_irq_set_wake },
  };
  return {
    name: dev?.name ?? '',
    irq_mask: tegra_irq_mask_parent,
    irq_unmask: tegra_irq_unmask_parent,
    irq_eoi: tegra_irq_eoi_parent,
    irq_set_affinity: tegra_irq_set_affinity_parent,
    ...(soc?.kind === undefined ? {} : types[soc.kind]),
    flags: 0,
  };
}

// --- the domain

const tegra_pmc_irq_translate = at.fn(
  'tegra_pmc_irq_translate',
  'Reads a specifier: the line and its trigger type.',
  (k: Kernel, _domain: irq_domain, { param, param_count }: irq_fwspec): Translated | number =>
    WARN_ON(k, param_count < 2) ? -EINVAL : { hwirq: param[0] ?? 0, type: param[1] ?? 0 },
);

const tegra_pmc_irq_alloc = at.fn(
  'tegra_pmc_irq_alloc',
  'Sets up a line that can wake the system: with an SPI if it has one. What is no such line does not come here.',
  (k: Kernel, domain: irq_domain, virq: number, num_irqs: number, arg: unknown): number => {
    if (WARN_ON(k, num_irqs > 1)) return -EINVAL;
    const pmc = tegra_pmc.of(domain.host_data);
    const { param, param_count } = fwspecOf(arg);
    const ofPin = param_count === 3;
    const wake = wakesOf(k, pmc).find(({ id, pin }) =>
      ofPin ? pin !== undefined && pin[0] === param[0] && pin[1] === param[1] : param_count === 2 && id === param[0],
    );
    if (wake === undefined) return irq_domain_disconnect_hierarchy(k, domain, virq);
    const err = irq_domain_set_hwirq_and_chip(k, domain, virq, wake.id, irqChip(pmc), pmc);
    if (err < 0) return err;
    if (ofPin || wake.spi === undefined)
      return domain.parent === undefined ? 0 : irq_domain_disconnect_hierarchy(k, domain.parent, virq);
    const spec = { fwnode: pmc.dev?.of_node, param_count: 3, param: [GIC_SPI, wake.spi, param[1] ?? 0] };
    return irq_domain_alloc_irqs_parent(k, domain, virq, num_irqs, spec);
  },
);

function tegra_pmc_irq_domain_ops(): irq_domain_ops {
  return { name: 'tegra_pmc_irq_domain_ops', translate: tegra_pmc_irq_translate, alloc: tegra_pmc_irq_alloc };
}

const tegra_pmc_irq_init = at.fn(
  'tegra_pmc_irq_init',
  "Makes a domain on that of the parent; without a parent's there is none.",
  (k: Kernel, pmc: tegra_pmc): number => {
    const np = pmc.dev?.of_node;
    const parent_np = np === undefined ? undefined : of_irq_find_parent(k, np);
    const parent = parent_np === undefined ? undefined : irq_find_host(k, parent_np);
    if (parent === undefined) return 0;
    pmc.domain = irq_domain_create_hierarchy(k, parent, 0, DOMAIN_SIZE, np, tegra_pmc_irq_domain_ops(), pmc);
    if (pmc.domain !== undefined) return 0;
    if (pmc.dev !== undefined) dev_err(k, pmc.dev, 'failed to allocate domain');
    return -ENOMEM;
  },
);

// --- the driver

const tegra_pmc_probe = at.fn(
  'tegra_pmc_probe',
  'Starts the controller: its registers, then its interrupts.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const soc = dev.of_node === undefined ? undefined : of_match_node(k, tegra_pmc_match, dev.of_node)?.data;
    if (soc === undefined) return -ENODEV;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    let wake = base;
    for (const name of soc.apart === true ? ['aotag', 'wake'] : []) {
      const region = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, name);
      if (region === undefined) return -EINVAL;
      wake = region.start;
    }
    const pmc = tegra_pmc.create(k.rec, { dev, base, wake, soc });
    const err = tegra_pmc_irq_init(k, pmc);
    if (err === 0) platform_set_drvdata(pdev, pmc);
    return err;
  },
);

/** device_initcall; the kernel has it from builtin_platform_driver. */
export const tegra_pmc_driver_init = at.fn(
  'tegra_pmc_driver_init',
  "Registers the driver of Tegra's power management controllers.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'tegra-pmc',
      bus: 'platform',
      of_match_table: tegra_pmc_match.filter(({ data: { since } }) => since === undefined || k.since(since)),
      probe: tegra_pmc_probe,
    };
    return platform_driver_register(k, driver);
  },
);
