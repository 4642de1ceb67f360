/** kernel/irq/msi.c: what a device keeps of its MSIs, and the domain they are in. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { devres_add } from '../../../drivers/base/devres.ts';
import type { device, devres } from '../../../include/linux/device.ts';
import { type irq_domain, irq_domain_is_msi_parent } from '../../../include/linux/irqdomain.ts';
import {
  MSI_DEFAULT_DOMAIN,
  msi_device_data,
  msi_domain_info,
  MSI_MAX_DEVICE_IRQDOMAINS,
  MSI_MAX_INDEX,
} from '../../../include/linux/msi.ts';
import { dev_is_pci, to_pci_dev } from '../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../kernel.ts';
import { msi_remove_device_irq_domain } from './device-domain.ts';

const at = source('kernel/irq/msi.c');

/** Indexes a domain may have: one more than the largest. */
export const MSI_XA_DOMAIN_SIZE = MSI_MAX_INDEX + 1;
/** Where an iteration stands that has ended. */
export const MSI_XA_MAX_INDEX = Number.MAX_SAFE_INTEGER;

export function msiData(dev: device): msi_device_data {
  return must(dev.msi_data, 'the MSI data of a device');
}

/** md->__domains[domid].domain. No driver here has a second domain. */
export function domainById(dev: device, domid: number): irq_domain | undefined {
  return domid === MSI_DEFAULT_DOMAIN ? msiData(dev).domain : undefined;
}

export const msi_get_device_domain = at.fn(
  'msi_get_device_domain',
  'The MSI domain of a device; nothing if it was only given the parent to make one on.',
  (k: Kernel, dev: device, domid: number): irq_domain | undefined => {
    const domain = domainById(dev, domid);
    return domain === undefined || irq_domain_is_msi_parent(domain) ? undefined : domain;
  },
);

export const msi_domain_get_hwsize = at.fn(
  'msi_domain_get_hwsize',
  'How many indexes the MSI domain of a device has.',
  (k: Kernel, dev: device, domid: number): number => {
    const info = msi_domain_info.maybe(msi_get_device_domain(k, dev, domid)?.host_data);
    return info?.hwsize ?? MSI_XA_DOMAIN_SIZE;
  },
);

const msi_device_data_release = at.fn(
  'msi_device_data_release',
  'Frees what a device keeps of its MSIs when it loses its driver.',
  (k: Kernel, dev: device, res: devres): void => {
    // From 6.2 on a device may have domains of its own, which go with it.
    if (k.since('6.12')) {
      for (let domid = 0; domid < MSI_MAX_DEVICE_IRQDOMAINS; domid++) msi_remove_device_irq_domain(k, dev, domid);
    }
    k.rec.free(msiData(dev));
    dev.msi_data = undefined;
  },
);

export const msi_setup_device_data = at.fn(
  'msi_setup_device_data',
  'Makes room for the MSI descriptors of a device, once.',
  (k: Kernel, dev: device): number => {
    if (dev.msi_data !== undefined) return 0;
    const md = msi_device_data.create(k.rec);
    // A domain that all devices share is the device's too; a parent is what its own will be made on.
    const shared = dev.msi_domain;
    if (k.since('6.12') && shared !== undefined && !irq_domain_is_msi_parent(shared)) md.domain = shared;
    dev.msi_data = md;
    devres_add(k, dev, msi_device_data_release, {});
    return 0;
  },
);

/** The lock itself is left out; taking it shows in traces. Until 6.12; 7.3 has guards, whose functions have other names. */
const msi_lock_descs_6_12 = at.fn(
  'msi_lock_descs',
  'Locks the MSI descriptors of a device.',
  (k: Kernel, dev: device): void => {},
);

const msi_unlock_descs_6_12 = at.fn(
  'msi_unlock_descs',
  'Unlocks the MSI descriptors of a device; no iteration goes on.',
  (k: Kernel, dev: device): void => {
    msiData(dev).__iter_idx = k.since('6.12') ? MSI_XA_MAX_INDEX : MSI_MAX_INDEX;
  },
);

const __msi_lock_descs = at.fn(
  '__msi_lock_descs',
  'Locks the MSI descriptors of a device.',
  (_k: Kernel, _dev: device): void => {},
);

const __msi_unlock_descs = at.fn(
  '__msi_unlock_descs',
  'Unlocks the MSI descriptors of a device; no iteration goes on.',
  (_k: Kernel, dev: device): void => {
    msiData(dev).__iter_idx = MSI_XA_MAX_INDEX;
  },
);

export function msi_lock_descs(k: Kernel, dev: device): void {
  if (k.since('7.3')) __msi_lock_descs(k, dev);
  else msi_lock_descs_6_12(k, dev);
}

export function msi_unlock_descs(k: Kernel, dev: device): void {
  if (k.since('7.3')) __msi_unlock_descs(k, dev);
  else msi_unlock_descs_6_12(k, dev);
}

/** The irq of an index: MSI-X has a descriptor for each, MSI one for all. */
function virqOf(dev: device, index: number, pcimsi: boolean): number {
  const desc = msiData(dev).store.get(pcimsi ? 0 : index);
  if (desc === undefined || desc.irq === 0) return 0;
  if (!pcimsi) return desc.irq;
  return index < desc.nvec_used ? desc.irq + index : 0;
}

function isPciMsi(dev: device): boolean {
  return dev_is_pci(dev) && to_pci_dev(dev).msi_enabled;
}

/** Until 6.1 a function of its own; later an inline helper. */
const msi_get_virq_6_1 = at.fn(
  'msi_get_virq',
  'The interrupt number of a message of a device, 0 for none.',
  (k: Kernel, dev: device, index: number): number => {
    if (dev.msi_data === undefined) return 0;
    const pcimsi = isPciMsi(dev);
    msi_lock_descs(k, dev);
    const ret = virqOf(dev, index, pcimsi);
    msi_unlock_descs(k, dev);
    return ret;
  },
);

const msi_domain_get_virq = at.fn(
  'msi_domain_get_virq',
  'The interrupt number of a message of a device, 0 for none.',
  (k: Kernel, dev: device, domid: number, index: number): number => {
    if (dev.msi_data === undefined) return 0;
    if (index > MSI_MAX_INDEX || domid >= MSI_MAX_DEVICE_IRQDOMAINS) return 0;
    const pcimsi = domid === MSI_DEFAULT_DOMAIN && isPciMsi(dev);
    msi_lock_descs(k, dev);
    const ret = virqOf(dev, index, pcimsi);
    msi_unlock_descs(k, dev);
    return ret;
  },
);

export function msi_get_virq(k: Kernel, dev: device, index: number): number {
  return k.since('6.12') ? msi_domain_get_virq(k, dev, MSI_DEFAULT_DOMAIN, index) : msi_get_virq_6_1(k, dev, index);
}
