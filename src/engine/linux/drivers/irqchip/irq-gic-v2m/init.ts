/** The v2m driver, finding the frames that stand below the GIC's node in the tree. */
import { bareHex } from '../../../../../base/hex.ts';
import { source } from '../../../../recorder/index.ts';
import { readl } from '../../../include/asm/io.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import type { fwnode_handle } from '../../../include/linux/fwnode.ts';
import type { resource } from '../../../include/linux/ioport.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import { type device_node, is_of_node, type of_device_id } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err, pr_info } from '../../../kernel/printk/printk.ts';
import { of_address_to_resource } from '../../of/address.ts';
import { of_find_matching_node } from '../../of/base/index.ts';
import { of_property_read_bool, of_property_read_u32 } from '../../of/property.ts';
import { gicv2m_allocate_domains } from './domains.ts';
import {
  BCM_NS2_GICV2M_MSI_IIDR,
  GICV2M_NEEDS_SPI_OFFSET,
  irq_gic_v2m_c,
  v2m_data,
  V2M_MAX_SPI,
  V2M_MIN_SPI,
  V2M_MSI_IIDR,
  V2M_MSI_TYPER,
  XGENE_GICV2M_MSI_IIDR,
} from './types.ts';

const at = source('drivers/irqchip/irq-gic-v2m.c');

/** Whether a frame's SPIs are SPIs. */
function is_msi_spi_valid(k: Kernel, base: number, count: number): boolean {
  if (base < V2M_MIN_SPI) {
    pr_err(k, `GICv2m: Invalid MSI base SPI (base:${base})`);
    return false;
  }
  if (count === 0 || base + count > V2M_MAX_SPI) {
    pr_err(k, `GICv2m: Number of SPIs (${count}) exceed maximum (${V2M_MAX_SPI - V2M_MIN_SPI + 1})`);
    return false;
  }
  return true;
}

/** Some implementations want another number in the message than the SPI's. */
function applyOffset(k: Kernel, v2m: v2m_data): void {
  const iidr = readl(k, v2m.base + V2M_MSI_IIDR);
  if (iidr !== XGENE_GICV2M_MSI_IIDR && iidr !== BCM_NS2_GICV2M_MSI_IIDR) return;
  v2m.flags |= GICV2M_NEEDS_SPI_OFFSET;
  v2m.spi_offset = iidr === XGENE_GICV2M_MSI_IIDR ? v2m.spi_start : 32;
}

/** A range of memory as the kernel's %pR prints it. */
function printedRange(res: resource): string {
  return `[mem 0x${bareHex(res.start, 8)}-0x${bareHex(res.end, 8)}]`;
}

const gicv2m_init_one = at.fn(
  'gicv2m_init_one',
  'Notes one frame and the SPIs it can raise: the tree or the frame itself says which.',
  (k: Kernel, fwnode: fwnode_handle, spi_start: number, nr_spis: number, res: resource): number => {
    const v2m = v2m_data.create(k.rec, { fwnode, base: res.start });
    if (spi_start !== 0 && nr_spis !== 0) {
      v2m.spi_start = spi_start;
      v2m.nr_spis = nr_spis;
    } else {
      const typer = readl(k, v2m.base + V2M_MSI_TYPER);
      v2m.spi_start = (typer >>> 16) & 0x3ff;
      v2m.nr_spis = typer & 0x3ff;
    }
    if (!is_msi_spi_valid(k, v2m.spi_start, v2m.nr_spis)) {
      k.rec.free(v2m);
      return -EINVAL;
    }
    applyOffset(k, v2m);
    irq_gic_v2m_c(k).v2m_nodes.addTail(v2m);
    const last = v2m.spi_start + v2m.nr_spis - 1;
    pr_info(k, `GICv2m: range${printedRange(res)}, SPI[${v2m.spi_start}:${last}]`);
    return 0;
  },
);

const gicv2m_device_id: readonly of_device_id<undefined>[] = [{ compatible: 'arm,gic-v2m-frame', data: undefined }];

/** One node of a frame; 0 or an errno. */
function initNode(k: Kernel, child: device_node): number {
  const res = of_address_to_resource(k, child, 0);
  if (typeof res === 'number') {
    pr_err(k, 'GICv2m: Failed to allocate v2m resource.');
    return res;
  }
  const spi_start = of_property_read_u32(k, child, 'arm,msi-base-spi');
  const nr_spis = spi_start === undefined ? undefined : of_property_read_u32(k, child, 'arm,msi-num-spis');
  if (nr_spis !== undefined) {
    pr_info(k, `GICv2m: DT overriding V2M MSI_TYPER (base:${spi_start}, num:${nr_spis})`);
  }
  return gicv2m_init_one(k, child, spi_start ?? 0, nr_spis ?? 0, res);
}

/** Forgets all frames: one of them was wrong. */
function gicv2m_teardown(k: Kernel): void {
  const { v2m_nodes } = irq_gic_v2m_c(k);
  for (const v2m of v2m_nodes.toArray()) {
    v2m_nodes.remove(v2m);
    k.rec.free(v2m);
  }
}

/** The search goes through the whole tree behind the GIC's node, as the kernel's does. */
function framesFrom(k: Kernel, node: device_node): device_node[] {
  const frames: device_node[] = [];
  let child = of_find_matching_node(k, node, gicv2m_device_id);
  for (; child !== undefined; child = of_find_matching_node(k, child, gicv2m_device_id)) frames.push(child);
  return frames.filter((frame) => of_property_read_bool(k, frame, 'msi-controller'));
}

const gicv2m_of_init = at.fn(
  'gicv2m_of_init',
  'Finds the frames in the device tree.',
  (k: Kernel, node: device_node, parent: irq_domain): number => {
    let ret = 0;
    for (const child of framesFrom(k, node)) {
      ret = initNode(k, child);
      if (ret !== 0) break;
    }
    if (ret === 0) ret = gicv2m_allocate_domains(k, parent);
    if (ret !== 0) gicv2m_teardown(k);
    return ret;
  },
);

export const gicv2m_init = at.fn(
  'gicv2m_init',
  'Looks for v2m frames, through which a GIC without LPIs serves MSIs.',
  (k: Kernel, parent_handle: fwnode_handle, parent: irq_domain): number =>
    is_of_node(parent_handle) ? gicv2m_of_init(k, parent_handle, parent) : -EINVAL,
);
