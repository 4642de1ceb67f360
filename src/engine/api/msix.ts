/** What user space has of a function through VFIO. */
export interface VfioFacts {
  readonly open: boolean;
  /** How many vectors have an eventfd. */
  readonly vectors: number;
}

/** Who has a PCI function with MSI-X: a driver of its own, vfio-pci, or none. */
export interface FunctionOwner {
  readonly bdf: string;
  /** Name of the driver that it is bound to. */
  readonly driver: string | undefined;
  /** Set when vfio-pci has it. */
  readonly vfio: VfioFacts | undefined;
}

/** The MSI-X table of a function. */
export interface MsixFacts {
  /** Functions that have MSI-X or MSI, to choose from. */
  readonly functions: readonly { readonly bdf: string; readonly model: string; readonly vectors: number }[];
  readonly bdf: string | undefined;
  /** Name of the driver that the function is bound to. */
  readonly driver: string | undefined;
  /** Set when vfio-pci has it. */
  readonly vfio: VfioFacts | undefined;
  readonly enabled: boolean;
  readonly maskall: boolean;
}

export interface MsixRow {
  readonly vector: number;
  readonly address: string;
  readonly data: string;
  readonly masked: boolean;
  readonly pending: boolean;
  readonly deviceId: string;
  readonly eventId: string;
  /** What its message becomes: an LPI, or an SPI where a v2m frame or the distributor takes it. */
  readonly intid: string;
  readonly virq: number | undefined;
  readonly cpu: string;
  readonly handler: string;
  readonly count: number;
  /** How often its eventfd was signalled; undefined when it has none. */
  readonly eventfd: number | undefined;
  readonly changed: readonly string[];
}
