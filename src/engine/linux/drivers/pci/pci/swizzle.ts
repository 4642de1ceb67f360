/** Models the pins' way through bridges, and port space, of drivers/pci/pci.c. */
import { type FunctionInfo, hexnum, map, type Recorded, type RecordedMap, source } from '../../../../recorder/index.ts';
import { type pci_dev, pci_is_root_bus, type pci_resource, PCI_SLOT } from '../../../include/linux/pci.ts';
import { type Kernel, statics } from '../../../kernel.ts';

const at = source('drivers/pci/pci.c');

/** The pin above the bridge that the function is behind. Pins are 1 to 4. */
export function pci_swizzle_interrupt_pin(dev: pci_dev, pin: number): number {
  return ((pin - 1 + PCI_SLOT(dev.devfn)) % 4) + 1;
}

type Swizzled = { readonly slot: number; readonly pin: number };

export const pci_common_swizzle: ((k: Kernel, dev: pci_dev, pin: number) => Swizzled) & FunctionInfo = at.fn(
  'pci_common_swizzle',
  "Follows a function's pin through the bridges above it to the root bus.",
  (k: Kernel, dev: pci_dev, pin: number): Swizzled => {
    let here = dev;
    let here_pin = pin;
    while (!pci_is_root_bus(here.bus)) {
      here_pin = pci_swizzle_interrupt_pin(here, here_pin);
      if (here.bus.self === undefined) break;
      here = here.bus.self;
    }
    return { slot: PCI_SLOT(here.devfn), pin: here_pin };
  },
);

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
