/**
 * Models drivers/irqchip/irq-gic-v3-its-platform-msi.c (until 6.10): one MSI domain for all platform devices behind an
 * ITS. Left out: ACPI.
 */
import { must } from '../../../../base/assert.ts';
import { type Recorded, ref, source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { ENXIO } from '../../include/linux/errno.ts';
import type { fwnode_handle } from '../../include/linux/fwnode.ts';
import { DOMAIN_BUS_NEXUS, type irq_domain } from '../../include/linux/irqdomain.ts';
import {
  type msi_alloc_info_t,
  msi_domain_info,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
} from '../../include/linux/msi.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { irq_find_matching_fwnode } from '../../kernel/irq/irqdomain/index.ts';
import { msi_get_domain_info } from '../../kernel/irq/msi/index.ts';
import { pr_err, pr_info } from '../../kernel/printk/printk.ts';
import { platform_msi_create_irq_domain } from '../base/platform-msi.ts';
import { for_each_matching_node, of_device_is_available } from '../of/base/index.ts';
import { of_property_read_bool } from '../of/property.ts';
import { its_device_id, msi_prepare_of, of_pmsi_get_dev_id, vectorsFor } from './irq-gic-v3-its/index.ts';

const at = source('drivers/irqchip/irq-gic-v3-its-platform-msi.c');

interface irq_gic_v3_its_platform_msi_c extends Recorded {
  its_pmsi_domain_info: msi_domain_info | undefined;
}
const irq_gic_v3_its_platform_msi_c = statics<irq_gic_v3_its_platform_msi_c>(
  'drivers/irqchip/irq-gic-v3-its-platform-msi.c',
  { its_pmsi_domain_info: ref() },
);

const its_pmsi_prepare = at.fn(
  'its_pmsi_prepare',
  'Finds the DeviceID of a platform device, and has the ITS device made.',
  (k: Kernel, domain: irq_domain, dev: device, nvec: number, info: msi_alloc_info_t): number => {
    const parent = must(domain.parent, 'the ITS domain below the platform domain');
    const msi_prepare = msi_prepare_of(k, parent);
    const dev_id = of_pmsi_get_dev_id(k, domain, dev);
    if (dev_id < 0) return dev_id;
    info.scratchpad[0] = dev_id;
    return msi_prepare(k, parent, dev, vectorsFor(nvec, true), info);
  },
);

/** A static variable in the kernel; the domain code completes it when the first domain is made. */
function its_pmsi_domain_info(k: Kernel): msi_domain_info {
  return (irq_gic_v3_its_platform_msi_c(k).its_pmsi_domain_info ??= msi_domain_info.create(k.rec, {
    flags: MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS,
    ops: { msi_prepare: its_pmsi_prepare },
    chip: { name: 'ITS-pMSI', flags: 0 },
  }));
}

const its_pmsi_init_one = at.fn(
  'its_pmsi_init_one',
  'Makes the platform MSI domain of an ITS.',
  (k: Kernel, fwnode: fwnode_handle, name: string): number => {
    const parent = irq_find_matching_fwnode(k, fwnode, DOMAIN_BUS_NEXUS);
    if (parent === undefined || msi_get_domain_info(k, parent) === undefined) {
      pr_err(k, `${name}: unable to locate ITS domain`);
      return -ENXIO;
    }
    if (platform_msi_create_irq_domain(k, fwnode, its_pmsi_domain_info(k), parent) === undefined) {
      pr_err(k, `${name}: unable to create platform domain`);
      return -ENXIO;
    }
    pr_info(k, `Platform MSI: ${name} domain created`);
    return 0;
  },
);

export const its_pmsi_init = at.fn(
  'its_pmsi_init',
  'Makes a platform MSI domain on each ITS of the device tree.',
  (k: Kernel): number => {
    for (const np of for_each_matching_node(k, its_device_id)) {
      if (!of_device_is_available(k, np) || !of_property_read_bool(k, np, 'msi-controller')) continue;
      its_pmsi_init_one(k, np, np.full_name);
    }
    return 0;
  },
);
