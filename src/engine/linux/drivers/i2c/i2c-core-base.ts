/**
 * Models drivers/i2c/i2c-core-base.c: the I2C bus, its adapters and their numbers, its clients and the interrupt that the
 * bus finds for them before their driver probes. Left out: transfers, board files, detection, host notify, recovery.
 */
import { num, type Recorded, source } from '../../../recorder/index.ts';
import { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import { type device_driver, driverFor } from '../../include/linux/device/driver.ts';
import { EBUSY, EINVAL, ENODATA, EPROBE_DEFER } from '../../include/linux/errno.ts';
import {
  i2c_adapter,
  i2c_client,
  I2C_CLIENT_SLAVE,
  I2C_CLIENT_TEN,
  I2C_CLIENT_WAKE,
  type i2c_driver,
  i2c_verify_client,
} from '../../include/linux/i2c.ts';
import type { device_node } from '../../include/linux/of.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { lacksModel } from '../../stand-ins/controllers.ts';
import { bus_for_each_dev, bus_register, driver_of } from '../base/bus.ts';
import { device_add, device_set_node } from '../base/core/index.ts';
import { dev_pm_set_dedicated_wake_irq } from '../base/power/wakeirq.ts';
import { of_alias_get_highest_id, of_alias_get_id, of_match_node } from '../of/base/index.ts';
import { of_irq_get, of_irq_get_byname } from '../of/irq/index.ts';
import { of_property_match_string } from '../of/property.ts';
import { of_i2c_register_devices } from './i2c-core-of.ts';

const at = source('drivers/i2c/i2c-core-base.c');

export interface i2c_core_base_c extends Recorded {
  /** Numbers below belong to aliases. */
  __i2c_first_dynamic_bus_num: number;
}
export const i2c_core_base_c = statics<i2c_core_base_c>('drivers/i2c/i2c-core-base.c', {
  __i2c_first_dynamic_bus_num: num(),
});

// --- the bus

/** A table entry without the vendor's part matches a client's name, too (i2c_of_match_device_sysfs). */
function nameMatches(client: i2c_client, drv: device_driver): boolean {
  return (drv.of_match_table ?? []).some(
    ({ compatible }) => client.name === compatible || client.name === compatible.slice(compatible.indexOf(',') + 1),
  );
}

function i2c_device_match(k: Kernel, dev: device, drv: device_driver): number {
  const client = i2c_verify_client(dev);
  if (client === undefined || dev.of_node === undefined) return 0;
  if (of_match_node(k, drv.of_match_table, dev.of_node) !== undefined || nameMatches(client, drv)) return 1;
  return client.name !== undefined && driverFor<i2c_driver>('i2c', drv).id_table?.includes(client.name) === true
    ? 1
    : 0;
}

/** The client's interrupt: the one called "irq", else the first. 0 for none, -EPROBE_DEFER while its controller is not up. */
function irqOf(k: Kernel, np: device_node): number {
  const index = Math.max(0, of_property_match_string(k, np, 'interrupt-names', 'irq'));
  let irq = of_irq_get_byname(k, np, 'irq');
  if (irq === -EINVAL || irq === -ENODATA) irq = of_irq_get(k, np, 0);
  if (irq === -EPROBE_DEFER && !lacksModel(k, np, index)) return irq;
  return Math.max(0, irq);
}

const i2c_device_probe = at.fn(
  'i2c_device_probe',
  "Maps a client's interrupt, and the one that wakes the system, and calls its driver's probe.",
  (k: Kernel, dev: device): number => {
    const client = i2c_verify_client(dev);
    const np = dev.of_node;
    if (client === undefined || np === undefined) return 0;
    if (client.irq === 0) {
      const irq = irqOf(k, np);
      if (irq < 0) return irq;
      client.irq = irq;
    }
    if ((client.flags & I2C_CLIENT_WAKE) !== 0) {
      const wakeirq = of_irq_get_byname(k, np, 'wakeup');
      if (wakeirq === -EPROBE_DEFER && !lacksModel(k, np, of_property_match_string(k, np, 'interrupt-names', 'wakeup')))
        return wakeirq;
      if (wakeirq > 0 && wakeirq !== client.irq) dev_pm_set_dedicated_wake_irq(k, dev, wakeirq);
    }
    return driverFor<i2c_driver>('i2c', driver_of(k, dev)).probe(k, client);
  },
);

function i2c_bus_type(): bus_type {
  return { name: 'i2c', match: i2c_device_match, probe: i2c_device_probe };
}

/** postcore_initcall */
export const i2c_init = at.fn('i2c_init', 'Registers the I2C bus.', (k: Kernel): number => {
  const highest = of_alias_get_highest_id(k, 'i2c');
  const c = i2c_core_base_c(k);
  if (highest >= c.__i2c_first_dynamic_bus_num) c.__i2c_first_dynamic_bus_num = highest + 1;
  return bus_register(k, i2c_bus_type());
});

// --- adapters

const adapters = (k: Kernel): i2c_adapter[] =>
  bus_for_each_dev(k, 'i2c').flatMap(({ container }) => (i2c_adapter.is(container) ? [container] : []));

const i2c_register_adapter = at.fn(
  'i2c_register_adapter',
  'Registers an adapter as a device, and what the tree lists behind it.',
  (k: Kernel, adap: i2c_adapter): number => {
    adap.dev.name = `i2c-${adap.nr}`;
    const res = device_add(k, adap.dev);
    if (res === 0) of_i2c_register_devices(k, adap);
    return res;
  },
);

/** An adapter that is not registered yet; its node is that of its parent where none is given. */
export function i2c_adapter_alloc(k: Kernel, parent: device, np: device_node | undefined): i2c_adapter {
  const dev = device.create(k.rec, { name: '', bus: 'i2c', parent });
  const adap = i2c_adapter.create(k.rec, { dev });
  dev.container = adap;
  device_set_node(dev, np);
  return adap;
}

/** idr_alloc: the first number from one on that nobody has. */
function firstFree(taken: ReadonlySet<number>, from: number): number {
  let nr = from;
  while (taken.has(nr)) nr++;
  return nr;
}

export const i2c_add_adapter = at.fn(
  'i2c_add_adapter',
  'Gives an adapter its number, that of its alias or the next free one, and registers it.',
  (k: Kernel, adap: i2c_adapter): number => {
    const np = adap.dev.of_node;
    const taken = new Set(adapters(k).map(({ nr }) => nr));
    const alias = np === undefined ? -EINVAL : of_alias_get_id(k, np, 'i2c');
    if (alias >= 0 && taken.has(alias)) return -EBUSY;
    adap.nr = alias >= 0 ? alias : firstFree(taken, i2c_core_base_c(k).__i2c_first_dynamic_bus_num);
    return i2c_register_adapter(k, adap);
  },
);

// --- clients

/** What the tree says of a client (i2c_board_info). */
export interface i2c_board_info {
  readonly type: string;
  readonly addr: number;
  readonly flags: number;
  readonly of_node: device_node;
}

/** Clients with ten bits of address, and those that are this machine's own, have room of their own in the names. */
function i2c_encode_flags_to_addr({ addr, flags }: i2c_board_info): number {
  return addr | ((flags & I2C_CLIENT_TEN) === 0 ? 0 : 0xa000) | ((flags & I2C_CLIENT_SLAVE) === 0 ? 0 : 0x1000);
}

export const i2c_new_client_device = at.fn(
  'i2c_new_client_device',
  'Makes and registers the device for something behind an adapter.',
  (k: Kernel, adap: i2c_adapter, info: i2c_board_info): number => {
    const { addr, flags } = info;
    if ((flags & I2C_CLIENT_TEN) === 0 ? addr === 0 || addr > 0x7f : addr > 0x3ff) return -EINVAL;
    const name = `${adap.nr}-${i2c_encode_flags_to_addr(info).toString(16).padStart(4, '0')}`;
    if (adap.dev.klist_children.toArray().some((child) => child.name === name)) return -EBUSY;
    const dev = device.create(k.rec, { name, bus: 'i2c', parent: adap.dev });
    dev.container = i2c_client.create(k.rec, { name: info.type, addr, flags, adapter: adap, dev });
    device_set_node(dev, info.of_node);
    return device_add(k, dev);
  },
);
