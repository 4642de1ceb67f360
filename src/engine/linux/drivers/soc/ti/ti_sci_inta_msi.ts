/**
 * Models drivers/soc/ti/ti_sci_inta_msi.c: the MSI domain of TI's interrupt aggregator. Left out: what drivers of DMA controllers ask of
 * it, since none of them is modelled.
 */
import { source } from '../../../../recorder/index.ts';
import type { irq_data } from '../../../include/linux/irq.ts';
import { DOMAIN_BUS_TI_SCI_INTA_MSI, type irq_domain } from '../../../include/linux/irqdomain.ts';
import { MSI_FLAG_FREE_MSI_DESCS, type msi_domain_info } from '../../../include/linux/msi.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_chip_ack_parent,
  irq_chip_mask_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
} from '../../../kernel/irq/chip/index.ts';
import { irq_domain_update_bus_token } from '../../../kernel/irq/irqdomain/index.ts';
import { msi_create_irq_domain } from '../../../kernel/irq/msi/index.ts';

const at = source('drivers/soc/ti/ti_sci_inta_msi.c');

const ti_sci_inta_msi_write_msg = at.fn(
  'ti_sci_inta_msi_write_msg',
  'Nothing to write: the firmware leads events.',
  (_k: Kernel, _d: irq_data): void => {},
);

export const ti_sci_inta_msi_create_irq_domain = at.fn(
  'ti_sci_inta_msi_create_irq_domain',
  "Makes the MSI domain on the aggregator's own.",
  (k: Kernel, np: device_node, info: msi_domain_info, parent: irq_domain): irq_domain | undefined => {
    info.chip = {
      name: undefined,
      ...info.chip,
      irq_write_msi_msg: ti_sci_inta_msi_write_msg,
      irq_set_type: irq_chip_set_type_parent,
      irq_unmask: irq_chip_unmask_parent,
      irq_mask: irq_chip_mask_parent,
      irq_ack: irq_chip_ack_parent,
      flags: info.chip?.flags ?? 0,
    };
    info.flags |= MSI_FLAG_FREE_MSI_DESCS;
    const domain = msi_create_irq_domain(k, np, info, parent);
    if (domain !== undefined) irq_domain_update_bus_token(k, domain, DOMAIN_BUS_TI_SCI_INTA_MSI);
    return domain;
  },
);
