/** Models include/linux/iommu.h, as far as messages pass through an IOMMU, and the structures of drivers/iommu that go with it. */
import {
  bits,
  bool,
  choice,
  data,
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  str,
  struct,
} from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import type { device } from './device.ts';
import type { device_node, of_phandle_args } from './of.ts';

export const IOMMU_READ = 1 << 0;
export const IOMMU_WRITE = 1 << 1;
export const IOMMU_CACHE = 1 << 2;
export const IOMMU_NOEXEC = 1 << 3;
export const IOMMU_MMIO = 1 << 4;
export const IOMMU_PRIV = 1 << 5;

/** The DMA API's domain is the paging one that the kernel itself fills. */
export const __IOMMU_DOMAIN_PAGING = 1 << 0;
export const __IOMMU_DOMAIN_DMA_API = 1 << 1;
export const IOMMU_DOMAIN_BLOCKED = 0;
export const IOMMU_DOMAIN_UNMANAGED = 1;
export const IOMMU_DOMAIN_DMA = 3;
export const IOMMU_DOMAIN_IDENTITY = 4;
const IOMMU_DOMAINS = {
  IOMMU_DOMAIN_BLOCKED,
  IOMMU_DOMAIN_UNMANAGED,
  IOMMU_DOMAIN_DMA,
  IOMMU_DOMAIN_IDENTITY,
} as const;

export const IOMMU_CAP_CACHE_COHERENCY = 0;
export const IOMMU_CAP_NOEXEC = 1;
/** Until 6.2: the IOMMU keeps devices from sending messages that are not theirs. */
export const IOMMU_CAP_INTR_REMAP = 2;

/** Where the software that manages an address space may put message doorbells. */
export const IOMMU_RESV_SW_MSI = 4;

/** A range that is set apart in the address spaces of a device. Plain value. */
export interface iommu_resv_region {
  readonly start: number;
  readonly length: number;
  readonly type: number;
}

/** An MSI doorbell's page as devices of a domain see it. */
export interface iommu_dma_msi_page extends Recorded {
  iova: number;
  phys: number;
}
export const iommu_dma_msi_page = struct<iommu_dma_msi_page>(
  'iommu_dma_msi_page',
  { iova: hexnum(), phys: hexnum() },
  { label: (page) => `MSI page 0x${page.iova.toString(16)}` },
);

export const IOMMU_DMA_IOVA_COOKIE = 0;
export const IOMMU_DMA_MSI_COOKIE = 1;

/** How addresses of a domain are handed out: all of them (the DMA API), or a window for doorbells alone (VFIO). */
export interface iommu_dma_cookie extends Recorded {
  type: number;
  /** Next address of the window, for the MSI cookie. */
  msi_iova: number;
  msi_page_list: RecordedList<iommu_dma_msi_page>;
  /** The first page of the address space (iovad.start_pfn); 0 until it is set up. */
  start_pfn: number;
  /** Pages that are taken or set apart: first to last page number. */
  taken: RecordedMap<number>;
}
export const iommu_dma_cookie = struct<iommu_dma_cookie>('iommu_dma_cookie', {
  type: choice({ IOMMU_DMA_IOVA_COOKIE, IOMMU_DMA_MSI_COOKIE }),
  msi_iova: hexnum(),
  msi_page_list: list(ref<iommu_dma_msi_page>()),
  start_pfn: hexnum(),
  taken: map(hexnum()),
});

/** What a driver does with its domains. */
export interface iommu_domain_ops {
  readonly attach_dev: (k: Kernel, domain: iommu_domain, dev: device) => number;
  readonly map_pages?: (
    k: Kernel,
    domain: iommu_domain,
    iova: number,
    paddr: number,
    pgsize: number,
    prot: number,
  ) => number;
  readonly unmap_pages?: (k: Kernel, domain: iommu_domain, iova: number, pgsize: number) => number;
  readonly free?: (k: Kernel, domain: iommu_domain) => void;
}

export interface iommu_ops {
  /** Names the driver; the kernel compares addresses of tables. */
  readonly name: string;
  readonly pgsize_bitmap: (k: Kernel) => number;
  readonly capable: (k: Kernel, dev: device, cap: number) => boolean;
  /** A new domain; undefined for a type that the driver has none of. `dev` from 6.7 on. */
  readonly domain_alloc: (k: Kernel, dev: device | undefined, type: number) => iommu_domain | undefined;
  readonly probe_device: (k: Kernel, dev: device) => iommu_device | number;
  readonly device_group: (k: Kernel, dev: device) => iommu_group;
  readonly of_xlate: (k: Kernel, dev: device, args: of_phandle_args) => number;
  readonly get_resv_regions: (k: Kernel, dev: device) => iommu_resv_region[];
  /** IOMMU_DOMAIN_… that the device must have, 0 for any. */
  readonly def_domain_type: (k: Kernel, dev: device) => number;
}

/** An address space of devices. */
export interface iommu_domain extends Recorded {
  type: number;
  ops: iommu_domain_ops | undefined;
  owner: iommu_ops | undefined;
  /** Page sizes, a bit each. */
  pgsize_bitmap: number;
  aperture_end: number;
  iova_cookie: iommu_dma_cookie | undefined;
  /** What the driver keeps of it. */
  priv: Recorded | undefined;
  /** What is mapped, for people: iova / 4096 to the physical address. Hardware reads the tables that say the same. */
  pages: RecordedMap<number>;
}
export const iommu_domain = struct<iommu_domain>(
  'iommu_domain',
  {
    type: choice(IOMMU_DOMAINS),
    ops: data(),
    owner: data(),
    pgsize_bitmap: hexnum(),
    aperture_end: hexnum(),
    iova_cookie: ref(),
    priv: ref(),
    pages: map(hexnum()),
  },
  { label: (domain) => `address space ${domain.$id}` },
);

/** A registered IOMMU. */
export interface iommu_device extends Recorded {
  ops: iommu_ops | undefined;
  fwnode: device_node | undefined;
  dev: device | undefined;
}
export const iommu_device = struct<iommu_device>(
  'iommu_device',
  { ops: data(), fwnode: ref(), dev: ref() },
  { label: (iommu) => `IOMMU ${iommu.dev?.name ?? ''}` },
);

export const IOMMU_FWSPEC_PCI_RC_ATS = 1 << 0;

/** What firmware says of a device: its IOMMU, and the IDs it is known by there. */
export interface iommu_fwspec extends Recorded {
  ops: iommu_ops | undefined;
  iommu_fwnode: device_node | undefined;
  flags: number;
  ids: RecordedList<number>;
}
export const iommu_fwspec = struct<iommu_fwspec>('iommu_fwspec', {
  ops: data(),
  iommu_fwnode: ref(),
  flags: bits({ IOMMU_FWSPEC_PCI_RC_ATS }),
  ids: list(hexnum()),
});

/** The IOMMU's part of a device. */
export interface dev_iommu extends Recorded {
  fwspec: iommu_fwspec | undefined;
  iommu_dev: iommu_device | undefined;
  priv: Recorded | undefined;
}
export const dev_iommu = struct<dev_iommu>('dev_iommu', { fwspec: ref(), iommu_dev: ref(), priv: ref() });

/** Devices that cannot be told apart or kept apart, so they share an address space and an owner. */
export interface iommu_group extends Recorded {
  id: number;
  devices: RecordedList<device>;
  /** The kernel's own, for drivers in the kernel. */
  default_domain: iommu_domain | undefined;
  /** One that lets nothing through, for the time nobody in the kernel may use the devices. */
  blocking_domain: iommu_domain | undefined;
  /** The one in use. */
  domain: iommu_domain | undefined;
  /** Users of the default domain, or 1 while user space owns the group. */
  owner_cnt: number;
  owner: Recorded | undefined;
  name: string | undefined;
  /** Registered in sysfs. */
  kobj: boolean;
}
export const iommu_group = struct<iommu_group>(
  'iommu_group',
  {
    id: num(),
    devices: list(ref<device>()),
    default_domain: ref(),
    blocking_domain: ref(),
    domain: ref(),
    owner_cnt: num(),
    owner: ref(),
    name: str(),
    kobj: bool(),
  },
  { label: (group) => `IOMMU group ${group.id}` },
);

export function iommu_is_dma_domain(domain: iommu_domain): boolean {
  return (domain.type & __IOMMU_DOMAIN_DMA_API) !== 0;
}
export function dev_iommu_fwspec_get(dev: device): iommu_fwspec | undefined {
  return dev.iommu?.fwspec;
}
export function dev_iommu_priv_get(dev: device): Recorded | undefined {
  return dev.iommu?.priv;
}
