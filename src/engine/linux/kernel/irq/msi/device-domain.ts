/** kernel/irq/msi.c (6.2 and later): an MSI domain for one device. */
import { must } from '../../../../../base/assert.ts';
import { type Recorded, source } from '../../../../recorder/index.ts';
import { dev_name, type device } from '../../../include/linux/device.ts';
import {
  type irq_domain,
  IRQ_DOMAIN_FLAG_MSI_DEVICE,
  irq_domain_is_msi_device,
  irq_domain_is_msi_parent,
} from '../../../include/linux/irqdomain.ts';
import {
  msi_alloc_info,
  msi_domain_info,
  type msi_domain_template,
  MSI_FLAG_USE_DEV_FWNODE,
  MSI_MAX_DEVICE_IRQDOMAINS,
} from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_domain_alloc_named_fwnode, irq_domain_free_fwnode, irq_domain_remove } from '../irqdomain/index.ts';
import { msi_domain_prepare_irqs } from './alloc.ts';
import { __msi_create_irq_domain } from './create.ts';
import {
  msi_get_device_domain,
  msi_lock_descs,
  msi_setup_device_data,
  msi_unlock_descs,
  msiData,
} from './device-data.ts';
import { infoOf } from './domain.ts';
import { emptyAllocation } from './virq.ts';

const at = source('kernel/irq/msi.c');

/** What the parent allows of a name: the kernel's buffer has 48 bytes. */
const NAME_LENGTH = 47;

/** The template's copy for this device (the kernel's bundle), its chip named after parent, chip and device. */
function bundle(
  k: Kernel,
  dev: device,
  template: msi_domain_template,
  prefix: string | undefined,
  hwsize: number,
  data: Recorded | undefined,
  chip_data: Recorded | undefined,
): msi_domain_info {
  const name = `${prefix ?? ''}${template.chip.name}-${dev_name(dev)}`.slice(0, NAME_LENGTH);
  return msi_domain_info.create(k.rec, {
    flags: template.flags,
    bus_token: template.bus_token,
    hwsize,
    ops: template.ops,
    chip: { ...template.chip, name },
    chip_data,
    data,
    // 7.3: what preparing finds out stays with the domain.
    ...(k.since('7.3') ? { alloc_data: msi_alloc_info.create(k.rec), dev } : {}),
  });
}

function freeInfo(k: Kernel, info: msi_domain_info): void {
  if (info.alloc_data !== undefined) k.rec.free(info.alloc_data);
  k.rec.free(info);
}

/** 7.3 prepares the new domain of a device once, for as many messages as it has room for: an ITS makes its device now. */
function prepare(k: Kernel, domain: irq_domain, dev: device, hwsize: number): number {
  const { alloc_data } = infoOf(domain);
  if (alloc_data === undefined) return 0;
  const arg = emptyAllocation();
  const err = msi_domain_prepare_irqs(k, domain, dev, hwsize, arg);
  const [ptr] = arg.scratchpad;
  alloc_data.hwirq = arg.hwirq;
  alloc_data.flags = arg.flags;
  alloc_data.scratchpad = typeof ptr === 'number' ? undefined : ptr;
  return err;
}

export const msi_create_device_irq_domain = at.fn(
  'msi_create_device_irq_domain',
  'Makes the MSI domain of a device, on the parent domain that was found for it.',
  (
    k: Kernel,
    dev: device,
    domid: number,
    template: msi_domain_template,
    hwsize: number,
    domain_data: Recorded | undefined,
    chip_data: Recorded | undefined,
  ): boolean => {
    const parent = dev.msi_domain;
    if (parent === undefined || !irq_domain_is_msi_parent(parent) || domid >= MSI_MAX_DEVICE_IRQDOMAINS) return false;
    const pops = must(parent.msi_parent_ops, 'the operations of an MSI parent');
    const info = bundle(k, dev, template, pops.prefix, hwsize, domain_data, chip_data);
    const ofDevice = (info.flags & MSI_FLAG_USE_DEV_FWNODE) !== 0;
    const fwnode = ofDevice ? dev.fwnode : irq_domain_alloc_named_fwnode(k, info.chip?.name ?? '');
    msi_setup_device_data(k, dev);
    msi_lock_descs(k, dev);
    let domain: irq_domain | undefined;
    if (msi_get_device_domain(k, dev, domid) === undefined && pops.init_dev_msi_info?.(k, dev, parent, parent, info)) {
      domain = __msi_create_irq_domain(k, fwnode, info, IRQ_DOMAIN_FLAG_MSI_DEVICE, parent);
    }
    if (domain !== undefined) {
      domain.dev = dev;
      msiData(dev).domain = domain;
      if (prepare(k, domain, dev, hwsize) !== 0) {
        msiData(dev).domain = undefined;
        irq_domain_remove(k, domain);
        domain = undefined;
      }
    }
    if (domain === undefined) {
      msi_unlock_descs(k, dev);
      if (!ofDevice) irq_domain_free_fwnode(k, fwnode);
      freeInfo(k, info);
      return false;
    }
    msi_unlock_descs(k, dev);
    return true;
  },
);

export const msi_remove_device_irq_domain = at.fn(
  'msi_remove_device_irq_domain',
  'Removes the MSI domain of a device.',
  (k: Kernel, dev: device, domid: number): void => {
    msi_lock_descs(k, dev);
    const domain = msi_get_device_domain(k, dev, domid);
    if (domain !== undefined && irq_domain_is_msi_device(domain)) {
      msiData(dev).domain = undefined;
      const info = infoOf(domain);
      const { fwnode } = domain;
      if (info.alloc_data !== undefined) info.ops?.msi_teardown?.(k, domain, info.alloc_data);
      irq_domain_remove(k, domain);
      irq_domain_free_fwnode(k, fwnode);
      freeInfo(k, info);
    }
    msi_unlock_descs(k, dev);
  },
);

export const msi_match_device_irq_domain = at.fn(
  'msi_match_device_irq_domain',
  'Says whether a device has an MSI domain of its own of this kind.',
  (k: Kernel, dev: device, domid: number, bus_token: number): boolean => {
    msi_lock_descs(k, dev);
    const domain = msi_get_device_domain(k, dev, domid);
    const ret = domain !== undefined && irq_domain_is_msi_device(domain) && infoOf(domain).bus_token === bus_token;
    msi_unlock_descs(k, dev);
    return ret;
  },
);
