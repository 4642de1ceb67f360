/**
 * kernel/irq/msi.c: what allocating an interrupt for a descriptor is made of in both versions, the files msi_irqs/N of a device in
 * sysfs (one for each interrupt, which says whether it is MSI-X or MSI), and the message that was last written.
 */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { ENOSPC } from '../../../include/linux/errno.ts';
import {
  irq_data_get_affinity_mask,
  IRQD_ACTIVATED,
  IRQD_AFFINITY_MANAGED,
  IRQD_CAN_RESERVE,
  irqd_clear,
  irqd_has,
  IRQD_MANAGED_SHUTDOWN,
  irqd_set,
} from '../../../include/linux/irq.ts';
import {
  DOMAIN_BUS_PCI_DEVICE_MSI,
  DOMAIN_BUS_PCI_DEVICE_MSIX,
  DOMAIN_BUS_PCI_MSI,
  DOMAIN_BUS_VMD_MSI,
  type irq_domain,
} from '../../../include/linux/irqdomain.ts';
import {
  type msi_alloc_info_t,
  type msi_desc,
  MSI_DESC_ALL,
  type msi_domain_info,
  MSI_FLAG_ACTIVATE_EARLY,
  MSI_FLAG_DEV_SYSFS,
  MSI_FLAG_MUST_REACTIVATE,
  MSI_FLAG_NO_MASK,
  type msi_msg,
} from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_online_mask } from '../../cpu/index.ts';
import { irq_get_irq_data, irq_set_msi_desc_off } from '../chip/index.ts';
import { irq_debugfs_copy_devname } from '../debugfs.ts';
import {
  __irq_domain_alloc_irqs,
  irq_domain_activate_irq,
  irq_domain_deactivate_irq,
  irq_domain_free_irqs,
  irq_domain_get_irq_data,
} from '../irqdomain/index.ts';
import { infoOf, opsOf } from './domain.ts';
import { msi_first_desc } from './iterate.ts';

const at = source('kernel/irq/msi.c');

const VIRQ_CAN_RESERVE = 0x01;
const VIRQ_ACTIVATE = 0x02;

function isPci(domain: irq_domain): boolean {
  return [DOMAIN_BUS_PCI_MSI, DOMAIN_BUS_PCI_DEVICE_MSI, DOMAIN_BUS_PCI_DEVICE_MSIX, DOMAIN_BUS_VMD_MSI].includes(
    domain.bus_token,
  );
}

/** Whether an interrupt may wait for its final vector until it is requested: x86 does that. */
const msi_check_reservation_mode = at.fn(
  'msi_check_reservation_mode',
  'Says whether interrupts of a device may go without a vector of their own until they are requested.',
  (k: Kernel, domain: irq_domain, info: msi_domain_info, dev: device): boolean => {
    if (!isPci(domain) || (info.flags & MSI_FLAG_MUST_REACTIVATE) === 0) return false;
    if (k.since('6.12') && (info.flags & MSI_FLAG_NO_MASK) !== 0) return false;
    const desc = msi_first_desc(k, dev, MSI_DESC_ALL);
    return desc !== undefined && (desc.is_msix || desc.can_mask);
  },
);

/** VIRQ_… for the interrupts of an allocation. */
export function vflagsFor(k: Kernel, domain: irq_domain, dev: device): number {
  const info = infoOf(domain);
  // A PCI function latches whatever message it finds when it is enabled, so it must be there by then.
  const activate = (info.flags & MSI_FLAG_ACTIVATE_EARLY) === 0 ? 0 : VIRQ_ACTIVATE;
  return activate | (msi_check_reservation_mode(k, domain, info, dev) ? VIRQ_CAN_RESERVE : 0);
}

/** What a failure means to PCI: 1 asks for fewer vectors, a larger number says how many there are. */
function msi_handle_pci_fail(domain: irq_domain, desc: msi_desc, allocated: number): number {
  if (!isPci(domain)) return -ENOSPC;
  if (desc.nvec_used > 1) return 1;
  return allocated === 0 ? -ENOSPC : allocated;
}

const msi_init_virq = at.fn(
  'msi_init_virq',
  'Activates a new message interrupt, if that cannot wait until it is requested.',
  (k: Kernel, domain: irq_domain, virq: number, vflags: number): number => {
    const irqd = must(irq_domain_get_irq_data(k, domain, virq), 'the irq_data of a new MSI');
    const reserve = (vflags & VIRQ_CAN_RESERVE) !== 0;
    const activate = (vflags & VIRQ_ACTIVATE) !== 0;
    if (!reserve) {
      irqd_clear(irqd, IRQD_CAN_RESERVE);
      // A managed interrupt whose CPUs are all offline waits until one comes.
      const stranded = (irq_data_get_affinity_mask(irqd) & cpu_online_mask(k)) === 0n;
      if (activate && irqd_has(irqd, IRQD_AFFINITY_MANAGED) && stranded) {
        irqd_set(irqd, IRQD_MANAGED_SHUTDOWN);
        return 0;
      }
    }
    if (!activate) return 0;
    const ret = irq_domain_activate_irq(k, irqd, reserve);
    if (ret !== 0) return ret;
    if (reserve) irqd_clear(irqd, IRQD_ACTIVATED);
    return 0;
  },
);

/** Allocates the interrupts of one descriptor. Returns 0, an errno, or what PCI makes of a failure. */
export function allocateFor(
  k: Kernel,
  dev: device,
  domain: irq_domain,
  desc: msi_desc,
  arg: msi_alloc_info_t,
  vflags: number,
  allocated: number,
): number {
  const info = infoOf(domain);
  must(opsOf(info).set_desc, 'set_desc of an MSI domain')(k, arg, desc);
  const virq = __irq_domain_alloc_irqs(k, domain, -1, desc.nvec_used, dev.numa_node, arg, false, desc.affinity);
  if (virq < 0) return msi_handle_pci_fail(domain, desc, allocated);
  for (let i = 0; i < desc.nvec_used; i++) {
    irq_set_msi_desc_off(k, virq, i, desc);
    irq_debugfs_copy_devname(k, virq + i, dev);
    const ret = msi_init_virq(k, domain, virq + i, vflags);
    if (ret !== 0) return ret;
  }
  return (info.flags & MSI_FLAG_DEV_SYSFS) === 0 ? 0 : msi_sysfs_populate_desc(k, dev, desc);
}

/** Frees the interrupts of one descriptor. */
export function freeOf(k: Kernel, dev: device, domain: irq_domain, desc: msi_desc): void {
  for (let i = 0; i < desc.nvec_used; i++) {
    const irqd = irq_domain_get_irq_data(k, domain, desc.irq + i);
    if (irqd !== undefined && irqd_has(irqd, IRQD_ACTIVATED)) irq_domain_deactivate_irq(k, irqd);
  }
  irq_domain_free_irqs(k, desc.irq, desc.nvec_used);
  if ((infoOf(domain).flags & MSI_FLAG_DEV_SYSFS) !== 0) msi_sysfs_remove_desc(k, dev, desc);
  desc.irq = 0;
}

/** msi_alloc_info_t arg = { }; */
export function emptyAllocation(): msi_alloc_info_t {
  return { desc: undefined, hwirq: 0, flags: 0, scratchpad: [] };
}

export const get_cached_msi_msg = at.fn(
  'get_cached_msi_msg',
  'Recalls the message that was last written for an interrupt.',
  (k: Kernel, irq: number): msi_msg => {
    const entry = must(irq_get_irq_data(k, irq)?.common?.msi_desc, 'the MSI descriptor of an irq');
    return { address_lo: entry.msg_address_lo, address_hi: entry.msg_address_hi, data: entry.msg_data };
  },
);

const msi_sysfs_remove_desc = at.fn(
  'msi_sysfs_remove_desc',
  'Removes the files of a descriptor from sysfs.',
  (k: Kernel, dev: device, desc: msi_desc): void => {
    desc.sysfs_attrs = false;
  },
);

const msi_sysfs_populate_desc = at.fn(
  'msi_sysfs_populate_desc',
  'Makes a file in sysfs for each interrupt of a descriptor.',
  (k: Kernel, dev: device, desc: msi_desc): number => {
    desc.sysfs_attrs = true;
    return 0;
  },
);
