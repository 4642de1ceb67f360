/** Finding the ITSs of a device tree, quieting them, and bringing each up. Left out: ACPI, suspend and resume. */
import { bareHex } from '../../../../../base/hex.ts';
import { source } from '../../../../recorder/index.ts';
import { readl, readq, writel, writeq } from '../../../include/asm/io.ts';
import { EBUSY, ENODEV, ENOMEM, IS_ERR } from '../../../include/linux/errno.ts';
import type { fwnode_handle } from '../../../include/linux/fwnode.ts';
import {
  GIC_PIDR2_ARCH_GICv3,
  GIC_PIDR2_ARCH_GICv4,
  GIC_PIDR2_ARCH_MASK,
} from '../../../include/linux/irqchip/arm-gic-v3.ts';
import { IRQ_DOMAIN_FLAG_ISOLATED_MSI, IRQ_DOMAIN_FLAG_MSI_IMMUTABLE } from '../../../include/linux/irqdomain.ts';
import type { device_node, of_device_id } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err, pr_info, pr_warn } from '../../../kernel/printk/printk.ts';
import { of_address_to_resource } from '../../of/address.ts';
import { of_device_is_available, of_find_matching_node } from '../../of/base/index.ts';
import { of_property_read_bool } from '../../of/property.ts';
import { bringUp } from './bring-up.ts';
import { its_irq_get_msi_base } from './chip.ts';
import { PATIENCE } from './queue.ts';
import {
  GITS_BASER,
  GITS_BASER_NR_REGS,
  GITS_CTLR,
  GITS_CTLR_ENABLE,
  GITS_CTLR_ImDe,
  GITS_CTLR_QUIESCENT,
  GITS_PIDR2,
  GITS_TYPER,
} from './registers.ts';
import { its_node, itsName } from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

export const its_device_id: readonly of_device_id<undefined>[] = [{ compatible: 'arm,gic-v3-its', data: undefined }];

/** Where an ITS is. */
interface ItsResource {
  readonly start: number;
  readonly end: number;
}

const its_force_quiescent = at.fn(
  'its_force_quiescent',
  'Disables an ITS and waits until it has come to rest.',
  (k: Kernel, base: number): number => {
    const val = readl(k, base + GITS_CTLR);
    if ((val & GITS_CTLR_QUIESCENT) !== 0 && (val & GITS_CTLR_ENABLE) === 0) return 0;
    writel(k, val & ~(GITS_CTLR_ENABLE | GITS_CTLR_ImDe), base + GITS_CTLR);
    for (let count = PATIENCE; count > 0; count--) {
      if ((readl(k, base + GITS_CTLR) & GITS_CTLR_QUIESCENT) !== 0) return 0;
    }
    return -EBUSY;
  },
);

/** The kernel returns NULL and an errno; here the errno stands for the address. */
const its_map_one = at.fn(
  'its_map_one',
  'Checks that there is an ITS, and quiets it.',
  (k: Kernel, res: ItsResource): number => {
    const arch = readl(k, res.start + GITS_PIDR2) & GIC_PIDR2_ARCH_MASK;
    if (arch !== GIC_PIDR2_ARCH_GICv3 && arch !== GIC_PIDR2_ARCH_GICv4) {
      pr_warn(k, `${itsName(res.start)}: No ITS detected, giving up`);
      return -ENODEV;
    }
    const err = its_force_quiescent(k, res.start);
    if (err === 0) return res.start;
    pr_warn(k, `${itsName(res.start)}: Failed to quiesce, giving up`);
    return err;
  },
);

/** In 6.1 a part of its_probe_one. */
const its_node_init = at.fn(
  'its_node_init',
  'Makes the structure of an ITS.',
  (k: Kernel, res: ItsResource, handle: fwnode_handle, numa_node: number): its_node | undefined => {
    const its_base = its_map_one(k, res);
    if (IS_ERR(its_base)) return undefined;
    pr_info(k, `ITS [mem 0x${bareHex(res.start, 8)}-0x${bareHex(res.end, 8)}]`);
    return newNode(k, res, its_base, handle, numa_node);
  },
);

function newNode(k: Kernel, res: ItsResource, base: number, fwnode_handle: fwnode_handle, numa_node: number): its_node {
  return its_node.create(k.rec, {
    typer: readq(k, base + GITS_TYPER),
    base,
    phys_base: res.start,
    fwnode_handle,
    get_msi_base: its_irq_get_msi_base,
    msi_domain_flags: IRQ_DOMAIN_FLAG_ISOLATED_MSI | (k.since('7.3') ? IRQ_DOMAIN_FLAG_MSI_IMMUTABLE : 0),
    numa_node,
  });
}

function bringUpOrFree(k: Kernel, its: its_node): number {
  const err = bringUp(k, its);
  if (err === 0) return 0;
  pr_err(k, `${itsName(its.phys_base)}: failed probing (${err})`);
  k.rec.free(its);
  return err;
}

/** 6.12 is given the its_node. */
const its_probe_one = at.fn(
  'its_probe_one',
  'Brings an ITS up: command queue, tables, collections, irq domain.',
  (k: Kernel, its: its_node): number => bringUpOrFree(k, its),
);

/** 6.1 is given the resource, and makes the its_node itself. */
const its_probe_one_6_1 = at.fn(
  'its_probe_one',
  'Brings an ITS up: command queue, tables, collections, irq domain.',
  (k: Kernel, res: ItsResource, handle: fwnode_handle, numa_node: number): number => {
    const its_base = its_map_one(k, res);
    if (IS_ERR(its_base)) return its_base;
    pr_info(k, `ITS [mem 0x${bareHex(res.start, 8)}-0x${bareHex(res.end, 8)}]`);
    return bringUpOrFree(k, newNode(k, res, its_base, handle, numa_node));
  },
);

const its_reset_one = at.fn(
  'its_reset_one',
  'Quiets an ITS and takes its tables away, before any is given new ones.',
  (k: Kernel, res: ItsResource): number => {
    const its_base = its_map_one(k, res);
    if (IS_ERR(its_base)) return its_base;
    for (let i = 0; i < GITS_BASER_NR_REGS; i++) writeq(k, 0n, its_base + GITS_BASER + i * 8);
    return 0;
  },
);

/** for (np = of_find_matching_node(node, …); np; np = of_find_matching_node(np, …)) */
function* matching(k: Kernel, node: device_node | undefined): Generator<device_node> {
  let np = of_find_matching_node(k, node, its_device_id);
  for (; np !== undefined; np = of_find_matching_node(k, np, its_device_id)) yield np;
}

export const its_of_probe = at.fn(
  'its_of_probe',
  "Finds the ITSs behind the GIC's node in the device tree, resets them all, and brings each up.",
  (k: Kernel, node: device_node): number => {
    for (const np of matching(k, node)) {
      if (!of_device_is_available(k, np) || !of_property_read_bool(k, np, 'msi-controller')) continue;
      const res = of_address_to_resource(k, np, 0);
      if (IS_ERR(res)) continue;
      const err = its_reset_one(k, res);
      if (err !== 0) return err;
    }
    for (const np of matching(k, node)) {
      if (!of_device_is_available(k, np)) continue;
      if (!of_property_read_bool(k, np, 'msi-controller')) {
        pr_warn(k, `${np.path}: no msi-controller property, ITS ignored`);
        continue;
      }
      const res = of_address_to_resource(k, np, 0);
      if (IS_ERR(res)) {
        pr_warn(k, `${np.path}: no regs?`);
        continue;
      }
      const err = probeNode(k, np, res);
      if (err !== 0) return err;
    }
    return 0;
  },
);

/** 6.1 goes on to the next ITS when one fails; 6.12 gives up. */
function probeNode(k: Kernel, np: device_node, res: ItsResource): number {
  const numa_node = -1;
  if (!k.since('6.12')) {
    its_probe_one_6_1(k, res, np, numa_node);
    return 0;
  }
  const its = its_node_init(k, res, np, numa_node);
  return its === undefined ? -ENOMEM : its_probe_one(k, its);
}
