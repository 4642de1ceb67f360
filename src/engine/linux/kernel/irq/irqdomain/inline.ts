/** Inline helpers of include/linux/irqdomain.h that call functions of kernel/irq/irqdomain.c. */
import type { Recorded } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { IS_ERR } from '../../../include/linux/errno.ts';
import {
  type fwnode_handle,
  type irqchip_fwid,
  IRQCHIP_FWNODE_NAMED,
  IRQCHIP_FWNODE_NAMED_ID,
} from '../../../include/linux/fwnode.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import {
  DOMAIN_BUS_ANY,
  DOMAIN_BUS_WIRED,
  HWIRQ_NO_LIMIT,
  type irq_domain,
  type irq_domain_info,
  type irq_domain_ops,
} from '../../../include/linux/irqdomain.ts';
import { type device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { __irq_domain_add, irq_domain_instantiate } from './create.ts';
import { irq_find_matching_fwspec } from './find.ts';
import { __irq_domain_alloc_fwnode } from './fwnode.ts';
import { __irq_domain_alloc_irqs } from './hierarchy.ts';
import { __irq_resolve_mapping, irq_create_mapping_affinity } from './mapping.ts';

/** The device that powers the controller: a field of its own from 6.3 on. */
export function irq_domain_set_pm_device(k: Kernel, domain: irq_domain, dev: device): void {
  if (k.since('6.12')) domain.pm_dev = dev;
  else domain.dev = dev;
}

export function irq_domain_alloc_named_fwnode(k: Kernel, name: string): irqchip_fwid {
  return __irq_domain_alloc_fwnode(k, IRQCHIP_FWNODE_NAMED, 0, name, undefined);
}
export function irq_domain_alloc_named_id_fwnode(k: Kernel, name: string, id: number): irqchip_fwid {
  return __irq_domain_alloc_fwnode(k, IRQCHIP_FWNODE_NAMED_ID, id, name, undefined);
}

/** A simple domain: 6.1 adds it with arguments, later kernels instantiate it from a description. */
function add(k: Kernel, info: irq_domain_info & { size: number; hwirq_max: number }): irq_domain | undefined {
  if (!k.since('6.12')) {
    return __irq_domain_add(k, info.fwnode, info.size, info.hwirq_max, 0, info.ops, info.host_data);
  }
  const d = irq_domain_instantiate(k, info);
  return IS_ERR(d) ? undefined : d;
}

export function irq_domain_add_linear(
  k: Kernel,
  of_node: device_node | undefined,
  size: number,
  ops: irq_domain_ops,
  host_data: Recorded | undefined,
): irq_domain | undefined {
  return add(k, { fwnode: of_node, size, hwirq_max: size, ops, host_data });
}
export function irq_domain_create_linear(
  k: Kernel,
  fwnode: fwnode_handle | undefined,
  size: number,
  ops: irq_domain_ops,
  host_data: Recorded | undefined,
): irq_domain | undefined {
  return add(k, { fwnode, size, hwirq_max: size, ops, host_data });
}
export function irq_domain_create_tree(
  k: Kernel,
  fwnode: fwnode_handle | undefined,
  ops: irq_domain_ops,
  host_data: Recorded | undefined,
): irq_domain | undefined {
  return add(k, { fwnode, size: 0, hwirq_max: HWIRQ_NO_LIMIT, ops, host_data });
}

export function irq_find_matching_fwnode(
  k: Kernel,
  fwnode: fwnode_handle | undefined,
  bus_token: number,
): irq_domain | undefined {
  return irq_find_matching_fwspec(k, { fwnode, param_count: 0, param: [] }, bus_token);
}
export function irq_find_matching_host(
  k: Kernel,
  node: device_node | undefined,
  bus_token: number,
): irq_domain | undefined {
  return irq_find_matching_fwnode(k, node, bus_token);
}
export function irq_find_host(k: Kernel, node: device_node | undefined): irq_domain | undefined {
  return irq_find_matching_host(k, node, DOMAIN_BUS_WIRED) ?? irq_find_matching_host(k, node, DOMAIN_BUS_ANY);
}

export function irq_create_mapping(k: Kernel, host: irq_domain | undefined, hwirq: number): number {
  return irq_create_mapping_affinity(k, host, hwirq, undefined);
}
export function irq_resolve_mapping(k: Kernel, domain: irq_domain | undefined, hwirq: number): irq_desc | undefined {
  return __irq_resolve_mapping(k, domain, hwirq);
}
/** The interrupt number of a hardware interrupt, 0 when it has none. */
export function irq_find_mapping(k: Kernel, domain: irq_domain | undefined, hwirq: number): number {
  return __irq_resolve_mapping(k, domain, hwirq)?.irq_data.irq ?? 0;
}
export function irq_domain_alloc_irqs(
  k: Kernel,
  domain: irq_domain | undefined,
  nr_irqs: number,
  node: number,
  arg: unknown,
): number {
  return __irq_domain_alloc_irqs(k, domain, -1, nr_irqs, node, arg, false, undefined);
}
