/** kernel/irq/msi.c: visiting the MSI descriptors of a device, one after the other. */
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { MSI_DEFAULT_DOMAIN, type msi_desc, type msi_device_data, MSI_MAX_INDEX } from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { MSI_XA_MAX_INDEX, msiData } from './device-data.ts';
import { msi_desc_match } from './store.ts';

const at = source('kernel/irq/msi.c');

/** The first descriptor from the iterator's place on that the filter lets through. */
function search(k: Kernel, md: msi_device_data, filter: number): msi_desc | undefined {
  for (const index of md.store.keys()) {
    const desc = index < md.__iter_idx ? undefined : md.store.get(index);
    if (desc === undefined || !msi_desc_match(desc, filter)) continue;
    md.__iter_idx = index;
    return desc;
  }
  md.__iter_idx = k.since('6.12') ? MSI_XA_MAX_INDEX : MSI_MAX_INDEX;
  return undefined;
}

const msi_find_desc_6_1 = at.fn(
  'msi_find_desc',
  'Finds the next MSI descriptor that a filter lets through.',
  (k: Kernel, md: msi_device_data, filter: number): msi_desc | undefined => search(k, md, filter),
);

const msi_find_desc = at.fn(
  'msi_find_desc',
  'Finds the next MSI descriptor that a filter lets through.',
  (k: Kernel, md: msi_device_data, domid: number, filter: number): msi_desc | undefined => search(k, md, filter),
);

const msi_first_desc_6_1 = at.fn(
  'msi_first_desc',
  'The first MSI descriptor of a device that a filter lets through.',
  (k: Kernel, dev: device, filter: number): msi_desc | undefined => {
    msiData(dev).__iter_idx = 0;
    return msi_find_desc_6_1(k, msiData(dev), filter);
  },
);

const msi_domain_first_desc = at.fn(
  'msi_domain_first_desc',
  'The first MSI descriptor of a device that a filter lets through.',
  (k: Kernel, dev: device, domid: number, filter: number): msi_desc | undefined => {
    msiData(dev).__iter_idx = 0;
    return msi_find_desc(k, msiData(dev), domid, filter);
  },
);

/** A function until 6.1, an inline helper later. */
export function msi_first_desc(k: Kernel, dev: device, filter: number): msi_desc | undefined {
  return k.since('6.12')
    ? msi_domain_first_desc(k, dev, MSI_DEFAULT_DOMAIN, filter)
    : msi_first_desc_6_1(k, dev, filter);
}

const msi_next_desc_6_1 = at.fn(
  'msi_next_desc',
  'The next MSI descriptor of a device that a filter lets through.',
  (k: Kernel, dev: device, filter: number): msi_desc | undefined => {
    const md = msiData(dev);
    if (md.__iter_idx >= MSI_MAX_INDEX) return undefined;
    md.__iter_idx++;
    return msi_find_desc_6_1(k, md, filter);
  },
);

const msi_next_desc_6_12 = at.fn(
  'msi_next_desc',
  'The next MSI descriptor of a device that a filter lets through.',
  (k: Kernel, dev: device, domid: number, filter: number): msi_desc | undefined => {
    const md = msiData(dev);
    if (md.__iter_idx >= MSI_MAX_INDEX) return undefined;
    md.__iter_idx++;
    return msi_find_desc(k, md, domid, filter);
  },
);

function msi_next_desc(k: Kernel, dev: device, filter: number): msi_desc | undefined {
  return k.since('6.12') ? msi_next_desc_6_12(k, dev, MSI_DEFAULT_DOMAIN, filter) : msi_next_desc_6_1(k, dev, filter);
}

/** msi_for_each_desc: the one visited may be removed meanwhile. */
export function* msi_for_each_desc(k: Kernel, dev: device, filter: number): Generator<msi_desc> {
  for (let desc = msi_first_desc(k, dev, filter); desc !== undefined; desc = msi_next_desc(k, dev, filter)) yield desc;
}
