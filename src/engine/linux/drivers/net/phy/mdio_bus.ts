/**
 * Models drivers/net/phy/mdio_bus.c and the matching of phy_device.c: buses to Ethernet PHYs, and which driver is for which
 * device. A PHY says in its registers what it is; nobody is there to be asked, so only what "compatible" tells is known.
 */
import { source } from '../../../../recorder/index.ts';
import { device } from '../../../include/linux/device.ts';
import type { bus_type } from '../../../include/linux/device/bus.ts';
import { type device_driver, driverFor } from '../../../include/linux/device/driver.ts';
import type { device_node } from '../../../include/linux/of.ts';
import { mdio_device, type mdio_driver, mii_bus, to_mdio_device } from '../../../include/linux/phy.ts';
import type { Kernel } from '../../../kernel.ts';
import { bus_register } from '../../base/bus.ts';
import { device_add, device_set_node } from '../../base/core/index.ts';
import { of_match_node } from '../../of/base/index.ts';

const at = source('drivers/net/phy/mdio_bus.c');

/** PHYs by the number that the driver's mask leaves; others by the tree. */
function mdio_bus_match(k: Kernel, dev: device, drv: device_driver): number {
  const { is_phy, phy_id } = to_mdio_device(dev);
  const { phy, of_match_table } = driverFor<mdio_driver>('mdio_bus', drv);
  if (is_phy !== (phy !== undefined)) return 0;
  if (phy !== undefined) return phy_id >= 0 && ((phy_id ^ phy.phy_id) & phy.phy_id_mask) === 0 ? 1 : 0;
  return dev.of_node !== undefined && of_match_node(k, of_match_table, dev.of_node) !== undefined ? 1 : 0;
}

function mdio_bus_type(): bus_type {
  return { name: 'mdio_bus', match: mdio_bus_match };
}

/** Part of phy_init, a subsys_initcall. */
export const mdio_bus_init = at.fn('mdio_bus_init', 'Registers the MDIO bus.', (k: Kernel): number =>
  bus_register(k, mdio_bus_type()),
);

export const __mdiobus_register = at.fn(
  '__mdiobus_register',
  'Registers a bus to Ethernet PHYs.',
  (k: Kernel, parent: device, id: string, np: device_node): mii_bus => {
    const dev = device.create(k.rec, { name: id, parent });
    const bus = mii_bus.create(k.rec, { id, dev });
    dev.container = bus;
    device_set_node(dev, np);
    device_add(k, dev);
    return bus;
  },
);

/** Something at an address, not registered yet. */
export function mdio_device_create(
  k: Kernel,
  bus: mii_bus,
  addr: number,
  what: { readonly is_phy: boolean; readonly phy_id: number },
): mdio_device {
  const name = `${bus.id ?? ''}:${addr.toString(16).padStart(2, '0')}`;
  const dev = device.create(k.rec, { name, bus: 'mdio_bus', parent: bus.dev });
  const mdio = mdio_device.create(k.rec, { bus, addr, dev, ...what });
  dev.container = mdio;
  return mdio;
}
