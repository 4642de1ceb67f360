/**
 * What preparing an allocation is made of in both versions: 6.1 has it in irq-gic-v3-its-pci-msi.c and
 * irq-gic-v3-its-platform-msi.c, 6.12 in irq-gic-v3-its-msi-parent.c, which 7.3 calls irq-gic-its-msi-parent.c.
 */
import { must } from '../../../../../base/assert.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import type { msi_domain_ops } from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { msi_get_domain_info } from '../../../kernel/irq/msi/index.ts';
import { of_parse_phandle_with_args } from '../../of/base/index.ts';

/** Devices that share a DeviceID without saying so are given this many vectors at least, and so are platform devices. */
const MANY = 32;

/** A power of two, for the size of the translation table. */
export function vectorsFor(nvec: number, many: boolean): number {
  return Math.max(many ? MANY : 1, nvec <= 1 ? 1 : 2 ** Math.ceil(Math.log2(nvec)));
}

/** The msi_prepare of the ITS domain: its_msi_prepare. */
export function msi_prepare_of(k: Kernel, parent: irq_domain): NonNullable<msi_domain_ops['msi_prepare']> {
  return must(msi_get_domain_info(k, parent)?.ops?.msi_prepare, 'msi_prepare of the ITS domain');
}

/** The DeviceID in msi-parent, or an errno. Without a node a device would need ACPI. */
export function of_pmsi_get_dev_id(k: Kernel, domain: irq_domain, dev: device): number {
  if (dev.of_node === undefined) return -1;
  for (let index = 0; ; index++) {
    const args = of_parse_phandle_with_args(k, dev.of_node, 'msi-parent', '#msi-cells', index);
    if (typeof args === 'number') return args;
    if (args.np === domain.fwnode) return args.args_count === 1 ? (args.args[0] ?? 0) : -EINVAL;
  }
}
