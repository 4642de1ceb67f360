/**
 * Models drivers/irqchip/irq-ti-sci-intr.c: the interrupt router of TI's K3, which leads any of many inputs to one of a few inputs of
 * the GIC or of another router. Which, its firmware says.
 */
import { must } from '../../../../base/assert.ts';
import { map, num, type Recorded, type RecordedMap, ref, source, struct } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOENT, ENOMEM } from '../../include/linux/errno.ts';
import { type irq_chip, IRQ_TYPE_NONE } from '../../include/linux/irq.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
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
  irq_domain_reset_irq_data,
  irq_domain_set_hwirq_and_chip,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info } from '../../kernel/printk/printk.ts';
import { GIC_SPI } from '../../stand-ins/stacked.ts';
import { dev_err_probe } from '../base/core/index.ts';
import { platform_driver_register } from '../base/platform.ts';
import {
  devm_ti_sci_get_by_phandle,
  devm_ti_sci_get_resource,
  ti_sci_cmd_free_irq,
  ti_sci_cmd_set_irq,
  ti_sci_get_free_resource,
  ti_sci_release_resource,
  type ti_sci_resource,
} from '../firmware/ti_sci.ts';
import { of_device_is_compatible } from '../of/base/index.ts';
import { of_irq_find_parent } from '../of/irq/index.ts';
import { of_property_cells, of_property_read_u32 } from '../of/property.ts';

const at = source('drivers/irqchip/irq-ti-sci-intr.c');

/** INTIDs below are no SPIs. */
const FIRST_SPI = 32;

interface ti_sci_intr_irq_domain extends Recorded {
  readonly out_irqs: ti_sci_resource | undefined;
  readonly dev: device | undefined;
  readonly ti_sci_id: number;
  /** The trigger type of all inputs; from 7.x on IRQ_TYPE_NONE where each has its own. */
  readonly type: number;
  /** The output of each input, in the kernel its chip data. */
  out_irq_of: RecordedMap<number>;
}
const ti_sci_intr_irq_domain = struct<ti_sci_intr_irq_domain>('ti_sci_intr_irq_domain', {
  out_irqs: ref(),
  dev: ref(),
  ti_sci_id: num(),
  type: num(),
  out_irq_of: map(num()),
});

const intrOf = (domain: irq_domain): ti_sci_intr_irq_domain => ti_sci_intr_irq_domain.of(domain.host_data);
const outputsOf = ({ out_irqs }: ti_sci_intr_irq_domain): ti_sci_resource => must(out_irqs, 'the outputs of a router');
const nodeOf = ({ dev }: ti_sci_intr_irq_domain): device_node => must(dev?.of_node, 'the node of a router');

const ti_sci_intr_irq_chip: irq_chip = {
  name: 'INTR',
  irq_eoi: irq_chip_eoi_parent,
  irq_mask: irq_chip_mask_parent,
  irq_unmask: irq_chip_unmask_parent,
  irq_set_type: irq_chip_set_type_parent,
  irq_retrigger: irq_chip_retrigger_hierarchy,
  irq_set_affinity: irq_chip_set_affinity_parent,
  flags: 0,
};

const ti_sci_intr_irq_domain_translate = at.fn(
  'ti_sci_intr_irq_domain_translate',
  "Reads a specifier: the input, and its type where the router's inputs have no common one.",
  (_k: Kernel, domain: irq_domain, { param, param_count }: irq_fwspec): Translated | number => {
    const { type } = intrOf(domain);
    const [hwirq = 0, own = IRQ_TYPE_NONE] = param;
    if (param_count !== (type === IRQ_TYPE_NONE ? 2 : 1)) return -EINVAL;
    return { hwirq, type: type === IRQ_TYPE_NONE ? own : type };
  },
);

const ti_sci_intr_xlate_irq = at.fn(
  'ti_sci_intr_xlate_irq',
  "The parent's input that an output leads to, or -ENOENT.",
  (k: Kernel, intr: ti_sci_intr_irq_domain, irq: number): number => {
    const cells = of_property_cells(k, nodeOf(intr), 'ti,interrupt-ranges');
    if (cells.length === 0) return irq;
    for (let i = 0; i + 2 < cells.length; i += 3) {
      const [base = 0, pbase = 0, size = 0] = cells.slice(i);
      if (base <= irq && irq < base + size) return irq - base + pbase;
    }
    return -ENOENT;
  },
);

/** The specifier of an input of the parent: the GIC, or another router, whose inputs may have a type each. */
function parentSpecifier(k: Kernel, node: device_node | undefined, p_hwirq: number, type: number): irq_fwspec {
  if (node !== undefined && of_device_is_compatible(k, node, 'arm,gic-v3') > 0)
    return { fwnode: node, param_count: 3, param: [GIC_SPI, p_hwirq - FIRST_SPI, type] };
  const isTyped = k.since('7.3') && of_property_read_u32(k, node, 'ti,intr-trigger-type') === undefined;
  const param = isTyped ? [p_hwirq, type] : [p_hwirq];
  return { fwnode: node, param_count: param.length, param };
}

const ti_sci_intr_alloc_parent_irq = at.fn(
  'ti_sci_intr_alloc_parent_irq',
  'Takes an output, maps what it leads to, and has the firmware lead the input there: the output, or an errno.',
  (k: Kernel, domain: irq_domain, virq: number, hwirq: number, type: number): number => {
    const intr = intrOf(domain);
    const out_irq = ti_sci_get_free_resource(k, outputsOf(intr));
    if (out_irq < 0) return -EINVAL;
    const p_hwirq = ti_sci_intr_xlate_irq(k, intr, out_irq);
    let err = 0;
    if (p_hwirq >= 0) {
      const fwspec = parentSpecifier(k, of_irq_find_parent(k, nodeOf(intr)), p_hwirq, type);
      err = irq_domain_alloc_irqs_parent(k, domain, virq, 1, fwspec);
      if (err === 0) {
        err = ti_sci_cmd_set_irq(k, nodeOf(intr), hwirq, out_irq);
        if (err === 0) return out_irq;
        irq_domain_free_irqs_parent(k, domain, virq, 1);
      }
    }
    ti_sci_release_resource(k, outputsOf(intr), out_irq);
    // Without an input of the parent the driver returns 0, as if the output were 0.
    return err;
  },
);

const ti_sci_intr_irq_domain_alloc = at.fn(
  'ti_sci_intr_irq_domain_alloc',
  'Sets up an input.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number, arg: unknown): number => {
    const translated = ti_sci_intr_irq_domain_translate(k, domain, fwspecOf(arg));
    if (typeof translated === 'number') return translated;
    const { hwirq, type } = translated;
    const out_irq = ti_sci_intr_alloc_parent_irq(k, domain, virq, hwirq, type);
    if (out_irq < 0) return out_irq;
    intrOf(domain).out_irq_of.set(hwirq, out_irq);
    irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, ti_sci_intr_irq_chip, undefined);
    return 0;
  },
);
const ti_sci_intr_irq_domain_free = at.fn(
  'ti_sci_intr_irq_domain_free',
  'Ends the route of an input, and gives its output back.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number): void => {
    const intr = intrOf(domain);
    const d = must(irq_domain_get_irq_data(k, domain, virq), 'the level of an interrupt being freed');
    const out_irq = intr.out_irq_of.get(d.hwirq) ?? 0;
    intr.out_irq_of.delete(d.hwirq);
    ti_sci_cmd_free_irq(k, nodeOf(intr), out_irq);
    ti_sci_release_resource(k, outputsOf(intr), out_irq);
    irq_domain_free_irqs_parent(k, domain, virq, 1);
    irq_domain_reset_irq_data(k, d);
  },
);
const ti_sci_intr_irq_domain_ops: irq_domain_ops = {
  name: 'ti_sci_intr_irq_domain_ops',
  free: ti_sci_intr_irq_domain_free,
  alloc: ti_sci_intr_irq_domain_alloc,
  translate: ti_sci_intr_irq_domain_translate,
};

/** The domain that a router is made on. */
function parentDomain(k: Kernel, dev: device, node: device_node): irq_domain | undefined {
  const parent_node = of_irq_find_parent(k, node);
  if (parent_node === undefined) dev_err(k, dev, 'Failed to get IRQ parent node');
  const domain = parent_node === undefined ? undefined : irq_find_host(k, parent_node);
  if (parent_node !== undefined && domain === undefined) dev_err(k, dev, 'Failed to find IRQ parent domain');
  return domain;
}

const ti_sci_intr_irq_domain_probe = at.fn(
  'ti_sci_intr_irq_domain_probe',
  'Starts a router: its outputs, as far as the firmware gives them to Linux, and a domain.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const node = must(dev.of_node, 'the node of a device that was found by it');
    const parent = parentDomain(k, dev, node);
    if (parent === undefined) return -ENODEV;
    const type = of_property_read_u32(k, node, 'ti,intr-trigger-type');
    if (type === undefined && !k.since('7.3')) {
      dev_err(k, dev, 'missing ti,intr-trigger-type property');
      return -EINVAL;
    }
    const sci = devm_ti_sci_get_by_phandle(k, dev, 'ti,sci');
    if (sci !== 0) return dev_err_probe(k, dev, sci, 'ti,sci read fail');
    const ti_sci_id = of_property_read_u32(k, node, 'ti,sci-dev-id');
    if (ti_sci_id === undefined) {
      dev_err(k, dev, "missing 'ti,sci-dev-id' property");
      return -EINVAL;
    }
    const out_irqs = devm_ti_sci_get_resource(k, dev);
    const intr = ti_sci_intr_irq_domain.create(k.rec, { out_irqs, dev, ti_sci_id, type: type ?? IRQ_TYPE_NONE });
    if (irq_domain_create_hierarchy(k, parent, 0, 0, node, ti_sci_intr_irq_domain_ops, intr) === undefined) {
      dev_err(k, dev, 'Failed to allocate IRQ domain');
      return -ENOMEM;
    }
    dev_info(k, dev, `Interrupt Router ${ti_sci_id} domain created`);
    return 0;
  },
);

/** device_initcall */
export const ti_sci_intr_irq_domain_driver_init = at.fn(
  'ti_sci_intr_irq_domain_driver_init',
  'Registers the driver of interrupt routers.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'ti-sci-intr',
      bus: 'platform',
      of_match_table: [{ compatible: 'ti,sci-intr', data: undefined }],
      probe: ti_sci_intr_irq_domain_probe,
    };
    return platform_driver_register(k, driver);
  },
);
