/** drivers/pci/msi/irqdomain.c: the ID under which the MSI controller knows a function, and the domain it belongs to. */
import { source } from '../../../../../recorder/index.ts';
import { DOMAIN_BUS_PCI_MSI, type irq_domain } from '../../../../include/linux/irqdomain.ts';
import { is_of_node } from '../../../../include/linux/of.ts';
import { PCI_BUS_NUM, type pci_dev, pci_dev_id } from '../../../../include/linux/pci/index.ts';
import type { Kernel } from '../../../../kernel.ts';
import { msi_id_for, of_msi_map_get_device_domain } from '../../../of/irq/index.ts';
import { pci_for_each_dma_alias } from '../../search.ts';

const at = source('drivers/pci/msi/irqdomain.c');

const get_msi_id_cb = at.fn(
  'get_msi_id_cb',
  "Takes the requester ID of a bridge on another bus in place of the function's own.",
  (k: Kernel, pdev: pci_dev, alias: number, data: { rid: number }): number => {
    const bus = PCI_BUS_NUM(data.rid);
    if (pdev.bus.number !== bus || PCI_BUS_NUM(alias) !== bus) data.rid = alias;
    return 0;
  },
);

export const pci_msi_domain_get_msi_rid = at.fn(
  'pci_msi_domain_get_msi_rid',
  'The ID under which the MSI controller knows a function: its requester ID as msi-map translates it.',
  (k: Kernel, domain: irq_domain, pdev: pci_dev): number => {
    const data = { rid: pci_dev_id(pdev) };
    pci_for_each_dma_alias(k, pdev, get_msi_id_cb, data);
    return is_of_node(domain.fwnode) ? msi_id_for(k, pdev.dev, domain.fwnode, data.rid) : data.rid;
  },
);

export const pci_msi_get_device_domain = at.fn(
  'pci_msi_get_device_domain',
  'Finds the MSI domain that msi-map gives a function.',
  (k: Kernel, pdev: pci_dev): irq_domain | undefined => {
    const data = { rid: pci_dev_id(pdev) };
    pci_for_each_dma_alias(k, pdev, get_msi_id_cb, data);
    return of_msi_map_get_device_domain(k, pdev.dev, data.rid, DOMAIN_BUS_PCI_MSI);
  },
);
