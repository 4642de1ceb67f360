/**
 * Models drivers/pci/controller/pci-xgene.c: APM X-Gene's host, whose MSIs are of a block beside it. Left out: clocks, address windows, ACPI, and
 * an erratum of the retry status of configuration reads.
 */
import { always, hexnum, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import { DOMAIN_BUS_PCI_MSI, irq_domain_is_msi_parent } from '../../../include/linux/irqdomain.ts';
import type { pci_bus } from '../../../include/linux/pci/index.ts';
import type { platform_device, platform_driver } from '../../../include/linux/platform_device.ts';
import { PCI_BASE_ADDRESS_0 } from '../../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_find_matching_host } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_info } from '../../../kernel/printk/printk.ts';
import { dev_err_probe } from '../../base/core/index.ts';
import { platform_driver_register, platform_get_resource_byname } from '../../base/platform.ts';
import { of_find_matching_node } from '../../of/base/index.ts';
import { pci_generic_config_ops32 } from '../ecam.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';

const at = source('drivers/pci/controller/pci-xgene.c');

const PCIECORE_CTLANDSTATUS = 0x50;
const LINK_UP_MASK = 0x100;
const RTDID = 0x160;
/** Where in the window an access goes to the link. */
const AXI_EP_CFG_ACCESS = 0x10000;

interface xgene_pcie extends Recorded {
  readonly dev: device;
  readonly csr_base: number;
  readonly cfg_base: number;
}
const xgene_pcie = struct<xgene_pcie>('xgene_pcie', { dev: always(ref()), csr_base: hexnum(), cfg_base: hexnum() });

/** The port's first two BARs lead messages and data inward: they are hidden. */
function xgene_pcie_ops(k: Kernel, port: xgene_pcie): ReturnType<typeof pci_generic_config_ops32> {
  const map_bus = ({ number, parent }: pci_bus, devfn: number, where: number): number | undefined => {
    const isBar = where === PCI_BASE_ADDRESS_0 || where === PCI_BASE_ADDRESS_0 + 4;
    if (parent === undefined && (devfn !== 0 || isBar)) return undefined;
    writel(k, parent === undefined ? 0 : (number << 8) | devfn, port.csr_base + RTDID);
    return port.cfg_base + (parent === undefined ? 0 : AXI_EP_CFG_ACCESS) + where;
  };
  return pci_generic_config_ops32('xgene_pcie_ops', map_bus);
}

/** 7.3. */
const xgene_check_pcie_msi_ready = at.fn(
  'xgene_check_pcie_msi_ready',
  'Says whether the block of MSIs is up, where the tree has one.',
  (k: Kernel): boolean => {
    const np = of_find_matching_node(k, undefined, [{ compatible: 'apm,xgene1-msi', data: undefined }]);
    if (np === undefined) return true;
    const domain = irq_find_matching_host(k, np, DOMAIN_BUS_PCI_MSI);
    return domain !== undefined && irq_domain_is_msi_parent(domain);
  },
);

const xgene_pcie_probe = at.fn(
  'xgene_pcie_probe',
  'Brings up the host and all that is behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    if (k.since('7.3') && !xgene_check_pcie_msi_ready(k))
      return dev_err_probe(k, dev, -EPROBE_DEFER, 'MSI driver not ready');
    const bridge = devm_pci_alloc_host_bridge(k, dev);
    if (typeof bridge === 'number') return bridge;
    const csr = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, 'csr');
    const cfg = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, 'cfg');
    if (csr === undefined || cfg === undefined) return -EINVAL;
    const port = xgene_pcie.create(k.rec, { dev, csr_base: csr.start, cfg_base: cfg.start });
    const isUp = (readl(k, port.csr_base + PCIECORE_CTLANDSTATUS) & LINK_UP_MASK) !== 0;
    dev_info(k, dev, isUp ? '(rc) link up' : '(rc) link down');
    bridge.sysdata = port;
    bridge.ops = xgene_pcie_ops(k, port);
    return pci_host_probe(k, bridge);
  },
);

/** builtin_platform_driver */
export const xgene_pcie_driver_init = at.fn(
  'xgene_pcie_driver_init',
  "Registers the driver of X-Gene's hosts.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'xgene-pcie',
      bus: 'platform',
      of_match_table: [{ compatible: 'apm,xgene-pcie', data: undefined }],
      probe: xgene_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
