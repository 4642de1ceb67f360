/**
 * Models drivers/pci/controller/cadence/pcie-cadence-host.c: Cadence's PCIe core as host bridge, which leaves MSIs to others. Left out: clocks, PHYs,
 * address windows, inbound translation, training the link again.
 */
import { hexnum, type Recorded, source, struct } from '../../../../../recorder/index.ts';
import { readl, writel } from '../../../../include/asm/io.ts';
import { EINVAL } from '../../../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../../../include/linux/ioport.ts';
import type { pci_bus, pci_host_bridge, pci_ops } from '../../../../include/linux/pci/index.ts';
import type { platform_device } from '../../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../../kernel.ts';
import { dev_err, dev_info } from '../../../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource_byname, platform_get_resource_byname } from '../../../base/platform.ts';
import { type MapBus, pci_generic_config_ops } from '../../ecam.ts';
import { pci_host_probe } from '../../probe/index.ts';

const at = source('drivers/pci/controller/cadence/pcie-cadence-host.c');

const CDNS_PCIE_LM_BASE = 0x100000;
const CDNS_PCIE_AT_OB_REGION_PCI_ADDR0 = 0x400000;
const CDNS_PCIE_AT_OB_REGION_DESC0 = 0x400008;
const DESC0_HARDCODED_RID = 1 << 23;
const DESC0_TYPE_CONF_TYPE0 = 0xa;
const DESC0_TYPE_CONF_TYPE1 = 0xb;

/** A core as a root port: cdns_pcie_rc and its cdns_pcie. */
export interface cdns_pcie_rc extends Recorded {
  reg_base: number;
  cfg_base: number;
}
export const cdns_pcie_rc = struct<cdns_pcie_rc>('cdns_pcie_rc', { reg_base: hexnum(), cfg_base: hexnum() });

/** The port's own registers; below, a window that the translation leads to the function. */
function cdns_pci_map_bus(k: Kernel, rc: cdns_pcie_rc, bridge: pci_host_bridge): MapBus {
  return ({ number, parent }: pci_bus, devfn, where) => {
    if (parent === undefined) return devfn === 0 ? rc.reg_base + where : undefined;
    if ((readl(k, rc.reg_base + CDNS_PCIE_LM_BASE) & 1) === 0) return undefined;
    writel(k, 11 | (devfn << 12) | (number << 20), rc.reg_base + CDNS_PCIE_AT_OB_REGION_PCI_ADDR0);
    const type = number === bridge.busnr + 1 ? DESC0_TYPE_CONF_TYPE0 : DESC0_TYPE_CONF_TYPE1;
    writel(k, DESC0_HARDCODED_RID | type, rc.reg_base + CDNS_PCIE_AT_OB_REGION_DESC0);
    return rc.cfg_base + where;
  };
}

/** How configuration space is reached on the root bus, and below. */
export interface CadenceAccess {
  readonly root: typeof pci_generic_config_ops;
  readonly name: string;
  readonly link_up: () => boolean;
}

export const cdns_pcie_host_setup = at.fn(
  'cdns_pcie_host_setup',
  'Brings up the core as a host bridge, and all that is behind it.',
  (k: Kernel, rc: cdns_pcie_rc, pdev: platform_device, bridge: pci_host_bridge, access: CadenceAccess): number => {
    rc.reg_base = devm_platform_ioremap_resource_byname(k, pdev, 'reg');
    if (rc.reg_base < 0) {
      dev_err(k, pdev.dev, 'missing "reg"');
      return rc.reg_base;
    }
    const cfg = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, 'cfg');
    if (cfg === undefined) return -EINVAL;
    rc.cfg_base = cfg.start;
    if (access.link_up()) dev_info(k, pdev.dev, 'Link up');
    const map_bus = cdns_pci_map_bus(k, rc, bridge);
    const root = access.root(access.name, map_bus);
    const others = pci_generic_config_ops(access.name, map_bus);
    const opsOf = ({ parent }: pci_bus): pci_ops => (parent === undefined ? root : others);
    bridge.sysdata = rc;
    bridge.ops = {
      name: access.name,
      read: (kernel, bus, devfn, where, size) => opsOf(bus).read(kernel, bus, devfn, where, size),
      write: (kernel, bus, devfn, where, size, val) => opsOf(bus).write(kernel, bus, devfn, where, size, val),
    };
    return pci_host_probe(k, bridge);
  },
);
