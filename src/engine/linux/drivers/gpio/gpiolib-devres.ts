/** Models drivers/gpio/gpiolib-devres.c: lines that go back when a driver leaves. */
import { source, type Recorded } from '../../../recorder/index.ts';
import { gpio_desc } from '../../include/linux/gpio/driver.ts';
import type { Kernel } from '../../kernel.ts';
import { gpiod_free } from './gpiolib/index.ts';

const at = source('drivers/gpio/gpiolib-devres.c');

export const devm_gpiod_release = at.fn(
  'devm_gpiod_release',
  'Gives a line back.',
  (k: Kernel, _dev: Recorded, res: { readonly data: Recorded | undefined }): void =>
    gpiod_free(k, gpio_desc.of(res.data)),
);
