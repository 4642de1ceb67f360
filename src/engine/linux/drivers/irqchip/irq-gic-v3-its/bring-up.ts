/** Bringing one ITS up: command queue, tables, collections, irq domain. */
import { must } from '../../../../../base/assert.ts';
import { bareHex } from '../../../../../base/hex.ts';
import { source } from '../../../../recorder/index.ts';
import { readl, readq, writel, writeq } from '../../../include/asm/io.ts';
import { EINVAL, ENOMEM } from '../../../include/linux/errno.ts';
import { DOMAIN_BUS_NEXUS, HWIRQ_NO_LIMIT, IRQ_DOMAIN_FLAG_MSI_PARENT } from '../../../include/linux/irqdomain.ts';
import { msi_domain_info } from '../../../include/linux/msi.ts';
import { SZ_4K } from '../../../include/linux/sizes.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  __irq_domain_add,
  irq_domain_create_hierarchy,
  irq_domain_update_bus_token,
} from '../../../kernel/irq/irqdomain/index.ts';
import { msi_create_parent_irq_domain } from '../../../kernel/irq/msi/index.ts';
import { pr_err, pr_info } from '../../../kernel/printk/printk.ts';
import { alloc_pages, free_pages, get_order } from '../../../mm/page_alloc.ts';
import { gic_v3_its_msi_parent_ops } from '../irq-gic-its-msi-parent.ts';
import { its_alloc_collections } from './collections.ts';
import { its_msi_prepare, its_msi_teardown } from './devices.ts';
import { its_domain_ops } from './domain.ts';
import { ITS_CMD_QUEUE_SZ } from './queue.ts';
import { its_enable_quirks } from './quirks.ts';
import {
  GITS_CBASER,
  GITS_CBASER_CACHEABILITY_MASK,
  GITS_CBASER_InnerShareable,
  GITS_CBASER_nC,
  GITS_CBASER_RaWaWb,
  GITS_CBASER_SHAREABILITY_MASK,
  GITS_CBASER_VALID,
  GITS_CTLR,
  GITS_CTLR_ENABLE,
  GITS_CTLR_ImDe,
  GITS_CTLR_ITS_NUMBER,
  GITS_CTLR_ITS_NUMBER_SHIFT,
  GITS_CWRITER,
  GITS_MPIDR,
  GITS_TYPER_SVPET,
  GITS_TYPER_VMOVP,
} from './registers.ts';
import { its_alloc_tables, its_free_tables } from './tables.ts';
import {
  irq_gic_v3_its_c,
  is_v4,
  is_v4_1,
  ITS_FLAGS_CMDQ_NEEDS_FLUSHING,
  ITS_FLAGS_FORCE_NON_SHAREABLE,
  type its_node,
  itsName,
} from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

const GICv4_ITS_LIST_MAX = 16;

const its_init_domain = at.fn(
  'its_init_domain',
  "Makes the irq domain of an ITS, on top of the GIC's.",
  (k: Kernel, its: its_node): number => {
    const info = msi_domain_info.create(k.rec, {
      ops: { msi_prepare: its_msi_prepare, ...(k.since('7.3') ? { msi_teardown: its_msi_teardown } : {}) },
      data: its,
    });
    const its_parent = must(irq_gic_v3_its_c(k).its_parent, 'the domain below the ITS');
    const handle = its.fwnode_handle;
    if (!k.since('6.12')) {
      const inner_domain = __irq_domain_add(k, handle, 0, HWIRQ_NO_LIMIT, 0, its_domain_ops(k), its);
      if (inner_domain === undefined) return -ENOMEM;
      inner_domain.parent = its_parent;
      irq_domain_update_bus_token(k, inner_domain, DOMAIN_BUS_NEXUS);
      inner_domain.flags |= its.msi_domain_flags;
      inner_domain.host_data = info;
      return 0;
    }
    // The domain is now a hierarchy from the start, and the parent that per-device MSI domains are made on.
    const ops = its_domain_ops(k);
    if (k.since('7.3')) {
      const parts = { fwnode: handle, ops, domain_flags: its.msi_domain_flags, parent: its_parent, host_data: info };
      const made = msi_create_parent_irq_domain(k, parts, gic_v3_its_msi_parent_ops(k));
      return made === undefined ? -ENOMEM : 0;
    }
    const inner_domain = irq_domain_create_hierarchy(k, its_parent, its.msi_domain_flags, 0, handle, ops, info);
    if (inner_domain === undefined) return -ENOMEM;
    irq_domain_update_bus_token(k, inner_domain, DOMAIN_BUS_NEXUS);
    inner_domain.msi_parent_ops = gic_v3_its_msi_parent_ops(k);
    inner_domain.flags |= IRQ_DOMAIN_FLAG_MSI_PARENT;
    return 0;
  },
);

const its_compute_its_list_map = at.fn(
  'its_compute_its_list_map',
  'Gives an ITS its number among those that must all see a virtual CPU move.',
  (k: Kernel, its: its_node): number => {
    const c = irq_gic_v3_its_c(k);
    let number = 0;
    while (((c.its_list_map >> number) & 1) === 1) number++;
    if (number >= GICv4_ITS_LIST_MAX) {
      pr_err(k, `${itsName(its.phys_base)}: No ITSList entry available!`);
      return -EINVAL;
    }
    const ctlr = readl(k, its.base + GITS_CTLR) & ~GITS_CTLR_ITS_NUMBER;
    writel(k, ctlr | (number << GITS_CTLR_ITS_NUMBER_SHIFT), its.base + GITS_CTLR);
    number = (readl(k, its.base + GITS_CTLR) & GITS_CTLR_ITS_NUMBER) >>> GITS_CTLR_ITS_NUMBER_SHIFT;
    if (((c.its_list_map >> number) & 1) === 1) {
      pr_err(k, `${itsName(its.phys_base)}: Duplicate ITSList entry ${number}`);
      return -EINVAL;
    }
    c.its_list_map |= 1 << number;
    return number;
  },
);

/** What a GICv4 ITS says of itself. */
function probeV4(k: Kernel, its: its_node): number {
  const name = itsName(its.phys_base);
  if ((its.typer & GITS_TYPER_VMOVP) === 0n) {
    const number = its_compute_its_list_map(k, its);
    if (number < 0) return number;
    its.list_nr = number;
    pr_info(k, `${name}: Using ITS number ${number}`);
  } else {
    pr_info(k, `${name}: Single VMOVP capable`);
  }
  if (is_v4_1(its)) {
    its.mpidr = readl(k, its.base + GITS_MPIDR);
    pr_info(k, `${name}: Using GICv4.1 mode ${bareHex(its.mpidr, 8)} ${bareHex(GITS_TYPER_SVPET(its.typer), 8)}`);
  }
  return 0;
}

/** Tells the ITS where its command queue is, and accepts the shareability it insists on. */
function setCbaser(k: Kernel, its: its_node): void {
  const pages = BigInt(ITS_CMD_QUEUE_SZ / SZ_4K - 1);
  const baser = BigInt(its.cmd_base) | GITS_CBASER_RaWaWb | GITS_CBASER_InnerShareable | pages | GITS_CBASER_VALID;
  writeq(k, baser, its.base + GITS_CBASER);
  let tmp = readq(k, its.base + GITS_CBASER);
  if (k.since('6.12') && (its.flags & ITS_FLAGS_FORCE_NON_SHAREABLE) !== 0) tmp &= ~GITS_CBASER_SHAREABILITY_MASK;
  if (((tmp ^ baser) & GITS_CBASER_SHAREABILITY_MASK) === 0n) return;
  if ((tmp & GITS_CBASER_SHAREABILITY_MASK) === 0n) {
    const uncached = (baser & ~(GITS_CBASER_SHAREABILITY_MASK | GITS_CBASER_CACHEABILITY_MASK)) | GITS_CBASER_nC;
    writeq(k, uncached, its.base + GITS_CBASER);
  }
  pr_info(k, 'ITS: using cache flushing for cmd queue');
  its.flags |= ITS_FLAGS_CMDQ_NEEDS_FLUSHING;
}

/** What both versions do once the its_node is there; they differ in when the workarounds are turned on. */
export function bringUp(k: Kernel, its: its_node): number {
  if (k.since('6.12')) its_enable_quirks(k, its);
  const number = is_v4(its) ? probeV4(k, its) : 0;
  if (number !== 0) return number;
  its.cmd_base = alloc_pages(k, true, get_order(ITS_CMD_QUEUE_SZ));
  its.cmd_write = its.cmd_base;
  if (!k.since('6.12')) its_enable_quirks(k, its);
  const err = its_alloc_tables(k, its);
  if (err !== 0) {
    free_pages(k, its.cmd_base, get_order(ITS_CMD_QUEUE_SZ));
    return err;
  }
  its_alloc_collections(k, its);
  setCbaser(k, its);
  writeq(k, 0n, its.base + GITS_CWRITER);
  const enable = GITS_CTLR_ENABLE | (is_v4(its) ? GITS_CTLR_ImDe : 0);
  writel(k, readl(k, its.base + GITS_CTLR) | enable, its.base + GITS_CTLR);
  const ret = its_init_domain(k, its);
  if (ret !== 0) {
    its_free_tables(k, its);
    return ret;
  }
  irq_gic_v3_its_c(k).its_nodes.addHead(its);
  return 0;
}
