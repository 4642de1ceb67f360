/** The file-wide state of drivers/gpio/gpiolib.c. */
import { list, type Recorded, type RecordedList, ref } from '../../../../recorder/index.ts';
import type { gpio_chip } from '../../../include/linux/gpio/driver.ts';
import { statics } from '../../../kernel.ts';

export interface gpiolib_c extends Recorded {
  /** In order of registration. */
  gpio_devices: RecordedList<gpio_chip>;
}
export const gpiolib_c = statics<gpiolib_c>('drivers/gpio/gpiolib.c', { gpio_devices: list(ref<gpio_chip>()) });
