/**
 * Models drivers/pci/controller/pci-aardvark.c: the host of Marvell's Armada 3700, with one interrupt for errors, INTx and 32 MSIs. Left out: PHY, reset,
 * address windows, link training, power management events, retries of configuration accesses. The kernel emulates most of the root port's
 * configuration space; here it is where the host's registers begin.
 */
import {
  always,
  hexnum,
  map,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { bitsOf } from '../../../../../base/bits.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import { EINVAL, ENODEV, ENOMEM } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_NO_THREAD, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import type { irq_chip, irq_data } from '../../../include/linux/irq.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_NO_AFFINITY,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  MSI_FLAG_PCI_MSIX,
  type msi_msg,
  set_msg_address,
} from '../../../include/linux/msi.ts';
import type { pci_bus, pci_dev, pci_ops } from '../../../include/linux/pci/index.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { dma_alloc_coherent } from '../../../kernel/dma/mapping.ts';
import {
  handle_level_irq,
  handle_simple_irq,
  irq_chip_mask_parent,
  irq_chip_unmask_parent,
  irq_set_chip_and_handler_name,
  irq_set_chip_data,
} from '../../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../../kernel/irq/devres.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import {
  irq_create_mapping,
  irq_domain_create_linear,
  irq_domain_remove,
} from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { intxDomainOps, PCI_NUM_INTX } from '../../../stand-ins/intx-domain.ts';
import { makeBlockDomains, refusesAffinity, sharedDomainInfo, vectorDomainOps } from '../../../stand-ins/msi-block.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../../base/platform.ts';
import { for_each_child_of_node } from '../../of/base/index.ts';
import { pci_generic_config_ops } from '../ecam.ts';
import { of_irq_parse_and_map_pci } from '../of.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../msi/msi/index.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';

const at = source('drivers/pci/controller/pci-aardvark.c');

const PIO_CTRL = 0x4000;
const PIO_CTRL_TYPE_MASK = 0xf;
const PCIE_CONFIG_RD_TYPE0 = 0x8;
const PCIE_CONFIG_RD_TYPE1 = 0x9;
const PCIE_CONFIG_WR_TYPE0 = 0xa;
const PCIE_CONFIG_WR_TYPE1 = 0xb;
const PIO_STAT = 0x4004;
/** What a transfer ended with: anything but a success. */
const PIO_FAILED = 0xb80;
const PIO_ADDR_LS = 0x4008;
const PIO_ADDR_MS = 0x400c;
const PIO_WR_DATA = 0x4010;
const PIO_WR_DATA_STRB = 0x4014;
const PIO_RD_DATA = 0x4018;
const PIO_START = 0x401c;
const PIO_ISR = 0x4020;
const PCIE_CORE_CTRL2_REG = 0x4808;
const PCIE_CORE_CTRL2_MSI_ENABLE = 1 << 10;
const PCIE_ISR0_REG = 0x4840;
const PCIE_ISR0_MASK_REG = 0x4844;
const PCIE_MSG_PM_PME_MASK = 1 << 7;
const PCIE_ISR0_ERR_MASK = 7 << 11;
const PCIE_ISR0_MSI_INT_PENDING = 1 << 24;
const PCIE_ISR1_REG = 0x4848;
const PCIE_ISR1_MASK_REG = 0x484c;
const PCIE_ISR1_INTX_SHIFT = 8;
const PCIE_MSI_ADDR_LOW_REG = 0x4850;
const PCIE_MSI_ADDR_HIGH_REG = 0x4854;
const PCIE_MSI_STATUS_REG = 0x4858;
const PCIE_MSI_MASK_REG = 0x485c;
const ALL = 0xffffffff;
const CFG_REG = 0x6000;
const LTSSM_SHIFT = 24;
const LTSSM_MASK = 0x3f;
const LTSSM_L0 = 0x10;
const LTSSM_DISABLED = 0x20;
const HOST_CTRL_INT_STATUS_REG = 0x1b000;
const HOST_CTRL_INT_MASK_REG = 0x1b004;
const PCIE_IRQ_CORE_INT = 1 << 16;
const MSI_IRQ_NUM = 32;

interface advk_pcie extends Recorded {
  readonly pdev: platform_device;
  readonly base: number;
  /** Where messages go: the memory that this very struct is in. */
  readonly msi_addr: number;
  readonly msi_used: RecordedMap<number>;
  /** The domain of the vectors; the one that functions share, before 7.3. */
  msi_inner_domain: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
  irq_domain: irq_domain | undefined;
  /** Of the root port's own interrupt. */
  rp_irq_domain: irq_domain | undefined;
}
const advk_pcie = struct<advk_pcie>('advk_pcie', {
  pdev: always(ref()),
  base: hexnum(),
  msi_addr: hexnum(),
  msi_used: map(hexnum()),
  msi_inner_domain: ref(),
  msi_domain: ref(),
  irq_domain: ref(),
  rp_irq_domain: ref(),
});

const advk_readl = (k: Kernel, { base }: advk_pcie, reg: number): number => readl(k, base + reg);
const advk_writel = (k: Kernel, { base }: advk_pcie, val: number, reg: number): void =>
  writel(k, val >>> 0, base + reg);

// --- configuration space

function advk_pcie_link_up(k: Kernel, pcie: advk_pcie): boolean {
  const state = (advk_readl(k, pcie, CFG_REG) >>> LTSSM_SHIFT) & LTSSM_MASK;
  return state >= LTSSM_L0 && state < LTSSM_DISABLED;
}

/** Has the host do a configuration access: false where it failed. */
function transfer(k: Kernel, pcie: advk_pcie, type: number, address: number, strobe: number): boolean {
  advk_writel(k, pcie, (advk_readl(k, pcie, PIO_CTRL) & ~PIO_CTRL_TYPE_MASK) | type, PIO_CTRL);
  advk_writel(k, pcie, address, PIO_ADDR_LS);
  advk_writel(k, pcie, 0, PIO_ADDR_MS);
  advk_writel(k, pcie, strobe, PIO_WR_DATA_STRB);
  advk_writel(k, pcie, 1, PIO_ISR);
  advk_writel(k, pcie, 1, PIO_START);
  return (advk_readl(k, pcie, PIO_STAT) & PIO_FAILED) === 0;
}

function advk_pcie_ops(k: Kernel, pcie: advk_pcie): pci_ops {
  const root = pci_generic_config_ops('advk_pcie_ops', (_bus, devfn, where) =>
    devfn >> 3 === 0 ? pcie.base + where : undefined,
  );
  const address = ({ number }: pci_bus, devfn: number, where: number): number =>
    number * 2 ** 20 + (devfn << 12) + (where & ~3);
  const isDirect = ({ parent }: pci_bus): boolean => parent?.parent === undefined;
  return {
    name: 'advk_pcie_ops',
    read(kernel, bus, devfn, where, size) {
      if (bus.parent === undefined) return root.read(kernel, bus, devfn, where, size);
      const none = 2 ** (8 * size) - 1;
      if (!advk_pcie_link_up(k, pcie)) return none;
      const type = isDirect(bus) ? PCIE_CONFIG_RD_TYPE0 : PCIE_CONFIG_RD_TYPE1;
      if (!transfer(k, pcie, type, address(bus, devfn, where), 0xf)) return none;
      const word = advk_readl(k, pcie, PIO_RD_DATA);
      return size === 4 ? word : (word >>> (8 * (where & 3))) & none;
    },
    write(kernel, bus, devfn, where, size, val) {
      if (bus.parent === undefined) root.write(kernel, bus, devfn, where, size, val);
      else if (advk_pcie_link_up(k, pcie)) {
        const type = isDirect(bus) ? PCIE_CONFIG_WR_TYPE0 : PCIE_CONFIG_WR_TYPE1;
        advk_writel(k, pcie, val << (8 * (where & 3)), PIO_WR_DATA);
        transfer(k, pcie, type, address(bus, devfn, where), ((1 << size) - 1) << (where & 3));
      }
    },
  };
}

// --- MSIs

const advk_msi_irq_compose_msi_msg = at.fn(
  'advk_msi_irq_compose_msi_msg',
  "Composes a vector's message: its number, to the address that the host watches.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    set_msg_address(msg, advk_pcie.of(d.chip_data).msi_addr);
    msg.data = d.hwirq;
  },
);
const advk_msi_set_affinity = refusesAffinity(at, 'advk_msi_set_affinity', -EINVAL);

/** 1 in either of the masks holds back. */
function setMask(k: Kernel, pcie: advk_pcie, reg: number, bit: number, masked: boolean): void {
  const mask = advk_readl(k, pcie, reg);
  advk_writel(k, pcie, masked ? mask | bit : mask & ~bit, reg);
}
const advk_msi_irq_mask = at.fn('advk_msi_irq_mask', 'Holds a vector back.', (k: Kernel, d: irq_data): void =>
  setMask(k, advk_pcie.of(d.chip_data), PCIE_MSI_MASK_REG, 1 << d.hwirq, true),
);
const advk_msi_irq_unmask = at.fn('advk_msi_irq_unmask', 'Lets a vector through.', (k: Kernel, d: irq_data): void =>
  setMask(k, advk_pcie.of(d.chip_data), PCIE_MSI_MASK_REG, 1 << d.hwirq, false),
);

const advk_msi_top_irq_mask = at.fn(
  'advk_msi_top_irq_mask',
  'Masks a vector in the function and in the host.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_mask_irq(k, d);
    irq_chip_mask_parent(k, d);
  },
);
const advk_msi_top_irq_unmask = at.fn(
  'advk_msi_top_irq_unmask',
  'Unmasks a vector in the function and in the host.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_unmask_irq(k, d);
    irq_chip_unmask_parent(k, d);
  },
);

const advk_msi_domain_ops = vectorDomainOps(at, {
  ops: 'advk_msi_domain_ops',
  alloc: 'advk_msi_irq_domain_alloc',
  free: 'advk_msi_irq_domain_free',
  handler: handle_simple_irq,
  chip: (k): irq_chip => ({
    name: 'MSI',
    irq_compose_msi_msg: advk_msi_irq_compose_msi_msg,
    ...(k.since('6.12') ? {} : { irq_set_affinity: advk_msi_set_affinity }),
    irq_mask: advk_msi_irq_mask,
    irq_unmask: advk_msi_irq_unmask,
    flags: 0,
  }),
  vectors: (host_data) => ({ used: advk_pcie.of(host_data).msi_used, count: MSI_IRQ_NUM }),
});

const advk_pcie_init_msi_irq_domain = at.fn(
  'advk_pcie_init_msi_irq_domain',
  "Makes the domains of the host's vectors.",
  (k: Kernel, pcie: advk_pcie): number => {
    const supported = MSI_FLAG_MULTI_PCI_MSI | MSI_FLAG_PCI_MSIX;
    const made = makeBlockDomains(k, pcie.pdev.dev, {
      size: MSI_IRQ_NUM,
      ops: advk_msi_domain_ops,
      host_data: pcie,
      nexus: false,
      shared: () =>
        sharedDomainInfo(k, k.since('6.12') ? MSI_FLAG_NO_AFFINITY | supported : supported, {
          name: 'advk-MSI',
          irq_mask: advk_msi_top_irq_mask,
          irq_unmask: advk_msi_top_irq_unmask,
          flags: 0,
        }),
      parent: {
        name: 'advk_msi_parent_ops',
        prefix: 'advk-',
        supported,
        required: MSI_FLAG_PCI_MSI_MASK_PARENT | MSI_FLAG_NO_AFFINITY,
      },
      says: { inner: 'Failed to initialize irq', shared: 'Failed to initialize irq' },
    });
    if (typeof made === 'number') return made;
    pcie.msi_inner_domain = made.inner;
    pcie.msi_domain = made.shared;
    return 0;
  },
);

// --- INTx, and the root port's own

const advk_pcie_irq_mask = at.fn('advk_pcie_irq_mask', 'Holds an INTx wire back.', (k: Kernel, d: irq_data): void =>
  setMask(k, advk_pcie.of(d.chip_data), PCIE_ISR1_MASK_REG, 1 << (PCIE_ISR1_INTX_SHIFT + d.hwirq), true),
);
const advk_pcie_irq_unmask = at.fn(
  'advk_pcie_irq_unmask',
  'Lets an INTx wire through.',
  (k: Kernel, d: irq_data): void =>
    setMask(k, advk_pcie.of(d.chip_data), PCIE_ISR1_MASK_REG, 1 << (PCIE_ISR1_INTX_SHIFT + d.hwirq), false),
);

const advk_pcie_irq_domain_ops = intxDomainOps(at, {
  ops: 'advk_pcie_irq_domain_ops',
  map: 'advk_pcie_irq_map',
  own: {
    chip: (_k, host_data): irq_chip => ({
      name: `${advk_pcie.of(host_data).pdev.dev.name}-irq`,
      irq_mask: advk_pcie_irq_mask,
      irq_unmask: advk_pcie_irq_unmask,
      flags: 0,
    }),
    handler: handle_level_irq,
    level: true,
  },
  fromOne: false,
});

const advk_rp_irq_chip: irq_chip = { name: 'advk-RP', flags: 0 };

const advk_pcie_rp_irq_map = at.fn(
  'advk_pcie_rp_irq_map',
  "Sets the root port's interrupt up.",
  (k: Kernel, domain: irq_domain, irq: number, _hwirq: number): number => {
    irq_set_chip_and_handler_name(k, irq, advk_rp_irq_chip, handle_simple_irq, undefined);
    irq_set_chip_data(k, irq, domain.host_data);
    return 0;
  },
);

/** The domain of the wires: 0 or an errno. */
const advk_pcie_init_irq_domain = at.fn(
  'advk_pcie_init_irq_domain',
  'Makes the domain of the INTx wires.',
  (k: Kernel, pcie: advk_pcie): number => {
    const { dev } = pcie.pdev;
    const intc = for_each_child_of_node(k, dev.of_node)[0];
    if (intc === undefined) {
      dev_err(k, dev, 'No PCIe Intc node found');
      return -ENODEV;
    }
    pcie.irq_domain = irq_domain_create_linear(k, intc, PCI_NUM_INTX, advk_pcie_irq_domain_ops, pcie);
    if (pcie.irq_domain !== undefined) return 0;
    dev_err(k, dev, 'Failed to get a INTx IRQ domain');
    return -ENOMEM;
  },
);

const advk_pcie_init_rp_irq_domain = at.fn(
  'advk_pcie_init_rp_irq_domain',
  "Makes the domain of the root port's own interrupt.",
  (k: Kernel, pcie: advk_pcie): number => {
    const ops = { name: 'advk_pcie_rp_irq_domain_ops', map: advk_pcie_rp_irq_map };
    pcie.rp_irq_domain = irq_domain_create_linear(k, undefined, 1, ops, pcie);
    if (pcie.rp_irq_domain !== undefined) return 0;
    dev_err(k, pcie.pdev.dev, 'Failed to add Root Port IRQ domain');
    return -ENOMEM;
  },
);

/** The root port is the kernel's own: so is its interrupt. */
const advk_pcie_map_irq = at.fn(
  'advk_pcie_map_irq',
  "Maps a function's INTx by the tree; the root port's in a domain of its own.",
  (k: Kernel, dev: pci_dev, slot: number, pin: number): number =>
    dev.bus.parent === undefined
      ? irq_create_mapping(k, advk_pcie.of(dev.bus.sysdata).rp_irq_domain, pin - 1)
      : of_irq_parse_and_map_pci(k, dev, slot, pin),
);

// --- handling

const advk_pcie_handle_msi = at.fn(
  'advk_pcie_handle_msi',
  'Handles each vector whose bit is set.',
  (k: Kernel, pcie: advk_pcie): void => {
    const status = advk_readl(k, pcie, PCIE_MSI_STATUS_REG) & ~advk_readl(k, pcie, PCIE_MSI_MASK_REG);
    for (const index of bitsOf(status >>> 0)) {
      advk_writel(k, pcie, 1 << index, PCIE_MSI_STATUS_REG);
      if (generic_handle_domain_irq(k, pcie.msi_inner_domain, index) === -EINVAL)
        dev_err(k, pcie.pdev.dev, `unexpected MSI 0x${index.toString(16).padStart(2, '0')}`);
    }
    advk_writel(k, pcie, PCIE_ISR0_MSI_INT_PENDING, PCIE_ISR0_REG);
  },
);

const advk_pcie_handle_int = at.fn(
  'advk_pcie_handle_int',
  'Handles what the core tells: errors, MSIs, INTx.',
  (k: Kernel, pcie: advk_pcie): void => {
    const { dev } = pcie.pdev;
    const isr0 = advk_readl(k, pcie, PCIE_ISR0_REG) & ~advk_readl(k, pcie, PCIE_ISR0_MASK_REG);
    const isr1 = advk_readl(k, pcie, PCIE_ISR1_REG) & ~advk_readl(k, pcie, PCIE_ISR1_MASK_REG);
    if ((isr0 & PCIE_ISR0_ERR_MASK) !== 0) {
      advk_writel(k, pcie, PCIE_ISR0_ERR_MASK, PCIE_ISR0_REG);
      if (generic_handle_domain_irq(k, pcie.rp_irq_domain, 0) === -EINVAL) dev_err(k, dev, 'unhandled ERR IRQ');
    }
    if ((isr0 & PCIE_ISR0_MSI_INT_PENDING) !== 0) advk_pcie_handle_msi(k, pcie);
    for (const wire of bitsOf((isr1 >>> PCIE_ISR1_INTX_SHIFT) & 0xf)) {
      advk_writel(k, pcie, 1 << (PCIE_ISR1_INTX_SHIFT + wire), PCIE_ISR1_REG);
      if (generic_handle_domain_irq(k, pcie.irq_domain, wire) === -EINVAL)
        dev_err(k, dev, `unexpected INT${'ABCD'.charAt(wire)} IRQ`);
    }
  },
);

const advk_pcie_irq_handler = at.fn(
  'advk_pcie_irq_handler',
  'Handles the interrupt of the host.',
  (k: Kernel, _irq: number, arg: Recorded | undefined): number => {
    const pcie = advk_pcie.of(arg);
    if ((advk_readl(k, pcie, HOST_CTRL_INT_STATUS_REG) & PCIE_IRQ_CORE_INT) === 0) return IRQ_NONE;
    advk_pcie_handle_int(k, pcie);
    advk_writel(k, pcie, PCIE_IRQ_CORE_INT, HOST_CTRL_INT_STATUS_REG);
    return IRQ_HANDLED;
  },
);

// --- the host

const advk_pcie_setup_hw = at.fn(
  'advk_pcie_setup_hw',
  'Programs the host: where messages go, and which interrupts it has.',
  (k: Kernel, pcie: advk_pcie): void => {
    advk_writel(k, pcie, pcie.msi_addr, PCIE_MSI_ADDR_LOW_REG);
    advk_writel(k, pcie, Math.floor(pcie.msi_addr / 2 ** 32), PCIE_MSI_ADDR_HIGH_REG);
    const control = advk_readl(k, pcie, PCIE_CORE_CTRL2_REG);
    advk_writel(k, pcie, control | PCIE_CORE_CTRL2_MSI_ENABLE, PCIE_CORE_CTRL2_REG);
    for (const reg of [PCIE_MSI_STATUS_REG, PCIE_ISR0_REG, PCIE_ISR1_REG, HOST_CTRL_INT_STATUS_REG])
      advk_writel(k, pcie, ALL, reg);
    advk_writel(k, pcie, ALL, PCIE_ISR0_MASK_REG);
    advk_writel(k, pcie, ALL, PCIE_ISR1_MASK_REG);
    advk_writel(k, pcie, ALL, PCIE_MSI_MASK_REG);
    setMask(k, pcie, PCIE_ISR0_MASK_REG, PCIE_ISR0_MSI_INT_PENDING, false);
    setMask(k, pcie, PCIE_ISR0_MASK_REG, PCIE_MSG_PM_PME_MASK, false);
    advk_writel(k, pcie, ALL - PCIE_IRQ_CORE_INT, HOST_CTRL_INT_MASK_REG);
    if (!advk_pcie_link_up(k, pcie)) dev_err(k, pcie.pdev.dev, 'link never came up');
  },
);

function removeDomains(k: Kernel, { rp_irq_domain, msi_domain, msi_inner_domain, irq_domain }: advk_pcie): void {
  for (const domain of [rp_irq_domain, msi_domain, msi_inner_domain, irq_domain])
    if (domain !== undefined) irq_domain_remove(k, domain);
}

const advk_pcie_probe = at.fn(
  'advk_pcie_probe',
  'Brings up the host: its interrupt, its domains, and all that is behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const bridge = devm_pci_alloc_host_bridge(k, dev);
    if (typeof bridge === 'number') return bridge;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const pcie = advk_pcie.create(k.rec, { pdev, base, msi_addr: dma_alloc_coherent(k, dev, 0x1000).cpu });
    platform_set_drvdata(pdev, pcie);
    const irq = platform_get_irq(k, pdev, 0);
    if (irq < 0) return irq;
    let ret = devm_request_irq(k, dev, irq, advk_pcie_irq_handler, IRQF_SHARED | IRQF_NO_THREAD, 'advk-pcie', pcie);
    if (ret !== 0) {
      dev_err(k, dev, 'Failed to register interrupt');
      return ret;
    }
    advk_pcie_setup_hw(k, pcie);
    ret = advk_pcie_init_irq_domain(k, pcie);
    if (ret === 0) ret = advk_pcie_init_msi_irq_domain(k, pcie);
    if (ret === 0) ret = advk_pcie_init_rp_irq_domain(k, pcie);
    if (ret !== 0) dev_err(k, dev, 'Failed to initialize irq');
    else {
      bridge.sysdata = pcie;
      bridge.ops = advk_pcie_ops(k, pcie);
      bridge.map_irq = advk_pcie_map_irq;
      ret = pci_host_probe(k, bridge);
    }
    if (ret < 0) removeDomains(k, pcie);
    return ret;
  },
);

/** module_platform_driver */
export const advk_pcie_driver_init = at.fn(
  'advk_pcie_driver_init',
  "Registers the driver of the Armada 3700's host.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'advk-pcie',
      bus: 'platform',
      of_match_table: [{ compatible: 'marvell,armada-3700-pcie', data: undefined }],
      probe: advk_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
