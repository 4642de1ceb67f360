/** Models drivers/tty/serdev/core.c: a device that hangs on a serial port, Bluetooth for instance. Left out: characters. */
import { list, type Recorded, type RecordedList, ref, source } from '../../../../recorder/index.ts';
import { device } from '../../../include/linux/device.ts';
import type { bus_type } from '../../../include/linux/device/bus.ts';
import type { device_driver } from '../../../include/linux/device/driver.ts';
import { ENODEV } from '../../../include/linux/errno.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { bus_register, bus_to_subsys } from '../../base/bus.ts';
import { device_add, device_set_node } from '../../base/core/index.ts';
import { for_each_available_child_of_node, of_match_node } from '../../of/base/index.ts';
import { of_property_present } from '../../of/property.ts';

const at = source('drivers/tty/serdev/core.c');

export interface serdev_c extends Recorded {
  /** By their numbers. */
  controllers: RecordedList<device>;
}
export const serdev_c = statics<serdev_c>('drivers/tty/serdev/core.c', { controllers: list(ref<device>()) });

function serdev_device_match(k: Kernel, dev: device, drv: device_driver): number {
  return dev.of_node !== undefined && of_match_node(k, drv.of_match_table, dev.of_node) !== undefined ? 1 : 0;
}

function serdev_bus_type(): bus_type {
  return { name: 'serial', match: serdev_device_match };
}

/** postcore_initcall */
export const serdev_init = at.fn('serdev_init', 'Registers the bus of devices on serial ports.', (k: Kernel): number =>
  bus_register(k, serdev_bus_type()),
);

export const serdev_controller_add = at.fn(
  'serdev_controller_add',
  'Registers what hangs on a serial port; -ENODEV where the port is an ordinary one.',
  (k: Kernel, parent: device): number => {
    // A kernel of modelled drivers alone has no such bus.
    if (bus_to_subsys(k, 'serial') === undefined) return -ENODEV;
    const node = for_each_available_child_of_node(k, parent.of_node).find((each) =>
      of_property_present(k, each, 'compatible'),
    );
    if (node === undefined) return -ENODEV;
    const { controllers } = serdev_c(k);
    const ctrl = device.create(k.rec, { name: `serial${controllers.length}`, bus: 'serial', parent });
    controllers.addTail(ctrl);
    const ret = device_add(k, ctrl);
    if (ret !== 0) return ret;
    // One device a port; a second one finds the port busy.
    const serdev = device.create(k.rec, { name: `${ctrl.name}-0`, bus: 'serial', parent: ctrl });
    device_set_node(serdev, node);
    return device_add(k, serdev);
  },
);
