/** Models the bus half of drivers/bus/sunxi-rsb.c: Allwinner's two-wire bus to power-management chips. */
import { always, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import { type device_driver, driverFor } from '../../include/linux/device/driver.ts';
import { EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { lacksModel } from '../../stand-ins/controllers.ts';
import { bus_register, driver_of } from '../base/bus.ts';
import { device_add } from '../base/core/index.ts';
import { for_each_available_child_of_node, of_match_node } from '../of/base/index.ts';
import { of_irq_get } from '../of/irq/index.ts';
import { of_property_read_u32 } from '../of/property.ts';

const at = source('drivers/bus/sunxi-rsb.c');

export interface sunxi_rsb_device extends Recorded {
  readonly dev: device;
  readonly hwaddr: number;
  /** 0 for none. */
  irq: number;
}
export const sunxi_rsb_device = struct<sunxi_rsb_device>(
  'sunxi_rsb_device',
  { dev: always(ref()), hwaddr: num(), irq: num() },
  { label: (rdev) => `RSB device ${rdev.dev.name}` },
);

export interface sunxi_rsb_driver extends device_driver {
  readonly bus: 'sunxi-rsb';
  readonly probe: (k: Kernel, dev: device) => number;
}

const sunxi_rsb_device_probe = at.fn(
  'sunxi_rsb_device_probe',
  "Maps the interrupt of a device on the bus and calls its driver's probe.",
  (k: Kernel, dev: device): number => {
    const rdev = sunxi_rsb_device.of(dev.container);
    if (rdev.irq === 0 && dev.of_node !== undefined) {
      const irq = of_irq_get(k, dev.of_node, 0);
      if (irq === -EPROBE_DEFER && !lacksModel(k, dev.of_node, 0)) return irq;
      rdev.irq = Math.max(0, irq);
    }
    return driverFor<sunxi_rsb_driver>('sunxi-rsb', driver_of(k, dev)).probe(k, dev);
  },
);

function sunxi_rsb_bus(): bus_type {
  return {
    name: 'sunxi-rsb',
    match: (k, dev, drv) =>
      dev.of_node !== undefined && of_match_node(k, drv.of_match_table, dev.of_node) !== undefined ? 1 : 0,
    probe: sunxi_rsb_device_probe,
  };
}

/** Part of sunxi_rsb_init. */
export const sunxi_rsb_init = at.fn('sunxi_rsb_init', 'Registers the RSB bus.', (k: Kernel): number =>
  bus_register(k, sunxi_rsb_bus()),
);

/** Addresses that have a place on the bus (sunxi_rsb_addr_maps). */
const KNOWN_ADDRESSES: ReadonlySet<number> = new Set([0x3a3, 0x745, 0xe89]);

/** These devices have a node, but firmware's links pass them by: they carry no fwnode. */
export const of_rsb_register_devices = at.fn(
  'of_rsb_register_devices',
  'Makes a device for each node below the controller.',
  (k: Kernel, parent: device): number => {
    for (const child of for_each_available_child_of_node(k, parent.of_node)) {
      const hwaddr = of_property_read_u32(k, child, 'reg');
      if (hwaddr === undefined || !KNOWN_ADDRESSES.has(hwaddr)) continue;
      const name = `sunxi-rsb-${hwaddr.toString(16)}`;
      const dev = device.create(k.rec, { name, bus: 'sunxi-rsb', parent, of_node: child });
      dev.container = sunxi_rsb_device.create(k.rec, { dev, hwaddr });
      device_add(k, dev);
    }
    return 0;
  },
);
