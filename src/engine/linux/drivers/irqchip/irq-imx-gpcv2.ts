/**
 * Models drivers/irqchip/irq-imx-gpcv2.c: the power controller of i.MX 7 and 8M, which masks the SPIs that may wake the CPUs.
 * Left out: suspend.
 */
import { hexnum, list, type Recorded, type RecordedList, source, struct } from '../../../recorder/index.ts';
import { change_bits, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, ENOMEM, ENXIO } from '../../include/linux/errno.ts';
import { fwnode_dev_initialized } from '../../include/linux/fwnode.ts';
import { type irq_chip, type irq_data, irqd_to_hwirq } from '../../include/linux/irq.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../include/linux/irqdomain.ts';
import { type device_node, of_node_clear_flag, OF_POPULATED } from '../../include/linux/of.ts';
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
  irq_set_default_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { allocSameSpi, translateSpi } from '../../stand-ins/stacked.ts';
import { of_iomap } from '../of/address.ts';
import { of_match_node } from '../of/base/index.ts';

const at = source('drivers/irqchip/irq-imx-gpcv2.c');

const IMR_NUM = 4;
const GPC_MAX_IRQS = IMR_NUM * 32;
/** Mask registers of each core. */
const GPC_IMR1 = [0x30, 0x40, 0x1c0, 0x1d0] as const;
const CORE0 = GPC_IMR1[0];

/** Cores of each SoC. */
const gpcv2_of_match = [
  { compatible: 'fsl,imx7d-gpc', data: 2 },
  { compatible: 'fsl,imx8mq-gpc', data: 4 },
] as const;

interface gpcv2_irqchip_data extends Recorded {
  gpc_base: number;
  wakeup_sources: RecordedList<number>;
}
const gpcv2_irqchip_data = struct<gpcv2_irqchip_data>('gpcv2_irqchip_data', {
  gpc_base: hexnum(),
  wakeup_sources: list(hexnum()),
});

function changeMask(k: Kernel, d: irq_data, on: boolean): void {
  const hwirq = irqd_to_hwirq(d);
  const reg = gpcv2_irqchip_data.of(d.chip_data).gpc_base + CORE0 + Math.floor(hwirq / 32) * 4;
  change_bits(k, 1 << (hwirq % 32), on, reg);
}

const imx_gpcv2_irq_set_wake = at.fn(
  'imx_gpcv2_irq_set_wake',
  'Notes that a line is to wake the CPUs, which is not modelled.',
  (_k: Kernel, _d: irq_data, _on: number): number => 0,
);
const imx_gpcv2_irq_unmask = at.fn(
  'imx_gpcv2_irq_unmask',
  'Lets a line through to the GIC.',
  (k: Kernel, d: irq_data): void => {
    changeMask(k, d, false);
    irq_chip_unmask_parent(k, d);
  },
);
const imx_gpcv2_irq_mask = at.fn('imx_gpcv2_irq_mask', 'Holds a line back.', (k: Kernel, d: irq_data): void => {
  changeMask(k, d, true);
  irq_chip_mask_parent(k, d);
});

function gpcv2_irqchip_data_chip(): irq_chip {
  return {
    name: 'GPCv2',
    irq_eoi: irq_chip_eoi_parent,
    irq_mask: imx_gpcv2_irq_mask,
    irq_unmask: imx_gpcv2_irq_unmask,
    irq_set_wake: imx_gpcv2_irq_set_wake,
    irq_retrigger: irq_chip_retrigger_hierarchy,
    irq_set_type: irq_chip_set_type_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    flags: 0,
  };
}

const imx_gpcv2_domain_translate = at.fn(
  'imx_gpcv2_domain_translate',
  "Reads a specifier that is the GIC's, of an SPI.",
  (_k: Kernel, _d: irq_domain, fwspec: irq_fwspec): Translated | number => translateSpi(fwspec),
);

const imx_gpcv2_domain_alloc = at.fn(
  'imx_gpcv2_domain_alloc',
  'Sets up a line, and the SPI of the same number.',
  (k: Kernel, domain: irq_domain, irq: number, nr_irqs: number, data: unknown): number => {
    const fwspec = fwspecOf(data);
    const translated = imx_gpcv2_domain_translate(k, domain, fwspec);
    if (typeof translated === 'number') return translated;
    if (translated.hwirq >= GPC_MAX_IRQS) return -EINVAL;
    return allocSameSpi(k, domain, irq, nr_irqs, fwspec, () => ({
      chip: gpcv2_irqchip_data_chip(),
      data: domain.host_data,
    }));
  },
);

function gpcv2_irqchip_data_domain_ops(): irq_domain_ops {
  return {
    name: 'gpcv2_irqchip_data_domain_ops',
    translate: imx_gpcv2_domain_translate,
    alloc: imx_gpcv2_domain_alloc,
    free: irq_domain_free_irqs_common,
  };
}

export const imx_gpcv2_irqchip_init = at.fn(
  'imx_gpcv2_irqchip_init',
  'Starts the interrupt part of the power controller: a domain on that of the GIC, and all lines masked.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    if (parent === undefined) {
      pr_err(k, `${node.path}: no parent, giving up`);
      return -ENODEV;
    }
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) {
      pr_err(k, `${node.path}: unable to get parent domain`);
      return -ENXIO;
    }
    const gpc_base = of_iomap(k, node, 0);
    if (gpc_base === undefined) {
      pr_err(k, `${node.path}: unable to map gpc registers`);
      return -ENOMEM;
    }
    const cd = gpcv2_irqchip_data.create(k.rec, { gpc_base });
    const ops = gpcv2_irqchip_data_domain_ops();
    const domain = irq_domain_create_hierarchy(k, parent_domain, 0, GPC_MAX_IRQS, node, ops, cd);
    if (domain === undefined) return -ENOMEM;
    irq_set_default_host(k, domain);
    const cores = of_match_node(k, gpcv2_of_match, node)?.data ?? 0;
    for (let i = 0; i < IMR_NUM; i++) {
      for (const imr of [...GPC_IMR1.slice(2, cores), ...GPC_IMR1.slice(0, 2)]) writel(k, ~0, gpc_base + i * 4 + imr);
      cd.wakeup_sources.addTail(0xffffffff);
    }
    // The first line must never be masked while the CPUs run, or the chip falls asleep by mistake.
    writel(k, ~1, gpc_base + CORE0);
    // The node has a driver for its power domains too: it must become a device.
    of_node_clear_flag(node, OF_POPULATED);
    // From 6.7 on it does not count as served before that driver is there.
    if (k.since('6.12')) fwnode_dev_initialized(domain.fwnode, false);
    return 0;
  },
);
