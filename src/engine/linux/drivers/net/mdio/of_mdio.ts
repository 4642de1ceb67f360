/** Models drivers/net/mdio/of_mdio.c: the PHYs and other devices that the tree lists on an MDIO bus. */
import { stringList } from '../../../../devicetree/index.ts';
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { EPROBE_DEFER } from '../../../include/linux/errno.ts';
import type { device_node } from '../../../include/linux/of.ts';
import { type mii_bus } from '../../../include/linux/phy.ts';
import type { Kernel } from '../../../kernel.ts';
import { device_add, device_del, device_set_node } from '../../base/core/index.ts';
import { for_each_available_child_of_node, of_find_property, of_node_name_eq } from '../../of/base/index.ts';
import { of_property_read_u32 } from '../../of/property.ts';
import { __mdiobus_register, mdio_device_create } from '../phy/mdio_bus.ts';
import { fwnode_mdiobus_register_phy, of_get_phy_id } from './fwnode_mdio.ts';

const at = source('drivers/net/mdio/of_mdio.c');

const PHY_MAX_ADDR = 32;
const PHY_CLAUSES = new Set(['ethernet-phy-ieee802.3-c45', 'ethernet-phy-ieee802.3-c22']);

const of_mdiobus_register_device = at.fn(
  'of_mdiobus_register_device',
  'Registers a device on the bus that is no PHY, a switch for instance.',
  (k: Kernel, bus: mii_bus, child: device_node, addr: number): number => {
    const { dev } = mdio_device_create(k, bus, addr, { is_phy: false, phy_id: -1 });
    device_set_node(dev, child);
    return device_add(k, dev);
  },
);

function of_mdiobus_child_is_phy(k: Kernel, child: device_node): boolean {
  const compatible = stringList(of_find_property(k, child, 'compatible'));
  return compatible.length === 0 || of_get_phy_id(compatible) >= 0 || compatible.some((each) => PHY_CLAUSES.has(each));
}

/** Registers what is below a node; the errno of the first that must wait, else 0. Packages of PHYs came with 6.8. */
function __of_mdiobus_parse_phys(k: Kernel, bus: mii_bus, np: device_node): number {
  for (const child of for_each_available_child_of_node(k, np)) {
    const addr = of_property_read_u32(k, child, 'reg');
    // Without an address every one would be tried until a PHY answers, and none does here.
    if (addr === undefined || addr >= PHY_MAX_ADDR) continue;
    if (k.since('6.12') && of_node_name_eq(child, 'ethernet-phy-package')) {
      const rc = __of_mdiobus_parse_phys(k, bus, child);
      if (rc !== 0) return rc;
      continue;
    }
    const rc = of_mdiobus_child_is_phy(k, child)
      ? fwnode_mdiobus_register_phy(k, bus, child, addr)
      : of_mdiobus_register_device(k, bus, child, addr);
    if (rc === -EPROBE_DEFER) return rc;
  }
  return 0;
}

/** Takes a bus back whose devices must wait. */
function mdiobus_unregister(k: Kernel, bus: mii_bus): void {
  for (const child of bus.dev.klist_children.toArray().toReversed()) device_del(k, child);
  device_del(k, bus.dev);
}

export const __of_mdiobus_register = at.fn(
  '__of_mdiobus_register',
  'Registers a bus to Ethernet PHYs, and what the tree lists on it.',
  (k: Kernel, parent: device, id: string, np: device_node): number => {
    const bus = __mdiobus_register(k, parent, id, np);
    const rc = __of_mdiobus_parse_phys(k, bus, np);
    if (rc !== 0) mdiobus_unregister(k, bus);
    return rc;
  },
);
