/**
 * Models drivers/base/platform-msi.c of 6.1: MSIs of platform devices that have registers for address and data, and domains of
 * devices that are interrupt controllers themselves and send a message for each of their wires. 6.12 has per-device domains instead.
 */
import { must } from '../../../../base/assert.ts';
import { always, fnptr, type FunctionInfo, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { __do_kernel_fault } from '../../arch/arm64/mm/fault.ts';
import type { device } from '../../include/linux/device.ts';
import { EBUSY, EINVAL } from '../../include/linux/errno.ts';
import type { fwnode_handle } from '../../include/linux/fwnode.ts';
import { type irq_data, IRQCHIP_SUPPORTS_LEVEL_MSI } from '../../include/linux/irq.ts';
import { DOMAIN_BUS_PLATFORM_MSI, type irq_domain, type irq_domain_ops } from '../../include/linux/irqdomain.ts';
import {
  MSI_ALLOC_FLAGS_PROXY_DEVICE,
  type msi_alloc_info_t,
  type msi_desc,
  MSI_DESC_ALL,
  type msi_domain_info,
  MSI_FLAG_ALLOC_SIMPLE_MSI_DESCS,
  MSI_FLAG_DEV_SYSFS,
  MSI_FLAG_FREE_MSI_DESCS,
  MSI_FLAG_LEVEL_CAPABLE,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
  type msi_msg,
} from '../../include/linux/msi.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { irq_chip_eoi_parent, irq_chip_mask_parent, irq_chip_unmask_parent } from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_remove,
  irq_domain_set_hwirq_and_chip,
  irq_domain_update_bus_token,
} from '../../kernel/irq/irqdomain/index.ts';
import {
  emptyAllocation,
  msi_create_irq_domain,
  msi_domain_alloc_irqs,
  msi_domain_populate_irqs,
  msi_domain_prepare_irqs_6_1,
  msi_domain_set_affinity,
  msi_free_msi_descs_range_6_1,
  msi_lock_descs,
  msi_setup_device_data,
  msi_unlock_descs,
} from '../../kernel/irq/msi/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';

const at = source('drivers/base/platform-msi.c');

const DEV_ID_SHIFT = 21;
const MAX_DEV_MSIS = 1 << (32 - DEV_ID_SHIFT);

/** Writes a message into a device's own registers. */
export type irq_write_msi_msg_t = ((k: Kernel, desc: msi_desc, msg: msi_msg) => void) & FunctionInfo;

interface platform_msi_priv_data extends Recorded {
  dev: device | undefined;
  write_msg: irq_write_msi_msg_t | undefined;
  devid: number;
}
const platform_msi_priv_data = struct<platform_msi_priv_data>('platform_msi_priv_data', {
  dev: ref(),
  write_msg: fnptr(),
  devid: num(),
});

/** What platform_msi_priv_data has besides where the device is a controller, whose domain has it as host data. */
interface platform_msi_domain_data extends Recorded {
  readonly dev: device;
  readonly host_data: Recorded;
  /** arg: what preparing the allocations has left, the ITS device where there is one. */
  arg_flags: number;
  arg_scratchpad: Recorded | undefined;
}
const platform_msi_domain_data = struct<platform_msi_domain_data>('platform_msi_domain_data', {
  dev: always(ref()),
  host_data: always(ref()),
  arg_flags: num(),
  arg_scratchpad: ref(),
});

interface platform_msi_c extends Recorded {
  /** Numbers given so far; the kernel's allocator would reuse those that came back. */
  platform_msi_devid_ida: number;
}
const platform_msi_c = statics<platform_msi_c>('drivers/base/platform-msi.c', { platform_msi_devid_ida: num() });

function privateOf(dev: device | undefined): platform_msi_priv_data {
  return platform_msi_priv_data.of(must(dev?.msi_data?.platform_data, 'the MSI data of a platform device'));
}

const platform_msi_set_desc = at.fn(
  'platform_msi_set_desc',
  'Numbers an interrupt: the number of its device, and its place within that.',
  (k: Kernel, arg: msi_alloc_info_t, desc: msi_desc): void => {
    arg.desc = desc;
    arg.hwirq = privateOf(desc.dev).devid * MAX_DEV_MSIS + desc.msi_index;
  },
);

const platform_msi_init = at.fn(
  'platform_msi_init',
  'Gives an irq its level in the platform MSI domain.',
  (k: Kernel, domain: irq_domain, info: msi_domain_info, virq: number, hwirq: number): number =>
    irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, info.chip, info.chip_data),
);

/** Where in a msi_desc its device is. */
const MSI_DESC_DEV = 8;

const platform_msi_write_msg = at.fn(
  'platform_msi_write_msg',
  'Has the driver write a message into its device.',
  (k: Kernel, data: irq_data, msg: msi_msg): void => {
    // None where 6.1 has mapped a wire in this domain: its device is read through nothing.
    const desc = data.common?.msi_desc ?? __do_kernel_fault(k, MSI_DESC_DEV, 'platform_msi_write_msg');
    must(privateOf(desc.dev).write_msg, 'the write function of a platform device')(k, desc, msg);
  },
);

function platform_msi_update_dom_ops(info: msi_domain_info): void {
  const { ops } = info;
  info.ops = { ...ops, msi_init: ops?.msi_init ?? platform_msi_init, set_desc: ops?.set_desc ?? platform_msi_set_desc };
}

function platform_msi_update_chip_ops(info: msi_domain_info): void {
  const chip = must(info.chip, 'the chip of a platform MSI domain');
  info.chip = {
    ...chip,
    irq_mask: chip.irq_mask ?? irq_chip_mask_parent,
    irq_unmask: chip.irq_unmask ?? irq_chip_unmask_parent,
    irq_eoi: chip.irq_eoi ?? irq_chip_eoi_parent,
    irq_set_affinity: chip.irq_set_affinity ?? msi_domain_set_affinity,
    irq_write_msi_msg: chip.irq_write_msi_msg ?? platform_msi_write_msg,
  };
  const level = (info.flags & MSI_FLAG_LEVEL_CAPABLE) !== 0;
  if (level && (chip.flags & IRQCHIP_SUPPORTS_LEVEL_MSI) === 0) info.flags &= ~MSI_FLAG_LEVEL_CAPABLE;
}

export const platform_msi_create_irq_domain = at.fn(
  'platform_msi_create_irq_domain',
  'Makes an MSI domain for platform devices.',
  (k: Kernel, fwnode: fwnode_handle, info: msi_domain_info, parent: irq_domain): irq_domain | undefined => {
    if ((info.flags & MSI_FLAG_USE_DEF_DOM_OPS) !== 0) platform_msi_update_dom_ops(info);
    if ((info.flags & MSI_FLAG_USE_DEF_CHIP_OPS) !== 0) platform_msi_update_chip_ops(info);
    info.flags |= MSI_FLAG_DEV_SYSFS | MSI_FLAG_ALLOC_SIMPLE_MSI_DESCS | MSI_FLAG_FREE_MSI_DESCS;
    const domain = msi_create_irq_domain(k, fwnode, info, parent);
    if (domain !== undefined) irq_domain_update_bus_token(k, domain, DOMAIN_BUS_PLATFORM_MSI);
    return domain;
  },
);

const platform_msi_alloc_priv_data = at.fn(
  'platform_msi_alloc_priv_data',
  'Makes what a platform device needs for its MSIs, with a number of its own.',
  (k: Kernel, dev: device, nvec: number, write_msg: irq_write_msi_msg_t | undefined): number => {
    if (dev.msi_domain === undefined || write_msg === undefined || nvec === 0 || nvec > MAX_DEV_MSIS) return -EINVAL;
    if (dev.msi_domain.bus_token !== DOMAIN_BUS_PLATFORM_MSI) {
      dev_err(k, dev, 'Incompatible msi_domain, giving up');
      return -EINVAL;
    }
    const err = msi_setup_device_data(k, dev);
    if (err !== 0) return err;
    const md = must(dev.msi_data, 'the MSI data of a device');
    if (md.platform_data !== undefined) return -EBUSY;
    const devid = platform_msi_c(k).platform_msi_devid_ida++;
    md.platform_data = platform_msi_priv_data.create(k.rec, { dev, write_msg, devid });
    return 0;
  },
);

const platform_msi_free_priv_data = at.fn(
  'platform_msi_free_priv_data',
  'Frees what a platform device needed for its MSIs.',
  (k: Kernel, dev: device): void => {
    k.rec.free(privateOf(dev));
    must(dev.msi_data, 'the MSI data of a device').platform_data = undefined;
  },
);

export const platform_msi_domain_alloc_irqs = at.fn(
  'platform_msi_domain_alloc_irqs',
  'Allocates MSIs for a platform device.',
  (k: Kernel, dev: device, nvec: number, write_msi_msg: irq_write_msi_msg_t | undefined): number => {
    const err = platform_msi_alloc_priv_data(k, dev, nvec, write_msi_msg);
    if (err !== 0) return err;
    const ret = msi_domain_alloc_irqs(k, must(dev.msi_domain, 'the MSI domain of a device'), dev, nvec);
    if (ret !== 0) platform_msi_free_priv_data(k, dev);
    return ret;
  },
);

const dataOf = (domain: irq_domain): platform_msi_domain_data => platform_msi_domain_data.of(domain.host_data);

/** What the driver gave to `__platform_msi_create_device_domain`. */
export const platform_msi_get_host_data = at.fn(
  'platform_msi_get_host_data',
  'The data of the driver whose domain this is.',
  (_k: Kernel, domain: irq_domain): Recorded => dataOf(domain).host_data,
);

export const __platform_msi_create_device_domain = at.fn(
  '__platform_msi_create_device_domain',
  'Makes the domain of a controller that sends messages, on the platform MSI domain that its device was given.',
  (
    k: Kernel,
    dev: device,
    nvec: number,
    is_tree: boolean,
    write_msi_msg: irq_write_msi_msg_t,
    ops: irq_domain_ops,
    host_data: Recorded,
  ): irq_domain | undefined => {
    if (platform_msi_alloc_priv_data(k, dev, nvec, write_msi_msg) !== 0) return undefined;
    const data = platform_msi_domain_data.create(k.rec, { dev, host_data });
    const parent = must(dev.msi_domain, 'the MSI domain of a device');
    const domain = irq_domain_create_hierarchy(k, parent, 0, is_tree ? 0 : nvec, dev.fwnode, ops, data);
    if (domain !== undefined) {
      const arg = emptyAllocation();
      arg.flags |= MSI_ALLOC_FLAGS_PROXY_DEVICE;
      if (msi_domain_prepare_irqs_6_1(k, parent, dev, nvec, arg) === 0) {
        const [scratchpad] = arg.scratchpad;
        data.arg_flags = arg.flags;
        data.arg_scratchpad = typeof scratchpad === 'number' ? undefined : scratchpad;
        return domain;
      }
      irq_domain_remove(k, domain);
    }
    k.rec.free(data);
    platform_msi_free_priv_data(k, dev);
    return undefined;
  },
);

export const platform_msi_device_domain_alloc = at.fn(
  'platform_msi_device_domain_alloc',
  'Allocates the messages of interrupts in the domain below that of their controller.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): number => {
    const { dev, arg_flags: flags, arg_scratchpad } = dataOf(domain);
    const arg = { ...emptyAllocation(), flags, scratchpad: [arg_scratchpad] };
    return msi_domain_populate_irqs(k, must(domain.parent, 'the platform MSI domain'), dev, virq, nr_irqs, arg);
  },
);

export const platform_msi_device_domain_free = at.fn(
  'platform_msi_device_domain_free',
  'Frees the messages of interrupts of a controller.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const { dev } = dataOf(domain);
    msi_lock_descs(k, dev);
    irq_domain_free_irqs_common(k, domain, virq, nr_irqs);
    msi_free_msi_descs_range_6_1(k, dev, MSI_DESC_ALL, virq, virq + nr_irqs - 1);
    msi_unlock_descs(k, dev);
  },
);
