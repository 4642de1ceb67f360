/**
 * Models drivers/irqchip/irq-ti-sci-inta.c as far as its domains: TI's interrupt aggregator, which turns events of DMA into interrupts,
 * 64 to each. Left out: the events, since no driver that asks for one is modelled.
 */
import { hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM, EPROBE_DEFER } from '../../include/linux/errno.ts';
import { type irq_chip, IRQCHIP_SUPPORTS_LEVEL_MSI } from '../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops } from '../../include/linux/irqdomain.ts';
import {
  allocInfoOf,
  MSI_FLAG_LEVEL_CAPABLE,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
  msi_domain_info,
} from '../../include/linux/msi.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_edge_irq } from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_add_linear,
  irq_domain_get_irq_data,
  irq_domain_remove,
  irq_domain_reset_irq_data,
  irq_domain_set_info,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info } from '../../kernel/printk/printk.ts';
import { dev_err_probe } from '../base/core/index.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../base/platform.ts';
import { devm_ti_sci_get_by_phandle, devm_ti_sci_get_resource, type ti_sci_resource } from '../firmware/ti_sci.ts';
import { of_irq_find_parent } from '../of/irq/index.ts';
import { of_property_read_u32 } from '../of/property.ts';
import { ti_sci_inta_msi_create_irq_domain } from '../soc/ti/ti_sci_inta_msi.ts';

const at = source('drivers/irqchip/irq-ti-sci-inta.c');

interface ti_sci_inta_irq_domain extends Recorded {
  /** Its interrupts, as far as the firmware gives them to Linux. */
  readonly vint: ti_sci_resource | undefined;
  readonly dev: device | undefined;
  readonly ti_sci_id: number;
  readonly base: number;
}
const ti_sci_inta_irq_domain = struct<ti_sci_inta_irq_domain>('ti_sci_inta_irq_domain', {
  vint: ref(),
  dev: ref(),
  ti_sci_id: num(),
  base: hexnum(),
});

const ti_sci_inta_irq_set_affinity = at.fn(
  'ti_sci_inta_set_affinity',
  'Refuses: many events share an interrupt.',
  (): number => -EINVAL,
);

const ti_sci_inta_irq_chip: irq_chip = { name: 'INTA', irq_set_affinity: ti_sci_inta_irq_set_affinity, flags: 0 };

const ti_sci_inta_irq_domain_alloc = at.fn(
  'ti_sci_inta_irq_domain_alloc',
  'Sets up an event; what it is led to is found when it is requested.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number, data: unknown): number => {
    const { hwirq } = allocInfoOf(data);
    irq_domain_set_info(k, domain, virq, hwirq, ti_sci_inta_irq_chip, undefined, handle_edge_irq, undefined, undefined);
    return 0;
  },
);

const ti_sci_inta_irq_domain_free = at.fn(
  'ti_sci_inta_irq_domain_free',
  'Takes an event down.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number): void => {
    const d = irq_domain_get_irq_data(k, domain, virq);
    if (d !== undefined) irq_domain_reset_irq_data(k, d);
  },
);

const ti_sci_inta_irq_domain_ops: irq_domain_ops = {
  name: 'ti_sci_inta_irq_domain_ops',
  free: ti_sci_inta_irq_domain_free,
  alloc: ti_sci_inta_irq_domain_alloc,
};

const ti_sci_inta_irq_domain_probe = at.fn(
  'ti_sci_inta_irq_domain_probe',
  'Starts an aggregator: a domain of its interrupts, and one of MSIs on it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const parent_node = np === undefined ? undefined : of_irq_find_parent(k, np);
    if (np === undefined || parent_node === undefined) {
      dev_err(k, dev, 'Failed to get IRQ parent node');
      return -ENODEV;
    }
    if (irq_find_host(k, parent_node) === undefined) return -EPROBE_DEFER;
    const sci = devm_ti_sci_get_by_phandle(k, dev, 'ti,sci');
    if (sci !== 0) return dev_err_probe(k, dev, sci, 'ti,sci read fail');
    const ti_sci_id = of_property_read_u32(k, np, 'ti,sci-dev-id');
    if (ti_sci_id === undefined) {
      dev_err(k, dev, "missing 'ti,sci-dev-id' property");
      return -EINVAL;
    }
    const vint = devm_ti_sci_get_resource(k, dev);
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const inta = ti_sci_inta_irq_domain.create(k.rec, { vint, dev, ti_sci_id, base });
    const domain = irq_domain_add_linear(k, np, vint.count, ti_sci_inta_irq_domain_ops, inta);
    if (domain === undefined) {
      dev_err(k, dev, 'Failed to allocate IRQ domain');
      return -ENOMEM;
    }
    const info = msi_domain_info.create(k.rec, {
      flags: MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS | MSI_FLAG_LEVEL_CAPABLE,
      chip: { name: 'MSI-INTA', flags: IRQCHIP_SUPPORTS_LEVEL_MSI },
      ops: {},
    });
    if (ti_sci_inta_msi_create_irq_domain(k, np, info, domain) === undefined) {
      irq_domain_remove(k, domain);
      dev_err(k, dev, 'Failed to allocate msi domain');
      return -ENOMEM;
    }
    dev_info(k, dev, `Interrupt Aggregator domain ${ti_sci_id} created`);
    return 0;
  },
);

/** device_initcall */
export const ti_sci_inta_irq_domain_driver_init = at.fn(
  'ti_sci_inta_irq_domain_driver_init',
  'Registers the driver of interrupt aggregators.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'ti-sci-inta',
      bus: 'platform',
      of_match_table: [{ compatible: 'ti,sci-inta', data: undefined }],
      probe: ti_sci_inta_irq_domain_probe,
    };
    return platform_driver_register(k, driver);
  },
);
