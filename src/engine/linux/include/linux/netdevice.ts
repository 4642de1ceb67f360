/** Models include/linux/netdevice.h: network interfaces, as far as their drivers request interrupts when one is opened. */
import { always, bool, data, type Recorded, ref, str, struct } from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import type { device } from './device.ts';

/** What a driver does when its interface is brought up and down. */
export interface net_device_ops {
  /** 0, or a negative errno. */
  readonly ndo_open: (k: Kernel, netdev: net_device) => number;
  readonly ndo_stop: (k: Kernel, netdev: net_device) => number;
}

export interface net_device extends Recorded {
  /** "eth0": as the kernel calls it. User space may give it another name, which nothing does here. */
  name: string | undefined;
  /** The device whose interface it is. */
  readonly parent: device;
  /** netdev_priv(): what the driver keeps of it; undefined where the driver is not modelled. */
  priv: Recorded | undefined;
  /** Undefined where the driver is not modelled. */
  netdev_ops: net_device_ops | undefined;
  /** IFF_UP. */
  is_up: boolean;
}
export const net_device = struct<net_device>(
  'net_device',
  { name: str(), parent: always(ref()), priv: ref(), netdev_ops: data(), is_up: bool() },
  { label: ({ name }) => name ?? 'net_device' },
);

/** Ours: that a driver registers a network interface for each device it has, and what it keeps of it. */
export interface registers_netdev {
  readonly ops: net_device_ops | undefined;
  /** What the driver made in its probe, by which the order of the probes is known. */
  readonly priv: (k: Kernel, dev: device) => Recorded | undefined;
}
