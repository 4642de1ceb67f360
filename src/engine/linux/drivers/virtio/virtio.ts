/** Models drivers/virtio/virtio.c: the virtio bus, devices by number in order of registration, features. Left out: sysfs, suspend. */
import { num, type Recorded, source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import { type device_driver, driverFor, maybeDriver } from '../../include/linux/device/driver.ts';
import { ENODEV } from '../../include/linux/errno.ts';
import {
  dev_to_virtio,
  virtio_config,
  VIRTIO_CONFIG_S_ACKNOWLEDGE,
  VIRTIO_CONFIG_S_DRIVER,
  VIRTIO_CONFIG_S_DRIVER_OK,
  VIRTIO_CONFIG_S_FAILED,
  VIRTIO_CONFIG_S_FEATURES_OK,
  type virtio_device,
  virtio_device_ready,
  type virtio_driver,
  VIRTIO_F_VERSION_1,
  virtio_has_feature,
  VIRTIO_TRANSPORT_F,
} from '../../include/linux/virtio.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { probeTurn } from '../../stand-ins/probe-turn.ts';
import { bus_register, driver_of } from '../base/bus.ts';
import { device_add, device_del } from '../base/core/index.ts';
import { driver_register } from '../base/driver.ts';

const at = source('drivers/virtio/virtio.c');

interface virtio_c extends Recorded {
  /** The next device's number. */
  virtio_index_ida: number;
}
const virtio_c = statics<virtio_c>('drivers/virtio/virtio.c', { virtio_index_ida: num() });

function virtio_add_status(k: Kernel, dev: virtio_device, status: number): void {
  virtio_config(dev).set_status(k, dev, virtio_config(dev).get_status(k, dev) | status);
}

function virtio_dev_match(_k: Kernel, dev: device, drv: device_driver): number {
  return driverFor<virtio_driver>('virtio', drv).id_table.includes(dev_to_virtio(dev).id_device) ? 1 : 0;
}

/** A device that speaks version 1 confirms the features. */
function virtio_features_ok(k: Kernel, dev: virtio_device): number {
  if (!virtio_has_feature(dev, VIRTIO_F_VERSION_1)) return 0;
  virtio_add_status(k, dev, VIRTIO_CONFIG_S_FEATURES_OK);
  return (virtio_config(dev).get_status(k, dev) & VIRTIO_CONFIG_S_FEATURES_OK) === 0 ? -ENODEV : 0;
}

function probeDriver(k: Kernel, dev: virtio_device, drv: virtio_driver): number {
  const device_features = virtio_config(dev).get_features(k, dev);
  const driver_features = drv.feature_table.reduce((all, f) => all | (1n << BigInt(f)), 0n);
  dev.features = device_features & (driver_features | VIRTIO_TRANSPORT_F);
  const err = virtio_config(dev).finalize_features(k, dev);
  if (err !== 0) return err;
  const ok = virtio_features_ok(k, dev);
  return ok === 0 ? drv.probe(k, dev) : ok;
}

const virtio_dev_probe = at.fn(
  'virtio_dev_probe',
  "Agrees with a virtio device on features and calls its driver's probe.",
  (k: Kernel, _d: device): number => {
    const dev = dev_to_virtio(_d);
    const turn = _d.parent?.bus === 'pci' ? probeTurn(k, _d.parent) : 0;
    if (turn !== 0) return turn;
    virtio_add_status(k, dev, VIRTIO_CONFIG_S_DRIVER);
    const err = probeDriver(k, dev, driverFor<virtio_driver>('virtio', driver_of(k, _d)));
    if (err !== 0) virtio_add_status(k, dev, VIRTIO_CONFIG_S_FAILED);
    else if ((virtio_config(dev).get_status(k, dev) & VIRTIO_CONFIG_S_DRIVER_OK) === 0) virtio_device_ready(k, dev);
    return err;
  },
);

const virtio_dev_remove = at.fn(
  'virtio_dev_remove',
  "Calls the remove function of a virtio device's driver.",
  (k: Kernel, _d: device): void => {
    const dev = dev_to_virtio(_d);
    maybeDriver<virtio_driver>('virtio', driver_of(k, _d))?.remove?.(k, dev);
    virtio_add_status(k, dev, VIRTIO_CONFIG_S_ACKNOWLEDGE);
  },
);

export const register_virtio_device = at.fn(
  'register_virtio_device',
  'Registers a virtio device that a transport has found, under the next number.',
  (k: Kernel, dev: virtio_device): number => {
    dev.dev.bus = 'virtio';
    dev.index = virtio_c(k).virtio_index_ida++;
    dev.dev.name = `virtio${dev.index}`;
    virtio_config(dev).reset(k, dev);
    virtio_add_status(k, dev, VIRTIO_CONFIG_S_ACKNOWLEDGE);
    return device_add(k, dev.dev);
  },
);

export const unregister_virtio_device = at.fn(
  'unregister_virtio_device',
  'Takes a virtio device out.',
  (k: Kernel, dev: virtio_device): void => device_del(k, dev.dev),
);

export function register_virtio_driver(k: Kernel, driver: virtio_driver): number {
  return driver_register(k, driver);
}

function virtio_bus(): bus_type {
  return { name: 'virtio', match: virtio_dev_match, probe: virtio_dev_probe, remove: virtio_dev_remove };
}

export const virtio_init = at.fn('virtio_init', 'Registers the virtio bus.', (k: Kernel): number =>
  bus_register(k, virtio_bus()),
);
