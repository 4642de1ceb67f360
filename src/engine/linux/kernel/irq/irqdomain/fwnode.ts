/** kernel/irq/irqdomain.c: firmware nodes that an interrupt controller makes for itself, to name a domain. */
import { hex } from '../../../../../base/hex.ts';
import { source } from '../../../../recorder/index.ts';
import {
  type fwnode_handle,
  irqchip_fwid,
  IRQCHIP_FWNODE_NAMED,
  IRQCHIP_FWNODE_NAMED_ID,
} from '../../../include/linux/fwnode.ts';
import { is_fwnode_irqchip } from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';

const at = source('kernel/irq/irqdomain.c');

function fwid_name(type: number, id: number, name: string | undefined, pa: number | undefined): string {
  switch (type) {
    case IRQCHIP_FWNODE_NAMED:
      return name ?? '(null)';
    case IRQCHIP_FWNODE_NAMED_ID:
      return `${name ?? '(null)'}-${id}`;
    default:
      return `irqchip@${hex(pa ?? 0, 16)}`;
  }
}

export const __irq_domain_alloc_fwnode = at.fn(
  '__irq_domain_alloc_fwnode',
  'Makes a firmware node for a domain that the device tree has no node for.',
  (k: Kernel, type: number, id: number, name: string | undefined, pa: number | undefined): irqchip_fwid =>
    irqchip_fwid.create(k.rec, { type, name: fwid_name(type, id, name, pa), pa: pa ?? 0 }),
);

export const irq_domain_free_fwnode = at.fn(
  'irq_domain_free_fwnode',
  'Frees a firmware node that was made for a domain.',
  (k: Kernel, fwnode: fwnode_handle | undefined): void => {
    if (is_fwnode_irqchip(fwnode)) k.rec.free(fwnode);
  },
);
