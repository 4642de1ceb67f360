/**
 * Models drivers/irqchip/irq-mvebu-odmi.c: Marvell's on-die messages, eight SPIs for each frame of registers, for devices that interrupt
 * by messages and are not on PCI.
 */
import { must } from '../../../../base/assert.ts';
import { data, map, num, type Recorded, type RecordedMap, source } from '../../../recorder/index.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { EINVAL, ENOMEM, ENOSPC } from '../../include/linux/errno.ts';
import { type irq_chip, type irq_data, IRQ_TYPE_EDGE_RISING } from '../../include/linux/irq.ts';
import {
  DOMAIN_BUS_GENERIC_MSI,
  type irq_domain,
  IRQ_DOMAIN_FLAG_MSI_PARENT,
  type irq_domain_ops,
} from '../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_EOI,
  msi_domain_info,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
  MSI_GENERIC_FLAGS_MASK,
  type msi_msg,
  type msi_parent_ops,
} from '../../include/linux/msi.ts';
import type { device_node } from '../../include/linux/of.ts';
import { type Kernel, statics } from '../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_create_linear,
  irq_domain_free_irqs_parent,
  irq_domain_get_irq_data,
  irq_domain_remove,
  irq_domain_set_hwirq_and_chip,
  irq_domain_update_bus_token,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { msi_create_parent_irq_domain } from '../../kernel/irq/msi/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { bitmap_find_free_region, bitmap_release_region } from '../../lib/bitmap.ts';
import { GIC_SPI } from '../../stand-ins/stacked.ts';
import { platform_msi_create_irq_domain } from '../base/platform-msi.ts';
import { of_address_to_resource } from '../of/address.ts';
import { of_property_cells, of_property_read_u32 } from '../of/property.ts';
import { MATCH_PLATFORM_MSI, msi_lib_init_dev_msi_info, msi_lib_irq_domain_select } from './irq-msi-lib.ts';

const at = source('drivers/irqchip/irq-mvebu-odmi.c');

const GICP_ODMIN_SET = 0x40;
const GICP_ODMI_INT_NUM_SHIFT = 12;
const NODMIS_SHIFT = 3;
const NODMIS_PER_FRAME = 1 << NODMIS_SHIFT;
const NODMIS_MASK = NODMIS_PER_FRAME - 1;
/** INTIDs below are no SPIs. */
const FIRST_SPI = 32;
const DEFAULT_OPS = MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS;

/** A frame. */
interface odmi_data {
  readonly start: number;
  readonly spi_base: number;
}

interface odmi_c extends Recorded {
  odmis: readonly odmi_data[] | undefined;
  odmis_count: number;
  /** Messages that are taken, counted through the frames. */
  odmis_bm: RecordedMap<number>;
}
const odmi_c = statics<odmi_c>('drivers/irqchip/irq-mvebu-odmi.c', {
  odmis: data(),
  odmis_count: num(),
  odmis_bm: map(num()),
});

const countOf = (k: Kernel): number => odmi_c(k).odmis_count * NODMIS_PER_FRAME;
const frameOf = (k: Kernel, hwirq: number): odmi_data =>
  must(odmi_c(k).odmis?.[hwirq >> NODMIS_SHIFT], 'the frame of a message');

const odmi_compose_msi_msg = at.fn(
  'odmi_compose_msi_msg',
  'Composes a message: the register of its frame, and its number there.',
  (k: Kernel, d: irq_data, msg: msi_msg): void => {
    if (WARN_ON(k, d.hwirq >= countOf(k), odmi_compose_msi_msg)) return;
    const addr = frameOf(k, d.hwirq).start + GICP_ODMIN_SET;
    msg.address_hi = Math.floor(addr / 2 ** 32);
    msg.address_lo = addr % 2 ** 32;
    msg.data = (d.hwirq & NODMIS_MASK) << GICP_ODMI_INT_NUM_SHIFT;
  },
);

const odmi_irq_chip: irq_chip = {
  name: 'ODMI',
  irq_mask: irq_chip_mask_parent,
  irq_unmask: irq_chip_unmask_parent,
  irq_eoi: irq_chip_eoi_parent,
  irq_set_affinity: irq_chip_set_affinity_parent,
  irq_compose_msi_msg: odmi_compose_msi_msg,
  flags: 0,
};

const odmi_irq_domain_alloc = at.fn(
  'odmi_irq_domain_alloc',
  'Takes the first free message of all frames, and the SPI that it makes.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number, _args: unknown): number => {
    const { odmis_bm } = odmi_c(k);
    const hwirq = bitmap_find_free_region(odmis_bm, countOf(k), 0);
    if (hwirq < 0) return -ENOSPC;
    const parent = must(domain.parent, "the GIC's domain");
    const spi = frameOf(k, hwirq).spi_base - FIRST_SPI + (hwirq & NODMIS_MASK);
    const fwspec = { fwnode: parent.fwnode, param_count: 3, param: [GIC_SPI, spi, IRQ_TYPE_EDGE_RISING] };
    const ret = irq_domain_alloc_irqs_parent(k, domain, virq, 1, fwspec);
    if (ret !== 0) {
      pr_err(k, 'GIC-ODMI: Cannot allocate parent IRQ');
      bitmap_release_region(odmis_bm, hwirq & NODMIS_MASK, 0);
      return ret;
    }
    const d = irq_domain_get_irq_data(k, parent, virq);
    if (d !== undefined) d.chip?.irq_set_type?.(k, d, IRQ_TYPE_EDGE_RISING);
    irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, odmi_irq_chip, undefined);
    return 0;
  },
);

const odmi_irq_domain_free = at.fn(
  'odmi_irq_domain_free',
  'Gives a message and its SPI back.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const { hwirq } = must(irq_domain_get_irq_data(k, domain, virq), 'the level of an interrupt being freed');
    if (hwirq >= countOf(k)) {
      pr_err(k, `GIC-ODMI: Failed to teardown msi. Invalid hwirq ${hwirq}`);
      return;
    }
    irq_domain_free_irqs_parent(k, domain, virq, nr_irqs);
    bitmap_release_region(odmi_c(k).odmis_bm, hwirq, 0);
  },
);

/** Being found as the parent of devices' domains is new in 6.11. */
const odmi_domain_ops = (k: Kernel): irq_domain_ops => ({
  name: 'odmi_domain_ops',
  ...(k.since('6.12') ? { select: msi_lib_irq_domain_select } : {}),
  alloc: odmi_irq_domain_alloc,
  free: odmi_irq_domain_free,
});

const odmi_msi_parent_ops = (k: Kernel): msi_parent_ops => ({
  name: 'odmi_msi_parent_ops',
  supported_flags: MSI_GENERIC_FLAGS_MASK,
  required_flags: DEFAULT_OPS,
  ...(k.since('7.3') ? { chip_flags: MSI_CHIP_FLAG_SET_EOI } : {}),
  bus_select_token: DOMAIN_BUS_GENERIC_MSI,
  bus_select_mask: MATCH_PLATFORM_MSI,
  prefix: 'ODMI-',
  init_dev_msi_info: msi_lib_init_dev_msi_info,
});

/** 6.1: the domain of messages, and on it one that all devices share. */
function sharedDomains(k: Kernel, node: device_node, parent: irq_domain | undefined): number {
  const inner = irq_domain_create_linear(k, node, countOf(k), odmi_domain_ops(k), undefined);
  if (inner === undefined) return -ENOMEM;
  inner.parent = parent;
  const info = msi_domain_info.create(k.rec, { flags: DEFAULT_OPS, ops: {}, chip: { name: 'ODMI', flags: 0 } });
  if (platform_msi_create_irq_domain(k, node, info, inner) !== undefined) return 0;
  irq_domain_remove(k, inner);
  return -ENOMEM;
}

/** The frames that the tree lists; an errno where it does not say enough. */
function framesOf(k: Kernel, node: device_node, count: number): readonly odmi_data[] | number {
  const bases = of_property_cells(k, node, 'marvell,spi-base');
  const frames: odmi_data[] = [];
  for (let i = 0; i < count; i++) {
    const res = of_address_to_resource(k, node, i);
    if (typeof res === 'number') return res;
    const spi_base = bases[i];
    if (spi_base === undefined) return -EINVAL;
    frames.push({ start: res.start, spi_base });
  }
  return frames;
}

/** IRQCHIP_DECLARE */
export const mvebu_odmi_init = at.fn(
  'mvebu_odmi_init',
  "Reads the frames, and makes a domain of their messages on the GIC's.",
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    const c = odmi_c(k);
    // 7.3 works out the size of the domain before it has read how many frames there are.
    const sizeBefore = countOf(k);
    const count = of_property_read_u32(k, node, 'marvell,odmi-frames');
    if (count === undefined) return -EINVAL;
    c.odmis_count = count;
    const frames = framesOf(k, node, count);
    if (typeof frames === 'number') return frames;
    c.odmis = frames;
    const parent_domain = parent === undefined ? undefined : irq_find_host(k, parent);
    if (k.since('7.3')) {
      const info = { fwnode: node, ops: odmi_domain_ops(k), size: sizeBefore, parent: parent_domain };
      return msi_create_parent_irq_domain(k, info, odmi_msi_parent_ops(k)) === undefined ? -ENOMEM : 0;
    }
    if (!k.since('6.12')) return sharedDomains(k, node, parent_domain);
    const inner = irq_domain_create_hierarchy(k, parent_domain, 0, countOf(k), node, odmi_domain_ops(k), undefined);
    if (inner === undefined) return -ENOMEM;
    irq_domain_update_bus_token(k, inner, DOMAIN_BUS_GENERIC_MSI);
    inner.flags |= IRQ_DOMAIN_FLAG_MSI_PARENT;
    inner.msi_parent_ops = odmi_msi_parent_ops(k);
    return 0;
  },
);
