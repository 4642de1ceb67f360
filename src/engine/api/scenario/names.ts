/** What a scenario or a tour may name where there are only a few to choose from. No schema here, so the page may import these. */

/** Vectors that an MSI capability can have (PCI 6.8.1.3). */
export const MSI_VECTORS = [1, 2, 4, 8, 16, 32] as const;

export const INTX_PINS = ['A', 'B', 'C', 'D'] as const;

/** How a kernel that is entered at EL2 goes on: as nVHE it drops to EL1, with VHE it stays. */
export const EL2_KINDS = ['nvhe', 'vhe'] as const;
export type El2Kind = (typeof EL2_KINDS)[number];

/** What a scenario's `drivers` says of a kernel in a word. */
export const DRIVER_SETS = ['all', 'modelled'] as const;
export type DriverSet = (typeof DRIVER_SETS)[number];

/** The drivers of a scenario that does not say. A bundled board's are all modelled but for some that ask for no interrupt. */
export function standardDrivers(isBundled: boolean): DriverSet {
  return isBundled ? 'modelled' : 'all';
}

/** What the driver of a described function asks `pci_alloc_irq_vectors()` for: PCI_IRQ_INTX, _MSI, _MSIX, _AFFINITY. */
export const DRIVER_FLAGS = ['intx', 'msi', 'msix', 'affinity'] as const;
export type DriverFlag = (typeof DRIVER_FLAGS)[number];

/** VFIO_PCI_*_IRQ_INDEX, VFIO_IRQ_SET_ACTION_* and VFIO_IRQ_SET_DATA_* of VFIO_DEVICE_SET_IRQS. */
export const VFIO_INDEXES = ['intx', 'msi', 'msix', 'err', 'req'] as const;
export const VFIO_ACTIONS = ['trigger', 'mask', 'unmask'] as const;
export const VFIO_DATA = ['none', 'bool', 'eventfd'] as const;
export type VfioIndex = (typeof VFIO_INDEXES)[number];
export type VfioAction = (typeof VFIO_ACTIONS)[number];
export type VfioData = (typeof VFIO_DATA)[number];

/**
 * What a device drives on its line. A level stays until the device is served. An edge marks an event, and when the line goes
 * back means nothing. A pulse is over before any software can look.
 */
export const SIGNALS = ['level-high', 'level-low', 'rising', 'falling', 'pulse'] as const;
export type Signal = (typeof SIGNALS)[number];

/** What the panes at the left and at the right can show, and the panes of which a phone shows one. */
export const LEFT_VIEWS = ['hardware', 'domains', 'table'] as const;
export const RIGHT_VIEWS = ['irqs', 'msix', 'its', 'registers', 'proc', 'dmesg', 'script'] as const;
export const PHONE_PANES = ['topology', 'tables', 'steps', 'selected'] as const;
export type LeftView = (typeof LEFT_VIEWS)[number];
export type RightView = (typeof RIGHT_VIEWS)[number];
export type PhonePane = (typeof PHONE_PANES)[number];

/** What a tour can look for: what is made or asked for, or happens to an interrupt. */
export const TOUR_EVENTS = ['domain', 'descriptor', 'request', 'message', 'delivery', 'error'] as const;
