/**
 * Models drivers/irqchip/irq-mvebu-gicp.c: Marvell's GIC periodic block, where a message raises or lowers an SPI. An SPI is taken
 * from the tree's ranges for each message, the first that is free.
 */
import { must } from '../../../../base/assert.ts';
import {
  data,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../recorder/index.ts';
import { writel } from '../../include/asm/io.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM, ENOSPC } from '../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../include/linux/ioport.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_RISING,
  IRQCHIP_SUPPORTS_LEVEL_MSI,
} from '../../include/linux/irq.ts';
import {
  DOMAIN_BUS_GENERIC_MSI,
  type irq_domain,
  IRQ_DOMAIN_FLAG_MSI_PARENT,
  type irq_domain_ops,
} from '../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_EOI,
  msi_domain_info,
  MSI_FLAG_LEVEL_CAPABLE,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
  MSI_GENERIC_FLAGS_MASK,
  type msi_msg,
  type msi_parent_ops,
} from '../../include/linux/msi.ts';
import type { device_node } from '../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_parent,
  irq_domain_get_irq_data,
  irq_domain_remove,
  irq_domain_set_hwirq_and_chip,
  irq_domain_update_bus_token,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { msi_create_parent_irq_domain } from '../../kernel/irq/msi/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { bitmap_find_free_region, bitmap_release_region } from '../../lib/bitmap.ts';
import { GIC_SPI } from '../../stand-ins/stacked.ts';
import { platform_msi_create_irq_domain } from '../base/platform-msi.ts';
import { platform_driver_register, platform_get_resource } from '../base/platform.ts';
import { of_irq_find_parent } from '../of/irq/index.ts';
import { of_property_cells } from '../of/property.ts';
import { MATCH_PLATFORM_MSI, msi_lib_init_dev_msi_info, msi_lib_irq_domain_select } from './irq-msi-lib.ts';

const at = source('drivers/irqchip/irq-mvebu-gicp.c');

const GICP_SETSPI_NSR_OFFSET = 0x0;
const GICP_CLRSPI_NSR_OFFSET = 0x8;
const MOST_SPIS = 64;
/** INTIDs below are no SPIs. */
const FIRST_SPI = 32;

const DEFAULT_OPS = MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS;

/** INTIDs of SPIs. */
interface mvebu_gicp_spi_range {
  readonly start: number;
  readonly count: number;
}

interface mvebu_gicp extends Recorded {
  readonly spi_ranges: readonly mvebu_gicp_spi_range[] | undefined;
  readonly spi_cnt: number;
  /** The SPIs that are taken, counted through the ranges. */
  spi_bitmap: RecordedMap<number>;
  /** res->start */
  readonly res: number;
  readonly dev: device | undefined;
}
const mvebu_gicp = struct<mvebu_gicp>('mvebu_gicp', {
  spi_ranges: data(),
  spi_cnt: num(),
  spi_bitmap: map(num()),
  res: hexnum(),
  dev: ref(),
});

const gicp_idx_to_spi = at.fn(
  'gicp_idx_to_spi',
  'The INTID of an SPI that is counted through the ranges, or -EINVAL.',
  (_k: Kernel, { spi_ranges = [] }: mvebu_gicp, idx: number): number => {
    let left = idx;
    for (const { start, count } of spi_ranges) {
      if (left < count) return start + left;
      left -= count;
    }
    return -EINVAL;
  },
);

/** A message to a register of the block. */
const messageTo = (address: number, value: number): msi_msg => ({
  address_lo: address % 2 ** 32,
  address_hi: Math.floor(address / 2 ** 32),
  data: value,
});

const gicp_compose_msi_msg = at.fn(
  'gicp_compose_msi_msg',
  'Says what raises an SPI, and what lowers it again.',
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    const { res } = mvebu_gicp.of(d.chip_data);
    Object.assign(msg, messageTo(res + GICP_SETSPI_NSR_OFFSET, d.hwirq));
    msg.second = messageTo(res + GICP_CLRSPI_NSR_OFFSET, d.hwirq);
  },
);

const gicp_irq_chip: irq_chip = {
  name: 'GICP',
  irq_mask: irq_chip_mask_parent,
  irq_unmask: irq_chip_unmask_parent,
  irq_eoi: irq_chip_eoi_parent,
  irq_set_affinity: irq_chip_set_affinity_parent,
  irq_set_type: irq_chip_set_type_parent,
  irq_compose_msi_msg: gicp_compose_msi_msg,
  flags: 0,
};

const gicp_irq_domain_alloc = at.fn(
  'gicp_irq_domain_alloc',
  'Takes the first free SPI for a message, as an edge until its type is set.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number): number => {
    const gicp = mvebu_gicp.of(domain.host_data);
    const hwirq = bitmap_find_free_region(gicp.spi_bitmap, gicp.spi_cnt, 0);
    if (hwirq < 0) return -ENOSPC;
    const spi = gicp_idx_to_spi(k, gicp, hwirq) - FIRST_SPI;
    const fwspec = { fwnode: domain.parent?.fwnode, param_count: 3, param: [GIC_SPI, spi, IRQ_TYPE_EDGE_RISING] };
    const ret = irq_domain_alloc_irqs_parent(k, domain, virq, 1, fwspec);
    if (ret === 0) return irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, gicp_irq_chip, gicp);
    dev_err(k, must(gicp.dev, 'the device of the block'), 'Cannot allocate parent IRQ');
    bitmap_release_region(gicp.spi_bitmap, hwirq, 0);
    return ret;
  },
);

const gicp_irq_domain_free = at.fn(
  'gicp_irq_domain_free',
  'Gives the SPI of a message back.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const gicp = mvebu_gicp.of(domain.host_data);
    const { hwirq } = must(irq_domain_get_irq_data(k, domain, virq), 'the level of an interrupt being freed');
    if (hwirq >= gicp.spi_cnt) {
      dev_err(k, must(gicp.dev, 'the device of the block'), `Invalid hwirq ${hwirq}`);
      return;
    }
    irq_domain_free_irqs_parent(k, domain, virq, nr_irqs);
    bitmap_release_region(gicp.spi_bitmap, hwirq, 0);
  },
);

/** Being found as the parent of devices' domains is new in 6.11. */
function gicp_domain_ops(k: Kernel): irq_domain_ops {
  return {
    name: 'gicp_domain_ops',
    ...(k.since('6.12') ? { select: msi_lib_irq_domain_select } : {}),
    alloc: gicp_irq_domain_alloc,
    free: gicp_irq_domain_free,
  };
}

const gicp_msi_parent_ops = (k: Kernel): msi_parent_ops => ({
  name: 'gicp_msi_parent_ops',
  supported_flags: MSI_GENERIC_FLAGS_MASK | MSI_FLAG_LEVEL_CAPABLE,
  required_flags: DEFAULT_OPS,
  ...(k.since('7.3') ? { chip_flags: MSI_CHIP_FLAG_SET_EOI } : {}),
  bus_select_token: DOMAIN_BUS_GENERIC_MSI,
  bus_select_mask: MATCH_PLATFORM_MSI,
  prefix: 'GICP-',
  init_dev_msi_info: msi_lib_init_dev_msi_info,
});

/** 6.1: what the domain of all devices is made with. */
function gicp_msi_domain_info(k: Kernel): msi_domain_info {
  return msi_domain_info.create(k.rec, {
    flags: DEFAULT_OPS | MSI_FLAG_LEVEL_CAPABLE,
    ops: {},
    chip: { name: 'GICP', irq_set_type: irq_chip_set_type_parent, flags: IRQCHIP_SUPPORTS_LEVEL_MSI },
  });
}

/** The ranges that the tree lists, as pairs; an errno where it lists none. */
function rangesOf(k: Kernel, node: device_node): readonly mvebu_gicp_spi_range[] | number {
  const cells = of_property_cells(k, node, 'marvell,spi-ranges');
  if (cells.length === 0) return -EINVAL;
  return Array.from({ length: cells.length >> 1 }, (_, i) => ({
    start: cells[2 * i] ?? 0,
    count: cells[2 * i + 1] ?? 0,
  }));
}

function parentDomain(k: Kernel, pdev: platform_device, node: device_node): irq_domain | undefined {
  const irq_parent_dn = of_irq_find_parent(k, node);
  if (irq_parent_dn === undefined) dev_err(k, pdev.dev, 'failed to find parent IRQ node');
  const domain = irq_parent_dn === undefined ? undefined : irq_find_host(k, irq_parent_dn);
  if (irq_parent_dn !== undefined && domain === undefined) dev_err(k, pdev.dev, 'failed to find parent IRQ domain');
  return domain;
}

/** From 7.x on: lowers the SPIs that firmware may have left high. */
function clearPending(k: Kernel, res: number): void {
  for (let i = 0; i < MOST_SPIS; i++) writel(k, i, res + GICP_CLRSPI_NSR_OFFSET);
}

const mvebu_gicp_probe = at.fn(
  'mvebu_gicp_probe',
  "Starts the block: a domain of its SPIs on the GIC's, for messages of devices.",
  (k: Kernel, pdev: platform_device): number => {
    const node = must(pdev.dev.of_node, 'the node of a device that was found by it');
    const res = platform_get_resource(k, pdev, IORESOURCE_MEM, 0)?.start;
    if (res === undefined) return -ENODEV;
    const spi_ranges = rangesOf(k, node);
    if (typeof spi_ranges === 'number') return spi_ranges;
    const spi_cnt = spi_ranges.reduce((sum, { count }) => sum + count, 0);
    const gicp = mvebu_gicp.create(k.rec, { spi_ranges, spi_cnt, res, dev: pdev.dev });
    const parent = parentDomain(k, pdev, node);
    if (parent === undefined) return -ENODEV;
    if (k.since('7.3')) {
      clearPending(k, res);
      const parts = { fwnode: node, ops: gicp_domain_ops(k), size: spi_cnt, host_data: gicp, parent };
      return msi_create_parent_irq_domain(k, parts, gicp_msi_parent_ops(k)) === undefined ? -ENOMEM : 0;
    }
    const inner_domain = irq_domain_create_hierarchy(k, parent, 0, spi_cnt, node, gicp_domain_ops(k), gicp);
    if (inner_domain === undefined) return -ENOMEM;
    if (k.since('6.12')) {
      irq_domain_update_bus_token(k, inner_domain, DOMAIN_BUS_GENERIC_MSI);
      inner_domain.flags |= IRQ_DOMAIN_FLAG_MSI_PARENT;
      inner_domain.msi_parent_ops = gicp_msi_parent_ops(k);
      return 0;
    }
    if (platform_msi_create_irq_domain(k, node, gicp_msi_domain_info(k), inner_domain) === undefined) {
      irq_domain_remove(k, inner_domain);
      return -ENOMEM;
    }
    platform_set_drvdata(pdev, gicp);
    return 0;
  },
);

/** device_initcall */
export const mvebu_gicp_driver_init = at.fn(
  'mvebu_gicp_driver_init',
  'Registers the driver of Marvell GICP blocks.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'mvebu-gicp',
      bus: 'platform',
      of_match_table: [{ compatible: 'marvell,ap806-gicp', data: undefined }],
      probe: mvebu_gicp_probe,
    };
    return platform_driver_register(k, driver);
  },
);
