/**
 * Models drivers/irqchip/irq-mvebu-icu.c: Marvell's interrupt consolidation unit, which sends a message for each wire of a south
 * bridge, to the GICP (NSR) or to the SEI. The tree has a node for each of the two, in old trees one for NSR alone.
 */
import { must } from '../../../../base/assert.ts';
import { bool, data, hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { __do_kernel_fault } from '../../arch/arm64/mm/fault.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { readl, writel } from '../../include/asm/io.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM, EPROBE_DEFER } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_SUPPORTS_LEVEL_MSI,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import {
  DOMAIN_BUS_PLATFORM_MSI,
  DOMAIN_BUS_WIRED_TO_MSI,
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../include/linux/irqdomain.ts';
import {
  type msi_alloc_info_t,
  MSI_DEFAULT_DOMAIN,
  type msi_desc,
  msi_domain_info,
  type msi_domain_template,
  MSI_FLAG_LEVEL_CAPABLE,
  MSI_FLAG_USE_DEV_FWNODE,
  type msi_msg,
} from '../../include/linux/msi.ts';
import { is_of_node } from '../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../kernel.ts';
import {
  irq_chip_ack_parent,
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
  irq_get_irq_data,
} from '../../kernel/irq/chip/index.ts';
import { irq_domain_set_hwirq_and_chip } from '../../kernel/irq/irqdomain/index.ts';
import { irq_set_irqchip_state } from '../../kernel/irq/manage/index.ts';
import { cookieOf, msi_create_device_irq_domain } from '../../kernel/irq/msi/index.ts';
import { dev_err, pr_err } from '../../kernel/printk/printk.ts';
import {
  __platform_msi_create_device_domain,
  platform_msi_device_domain_alloc,
  platform_msi_device_domain_free,
  platform_msi_get_host_data,
} from '../base/platform-msi.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../base/platform.ts';
import { for_each_child_of_node, of_match_node } from '../of/base/index.ts';
import { of_msi_get_domain } from '../of/irq/index.ts';
import { of_platform_populate } from '../of/platform.ts';

const at = source('drivers/irqchip/irq-mvebu-icu.c');

const ICU_SETSPI_NSR_AL = 0x10;
const ICU_SETSPI_NSR_AH = 0x14;
const ICU_CLRSPI_NSR_AL = 0x18;
const ICU_CLRSPI_NSR_AH = 0x1c;
const ICU_SET_SEI_AL = 0x50;
const ICU_SET_SEI_AH = 0x54;
const ICU_INT_ENABLE = 1 << 24;
const ICU_IS_EDGE = 1 << 28;
const ICU_GROUP_SHIFT = 29;
const ICU_MAX_IRQS = 207;
/** The wires of the two ports of a SATA unit, whose driver has one interrupt. */
const ICU_SATA_IDS: readonly number[] = [109, 107];

const ICU_INT_CFG = (n: number): number => 0x100 + 4 * n;

/** include/dt-bindings/interrupt-controller/mvebu-icu.h */
const ICU_GRP_NSR = 0;
const ICU_GRP_SEI = 4;

/** Where `dev->driver` is in a struct device of 6.1. */
const DRIVER_OFFSET = 0x68;

interface irq_mvebu_icu_c extends Recorded {
  legacy_bindings: boolean;
}
const irq_mvebu_icu_c = statics<irq_mvebu_icu_c>('drivers/irqchip/irq-mvebu-icu.c', { legacy_bindings: bool() });

/** Which messages a group of wires sends, and where their address is set. */
interface mvebu_icu_subset_data {
  readonly icu_group: number;
  readonly offset_set_ah: number;
  readonly offset_set_al: number;
}
const mvebu_icu_nsr_subset_data: mvebu_icu_subset_data = {
  icu_group: ICU_GRP_NSR,
  offset_set_ah: ICU_SETSPI_NSR_AH,
  offset_set_al: ICU_SETSPI_NSR_AL,
};
const mvebu_icu_sei_subset_data: mvebu_icu_subset_data = {
  icu_group: ICU_GRP_SEI,
  offset_set_ah: ICU_SET_SEI_AH,
  offset_set_al: ICU_SET_SEI_AL,
};

interface mvebu_icu extends Recorded {
  readonly base: number;
  readonly dev: device | undefined;
}
const mvebu_icu = struct<mvebu_icu>('mvebu_icu', { base: hexnum(), dev: ref() });

interface mvebu_icu_msi_data extends Recorded {
  readonly icu: mvebu_icu | undefined;
  /** 1 once the address of the messages is set. */
  initialized: number;
  readonly subset_data: mvebu_icu_subset_data | undefined;
}
const mvebu_icu_msi_data = struct<mvebu_icu_msi_data>('mvebu_icu_msi_data', {
  icu: ref(),
  initialized: num(),
  subset_data: data(),
});

/** Until 6.1: the chip data of an interrupt. */
interface mvebu_icu_irq_data extends Recorded {
  readonly icu: mvebu_icu | undefined;
  readonly icu_group: number;
  readonly type: number;
}
const mvebu_icu_irq_data = struct<mvebu_icu_irq_data>('mvebu_icu_irq_data', {
  icu: ref(),
  icu_group: num(),
  type: num(),
});

const icuOf = ({ icu }: mvebu_icu_msi_data | mvebu_icu_irq_data): mvebu_icu => must(icu, 'the unit of a wire');
const subsetOf = ({ subset_data }: mvebu_icu_msi_data): mvebu_icu_subset_data =>
  must(subset_data, 'the group of a wire');
const deviceOf = ({ dev }: mvebu_icu): device => must(dev, 'the device of the unit');

const mvebu_icu_init = at.fn(
  'mvebu_icu_init',
  'Sets the address of the messages of a group, once; NSR has a second one, for levels that are gone.',
  (k: Kernel, icu: mvebu_icu, msi_data: mvebu_icu_msi_data, msg: msi_msg): void => {
    if (msi_data.initialized !== 0) return;
    msi_data.initialized = 1;
    const { icu_group, offset_set_ah, offset_set_al } = subsetOf(msi_data);
    writel(k, msg.address_hi, icu.base + offset_set_ah);
    writel(k, msg.address_lo, icu.base + offset_set_al);
    if (icu_group !== ICU_GRP_NSR) return;
    writel(k, msg.second?.address_hi ?? 0, icu.base + ICU_CLRSPI_NSR_AH);
    writel(k, msg.second?.address_lo ?? 0, icu.base + ICU_CLRSPI_NSR_AL);
  },
);

/** Has a wire send its message, or no longer. */
function configure(
  k: Kernel,
  hwirq: number,
  msi_data: mvebu_icu_msi_data,
  { icu, icu_group, type }: { readonly icu: mvebu_icu; readonly icu_group: number; readonly type: number },
  msg: msi_msg,
): void {
  let icu_int = 0;
  if (msg.address_lo !== 0 || msg.address_hi !== 0) {
    mvebu_icu_init(k, icu, msi_data, msg);
    const edge = (type & IRQ_TYPE_EDGE_RISING) === 0 ? 0 : ICU_IS_EDGE;
    icu_int = msg.data | ICU_INT_ENABLE | edge | (icu_group << ICU_GROUP_SHIFT);
  }
  writel(k, icu_int, icu.base + ICU_INT_CFG(hwirq));
  if (ICU_SATA_IDS.includes(hwirq)) for (const id of ICU_SATA_IDS) writel(k, icu_int, icu.base + ICU_INT_CFG(id));
}

const mvebu_icu_write_msi_msg = at.fn(
  'mvebu_icu_write_msi_msg',
  'Has a wire send its message, or no longer.',
  (k: Kernel, d: irq_data, msg: msi_msg): void => {
    const msi_data = mvebu_icu_msi_data.of(d.chip_data);
    const { type } = cookieOf(k, must(d.common?.msi_desc, 'the MSI descriptor of a wire'));
    const { icu_group } = subsetOf(msi_data);
    configure(k, irqd_to_hwirq(d), msi_data, { icu: icuOf(msi_data), icu_group, type }, msg);
  },
);

/** Until 6.1. */
const mvebu_icu_write_msg = at.fn(
  'mvebu_icu_write_msg',
  'Has a wire send its message, or no longer.',
  (k: Kernel, desc: msi_desc, msg: msi_msg): void => {
    const d = must(irq_get_irq_data(k, desc.irq), 'the interrupt of a message');
    const msi_data = mvebu_icu_msi_data.of(platform_msi_get_host_data(k, must(d.domain, 'the domain of an interrupt')));
    const icu_irqd = mvebu_icu_irq_data.of(d.chip_data);
    const { icu_group, type } = icu_irqd;
    configure(k, irqd_to_hwirq(d), msi_data, { icu: icuOf(icu_irqd), icu_group, type }, msg);
  },
);

/** Says what is wrong with a specifier, and of which unit. */
type Complain = (text: string) => void;

/** The wire and its type; an errno after a complaint. */
function translate(
  k: Kernel,
  { param, param_count }: irq_fwspec,
  msi_data: mvebu_icu_msi_data,
  complain: Complain,
): Translated | number {
  const legacy = irq_mvebu_icu_c(k).legacy_bindings;
  if (WARN_ON(k, param_count !== (legacy ? 3 : 2))) {
    complain(`wrong ICU parameter count ${param_count}`);
    return -EINVAL;
  }
  const [group = 0, hwirq = 0, type = 0] = legacy ? param : [ICU_GRP_NSR, ...param];
  if (group !== ICU_GRP_NSR) {
    complain(`wrong ICU group type ${group.toString(16)}`);
    return -EINVAL;
  }
  if (hwirq >= ICU_MAX_IRQS) {
    complain(`invalid interrupt number ${hwirq}`);
    return -EINVAL;
  }
  // The messages to the SEI are edges, whatever the wire is.
  const isEdge = !legacy && subsetOf(msi_data).icu_group === ICU_GRP_SEI;
  return { hwirq, type: isEdge ? IRQ_TYPE_EDGE_RISING : type & IRQ_TYPE_SENSE_MASK };
}

const mvebu_icu_translate = at.fn(
  'mvebu_icu_translate',
  'Reads a specifier: the wire and its trigger type, in old trees after the group.',
  (k: Kernel, d: irq_domain, fwspec: irq_fwspec): Translated | number => {
    const msi_data = mvebu_icu_msi_data.of(msi_domain_info.of(d.host_data).chip_data);
    return translate(k, fwspec, msi_data, (text) => dev_err(k, deviceOf(icuOf(msi_data)), text));
  },
);

/**
 * 6.1 takes the data of the group for that of the unit, whose second word is the device: a complaint is about the device at address 0
 * or, once the address of the messages is set, at address 1, where there is none.
 */
function complainAboutWrongDevice(k: Kernel, { initialized }: mvebu_icu_msi_data, text: string): void {
  if (initialized === 0) pr_err(k, `(NULL device *): ${text}`);
  else __do_kernel_fault(k, initialized + DRIVER_OFFSET, 'dev_driver_string');
}

const mvebu_icu_irq_domain_translate = at.fn(
  'mvebu_icu_irq_domain_translate',
  'Reads a specifier: the wire and its trigger type, in old trees after the group.',
  (k: Kernel, d: irq_domain, fwspec: irq_fwspec): Translated | number => {
    const msi_data = mvebu_icu_msi_data.of(platform_msi_get_host_data(k, d));
    return translate(k, fwspec, msi_data, (text) => complainAboutWrongDevice(k, msi_data, text));
  },
);

const mvebu_icu_msi_init = at.fn(
  'mvebu_icu_msi_init',
  'Gives a wire its chip, and drops what firmware may have left pending.',
  (k: Kernel, domain: irq_domain, info: msi_domain_info, virq: number, hwirq: number): number => {
    irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, info.chip, info.chip_data);
    return irq_set_irqchip_state(k, virq, 'PENDING', false);
  },
);

const mvebu_icu_set_desc = at.fn(
  'mvebu_icu_set_desc',
  'Numbers a message by the wire that it is for.',
  (k: Kernel, arg: msi_alloc_info_t, desc: msi_desc): void => {
    arg.desc = desc;
    arg.hwirq = cookieOf(k, desc).hwirq;
  },
);

function template(chip: irq_chip): msi_domain_template {
  return {
    chip: { ...chip, irq_write_msi_msg: mvebu_icu_write_msi_msg, flags: IRQCHIP_SUPPORTS_LEVEL_MSI },
    ops: { msi_translate: mvebu_icu_translate, msi_init: mvebu_icu_msi_init, set_desc: mvebu_icu_set_desc },
    bus_token: DOMAIN_BUS_WIRED_TO_MSI,
    flags: MSI_FLAG_LEVEL_CAPABLE | MSI_FLAG_USE_DEV_FWNODE,
  };
}
const nsr_chip: irq_chip = {
  name: 'ICU-NSR',
  irq_mask: irq_chip_mask_parent,
  irq_unmask: irq_chip_unmask_parent,
  irq_eoi: irq_chip_eoi_parent,
  irq_set_type: irq_chip_set_type_parent,
  flags: 0,
};
const sei_chip: irq_chip = {
  name: 'ICU-SEI',
  irq_mask: irq_chip_mask_parent,
  irq_unmask: irq_chip_unmask_parent,
  irq_ack: irq_chip_ack_parent,
  irq_set_type: irq_chip_set_type_parent,
  flags: 0,
};

/** 6.1: sets up a wire whose message is allocated; 0 or an errno. */
function setUp(k: Kernel, domain: irq_domain, virq: number, hwirq: number, icu_irqd: mvebu_icu_irq_data): number {
  const err = irq_set_irqchip_state(k, virq, 'PENDING', false);
  if (err !== 0) return err;
  const own = icu_irqd.icu_group === ICU_GRP_SEI ? sei_chip : nsr_chip;
  const chip = { ...own, irq_set_affinity: irq_chip_set_affinity_parent };
  const ret = irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, chip, icu_irqd);
  if (ret !== 0) dev_err(k, deviceOf(icuOf(icu_irqd)), 'failed to set the data to IRQ domain');
  return ret;
}

/** Until 6.1. */
const mvebu_icu_irq_domain_alloc = at.fn(
  'mvebu_icu_irq_domain_alloc',
  'Sets up a wire: the message first, then its chip.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, args: unknown): number => {
    const fwspec = fwspecOf(args);
    const msi_data = mvebu_icu_msi_data.of(platform_msi_get_host_data(k, domain));
    const icu = icuOf(msi_data);
    const translated = mvebu_icu_irq_domain_translate(k, domain, fwspec);
    if (typeof translated === 'number') {
      dev_err(k, deviceOf(icu), 'failed to translate ICU parameters');
      return translated;
    }
    const legacy = irq_mvebu_icu_c(k).legacy_bindings;
    const icu_group = legacy ? (fwspec.param[0] ?? 0) : subsetOf(msi_data).icu_group;
    const icu_irqd = mvebu_icu_irq_data.create(k.rec, { icu, icu_group, type: translated.type });
    let err = platform_msi_device_domain_alloc(k, domain, virq, nr_irqs);
    if (err === 0) {
      err = setUp(k, domain, virq, translated.hwirq, icu_irqd);
      if (err === 0) return 0;
      platform_msi_device_domain_free(k, domain, virq, nr_irqs);
    } else {
      dev_err(k, deviceOf(icu), 'failed to allocate ICU interrupt in parent domain');
    }
    k.rec.free(icu_irqd);
    return err;
  },
);
const mvebu_icu_irq_domain_free = at.fn(
  'mvebu_icu_irq_domain_free',
  'Takes a wire down again.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const chip_data = irq_get_irq_data(k, virq)?.chip_data;
    platform_msi_device_domain_free(k, domain, virq, nr_irqs);
    k.rec.free(mvebu_icu_irq_data.of(chip_data));
  },
);
const mvebu_icu_domain_ops: irq_domain_ops = {
  name: 'mvebu_icu_domain_ops',
  translate: mvebu_icu_irq_domain_translate,
  alloc: mvebu_icu_irq_domain_alloc,
  free: mvebu_icu_irq_domain_free,
};

const mvebu_icu_subset_of_match = [
  { compatible: 'marvell,cp110-icu-nsr', data: mvebu_icu_nsr_subset_data },
  { compatible: 'marvell,cp110-icu-sei', data: mvebu_icu_sei_subset_data },
];

function createDomain(k: Kernel, dev: device, msi_data: mvebu_icu_msi_data): boolean {
  if (k.since('6.12')) {
    const tmpl = template(subsetOf(msi_data).icu_group === ICU_GRP_SEI ? sei_chip : nsr_chip);
    return msi_create_device_irq_domain(k, dev, MSI_DEFAULT_DOMAIN, tmpl, ICU_MAX_IRQS, undefined, msi_data);
  }
  const ops = mvebu_icu_domain_ops;
  const write = mvebu_icu_write_msg;
  return __platform_msi_create_device_domain(k, dev, ICU_MAX_IRQS, true, write, ops, msi_data) !== undefined;
}

const mvebu_icu_subset_probe = at.fn(
  'mvebu_icu_subset_probe',
  'Starts a group of wires: a domain on that of whoever takes its messages.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const node = must(dev.of_node, 'the node of a device that was found by it');
    const legacy = irq_mvebu_icu_c(k).legacy_bindings;
    const icu = mvebu_icu.maybe(legacy ? dev.drvdata : dev.parent?.drvdata);
    const subset_data = legacy ? mvebu_icu_nsr_subset_data : of_match_node(k, mvebu_icu_subset_of_match, node)?.data;
    const msi_data = mvebu_icu_msi_data.create(k.rec, { icu, subset_data });
    dev.msi_domain = of_msi_get_domain(k, dev, node, DOMAIN_BUS_PLATFORM_MSI);
    if (dev.msi_domain === undefined) return -EPROBE_DEFER;
    if (!is_of_node(dev.msi_domain.fwnode)) return -ENODEV;
    if (createDomain(k, dev, msi_data)) return 0;
    dev_err(k, dev, 'Failed to create ICU MSI domain');
    return -ENOMEM;
  },
);

/** device_initcall */
export const mvebu_icu_subset_driver_init = at.fn(
  'mvebu_icu_subset_driver_init',
  'Registers the driver of groups of wires.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'mvebu-icu-subset',
      bus: 'platform',
      of_match_table: mvebu_icu_subset_of_match,
      probe: mvebu_icu_subset_probe,
    };
    return platform_driver_register(k, driver);
  },
);

/** Takes back what firmware has set up of the groups that Linux gives SPIs to. */
function clean(k: Kernel, { base }: mvebu_icu, legacy: boolean): void {
  for (let i = 0; i < ICU_MAX_IRQS; i++) {
    const group = readl(k, base + ICU_INT_CFG(i)) >>> ICU_GROUP_SHIFT;
    if (group === ICU_GRP_NSR || (group === ICU_GRP_SEI && !legacy)) writel(k, 0, base + ICU_INT_CFG(i));
  }
}

const mvebu_icu_probe = at.fn(
  'mvebu_icu_probe',
  'Starts a unit: its wires send nothing, and each group of them becomes a device.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const icu = mvebu_icu.create(k.rec, { base, dev });
    const node = must(dev.of_node, 'the node of a device that was found by it');
    if ([...for_each_child_of_node(k, node)].length === 0) irq_mvebu_icu_c(k).legacy_bindings = true;
    const legacy = irq_mvebu_icu_c(k).legacy_bindings;
    clean(k, icu, legacy);
    platform_set_drvdata(pdev, icu);
    return legacy ? mvebu_icu_subset_probe(k, pdev) : of_platform_populate(k, node, [], dev);
  },
);

/** device_initcall */
export const mvebu_icu_driver_init = at.fn(
  'mvebu_icu_driver_init',
  'Registers the driver of interrupt consolidation units.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'mvebu-icu',
      bus: 'platform',
      of_match_table: [{ compatible: 'marvell,cp110-icu', data: undefined }],
      probe: mvebu_icu_probe,
    };
    return platform_driver_register(k, driver);
  },
);
