/** kernel/irq/msi.c: making MSI domains, their operations and chip completed with what all have in common. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { IS_ERR } from '../../../include/linux/errno.ts';
import type { fwnode_handle } from '../../../include/linux/fwnode.ts';
import {
  type irq_domain,
  IRQ_DOMAIN_FLAG_MSI,
  IRQ_DOMAIN_FLAG_MSI_PARENT,
  type irq_domain_info,
} from '../../../include/linux/irqdomain.ts';
import {
  type msi_domain_info,
  type msi_domain_ops,
  MSI_FLAG_NO_AFFINITY,
  MSI_FLAG_PARENT_PM_DEV,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
  type msi_parent_ops,
} from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_domain_create_hierarchy,
  irq_domain_instantiate,
  irq_domain_update_bus_token,
} from '../irqdomain/index.ts';
import { __msi_domain_alloc_irqs_6_1, __msi_domain_free_irqs_6_1 } from './alloc-6-1.ts';
import { MSI_XA_DOMAIN_SIZE } from './device-data.ts';
import {
  msi_domain_irq_ops,
  msi_domain_ops_check,
  msi_domain_ops_get_hwirq,
  msi_domain_ops_init,
  msi_domain_ops_prepare,
  msi_domain_ops_set_desc,
  msi_domain_ops_teardown,
  msi_domain_set_affinity,
} from './domain.ts';

const at = source('kernel/irq/msi.c');

/** What an info without operations gets, and what others lack. 6.1 reaches allocation through the operations, too. */
function defaults(k: Kernel): msi_domain_ops {
  return {
    get_hwirq: msi_domain_ops_get_hwirq,
    msi_init: msi_domain_ops_init,
    msi_prepare: msi_domain_ops_prepare,
    set_desc: msi_domain_ops_set_desc,
    ...(k.since('7.3') ? { msi_teardown: msi_domain_ops_teardown } : {}),
    ...(k.since('6.12') ? {} : { msi_check: msi_domain_ops_check, ...allocators() }),
  };
}
function allocators(): msi_domain_ops {
  return { domain_alloc_irqs: __msi_domain_alloc_irqs_6_1, domain_free_irqs: __msi_domain_free_irqs_6_1 };
}

function msi_domain_update_dom_ops(k: Kernel, info: msi_domain_info): void {
  if (info.ops === undefined) info.ops = defaults(k);
  else if ((info.flags & MSI_FLAG_USE_DEF_DOM_OPS) !== 0) info.ops = completed(defaults(k), info.ops);
  else if (!k.since('6.12')) info.ops = completed(allocators(), info.ops);
}

/** `ops`, and from `defaults` what it does not have. */
function completed(defaults: msi_domain_ops, ops: msi_domain_ops): msi_domain_ops {
  const own = Object.fromEntries(Object.entries(ops).filter(([, op]) => op !== undefined));
  return { ...defaults, ...own };
}

function msi_domain_update_chip_ops(k: Kernel, info: msi_domain_info): void {
  const chip = must(info.chip, 'the chip of an MSI domain');
  // From 6.11 on a controller can say that its messages cannot be steered.
  const movable = !k.since('6.12') || (info.flags & MSI_FLAG_NO_AFFINITY) === 0;
  if (chip.irq_set_affinity !== undefined || !movable) return;
  info.chip = { ...chip, irq_set_affinity: msi_domain_set_affinity };
}

export const __msi_create_irq_domain = at.fn(
  '__msi_create_irq_domain',
  'Makes an MSI domain.',
  (
    k: Kernel,
    fwnode: fwnode_handle | undefined,
    info: msi_domain_info,
    flags: number,
    parent: irq_domain | undefined,
  ): irq_domain | undefined => {
    if (info.hwsize > MSI_XA_DOMAIN_SIZE) return undefined;
    if (info.hwsize === 0) info.hwsize = MSI_XA_DOMAIN_SIZE;
    msi_domain_update_dom_ops(k, info);
    if ((info.flags & MSI_FLAG_USE_DEF_CHIP_OPS) !== 0) msi_domain_update_chip_ops(k, info);
    const ops = msi_domain_irq_ops(k);
    const domain = irq_domain_create_hierarchy(k, parent, flags | IRQ_DOMAIN_FLAG_MSI, 0, fwnode, ops, info);
    if (domain !== undefined) {
      irq_domain_update_bus_token(k, domain, info.bus_token);
      if (k.since('7.3')) domain.dev = info.dev;
      if ((info.flags & MSI_FLAG_PARENT_PM_DEV) !== 0) domain.pm_dev = parent?.pm_dev;
    }
    return domain;
  },
);

/** 7.3: what drivers of MSI parents did one by one before. */
export const msi_create_parent_irq_domain = at.fn(
  'msi_create_parent_irq_domain',
  'Makes the domain that MSI domains of devices are made on.',
  (k: Kernel, info: irq_domain_info, msi_parent_ops: msi_parent_ops): irq_domain | undefined => {
    const size = Math.max(info.hwirq_max ?? 0, info.size ?? 0);
    const d = irq_domain_instantiate(k, {
      ...info,
      hwirq_max: size,
      size,
      domain_flags: (info.domain_flags ?? 0) | IRQ_DOMAIN_FLAG_MSI_PARENT,
      bus_token: msi_parent_ops.bus_select_token,
    });
    if (IS_ERR(d)) return undefined;
    d.msi_parent_ops = msi_parent_ops;
    return d;
  },
);

export const msi_create_irq_domain = at.fn(
  'msi_create_irq_domain',
  'Makes an MSI domain that devices share.',
  (
    k: Kernel,
    fwnode: fwnode_handle | undefined,
    info: msi_domain_info,
    parent: irq_domain | undefined,
  ): irq_domain | undefined => {
    if (k.since('6.12')) return __msi_create_irq_domain(k, fwnode, info, 0, parent);
    msi_domain_update_dom_ops(k, info);
    if ((info.flags & MSI_FLAG_USE_DEF_CHIP_OPS) !== 0) msi_domain_update_chip_ops(k, info);
    const domain = irq_domain_create_hierarchy(k, parent, IRQ_DOMAIN_FLAG_MSI, 0, fwnode, msi_domain_irq_ops(k), info);
    if (domain !== undefined && domain.name === undefined) domain.name = info.chip?.name;
    return domain;
  },
);
