/**
 * Models drivers/pci/irq.c: interrupts of a function by the number of a vector, the way of its INTx pin through bridges, the irq
 * that the pin is given, and masking INTx at the function, where it can do so (PCI 2.3).
 */
import { type FunctionInfo, type Recorded, source } from '../../../recorder/index.ts';
import { type irq_handler_t, IRQF_ONESHOT, IRQF_SHARED } from '../../include/linux/interrupt.ts';
import { type pci_dev, pci_is_root_bus, PCI_SLOT } from '../../include/linux/pci/index.ts';
import {
  PCI_COMMAND,
  PCI_COMMAND_INTX_DISABLE,
  PCI_INTERRUPT_LINE,
  PCI_INTERRUPT_PIN,
  PCI_STATUS_INTERRUPT,
} from '../../include/uapi/linux/pci_regs.ts';
import type { Kernel } from '../../kernel.ts';
import { free_irq, request_threaded_irq } from '../../kernel/irq/manage/index.ts';
import { pci_read_config_byte, pci_read_config_dword, pci_write_config_byte, pci_write_config_word } from './access.ts';
import { pci_find_host_bridge } from './host-bridge.ts';
import { pci_irq_vector } from './msi/api.ts';

const at = source('drivers/pci/irq.c');
const fromPci = source('drivers/pci/irq.c', { '6.1': 'drivers/pci/pci.c' });
const fromSetupIrq = source('drivers/pci/irq.c', { '6.1': 'drivers/pci/setup-irq.c' });

/** `devname` is the whole name: the kernel formats it here. */
export const pci_request_irq = at.fn(
  'pci_request_irq',
  "Requests the interrupt of one of a function's vectors.",
  (
    k: Kernel,
    dev: pci_dev,
    nr: number,
    handler: irq_handler_t | undefined,
    thread_fn: irq_handler_t | undefined,
    dev_id: Recorded,
    devname: string,
  ): number => {
    const irqflags = handler === undefined ? IRQF_SHARED | IRQF_ONESHOT : IRQF_SHARED;
    return request_threaded_irq(k, pci_irq_vector(k, dev, nr), handler, thread_fn, irqflags, devname, dev_id);
  },
);

export const pci_free_irq = at.fn(
  'pci_free_irq',
  "Gives up the interrupt of one of a function's vectors.",
  (k: Kernel, dev: pci_dev, nr: number, dev_id: Recorded): void => {
    free_irq(k, pci_irq_vector(k, dev, nr), dev_id);
  },
);

/** The pin above the bridge that the function is behind. Pins are 1 to 4. */
export function pci_swizzle_interrupt_pin(dev: pci_dev, pin: number): number {
  return ((pin - 1 + PCI_SLOT(dev.devfn)) % 4) + 1;
}

type Swizzled = { readonly slot: number; readonly pin: number };

export const pci_common_swizzle: ((k: Kernel, dev: pci_dev, pin: number) => Swizzled) & FunctionInfo = fromPci.fn(
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

/** Masks only what is pending, and unmasks only what is not: false when it left things as they were. */
function pci_check_and_set_intx_mask(k: Kernel, dev: pci_dev, mask: boolean): boolean {
  const command_status = pci_read_config_dword(k, dev, PCI_COMMAND);
  const irq_pending = ((command_status >>> 16) & PCI_STATUS_INTERRUPT) !== 0;
  if (mask !== irq_pending) return false;
  const origcmd = command_status & 0xffff;
  const newcmd = mask ? origcmd | PCI_COMMAND_INTX_DISABLE : origcmd & ~PCI_COMMAND_INTX_DISABLE;
  if (newcmd !== origcmd) pci_write_config_word(k, dev, PCI_COMMAND, newcmd);
  return true;
}

export const pci_check_and_mask_intx = fromPci.fn(
  'pci_check_and_mask_intx',
  'Masks INTx if the function drives it now; says whether it does.',
  (k: Kernel, dev: pci_dev): boolean => pci_check_and_set_intx_mask(k, dev, true),
);

export const pci_check_and_unmask_intx = fromPci.fn(
  'pci_check_and_unmask_intx',
  'Unmasks INTx unless the function wants to drive it at once; says whether it did.',
  (k: Kernel, dev: pci_dev): boolean => pci_check_and_set_intx_mask(k, dev, false),
);

/** Whether a function asks for its INTx now. For drivers whose own way to know is not modelled. */
export function asksForIntx(k: Kernel, dev: pci_dev): boolean {
  return ((pci_read_config_dword(k, dev, PCI_COMMAND) >>> 16) & PCI_STATUS_INTERRUPT) !== 0;
}

export const pci_assign_irq = fromSetupIrq.fn(
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
