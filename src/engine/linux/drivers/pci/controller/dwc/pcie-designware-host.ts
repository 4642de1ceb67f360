/**
 * Models drivers/pci/controller/dwc/pcie-designware-host.c: a DesignWare PCIe core as host bridge, with its own block of MSIs: up to
 * 256 vectors, 32 to a register, behind one interrupt or one for each 32. Left out: inbound and memory translation, suspend, removal.
 */
import { bitsOf } from '../../../../../../base/bits.ts';
import { must } from '../../../../../../base/assert.ts';
import { source } from '../../../../../recorder/index.ts';
import { writew } from '../../../../include/asm/io.ts';
import { EINVAL, ENODEV, ENXIO, ETIMEDOUT } from '../../../../include/linux/errno.ts';
import { IORESOURCE_MEM, resource_size } from '../../../../include/linux/ioport.ts';
import { type irq_chip, type irq_data, irqd_to_hwirq } from '../../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../../include/linux/irqdesc.ts';
import type { device } from '../../../../include/linux/device.ts';
import type { irq_domain } from '../../../../include/linux/irqdomain.ts';
import {
  type msi_domain_info,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_NO_AFFINITY,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  MSI_FLAG_PCI_MSIX,
  type msi_msg,
  set_msg_address,
} from '../../../../include/linux/msi.ts';
import type { pci_bus } from '../../../../include/linux/pci/index.ts';
import {
  PCI_BASE_ADDRESS_0,
  PCI_CAP_ID_MSI,
  PCI_CAP_ID_MSIX,
  PCI_CLASS_DEVICE,
  PCI_COMMAND,
  PCI_INTERRUPT_LINE,
  PCI_PRIMARY_BUS,
} from '../../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../../kernel.ts';
import { dma_alloc_coherent } from '../../../../kernel/dma/mapping.ts';
import {
  irq_chip_pre_redirect_parent,
  irq_chip_redirect_set_affinity,
  irq_set_chained_handler_and_data,
} from '../../../../kernel/irq/chip/index.ts';
import { generic_handle_demux_domain_irq, generic_handle_domain_irq } from '../../../../kernel/irq/irqdesc/index.ts';
import { irq_domain_remove } from '../../../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_warn } from '../../../../kernel/printk/printk.ts';
import {
  makeBlockDomains,
  maskingTopChip,
  type ParentDesign,
  refusesAffinity,
  sharedDomainInfo,
  vectorDomainOps,
} from '../../../../stand-ins/msi-block.ts';
import { dev_err_probe } from '../../../base/core/index.ts';
import {
  platform_get_irq,
  platform_get_irq_byname_optional,
  platform_get_resource_byname,
} from '../../../base/platform.ts';
import { of_property_read_bool } from '../../../of/property.ts';
import { pci_generic_config_ops } from '../../ecam.ts';
import { pci_msi_enabled } from '../../msi/api.ts';
import { msi_lib_init_dev_msi_info } from '../../../irqchip/irq-msi-lib.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../../probe/index.ts';
import {
  dw_pcie,
  dw_pcie_get_resources,
  dw_pcie_iatu_detect,
  dw_pcie_link_up,
  dw_pcie_prog_outbound_atu,
  dw_pcie_readl_dbi,
  dw_pcie_remove_capability,
  dw_pcie_wait_for_link,
  dw_pcie_writel_dbi,
  PCIE_ATU_TYPE_CFG0,
  PCIE_ATU_TYPE_CFG1,
} from './pcie-designware.ts';

const at = source('drivers/pci/controller/dwc/pcie-designware-host.c');

export const MAX_MSI_IRQS = 256;
const MSI_DEF_NUM_VECTORS = 32;
const MAX_MSI_IRQS_PER_CTRL = 32;
const MAX_MSI_CTRLS = MAX_MSI_IRQS / MAX_MSI_IRQS_PER_CTRL;
const MSI_REG_CTRL_BLOCK_SIZE = 12;
const PCIE_MSI_ADDR_LO = 0x820;
const PCIE_MSI_ADDR_HI = 0x824;
const PCIE_MSI_INTR0_ENABLE = 0x828;
const PCIE_MSI_INTR0_MASK = 0x82c;
const PCIE_MSI_INTR0_STATUS = 0x830;
const PCI_CLASS_BRIDGE_PCI = 0x0604;
/** I/O, memory, bus master, SERR#. */
const ROOT_PORT_COMMAND = 0x107;

// --- the two chips

const dw_pcie_msi_irq_chip = maskingTopChip(at, 'PCI-MSI', {
  ack: 'dw_msi_ack_irq',
  mask: 'dw_msi_mask_irq',
  unmask: 'dw_msi_unmask_irq',
});

function dw_pcie_msi_domain_info(k: Kernel): msi_domain_info {
  const flags = MSI_FLAG_PCI_MSIX | MSI_FLAG_MULTI_PCI_MSI;
  return sharedDomainInfo(k, k.since('6.12') ? flags | MSI_FLAG_NO_AFFINITY : flags, dw_pcie_msi_irq_chip);
}

const dw_pci_setup_msi_msg = at.fn(
  'dw_pci_setup_msi_msg',
  "Composes a vector's message: its number, written to the block's address.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    const { msi_data } = dw_pcie.of(d.chip_data);
    set_msg_address(msg, msi_data);
    msg.data = d.hwirq;
  },
);

function place(d: irq_data): { readonly ctrl: number; readonly offset: number; readonly bit: number } {
  const hwirq = irqd_to_hwirq(d);
  const ctrl = Math.floor(hwirq / MAX_MSI_IRQS_PER_CTRL);
  return { ctrl, offset: ctrl * MSI_REG_CTRL_BLOCK_SIZE, bit: 1 << (hwirq % MAX_MSI_IRQS_PER_CTRL) };
}

function changeMask(k: Kernel, d: irq_data, masked: boolean): void {
  const pci = dw_pcie.of(d.chip_data);
  const { ctrl, offset, bit } = place(d);
  const old = pci.irq_mask.get(ctrl) ?? 0;
  const mask = (masked ? old | bit : old & ~bit) >>> 0;
  pci.irq_mask.set(ctrl, mask);
  dw_pcie_writel_dbi(k, pci, PCIE_MSI_INTR0_MASK + offset, mask);
}

const dw_pci_bottom_mask = at.fn('dw_pci_bottom_mask', 'Masks a vector in the block.', (k: Kernel, d: irq_data): void =>
  changeMask(k, d, true),
);
const dw_pci_bottom_unmask = at.fn(
  'dw_pci_bottom_unmask',
  'Unmasks a vector in the block.',
  (k: Kernel, d: irq_data): void => changeMask(k, d, false),
);
const dw_pci_bottom_ack = at.fn(
  'dw_pci_bottom_ack',
  "Clears a vector's bit in the status register.",
  (k: Kernel, d: irq_data): void => {
    const { offset, bit } = place(d);
    dw_pcie_writel_dbi(k, dw_pcie.of(d.chip_data), PCIE_MSI_INTR0_STATUS + offset, bit);
  },
);
const dw_pci_msi_set_affinity = refusesAffinity(at, 'dw_pci_msi_set_affinity', -EINVAL);

/** 7.3: a vector is acknowledged before it is known which CPU handles it. */
const dw_irq_noop = at.fn('dw_irq_noop', 'Does nothing: the vector was acknowledged before.', (): void => undefined);

/** 7.3. */
const dw_pcie_init_dev_msi_info = at.fn(
  'dw_pcie_init_dev_msi_info',
  'Fits the MSI domain of a function to the block, whose vectors other CPUs may handle.',
  (k: Kernel, dev: device, domain: irq_domain, real_parent: irq_domain, info: msi_domain_info): boolean => {
    if (!msi_lib_init_dev_msi_info(k, dev, domain, real_parent, info) || info.chip === undefined) return false;
    info.chip = { ...info.chip, irq_ack: dw_irq_noop, irq_pre_redirect: irq_chip_pre_redirect_parent };
    return true;
  },
);

/** 7.3. */
const dw_pcie_msi_parent: ParentDesign = {
  name: 'dw_pcie_msi_parent_ops',
  prefix: 'DW-',
  supported: MSI_FLAG_MULTI_PCI_MSI | MSI_FLAG_PCI_MSIX,
  required: MSI_FLAG_PCI_MSI_MASK_PARENT,
  init: dw_pcie_init_dev_msi_info,
};

function dw_pci_msi_bottom_irq_chip(k: Kernel): irq_chip {
  if (k.since('7.3')) {
    return {
      name: 'DWPCI-MSI',
      irq_ack: dw_irq_noop,
      irq_pre_redirect: dw_pci_bottom_ack,
      irq_set_affinity: irq_chip_redirect_set_affinity,
      irq_compose_msi_msg: dw_pci_setup_msi_msg,
      irq_mask: dw_pci_bottom_mask,
      irq_unmask: dw_pci_bottom_unmask,
      flags: 0,
    };
  }
  return {
    name: 'DWPCI-MSI',
    irq_ack: dw_pci_bottom_ack,
    irq_compose_msi_msg: dw_pci_setup_msi_msg,
    ...(k.since('6.12') ? {} : { irq_set_affinity: dw_pci_msi_set_affinity }),
    irq_mask: dw_pci_bottom_mask,
    irq_unmask: dw_pci_bottom_unmask,
    flags: 0,
  };
}

// --- handling

const dw_handle_msi_irq = at.fn(
  'dw_handle_msi_irq',
  'Handles each vector whose bit is set in the status registers.',
  (k: Kernel, pci: dw_pcie): void => {
    const domain = must(pci.irq_domain, 'the domain of the block');
    for (let ctrl = 0; ctrl < Math.floor(pci.num_vectors / MAX_MSI_IRQS_PER_CTRL); ctrl++) {
      const status = dw_pcie_readl_dbi(k, pci, PCIE_MSI_INTR0_STATUS + ctrl * MSI_REG_CTRL_BLOCK_SIZE);
      for (const bit of bitsOf(status)) {
        const hwirq = ctrl * MAX_MSI_IRQS_PER_CTRL + bit;
        if (k.since('7.3')) generic_handle_demux_domain_irq(k, domain, hwirq);
        else generic_handle_domain_irq(k, domain, hwirq);
      }
    }
  },
);

const dw_chained_msi_isr = at.fn(
  'dw_chained_msi_isr',
  "Handles the block's interrupt.",
  (k: Kernel, desc: irq_desc): void => {
    const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
    chained_irq_enter(k, chip, desc);
    dw_handle_msi_irq(k, dw_pcie.of(desc.irq_common_data.handler_data));
    chained_irq_exit(k, chip, desc);
  },
);

// --- domains

const dw_pcie_msi_domain_ops = vectorDomainOps(at, {
  ops: 'dw_pcie_msi_domain_ops',
  alloc: 'dw_pcie_irq_domain_alloc',
  free: 'dw_pcie_irq_domain_free',
  chip: dw_pci_msi_bottom_irq_chip,
  vectors: (host_data) => {
    const { msi_irq_in_use, num_vectors } = dw_pcie.of(host_data);
    return { used: msi_irq_in_use, count: num_vectors };
  },
});

const dw_pcie_allocate_domains = at.fn(
  'dw_pcie_allocate_domains',
  "Makes the domain of the block's vectors, and on it the one that PCI functions share.",
  (k: Kernel, pci: dw_pcie): number => {
    const { dev } = pci.pdev;
    const shared = k.since('7.3') ? 'Failed to create IRQ domain' : 'Failed to create MSI domain';
    const made = makeBlockDomains(k, dev, {
      size: pci.num_vectors,
      ops: dw_pcie_msi_domain_ops,
      host_data: pci,
      nexus: true,
      shared: () => dw_pcie_msi_domain_info(k),
      parent: dw_pcie_msi_parent,
      says: { inner: 'Failed to create IRQ domain', shared },
    });
    if (typeof made === 'number') return made;
    pci.irq_domain = made.inner;
    pci.msi_domain = made.shared;
    return 0;
  },
);

export const dw_pcie_free_msi = at.fn(
  'dw_pcie_free_msi',
  'Takes the block down again.',
  (k: Kernel, pci: dw_pcie): void => {
    for (const irq of pci.msi_irq) if (irq > 0) irq_set_chained_handler_and_data(k, irq, undefined, undefined);
    if (pci.msi_domain !== undefined) irq_domain_remove(k, pci.msi_domain);
    if (pci.irq_domain !== undefined) irq_domain_remove(k, pci.irq_domain);
  },
);

// --- the block's interrupts

/** Interrupts "msi0" to "msi7": 0, -ENXIO where there is none, or another errno. */
const dw_pcie_parse_split_msi_irq = at.fn(
  'dw_pcie_parse_split_msi_irq',
  'Maps the interrupts of a block that has one for each 32 vectors.',
  (k: Kernel, pci: dw_pcie): number => {
    const { pdev } = pci;
    const { dev } = pdev;
    for (let ctrl = 0; ctrl < MAX_MSI_CTRLS; ctrl++) {
      const irq = platform_get_irq_byname_optional(k, pdev, `msi${ctrl}`);
      if (irq === -ENXIO) break;
      if (irq < 0) return dev_err_probe(k, dev, irq, `Failed to parse MSI IRQ 'msi${ctrl}'`);
      pci.msi_irq.addTail(irq);
    }
    if (pci.msi_irq.toArray().length === 0) return -ENXIO;
    const max_vectors = pci.msi_irq.toArray().length * MAX_MSI_IRQS_PER_CTRL;
    if (pci.num_vectors > max_vectors) dev_warn(k, dev, `Exceeding number of MSI vectors, limiting to ${max_vectors}`);
    if (pci.num_vectors > max_vectors || pci.num_vectors === 0) pci.num_vectors = max_vectors;
    return 0;
  },
);

/** Finds the block's interrupts, and with them how many vectors it has: 0 or an errno. */
function findInterrupts(k: Kernel, pci: dw_pcie): number {
  // The driver of the SoC has said what it is.
  if (pci.msi_irq.toArray().length > 0) {
    if (pci.num_vectors === 0) pci.num_vectors = MSI_DEF_NUM_VECTORS;
    return 0;
  }
  const ret = dw_pcie_parse_split_msi_irq(k, pci);
  if (ret < 0 && ret !== -ENXIO) return ret;
  if (pci.num_vectors === 0) pci.num_vectors = MSI_DEF_NUM_VECTORS;
  if (ret === 0) return 0;
  let irq = platform_get_irq_byname_optional(k, pci.pdev, 'msi');
  if (irq < 0) irq = platform_get_irq(k, pci.pdev, 0);
  if (irq < 0) return irq;
  pci.msi_irq.addTail(irq);
  return 0;
}

const dw_pcie_msi_host_init = at.fn(
  'dw_pcie_msi_host_init',
  "Brings up the core's own block of MSIs.",
  (k: Kernel, pci: dw_pcie): number => {
    const { dev } = pci.pdev;
    for (let ctrl = 0; ctrl < MAX_MSI_CTRLS; ctrl++) pci.irq_mask.set(ctrl, 0xffffffff);
    const found = findInterrupts(k, pci);
    if (found < 0) return found;
    const ret = dw_pcie_allocate_domains(k, pci);
    if (ret !== 0) return ret;
    for (const irq of pci.msi_irq) if (irq > 0) irq_set_chained_handler_and_data(k, irq, dw_chained_msi_isr, pci);
    // The message goes to a word of memory that the block watches.
    pci.msi_data = dma_alloc_coherent(k, dev, 8).dma;
    return 0;
  },
);

// --- configuration space

function dw_pcie_ops(pci: dw_pcie): ReturnType<typeof pci_generic_config_ops> {
  const map_bus = (_bus: pci_bus, devfn: number, where: number): number | undefined =>
    devfn >> 3 > 0 ? undefined : pci.dbi_base + where;
  return pci_generic_config_ops('dw_pcie_ops', map_bus);
}

/** Below the root port an access goes through a window, which the translation leads to the function. */
function dw_child_pcie_ops(k: Kernel, pci: dw_pcie): ReturnType<typeof pci_generic_config_ops> {
  const map_bus = (bus: pci_bus, devfn: number, where: number): number | undefined => {
    if (!dw_pcie_link_up(k, pci)) return undefined;
    const type = bus.parent?.parent === undefined ? PCIE_ATU_TYPE_CFG0 : PCIE_ATU_TYPE_CFG1;
    const pci_addr = ((bus.number << 24) | (devfn << 16)) >>> 0;
    dw_pcie_prog_outbound_atu(k, pci, { index: 0, type, cpu_addr: pci.cfg0_base, pci_addr, size: pci.cfg0_size });
    return pci.cfg0_base + where;
  };
  return pci_generic_config_ops('dw_child_pcie_ops', map_bus);
}

const dw_pcie_setup_rc = at.fn(
  'dw_pcie_setup_rc',
  "Programs the block of MSIs and the root port's configuration space.",
  (k: Kernel, pci: dw_pcie): void => {
    if (pci.has_msi_ctrl) {
      for (let ctrl = 0; ctrl < Math.floor(pci.num_vectors / MAX_MSI_IRQS_PER_CTRL); ctrl++) {
        const offset = ctrl * MSI_REG_CTRL_BLOCK_SIZE;
        dw_pcie_writel_dbi(k, pci, PCIE_MSI_INTR0_MASK + offset, pci.irq_mask.get(ctrl) ?? 0);
        dw_pcie_writel_dbi(k, pci, PCIE_MSI_INTR0_ENABLE + offset, 0xffffffff);
      }
      dw_pcie_writel_dbi(k, pci, PCIE_MSI_ADDR_LO, pci.msi_data >>> 0);
      dw_pcie_writel_dbi(k, pci, PCIE_MSI_ADDR_HI, Math.floor(pci.msi_data / 2 ** 32));
    }
    dw_pcie_writel_dbi(k, pci, PCI_BASE_ADDRESS_0, 0);
    dw_pcie_writel_dbi(k, pci, PCI_BASE_ADDRESS_0 + 4, 0);
    const line = dw_pcie_readl_dbi(k, pci, PCI_INTERRUPT_LINE);
    dw_pcie_writel_dbi(k, pci, PCI_INTERRUPT_LINE, (line & 0xffff00ff) | 0x100);
    const buses = dw_pcie_readl_dbi(k, pci, PCI_PRIMARY_BUS);
    dw_pcie_writel_dbi(k, pci, PCI_PRIMARY_BUS, (buses & 0xff000000) | 0x00ff0100);
    const command = dw_pcie_readl_dbi(k, pci, PCI_COMMAND);
    dw_pcie_writel_dbi(k, pci, PCI_COMMAND, (command & 0xffff0000) | ROOT_PORT_COMMAND);
    writew(k, PCI_CLASS_BRIDGE_PCI, pci.dbi_base + PCI_CLASS_DEVICE);
    // The block does not receive the root port's own messages, so that its services have to use INTx.
    if (k.since('7.3') && pci.has_msi_ctrl && !pci.keep_rp_msi_en) {
      dw_pcie_remove_capability(k, pci, PCI_CAP_ID_MSI);
      dw_pcie_remove_capability(k, pci, PCI_CAP_ID_MSIX);
    }
  },
);

/** Brings the MSIs up as this host has them: 0 or an errno. */
function initMsi(k: Kernel, pci: dw_pcie): number {
  if (pci_msi_enabled(k) === 0) return 0;
  const np = pci.pdev.dev.of_node;
  const others = of_property_read_bool(k, np, 'msi-parent') || of_property_read_bool(k, np, 'msi-map');
  pci.has_msi_ctrl = !others;
  if (!pci.has_msi_ctrl && pci.num_vectors === 0) pci.num_vectors = MSI_DEF_NUM_VECTORS;
  else if (pci.num_vectors > MAX_MSI_IRQS) {
    dev_err(k, pci.pdev.dev, 'Invalid number of vectors');
    return -EINVAL;
  }
  return pci.has_msi_ctrl ? dw_pcie_msi_host_init(k, pci) : 0;
}

export const dw_pcie_host_init = at.fn(
  'dw_pcie_host_init',
  'Brings up the core as a host bridge: registers, MSIs, link, and all that is behind it.',
  (k: Kernel, pci: dw_pcie, init?: (k: Kernel, pci: dw_pcie) => number): number => {
    const { dev } = pci.pdev;
    const got = dw_pcie_get_resources(k, pci);
    if (got !== 0) return got;
    const config = platform_get_resource_byname(k, pci.pdev, IORESOURCE_MEM, 'config');
    if (config === undefined) {
      dev_err(k, dev, 'Missing *config* reg space');
      return -ENODEV;
    }
    pci.cfg0_base = config.start;
    pci.cfg0_size = resource_size(config);
    const bridge = devm_pci_alloc_host_bridge(k, dev);
    if (typeof bridge === 'number') return bridge;
    pci.bridge = bridge;
    bridge.ops = dw_pcie_ops(pci);
    bridge.child_ops = dw_child_pcie_ops(k, pci);
    const started = init?.(k, pci) ?? 0;
    if (started !== 0) return started;
    const ret = initMsi(k, pci);
    if (ret < 0) return ret;
    dw_pcie_iatu_detect(k, pci);
    dw_pcie_setup_rc(k, pci);
    // A link that does not come up now may do so later; 7.3 gives up where something is there, but does not come up.
    const linked = dw_pcie_wait_for_link(k, pci);
    bridge.sysdata = pci;
    const probed = k.since('7.3') && linked === -ETIMEDOUT ? linked : pci_host_probe(k, bridge);
    if (probed !== 0 && pci.has_msi_ctrl) dw_pcie_free_msi(k, pci);
    return probed;
  },
);
