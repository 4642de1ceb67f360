/**
 * Models drivers/irqchip/irq-renesas-irqc.c: Renesas' controller of external lines. It is not chained: it requests an interrupt of
 * the GIC for each line, as any driver does. Left out: waking, power management.
 */
import { hexnum, list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { dev_name } from '../../include/linux/device.ts';
import { EINVAL, ENOENT, ENXIO } from '../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE } from '../../include/linux/interrupt.ts';
import {
  type irq_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_MASK_ON_SUSPEND,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { type irq_domain, IRQ_DOMAIN_FLAG_DESTROY_GC } from '../../include/linux/irqdomain.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_level_irq } from '../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../kernel/irq/devres.ts';
import {
  __irq_alloc_domain_generic_chips,
  irq_gc_mask_disable_reg,
  irq_gc_unmask_enable_reg,
  irq_generic_chip_ops,
  irq_get_domain_generic_chip,
} from '../../kernel/irq/generic-chip.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_add_linear,
  irq_domain_remove,
  irq_domain_set_pm_device,
} from '../../kernel/irq/irqdomain/index.ts';
import { irq_set_irq_wake } from '../../kernel/irq/manage/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import {
  devm_platform_ioremap_resource,
  platform_driver_register,
  platform_get_irq_optional,
} from '../base/platform.ts';

const at = source('drivers/irqchip/irq-renesas-irqc.c');

const IRQC_IRQ_MAX = 32;
const IRQC_EN_STS = 0x04;
const IRQC_EN_SET = 0x08;
const IRQC_INT_CPU_BASE = 0x000;
const DETECT_STATUS = 0x100;
const IRQC_CONFIG = 0x180;

const irqc_sense: ReadonlyMap<number, number> = new Map([
  [IRQ_TYPE_LEVEL_LOW, 0x01],
  [IRQ_TYPE_LEVEL_HIGH, 0x02],
  [IRQ_TYPE_EDGE_FALLING, 0x04],
  [IRQ_TYPE_EDGE_RISING, 0x08],
  [IRQ_TYPE_EDGE_BOTH, 0x0c],
]);

interface irqc_irq extends Recorded {
  hw_irq: number;
  requested_irq: number;
  p: irqc_priv | undefined;
}
interface irqc_priv extends Recorded {
  iomem: number;
  irq: RecordedList<irqc_irq>;
  irq_domain: irq_domain | undefined;
}
const irqc_irq = struct<irqc_irq>('irqc_irq', { hw_irq: num(), requested_irq: num(), p: ref() });
const irqc_priv = struct<irqc_priv>('irqc_priv', { iomem: hexnum(), irq: list(ref<irqc_irq>()), irq_domain: ref() });

const irqc_irq_set_type = at.fn(
  'irqc_irq_set_type',
  'Sets how a line interrupts.',
  (k: Kernel, d: irq_data, type: number): number => {
    const p = irqc_priv.of(d.domain?.host_data);
    const value = irqc_sense.get(type & IRQ_TYPE_SENSE_MASK);
    if (value === undefined) return -EINVAL;
    const address = p.iomem + IRQC_CONFIG + irqd_to_hwirq(d) * 4;
    writel(k, (readl(k, address) & ~0x3f) | value, address);
    return 0;
  },
);

const irqc_irq_set_wake = at.fn(
  'irqc_irq_set_wake',
  'Lets a line wake the system: its interrupt at the GIC must.',
  (k: Kernel, d: irq_data, on: number): number => {
    const p = irqc_priv.of(d.domain?.host_data);
    irq_set_irq_wake(k, p.irq.toArray()[irqd_to_hwirq(d)]?.requested_irq ?? 0, on);
    return 0;
  },
);

const irqc_irq_handler = at.fn(
  'irqc_irq_handler',
  "Handles the interrupt of a line: clears what was detected, and handles the line's own.",
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number => {
    const i = irqc_irq.of(dev_id);
    const { p } = i;
    if (p?.irq_domain === undefined) return IRQ_NONE;
    const bit = 1 << i.hw_irq;
    if ((readl(k, p.iomem + DETECT_STATUS) & bit) === 0) return IRQ_NONE;
    writel(k, bit, p.iomem + DETECT_STATUS);
    generic_handle_domain_irq(k, p.irq_domain, i.hw_irq);
    return IRQ_HANDLED;
  },
);

/** The interrupts of the lines, as many as the node lists: 0, or an errno. */
function findIrqs(k: Kernel, pdev: platform_device, p: irqc_priv): number {
  for (let hw_irq = 0; hw_irq < IRQC_IRQ_MAX; hw_irq++) {
    const ret = platform_get_irq_optional(k, pdev, hw_irq);
    if (ret === -ENXIO) break;
    if (ret < 0) return ret;
    p.irq.addTail(irqc_irq.create(k.rec, { hw_irq, requested_irq: ret, p }));
  }
  if (p.irq.length > 0) return 0;
  dev_err(k, pdev.dev, 'not enough IRQ resources');
  return -EINVAL;
}

function setChip(k: Kernel, p: irqc_priv, domain: irq_domain): number {
  const lines = p.irq.length;
  // From 6.3 on the chip goes with its domain.
  if (k.since('6.12')) domain.flags |= IRQ_DOMAIN_FLAG_DESTROY_GC;
  const info = { irqs_per_chip: lines, num_ct: 1, name: 'irqc', handler: handle_level_irq, clr: 0, set: 0, gcflags: 0 };
  const ret = __irq_alloc_domain_generic_chips(k, domain, info);
  const gc = irq_get_domain_generic_chip(k, domain, 0);
  const ct = gc?.chip_types.first();
  if (ret !== 0 || gc === undefined || ct === undefined) return ret;
  gc.reg_base = p.iomem + IRQC_INT_CPU_BASE;
  ct.regs = { enable: IRQC_EN_SET, disable: IRQC_EN_STS };
  ct.chip = {
    ...ct.chip,
    irq_mask: irq_gc_mask_disable_reg,
    irq_unmask: irq_gc_unmask_enable_reg,
    irq_set_type: irqc_irq_set_type,
    irq_set_wake: irqc_irq_set_wake,
    flags: IRQCHIP_MASK_ON_SUSPEND,
  };
  return 0;
}

const irqc_probe = at.fn(
  'irqc_probe',
  'Starts the controller: a domain for its lines, and an interrupt requested for each.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const p = irqc_priv.create(k.rec);
    platform_set_drvdata(pdev, p);
    const found = findIrqs(k, pdev, p);
    if (found !== 0) return found;
    const iomem = devm_platform_ioremap_resource(k, pdev, 0);
    if (iomem < 0) return iomem;
    p.iomem = iomem;
    const domain = irq_domain_add_linear(k, dev.of_node, p.irq.length, irq_generic_chip_ops(), p);
    if (domain === undefined) {
      dev_err(k, dev, 'cannot initialize irq domain');
      return -ENXIO;
    }
    p.irq_domain = domain;
    const ret = setChip(k, p, domain);
    if (ret !== 0) {
      dev_err(k, dev, 'cannot allocate generic chip');
      irq_domain_remove(k, domain);
      return ret;
    }
    irq_domain_set_pm_device(k, domain, dev);
    for (const line of p.irq) {
      if (devm_request_irq(k, dev, line.requested_irq, irqc_irq_handler, 0, dev_name(dev), line) === 0) continue;
      dev_err(k, dev, 'failed to request IRQ');
      irq_domain_remove(k, domain);
      return -ENOENT;
    }
    return 0;
  },
);

/** postcore_initcall */
export const irqc_init = at.fn('irqc_init', "Registers the driver of Renesas' controllers.", (k: Kernel): number => {
  const driver: platform_driver = {
    name: 'renesas_irqc',
    bus: 'platform',
    of_match_table: [{ compatible: 'renesas,irqc', data: undefined }],
    probe: irqc_probe,
  };
  return platform_driver_register(k, driver);
});
