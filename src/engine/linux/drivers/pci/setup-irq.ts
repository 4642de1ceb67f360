/** Models drivers/pci/setup-irq.c (pci_assign_irq moved to irq.c before 6.12): the irq of a function's INTx pin. */
import { source } from '../../../recorder/index.ts';
import type { pci_dev } from '../../include/linux/pci.ts';
import { PCI_INTERRUPT_LINE, PCI_INTERRUPT_PIN } from '../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../kernel.ts';
import { pci_read_config_byte, pci_write_config_byte } from './access.ts';
import { pci_find_host_bridge } from './host-bridge.ts';

const at = source('drivers/pci/setup-irq.c');

export const pci_assign_irq = at.fn(
  'pci_assign_irq',
  'Maps the INTx pin of a function that is about to get a driver, and tells the function the number.',
  (k: Kernel, dev: pci_dev): void => {
    const hbrg = pci_find_host_bridge(dev.bus);
    if (hbrg.map_irq === undefined) return;
    let pin = pci_read_config_byte(k, dev, PCI_INTERRUPT_PIN);
    if (pin > 4) pin = 1;
    let irq = 0;
    if (pin !== 0) {
      const way = hbrg.swizzle_irq?.(k, dev, pin) ?? { slot: 0xff, pin };
      irq = hbrg.map_irq(k, dev, way.slot, way.pin);
      if (irq === -1) irq = 0;
    }
    dev.irq = irq;
    pci_write_config_byte(k, dev, PCI_INTERRUPT_LINE, irq);
  },
);
