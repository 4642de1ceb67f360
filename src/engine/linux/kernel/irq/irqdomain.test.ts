import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../../../api/kernel-versions.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import { IRQ_TYPE_EDGE_RISING, IRQ_TYPE_LEVEL_HIGH, irqd_get_trigger_type } from '../../include/linux/irq.ts';
import {
  DOMAIN_BUS_ANY,
  DOMAIN_BUS_DEVICE_MSI,
  DOMAIN_BUS_NEXUS,
  DOMAIN_BUS_WIRED,
  type irq_domain,
  IRQ_DOMAIN_FLAG_HIERARCHY,
  IRQ_DOMAIN_NAME_ALLOCATED,
} from '../../include/linux/irqdomain.ts';
import type { Kernel } from '../../kernel.ts';
import { irq_to_desc } from './irqdesc/index.ts';
import {
  __irq_resolve_mapping,
  irq_create_fwspec_mapping,
  irq_create_mapping,
  irq_dispose_mapping,
  irq_domain_add_linear,
  irq_domain_alloc_named_id_fwnode,
  irq_domain_create_hierarchy,
  irq_domain_create_tree,
  irq_domain_get_irq_data,
  irq_domain_instantiate,
  irq_domain_remove,
  irq_domain_simple_ops,
  irq_domain_update_bus_token,
  irq_find_host,
  irq_find_matching_host,
  irqdomain_c,
} from './irqdomain/index.ts';
import { bareKernel, chip_log, fake_ops, logOf, testNode } from './testing.ts';

function fakeDomain(k: Kernel, path = '/intc@1000'): irq_domain {
  const domain = irq_domain_add_linear(k, testNode(k, path), 32, fake_ops, chip_log.create(k.rec));
  if (domain === undefined) throw new Error('no domain');
  return domain;
}

describe.each(KERNEL_VERSIONS)('names of domains in $version', ({ version }) => {
  it('come from the node, with colons, and get the bus token behind', () => {
    const k = bareKernel(version);
    const domain = fakeDomain(k, '/soc/intc@1000');
    expect(domain.name).toBe(':soc:intc@1000');
    expect(domain.flags).toBe(IRQ_DOMAIN_NAME_ALLOCATED | IRQ_DOMAIN_FLAG_HIERARCHY);
    irq_domain_update_bus_token(k, domain, DOMAIN_BUS_WIRED);
    expect(domain.name).toBe(':soc:intc@1000-1');
  });

  it('come from a firmware node that was made for the domain', () => {
    const k = bareKernel(version);
    const fwnode = irq_domain_alloc_named_id_fwnode(k, 'vectors', 3);
    expect(irq_domain_create_tree(k, fwnode, fake_ops, undefined)?.name).toBe('vectors-3');
  });

  it('count up where there is no node', () => {
    const k = bareKernel(version);
    const names = [1, 2].map(() => irq_domain_create_tree(k, undefined, fake_ops, undefined)?.name);
    expect(names).toEqual(['unknown-1', 'unknown-2']);
  });
});

describe('names in 6.12', () => {
  it('have suffix and bus token, where the description says so', () => {
    const k = bareKernel('6.12');
    const fwnode = testNode(k, '/pmic@0');
    const info = { fwnode, size: 8, hwirq_max: 8, ops: fake_ops };
    const domain = irq_domain_instantiate(k, { ...info, bus_token: DOMAIN_BUS_DEVICE_MSI, name_suffix: 'rtc' });
    expect(domain).toMatchObject({ name: ':pmic@0-rtc-15', bus_token: DOMAIN_BUS_DEVICE_MSI });
    const named = irq_domain_alloc_named_id_fwnode(k, 'x', 1);
    expect(irq_domain_instantiate(k, { ...info, fwnode: named, name_suffix: 'rtc' })).toBe(-EINVAL);
  });
});

describe.each(KERNEL_VERSIONS)('mapping in $version', ({ version }) => {
  it('finds the newest domain of a node that fits the bus', () => {
    const k = bareKernel(version);
    const node = testNode(k, '/intc@1000');
    const first = irq_domain_add_linear(k, node, 8, fake_ops, undefined);
    const second = irq_domain_add_linear(k, node, 8, fake_ops, undefined);
    if (first === undefined || second === undefined) throw new Error('no domain');
    expect(irq_find_host(k, node)).toBe(second);
    irq_domain_update_bus_token(k, second, DOMAIN_BUS_NEXUS);
    expect(irq_find_matching_host(k, node, DOMAIN_BUS_NEXUS)).toBe(second);
    expect(irq_find_matching_host(k, node, DOMAIN_BUS_ANY)).toBe(second);
    irq_domain_update_bus_token(k, first, DOMAIN_BUS_WIRED);
    expect(irq_find_host(k, node)).toBe(first);
    irq_domain_remove(k, second);
    expect(irqdomain_c(k).irq_domain_list.toArray()).toEqual([first]);
  });

  it('maps a specifier once, and refuses another trigger type', () => {
    const k = bareKernel(version);
    const domain = fakeDomain(k);
    const spec = (type: number) => ({ fwnode: domain.fwnode, param_count: 2, param: [5, type] });
    const virq = irq_create_fwspec_mapping(k, spec(IRQ_TYPE_LEVEL_HIGH));
    expect(virq).toBe(1);
    expect(irq_create_fwspec_mapping(k, spec(0))).toBe(virq);
    const data = irq_domain_get_irq_data(k, domain, virq);
    expect(data !== undefined && irqd_get_trigger_type(data)).toBe(IRQ_TYPE_LEVEL_HIGH);
    expect(irq_create_fwspec_mapping(k, spec(IRQ_TYPE_EDGE_RISING))).toBe(0);
    expect(logOf(k)).toContain('irq: type mismatch, failed to map hwirq-5 for intc@1000!');
    expect(domain.mapcount).toBe(1);
    expect(__irq_resolve_mapping(k, domain, 5)).toBe(irq_to_desc(k, virq));
    irq_dispose_mapping(k, virq);
    expect(domain.mapcount).toBe(0);
    expect(irq_to_desc(k, virq)).toBeUndefined();
  });

  it('says when no controller answers for a node', () => {
    const k = bareKernel(version);
    const fwnode = testNode(k, '/soc/intc@2000');
    expect(irq_create_fwspec_mapping(k, { fwnode, param_count: 1, param: [1] })).toBe(0);
    expect(logOf(k)).toContain('irq: no irq domain found for intc@2000 !');
  });

  it('gives a flat domain a number near the hardware interrupt, and checks its limit', () => {
    const k = bareKernel(version);
    const domain = irq_domain_add_linear(k, testNode(k, '/gpio@0'), 8, irq_domain_simple_ops, undefined);
    expect(irq_create_mapping(k, domain, 5)).toBe(5);
    expect(irq_create_mapping(k, domain, 5)).toBe(5);
    expect(irq_create_mapping(k, domain, 8)).toBe(0);
    expect(logOf(k)).toContain('error: hwirq 0x8 is too large for :gpio@0');
  });

  it('refuses a level without a chip, and gives everything back', () => {
    const k = bareKernel(version);
    const parent = fakeDomain(k);
    const node = testNode(k, '/bridge');
    const domain = irq_domain_create_hierarchy(k, parent, 0, 0, node, fake_ops, chip_log.create(k.rec));
    if (domain === undefined) throw new Error('no domain');
    const virq = irq_create_fwspec_mapping(k, { fwnode: node, param_count: 2, param: [7, 0] });
    expect(virq).toBe(0);
    // The fake domain leaves its parent's level without a chip, which a hierarchy cannot have in its midst.
    expect(irq_to_desc(k, 1)).toBeUndefined();
    expect([domain.mapcount, parent.mapcount]).toEqual([0, 0]);
  });
});
