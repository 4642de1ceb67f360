/** Models include/linux/device.h, as far as interrupts touch devices. */
import {
  always,
  bits,
  bool,
  choice,
  fnptr,
  type FunctionInfo,
  list,
  num,
  type Recorded,
  type RecordedList,
  ref,
  str,
  struct,
} from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import type { fwnode_handle } from './fwnode.ts';
import type { dev_iommu, iommu_domain } from './iommu.ts';
import type { irq_domain } from './irqdomain.ts';
import type { msi_device_data } from './msi.ts';
import type { device_node } from './of.ts';

export const DL_FLAG_STATELESS = 1 << 0;
export const DL_FLAG_AUTOREMOVE_CONSUMER = 1 << 1;
export const DL_FLAG_PM_RUNTIME = 1 << 2;
export const DL_FLAG_RPM_ACTIVE = 1 << 3;
export const DL_FLAG_AUTOREMOVE_SUPPLIER = 1 << 4;
export const DL_FLAG_AUTOPROBE_CONSUMER = 1 << 5;
export const DL_FLAG_MANAGED = 1 << 6;
export const DL_FLAG_SYNC_STATE_ONLY = 1 << 7;
export const DL_FLAG_INFERRED = 1 << 8;
export const DL_FLAG_CYCLE = 1 << 9;
const DL_FLAGS = {
  DL_FLAG_STATELESS,
  DL_FLAG_AUTOREMOVE_CONSUMER,
  DL_FLAG_PM_RUNTIME,
  DL_FLAG_RPM_ACTIVE,
  DL_FLAG_AUTOREMOVE_SUPPLIER,
  DL_FLAG_AUTOPROBE_CONSUMER,
  DL_FLAG_MANAGED,
  DL_FLAG_SYNC_STATE_ONLY,
  DL_FLAG_INFERRED,
  DL_FLAG_CYCLE,
} as const;

/** How a link stands: asleep, its supplier works, its consumer probes, both work. */
export const DL_STATE_NONE = -1;
export const DL_STATE_DORMANT = 0;
export const DL_STATE_AVAILABLE = 1;
export const DL_STATE_CONSUMER_PROBE = 2;
export const DL_STATE_ACTIVE = 3;
export const DL_STATE_SUPPLIER_UNBIND = 4;

/** How a device stands with its driver. */
export const DL_DEV_NO_DRIVER = 0;
export const DL_DEV_PROBING = 1;
export const DL_DEV_DRIVER_BOUND = 2;
export const DL_DEV_UNBINDING = 3;

/** One device needs another, so that it probes after it. */
export interface device_link extends Recorded {
  supplier: device | undefined;
  consumer: device | undefined;
  flags: number;
  /** DL_STATE_… */
  status: number;
}
export const device_link = struct<device_link>(
  'device_link',
  {
    supplier: ref(),
    consumer: ref(),
    flags: bits(DL_FLAGS),
    status: choice({
      DL_STATE_NONE,
      DL_STATE_DORMANT,
      DL_STATE_AVAILABLE,
      DL_STATE_CONSUMER_PROBE,
      DL_STATE_ACTIVE,
      DL_STATE_SUPPLIER_UNBIND,
    }),
  },
  { label: (link) => `${link.consumer?.name ?? ''} needs ${link.supplier?.name ?? ''}` },
);

/** Something to undo when a device loses its driver, or its probe fails. */
export interface devres extends Recorded {
  release: ((k: Kernel, dev: device, res: devres) => void) & FunctionInfo;
  data: Recorded | undefined;
  /** A number that goes with it: an interrupt, for instance. */
  value: number;
}
export const devres = struct<devres>('devres', { release: always(fnptr()), data: ref(), value: num() });

export interface device extends Recorded {
  /** dev_name(): "4010000000.pcie", "0000:00:02.0". */
  name: string;
  /** "platform", "amba", "pci", "virtio"; undefined for none. */
  bus: string | undefined;
  /** Name of the bound driver. */
  driver: string | undefined;
  parent: device | undefined;
  of_node: device_node | undefined;
  fwnode: fwnode_handle | undefined;
  numa_node: number;
  /** dev->msi.domain */
  msi_domain: irq_domain | undefined;
  /** dev->msi.data */
  msi_data: msi_device_data | undefined;
  /** Number of its IOMMU group, -1 for none. */
  iommu_group: number;
  /** What the bus or driver hangs on it: the pci_dev, platform_device, … that contains this device. */
  container: Recorded | undefined;
  drvdata: Recorded | undefined;
  /** Whether an IOMMU translates its DMA through the kernel's DMA API. */
  use_dma_iommu: boolean;
  /** The address space that an IOMMU gives it. */
  iommu_domain: iommu_domain | undefined;
  /** Name of the only driver that may have it (sysfs). */
  driver_override: string | undefined;
  /** Some driver matches it. */
  can_match: boolean;
  /** Registered with its bus. */
  registered: boolean;
  /** Waits on the deferred list. */
  deferred_probe: boolean;
  /** DL_DEV_… */
  links_status: number;
  links_suppliers: RecordedList<device_link>;
  links_consumers: RecordedList<device_link>;
  klist_children: RecordedList<device>;
  /** Newest last. */
  devres_head: RecordedList<devres>;
  /** What firmware and the IOMMU's driver say of it. */
  iommu: dev_iommu | undefined;
}
export const device = struct<device>(
  'device',
  {
    name: always(str()),
    bus: str(),
    driver: str(),
    parent: ref(),
    of_node: ref(),
    fwnode: ref(),
    numa_node: num(-1),
    msi_domain: ref(),
    msi_data: ref(),
    iommu_group: num(-1),
    container: ref(),
    drvdata: ref(),
    use_dma_iommu: bool(),
    iommu_domain: ref(),
    driver_override: str(),
    can_match: bool(),
    registered: bool(),
    deferred_probe: bool(),
    links_status: choice({ DL_DEV_NO_DRIVER, DL_DEV_PROBING, DL_DEV_DRIVER_BOUND, DL_DEV_UNBINDING }),
    links_suppliers: list(ref<device_link>()),
    links_consumers: list(ref<device_link>()),
    klist_children: list(ref<device>()),
    devres_head: list(ref<devres>()),
    iommu: ref(),
  },
  { label: (dev) => dev.name },
);

export function dev_name(dev: device): string {
  return dev.name;
}
