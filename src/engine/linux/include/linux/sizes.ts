/** Models include/linux/sizes.h. */

export const SZ_4K = 0x1000;
export const SZ_8K = 0x2000;
export const SZ_16K = 0x4000;
export const SZ_64K = 0x10000;
export const SZ_128K = 0x20000;
