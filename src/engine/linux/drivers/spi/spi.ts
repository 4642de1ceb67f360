/**
 * Models drivers/spi/spi.c: the SPI bus, its controllers and their numbers, and the devices behind them. Left out:
 * transfers, board files, how many chip selects a controller has (it has as many as the tree uses).
 */
import { source } from '../../../recorder/index.ts';
import { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import { type device_driver, driverFor } from '../../include/linux/device/driver.ts';
import { EBUSY, EINVAL, EPROBE_DEFER } from '../../include/linux/errno.ts';
import {
  type device_node,
  of_node_test_and_set_flag,
  of_node_clear_flag,
  OF_POPULATED,
} from '../../include/linux/of.ts';
import { spi_controller, spi_device, type spi_driver, to_spi_device } from '../../include/linux/spi/spi.ts';
import type { Kernel } from '../../kernel.ts';
import { dev_warn } from '../../kernel/printk/printk.ts';
import { lacksModel } from '../../stand-ins/controllers.ts';
import { bus_register, driver_of } from '../base/bus.ts';
import { device_add, device_set_node, fw_devlink_c } from '../base/core/index.ts';
import {
  for_each_available_child_of_node,
  of_alias_from_compatible,
  of_alias_get_highest_id,
  of_alias_get_id,
  of_match_node,
} from '../of/base/index.ts';
import { of_irq_get } from '../of/irq/index.ts';
import { of_property_read_u32 } from '../of/property.ts';

const at = source('drivers/spi/spi.c');

function spi_match_device(k: Kernel, dev: device, drv: device_driver): number {
  const { modalias } = to_spi_device(dev);
  const { id_table, name, of_match_table } = driverFor<spi_driver>('spi', drv);
  if (dev.driver_override !== undefined) return dev.driver_override === name ? 1 : 0;
  if (dev.of_node !== undefined && of_match_node(k, of_match_table, dev.of_node) !== undefined) return 1;
  if (id_table !== undefined) return modalias !== undefined && id_table.includes(modalias) ? 1 : 0;
  return modalias === name ? 1 : 0;
}

const spi_probe = at.fn(
  'spi_probe',
  "Maps the first interrupt of an SPI device and calls its driver's probe.",
  (k: Kernel, dev: device): number => {
    const spi = to_spi_device(dev);
    if (dev.of_node !== undefined) {
      const irq = of_irq_get(k, dev.of_node, 0);
      if (irq === -EPROBE_DEFER && !lacksModel(k, dev.of_node, 0)) return irq;
      spi.irq = Math.max(0, irq);
    }
    return driverFor<spi_driver>('spi', driver_of(k, dev)).probe(k, spi);
  },
);

function spi_bus_type(): bus_type {
  return { name: 'spi', match: spi_match_device, probe: spi_probe };
}

/** postcore_initcall */
export const spi_init = at.fn('spi_init', 'Registers the SPI bus.', (k: Kernel): number =>
  bus_register(k, spi_bus_type()),
);

/** Makes a device for a node below a controller: 0, or a negative errno. */
function of_register_spi_device(k: Kernel, ctlr: spi_controller, nc: device_node): number {
  const modalias = of_alias_from_compatible(k, nc);
  const chip_select = of_property_read_u32(k, nc, 'reg');
  if (modalias === undefined || chip_select === undefined) return -EINVAL;
  const name = `${ctlr.dev.name}.${chip_select}`;
  if (ctlr.dev.klist_children.toArray().some((child) => child.name === name)) return -EBUSY;
  const dev = device.create(k.rec, { name, bus: 'spi', parent: ctlr.dev });
  dev.container = spi_device.create(k.rec, { controller: ctlr, chip_select, modalias, dev });
  device_set_node(dev, nc);
  return device_add(k, dev);
}

const of_register_spi_devices = at.fn(
  'of_register_spi_devices',
  'Makes a device for each node below a controller.',
  (k: Kernel, ctlr: spi_controller): void => {
    for (const nc of for_each_available_child_of_node(k, ctlr.dev.of_node)) {
      if (of_node_test_and_set_flag(nc, OF_POPULATED)) continue;
      if (of_register_spi_device(k, ctlr, nc) === 0) continue;
      dev_warn(k, ctlr.dev, `Failed to create SPI device for ${nc.path}`);
      of_node_clear_flag(nc, OF_POPULATED);
    }
  },
);

/** A controller that is not registered yet, with the node of its parent. Its class has no bus. */
export function spi_alloc_controller(k: Kernel, parent: device): spi_controller {
  const dev = device.create(k.rec, { name: '', parent });
  const ctlr = spi_controller.create(k.rec, { dev });
  dev.container = ctlr;
  device_set_node(dev, parent.of_node);
  return ctlr;
}

/** Numbers that controllers have. */
function numbersTaken(k: Kernel): Set<number> {
  const found = fw_devlink_c(k)
    .devices.toArray()
    .flatMap(({ container }) => (spi_controller.is(container) ? [container.bus_num] : []));
  return new Set(found);
}

/** idr_alloc: the first number from one on that nobody has. */
function firstFree(taken: ReadonlySet<number>, from: number): number {
  let nr = from;
  while (taken.has(nr)) nr++;
  return nr;
}

export const spi_register_controller = at.fn(
  'spi_register_controller',
  'Gives a controller its number, that of its alias or the next free one, and registers it with the devices behind it.',
  (k: Kernel, ctlr: spi_controller): number => {
    const np = ctlr.dev.of_node;
    const taken = numbersTaken(k);
    const alias = np === undefined ? -EINVAL : of_alias_get_id(k, np, 'spi');
    if (alias >= 0 && taken.has(alias)) return -EBUSY;
    ctlr.bus_num = alias >= 0 ? alias : firstFree(taken, Math.max(-1, of_alias_get_highest_id(k, 'spi')) + 1);
    ctlr.dev.name = `spi${ctlr.bus_num}`;
    const status = device_add(k, ctlr.dev);
    if (status === 0) of_register_spi_devices(k, ctlr);
    return status;
  },
);
