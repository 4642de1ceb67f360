/**
 * Models drivers/net/mdio/fwnode_mdio.c: registers a PHY. Its interrupt is mapped then, and requested when the network
 * interface is opened. Left out: power sourcing, time stamps, resets.
 */
import { stringList } from '../../../../devicetree/index.ts';
import { source } from '../../../../recorder/index.ts';
import { EPROBE_DEFER } from '../../../include/linux/errno.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { mii_bus } from '../../../include/linux/phy.ts';
import type { Kernel } from '../../../kernel.ts';
import { lacksModel } from '../../../stand-ins/controllers.ts';
import { device_add, device_set_node } from '../../base/core/index.ts';
import { driver_deferred_probe_check_state } from '../../base/dd.ts';
import { of_find_property } from '../../of/base/index.ts';
import { of_irq_get } from '../../of/irq/index.ts';
import { mdio_device_create } from '../phy/mdio_bus.ts';

const at = source('drivers/net/mdio/fwnode_mdio.c');

/** The id that "ethernet-phy-idAAAA.BBBB" tells; -1 where only the registers do. */
export function of_get_phy_id(compatible: readonly string[]): number {
  for (const each of compatible) {
    const [, upper, lower] = /^ethernet-phy-id([\da-f]{1,4})\.([\da-f]{1,4})$/i.exec(each) ?? [];
    if (upper !== undefined && lower !== undefined) return parseInt(upper, 16) * 0x10000 + parseInt(lower, 16);
  }
  return -1;
}

export const fwnode_mdiobus_register_phy = at.fn(
  'fwnode_mdiobus_register_phy',
  'Registers a PHY, its interrupt mapped first; without one it is polled.',
  (k: Kernel, bus: mii_bus, child: device_node, addr: number): number => {
    const phy_id = of_get_phy_id(stringList(of_find_property(k, child, 'compatible')));
    const phy = mdio_device_create(k, bus, addr, { is_phy: true, phy_id });
    let rc = of_irq_get(k, child, 0);
    if (rc === -EPROBE_DEFER && !lacksModel(k, child, 0)) rc = driver_deferred_probe_check_state(k, rc);
    else if (rc === -EPROBE_DEFER) rc = 0;
    if (rc === -EPROBE_DEFER) return rc;
    if (rc > 0) phy.irq = rc;
    device_set_node(phy.dev, child);
    return device_add(k, phy.dev);
  },
);
