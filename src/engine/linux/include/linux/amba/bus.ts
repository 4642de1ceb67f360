/** Models include/linux/amba/bus.h: PrimeCell devices, which say in their registers what they are. */
import { always, hexnum, map, num, type Recorded, type RecordedMap, ref, struct } from '../../../../recorder/index.ts';
import type { Kernel } from '../../../kernel.ts';
import type { device } from '../device.ts';
import type { device_driver } from '../device/driver.ts';

export const AMBA_NR_IRQS = 9;
/** Component ids: a PrimeCell, a CoreSight component. */
export const AMBA_CID = 0xb105f00d;
export const CORESIGHT_CID = 0xb105900d;

export interface amba_device extends Recorded {
  readonly dev: device;
  res_start: number;
  res_end: number;
  periphid: number;
  cid: number;
  /** 0 where there is none. */
  irq: RecordedMap<number>;
}
export const amba_device = struct<amba_device>(
  'amba_device',
  {
    dev: always(ref()),
    res_start: hexnum(),
    res_end: hexnum(),
    periphid: hexnum(),
    cid: hexnum(),
    irq: map(num()),
  },
  { label: (adev) => `amba device ${adev.dev.name}` },
);

export interface amba_id {
  readonly id: number;
  readonly mask: number;
}

export interface amba_driver extends device_driver {
  readonly bus: 'amba';
  readonly probe: (k: Kernel, adev: amba_device, id: amba_id | undefined) => number;
  readonly remove?: ((k: Kernel, adev: amba_device) => void) | undefined;
  readonly id_table: readonly amba_id[];
}

export function to_amba_device(dev: device): amba_device {
  return amba_device.of(dev.container);
}
