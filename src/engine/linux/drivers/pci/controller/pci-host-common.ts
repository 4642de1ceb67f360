/** Models drivers/pci/controller/pci-host-common.c: host bridges whose configuration space is memory. Left out: removal. */
import { source } from '../../../../recorder/index.ts';
import { ENODEV } from '../../../include/linux/errno.ts';
import { IORESOURCE_BUS } from '../../../include/linux/ioport.ts';
import type { pci_config_window, pci_ecam_ops } from '../../../include/linux/pci-ecam.ts';
import { type pci_host_bridge, PCI_PROBE_ONLY, PCI_REASSIGN_ALL_BUS } from '../../../include/linux/pci/index.ts';
import type { platform_device } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { of_address_to_resource } from '../../of/address.ts';
import { of_match_node } from '../../of/base/index.ts';
import { pci_ecam_create } from '../ecam.ts';
import { of_pci_check_probe_only } from '../of.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';
import { pci_add_flags, pci_has_flag } from '../setup-bus/index.ts';
import { gen_pci_of_match } from './pci-host-generic.ts';

const at = source('drivers/pci/controller/pci-host-common.c');

/** Maps the configuration space: the window, or a negative errno. */
function gen_pci_init(
  k: Kernel,
  pdev: platform_device,
  bridge: pci_host_bridge,
  ops: pci_ecam_ops,
): pci_config_window | number {
  const node = pdev.dev.of_node;
  const cfgres = node === undefined ? -ENODEV : of_address_to_resource(k, node, 0);
  if (typeof cfgres === 'number') {
    dev_err(k, pdev.dev, 'missing "reg" property');
    return cfgres;
  }
  const bus = bridge.windows.toArray().find(({ res }) => (res.flags & IORESOURCE_BUS) !== 0);
  return bus === undefined ? -ENODEV : pci_ecam_create(k, cfgres, bus.res, ops);
}

export const pci_host_common_probe = at.fn(
  'pci_host_common_probe',
  'Brings up a host bridge: maps its configuration space, scans its buses and starts drivers.',
  (k: Kernel, pdev: platform_device): number => {
    const node = pdev.dev.of_node;
    const match = node === undefined ? undefined : of_match_node(k, gen_pci_of_match(), node);
    if (match === undefined) return -ENODEV;
    const ops = match.data;
    const bridge = devm_pci_alloc_host_bridge(k, pdev.dev);
    if (typeof bridge === 'number') return bridge;
    pdev.dev.drvdata = bridge;
    of_pci_check_probe_only(k);
    const cfg = gen_pci_init(k, pdev, bridge, ops);
    if (typeof cfg === 'number') return cfg;
    if (!pci_has_flag(k, PCI_PROBE_ONLY)) pci_add_flags(k, PCI_REASSIGN_ALL_BUS);
    bridge.sysdata = cfg;
    bridge.ops = ops.pci_ops;
    bridge.msi_domain = true;
    return pci_host_probe(k, bridge);
  },
);
