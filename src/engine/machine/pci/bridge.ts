/** What a PCI-to-PCI bridge forwards (PCI-to-PCI Bridge Architecture 1.2, 3.2.5 and 4): bus numbers and address windows. */
import {
  COMMAND,
  COMMAND_IO,
  COMMAND_MEM,
  type pci_function,
  readConfig,
  secondaryBus,
  subordinateBus,
} from './state.ts';

/** A window is open while its limit is not below its base. */
interface Window {
  readonly base: number;
  readonly limit: number;
}

function ioWindow(fn: pci_function): Window {
  const [base, limit] = [readConfig(fn, 0x1c, 1), readConfig(fn, 0x1d, 1)];
  const wide = (base & 0xf) === 1;
  const high = (offset: number): number => (wide ? readConfig(fn, offset, 2) * 0x10000 : 0);
  return { base: high(0x30) + (base & 0xf0) * 0x100, limit: high(0x32) + (limit & 0xf0) * 0x100 + 0xfff };
}

function memoryWindow(fn: pci_function): Window {
  return {
    base: (readConfig(fn, 0x20, 2) & 0xfff0) * 0x10000,
    limit: (readConfig(fn, 0x22, 2) & 0xfff0) * 0x10000 + 0xfffff,
  };
}

function prefetchableWindow(fn: pci_function): Window {
  const [base, limit] = [readConfig(fn, 0x24, 2), readConfig(fn, 0x26, 2)];
  const wide = (base & 0xf) === 1;
  const high = (offset: number): number => (wide ? readConfig(fn, offset, 4) * 2 ** 32 : 0);
  return {
    base: high(0x28) + (base & 0xfff0) * 0x10000,
    limit: high(0x2c) + (limit & 0xfff0) * 0x10000 + 0xfffff,
  };
}

/** Whether an access from above goes through to the secondary bus. */
export function forwardsDown(bridge: pci_function, address: number, io: boolean): boolean {
  if ((readConfig(bridge, COMMAND, 2) & (io ? COMMAND_IO : COMMAND_MEM)) === 0) return false;
  const windows = io ? [ioWindow(bridge)] : [memoryWindow(bridge), prefetchableWindow(bridge)];
  return windows.some(({ base, limit }) => address >= base && address <= limit);
}

/** Whether a configuration access for that bus goes through it. */
export function leadsTo(bridge: pci_function, bus: number): boolean {
  return secondaryBus(bridge) !== 0 && bus >= secondaryBus(bridge) && bus <= subordinateBus(bridge);
}

/** INTx of a device behind a bridge comes out on another pin above it (PCI-to-PCI Bridge 1.2, 9.1). Pins are 1 to 4. */
export function swizzle(pin: number, devfn: number): number {
  return ((pin - 1 + (devfn >> 3)) % 4) + 1;
}
