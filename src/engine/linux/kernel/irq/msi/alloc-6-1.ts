/** kernel/irq/msi.c until 6.1: allocating and freeing the interrupts of a device in a domain that is named. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  MSI_DESC_ALL,
  MSI_DESC_ASSOCIATED,
  MSI_DESC_NOTASSOCIATED,
  type msi_alloc_info_t,
  MSI_FLAG_ALLOC_SIMPLE_MSI_DESCS,
  MSI_FLAG_FREE_MSI_DESCS,
} from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_set_msi_desc } from '../chip/index.ts';
import { irq_domain_alloc_irqs_hierarchy, irq_domain_free_irqs_common } from '../irqdomain/index.ts';
import { infoOf, opsOf } from './domain.ts';
import { msi_for_each_desc } from './iterate.ts';
import { msi_lock_descs, msi_unlock_descs, msiData } from './device-data.ts';
import { msi_add_simple_msi_descs, msi_free_msi_descs, msi_free_msi_descs_range_6_1 } from './store.ts';
import { allocateFor, emptyAllocation, freeOf, vflagsFor } from './virq.ts';

const at = source('kernel/irq/msi.c');

export const msi_domain_prepare_irqs_6_1 = at.fn(
  'msi_domain_prepare_irqs',
  'Prepares the domain for so many interrupts of a device; until 6.1 it first checks that it can do what the device wants.',
  (k: Kernel, domain: irq_domain, dev: device, nvec: number, arg: msi_alloc_info_t): number => {
    const info = infoOf(domain);
    const ops = opsOf(info);
    const ret = must(ops.msi_check, 'msi_check of an MSI domain')(k, domain, info, dev);
    return ret === 0 ? must(ops.msi_prepare, 'msi_prepare of an MSI domain')(k, domain, dev, nvec, arg) : ret;
  },
);

/** Allocates interrupts for descriptors that were just made; -errno of the first that fails, with how many went well. */
function populate(
  k: Kernel,
  domain: irq_domain,
  dev: device,
  virq_base: number,
  nvec: number,
  arg: msi_alloc_info_t,
): { readonly ret: number; readonly done: number } {
  const set_desc = must(opsOf(infoOf(domain)).set_desc, 'set_desc of an MSI domain');
  for (let done = 0; done < nvec; done++) {
    const virq = virq_base + done;
    const desc = must(msiData(dev).store.get(virq), 'an MSI descriptor just made');
    desc.irq = virq;
    set_desc(k, arg, desc);
    const ret = irq_domain_alloc_irqs_hierarchy(k, domain, virq, 1, arg);
    if (ret !== 0) return { ret, done };
    irq_set_msi_desc(k, virq, desc);
  }
  return { ret: 0, done: nvec };
}

export const msi_domain_populate_irqs = at.fn(
  'msi_domain_populate_irqs',
  'Gives interrupts of a controller that sends messages theirs; the descriptor of each is at the index of its virq.',
  (k: Kernel, domain: irq_domain, dev: device, virq_base: number, nvec: number, arg: msi_alloc_info_t): number => {
    msi_lock_descs(k, dev);
    let ret = msi_add_simple_msi_descs(k, dev, virq_base, nvec);
    if (ret === 0) {
      const populated = populate(k, domain, dev, virq_base, nvec, arg);
      ({ ret } = populated);
      if (ret !== 0) {
        for (let i = populated.done - 1; i >= 0; i--) irq_domain_free_irqs_common(k, domain, virq_base + i, 1);
        msi_free_msi_descs_range_6_1(k, dev, MSI_DESC_ALL, virq_base, virq_base + nvec - 1);
      }
    }
    msi_unlock_descs(k, dev);
    return ret;
  },
);

export const __msi_domain_alloc_irqs_6_1 = at.fn(
  '__msi_domain_alloc_irqs',
  'Allocates an interrupt for each MSI descriptor that has none: of a device, or of a range of them.',
  (k: Kernel, domain: irq_domain, dev: device, nvec: number): number => {
    const arg = emptyAllocation();
    const err = msi_domain_prepare_irqs_6_1(k, domain, dev, nvec, arg);
    if (err !== 0) return err;
    const vflags = vflagsFor(k, domain, dev);
    let allocated = 0;
    for (const desc of msi_for_each_desc(k, dev, MSI_DESC_NOTASSOCIATED)) {
      const ret = allocateFor(k, dev, domain, desc, arg, vflags, allocated);
      if (ret !== 0) return ret;
      allocated++;
    }
    return 0;
  },
);

export const __msi_domain_free_irqs_6_1 = at.fn(
  '__msi_domain_free_irqs',
  'Frees the interrupts of MSI descriptors: of all of a device, or of a range of them.',
  (k: Kernel, domain: irq_domain, dev: device): void => {
    for (const desc of msi_for_each_desc(k, dev, MSI_DESC_ASSOCIATED)) freeOf(k, dev, domain, desc);
  },
);

export const msi_domain_alloc_irqs_descs_locked = at.fn(
  'msi_domain_alloc_irqs_descs_locked',
  'Allocates the MSIs of a device; on failure frees those it got.',
  (k: Kernel, domain: irq_domain, dev: device, nvec: number): number => {
    const info = infoOf(domain);
    if ((info.flags & MSI_FLAG_ALLOC_SIMPLE_MSI_DESCS) !== 0) {
      const err = msi_add_simple_msi_descs(k, dev, 0, nvec);
      if (err !== 0) return err;
    }
    const ret = must(opsOf(info).domain_alloc_irqs, 'domain_alloc_irqs of an MSI domain')(k, domain, dev, nvec);
    if (ret !== 0) msi_domain_free_irqs_descs_locked(k, domain, dev);
    return ret;
  },
);

export const msi_domain_alloc_irqs = at.fn(
  'msi_domain_alloc_irqs',
  'Allocates the MSIs of a device.',
  (k: Kernel, domain: irq_domain, dev: device, nvec: number): number => {
    msi_lock_descs(k, dev);
    const ret = msi_domain_alloc_irqs_descs_locked(k, domain, dev, nvec);
    msi_unlock_descs(k, dev);
    return ret;
  },
);

export const msi_domain_free_irqs_descs_locked = at.fn(
  'msi_domain_free_irqs_descs_locked',
  'Frees the MSIs of a device, and the descriptors the domain has made itself.',
  (k: Kernel, domain: irq_domain, dev: device): void => {
    const info = infoOf(domain);
    must(opsOf(info).domain_free_irqs, 'domain_free_irqs of an MSI domain')(k, domain, dev);
    if ((info.flags & MSI_FLAG_FREE_MSI_DESCS) !== 0) msi_free_msi_descs(k, dev);
  },
);
