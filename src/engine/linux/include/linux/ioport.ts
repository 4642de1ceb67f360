/** Models include/linux/ioport.h: a range of addresses, or an interrupt, that a device owns. Plain values, not recorded. */
export const IORESOURCE_IO = 0x100;
export const IORESOURCE_MEM = 0x200;
export const IORESOURCE_IRQ = 0x400;
export const IORESOURCE_PREFETCH = 0x2000;
export const IORESOURCE_MEM_64 = 0x100000;
/** I/O, memory, register, interrupt, DMA, bus number. */
export const IORESOURCE_TYPE_BITS = 0x1f00;
export const IORESOURCE_BUS = 0x1000;
export const IORESOURCE_READONLY = 0x4000;
/** Aligned to its size, or to its start. */
export const IORESOURCE_SIZEALIGN = 0x40000;
export const IORESOURCE_STARTALIGN = 0x80000;
/** No address was given yet. */
export const IORESOURCE_UNSET = 0x20000000;
/** An expansion ROM that is switched on. */
export const IORESOURCE_ROM_ENABLE = 1 << 0;
export const IORESOURCE_PCI_FIXED = 1 << 4;

export interface resource {
  readonly start: number;
  readonly end: number;
  readonly flags: number;
  readonly name: string | undefined;
}

export function resource_size(res: resource): number {
  return res.end - res.start + 1;
}
