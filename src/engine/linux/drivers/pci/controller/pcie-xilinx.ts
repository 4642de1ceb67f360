/**
 * Models drivers/pci/controller/pcie-xilinx.c: Xilinx' AXI host, with one interrupt for errors, INTx and 128 MSIs, which a FIFO tells
 * one by one. Left out: what is logged of errors, removal.
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
import { readl, writel } from '../../../include/asm/io.ts';
import { EINVAL, ENODEV } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_NO_THREAD, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import type { irq_chip, irq_data } from '../../../include/linux/irq.ts';
import type { device } from '../../../include/linux/device.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  type msi_domain_info,
  MSI_FLAG_NO_AFFINITY,
  type msi_msg,
  set_msg_address,
} from '../../../include/linux/msi.ts';
import type { pci_bus } from '../../../include/linux/pci/index.ts';
import type { platform_device, platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { dma_alloc_coherent } from '../../../kernel/dma/mapping.ts';
import { devm_request_irq } from '../../../kernel/irq/devres.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_domain_create_linear, irq_domain_remove } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info, dev_warn } from '../../../kernel/printk/printk.ts';
import { intxDomainOps, PCI_NUM_INTX } from '../../../stand-ins/intx-domain.ts';
import { makeBlockDomains, refusesAffinity, sharedDomainInfo, vectorDomainOps } from '../../../stand-ins/msi-block.ts';
import { platform_driver_register } from '../../base/platform.ts';
import { msi_lib_init_dev_msi_info } from '../../irqchip/irq-msi-lib.ts';
import { of_address_to_resource } from '../../of/address.ts';
import { for_each_child_of_node } from '../../of/base/index.ts';
import { irq_of_parse_and_map } from '../../of/irq/index.ts';
import { pci_generic_config_ops } from '../ecam.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';

const at = source('drivers/pci/controller/pcie-xilinx.c');

const REG_IDR = 0x138;
const REG_IMR = 0x13c;
const REG_PSCR = 0x144;
const PSCR_LNKUP = 1 << 11;
const REG_RPSC = 0x148;
const RPSC_BEN = 1 << 0;
const REG_MSIBASE1 = 0x14c;
const REG_MSIBASE2 = 0x150;
const REG_RPIFR1 = 0x158;
const REG_RPIFR2 = 0x15c;
const INTR_INTX = 1 << 16;
const INTR_MSI = 1 << 17;
const IMR_ALL_MASK = 0x1ff30fed;
const IMR_ENABLE_MASK = 0x1ff30f0d;
const RPIFR1_INTR_VALID = 2 ** 31;
const RPIFR1_MSI_INTR = 1 << 30;
const RPIFR1_INTR_SHIFT = 27;
const RPIFR1_ALL_MASK = 0xffffffff;
const RPIFR2_MSG_DATA = 0xffff;
const NUM_MSI_IRQS = 128;

interface xilinx_pcie extends Recorded {
  readonly dev: device;
  reg_base: number;
  /** Where messages go: the page of memory that this very struct is in. */
  msi_target: number;
  readonly msi_map: RecordedMap<number>;
  /** The domain of the vectors; before 7.3 the parent of the one that the kernel notes. */
  vectors: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
  leg_domain: irq_domain | undefined;
}
const xilinx_pcie = struct<xilinx_pcie>('xilinx_pcie', {
  dev: always(ref()),
  reg_base: hexnum(),
  msi_target: hexnum(),
  msi_map: map(hexnum()),
  vectors: ref(),
  msi_domain: ref(),
  leg_domain: ref(),
});

const pcie_read = (k: Kernel, { reg_base }: xilinx_pcie, reg: number): number => readl(k, reg_base + reg);
const pcie_write = (k: Kernel, { reg_base }: xilinx_pcie, val: number, reg: number): void =>
  writel(k, val >>> 0, reg_base + reg);
const isLinkUp = (k: Kernel, pcie: xilinx_pcie): boolean => (pcie_read(k, pcie, REG_PSCR) & PSCR_LNKUP) !== 0;

function xilinx_pcie_ops(k: Kernel, pcie: xilinx_pcie): ReturnType<typeof pci_generic_config_ops> {
  const map_bus = (bus: pci_bus, devfn: number, where: number): number | undefined => {
    if (bus.parent === undefined ? devfn > 0 : !isLinkUp(k, pcie)) return undefined;
    return pcie.reg_base + bus.number * 0x100000 + devfn * 0x1000 + where;
  };
  return pci_generic_config_ops('xilinx_pcie_ops', map_bus);
}

// --- MSIs

const xilinx_msi_top_irq_ack = at.fn(
  'xilinx_msi_top_irq_ack',
  'Does nothing: the handler of the host has acknowledged.',
  (_k: Kernel, _d: irq_data): void => undefined,
);

const xilinx_compose_msi_msg = at.fn(
  'xilinx_compose_msi_msg',
  "Composes a vector's message: its number, to the address that the host watches.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    const { msi_target } = xilinx_pcie.of(d.chip_data);
    set_msg_address(msg, msi_target);
    msg.data = d.hwirq;
  },
);
const xilinx_msi_set_affinity = refusesAffinity(at, 'xilinx_msi_set_affinity', -EINVAL);

const xilinx_msi_domain_ops = vectorDomainOps(at, {
  ops: 'xilinx_msi_domain_ops',
  alloc: 'xilinx_msi_domain_alloc',
  free: 'xilinx_msi_domain_free',
  chip: (k): irq_chip => ({
    name: 'Xilinx MSI',
    irq_compose_msi_msg: xilinx_compose_msi_msg,
    ...(k.since('6.12') ? {} : { irq_set_affinity: xilinx_msi_set_affinity }),
    flags: 0,
  }),
  vectors: (host_data) => ({ used: xilinx_pcie.of(host_data).msi_map, count: NUM_MSI_IRQS }),
});

/** 7.3. */
const xilinx_init_dev_msi_info = at.fn(
  'xilinx_init_dev_msi_info',
  'Fits the MSI domain of a function to the host, whose handler acknowledges.',
  (k: Kernel, dev: device, domain: irq_domain, real_parent: irq_domain, info: msi_domain_info): boolean => {
    if (!msi_lib_init_dev_msi_info(k, dev, domain, real_parent, info) || info.chip === undefined) return false;
    info.chip = { ...info.chip, irq_ack: xilinx_msi_top_irq_ack };
    return true;
  },
);

const xilinx_allocate_msi_domains = at.fn(
  'xilinx_allocate_msi_domains',
  "Makes the domains of the host's vectors.",
  (k: Kernel, pcie: xilinx_pcie): number => {
    const made = makeBlockDomains(k, pcie.dev, {
      size: NUM_MSI_IRQS,
      ops: xilinx_msi_domain_ops,
      host_data: pcie,
      nexus: true,
      shared: () =>
        sharedDomainInfo(k, k.since('6.12') ? MSI_FLAG_NO_AFFINITY : 0, {
          name: 'PCIe MSI',
          irq_ack: xilinx_msi_top_irq_ack,
          flags: 0,
        }),
      parent: {
        name: 'xilinx_msi_parent_ops',
        prefix: 'xilinx-',
        required: MSI_FLAG_NO_AFFINITY,
        init: xilinx_init_dev_msi_info,
      },
      says: { inner: 'failed to create IRQ domain', shared: 'failed to create MSI domain' },
    });
    if (typeof made === 'number') return made;
    pcie.vectors = made.inner;
    pcie.msi_domain = made.shared;
    return 0;
  },
);

// --- INTx and the interrupt of all

const intx_domain_ops = intxDomainOps(at, { ops: 'intx_domain_ops', map: 'xilinx_pcie_intx_map', fromOne: true });

const xilinx_pcie_intr_handler = at.fn(
  'xilinx_pcie_intr_handler',
  'Handles the interrupt of the host: takes an INTx or an MSI out of the FIFO.',
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    const pcie = xilinx_pcie.of(data);
    const status = pcie_read(k, pcie, REG_IDR) & pcie_read(k, pcie, REG_IMR);
    if (status === 0) return IRQ_NONE;
    if ((status & (INTR_INTX | INTR_MSI)) !== 0) {
      const entry = pcie_read(k, pcie, REG_RPIFR1);
      if (entry < RPIFR1_INTR_VALID) dev_warn(k, pcie.dev, 'RP Intr FIFO1 read error');
      else {
        const isMessage = (entry & RPIFR1_MSI_INTR) !== 0;
        const hwirq = isMessage
          ? pcie_read(k, pcie, REG_RPIFR2) & RPIFR2_MSG_DATA
          : (entry >>> RPIFR1_INTR_SHIFT) & (PCI_NUM_INTX - 1);
        pcie_write(k, pcie, RPIFR1_ALL_MASK, REG_RPIFR1);
        generic_handle_domain_irq(k, isMessage ? pcie.vectors : pcie.leg_domain, hwirq);
      }
    }
    pcie_write(k, pcie, status, REG_IDR);
    return IRQ_HANDLED;
  },
);

const xilinx_pcie_init_irq_domain = at.fn(
  'xilinx_pcie_init_irq_domain',
  'Makes the domains of INTx and of MSIs, and says where messages go.',
  (k: Kernel, pcie: xilinx_pcie): number => {
    const intc = for_each_child_of_node(k, pcie.dev.of_node)[0];
    if (intc === undefined) {
      dev_err(k, pcie.dev, 'No PCIe Intc node found');
      return -ENODEV;
    }
    pcie.leg_domain = irq_domain_create_linear(k, intc, PCI_NUM_INTX, intx_domain_ops, pcie);
    if (pcie.leg_domain === undefined) {
      dev_err(k, pcie.dev, 'Failed to get a INTx IRQ domain');
      return -ENODEV;
    }
    const ret = xilinx_allocate_msi_domains(k, pcie);
    if (ret !== 0) return ret;
    pcie_write(k, pcie, Math.floor(pcie.msi_target / 2 ** 32), REG_MSIBASE1);
    pcie_write(k, pcie, pcie.msi_target, REG_MSIBASE2);
    return 0;
  },
);

function xilinx_pcie_init_port(k: Kernel, pcie: xilinx_pcie): void {
  dev_info(k, pcie.dev, isLinkUp(k, pcie) ? 'PCIe Link is UP' : 'PCIe Link is DOWN');
  pcie_write(k, pcie, 0, REG_IMR);
  pcie_write(k, pcie, pcie_read(k, pcie, REG_IDR) & IMR_ALL_MASK, REG_IDR);
  pcie_write(k, pcie, IMR_ENABLE_MASK, REG_IMR);
  pcie_write(k, pcie, pcie_read(k, pcie, REG_RPSC) | RPSC_BEN, REG_RPSC);
}

/** Maps the registers and asks for the interrupt: 0 or an errno. */
const xilinx_pcie_parse_dt = at.fn(
  'xilinx_pcie_parse_dt',
  'Finds the registers of the host and asks for its interrupt.',
  (k: Kernel, pcie: xilinx_pcie): number => {
    const { dev } = pcie;
    const node = dev.of_node;
    const regs = node === undefined ? -ENODEV : of_address_to_resource(k, node, 0);
    if (node === undefined || typeof regs === 'number') {
      dev_err(k, dev, 'missing "reg" property');
      return typeof regs === 'number' ? regs : -ENODEV;
    }
    pcie.reg_base = regs.start;
    const irq = irq_of_parse_and_map(k, node, 0);
    const flags = IRQF_SHARED | IRQF_NO_THREAD;
    const err = devm_request_irq(k, dev, irq, xilinx_pcie_intr_handler, flags, 'xilinx-pcie', pcie);
    if (err !== 0) dev_err(k, dev, `unable to request irq ${irq}`);
    return err;
  },
);

const xilinx_pcie_probe = at.fn(
  'xilinx_pcie_probe',
  'Brings up the host: its interrupt, its domains, and all that is behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    if (dev.of_node === undefined) return -ENODEV;
    const bridge = devm_pci_alloc_host_bridge(k, dev);
    if (typeof bridge === 'number') return bridge;
    const pcie = xilinx_pcie.create(k.rec, { dev, msi_target: dma_alloc_coherent(k, dev, 0x1000).dma });
    let err = xilinx_pcie_parse_dt(k, pcie);
    if (err !== 0) {
      dev_err(k, dev, 'Parsing DT failed');
      return err;
    }
    xilinx_pcie_init_port(k, pcie);
    err = xilinx_pcie_init_irq_domain(k, pcie);
    if (err !== 0) {
      dev_err(k, dev, 'Failed creating IRQ Domain');
      return err;
    }
    bridge.sysdata = pcie;
    bridge.ops = xilinx_pcie_ops(k, pcie);
    err = pci_host_probe(k, bridge);
    if (err === 0) return 0;
    if (pcie.msi_domain !== undefined) irq_domain_remove(k, pcie.msi_domain);
    if (pcie.vectors !== undefined) irq_domain_remove(k, pcie.vectors);
    if (k.since('7.3') && pcie.leg_domain !== undefined) irq_domain_remove(k, pcie.leg_domain);
    return err;
  },
);

/** builtin_platform_driver */
export const xilinx_pcie_driver_init = at.fn(
  'xilinx_pcie_driver_init',
  "Registers the driver of Xilinx' AXI hosts.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'xilinx-pcie',
      bus: 'platform',
      of_match_table: [{ compatible: 'xlnx,axi-pcie-host-1.00.a', data: undefined }],
      probe: xilinx_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
