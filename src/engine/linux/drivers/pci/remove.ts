/** Models drivers/pci/remove.c for hosts that give up: drivers let go of all that was found, and it is forgotten. */
import { source } from '../../../recorder/index.ts';
import type { pci_bus, pci_dev } from '../../include/linux/pci/index.ts';
import type { Kernel } from '../../kernel.ts';
import { device_del } from '../base/core/index.ts';
import { device_release_driver } from '../base/dd.ts';

const at = source('drivers/pci/remove.c');

const pci_stop_bus_device = at.fn(
  'pci_stop_bus_device',
  "Takes a function's driver away, after those of all that is behind it.",
  (k: Kernel, dev: pci_dev): void => {
    for (const child of dev.subordinate?.devices.toArray().toReversed() ?? []) pci_stop_bus_device(k, child);
    device_release_driver(k, dev.dev);
  },
);

const pci_remove_bus = at.fn('pci_remove_bus', 'Forgets a bus.', (k: Kernel, bus: pci_bus): void => {
  bus.parent?.children.remove(bus);
  if (bus.dev.registered) device_del(k, bus.dev);
  k.rec.free(bus);
});

const pci_remove_bus_device = at.fn(
  'pci_remove_bus_device',
  'Forgets a function and all that is behind it.',
  (k: Kernel, dev: pci_dev): void => {
    const { subordinate: behind } = dev;
    if (behind !== undefined) {
      for (const child of behind.devices.toArray()) pci_remove_bus_device(k, child);
      pci_remove_bus(k, behind);
      dev.subordinate = undefined;
    }
    device_del(k, dev.dev);
    dev.bus.devices.remove(dev);
    dev.dev.container = undefined;
    k.rec.free(dev);
  },
);

export const pci_stop_root_bus = at.fn(
  'pci_stop_root_bus',
  'Takes the drivers away from all functions of a host, the last found first.',
  (k: Kernel, bus: pci_bus): void => {
    for (const child of bus.devices.toArray().toReversed()) pci_stop_bus_device(k, child);
  },
);

export const pci_remove_root_bus = at.fn(
  'pci_remove_root_bus',
  'Forgets all that was found behind a host.',
  (k: Kernel, bus: pci_bus): void => {
    for (const child of bus.devices.toArray()) pci_remove_bus_device(k, child);
    pci_remove_bus(k, bus);
  },
);
