/** Models drivers/spmi/spmi.c: controllers of the bus to power-management chips, and the devices behind them. */
import { list, type Recorded, type RecordedList, ref, source } from '../../../recorder/index.ts';
import { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import type { device_driver } from '../../include/linux/device/driver.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { bus_register } from '../base/bus.ts';
import { device_add } from '../base/core/index.ts';
import { for_each_available_child_of_node, of_match_node } from '../of/base/index.ts';
import { of_property_cells } from '../of/property.ts';

const at = source('drivers/spmi/spmi.c');

export interface spmi_c extends Recorded {
  /** By their numbers. */
  controllers: RecordedList<device>;
}
export const spmi_c = statics<spmi_c>('drivers/spmi/spmi.c', { controllers: list(ref<device>()) });

/** Second cell of "reg": the device's own id, not that of a group. */
const SPMI_USID = 0;
const SPMI_MAX_SLAVE_ID = 16;

function spmi_device_match(k: Kernel, dev: device, drv: device_driver): number {
  if (dev.of_node !== undefined && of_match_node(k, drv.of_match_table, dev.of_node) !== undefined) return 1;
  return dev.name === drv.name ? 1 : 0;
}

function spmi_bus_type(): bus_type {
  return { name: 'spmi', match: spmi_device_match };
}

/** postcore_initcall */
export const spmi_init = at.fn('spmi_init', 'Registers the SPMI bus.', (k: Kernel): number =>
  bus_register(k, spmi_bus_type()),
);

/** These devices have a node, but firmware's links pass them by: they carry no fwnode. */
const of_spmi_register_devices = at.fn(
  'of_spmi_register_devices',
  'Makes a device for each node below a controller.',
  (k: Kernel, ctrl: device, nr: number): void => {
    for (const node of for_each_available_child_of_node(k, ctrl.of_node)) {
      const [usid, type] = of_property_cells(k, node, 'reg');
      if (usid === undefined || usid >= SPMI_MAX_SLAVE_ID || type !== SPMI_USID) continue;
      const name = `${nr}-${usid.toString(16).padStart(2, '0')}`;
      device_add(k, device.create(k.rec, { name, bus: 'spmi', parent: ctrl, of_node: node }));
    }
  },
);

/** A controller that is not registered yet; it has its number already. */
export function spmi_controller_alloc(k: Kernel, parent: device): device {
  const { controllers } = spmi_c(k);
  const name = `spmi-${controllers.length}`;
  const ctrl = device.create(k.rec, { name, bus: 'spmi', parent, of_node: parent.of_node });
  controllers.addTail(ctrl);
  return ctrl;
}

/** Gives a controller back that was not registered. */
export function spmi_controller_put(k: Kernel, ctrl: device): void {
  spmi_c(k).controllers.remove(ctrl);
  k.rec.free(ctrl);
}

export const spmi_controller_add = at.fn(
  'spmi_controller_add',
  'Registers a controller and the devices that the tree lists behind it.',
  (k: Kernel, ctrl: device): number => {
    const ret = device_add(k, ctrl);
    if (ret === 0) of_spmi_register_devices(k, ctrl, spmi_c(k).controllers.toArray().indexOf(ctrl));
    return ret;
  },
);
