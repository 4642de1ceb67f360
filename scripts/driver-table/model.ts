/** What is read out of a kernel tree about one driver. */

/** What a driver's match tables hold. Every list is without duplicates, in the order of the kernel's table. */
export interface Ids {
  /** `compatible` strings of of_device_id. */
  readonly compatibles: readonly string[];
  /** Names of i2c_device_id, spi_device_id and platform_device_id. */
  readonly names: readonly string[];
  /** `id/mask` in hexadecimal: PrimeCell ids of AMBA drivers, PHY ids of PHY drivers. */
  readonly numbers: readonly string[];
}

/** A cell of a multi-function device: the platform device that its driver makes. */
export interface Cell {
  readonly name: string;
  /** `compatible` of the child node that it belongs to; "" for a cell without a node. */
  readonly compatible: string;
}

/** A driver, or a declaration (`IRQCHIP_DECLARE` …) that works like one. */
export interface ScannedDriver {
  /** As below /sys/bus; declarations have `irqchip`, `timer`, `clk`, `clk-driver` and `reserved-memory`. */
  readonly bus: string;
  /** As sysfs shows it; a declaration's own name. */
  readonly name: string;
  /** C file below the tree's root. */
  readonly file: string;
  /** Initcall level times two, plus one for a `_sync` level; 0 for declarations. */
  readonly level: number;
  readonly ids: Ids;
  readonly cells: readonly Cell[];
  /** What the scan saw of interrupts, in the notation of `irq-facts.ts`; "" when it is unsure or saw none. */
  readonly irqs: string;
}
