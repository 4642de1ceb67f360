/** Models drivers/irqchip/irq-tegra.c: Tegra's legacy interrupt controller, 32 SPIs to a register block. Left out: suspend. */
import { hexnum, list, type Recorded, type RecordedList, source, struct } from '../../../recorder/index.ts';
import { writel } from '../../include/asm/io.ts';
import { WARN } from '../../include/asm-generic/bug.ts';
import { EINVAL, ENODEV, ENOMEM, ENXIO } from '../../include/linux/errno.ts';
import { type irq_chip, type irq_data, IRQCHIP_MASK_ON_SUSPEND, irqd_to_hwirq } from '../../include/linux/irq.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
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
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err, pr_info } from '../../kernel/printk/printk.ts';
import { allocSameSpi, GIC_SPI, translateSpi } from '../../stand-ins/stacked.ts';
import { of_iomap } from '../of/address.ts';
import { of_match_node } from '../of/base/index.ts';

const at = source('drivers/irqchip/irq-tegra.c');

const ICTLR_CPU_IEP_FIR_SET = 0x18;
const ICTLR_CPU_IEP_FIR_CLR = 0x1c;
const ICTLR_CPU_IER_SET = 0x24;
const ICTLR_CPU_IER_CLR = 0x28;
const ICTLR_CPU_IEP_CLASS = 0x2c;
const TEGRA_MAX_NUM_ICTLRS = 6;

/** Register blocks of each SoC. */
const ictlr_matches = [
  { compatible: 'nvidia,tegra210-ictlr', data: 6 },
  { compatible: 'nvidia,tegra30-ictlr', data: 5 },
  { compatible: 'nvidia,tegra20-ictlr', data: 4 },
] as const;

interface tegra_ictlr_info extends Recorded {
  base: RecordedList<number>;
}
const tegra_ictlr_info = struct<tegra_ictlr_info>('tegra_ictlr_info', { base: list(hexnum()) });

/** In the kernel the chip data of a line is the address of its register block. */
function tegra_ictlr_write_mask(k: Kernel, d: irq_data, reg: number): void {
  const hwirq = irqd_to_hwirq(d);
  const base = tegra_ictlr_info.of(d.chip_data).base.toArray()[Math.floor(hwirq / 32)] ?? 0;
  writel(k, 1 << (hwirq % 32), base + reg);
}

const tegra_mask = at.fn('tegra_mask', 'Holds a line back.', (k: Kernel, d: irq_data): void => {
  tegra_ictlr_write_mask(k, d, ICTLR_CPU_IER_CLR);
  irq_chip_mask_parent(k, d);
});
const tegra_unmask = at.fn('tegra_unmask', 'Lets a line through to the GIC.', (k: Kernel, d: irq_data): void => {
  tegra_ictlr_write_mask(k, d, ICTLR_CPU_IER_SET);
  irq_chip_unmask_parent(k, d);
});
const tegra_eoi = at.fn('tegra_eoi', 'Ends a line that software may have forced.', (k: Kernel, d: irq_data): void => {
  tegra_ictlr_write_mask(k, d, ICTLR_CPU_IEP_FIR_CLR);
  irq_chip_eoi_parent(k, d);
});
const tegra_retrigger = at.fn('tegra_retrigger', 'Forces a line.', (k: Kernel, d: irq_data): number => {
  tegra_ictlr_write_mask(k, d, ICTLR_CPU_IEP_FIR_SET);
  return irq_chip_retrigger_hierarchy(k, d);
});

function tegra_ictlr_chip(): irq_chip {
  return {
    name: 'LIC',
    irq_eoi: tegra_eoi,
    irq_mask: tegra_mask,
    irq_unmask: tegra_unmask,
    irq_retrigger: tegra_retrigger,
    irq_set_type: irq_chip_set_type_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    flags: IRQCHIP_MASK_ON_SUSPEND,
  };
}

const tegra_ictlr_domain_translate = at.fn(
  'tegra_ictlr_domain_translate',
  "Reads a specifier that is the GIC's, of an SPI.",
  (_k: Kernel, _d: irq_domain, fwspec: irq_fwspec): Translated | number => translateSpi(fwspec),
);

const tegra_ictlr_domain_alloc = at.fn(
  'tegra_ictlr_domain_alloc',
  'Sets up a line, and the SPI of the same number.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, data: unknown): number => {
    const fwspec = fwspecOf(data);
    if (fwspec.param_count !== 3 || fwspec.param[0] !== GIC_SPI) return -EINVAL;
    const info = tegra_ictlr_info.of(domain.host_data);
    if ((fwspec.param[1] ?? 0) >= info.base.length * 32) return -EINVAL;
    return allocSameSpi(k, domain, virq, nr_irqs, fwspec, () => ({ chip: tegra_ictlr_chip(), data: info }));
  },
);

function tegra_ictlr_domain_ops(): irq_domain_ops {
  return {
    name: 'tegra_ictlr_domain_ops',
    translate: tegra_ictlr_domain_translate,
    alloc: tegra_ictlr_domain_alloc,
    free: irq_domain_free_irqs_common,
  };
}

export const tegra_ictlr_init = at.fn(
  'tegra_ictlr_init',
  'Starts the controller: all its lines off, and a domain for them on that of the GIC.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    if (parent === undefined) {
      pr_err(k, `${node.path}: no parent, giving up`);
      return -ENODEV;
    }
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) {
      pr_err(k, `${node.path}: unable to obtain parent domain`);
      return -ENXIO;
    }
    const lic = tegra_ictlr_info.create(k.rec);
    for (let i = 0; i < TEGRA_MAX_NUM_ICTLRS; i++) {
      const base = of_iomap(k, node, i);
      if (base === undefined) break;
      lic.base.addTail(base);
      writel(k, 0xffffffff, base + ICTLR_CPU_IER_CLR);
      writel(k, 0, base + ICTLR_CPU_IEP_CLASS);
    }
    const found = lic.base.length;
    if (found === 0) {
      pr_err(k, `${node.path}: no valid regions, giving up`);
      return -ENOMEM;
    }
    const expected = of_match_node(k, ictlr_matches, node)?.data ?? 0;
    const text = `${node.path}: Found ${found} interrupt controllers in DT; expected ${expected}.`;
    WARN(k, found !== expected, text);
    const ops = tegra_ictlr_domain_ops();
    if (irq_domain_create_hierarchy(k, parent_domain, 0, found * 32, node, ops, lic) === undefined) {
      pr_err(k, `${node.path}: failed to allocated domain`);
      return -ENOMEM;
    }
    pr_info(k, `${node.path}: ${found * 32} interrupts forwarded to ${parent.path}`);
    return 0;
  },
);
