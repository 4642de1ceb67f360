/**
 * Models drivers/pci/controller/pcie-xilinx-nwl.c: the host of Xilinx' Zynq UltraScale+, with interrupts of its own for errors and INTx and
 * two for 64 MSIs. Left out: clocks, PHYs, what is logged of errors, removal.
 */
import { must } from '../../../../../base/assert.ts';
import { bitsOf } from '../../../../../base/bits.ts';
import {
  always,
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
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, EIO, ENOMEM, ETIMEDOUT } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import type { irq_chip, irq_data, irq_flow_handler_t } from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_NO_AFFINITY,
  type msi_msg,
  set_msg_address,
} from '../../../include/linux/msi.ts';
import type { pci_bus } from '../../../include/linux/pci/index.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { devm_request_irq } from '../../../kernel/irq/devres.ts';
import {
  handle_level_irq,
  handle_simple_irq,
  irq_set_chained_handler_and_data,
} from '../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_domain_create_linear } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info } from '../../../kernel/printk/printk.ts';
import { intxDomainOps, PCI_NUM_INTX } from '../../../stand-ins/intx-domain.ts';
import { makeBlockDomains, refusesAffinity, sharedDomainInfo, vectorDomainOps } from '../../../stand-ins/msi-block.ts';
import {
  platform_driver_register,
  platform_get_irq_byname,
  platform_get_resource_byname,
} from '../../base/platform.ts';
import { for_each_child_of_node } from '../../of/base/index.ts';
import { of_property_present } from '../../of/property.ts';
import { pci_generic_config_ops } from '../ecam.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../msi/msi/index.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';

const at = source('drivers/pci/controller/pcie-xilinx-nwl.c');

const BRCFG_PCIE_RX0 = 0x000;
const BRCFG_PCIE_RX1 = 0x004;
const BRCFG_INTERRUPT = 0x010;
const BRCFG_PCIE_RX_MSG_FILTER = 0x020;
const E_BREG_CAPABILITIES = 0x200;
const E_BREG_CONTROL = 0x208;
const E_BREG_BASE_LO = 0x210;
const E_BREG_BASE_HI = 0x214;
const E_ECAM_CAPABILITIES = 0x220;
const E_ECAM_CONTROL = 0x228;
const E_ECAM_BASE_LO = 0x230;
const E_ECAM_BASE_HI = 0x234;
const I_MSII_CAPABILITIES = 0x300;
const I_MSII_CONTROL = 0x308;
const I_MSII_BASE_LO = 0x310;
const I_MSII_BASE_HI = 0x314;
const I_ISUB_CONTROL = 0x3e8;
const MSGF_MISC_STATUS = 0x400;
const MSGF_MISC_MASK = 0x404;
const MSGF_LEG_STATUS = 0x420;
const MSGF_LEG_MASK = 0x424;
const MSGF_MSI_STATUS_LO = 0x440;
const MSGF_MSI_STATUS_HI = 0x444;
const MSGF_MSI_MASK_LO = 0x448;
const MSGF_MSI_MASK_HI = 0x44c;
const CFG_ENABLE_MSG_FILTER_MASK = 0xe;
const MSGF_MISC_SR_MASKALL = 0x07d700f3;
const MSGF_LEG_SR_MASKALL = 0xf;
const MSII_ENABLE = 1 << 0;
const MSII_STATUS_ENABLE = 1 << 15;
const CFG_DMA_REG_BAR = 7;
const CFG_PCIE_CACHE = 0xff;
const E_ECAM_SIZE_LOC = 0x1f0000;
const INT_PCI_MSI_NR = 64;
const PS_LINKUP_OFFSET = 0x238;
const PCIE_PHY_LINKUP_BIT = 1 << 0;
const PHY_RDY_LINKUP_BIT = 1 << 1;
const PCI_PRIMARY_BUS = 0x18;
/** Where nothing clears what is pending. */
const ROUNDS = 32;

interface nwl_pcie extends Recorded {
  readonly dev: device;
  readonly pdev: platform_device;
  breg_base: number;
  /** Messages go there, too. */
  pcireg_base: number;
  ecam_base: number;
  irq_intx: number;
  irq_misc: number;
  irq_msi0: number;
  irq_msi1: number;
  readonly bitmap: RecordedMap<number>;
  /** The domain of the vectors; the one that functions share, before 7.3. */
  dev_domain: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
  intx_irq_domain: irq_domain | undefined;
}
const nwl_pcie = struct<nwl_pcie>('nwl_pcie', {
  dev: always(ref()),
  pdev: always(ref()),
  breg_base: hexnum(),
  pcireg_base: hexnum(),
  ecam_base: hexnum(),
  irq_intx: num(),
  irq_misc: num(),
  irq_msi0: num(),
  irq_msi1: num(),
  bitmap: map(hexnum()),
  dev_domain: ref(),
  msi_domain: ref(),
  intx_irq_domain: ref(),
});

const nwl_bridge_readl = (k: Kernel, { breg_base }: nwl_pcie, off: number): number => readl(k, breg_base + off);
const nwl_bridge_writel = (k: Kernel, { breg_base }: nwl_pcie, val: number, off: number): void =>
  writel(k, val >>> 0, breg_base + off);
const setBits = (k: Kernel, pcie: nwl_pcie, bits: number, off: number): void =>
  nwl_bridge_writel(k, pcie, nwl_bridge_readl(k, pcie, off) | bits, off);
const linkState = (k: Kernel, { pcireg_base }: nwl_pcie): number => readl(k, pcireg_base + PS_LINKUP_OFFSET);
const nwl_pcie_link_up = (k: Kernel, pcie: nwl_pcie): boolean => (linkState(k, pcie) & PCIE_PHY_LINKUP_BIT) !== 0;

function nwl_pcie_ops(k: Kernel, pcie: nwl_pcie): ReturnType<typeof pci_generic_config_ops> {
  const map_bus = (bus: pci_bus, devfn: number, where: number): number | undefined => {
    if (bus.parent === undefined ? devfn > 0 : !nwl_pcie_link_up(k, pcie)) return undefined;
    return pcie.ecam_base + bus.number * 0x100000 + devfn * 0x1000 + where;
  };
  return pci_generic_config_ops('nwl_pcie_ops', map_bus);
}

// --- handlers

const nwl_pcie_misc_handler = at.fn(
  'nwl_pcie_misc_handler',
  "Handles the host's interrupt for errors and events.",
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    const pcie = nwl_pcie.of(data);
    const misc_stat = nwl_bridge_readl(k, pcie, MSGF_MISC_STATUS) & MSGF_MISC_SR_MASKALL;
    if (misc_stat === 0) return IRQ_NONE;
    nwl_bridge_writel(k, pcie, misc_stat, MSGF_MISC_STATUS);
    return IRQ_HANDLED;
  },
);

const nwl_pcie_leg_handler = at.fn(
  'nwl_pcie_leg_handler',
  'Handles the interrupt of the INTx wires: each that is asserted, until none is.',
  (k: Kernel, desc: irq_desc): void => {
    const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
    chained_irq_enter(k, chip, desc);
    const pcie = nwl_pcie.of(desc.irq_common_data.handler_data);
    const status = (): number => nwl_bridge_readl(k, pcie, MSGF_LEG_STATUS) & MSGF_LEG_SR_MASKALL;
    for (let round = 0, bits; round < ROUNDS && (bits = status()) !== 0; round++)
      for (const bit of bitsOf(bits)) generic_handle_domain_irq(k, pcie.intx_irq_domain, bit);
    chained_irq_exit(k, chip, desc);
  },
);

/** The handler of 32 vectors. Those of the upper half are handled under the numbers of the lower, as the driver has it. */
function messageHandler(fname: string, status_reg: number): irq_flow_handler_t {
  return at.fn(
    fname,
    'Handles an interrupt of the MSIs: each vector whose bit is set, until none is.',
    (k: Kernel, desc: irq_desc): void => {
      const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
      const pcie = nwl_pcie.of(desc.irq_common_data.handler_data);
      chained_irq_enter(k, chip, desc);
      for (let round = 0, bits; round < ROUNDS && (bits = nwl_bridge_readl(k, pcie, status_reg)) !== 0; round++)
        for (const bit of bitsOf(bits)) {
          nwl_bridge_writel(k, pcie, 1 << bit, status_reg);
          generic_handle_domain_irq(k, pcie.dev_domain, bit);
        }
      chained_irq_exit(k, chip, desc);
    },
  );
}
const nwl_pcie_msi_handler_high = messageHandler('nwl_pcie_msi_handler_high', MSGF_MSI_STATUS_HI);
const nwl_pcie_msi_handler_low = messageHandler('nwl_pcie_msi_handler_low', MSGF_MSI_STATUS_LO);

// --- INTx

const intxMasking =
  (on: boolean) =>
  (k: Kernel, d: irq_data): void => {
    const pcie = nwl_pcie.of(d.chip_data);
    const val = nwl_bridge_readl(k, pcie, MSGF_LEG_MASK);
    nwl_bridge_writel(k, pcie, on ? val | (1 << d.hwirq) : val & ~(1 << d.hwirq), MSGF_LEG_MASK);
  };
const nwl_mask_intx_irq = at.fn('nwl_mask_intx_irq', 'Holds an INTx wire back.', intxMasking(false));
const nwl_unmask_intx_irq = at.fn('nwl_unmask_intx_irq', 'Lets an INTx wire through.', intxMasking(true));
// 6.1's names.
const nwl_mask_leg_irq = at.fn('nwl_mask_leg_irq', 'Holds an INTx wire back.', intxMasking(false));
const nwl_unmask_leg_irq = at.fn('nwl_unmask_leg_irq', 'Lets an INTx wire through.', intxMasking(true));

function nwl_intx_irq_chip(k: Kernel): irq_chip {
  const mask = k.since('6.12') ? nwl_mask_intx_irq : nwl_mask_leg_irq;
  const unmask = k.since('6.12') ? nwl_unmask_intx_irq : nwl_unmask_leg_irq;
  return {
    name: 'nwl_pcie:legacy',
    irq_enable: unmask,
    irq_disable: mask,
    irq_mask: mask,
    irq_unmask: unmask,
    flags: 0,
  };
}
const own = { chip: nwl_intx_irq_chip, handler: handle_level_irq, level: true };
const intx_domain_ops = intxDomainOps(at, { ops: 'intx_domain_ops', map: 'nwl_intx_map', own, fromOne: true });
const legacy_domain_ops = intxDomainOps(at, { ops: 'legacy_domain_ops', map: 'nwl_legacy_map', own, fromOne: true });

// --- MSIs

const nwl_compose_msi_msg = at.fn(
  'nwl_compose_msi_msg',
  "Composes a vector's message: its number, to the address of the core's registers.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    const { pcireg_base } = nwl_pcie.of(d.chip_data);
    set_msg_address(msg, pcireg_base);
    msg.data = d.hwirq;
  },
);
const nwl_msi_set_affinity = refusesAffinity(at, 'nwl_msi_set_affinity', -EINVAL);

const dev_msi_domain_ops = vectorDomainOps(at, {
  ops: 'dev_msi_domain_ops',
  alloc: 'nwl_irq_domain_alloc',
  free: 'nwl_irq_domain_free',
  handler: handle_simple_irq,
  chip: (k): irq_chip => ({
    name: 'Xilinx MSI',
    irq_compose_msi_msg: nwl_compose_msi_msg,
    ...(k.since('6.12') ? {} : { irq_set_affinity: nwl_msi_set_affinity }),
    flags: 0,
  }),
  vectors: (host_data) => ({ used: nwl_pcie.of(host_data).bitmap, count: INT_PCI_MSI_NR }),
});

const nwl_pcie_init_msi_irq_domain = at.fn(
  'nwl_pcie_init_msi_irq_domain',
  "Makes the domains of the host's vectors.",
  (k: Kernel, pcie: nwl_pcie): number => {
    const flags = k.since('6.12') ? MSI_FLAG_NO_AFFINITY | MSI_FLAG_MULTI_PCI_MSI : MSI_FLAG_MULTI_PCI_MSI;
    const made = makeBlockDomains(k, pcie.dev, {
      size: INT_PCI_MSI_NR,
      ops: dev_msi_domain_ops,
      host_data: pcie,
      nexus: false,
      shared: () =>
        sharedDomainInfo(k, flags, {
          name: 'nwl_pcie:msi',
          irq_enable: pci_msi_unmask_irq,
          irq_disable: pci_msi_mask_irq,
          irq_mask: pci_msi_mask_irq,
          irq_unmask: pci_msi_unmask_irq,
          flags: 0,
        }),
      parent: {
        name: 'nwl_msi_parent_ops',
        prefix: 'nwl-',
        supported: MSI_FLAG_MULTI_PCI_MSI,
        required: MSI_FLAG_NO_AFFINITY,
      },
      says: { inner: 'failed to create dev IRQ domain', shared: 'failed to create msi IRQ domain' },
    });
    if (typeof made === 'number') return made;
    pcie.dev_domain = made.inner;
    pcie.msi_domain = made.shared;
    return 0;
  },
);

const nwl_pcie_init_irq_domain = at.fn(
  'nwl_pcie_init_irq_domain',
  'Makes the domains of INTx and of MSIs.',
  (k: Kernel, pcie: nwl_pcie): number => {
    const intc = for_each_child_of_node(k, pcie.dev.of_node)[0];
    if (intc === undefined) {
      dev_err(k, pcie.dev, 'No legacy intc node found');
      return -EINVAL;
    }
    const ops = k.since('6.12') ? intx_domain_ops : legacy_domain_ops;
    pcie.intx_irq_domain = irq_domain_create_linear(k, intc, PCI_NUM_INTX, ops, pcie);
    if (pcie.intx_irq_domain === undefined) {
      dev_err(k, pcie.dev, 'failed to create IRQ domain');
      return -ENOMEM;
    }
    nwl_pcie_init_msi_irq_domain(k, pcie);
    return 0;
  },
);

/** Switches 32 vectors off, clears what is pending, and switches them on. */
function restart(k: Kernel, pcie: nwl_pcie, mask: number, status: number): void {
  nwl_bridge_writel(k, pcie, 0, mask);
  nwl_bridge_writel(k, pcie, nwl_bridge_readl(k, pcie, status), status);
  nwl_bridge_writel(k, pcie, 0xffffffff, mask);
}

const nwl_pcie_enable_msi = at.fn(
  'nwl_pcie_enable_msi',
  'Takes the two interrupts of the MSIs into use, and switches the MSIs on.',
  (k: Kernel, pcie: nwl_pcie): number => {
    pcie.irq_msi1 = platform_get_irq_byname(k, pcie.pdev, 'msi1');
    if (pcie.irq_msi1 < 0) return -EINVAL;
    irq_set_chained_handler_and_data(k, pcie.irq_msi1, nwl_pcie_msi_handler_high, pcie);
    pcie.irq_msi0 = platform_get_irq_byname(k, pcie.pdev, 'msi0');
    if (pcie.irq_msi0 < 0) return -EINVAL;
    irq_set_chained_handler_and_data(k, pcie.irq_msi0, nwl_pcie_msi_handler_low, pcie);
    if ((nwl_bridge_readl(k, pcie, I_MSII_CAPABILITIES) & 1) === 0) {
      dev_err(k, pcie.dev, 'MSI not present');
      return -EIO;
    }
    setBits(k, pcie, MSII_ENABLE, I_MSII_CONTROL);
    setBits(k, pcie, MSII_STATUS_ENABLE, I_MSII_CONTROL);
    nwl_bridge_writel(k, pcie, pcie.pcireg_base, I_MSII_BASE_LO);
    nwl_bridge_writel(k, pcie, Math.floor(pcie.pcireg_base / 2 ** 32), I_MSII_BASE_HI);
    restart(k, pcie, MSGF_MSI_MASK_HI, MSGF_MSI_STATUS_HI);
    restart(k, pcie, MSGF_MSI_MASK_LO, MSGF_MSI_STATUS_LO);
    return 0;
  },
);

// --- the bridge

/** Switches on the window of configuration space: 16 bits of it; 6.1 asks for 12 and writes the port's bus numbers. */
function enableEcam(k: Kernel, pcie: nwl_pcie): void {
  setBits(k, pcie, 1, E_ECAM_CONTROL);
  const control = nwl_bridge_readl(k, pcie, E_ECAM_CONTROL);
  const size = k.since('6.12') ? (control & ~E_ECAM_SIZE_LOC) | (16 << 16) : control | (12 << 16);
  nwl_bridge_writel(k, pcie, size, E_ECAM_CONTROL);
  nwl_bridge_writel(k, pcie, pcie.ecam_base, E_ECAM_BASE_LO);
  nwl_bridge_writel(k, pcie, Math.floor(pcie.ecam_base / 2 ** 32), E_ECAM_BASE_HI);
  if (k.since('6.12')) return;
  const last = (nwl_bridge_readl(k, pcie, E_ECAM_CONTROL) & E_ECAM_SIZE_LOC) >> 16;
  writel(k, (1 << 8) | (last << 16), pcie.ecam_base + PCI_PRIMARY_BUS);
}

/** Asks for the interrupt of errors and events: 0 or an errno. */
function requestMisc(k: Kernel, pcie: nwl_pcie): number {
  pcie.irq_misc = platform_get_irq_byname(k, pcie.pdev, 'misc');
  if (pcie.irq_misc < 0) return -EINVAL;
  const err = devm_request_irq(k, pcie.dev, pcie.irq_misc, nwl_pcie_misc_handler, IRQF_SHARED, 'nwl_pcie:misc', pcie);
  if (err !== 0) dev_err(k, pcie.dev, `fail to register misc IRQ#${pcie.irq_misc}`);
  return err;
}

const nwl_pcie_bridge_init = at.fn(
  'nwl_pcie_bridge_init',
  'Programs the bridge, waits for the PHY, and switches its interrupts on.',
  (k: Kernel, pcie: nwl_pcie): number => {
    const { dev } = pcie;
    // What is not there is told, and then taken for a success.
    if ((nwl_bridge_readl(k, pcie, E_BREG_CAPABILITIES) & 1) === 0) {
      dev_err(k, dev, 'BREG is not present');
      return 0;
    }
    nwl_bridge_writel(k, pcie, pcie.breg_base, E_BREG_BASE_LO);
    nwl_bridge_writel(k, pcie, Math.floor(pcie.breg_base / 2 ** 32), E_BREG_BASE_HI);
    nwl_bridge_writel(k, pcie, 1, E_BREG_CONTROL);
    setBits(k, pcie, CFG_DMA_REG_BAR, BRCFG_PCIE_RX0);
    nwl_bridge_writel(k, pcie, 1, I_ISUB_CONTROL);
    nwl_bridge_writel(k, pcie, CFG_ENABLE_MSG_FILTER_MASK, BRCFG_PCIE_RX_MSG_FILTER);
    if (of_property_present(k, dev.of_node, 'dma-coherent')) setBits(k, pcie, CFG_PCIE_CACHE, BRCFG_PCIE_RX1);
    if ((linkState(k, pcie) & PHY_RDY_LINKUP_BIT) === 0) {
      dev_err(k, dev, 'PHY link never came up');
      return -ETIMEDOUT;
    }
    if ((nwl_bridge_readl(k, pcie, E_ECAM_CAPABILITIES) & 1) === 0) {
      dev_err(k, dev, 'ECAM is not present');
      return 0;
    }
    enableEcam(k, pcie);
    dev_info(k, dev, nwl_pcie_link_up(k, pcie) ? 'Link is UP' : 'Link is DOWN');
    const err = requestMisc(k, pcie);
    if (err !== 0) return err;
    nwl_bridge_writel(k, pcie, ~MSGF_MISC_SR_MASKALL, MSGF_MISC_MASK);
    nwl_bridge_writel(k, pcie, nwl_bridge_readl(k, pcie, MSGF_MISC_STATUS) & MSGF_MISC_SR_MASKALL, MSGF_MISC_STATUS);
    nwl_bridge_writel(k, pcie, MSGF_MISC_SR_MASKALL, MSGF_MISC_MASK);
    nwl_bridge_writel(k, pcie, ~MSGF_LEG_SR_MASKALL, MSGF_LEG_MASK);
    nwl_bridge_writel(k, pcie, nwl_bridge_readl(k, pcie, MSGF_LEG_STATUS) & MSGF_LEG_SR_MASKALL, MSGF_LEG_STATUS);
    nwl_bridge_writel(k, pcie, MSGF_LEG_SR_MASKALL, MSGF_LEG_MASK);
    setBits(k, pcie, 1, BRCFG_INTERRUPT);
    return 0;
  },
);

const nwl_pcie_parse_dt = at.fn(
  'nwl_pcie_parse_dt',
  "Finds the host's registers, and takes the interrupt of the INTx wires into use.",
  (k: Kernel, pcie: nwl_pcie): number => {
    const start = (name: string): number =>
      platform_get_resource_byname(k, pcie.pdev, IORESOURCE_MEM, name)?.start ?? -EINVAL;
    pcie.breg_base = start('breg');
    pcie.pcireg_base = start('pcireg');
    pcie.ecam_base = start('cfg');
    const missing = [pcie.breg_base, pcie.pcireg_base, pcie.ecam_base].find((base) => base < 0);
    if (missing !== undefined) return missing;
    pcie.irq_intx = platform_get_irq_byname(k, pcie.pdev, 'intx');
    if (pcie.irq_intx < 0) return pcie.irq_intx;
    irq_set_chained_handler_and_data(k, pcie.irq_intx, nwl_pcie_leg_handler, pcie);
    return 0;
  },
);

const nwl_pcie_probe = at.fn(
  'nwl_pcie_probe',
  'Brings up the host: its interrupts, its domains, and all that is behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const bridge = devm_pci_alloc_host_bridge(k, dev);
    if (typeof bridge === 'number') return bridge;
    const pcie = nwl_pcie.create(k.rec, { dev, pdev });
    platform_set_drvdata(pdev, pcie);
    let err = nwl_pcie_parse_dt(k, pcie);
    if (err !== 0) {
      dev_err(k, dev, 'Parsing DT failed');
      return err;
    }
    err = nwl_pcie_bridge_init(k, pcie);
    if (err !== 0) {
      dev_err(k, dev, 'HW Initialization failed');
      return err;
    }
    err = nwl_pcie_init_irq_domain(k, pcie);
    if (err !== 0) {
      dev_err(k, dev, 'Failed creating IRQ Domain');
      return err;
    }
    bridge.sysdata = pcie;
    bridge.ops = nwl_pcie_ops(k, pcie);
    err = nwl_pcie_enable_msi(k, pcie);
    if (err < 0) {
      dev_err(k, dev, `failed to enable MSI support: ${err}`);
      return err;
    }
    return pci_host_probe(k, bridge);
  },
);

/** builtin_platform_driver */
export const nwl_pcie_driver_init = at.fn(
  'nwl_pcie_driver_init',
  "Registers the driver of the Zynq UltraScale+'s hosts.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'nwl-pcie',
      bus: 'platform',
      of_match_table: [{ compatible: 'xlnx,nwl-pcie-2.11', data: undefined }],
      probe: nwl_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
