/**
 * Models drivers/irqchip/irq-gic-v3-mbi.c: a GICv3 distributor that turns the write of a message into an SPI, where the
 * tree sets SPIs aside for it ("mbi-ranges"). Left out: the message that lowers a level interrupt again.
 */
import { hex } from '../../../../../base/hex.ts';
import { source } from '../../../../recorder/index.ts';
import { EINVAL, ENXIO } from '../../../include/linux/errno.ts';
import type { fwnode_handle } from '../../../include/linux/fwnode.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import { type device_node, is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_info } from '../../../kernel/printk/printk.ts';
import { of_address_to_resource, of_translate_address } from '../../of/address.ts';
import { of_property_cells, of_property_read_bool } from '../../of/property.ts';
import { mbi_allocate_domain } from './domains.ts';
import { irq_gic_v3_mbi_c, mbi_range } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-mbi.c');

/** Notes the SPIs that the tree sets aside; false where it says it in a way that makes no pairs. */
function readRanges(k: Kernel, np: device_node): boolean {
  const cells = of_property_cells(k, np, 'mbi-ranges');
  if (cells.length === 0 || cells.length % 2 !== 0) return false;
  for (let i = 0; i < cells.length; i += 2) {
    const [spi_start = 0, nr_spis = 0] = cells.slice(i);
    irq_gic_v3_mbi_c(k).mbi_ranges.addTail(mbi_range.create(k.rec, { spi_start, nr_spis }));
    pr_info(k, `GICv3: MBI range [${spi_start}:${spi_start + nr_spis - 1}]`);
  }
  return true;
}

/** Where the doorbell's frame is: the distributor, or an alias of it that devices can reach. */
function findFrame(k: Kernel, np: device_node): number | undefined {
  if (of_property_read_bool(k, np, 'mbi-alias')) {
    return of_translate_address(k, np, of_property_cells(k, np, 'mbi-alias'));
  }
  const res = of_address_to_resource(k, np, 0);
  return typeof res === 'number' ? undefined : res.start;
}

function forgetRanges(k: Kernel): void {
  const { mbi_ranges } = irq_gic_v3_mbi_c(k);
  for (const range of mbi_ranges.toArray()) {
    mbi_ranges.remove(range);
    k.rec.free(range);
  }
}

export const mbi_init = at.fn(
  'mbi_init',
  'Looks whether the tree sets SPIs aside for messages.',
  (k: Kernel, fwnode: fwnode_handle, parent: irq_domain): number => {
    if (!is_of_node(fwnode) || !of_property_read_bool(k, fwnode, 'msi-controller')) return 0;
    if (!readRanges(k, fwnode)) return -EINVAL;
    const frame = findFrame(k, fwnode);
    if (frame === undefined) {
      forgetRanges(k);
      return -ENXIO;
    }
    irq_gic_v3_mbi_c(k).mbi_phys_base = frame;
    pr_info(k, `GICv3: Using MBI frame ${hex(frame, 16)}`);
    const ret = mbi_allocate_domain(k, parent);
    if (ret !== 0) forgetRanges(k);
    return ret;
  },
);
