/** kernel/irq/msi.c: the store of a device's MSI descriptors. */
import { must } from '../../../../../base/assert.ts';
import { map, type Recorded, type RecordedMap, ref, source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { EBUSY, EINVAL, ERANGE } from '../../../include/linux/errno.ts';
import type { irq_affinity_desc } from '../../../include/linux/interrupt.ts';
import {
  MSI_ANY_INDEX,
  MSI_DEFAULT_DOMAIN,
  MSI_DESC_ALL,
  MSI_DESC_ASSOCIATED,
  MSI_DESC_NOTASSOCIATED,
  msi_desc,
  msi_desc_data,
  type msi_desc_values,
  MSI_MAX_DEVICE_IRQDOMAINS,
  MSI_MAX_INDEX,
} from '../../../include/linux/msi.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { domainById, msi_domain_get_hwsize, msiData } from './device-data.ts';

const at = source('kernel/irq/msi.c');

interface msi_c extends Recorded {
  /** desc->data of the descriptors that have it, by the object of the descriptor. */
  data: RecordedMap<msi_desc_data>;
}
const msi_c = statics<msi_c>('kernel/irq/msi.c', { data: map(ref<msi_desc_data>()) });

/** The parts of a wire's cookie: its number and its trigger type. */
export interface WireCookie {
  readonly hwirq: number;
  readonly type: number;
}

const TYPE_UNIT = 2 ** 32;

/** desc->data.icookie = icookie */
export function setCookie(k: Kernel, desc: msi_desc, { hwirq, type }: WireCookie): void {
  msi_c(k).data.set(desc.$id, msi_desc_data.create(k.rec, { desc, icookie: type * TYPE_UNIT + hwirq }));
}

/** desc->data.icookie of a descriptor that was made for a wire. */
export function cookieOf(k: Kernel, desc: msi_desc): WireCookie {
  const { icookie } = must(msi_c(k).data.get(desc.$id), 'the cookie of a wired interrupt');
  return { hwirq: icookie % TYPE_UNIT, type: Math.floor(icookie / TYPE_UNIT) };
}

function forgetCookie(k: Kernel, desc: msi_desc): void {
  const data = k.made(msi_c.type)?.data;
  const own = data?.get(desc.$id);
  if (data === undefined || own === undefined) return;
  data.delete(desc.$id);
  k.rec.free(own);
}

/** What an operation of 6.12 is about: the domain of the device, a range of indexes, and how many interrupts. */
export interface msi_ctrl {
  readonly domid: number;
  readonly first: number;
  readonly last: number;
  readonly nirqs: number;
}

/** The descriptors from `first` to `last`, in order, as they are now. */
export function descsInRange(dev: device, first: number, last: number): msi_desc[] {
  const { store } = msiData(dev);
  const found: msi_desc[] = [];
  for (const index of store.keys()) {
    const desc = index < first || index > last ? undefined : store.get(index);
    if (desc !== undefined) found.push(desc);
  }
  return found;
}

export const msi_alloc_desc = at.fn(
  'msi_alloc_desc',
  'Makes an MSI descriptor.',
  (k: Kernel, dev: device, nvec: number, affinity: readonly irq_affinity_desc[] | undefined): msi_desc =>
    msi_desc.create(k.rec, { dev, nvec_used: nvec, affinity: affinity?.slice(0, nvec) }),
);

const msi_free_desc = at.fn('msi_free_desc', 'Frees an MSI descriptor.', (k: Kernel, desc: msi_desc): void => {
  forgetCookie(k, desc);
  k.rec.free(desc);
});

/** Puts a descriptor in at its index; -EBUSY where one is. */
function insertAt(k: Kernel, dev: device, desc: msi_desc, index: number): number {
  const { store } = msiData(dev);
  desc.msi_index = index;
  if (store.has(index)) {
    msi_free_desc(k, desc);
    return -EBUSY;
  }
  store.set(index, desc);
  return 0;
}

/** 6.1 does not know how many indexes a domain has. */
const msi_insert_desc_6_1 = at.fn(
  'msi_insert_desc',
  'Puts an MSI descriptor into the store of its device.',
  (k: Kernel, dev: device, desc: msi_desc, index: number): number => insertAt(k, dev, desc, index),
);

export const msi_insert_desc = at.fn(
  'msi_insert_desc',
  'Puts an MSI descriptor into the store of its device.',
  (k: Kernel, dev: device, desc: msi_desc, domid: number, wanted: number): number => {
    const hwsize = msi_domain_get_hwsize(k, dev, domid);
    let index = wanted;
    if (wanted === MSI_ANY_INDEX) for (index = 0; msiData(dev).store.has(index);) index++;
    if (index >= hwsize) {
      msi_free_desc(k, desc);
      return wanted === MSI_ANY_INDEX ? -EBUSY : -ERANGE;
    }
    return insertAt(k, dev, desc, index);
  },
);

/** desc->pci = init_desc->pci */
function copyPci(desc: msi_desc, init: msi_desc_values): void {
  desc.msi_mask = init.msi_mask;
  desc.msix_ctrl = init.msix_ctrl;
  desc.is_msix = init.is_msix;
  desc.multiple = init.multiple;
  desc.multi_cap = init.multi_cap;
  desc.can_mask = init.can_mask;
  desc.is_64 = init.is_64;
  desc.is_virtual = init.is_virtual;
  desc.default_irq = init.default_irq;
  desc.mask_pos = init.mask_pos;
  desc.mask_base = init.mask_base;
}

/** Until 6.1; later msi_domain_insert_msi_desc. */
const msi_add_msi_desc = at.fn(
  'msi_add_msi_desc',
  'Makes an MSI descriptor from a draft and stores it.',
  (k: Kernel, dev: device, init_desc: msi_desc_values): number => {
    const desc = msi_alloc_desc(k, dev, init_desc.nvec_used, init_desc.affinity);
    copyPci(desc, init_desc);
    return msi_insert_desc_6_1(k, dev, desc, init_desc.msi_index);
  },
);

const msi_domain_insert_msi_desc = at.fn(
  'msi_domain_insert_msi_desc',
  'Makes an MSI descriptor from a draft and stores it.',
  (k: Kernel, dev: device, domid: number, init_desc: msi_desc_values): number => {
    const desc = msi_alloc_desc(k, dev, init_desc.nvec_used, init_desc.affinity);
    copyPci(desc, init_desc);
    return msi_insert_desc(k, dev, desc, domid, init_desc.msi_index);
  },
);

/** An inline helper of include/linux/msi.h (6.12), and what 6.1 has in its place. */
export function msi_insert_msi_desc(k: Kernel, dev: device, init_desc: msi_desc_values): number {
  return k.since('6.12')
    ? msi_domain_insert_msi_desc(k, dev, MSI_DEFAULT_DOMAIN, init_desc)
    : msi_add_msi_desc(k, dev, init_desc);
}

/** 6.1's way to make descriptors for devices that are no PCI functions. */
export const msi_add_simple_msi_descs = at.fn(
  'msi_add_simple_msi_descs',
  'Makes a descriptor for each index of a range.',
  (k: Kernel, dev: device, index: number, ndesc: number): number => {
    for (let idx = index; idx < index + ndesc; idx++) {
      const ret = msi_insert_desc_6_1(k, dev, msi_alloc_desc(k, dev, 1, undefined), idx);
      if (ret === 0) continue;
      msi_free_msi_descs_range_6_1(k, dev, MSI_DESC_NOTASSOCIATED, index, index + ndesc - 1);
      return ret;
    }
    return 0;
  },
);

export const msi_domain_add_simple_msi_descs = at.fn(
  'msi_domain_add_simple_msi_descs',
  'Makes a descriptor for each index of a range.',
  (k: Kernel, dev: device, ctrl: msi_ctrl): number => {
    if (!msi_ctrl_valid(k, dev, ctrl)) return -EINVAL;
    for (let idx = ctrl.first; idx <= ctrl.last; idx++) {
      const ret = msi_insert_desc(k, dev, msi_alloc_desc(k, dev, 1, undefined), ctrl.domid, idx);
      if (ret === 0) continue;
      msi_domain_free_descs(k, dev, ctrl);
      return ret;
    }
    return 0;
  },
);

export function msi_desc_match(desc: msi_desc, filter: number): boolean {
  switch (filter) {
    case MSI_DESC_ALL:
      return true;
    case MSI_DESC_NOTASSOCIATED:
      return desc.irq === 0;
    default:
      return desc.irq !== 0;
  }
}

export const msi_ctrl_valid = at.fn(
  'msi_ctrl_valid',
  'Checks that the range an operation is about is one of the domain.',
  (k: Kernel, dev: device, ctrl: msi_ctrl): boolean => {
    const known = ctrl.domid < MSI_MAX_DEVICE_IRQDOMAINS;
    const hasDomain = dev.msi_domain === undefined || domainById(dev, ctrl.domid) !== undefined;
    if (!known || !hasDomain) return false;
    const hwsize = msi_domain_get_hwsize(k, dev, ctrl.domid);
    return ctrl.first <= ctrl.last && ctrl.first < hwsize && ctrl.last < hwsize;
  },
);

/** Until 6.1: of those in the range, the ones the filter lets through. */
export const msi_free_msi_descs_range_6_1 = at.fn(
  'msi_free_msi_descs_range',
  'Frees a range of MSI descriptors.',
  (k: Kernel, dev: device, filter: number, first: number, last: number): void => {
    for (const desc of descsInRange(dev, first, last)) {
      if (!msi_desc_match(desc, filter)) continue;
      msiData(dev).store.delete(desc.msi_index);
      msi_free_desc(k, desc);
    }
  },
);

export const msi_domain_free_descs = at.fn(
  'msi_domain_free_descs',
  'Frees a range of MSI descriptors, if no interrupt uses them any more.',
  (k: Kernel, dev: device, ctrl: msi_ctrl): void => {
    if (!msi_ctrl_valid(k, dev, ctrl)) return;
    for (const desc of descsInRange(dev, ctrl.first, ctrl.last)) {
      msiData(dev).store.delete(desc.msi_index);
      // One that is in use is left alone.
      if (!msi_desc_match(desc, MSI_DESC_ASSOCIATED)) msi_free_desc(k, desc);
    }
  },
);

const msi_domain_free_msi_descs_range = at.fn(
  'msi_domain_free_msi_descs_range',
  'Frees a range of MSI descriptors.',
  (k: Kernel, dev: device, domid: number, first: number, last: number): void => {
    msi_domain_free_descs(k, dev, { domid, first, last, nirqs: 0 });
  },
);

/** An inline helper of include/linux/msi.h. */
export function msi_free_msi_descs(k: Kernel, dev: device): void {
  if (k.since('6.12')) msi_domain_free_msi_descs_range(k, dev, MSI_DEFAULT_DOMAIN, 0, MSI_MAX_INDEX);
  else msi_free_msi_descs_range_6_1(k, dev, MSI_DESC_ALL, 0, MSI_MAX_INDEX);
}
