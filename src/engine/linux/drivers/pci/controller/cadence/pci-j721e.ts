/**
 * Models drivers/pci/controller/cadence/pci-j721e.c: TI's hosts of the J721E and its relatives, with an interrupt that says that the link went down.
 * MSIs are the ITS's; the node below it for INTx has no driver. Left out: endpoints, clocks, PHYs, resets, mode.
 */
import { always, hexnum, num, type Recorded, ref, source, struct } from '../../../../../recorder/index.ts';
import { readl, writel } from '../../../../include/asm/io.ts';
import type { device } from '../../../../include/linux/device.ts';
import { EINVAL } from '../../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE } from '../../../../include/linux/interrupt.ts';
import type { of_device_id } from '../../../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../../kernel.ts';
import { devm_request_irq } from '../../../../kernel/irq/devres.ts';
import { dev_err } from '../../../../kernel/printk/printk.ts';
import {
  devm_platform_ioremap_resource_byname,
  platform_driver_register,
  platform_get_irq_byname,
} from '../../../base/platform.ts';
import { of_match_node } from '../../../of/base/index.ts';
import { pci_generic_config_ops, pci_generic_config_ops32 } from '../../ecam.ts';
import { devm_pci_alloc_host_bridge } from '../../probe/index.ts';
import { cdns_pcie_host_setup, cdns_pcie_rc } from './pcie-cadence-host.ts';

const at = source('drivers/pci/controller/cadence/pci-j721e.c');

const ENABLE_REG_SYS_2 = 0x108;
const STATUS_REG_SYS_2 = 0x508;
const STATUS_CLR_REG_SYS_2 = 0x708;
const J721E_LINK_DOWN = 1 << 1;
const J7200_LINK_DOWN = 1 << 10;
const J721E_PCIE_USER_LINKSTATUS = 0x14;
const LINK_UP_DL_COMPLETED = 3;

/** The bit of the interrupt, and whether registers of the port can be accessed by bytes. */
interface j721e_pcie_data {
  readonly linkdown: number;
  readonly bytes: boolean;
}
function of_j721e_pcie_match(k: Kernel): readonly of_device_id<j721e_pcie_data>[] {
  const of = (soc: string, linkdown: number, bytes: boolean): of_device_id<j721e_pcie_data> => ({
    compatible: `ti,${soc}-pcie-host`,
    data: { linkdown, bytes },
  });
  return [
    of('j721e', J721E_LINK_DOWN, false),
    of('j7200', J7200_LINK_DOWN, true),
    of('am64', J7200_LINK_DOWN, true),
    ...(k.since('6.12') ? [of('j784s4', J7200_LINK_DOWN, false)] : []),
    ...(k.since('7.3') ? [of('j722s', J7200_LINK_DOWN, true)] : []),
  ];
}

interface j721e_pcie extends Recorded {
  readonly dev: device;
  readonly linkdown_irq_regfield: number;
  readonly intd_cfg_base: number;
  readonly user_cfg_base: number;
}
const j721e_pcie = struct<j721e_pcie>('j721e_pcie', {
  dev: always(ref()),
  linkdown_irq_regfield: num(),
  intd_cfg_base: hexnum(),
  user_cfg_base: hexnum(),
});

const j721e_pcie_link_irq_handler = at.fn(
  'j721e_pcie_link_irq_handler',
  'Handles the interrupt that says that the link went down.',
  (k: Kernel, _irq: number, priv: Recorded | undefined): number => {
    const { dev, intd_cfg_base, linkdown_irq_regfield } = j721e_pcie.of(priv);
    if ((readl(k, intd_cfg_base + STATUS_REG_SYS_2) & linkdown_irq_regfield) === 0) return IRQ_NONE;
    dev_err(k, dev, 'LINK DOWN!');
    writel(k, linkdown_irq_regfield, intd_cfg_base + STATUS_CLR_REG_SYS_2);
    return IRQ_HANDLED;
  },
);

const j721e_pcie_probe = at.fn(
  'j721e_pcie_probe',
  'Asks for the interrupt of the link, and starts the core as a host bridge.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const data = dev.of_node === undefined ? undefined : of_match_node(k, of_j721e_pcie_match(k), dev.of_node)?.data;
    if (data === undefined) return -EINVAL;
    const bridge = devm_pci_alloc_host_bridge(k, dev);
    if (typeof bridge === 'number') return bridge;
    const intd_cfg_base = devm_platform_ioremap_resource_byname(k, pdev, 'intd_cfg');
    if (intd_cfg_base < 0) return intd_cfg_base;
    const user_cfg_base = devm_platform_ioremap_resource_byname(k, pdev, 'user_cfg');
    if (user_cfg_base < 0) return user_cfg_base;
    const irq = platform_get_irq_byname(k, pdev, 'link_state');
    if (irq < 0) return irq;
    const { linkdown, bytes } = data;
    const pcie = j721e_pcie.create(k.rec, { dev, linkdown_irq_regfield: linkdown, intd_cfg_base, user_cfg_base });
    platform_set_drvdata(pdev, pcie);
    const ret = devm_request_irq(k, dev, irq, j721e_pcie_link_irq_handler, 0, 'j721e-pcie-link-down-irq', pcie);
    if (ret < 0) {
      dev_err(k, dev, `failed to request link state IRQ ${irq}`);
      return ret;
    }
    const enabled = readl(k, intd_cfg_base + ENABLE_REG_SYS_2);
    writel(k, (enabled | linkdown) >>> 0, intd_cfg_base + ENABLE_REG_SYS_2);
    return cdns_pcie_host_setup(k, cdns_pcie_rc.create(k.rec, {}), pdev, bridge, {
      name: bytes ? 'cdns_pcie_host_ops' : 'cdns_ti_pcie_host_ops',
      root: bytes ? pci_generic_config_ops : pci_generic_config_ops32,
      link_up: () => (readl(k, user_cfg_base + J721E_PCIE_USER_LINKSTATUS) & 3) === LINK_UP_DL_COMPLETED,
    });
  },
);

/** builtin_platform_driver; from 7.3 on module_platform_driver. */
export const j721e_pcie_driver_init = at.fn(
  'j721e_pcie_driver_init',
  "Registers the driver of TI's hosts of the J721E.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'j721e-pcie',
      bus: 'platform',
      of_match_table: of_j721e_pcie_match(k).map(({ compatible }) => ({ compatible, data: undefined })),
      probe: j721e_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
