/**
 * Models drivers/pci/controller/dwc/pcie-designware.c: registers and address translation of Synopsys' DesignWare PCIe core. Left
 * out: clocks and resets, link speed and lanes, inbound translation, eDMA, and counting the translation's regions.
 */
import {
  always,
  bool,
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../../../recorder/index.ts';
import { readb, readl, readw, writeb, writel } from '../../../../include/asm/io.ts';
import { EINVAL, EIO, ENODEV, ETIMEDOUT } from '../../../../include/linux/errno.ts';
import type { irq_domain } from '../../../../include/linux/irqdomain.ts';
import { IORESOURCE_MEM } from '../../../../include/linux/ioport.ts';
import type { pci_host_bridge } from '../../../../include/linux/pci/index.ts';
import type { platform_device } from '../../../../include/linux/platform_device.ts';
import { PCI_CAP_ID_EXP, PCI_CAPABILITY_LIST, PCI_EXP_LNKSTA } from '../../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../../kernel.ts';
import { dev_err, dev_info } from '../../../../kernel/printk/printk.ts';
import { platform_get_resource_byname } from '../../../base/platform.ts';

const at = source('drivers/pci/controller/dwc/pcie-designware.c');

const PCIE_PORT_DEBUG0 = 0x728;
const LTSSM_STATE = 0x3f;
const LTSSM_DETECT_ACT = 1;
const LTSSM_POLL_COMPLIANCE = 3;
const PCIE_PORT_DEBUG1 = 0x72c;
const PCIE_PORT_DEBUG1_LINK_UP = 1 << 4;
const PCIE_PORT_DEBUG1_LINK_IN_TRAINING = 1 << 29;

/** Cores before 4.80a reach a region of the translation through a window; this register reads as ones where there is none. */
const PCIE_ATU_VIEWPORT = 0x900;
const PCIE_ATU_VIEWPORT_BASE = 0x904;
const DEFAULT_DBI_ATU_OFFSET = 0x300000;
const REGION_CTRL1 = 0x00;
const REGION_CTRL2 = 0x04;
const LOWER_BASE = 0x08;
const UPPER_BASE = 0x0c;
const LIMIT = 0x10;
const LOWER_TARGET = 0x14;
const UPPER_TARGET = 0x18;
const PCIE_ATU_ENABLE = 2 ** 31;
export const PCIE_ATU_TYPE_CFG0 = 4;
export const PCIE_ATU_TYPE_CFG1 = 5;

/** A core as a root port: dw_pcie and its dw_pcie_rp. */
export interface dw_pcie extends Recorded {
  pdev: platform_device;
  dbi_base: number;
  atu_base: number;
  /** Regions of the translation have addresses of their own. */
  unroll: boolean;
  cfg0_base: number;
  cfg0_size: number;
  bridge: pci_host_bridge | undefined;
  has_msi_ctrl: boolean;
  /** 7.3: the root port can interrupt by MSIs of its own although the block does not receive them. */
  keep_rp_msi_en: boolean;
  num_vectors: number;
  /** One interrupt for each 32 vectors, or one for all. */
  msi_irq: RecordedList<number>;
  /** By block of 32 vectors. */
  irq_mask: RecordedMap<number>;
  msi_irq_in_use: RecordedMap<number>;
  /** The address that messages are written to. */
  msi_data: number;
  irq_domain: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
}
export const dw_pcie = struct<dw_pcie>('dw_pcie', {
  pdev: always(ref()),
  dbi_base: hexnum(),
  atu_base: hexnum(),
  unroll: bool(),
  cfg0_base: hexnum(),
  cfg0_size: hexnum(),
  bridge: ref(),
  has_msi_ctrl: bool(),
  keep_rp_msi_en: bool(),
  num_vectors: num(),
  msi_irq: list(num()),
  irq_mask: map(hexnum()),
  msi_irq_in_use: map(hexnum()),
  msi_data: hexnum(),
  irq_domain: ref(),
  msi_domain: ref(),
});

export const dw_pcie_readl_dbi = (k: Kernel, { dbi_base }: dw_pcie, reg: number): number => readl(k, dbi_base + reg);
export const dw_pcie_writel_dbi = (k: Kernel, { dbi_base }: dw_pcie, reg: number, val: number): void =>
  writel(k, val >>> 0, dbi_base + reg);

export const dw_pcie_get_resources = at.fn(
  'dw_pcie_get_resources',
  "Maps the core's registers.",
  (k: Kernel, pci: dw_pcie): number => {
    if (pci.dbi_base === 0) {
      const res = platform_get_resource_byname(k, pci.pdev, IORESOURCE_MEM, 'dbi');
      if (res === undefined) return -EINVAL;
      pci.dbi_base = res.start;
    }
    if (pci.atu_base === 0) {
      const res = platform_get_resource_byname(k, pci.pdev, IORESOURCE_MEM, 'atu');
      pci.atu_base = res?.start ?? pci.dbi_base + DEFAULT_DBI_ATU_OFFSET;
    }
    return 0;
  },
);

/** Whether regions of the translation have addresses of their own. */
export function dw_pcie_iatu_detect(k: Kernel, pci: dw_pcie): void {
  pci.unroll = dw_pcie_readl_dbi(k, pci, PCIE_ATU_VIEWPORT) === 0xffffffff;
}

/** Where a register of an outbound region is, once the window shows it. */
function region(k: Kernel, pci: dw_pcie, index: number): number {
  if (pci.unroll) return pci.atu_base + index * 0x200;
  dw_pcie_writel_dbi(k, pci, PCIE_ATU_VIEWPORT, index);
  return pci.dbi_base + PCIE_ATU_VIEWPORT_BASE;
}

/** A part of the address space, and what an access to it becomes on the link. */
export interface dw_pcie_ob_atu_cfg {
  readonly index: number;
  readonly type: number;
  readonly cpu_addr: number;
  readonly pci_addr: number;
  readonly size: number;
}

export function dw_pcie_prog_outbound_atu(k: Kernel, pci: dw_pcie, atu: dw_pcie_ob_atu_cfg): void {
  const base = region(k, pci, atu.index);
  const limit = atu.cpu_addr + atu.size - 1;
  writel(k, atu.cpu_addr >>> 0, base + LOWER_BASE);
  writel(k, Math.floor(atu.cpu_addr / 2 ** 32), base + UPPER_BASE);
  writel(k, limit >>> 0, base + LIMIT);
  writel(k, atu.pci_addr >>> 0, base + LOWER_TARGET);
  writel(k, Math.floor(atu.pci_addr / 2 ** 32), base + UPPER_TARGET);
  writel(k, atu.type, base + REGION_CTRL1);
  writel(k, PCIE_ATU_ENABLE, base + REGION_CTRL2);
}

/** Where a capability of the root port is, and the byte that leads to it; undefined where it has none. */
function capability(k: Kernel, { dbi_base }: dw_pcie, cap: number): { pos: number; link: number } | undefined {
  let link = PCI_CAPABILITY_LIST;
  // A list that comes back to itself would never end.
  for (let left = 48; left > 0; left--) {
    const pos = readb(k, dbi_base + link);
    if (pos === 0) return undefined;
    if (readb(k, dbi_base + pos) === cap) return { pos, link };
    link = pos + 1;
  }
  return undefined;
}

/** Where a capability of the root port is, or 0. */
const dw_pcie_find_capability = (k: Kernel, pci: dw_pcie, cap: number): number => capability(k, pci, cap)?.pos ?? 0;

/** 7.3. */
export const dw_pcie_remove_capability = at.fn(
  'dw_pcie_remove_capability',
  "Takes a capability out of the root port's list.",
  (k: Kernel, pci: dw_pcie, cap: number): void => {
    const found = capability(k, pci, cap);
    if (found === undefined) return;
    writeb(k, readb(k, pci.dbi_base + found.pos + 1), pci.dbi_base + found.link);
  },
);

export const dw_pcie_link_up = at.fn(
  'dw_pcie_link_up',
  'Says whether a device answers at the other end of the link.',
  (k: Kernel, pci: dw_pcie): boolean => {
    const val = dw_pcie_readl_dbi(k, pci, PCIE_PORT_DEBUG1);
    return (val & PCIE_PORT_DEBUG1_LINK_UP) !== 0 && (val & PCIE_PORT_DEBUG1_LINK_IN_TRAINING) === 0;
  },
);

/** 7.3 tells by the state of the link's training whether there is nothing, something that is not ready, or something that fails. */
function missingLink(k: Kernel, pci: dw_pcie): number {
  const { dev } = pci.pdev;
  const state = dw_pcie_readl_dbi(k, pci, PCIE_PORT_DEBUG0) & LTSSM_STATE;
  if (state <= LTSSM_DETECT_ACT) dev_info(k, dev, 'Device not found');
  else if (state <= LTSSM_POLL_COMPLIANCE) dev_info(k, dev, 'Device found, but not active');
  else dev_err(k, dev, `Link failed to come up. LTSSM: 0x${state.toString(16)}`);
  if (state <= LTSSM_DETECT_ACT) return -ENODEV;
  return state <= LTSSM_POLL_COMPLIANCE ? -EIO : -ETIMEDOUT;
}

export const dw_pcie_wait_for_link = at.fn(
  'dw_pcie_wait_for_link',
  'Waits for the link, up to a second.',
  (k: Kernel, pci: dw_pcie): number => {
    const { dev } = pci.pdev;
    if (!dw_pcie_link_up(k, pci)) {
      if (k.since('7.3')) return missingLink(k, pci);
      dev_info(k, dev, 'Phy link never came up');
      return -ETIMEDOUT;
    }
    const status = readw(k, pci.dbi_base + dw_pcie_find_capability(k, pci, PCI_CAP_ID_EXP) + PCI_EXP_LNKSTA);
    dev_info(k, dev, `PCIe Gen.${status & 0xf} x${(status >> 4) & 0x3f} link up`);
    return 0;
  },
);
