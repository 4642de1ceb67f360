/** its_init: where the GICv3 driver hands over. */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { ENOMEM, ENXIO } from '../../../include/linux/errno.ts';
import type { fwnode_handle } from '../../../include/linux/fwnode.ts';
import type { rdists } from '../../../include/linux/irqchip/arm-gic-v3.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import { is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { nr_cpu_ids } from '../../../kernel/cpu/index.ts';
import { pr_err, pr_info, pr_warn } from '../../../kernel/printk/printk.ts';
import { its_create_device } from './devices.ts';
import { allocate_lpi_tables } from './lpi-tables.ts';
import { its_of_probe } from './probe.ts';
import { device_ids, gic_rdists, irq_gic_v3_its_c, is_v4 } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

/** GICD_INT_DEF_PRI: what every LPI got before 6.11 let the GIC driver say it. */
const LPI_PROP_DEFAULT_PRIO = 0xa0;

/** A device of the driver's own, to invalidate the doorbells of virtual CPUs with where there is no register for it. */
const its_init_vpe_domain = at.fn(
  'its_init_vpe_domain',
  'Makes a device that stands in for virtual CPUs, where a GICv4 needs one.',
  (k: Kernel): number => {
    if (gic_rdists(k).has_direct_lpi) {
      pr_info(k, 'ITS: Using DirectLPI for VPE invalidation');
      return 0;
    }
    const its = must(irq_gic_v3_its_c(k).its_nodes.first(), 'an ITS');
    const entries = 2 ** Math.ceil(Math.log2(nr_cpu_ids(k)));
    const devid = 2 ** device_ids(its) - 1;
    const dev = its_create_device(k, its, devid, entries, false);
    if (dev === undefined) {
      pr_err(k, "ITS: Can't allocate GICv4 proxy device");
      return -ENOMEM;
    }
    irq_gic_v3_its_c(k).vpe_proxy_dev = dev;
    pr_info(k, `ITS: Allocated DevID ${devid.toString(16)} as GICv4 proxy device (${dev.nr_ites} slots)`);
    return 0;
  },
);

export const its_init = at.fn(
  'its_init',
  'Brings up all ITSs of the machine and the LPI tables they need.',
  (
    k: Kernel,
    handle: fwnode_handle | undefined,
    rdists: rdists,
    parent_domain: irq_domain,
    // From 6.11 on.
    irq_prio: number = LPI_PROP_DEFAULT_PRIO,
  ): number => {
    const c = irq_gic_v3_its_c(k);
    c.gic_rdists = rdists;
    c.lpi_prop_prio = irq_prio;
    c.its_parent = parent_domain;
    if (is_of_node(handle)) its_of_probe(k, handle);
    if (c.its_nodes.length === 0) {
      rdists.has_vlpis = false;
      pr_warn(k, 'ITS: No ITS available, not enabling LPIs');
      return -ENXIO;
    }
    const err = allocate_lpi_tables(k);
    if (err !== 0) return err;
    if (c.its_nodes.toArray().some(is_v4) && rdists.has_vlpis) {
      // Virtual CPUs are left out but for the device that stands in for them, whose MAPD is seen in the command queue.
      if (its_init_vpe_domain(k) === 0) {
        pr_info(k, 'ITS: Enabling GICv4 support');
      } else {
        rdists.has_vlpis = false;
        pr_err(k, 'ITS: Disabling GICv4 support');
      }
    }
    return 0;
  },
);
