/** Models the part of kernel/irq/msi.c that says whether a device's messages are checked (6.3 and later). */
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { IRQ_DOMAIN_FLAG_ISOLATED_MSI, type irq_domain } from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';

const at = source('kernel/irq/msi.c');

export const msi_device_has_isolated_msi = at.fn(
  'msi_device_has_isolated_msi',
  'Whether hardware on the way keeps a device from sending messages that are not its own. Arm has no other guard.',
  (_k: Kernel, dev: device): boolean => {
    for (let domain: irq_domain | undefined = dev.msi_domain; domain !== undefined; domain = domain.parent) {
      if ((domain.flags & IRQ_DOMAIN_FLAG_ISOLATED_MSI) !== 0) return true;
    }
    return false;
  },
);
