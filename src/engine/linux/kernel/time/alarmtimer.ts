/** Models kernel/time/alarmtimer.c: the device that stands for timers which wake the system. It has no interrupt. */
import { bool, type Recorded, source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import type { platform_driver } from '../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { platform_device_add, platform_device_alloc, platform_driver_register } from '../../drivers/base/platform.ts';

const at = source('kernel/time/alarmtimer.c');

/** Asks for a number of the device's own. */
const PLATFORM_DEVID_AUTO = -2;

interface alarmtimer_c extends Recorded {
  /** A clock was found. */
  rtcdev: boolean;
}
const alarmtimer_c = statics<alarmtimer_c>('kernel/time/alarmtimer.c', { rtcdev: bool() });

/** The first clock that can wake the system gets the device. */
export function alarmtimer_rtc_add_device(k: Kernel, parent: device): void {
  if (alarmtimer_c(k).rtcdev) return;
  alarmtimer_c(k).rtcdev = true;
  const pdev = platform_device_alloc(k, 'alarmtimer', PLATFORM_DEVID_AUTO);
  pdev.dev.parent = parent;
  platform_device_add(k, pdev);
}

/** device_initcall */
export const alarmtimer_init = at.fn(
  'alarmtimer_init',
  'Registers the driver of alarm timers.',
  (k: Kernel): number => {
    const driver: platform_driver = { name: 'alarmtimer', bus: 'platform', probe: () => 0 };
    return platform_driver_register(k, driver);
  },
);
