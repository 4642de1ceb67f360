/**
 * Models drivers/pci/controller/pcie-brcmstb.c: Broadcom's PCIe host of set-top boxes and the Raspberry Pi 4, with a block of 32 MSIs (8
 * on older ones) behind one interrupt. Left out: clocks, resets, PHY, address windows, link speed, and the 32-bit BCM7425's accesses.
 */
import { must } from '../../../../../base/assert.ts';
import {
  always,
  bool,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import { EINVAL, ENODEV } from '../../../include/linux/errno.ts';
import type { irq_chip, irq_data } from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_ACK,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_NO_AFFINITY,
  type msi_msg,
  set_msg_address,
} from '../../../include/linux/msi.ts';
import type { of_device_id } from '../../../include/linux/of.ts';
import type { pci_bus, pci_host_bridge } from '../../../include/linux/pci/index.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { KernelVersion } from '../../../../api/kernel-versions.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_chip_ack_parent, irq_set_chained_handler_and_data } from '../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_domain_remove } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import {
  makeBlockDomains,
  type ParentDesign,
  refusesAffinity,
  sharedDomainInfo,
  vectorDomainOps,
} from '../../../stand-ins/msi-block.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../../base/platform.ts';
import { for_each_of_range } from '../../of/address.ts';
import { of_match_node, of_parse_phandle } from '../../of/base/index.ts';
import { irq_of_parse_and_map } from '../../of/irq/index.ts';
import { pci_generic_config_ops } from '../ecam.ts';
import { pci_msi_enabled } from '../msi/api.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../msi/msi/index.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';
import { pci_remove_root_bus, pci_stop_root_bus } from '../remove.ts';

const at = source('drivers/pci/controller/pcie-brcmstb.c');

const PCIE_MISC_MSI_BAR_CONFIG_LO = 0x4044;
const PCIE_MISC_MSI_BAR_CONFIG_HI = 0x4048;
const PCIE_MISC_MSI_DATA_CONFIG = 0x404c;
/** The data of a message, less the vector: 32 of them, or 8. */
const PCIE_MISC_MSI_DATA_CONFIG_VAL_32 = 0xffe06540;
const PCIE_MISC_MSI_DATA_CONFIG_VAL_8 = 0xfff86540;
const PCIE_MISC_PCIE_STATUS = 0x4068;
const PCIE_MISC_PCIE_STATUS_PCIE_PORT_MASK = 0x80;
const LINK_UP = 0x30; // PCIE_MISC_PCIE_STATUS_PCIE_DL_ACTIVE_MASK and _PHYLINKUP_MASK
const PCIE_MISC_REVISION = 0x406c;
const BRCM_PCIE_HW_REV_33 = 0x0303;
const BRCM_PCIE_HW_REV_3_20 = 0x0320;
const PCIE_MSI_INTR2_BASE = 0x4500;
const MSI_INT_STATUS = 0x0;
const MSI_INT_CLR = 0x8;
const MSI_INT_MASK_CLR = 0x14;
const PCIE_EXT_CFG_DATA = 0x8000;
const PCIE_EXT_CFG_INDEX = 0x9000;
const BRCM_INT_PCI_MSI_NR = 32;
const BRCM_INT_PCI_MSI_LEGACY_NR = 8;
const BRCM_MSI_TARGET_ADDR_LT_4GB = 0xfffffffc;
const BRCM_MSI_TARGET_ADDR_GT_4GB = 0xffffffffc;
const SZ_4G = 2 ** 32;

/** pcie_cfg_data, as far as interrupts depend on it. */
interface pcie_cfg_data {
  readonly soc_base: string;
  /** Where the registers of the older block are: PCIE_INTR2_CPU_BASE. */
  readonly intr2_cpu_base: number;
  /** The first kernel that knows it, where it is not the oldest. */
  readonly since?: KernelVersion;
}

function brcm_pcie_match(k: Kernel): readonly of_device_id<pcie_cfg_data>[] {
  const generic = { soc_base: 'GENERIC', intr2_cpu_base: 0x4300 };
  const all: of_device_id<pcie_cfg_data>[] = [
    { compatible: 'brcm,bcm2711-pcie', data: { ...generic, soc_base: 'BCM2711' } },
    { compatible: 'brcm,bcm4908-pcie', data: { ...generic, soc_base: 'BCM4908' } },
    { compatible: 'brcm,bcm7211-pcie', data: generic },
    { compatible: 'brcm,bcm7216-pcie', data: { ...generic, soc_base: 'BCM7278' } },
    { compatible: 'brcm,bcm7278-pcie', data: { ...generic, soc_base: 'BCM7278' } },
    { compatible: 'brcm,bcm7425-pcie', data: { ...generic, soc_base: 'BCM7425' } },
    { compatible: 'brcm,bcm7435-pcie', data: { ...generic, soc_base: 'BCM7435' } },
    { compatible: 'brcm,bcm7445-pcie', data: generic },
    { compatible: 'brcm,bcm7712-pcie', data: { soc_base: 'BCM7712', intr2_cpu_base: 0x4400, since: '6.12' } },
    { compatible: 'brcm,bcm2712-pcie', data: { soc_base: 'BCM7712', intr2_cpu_base: 0x4400, since: '7.3' } },
  ];
  return all.filter(({ data: { since } }) => since === undefined || k.since(since));
}

interface brcm_pcie extends Recorded {
  pdev: platform_device;
  base: number;
  hw_rev: number;
  msi_target_addr: number;
  msi: brcm_msi | undefined;
}
const brcm_pcie = struct<brcm_pcie>('brcm_pcie', {
  pdev: always(ref()),
  base: hexnum(),
  hw_rev: hexnum(),
  msi_target_addr: hexnum(),
  msi: ref(),
});

interface brcm_msi extends Recorded {
  base: number;
  intr_base: number;
  irq: number;
  nr: number;
  /** The older block: 8 vectors, in the highest bits of a register that has others, too. */
  legacy: boolean;
  legacy_shift: number;
  target_addr: number;
  used: RecordedMap<number>;
  inner_domain: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
}
const brcm_msi = struct<brcm_msi>('brcm_msi', {
  base: hexnum(),
  intr_base: hexnum(),
  irq: num(),
  nr: num(),
  legacy: bool(),
  legacy_shift: num(),
  target_addr: hexnum(),
  used: map(hexnum()),
  inner_domain: ref(),
  msi_domain: ref(),
});

// --- the block of MSIs

function brcm_msi_domain_info(k: Kernel): ReturnType<typeof sharedDomainInfo> {
  // 6.1 gives a function one MSI at most. MSI-X is not offered.
  return sharedDomainInfo(k, k.since('6.12') ? MSI_FLAG_NO_AFFINITY | MSI_FLAG_MULTI_PCI_MSI : 0, {
    name: 'BRCM STB PCIe MSI',
    irq_ack: irq_chip_ack_parent,
    irq_mask: pci_msi_mask_irq,
    irq_unmask: pci_msi_unmask_irq,
    flags: 0,
  });
}

/** 7.3. */
const brcm_msi_parent: ParentDesign = {
  name: 'brcm_msi_parent_ops',
  prefix: 'BRCM-',
  supported: MSI_FLAG_MULTI_PCI_MSI,
  required: MSI_FLAG_NO_AFFINITY,
  chip_flags: MSI_CHIP_FLAG_SET_ACK,
};

const brcm_msi_compose_msi_msg = at.fn(
  'brcm_msi_compose_msi_msg',
  "Composes a vector's message: its number in a fixed pattern, to the block's address.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    const { target_addr } = brcm_msi.of(d.chip_data);
    set_msg_address(msg, target_addr);
    msg.data = (0xffff & PCIE_MISC_MSI_DATA_CONFIG_VAL_32) | d.hwirq;
  },
);
const brcm_msi_ack_irq = at.fn(
  'brcm_msi_ack_irq',
  "Clears a vector's bit in the status register.",
  (k: Kernel, d: irq_data): void => {
    const msi = brcm_msi.of(d.chip_data);
    writel(k, (1 << (d.hwirq + msi.legacy_shift)) >>> 0, msi.intr_base + MSI_INT_CLR);
  },
);
const brcm_msi_set_affinity = refusesAffinity(at, 'brcm_msi_set_affinity', -EINVAL);

function brcm_msi_bottom_irq_chip(k: Kernel): irq_chip {
  return {
    name: 'BRCM STB MSI',
    irq_compose_msi_msg: brcm_msi_compose_msi_msg,
    ...(k.since('6.12') ? {} : { irq_set_affinity: brcm_msi_set_affinity }),
    irq_ack: brcm_msi_ack_irq,
    flags: 0,
  };
}

const msi_domain_ops = vectorDomainOps(at, {
  ops: 'msi_domain_ops',
  alloc: 'brcm_irq_domain_alloc',
  free: 'brcm_irq_domain_free',
  chip: brcm_msi_bottom_irq_chip,
  vectors: (host_data) => {
    const { used, nr } = brcm_msi.of(host_data);
    return { used, count: nr };
  },
});

const brcm_pcie_msi_isr = at.fn(
  'brcm_pcie_msi_isr',
  "Handles the block's interrupt: each vector whose bit is set.",
  (k: Kernel, desc: irq_desc): void => {
    const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
    chained_irq_enter(k, chip, desc);
    const msi = brcm_msi.of(desc.irq_common_data.handler_data);
    const domain = must(msi.inner_domain, 'the domain of the block');
    const status = readl(k, msi.intr_base + MSI_INT_STATUS) >>> msi.legacy_shift;
    for (let bit = 0; bit < msi.nr; bit++) if ((status & (1 << bit)) !== 0) generic_handle_domain_irq(k, domain, bit);
    chained_irq_exit(k, chip, desc);
  },
);

const brcm_allocate_domains = at.fn(
  'brcm_allocate_domains',
  "Makes the domain of the block's vectors, which has no node, and on it the one that PCI functions share.",
  (k: Kernel, pcie: brcm_pcie, msi: brcm_msi): number => {
    const { dev } = pcie.pdev;
    const made = makeBlockDomains(k, dev, {
      size: msi.nr,
      ops: msi_domain_ops,
      host_data: msi,
      nexus: false,
      shared: () => brcm_msi_domain_info(k),
      parent: brcm_msi_parent,
      says: { inner: 'failed to create IRQ domain', shared: 'failed to create MSI domain' },
    });
    if (typeof made === 'number') return made;
    msi.inner_domain = made.inner;
    msi.msi_domain = made.shared;
    return 0;
  },
);

const brcm_msi_set_regs = at.fn(
  'brcm_msi_set_regs',
  'Programs and unmasks the block.',
  (k: Kernel, msi: brcm_msi): void => {
    const all = msi.legacy ? 0xff000000 : 0xffffffff;
    writel(k, all, msi.intr_base + MSI_INT_MASK_CLR);
    writel(k, all, msi.intr_base + MSI_INT_CLR);
    writel(k, (msi.target_addr | 1) >>> 0, msi.base + PCIE_MISC_MSI_BAR_CONFIG_LO);
    writel(k, Math.floor(msi.target_addr / 2 ** 32), msi.base + PCIE_MISC_MSI_BAR_CONFIG_HI);
    const pattern = msi.legacy ? PCIE_MISC_MSI_DATA_CONFIG_VAL_8 : PCIE_MISC_MSI_DATA_CONFIG_VAL_32;
    writel(k, pattern, msi.base + PCIE_MISC_MSI_DATA_CONFIG);
  },
);

const brcm_pcie_enable_msi = at.fn(
  'brcm_pcie_enable_msi',
  "Brings up the host's own block of MSIs.",
  (k: Kernel, pcie: brcm_pcie, cfg: pcie_cfg_data): number => {
    const { dev } = pcie.pdev;
    const irq = dev.of_node === undefined ? 0 : irq_of_parse_and_map(k, dev.of_node, 1);
    if (irq <= 0) {
      dev_err(k, dev, 'cannot map MSI interrupt');
      return -ENODEV;
    }
    const legacy = pcie.hw_rev < BRCM_PCIE_HW_REV_33;
    const msi = brcm_msi.create(k.rec, {
      base: pcie.base,
      irq,
      legacy,
      target_addr: pcie.msi_target_addr,
      intr_base: pcie.base + (legacy ? cfg.intr2_cpu_base : PCIE_MSI_INTR2_BASE),
      nr: legacy ? BRCM_INT_PCI_MSI_LEGACY_NR : BRCM_INT_PCI_MSI_NR,
      legacy_shift: legacy ? 24 : 0,
    });
    const ret = brcm_allocate_domains(k, pcie, msi);
    if (ret !== 0) return ret;
    irq_set_chained_handler_and_data(k, irq, brcm_pcie_msi_isr, msi);
    brcm_msi_set_regs(k, msi);
    pcie.msi = msi;
    return 0;
  },
);

const brcm_msi_remove = at.fn('brcm_msi_remove', 'Takes the block down again.', (k: Kernel, pcie: brcm_pcie): void => {
  const { msi } = pcie;
  if (msi === undefined) return;
  irq_set_chained_handler_and_data(k, msi.irq, undefined, undefined);
  if (msi.msi_domain !== undefined) irq_domain_remove(k, msi.msi_domain);
  if (msi.inner_domain !== undefined) irq_domain_remove(k, msi.inner_domain);
});

// --- the host

function brcm_pcie_link_up(k: Kernel, { base }: brcm_pcie): boolean {
  return (readl(k, base + PCIE_MISC_PCIE_STATUS) & LINK_UP) === LINK_UP;
}

/** The root port's registers are the first ones; what is below it is reached through an index and a window. */
function brcm_pcie_ops(k: Kernel, pcie: brcm_pcie): ReturnType<typeof pci_generic_config_ops> {
  const map_bus = (bus: pci_bus, devfn: number, where: number): number | undefined => {
    if (bus.parent === undefined) return devfn === 0 ? pcie.base + where : undefined;
    if (!brcm_pcie_link_up(k, pcie)) return undefined;
    writel(k, (bus.number << 20) | (devfn << 12), pcie.base + PCIE_EXT_CFG_INDEX);
    return pcie.base + PCIE_EXT_CFG_DATA + where;
  };
  return pci_generic_config_ops('brcm_pcie_ops', map_bus);
}

/** Where messages go: below 4 GB unless memory that devices reach lies there. */
function messageAddress(k: Kernel, pcie: brcm_pcie): number {
  const { of_node } = pcie.pdev.dev;
  const ranges = of_node === undefined ? [] : for_each_of_range(k, of_node, 'dma-ranges');
  const first = Math.min(...ranges.map(({ bus_addr }) => Number(bus_addr)));
  const room = ranges.reduce((sum, { size }) => sum + Number(size), 0);
  const size = room === 0 ? 0 : 2 ** Math.ceil(Math.log2(room));
  return first >= SZ_4G || size + first < SZ_4G ? BRCM_MSI_TARGET_ADDR_LT_4GB : BRCM_MSI_TARGET_ADDR_GT_4GB;
}

const brcm_pcie_setup = at.fn(
  'brcm_pcie_setup',
  'Programs the host, which must be a root complex.',
  (k: Kernel, pcie: brcm_pcie): number => {
    pcie.msi_target_addr = messageAddress(k, pcie);
    if ((readl(k, pcie.base + PCIE_MISC_PCIE_STATUS) & PCIE_MISC_PCIE_STATUS_PCIE_PORT_MASK) !== 0) return 0;
    dev_err(k, pcie.pdev.dev, 'PCIe RC controller misconfigured as Endpoint');
    return -EINVAL;
  },
);

const brcm_pcie_remove = at.fn(
  'brcm_pcie_remove',
  'Gives the host up: all that was found behind it, then its MSIs.',
  (k: Kernel, pcie: brcm_pcie, bridge: pci_host_bridge): void => {
    const { bus } = bridge;
    if (bus !== undefined) {
      pci_stop_root_bus(k, bus);
      pci_remove_root_bus(k, bus);
      bridge.bus = undefined;
    }
    brcm_msi_remove(k, pcie);
  },
);

const brcm_pcie_probe = at.fn(
  'brcm_pcie_probe',
  'Brings up the host: its registers, its MSIs, and all that is behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const bridge = devm_pci_alloc_host_bridge(k, dev);
    if (typeof bridge === 'number') return bridge;
    const cfg = np === undefined ? undefined : of_match_node(k, brcm_pcie_match(k), np)?.data;
    if (np === undefined || cfg === undefined) return -EINVAL;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const pcie = brcm_pcie.create(k.rec, { pdev, base });
    let ret = brcm_pcie_setup(k, pcie);
    if (ret !== 0) return ret;
    pcie.hw_rev = readl(k, base + PCIE_MISC_REVISION);
    if (cfg.soc_base === 'BCM4908' && pcie.hw_rev >= BRCM_PCIE_HW_REV_3_20) {
      dev_err(k, dev, 'hardware revision with unsupported PERST# setup');
      return -ENODEV;
    }
    if (pci_msi_enabled(k) !== 0 && of_parse_phandle(k, np, 'msi-parent', 0) === np) {
      ret = brcm_pcie_enable_msi(k, pcie, cfg);
      if (ret !== 0) {
        dev_err(k, dev, 'probe of internal MSI failed');
        return ret;
      }
    }
    bridge.ops = brcm_pcie_ops(k, pcie);
    bridge.sysdata = pcie;
    platform_set_drvdata(pdev, pcie);
    if (!brcm_pcie_link_up(k, pcie)) dev_err(k, dev, 'link down');
    ret = pci_host_probe(k, bridge);
    if (ret === 0 && !brcm_pcie_link_up(k, pcie)) ret = -ENODEV;
    if (ret !== 0) brcm_pcie_remove(k, pcie, bridge);
    return ret;
  },
);

/** device_initcall */
export const brcm_pcie_driver_init = at.fn(
  'brcm_pcie_driver_init',
  "Registers the driver of Broadcom's set-top box hosts.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'brcm-pcie',
      bus: 'platform',
      of_match_table: brcm_pcie_match(k).map(({ compatible }) => ({ compatible, data: undefined })),
      probe: brcm_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
