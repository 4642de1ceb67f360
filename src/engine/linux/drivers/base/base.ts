/** Models drivers/base/base.h: what the driver core keeps of a bus. */
import { data, list, type Recorded, type RecordedList, ref, str, struct } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import type { device_driver } from '../../include/linux/device/driver.ts';

/** A registered bus. */
export interface subsys_private extends Recorded {
  name: string | undefined;
  bus: bus_type | undefined;
  klist_devices: RecordedList<device>;
  klist_drivers: RecordedList<device_driver>;
}
export const subsys_private = struct<subsys_private>(
  'subsys_private',
  { name: str(), bus: data(), klist_devices: list(ref<device>()), klist_drivers: list(data<device_driver>()) },
  { label: (sp) => `${sp.name ?? ''} bus` },
);
