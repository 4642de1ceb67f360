/**
 * Models drivers/irqchip/irq-bcm2712-mip.c (6.16 and later): the Raspberry Pi 5's blocks of MSIs, where a message's data chooses one of a range of
 * SPIs. Left out: memory failures, removal.
 */
import { hexnum, map, num, type Recorded, type RecordedMap, ref, source, struct } from '../../../recorder/index.ts';
import { writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM, ENXIO } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_RISING,
  irqd_set_affinity_on_activate,
  irqd_set_single_target,
} from '../../include/linux/irq.ts';
import { DOMAIN_BUS_GENERIC_MSI, type irq_domain, type irq_domain_ops } from '../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_ACK,
  MSI_CHIP_FLAG_SET_EOI,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  MSI_FLAG_PCI_MSIX,
  type msi_msg,
  set_msg_address,
} from '../../include/linux/msi.ts';
import { is_of_node } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
  irq_get_irq_data,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_free_irqs_parent,
  irq_domain_get_irq_data,
  irq_domain_set_hwirq_and_chip,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { msi_create_parent_irq_domain } from '../../kernel/irq/msi/index.ts';
import { bitmap_find_free_region, bitmap_release_region } from '../../lib/bitmap.ts';
import { blockParentOps } from '../../stand-ins/msi-block.ts';
import { platform_driver_register } from '../base/platform.ts';
import { of_iomap, of_property_read_reg } from '../of/address.ts';
import { of_parse_phandle_with_args } from '../of/base/index.ts';
import { of_property_read_u32, of_property_read_u32_index } from '../of/property.ts';
import { MATCH_PCI_MSI, msi_lib_irq_domain_select } from './irq-msi-lib.ts';

const at = source('drivers/irqchip/irq-bcm2712-mip.c');

const MIP_INT_CFGL_HOST = 0x20;
const MIP_INT_CFGH_HOST = 0x30;
const MIP_INT_MASKL_HOST = 0x40;
const MIP_INT_MASKH_HOST = 0x50;
const MIP_INT_MASKL_VPU = 0x60;
const MIP_INT_MASKH_VPU = 0x70;

interface mip_priv extends Recorded {
  base: number;
  msg_addr: number;
  /** The first SPI. */
  msi_base: number;
  num_msis: number;
  /** What the first vector's message says. */
  msi_offset: number;
  readonly bitmap: RecordedMap<number>;
  parent: irq_domain | undefined;
}
const mip_priv = struct<mip_priv>('mip_priv', {
  base: hexnum(),
  msg_addr: hexnum(),
  msi_base: num(),
  num_msis: num(),
  msi_offset: num(),
  bitmap: map(hexnum()),
  parent: ref(),
});

const mip_compose_msi_msg = at.fn(
  'mip_compose_msi_msg',
  "Composes a vector's message: its number, to the block's address.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    const { msg_addr } = mip_priv.of(d.chip_data);
    set_msg_address(msg, msg_addr);
    msg.data = d.hwirq;
  },
);

const mip_middle_irq_chip: irq_chip = {
  name: 'MIP',
  irq_mask: irq_chip_mask_parent,
  irq_unmask: irq_chip_unmask_parent,
  irq_eoi: irq_chip_eoi_parent,
  irq_set_affinity: irq_chip_set_affinity_parent,
  irq_set_type: irq_chip_set_type_parent,
  irq_compose_msi_msg: mip_compose_msi_msg,
  flags: 0,
};

const order = (nr_irqs: number): number => Math.floor(Math.log2(nr_irqs));

const mip_middle_domain_alloc = at.fn(
  'mip_middle_domain_alloc',
  'Takes free vectors, and maps their SPIs in the GIC as edges.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): number => {
    const mip = mip_priv.of(domain.host_data);
    const parent = domain.parent;
    const fwnode = parent?.fwnode;
    if (parent === undefined || !is_of_node(fwnode)) return -EINVAL;
    const first = bitmap_find_free_region(mip.bitmap, mip.num_msis, order(nr_irqs));
    if (first < 0) return -ENOMEM;
    const hwirq = first + mip.msi_offset;
    const fwspec = { fwnode, param_count: 3, param: [0, hwirq + mip.msi_base, IRQ_TYPE_EDGE_RISING] };
    const ret = irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, fwspec);
    if (ret !== 0) {
      bitmap_release_region(mip.bitmap, first, order(nr_irqs));
      return ret;
    }
    for (let i = 0; i < nr_irqs; i++) {
      const spi = irq_domain_get_irq_data(k, parent, virq + i);
      if (spi !== undefined) spi.chip?.irq_set_type?.(k, spi, IRQ_TYPE_EDGE_RISING);
      irq_domain_set_hwirq_and_chip(k, domain, virq + i, hwirq + i, mip_middle_irq_chip, mip);
      const top = irq_get_irq_data(k, virq + i);
      if (top === undefined) continue;
      irqd_set_single_target(top);
      irqd_set_affinity_on_activate(top);
    }
    return 0;
  },
);

const mip_middle_domain_free = at.fn(
  'mip_middle_domain_free',
  'Gives vectors and their SPIs back.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const d = irq_domain_get_irq_data(k, domain, virq);
    if (d === undefined) return;
    const mip = mip_priv.of(d.chip_data);
    const first = d.hwirq - mip.msi_offset;
    irq_domain_free_irqs_parent(k, domain, virq, nr_irqs);
    bitmap_release_region(mip.bitmap, first, order(nr_irqs));
  },
);

const mip_middle_domain_ops: irq_domain_ops = {
  name: 'mip_middle_domain_ops',
  select: msi_lib_irq_domain_select,
  alloc: mip_middle_domain_alloc,
  free: mip_middle_domain_free,
};

const mip_init_domains = at.fn(
  'mip_init_domains',
  'Makes the domain of the vectors, and lets all of them through to the CPUs.',
  (k: Kernel, mip: mip_priv, { dev }: platform_device): number => {
    const ops = blockParentOps({
      name: 'mip_msi_parent_ops',
      prefix: 'MIP-MSI-',
      supported: MSI_FLAG_MULTI_PCI_MSI | MSI_FLAG_PCI_MSIX,
      required: MSI_FLAG_PCI_MSI_MASK_PARENT,
      chip_flags: MSI_CHIP_FLAG_SET_EOI | MSI_CHIP_FLAG_SET_ACK,
      select: { token: DOMAIN_BUS_GENERIC_MSI, mask: MATCH_PCI_MSI },
    });
    const { fwnode } = dev;
    const info = { fwnode, ops: mip_middle_domain_ops, host_data: mip, size: mip.num_msis, parent: mip.parent, dev };
    if (msi_create_parent_irq_domain(k, info, ops) === undefined) return -ENOMEM;
    for (const [offset, value] of [
      [MIP_INT_MASKL_HOST, 0],
      [MIP_INT_MASKH_HOST, 0],
      [MIP_INT_MASKL_VPU, 0xffffffff],
      [MIP_INT_MASKH_VPU, 0xffffffff],
      [MIP_INT_CFGL_HOST, 0xffffffff],
      [MIP_INT_CFGH_HOST, 0xffffffff],
    ] as const)
      writel(k, value, mip.base + offset);
    return 0;
  },
);

const mip_parse_dt = at.fn(
  'mip_parse_dt',
  'Reads which SPIs the block has, and where messages go.',
  (k: Kernel, mip: mip_priv, { dev: { of_node } }: platform_device): number => {
    mip.msi_offset = of_property_read_u32(k, of_node, 'brcm,msi-offset') ?? 0;
    const args =
      of_node === undefined ? -EINVAL : of_parse_phandle_with_args(k, of_node, 'msi-ranges', '#interrupt-cells', 0);
    if (typeof args === 'number') return args;
    const count = of_property_read_u32_index(k, of_node, 'msi-ranges', args.args.length + 1);
    const msg_addr = of_property_read_reg(k, of_node, 1);
    if (count === undefined || msg_addr === undefined) return -EINVAL;
    mip.num_msis = count;
    mip.msg_addr = msg_addr;
    mip.msi_base = args.args[1] ?? 0;
    mip.parent = irq_find_host(k, args.np);
    return mip.parent === undefined ? -EINVAL : 0;
  },
);

const mip_msi_probe = at.fn('mip_msi_probe', 'Brings up the block.', (k: Kernel, pdev: platform_device): number => {
  const mip = mip_priv.create(k.rec);
  const ret = mip_parse_dt(k, mip, pdev);
  if (ret !== 0) return ret;
  const { of_node } = pdev.dev;
  const base = of_node === undefined ? undefined : of_iomap(k, of_node, 0);
  if (base === undefined) return -ENXIO;
  mip.base = base;
  return mip_init_domains(k, mip, pdev);
});

/** builtin_platform_driver */
export const mip_msi_driver_init = at.fn(
  'mip_msi_driver_init',
  "Registers the driver of the Raspberry Pi 5's blocks of MSIs.",
  (k: Kernel): number => {
    if (!k.since('7.3')) return 0;
    const driver: platform_driver = {
      name: 'mip_msi',
      bus: 'platform',
      of_match_table: [{ compatible: 'brcm,bcm2712-mip', data: undefined }],
      probe: mip_msi_probe,
    };
    return platform_driver_register(k, driver);
  },
);
