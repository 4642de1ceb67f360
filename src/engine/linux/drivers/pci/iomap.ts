/** Models lib/pci_iomap.c: reaching a BAR. Mapping is one to one here; ports are in the window of their host bridge. */
import { IORESOURCE_IO } from '../../include/linux/ioport.ts';
import {
  type pci_dev,
  pci_resource_flags,
  pci_resource_len,
  pci_resource_start,
} from '../../include/linux/pci/index.ts';
import type { Kernel } from '../../kernel.ts';
import { ioport_map } from './pci/index.ts';

/** The address of a BAR, or undefined where it has none. */
export function pci_iomap(k: Kernel, dev: pci_dev, bar: number): number | undefined {
  const start = pci_resource_start(dev, bar);
  if (pci_resource_len(dev, bar) === 0 || start === 0) return undefined;
  return (pci_resource_flags(dev, bar) & IORESOURCE_IO) === 0 ? start : ioport_map(k, start);
}
