/** Models include/linux/platform_device.h: devices that sit at fixed addresses, and their drivers. */
import { always, data, num, type Recorded, ref, str, struct } from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import type { device } from './device.ts';
import type { device_driver } from './device/driver.ts';
import type { resource } from './ioport.ts';

export const PLATFORM_DEVID_NONE = -1;

export interface platform_device extends Recorded {
  name: string;
  id: number;
  readonly dev: device;
  resource: readonly resource[];
}
export const platform_device = struct<platform_device>(
  'platform_device',
  {
    name: always(str()),
    id: num(PLATFORM_DEVID_NONE),
    dev: always(ref()),
    resource: always(data<readonly resource[]>()),
  },
  { label: (pdev) => `platform device ${pdev.name}` },
);

export interface platform_driver extends device_driver {
  readonly bus: 'platform';
  readonly probe: (k: Kernel, pdev: platform_device) => number;
  readonly remove?: ((k: Kernel, pdev: platform_device) => void) | undefined;
  /** Names of devices it also drives, where the tree's "compatible" says nothing. */
  readonly id_table?: readonly string[] | undefined;
  /** The driver looks after DMA itself. */
  readonly driver_managed_dma?: boolean;
}

export function to_platform_device(dev: device): platform_device {
  return platform_device.of(dev.container);
}
export function platform_get_drvdata(pdev: platform_device): Recorded | undefined {
  return pdev.dev.drvdata;
}
export function platform_set_drvdata(pdev: platform_device, drvdata: Recorded | undefined): void {
  pdev.dev.drvdata = drvdata;
}
