/** kernel/irq/msi.c from 6.2 on: allocating and freeing the interrupts of a device in one of its domains. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { WARN_ON_ONCE } from '../../../include/asm-generic/bug.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV } from '../../../include/linux/errno.ts';
import type { irq_affinity_desc } from '../../../include/linux/interrupt.ts';
import { DOMAIN_BUS_WIRED_TO_MSI, type irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  MSI_DESC_ASSOCIATED,
  MSI_DESC_NOTASSOCIATED,
  type msi_alloc_info_t,
  MSI_ANY_INDEX,
  MSI_DEFAULT_DOMAIN,
  MSI_FLAG_ALLOC_SIMPLE_MSI_DESCS,
  MSI_FLAG_FREE_MSI_DESCS,
} from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_get_irq_data } from '../chip/index.ts';
import { infoOf, opsOf } from './domain.ts';
import { msi_domain_get_hwsize, msi_get_device_domain, msi_lock_descs, msi_unlock_descs } from './device-data.ts';
import {
  descsInRange,
  msi_alloc_desc,
  type msi_ctrl,
  msi_ctrl_valid,
  msi_desc_match,
  msi_domain_add_simple_msi_descs,
  msi_domain_free_descs,
  msi_insert_desc,
  setCookie,
  type WireCookie,
} from './store.ts';
import { allocateFor, emptyAllocation, freeOf, vflagsFor } from './virq.ts';

const at = source('kernel/irq/msi.c');

export const msi_domain_prepare_irqs = at.fn(
  'msi_domain_prepare_irqs',
  'Prepares the domain for so many interrupts of a device; until 6.1 it first checks that it can do what the device wants.',
  (k: Kernel, domain: irq_domain, dev: device, nvec: number, arg: msi_alloc_info_t): number =>
    must(opsOf(infoOf(domain)).msi_prepare, 'msi_prepare of an MSI domain')(k, domain, dev, nvec, arg),
);

/** Until 6.12 each allocation is prepared; 7.3 has prepared the domain of a device when it was made. */
function populate_alloc_info(k: Kernel, domain: irq_domain, dev: device, nirqs: number, arg: msi_alloc_info_t): number {
  const template = infoOf(domain).alloc_data;
  if (template === undefined) return msi_domain_prepare_irqs(k, domain, dev, nirqs, arg);
  arg.desc = undefined;
  arg.hwirq = template.hwirq;
  arg.flags = template.flags;
  arg.scratchpad = [template.scratchpad];
  return 0;
}

const __msi_domain_alloc_irqs = at.fn(
  '__msi_domain_alloc_irqs',
  'Allocates an interrupt for each MSI descriptor that has none: of a device, or of a range of them.',
  (k: Kernel, dev: device, domain: irq_domain, ctrl: msi_ctrl): number => {
    const ops = opsOf(infoOf(domain));
    const arg = emptyAllocation();
    const err = populate_alloc_info(k, domain, dev, ctrl.nirqs, arg);
    if (err !== 0) return err;
    const vflags = vflagsFor(k, domain, dev);
    let allocated = 0;
    for (const desc of descsInRange(dev, ctrl.first, ctrl.last)) {
      if (!msi_desc_match(desc, MSI_DESC_NOTASSOCIATED)) continue;
      if (allocated >= ctrl.nirqs) return -EINVAL;
      ops.prepare_desc?.(k, domain, arg, desc);
      const ret = allocateFor(k, dev, domain, desc, arg, vflags, allocated);
      if (ret !== 0) return ret;
      allocated++;
    }
    return 0;
  },
);

const __msi_domain_alloc_locked = at.fn(
  '__msi_domain_alloc_locked',
  'Allocates the interrupts of a range of indexes, making the descriptors first where the domain wants that.',
  (k: Kernel, dev: device, ctrl: msi_ctrl): number => {
    if (!msi_ctrl_valid(k, dev, ctrl)) return -EINVAL;
    const domain = msi_get_device_domain(k, dev, ctrl.domid);
    if (domain === undefined) return -ENODEV;
    const info = infoOf(domain);
    if ((info.flags & MSI_FLAG_ALLOC_SIMPLE_MSI_DESCS) !== 0) {
      const err = msi_domain_add_simple_msi_descs(k, dev, ctrl);
      if (err !== 0) return err;
    }
    return info.ops?.domain_alloc_irqs?.(k, domain, dev, ctrl.nirqs) ?? __msi_domain_alloc_irqs(k, dev, domain, ctrl);
  },
);

const msi_domain_alloc_locked = at.fn(
  'msi_domain_alloc_locked',
  'Allocates the interrupts of a range of indexes; on failure frees those it got.',
  (k: Kernel, dev: device, ctrl: msi_ctrl): number => {
    const ret = __msi_domain_alloc_locked(k, dev, ctrl);
    if (ret !== 0) msi_domain_free_locked(k, dev, ctrl);
    return ret;
  },
);

export const msi_domain_alloc_irqs_all_locked = at.fn(
  'msi_domain_alloc_irqs_all_locked',
  'Allocates an interrupt for each descriptor that the caller has made.',
  (k: Kernel, dev: device, domid: number, nirqs: number): number =>
    msi_domain_alloc_locked(k, dev, { domid, first: 0, last: msi_domain_get_hwsize(k, dev, domid) - 1, nirqs }),
);

/** An allocated message: its index, or an errno, and its interrupt number. */
export interface msi_map {
  readonly index: number;
  readonly virq: number;
}

const __msi_domain_alloc_irq_at = at.fn(
  '__msi_domain_alloc_irq_at',
  'Allocates one interrupt, at an index or the first that is free.',
  (
    k: Kernel,
    dev: device,
    domid: number,
    index: number,
    affdesc: readonly irq_affinity_desc[] | undefined,
    icookie?: WireCookie,
  ): msi_map => {
    const domain = msi_get_device_domain(k, dev, domid);
    if (domain === undefined) return { index: -ENODEV, virq: 0 };
    const desc = msi_alloc_desc(k, dev, 1, affdesc);
    if (icookie !== undefined) setCookie(k, desc, icookie);
    const err = msi_insert_desc(k, dev, desc, domid, index);
    if (err !== 0) return { index: err, virq: 0 };
    const ctrl = { domid, first: desc.msi_index, last: desc.msi_index, nirqs: 1 };
    const ret = __msi_domain_alloc_irqs(k, dev, domain, ctrl);
    if (ret === 0) return { index: desc.msi_index, virq: desc.irq };
    msi_domain_free_locked(k, dev, ctrl);
    return { index: ret, virq: 0 };
  },
);

export const msi_domain_alloc_irq_at = at.fn(
  'msi_domain_alloc_irq_at',
  'Allocates one interrupt, at an index or the first that is free.',
  (
    k: Kernel,
    dev: device,
    domid: number,
    index: number,
    affdesc: readonly irq_affinity_desc[] | undefined,
  ): msi_map => {
    msi_lock_descs(k, dev);
    const map = __msi_domain_alloc_irq_at(k, dev, domid, index, affdesc);
    msi_unlock_descs(k, dev);
    return map;
  },
);

export const msi_device_domain_alloc_wired = at.fn(
  'msi_device_domain_alloc_wired',
  'Allocates the message that a bridge sends for a wire: at the first free index, with the wire in the cookie. A virq or an errno.',
  (k: Kernel, domain: irq_domain, hwirq: number, type: number): number => {
    const { dev } = domain;
    const wrong = dev === undefined || domain.bus_token !== DOMAIN_BUS_WIRED_TO_MSI;
    if (WARN_ON_ONCE(k, wrong) || dev === undefined) return -EINVAL;
    msi_lock_descs(k, dev);
    const isOther = msi_get_device_domain(k, dev, MSI_DEFAULT_DOMAIN) !== domain;
    const { index, virq } = WARN_ON_ONCE(k, isOther)
      ? { index: -EINVAL, virq: 0 }
      : __msi_domain_alloc_irq_at(k, dev, MSI_DEFAULT_DOMAIN, MSI_ANY_INDEX, undefined, { hwirq, type });
    msi_unlock_descs(k, dev);
    return index >= 0 ? virq : index;
  },
);

const __msi_domain_free_irqs = at.fn(
  '__msi_domain_free_irqs',
  'Frees the interrupts of MSI descriptors: of all of a device, or of a range of them.',
  (k: Kernel, dev: device, domain: irq_domain, ctrl: msi_ctrl): void => {
    for (const desc of descsInRange(dev, ctrl.first, ctrl.last)) {
      if (msi_desc_match(desc, MSI_DESC_ASSOCIATED)) freeOf(k, dev, domain, desc);
    }
  },
);

const msi_domain_free_locked = at.fn(
  'msi_domain_free_locked',
  'Frees the interrupts of a range of indexes, and the descriptors where the domain wants that.',
  (k: Kernel, dev: device, ctrl: msi_ctrl): void => {
    if (!msi_ctrl_valid(k, dev, ctrl)) return;
    const domain = msi_get_device_domain(k, dev, ctrl.domid);
    if (domain === undefined) return;
    const info = infoOf(domain);
    if (info.ops?.domain_free_irqs !== undefined) info.ops.domain_free_irqs(k, domain, dev);
    else __msi_domain_free_irqs(k, dev, domain, ctrl);
    if (!k.since('7.3')) info.ops?.msi_post_free?.(k, domain, dev);
    if ((info.flags & MSI_FLAG_FREE_MSI_DESCS) !== 0) msi_domain_free_descs(k, dev, ctrl);
  },
);

const msi_domain_free_irqs_range_locked = at.fn(
  'msi_domain_free_irqs_range_locked',
  'Frees the interrupts of a range of indexes.',
  (k: Kernel, dev: device, domid: number, first: number, last: number): void => {
    msi_domain_free_locked(k, dev, { domid, first, last, nirqs: 0 });
  },
);

export const msi_domain_free_irqs_all_locked = at.fn(
  'msi_domain_free_irqs_all_locked',
  'Frees all message interrupts of a device.',
  (k: Kernel, dev: device, domid: number): void => {
    msi_domain_free_irqs_range_locked(k, dev, domid, 0, msi_domain_get_hwsize(k, dev, domid) - 1);
  },
);

export const msi_device_domain_free_wired = at.fn(
  'msi_device_domain_free_wired',
  'Frees the message that a bridge sends for a wire.',
  (k: Kernel, domain: irq_domain, virq: number): void => {
    const desc = irq_get_irq_data(k, virq)?.common?.msi_desc;
    const { dev } = domain;
    const wrong = dev === undefined || desc === undefined || domain.bus_token !== DOMAIN_BUS_WIRED_TO_MSI;
    if (WARN_ON_ONCE(k, wrong) || dev === undefined || desc === undefined) return;
    msi_lock_descs(k, dev);
    if (!WARN_ON_ONCE(k, msi_get_device_domain(k, dev, MSI_DEFAULT_DOMAIN) !== domain))
      msi_domain_free_irqs_range_locked(k, dev, MSI_DEFAULT_DOMAIN, desc.msi_index, desc.msi_index);
    msi_unlock_descs(k, dev);
  },
);
