/**
 * Models drivers/irqchip/irq-mvebu-sei.c: Marvell's system error interrupts, chained behind one SPI: wires of the north bridge (AP) and
 * messages from the south bridges (CP), each with a domain on a common one.
 */
import { bitsOf } from '../../../../base/bits.ts';
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
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM, ENOSPC, ENOTSUPP } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_SENSE_MASK,
  type irqchip_irq_state,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import {
  DOMAIN_BUS_GENERIC_MSI,
  DOMAIN_BUS_NEXUS,
  DOMAIN_BUS_WIRED,
  fwspecOf,
  type irq_domain,
  IRQ_DOMAIN_FLAG_MSI_PARENT,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_ACK,
  MSI_CHIP_FLAG_SET_EOI,
  msi_domain_info,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_USE_DEF_DOM_OPS,
  MSI_GENERIC_FLAGS_MASK,
  type msi_msg,
  type msi_parent_ops,
  set_msg_address,
} from '../../include/linux/msi.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_edge_irq,
  handle_level_irq,
  irq_chip_ack_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
  irq_set_chained_handler_and_data,
  irq_set_handler,
  irq_set_probe,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import {
  irq_dispose_mapping,
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_create_linear,
  irq_domain_free_irqs_parent,
  irq_domain_get_irq_data,
  irq_domain_remove,
  irq_domain_reset_irq_data,
  irq_domain_set_hwirq_and_chip,
  irq_domain_set_info,
  irq_domain_update_bus_token,
} from '../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_warn, pr_err } from '../../kernel/printk/printk.ts';
import { bitmap_find_free_region, bitmap_release_region } from '../../lib/bitmap.ts';
import { platform_msi_create_irq_domain } from '../base/platform-msi.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../base/platform.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';
import { MATCH_PLATFORM_MSI, msi_lib_init_dev_msi_info, msi_lib_irq_domain_select } from './irq-msi-lib.ts';

const at = source('drivers/irqchip/irq-mvebu-sei.c');

const GICP_SET_SEI_OFFSET = 0x30;
const SEI_IRQ_COUNT_PER_REG = 32;
const SEI_IRQ_REG_COUNT = 2;

/** Cause and mask registers. */
const GICP_SECR = (idx: number): number => 4 * idx;
const GICP_SEMR = (idx: number): number => 0x20 + 4 * idx;

const DEFAULT_OPS = MSI_FLAG_USE_DEF_DOM_OPS | MSI_FLAG_USE_DEF_CHIP_OPS;

interface mvebu_sei_interrupt_range {
  readonly first: number;
  readonly size: number;
}
interface mvebu_sei_caps {
  readonly ap_range: mvebu_sei_interrupt_range;
  readonly cp_range: mvebu_sei_interrupt_range;
}
const mvebu_sei_ap806_caps: mvebu_sei_caps = {
  ap_range: { first: 0, size: 21 },
  cp_range: { first: 21, size: 43 },
};

interface mvebu_sei extends Recorded {
  readonly dev: device | undefined;
  readonly base: number;
  sei_domain: irq_domain | undefined;
  ap_domain: irq_domain | undefined;
  cp_domain: irq_domain | undefined;
  readonly caps: mvebu_sei_caps | undefined;
  /** The messages that are taken. */
  cp_msi_bitmap: RecordedMap<number>;
}
const mvebu_sei = struct<mvebu_sei>('mvebu_sei', {
  dev: ref(),
  base: hexnum(),
  sei_domain: ref(),
  ap_domain: ref(),
  cp_domain: ref(),
  caps: data(),
  cp_msi_bitmap: map(num()),
});

const seiOf = (domain: irq_domain): mvebu_sei => mvebu_sei.of(domain.host_data);
const capsOf = ({ caps }: mvebu_sei): mvebu_sei_caps => must(caps, 'the ranges of the controller');
const deviceOf = ({ dev }: mvebu_sei): device => must(dev, 'the device of the controller');

// --- the common domain

const mvebu_sei_ack_irq = at.fn(
  'mvebu_sei_ack_irq',
  'Clears the cause of an interrupt.',
  (k: Kernel, d: irq_data): void => {
    const hwirq = irqd_to_hwirq(d);
    writel(k, 1 << (hwirq % SEI_IRQ_COUNT_PER_REG), mvebu_sei.of(d.chip_data).base + GICP_SECR(hwirq >>> 5));
  },
);

function changeMask(k: Kernel, d: irq_data, masked: boolean): void {
  const hwirq = irqd_to_hwirq(d);
  const address = mvebu_sei.of(d.chip_data).base + GICP_SEMR(hwirq >>> 5);
  change_bits(k, 1 << (hwirq % SEI_IRQ_COUNT_PER_REG), masked, address);
}
const mvebu_sei_mask_irq = at.fn('mvebu_sei_mask_irq', 'Holds an interrupt back.', (k: Kernel, d: irq_data): void =>
  changeMask(k, d, true),
);
const mvebu_sei_unmask_irq = at.fn(
  'mvebu_sei_unmask_irq',
  'Lets an interrupt through.',
  (k: Kernel, d: irq_data): void => changeMask(k, d, false),
);

const mvebu_sei_set_affinity = at.fn(
  'mvebu_sei_set_affinity',
  'Refuses: all interrupts share one SPI.',
  (): number => -EINVAL,
);

const mvebu_sei_set_irqchip_state = at.fn(
  'mvebu_sei_set_irqchip_state',
  'Makes an interrupt pending no longer, by acknowledging it; nothing else can be set.',
  (k: Kernel, d: irq_data, which: irqchip_irq_state, state: boolean): number => {
    if (which !== 'PENDING' || state) return -EINVAL;
    mvebu_sei_ack_irq(k, d);
    return 0;
  },
);

const mvebu_sei_irq_chip: irq_chip = {
  name: 'SEI',
  irq_ack: mvebu_sei_ack_irq,
  irq_mask: mvebu_sei_mask_irq,
  irq_unmask: mvebu_sei_unmask_irq,
  irq_set_affinity: mvebu_sei_set_affinity,
  irq_set_irqchip_state: mvebu_sei_set_irqchip_state,
  flags: 0,
};

const mvebu_sei_domain_alloc = at.fn(
  'mvebu_sei_domain_alloc',
  'Gives an interrupt its bit of the registers.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number, arg: unknown): number => {
    const [hwirq = 0] = fwspecOf(arg).param;
    irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, mvebu_sei_irq_chip, seiOf(domain));
    return 0;
  },
);
const mvebu_sei_domain_free = at.fn(
  'mvebu_sei_domain_free',
  'Takes the bits of interrupts back.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    for (let i = 0; i < nr_irqs; i++) {
      const d = irq_domain_get_irq_data(k, domain, virq + i);
      irq_set_handler(k, virq + i, undefined);
      if (d !== undefined) irq_domain_reset_irq_data(k, d);
    }
  },
);
const mvebu_sei_domain_ops: irq_domain_ops = {
  name: 'mvebu_sei_domain_ops',
  alloc: mvebu_sei_domain_alloc,
  free: mvebu_sei_domain_free,
};

/** What an interrupt of the common domain is asked for by. */
const specifierOf = (domain: irq_domain, hwirq: number): irq_fwspec => ({
  fwnode: domain.parent?.fwnode,
  param_count: 1,
  param: [hwirq],
});

// --- wires

/** A chip of either kind, which has one trigger type. */
function innerChip(name: string, irq_set_type: irq_chip['irq_set_type']): irq_chip {
  return {
    name,
    irq_ack: irq_chip_ack_parent,
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    irq_set_type,
    flags: 0,
  };
}

const mvebu_sei_ap_set_type = at.fn(
  'mvebu_sei_ap_set_type',
  'Wires are high levels.',
  (_k: Kernel, _d: irq_data, type: number): number =>
    (type & IRQ_TYPE_SENSE_MASK) === IRQ_TYPE_LEVEL_HIGH ? 0 : -EINVAL,
);
const mvebu_sei_ap_irq_chip = innerChip('AP SEI', mvebu_sei_ap_set_type);

const mvebu_sei_ap_translate = at.fn(
  'mvebu_sei_ap_translate',
  'Reads a specifier of one cell: the wire.',
  (_k: Kernel, _d: irq_domain, { param }: irq_fwspec): Translated => ({
    hwirq: param[0] ?? 0,
    type: IRQ_TYPE_LEVEL_HIGH,
  }),
);

const mvebu_sei_ap_alloc = at.fn(
  'mvebu_sei_ap_alloc',
  'Sets up a wire.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number, arg: unknown): number => {
    const sei = seiOf(domain);
    const { hwirq } = mvebu_sei_ap_translate(k, domain, fwspecOf(arg));
    const fwspec = specifierOf(domain, hwirq + capsOf(sei).ap_range.first);
    const err = irq_domain_alloc_irqs_parent(k, domain, virq, 1, fwspec);
    if (err !== 0) return err;
    const chip = mvebu_sei_ap_irq_chip;
    irq_domain_set_info(k, domain, virq, hwirq, chip, sei, handle_level_irq, undefined, undefined);
    irq_set_probe(k, virq);
    return 0;
  },
);
const mvebu_sei_ap_domain_ops: irq_domain_ops = {
  name: 'mvebu_sei_ap_domain_ops',
  translate: mvebu_sei_ap_translate,
  alloc: mvebu_sei_ap_alloc,
  free: irq_domain_free_irqs_parent,
};

// --- messages

const mvebu_sei_cp_compose_msi_msg = at.fn(
  'mvebu_sei_cp_compose_msi_msg',
  'Says what makes an interrupt pending: the number of its bit, written to a register.',
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    const sei = mvebu_sei.of(d.chip_data);
    const set = sei.base + GICP_SET_SEI_OFFSET;
    msg.data = d.hwirq + capsOf(sei).cp_range.first;
    set_msg_address(msg, set);
  },
);

const mvebu_sei_cp_set_type = at.fn(
  'mvebu_sei_cp_set_type',
  'Messages are rising edges.',
  (_k: Kernel, _d: irq_data, type: number): number =>
    (type & IRQ_TYPE_SENSE_MASK) === IRQ_TYPE_EDGE_RISING ? 0 : -EINVAL,
);
const mvebu_sei_cp_irq_chip: irq_chip = {
  ...innerChip('CP SEI', mvebu_sei_cp_set_type),
  irq_compose_msi_msg: mvebu_sei_cp_compose_msi_msg,
};

const mvebu_sei_cp_domain_alloc = at.fn(
  'mvebu_sei_cp_domain_alloc',
  'Takes the first free message.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): number => {
    const sei = seiOf(domain);
    const { first, size } = capsOf(sei).cp_range;
    if (nr_irqs !== 1) return -ENOTSUPP;
    const hwirq = bitmap_find_free_region(sei.cp_msi_bitmap, size, 0);
    if (hwirq < 0) return -ENOSPC;
    const ret = irq_domain_alloc_irqs_parent(k, domain, virq, 1, specifierOf(domain, hwirq + first));
    if (ret !== 0) {
      bitmap_release_region(sei.cp_msi_bitmap, hwirq, 0);
      return ret;
    }
    const chip = mvebu_sei_cp_irq_chip;
    irq_domain_set_info(k, domain, virq, hwirq, chip, sei, handle_edge_irq, undefined, undefined);
    return 0;
  },
);
const mvebu_sei_cp_domain_free = at.fn(
  'mvebu_sei_cp_domain_free',
  'Gives a message back.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const sei = seiOf(domain);
    const { hwirq } = must(irq_domain_get_irq_data(k, domain, virq), 'the level of an interrupt being freed');
    if (nr_irqs !== 1 || hwirq >= capsOf(sei).cp_range.size) {
      dev_err(k, deviceOf(sei), `Invalid hwirq ${hwirq}`);
      return;
    }
    bitmap_release_region(sei.cp_msi_bitmap, hwirq, 0);
    irq_domain_free_irqs_parent(k, domain, virq, 1);
  },
);

/** Being found as the parent of devices' domains is new in 6.11. */
function mvebu_sei_cp_domain_ops(k: Kernel): irq_domain_ops {
  return {
    name: 'mvebu_sei_cp_domain_ops',
    ...(k.since('6.12') ? { select: msi_lib_irq_domain_select } : {}),
    alloc: mvebu_sei_cp_domain_alloc,
    free: mvebu_sei_cp_domain_free,
  };
}

const sei_msi_parent_ops = (k: Kernel): msi_parent_ops => ({
  name: 'sei_msi_parent_ops',
  supported_flags: MSI_GENERIC_FLAGS_MASK,
  required_flags: DEFAULT_OPS,
  ...(k.since('7.3') ? { chip_flags: MSI_CHIP_FLAG_SET_EOI | MSI_CHIP_FLAG_SET_ACK } : {}),
  bus_select_token: DOMAIN_BUS_GENERIC_MSI,
  bus_select_mask: MATCH_PLATFORM_MSI,
  prefix: 'SEI-',
  init_dev_msi_info: msi_lib_init_dev_msi_info,
});

/** 6.1: what the domain of all devices is made with. */
function mvebu_sei_msi_domain_info(k: Kernel): msi_domain_info {
  return msi_domain_info.create(k.rec, {
    flags: DEFAULT_OPS,
    ops: {},
    chip: { name: 'SEI pMSI', irq_ack: irq_chip_ack_parent, irq_set_type: irq_chip_set_type_parent, flags: 0 },
  });
}

// --- the controller

const mvebu_sei_handle_cascade_irq = at.fn(
  'mvebu_sei_handle_cascade_irq',
  'Handles the SPI: every interrupt that has a cause.',
  (k: Kernel, desc: irq_desc): void => {
    const sei = mvebu_sei.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined || sei.sei_domain === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (let idx = 0; idx < SEI_IRQ_REG_COUNT; idx++) {
      for (const bit of bitsOf(readl(k, sei.base + GICP_SECR(idx)))) {
        const hwirq = idx * SEI_IRQ_COUNT_PER_REG + bit;
        const err = generic_handle_domain_irq(k, sei.sei_domain, hwirq);
        if (err !== 0) dev_warn(k, deviceOf(sei), `Spurious IRQ detected (hwirq ${hwirq})`);
      }
    }
    chained_irq_exit(k, chip, desc);
  },
);

const mvebu_sei_reset = at.fn(
  'mvebu_sei_reset',
  'Clears all causes and masks all interrupts.',
  (k: Kernel, { base }: mvebu_sei): void => {
    for (let idx = 0; idx < SEI_IRQ_REG_COUNT; idx++) {
      writel(k, 0xffffffff, base + GICP_SECR(idx));
      writel(k, 0xffffffff, base + GICP_SEMR(idx));
    }
  },
);

/** The domain of messages; 6.1 puts one that all devices share on top. */
function offerMessages(k: Kernel, node: device_node, cp_domain: irq_domain): boolean {
  if (k.since('6.12')) {
    cp_domain.flags |= IRQ_DOMAIN_FLAG_MSI_PARENT;
    cp_domain.msi_parent_ops = sei_msi_parent_ops(k);
    return true;
  }
  if (platform_msi_create_irq_domain(k, node, mvebu_sei_msi_domain_info(k), cp_domain) !== undefined) return true;
  pr_err(k, 'mvebu-sei: Failed to create CPs MSI domain');
  return false;
}

/** Makes the three domains; on failure removes those that it made, and says which it was. */
function makeDomains(k: Kernel, node: device_node, sei: mvebu_sei): boolean {
  const { ap_range, cp_range } = capsOf(sei);
  const made: irq_domain[] = [];
  const add = (domain: irq_domain | undefined, token: number, failure: () => void): irq_domain | undefined => {
    if (domain === undefined) failure();
    else {
      made.push(domain);
      irq_domain_update_bus_token(k, domain, token);
    }
    return domain;
  };
  const complain = (what: string) => (): void => dev_err(k, deviceOf(sei), `Failed to create ${what} IRQ domain`);
  const root = irq_domain_create_linear(k, node, ap_range.size + cp_range.size, mvebu_sei_domain_ops, sei);
  sei.sei_domain = add(root, DOMAIN_BUS_NEXUS, complain('SEI'));
  if (root !== undefined) {
    const ap = irq_domain_create_hierarchy(k, root, 0, ap_range.size, node, mvebu_sei_ap_domain_ops, sei);
    sei.ap_domain = add(ap, DOMAIN_BUS_WIRED, complain('AP'));
  }
  if (root !== undefined && sei.ap_domain !== undefined) {
    const cp = irq_domain_create_hierarchy(k, root, 0, cp_range.size, node, mvebu_sei_cp_domain_ops(k), sei);
    sei.cp_domain = add(cp, DOMAIN_BUS_GENERIC_MSI, () => pr_err(k, 'mvebu-sei: Failed to create CPs IRQ domain'));
    if (cp !== undefined && offerMessages(k, node, cp)) return true;
  }
  for (const domain of made.toReversed()) irq_domain_remove(k, domain);
  return false;
}

const mvebu_sei_probe = at.fn(
  'mvebu_sei_probe',
  'Starts the controller: its domains, and its handler on the SPI.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const node = must(dev.of_node, 'the node of a device that was found by it');
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const sei = mvebu_sei.create(k.rec, { dev, base, caps: mvebu_sei_ap806_caps });
    const parent_irq = irq_of_parse_and_map(k, node, 0);
    if (parent_irq <= 0) {
      dev_err(k, dev, 'Failed to retrieve top-level SPI IRQ');
      return -ENODEV;
    }
    if (!makeDomains(k, node, sei)) {
      irq_dispose_mapping(k, parent_irq);
      return -ENOMEM;
    }
    mvebu_sei_reset(k, sei);
    irq_set_chained_handler_and_data(k, parent_irq, mvebu_sei_handle_cascade_irq, sei);
    return 0;
  },
);

/** device_initcall */
export const mvebu_sei_driver_init = at.fn(
  'mvebu_sei_driver_init',
  'Registers the driver of system error interrupts.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'mvebu-sei',
      bus: 'platform',
      of_match_table: [{ compatible: 'marvell,ap806-sei', data: undefined }],
      probe: mvebu_sei_probe,
    };
    return platform_driver_register(k, driver);
  },
);
