/** Models drivers/pci/hotplug/pciehp.h: a slot that is watched. */
import { num, type Recorded, ref, struct } from '../../../../recorder/index.ts';
import type { pcie_device } from '../pcie/portdrv.ts';

export interface controller extends Recorded {
  pcie: pcie_device;
  slot_cap: number;
}
export const controller = struct<controller>('pciehp controller', { pcie: ref() as never, slot_cap: num() });
