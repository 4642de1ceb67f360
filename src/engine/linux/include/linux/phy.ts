/** Models include/linux/phy.h and mdio.h: the buses of Ethernet PHYs, and what is on them. Left out: links, transfers. */
import { always, bool, hexnum, num, type Recorded, ref, str, struct } from '../../../recorder/index.ts';
import type { device } from './device.ts';
import type { device_driver } from './device/driver.ts';

/** PHY_POLL: the PHY has no interrupt, and is asked again and again. */
export const PHY_POLL = -1;

export interface mii_bus extends Recorded {
  readonly id: string | undefined;
  readonly dev: device;
}
export const mii_bus = struct<mii_bus>(
  'mii_bus',
  { id: str(), dev: always(ref()) },
  { label: (bus) => `mdio bus ${bus.id ?? ''}` },
);

/** Something at an address of the bus: a PHY, or another device. */
export interface mdio_device extends Recorded {
  readonly bus: mii_bus;
  readonly addr: number;
  readonly dev: device;
  readonly is_phy: boolean;
  /** From "compatible"; -1 where only the PHY's own registers tell. */
  readonly phy_id: number;
  /** A PHY's; PHY_POLL for none. */
  irq: number;
}
export const mdio_device = struct<mdio_device>(
  'mdio_device',
  {
    bus: always(ref()),
    addr: hexnum(),
    dev: always(ref()),
    is_phy: bool(),
    phy_id: hexnum(-1),
    irq: num(PHY_POLL),
  },
  { label: (mdio) => `mdio device ${mdio.dev.name}` },
);

/** phy_driver and mdio_driver. */
export interface mdio_driver extends device_driver {
  readonly bus: 'mdio_bus';
  /** Of a PHY driver. */
  readonly phy?: { readonly phy_id: number; readonly phy_id_mask: number } | undefined;
}

export function to_mdio_device(dev: device): mdio_device {
  return mdio_device.of(dev.container);
}
