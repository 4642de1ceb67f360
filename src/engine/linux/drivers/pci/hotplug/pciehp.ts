/** Models drivers/pci/hotplug/pciehp.h: a slot that is watched. */
import { always, num, type Recorded, ref, struct } from '../../../../recorder/index.ts';
import type { pcie_device } from '../pcie/portdrv.ts';

export interface controller extends Recorded {
  pcie: pcie_device;
  slot_cap: number;
}
export const controller = struct<controller>('pciehp controller', { pcie: always(ref()), slot_cap: num() });
