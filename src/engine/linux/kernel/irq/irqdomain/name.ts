/** kernel/irq/irqdomain.c: the name of a domain, which debugfs and /proc show. */
import { source } from '../../../../recorder/index.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import { type irqchip_fwid, IRQCHIP_FWNODE_NAMED, IRQCHIP_FWNODE_NAMED_ID } from '../../../include/linux/fwnode.ts';
import {
  busTokenNumber,
  DOMAIN_BUS_ANY,
  type irq_domain,
  type irq_domain_info,
  IRQ_DOMAIN_NAME_ALLOCATED,
  is_fwnode_irqchip,
} from '../../../include/linux/irqdomain.ts';
import { is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err } from '../../printk/printk.ts';
import { irqdomain_c } from './find.ts';

const at = source('kernel/irq/irqdomain.c');

/** Gives the domain a name of its own; -N tells domains of one node but different purpose apart. */
function allocate(k: Kernel, domain: irq_domain, base: string, bus_token: number): void {
  domain.name = bus_token === DOMAIN_BUS_ANY ? base : `${base}-${busTokenNumber(k, bus_token)}`;
  domain.flags |= IRQ_DOMAIN_NAME_ALLOCATED;
}

function alloc_unknown_name(k: Kernel, domain: irq_domain, bus_token: number): void {
  const c = irqdomain_c(k);
  c.unknown_domains++;
  allocate(k, domain, `unknown-${c.unknown_domains}`, bus_token);
}

function name_from_fwid(k: Kernel, domain: irq_domain, fwid: irqchip_fwid, bus_token: number): void {
  const own = fwid.type === IRQCHIP_FWNODE_NAMED || fwid.type === IRQCHIP_FWNODE_NAMED_ID;
  if (own || bus_token !== DOMAIN_BUS_ANY) allocate(k, domain, fwid.name ?? '', bus_token);
  else domain.name = fwid.name;
}

export const irq_domain_set_name = at.fn(
  'irq_domain_set_name',
  'Names a domain after its firmware node, with what it is for behind.',
  (k: Kernel, domain: irq_domain, info: irq_domain_info): number => {
    const { fwnode, name_suffix } = info;
    const bus_token = info.bus_token ?? DOMAIN_BUS_ANY;
    if (is_fwnode_irqchip(fwnode)) {
      // A suffix is for domains of a real node only.
      if (name_suffix !== undefined) return -EINVAL;
      name_from_fwid(k, domain, fwnode, bus_token);
    } else if (is_of_node(fwnode)) {
      const suffix = name_suffix === undefined ? '' : `-${name_suffix}`;
      // debugfs takes no slashes, so the path gets colons.
      allocate(k, domain, `${fwnode.path}${suffix}`.replaceAll('/', ':'), bus_token);
      return 0;
    }
    if (domain.name !== undefined) return 0;
    if (fwnode !== undefined) pr_err(k, 'irq: Invalid fwnode type for irqdomain');
    alloc_unknown_name(k, domain, bus_token);
    return 0;
  },
);

/** 6.1 names a domain without regard to the bus token, which is set later and adds to the name then. */
export function irq_domain_set_name_6_1(k: Kernel, domain: irq_domain, info: irq_domain_info): void {
  const { fwnode } = info;
  if (is_fwnode_irqchip(fwnode)) name_from_fwid(k, domain, fwnode, DOMAIN_BUS_ANY);
  else if (is_of_node(fwnode)) allocate(k, domain, fwnode.path.replaceAll('/', ':'), DOMAIN_BUS_ANY);
  if (domain.name !== undefined) return;
  if (fwnode !== undefined) pr_err(k, 'irq: Invalid fwnode type for irqdomain');
  alloc_unknown_name(k, domain, DOMAIN_BUS_ANY);
}
