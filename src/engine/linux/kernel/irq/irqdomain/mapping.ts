/** kernel/irq/irqdomain.c: from a device's specifier or a hardware interrupt to an interrupt number, and back. */
import { bareHex } from '../../../../../base/hex.ts';
import { source } from '../../../../recorder/index.ts';
import { WARN, WARN_ON } from '../../../include/asm-generic/bug.ts';
import type { irq_affinity_desc } from '../../../include/linux/interrupt.ts';
import { IRQ_TYPE_NONE, IRQ_TYPE_SENSE_MASK, irqd_set_trigger_type } from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import {
  DOMAIN_BUS_ANY,
  DOMAIN_BUS_WIRED,
  type irq_domain,
  irq_domain_is_hierarchy,
  irq_domain_is_msi_device,
  type irq_fwspec,
  type irq_fwspec_info,
  type Translated,
} from '../../../include/linux/irqdomain.ts';
import { NUMA_NO_NODE } from '../../../include/linux/numa.ts';
import { type of_phandle_args, to_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_warn } from '../../printk/printk.ts';
import { irq_get_irq_data, irq_get_trigger_type } from '../chip/index.ts';
import { irq_data_to_desc, irq_free_desc } from '../irqdesc/index.ts';
import { msi_device_domain_alloc_wired, msi_device_domain_free_wired } from '../msi/index.ts';
import { irq_domain_associate_locked, irq_domain_disassociate } from './associate.ts';
import { irq_find_matching_fwspec, irqdomain_c } from './find.ts';
import { irq_domain_alloc_irqs_locked, irq_domain_free_irqs } from './hierarchy.ts';
import { irq_find_mapping } from './inline.ts';
import { irq_domain_alloc_descs } from './levels.ts';
import { irq_domain_translate, of_phandle_args_to_fwspec } from './translate.ts';

const at = source('kernel/irq/irqdomain.c');

const irq_create_mapping_affinity_locked = at.fn(
  'irq_create_mapping_affinity_locked',
  'Allocates an interrupt number for a hardware interrupt and ties the two.',
  (k: Kernel, domain: irq_domain, hwirq: number, affinity: readonly irq_affinity_desc[] | undefined): number => {
    const virq = irq_domain_alloc_descs(k, -1, 1, hwirq, NUMA_NO_NODE, affinity);
    if (virq <= 0) return 0;
    if (irq_domain_associate_locked(k, domain, virq, hwirq) !== 0) {
      irq_free_desc(k, virq);
      return 0;
    }
    return virq;
  },
);

export const irq_create_mapping_affinity = at.fn(
  'irq_create_mapping_affinity',
  'The interrupt number of a hardware interrupt, allocated if it has none yet.',
  (
    k: Kernel,
    wanted: irq_domain | undefined,
    hwirq: number,
    affinity: readonly irq_affinity_desc[] | undefined,
  ): number => {
    const domain = wanted ?? irqdomain_c(k).irq_default_domain;
    if (domain === undefined) {
      WARN(k, true, `irq_create_mapping_affinity(, ${bareHex(hwirq)}) called with NULL domain`);
      return 0;
    }
    const virq = irq_find_mapping(k, domain, hwirq);
    return virq === 0 ? irq_create_mapping_affinity_locked(k, domain, hwirq, affinity) : virq;
  },
);

/** The node's name as logs give it. */
const nodeName = (fwspec: irq_fwspec): string => to_of_node(fwspec.fwnode)?.full_name ?? '<no-node>';

/** A hardware interrupt that has a number already: fine, unless its trigger type is another one. */
function reuse_mapping(k: Kernel, virq: number, hwirq: number, type: number, fwspec: irq_fwspec): number {
  if (type === IRQ_TYPE_NONE || type === irq_get_trigger_type(k, virq)) return virq;
  if (irq_get_trigger_type(k, virq) === IRQ_TYPE_NONE) {
    const data = irq_get_irq_data(k, virq);
    if (data === undefined) return 0;
    irqd_set_trigger_type(data, type);
    return virq;
  }
  pr_warn(k, `irq: type mismatch, failed to map hwirq-${hwirq} for ${nodeName(fwspec)}!`);
  return 0;
}

function new_mapping(k: Kernel, domain: irq_domain, { hwirq, type }: Translated, fwspec: irq_fwspec): number {
  if (!irq_domain_is_hierarchy(domain)) return irq_create_mapping_affinity_locked(k, domain, hwirq, undefined);
  // From 6.9 on: a bridge that turns wires into messages.
  if (irq_domain_is_msi_device(domain)) return Math.max(msi_device_domain_alloc_wired(k, domain, hwirq, type), 0);
  return Math.max(irq_domain_alloc_irqs_locked(k, domain, -1, 1, NUMA_NO_NODE, fwspec, false, undefined), 0);
}

/** The domain of a specifier: of its controller's wired inputs, else any of the controller, else the default. */
function domain_of_fwspec(k: Kernel, fwspec: irq_fwspec): irq_domain | undefined {
  if (fwspec.fwnode === undefined) return irqdomain_c(k).irq_default_domain;
  return irq_find_matching_fwspec(k, fwspec, DOMAIN_BUS_WIRED) ?? irq_find_matching_fwspec(k, fwspec, DOMAIN_BUS_ANY);
}

/** 7.3. */
export const irq_populate_fwspec_info = at.fn(
  'irq_populate_fwspec_info',
  'Asks the controller what a specifier says beside its interrupt.',
  (k: Kernel, fwspec: irq_fwspec): irq_fwspec_info | number =>
    domain_of_fwspec(k, fwspec)?.ops?.get_fwspec_info?.(k, fwspec) ?? { affinity: undefined },
);

export const irq_create_fwspec_mapping = at.fn(
  'irq_create_fwspec_mapping',
  'Maps an interrupt that firmware describes: finds the domain, translates, allocates. 0 when that fails.',
  (k: Kernel, fwspec: irq_fwspec): number => {
    const domain = domain_of_fwspec(k, fwspec);
    if (domain === undefined) {
      pr_warn(k, `irq: no irq domain found for ${nodeName(fwspec)} !`);
      return 0;
    }
    const translated = irq_domain_translate(k, domain, fwspec);
    if (typeof translated === 'number') return 0;
    const { hwirq } = translated;
    const type = translated.type & IRQ_TYPE_SENSE_MASK;
    WARN_ON(k, type !== translated.type);
    const known = irq_find_mapping(k, domain, hwirq);
    if (known !== 0) return reuse_mapping(k, known, hwirq, type, fwspec);
    const virq = new_mapping(k, domain, { hwirq, type }, fwspec);
    if (virq === 0) return 0;
    const data = irq_get_irq_data(k, virq);
    if (data === undefined) return 0;
    irqd_set_trigger_type(data, type);
    return virq;
  },
);

export const irq_create_of_mapping = at.fn(
  'irq_create_of_mapping',
  'Maps an interrupt of the device tree.',
  (k: Kernel, irq_data: of_phandle_args): number =>
    irq_create_fwspec_mapping(k, of_phandle_args_to_fwspec(k, irq_data.np, irq_data.args, irq_data.args_count)),
);

export const irq_dispose_mapping = at.fn(
  'irq_dispose_mapping',
  'Gives an interrupt number back.',
  (k: Kernel, virq: number): void => {
    const data = virq === 0 ? undefined : irq_get_irq_data(k, virq);
    if (data === undefined) return;
    const { domain } = data;
    if (WARN_ON(k, domain === undefined) || domain === undefined) return;
    if (irq_domain_is_hierarchy(domain)) {
      if (irq_domain_is_msi_device(domain)) msi_device_domain_free_wired(k, domain, virq);
      else irq_domain_free_irqs(k, virq, 1);
    } else {
      irq_domain_disassociate(k, domain, virq);
      irq_free_desc(k, virq);
    }
  },
);

export const __irq_resolve_mapping = at.fn(
  '__irq_resolve_mapping',
  'Finds the descriptor of a hardware interrupt, if it is mapped.',
  (k: Kernel, wanted: irq_domain | undefined, hwirq: number): irq_desc | undefined => {
    const domain = wanted ?? irqdomain_c(k).irq_default_domain;
    if (domain === undefined) return undefined;
    const data = (hwirq < domain.revmap_size ? domain.revmap : domain.revmap_tree).get(hwirq);
    return data === undefined ? undefined : irq_data_to_desc(k, data);
  },
);
