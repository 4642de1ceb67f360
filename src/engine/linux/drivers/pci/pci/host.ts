/** drivers/pci/pci.c: what a host bridge takes (a part of port space, and the number of a domain), and pci= of the command line. */
import { hexnum, map, type Recorded, type RecordedMap } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { ENOSPC } from '../../../include/linux/errno.ts';
import type { pci_resource } from '../../../include/linux/pci/index.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { for_each_of_allnodes, of_node_is_type } from '../../of/base/index.ts';
import { of_get_pci_domain_nr } from '../of.ts';
import { pci_no_msi } from '../msi/msi/index.ts';
import { probe_c } from '../probe/index.ts';

interface iospace_c extends Recorded {
  /** First port of each mapped range to the address it is mapped at. */
  mapped: RecordedMap<number>;
}
const iospace_c = statics<iospace_c>('drivers/pci/pci.c', { mapped: map(hexnum()) });

/** Maps ports of a host bridge. */
export function devm_pci_remap_iospace(k: Kernel, res: pci_resource, phys_addr: number): void {
  iospace_c(k).mapped.set(res.start, phys_addr);
}

/** The address of a port, for inb and outb. */
export function ioport_map(k: Kernel, port: number): number {
  const { mapped } = iospace_c(k);
  const start = mapped.keys().findLast((first) => first <= port);
  return start === undefined ? 0 : (mapped.get(start) ?? 0) + port - start;
}

/** Numbers that some node has as linux,pci-domain are never given to another, whether its host comes up or not. */
function reservedDomains(k: Kernel): ReadonlySet<number> {
  const hosts = [...for_each_of_allnodes(k)].filter((node) => of_node_is_type(node, 'pci'));
  return new Set(hosts.map((node) => of_get_pci_domain_nr(k, node)));
}

/** The tree's linux,pci-domain, else the lowest number that is free. -ENOSPC where a bus has the node's number already. */
export function pci_bus_find_domain_nr(k: Kernel, parent: device | undefined): number {
  const { domains, pci_root_buses } = probe_c(k);
  let domain = of_get_pci_domain_nr(k, parent?.of_node);
  if (domain >= 0 && pci_root_buses.toArray().some((bus) => bus.domain_nr === domain)) return -ENOSPC;
  if (domain < 0) {
    const reserved = reservedDomains(k);
    for (domain = 0; domains.has(domain) || reserved.has(domain);) domain++;
  }
  domains.set(domain, 1);
  return domain;
}

/** pci= on the command line. Of its options one is about interrupts. */
export function pci_setup(k: Kernel, options: string): void {
  if (options.split(',').includes('nomsi')) pci_no_msi(k);
}
