/** Models the inline finders of include/linux/irqdomain.h. Apart from irqdomain.ts, since they call kernel/irq. */
import { irq_find_matching_fwspec } from '../../kernel/irq/irqdomain.ts';
import type { Kernel } from '../../kernel.ts';
import type { fwnode_handle } from './fwnode.ts';
import { DOMAIN_BUS_ANY, DOMAIN_BUS_WIRED, type irq_domain } from './irqdomain.ts';
import type { device_node } from './of.ts';

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

/** The domain that translates a controller's wired interrupts; else any of its domains. */
export function irq_find_host(k: Kernel, node: device_node | undefined): irq_domain | undefined {
  return irq_find_matching_host(k, node, DOMAIN_BUS_WIRED) ?? irq_find_matching_host(k, node, DOMAIN_BUS_ANY);
}
