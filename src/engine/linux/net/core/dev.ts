/**
 * Models net/core/dev.c: an interface has a name from its registration on, and its driver is asked to open it when it is
 * brought up. No packet travels.
 *
 * Interfaces are registered in probe, but noted only once it matters which there are: when one is opened, or gives its
 * name back. Until then they are the bound devices of network drivers, in the order of their probes. A run in which
 * nobody opens an interface is so what it is without them.
 */
import { map, type Recorded, type RecordedMap, ref, source } from '../../../recorder/index.ts';
import { bus_for_each_dev, driver_of } from '../../drivers/base/bus.ts';
import type { device } from '../../include/linux/device.ts';
import { net_device, type net_device_ops } from '../../include/linux/netdevice.ts';
import { type Kernel, statics } from '../../kernel.ts';

const at = source('net/core/dev.c');

interface net_dev_c extends Recorded {
  /** By the number in their names: ethN. */
  interfaces: RecordedMap<net_device>;
}
const net_dev_c = statics<net_dev_c>('net/core/dev.c', { interfaces: map(ref<net_device>()) });

/** Buses whose devices may be network adapters. */
const BUSES = ['platform', 'pci', 'virtio'];

function add(
  k: Kernel,
  { interfaces }: net_dev_c,
  parent: device,
  priv: Recorded | undefined,
  netdev_ops: net_device_ops | undefined,
): void {
  let number = 0;
  while (interfaces.has(number)) number++;
  interfaces.set(number, net_device.create(k.rec, { name: `eth${number}`, parent, priv, netdev_ops }));
}

/** The interfaces there are, noted at the first call. */
function registered(k: Kernel): net_dev_c {
  const before = k.made(net_dev_c.type);
  if (before !== undefined) return before;
  const made = net_dev_c(k);
  const found = BUSES.flatMap((bus) => bus_for_each_dev(k, bus)).flatMap((dev) => {
    const net = driver_of(k, dev)?.net;
    return net === undefined ? [] : [{ dev, ops: net.ops, priv: net.priv(k, dev) }];
  });
  found.sort((a, b) => (a.priv ?? a.dev).$id - (b.priv ?? b.dev).$id);
  for (const { dev, ops, priv } of found) add(k, made, dev, priv, ops);
  return made;
}

/** A driver has an interface for a device: it gets the lowest number that is free. */
export function register_netdev(k: Kernel, parent: device, priv: Recorded, ops: net_device_ops): void {
  const made = k.made(net_dev_c.type);
  if (made !== undefined) add(k, made, parent, priv, ops);
}

/** The driver of a device goes: its interface is closed, and its name is free again. */
export function unregister_netdev(k: Kernel, parent: device): void {
  const { interfaces } = registered(k);
  for (const [number, netdev] of interfaces.entries()) {
    if (netdev.parent !== parent) continue;
    __dev_close(k, netdev);
    interfaces.delete(number);
    k.rec.free(netdev);
  }
}

/** All interfaces, as /sys/class/net lists them. */
export function netdevsOf(k: Kernel): readonly net_device[] {
  return registered(k).interfaces.values();
}

export const __dev_open = at.fn(
  '__dev_open',
  'Brings a network interface up: its driver makes the adapter ready and requests its interrupts.',
  (k: Kernel, dev: net_device): number => {
    if (dev.is_up) return 0;
    const ret = dev.netdev_ops?.ndo_open(k, dev) ?? 0;
    if (ret === 0) dev.is_up = true;
    return ret;
  },
);

export const __dev_close = at.fn(
  '__dev_close',
  'Takes a network interface down: its driver stops the adapter and gives its interrupts back.',
  (k: Kernel, dev: net_device): void => {
    if (!dev.is_up) return;
    dev.netdev_ops?.ndo_stop(k, dev);
    dev.is_up = false;
  },
);
