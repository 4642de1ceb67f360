/**
 * Models drivers/iommu/dma-iommu.c, the part about messages: a device behind an IOMMU needs the doorbell mapped, and is
 * told the address it is mapped at. Addresses are handed out from the top of the 32-bit space down, past what the host
 * bridge uses for its windows, as PCI devices get them first. Left out: everything about buffers. They take addresses
 * from the same space, so a driver that allocates DMA memory before its first message would find the doorbell lower.
 */
import { must } from '../../../../base/assert.ts';
import { source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EEXIST, EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import {
  iommu_dma_cookie,
  IOMMU_DMA_IOVA_COOKIE,
  IOMMU_DMA_MSI_COOKIE,
  iommu_dma_msi_page,
  type iommu_domain,
  IOMMU_DOMAIN_UNMANAGED,
  iommu_is_dma_domain,
  IOMMU_MMIO,
  IOMMU_NOEXEC,
  IOMMU_READ,
  IOMMU_RESV_SW_MSI,
  IOMMU_WRITE,
} from '../../include/linux/iommu.ts';
import { IORESOURCE_MEM, IORESOURCE_TYPE_BITS } from '../../include/linux/ioport.ts';
import type { msi_desc, msi_msg } from '../../include/linux/msi.ts';
import {
  dev_is_pci,
  type pci_bus,
  pci_is_root_bus,
  to_pci_dev,
  to_pci_host_bridge,
} from '../../include/linux/pci/index.ts';
import type { Kernel } from '../../kernel.ts';
import { PAGE_SIZE } from '../../mm/page_alloc.ts';
import { dev_iommu_ops, iommu_get_domain_for_dev, iommu_map, iommu_prepare_msi } from './iommu/index.ts';

const at = source('drivers/iommu/dma-iommu.c');

/** Bits of a 32-bit address, and the last page that a device with so many can reach. */
const LIMIT = 2 ** 32 - 1;

export function iommu_get_dma_cookie(k: Kernel, domain: iommu_domain): number {
  if (domain.iova_cookie !== undefined) return -EEXIST;
  domain.iova_cookie = iommu_dma_cookie.create(k.rec, { type: IOMMU_DMA_IOVA_COOKIE });
  return 0;
}

export const iommu_get_msi_cookie = at.fn(
  'iommu_get_msi_cookie',
  'Sets a window apart in an address space that somebody else manages, for doorbells.',
  (k: Kernel, domain: iommu_domain, base: number): number => {
    if (domain.type !== IOMMU_DOMAIN_UNMANAGED) return -EINVAL;
    if (domain.iova_cookie !== undefined) return -EEXIST;
    domain.iova_cookie = iommu_dma_cookie.create(k.rec, { type: IOMMU_DMA_MSI_COOKIE, msi_iova: base });
    return 0;
  },
);

export function iommu_put_dma_cookie(k: Kernel, domain: iommu_domain): void {
  const cookie = domain.iova_cookie;
  if (cookie === undefined) return;
  for (const page of cookie.msi_page_list.toArray()) {
    cookie.msi_page_list.remove(page);
    k.rec.free(page);
  }
  domain.iova_cookie = undefined;
  k.rec.free(cookie);
}

/** Pages of cookies that hand out addresses themselves are as small as the IOMMU can; of others, as the kernel's. */
function cookie_msi_granule(domain: iommu_domain, cookie: iommu_dma_cookie): number {
  return cookie.type === IOMMU_DMA_IOVA_COOKIE ? smallest(domain) : PAGE_SIZE;
}

function smallest({ pgsize_bitmap }: iommu_domain): number {
  let size = PAGE_SIZE;
  while (size < pgsize_bitmap && Math.floor(pgsize_bitmap / size) % 2 === 0) size *= 2;
  return size;
}

// --- the address space of the DMA API

function iova_reserve(cookie: iommu_dma_cookie, granule: number, start: number, end: number): void {
  cookie.taken.set(Math.floor(start / granule), Math.floor(end / granule));
}

function rootOf(start: pci_bus): pci_bus {
  let bus = start;
  while (!pci_is_root_bus(bus) && bus.parent !== undefined) bus = bus.parent;
  return bus;
}

/** A device must not be given an address at which the host bridge has its own devices. */
function iova_reserve_pci_windows(dev: device, cookie: iommu_dma_cookie, granule: number): void {
  const bridge = to_pci_host_bridge(rootOf(to_pci_dev(dev).bus).bridge);
  for (const { res, offset } of bridge.windows) {
    if ((res.flags & IORESOURCE_TYPE_BITS) === IORESOURCE_MEM) {
      iova_reserve(cookie, granule, res.start - offset, res.end - offset);
    }
  }
}

function iova_reserve_iommu_regions(k: Kernel, dev: device, cookie: iommu_dma_cookie, granule: number): void {
  if (dev_is_pci(dev)) iova_reserve_pci_windows(dev, cookie, granule);
  for (const region of dev_iommu_ops(dev)?.get_resv_regions(k, dev) ?? []) {
    // The window for doorbells is for others: we hand out all of the space.
    if (region.type !== IOMMU_RESV_SW_MSI)
      iova_reserve(cookie, granule, region.start, region.start + region.length - 1);
  }
}

const iommu_dma_init_domain = at.fn(
  'iommu_dma_init_domain',
  'Makes an address space ready to hand out addresses.',
  (k: Kernel, domain: iommu_domain, dev: device): number => {
    const cookie = domain.iova_cookie;
    if (cookie === undefined || cookie.type !== IOMMU_DMA_IOVA_COOKIE) return -EINVAL;
    if (cookie.start_pfn !== 0) return 0;
    cookie.start_pfn = 1;
    iova_reserve_iommu_regions(k, dev, cookie, smallest(domain));
    return 0;
  },
);

export const iommu_setup_dma_ops = at.fn(
  'iommu_setup_dma_ops',
  "Sends a device's DMA API calls through its IOMMU.",
  (k: Kernel, dev: device): void => {
    const domain = iommu_get_domain_for_dev(k, dev);
    dev.use_dma_iommu =
      domain !== undefined && iommu_is_dma_domain(domain) && iommu_dma_init_domain(k, domain, dev) === 0;
  },
);

/** The highest free page below the limit; 0 when there is none. */
function alloc_iova(cookie: iommu_dma_cookie, limit: number): number {
  const taken = cookie.taken.entries();
  let pfn = limit;
  for (let hit = inside(taken, pfn); hit !== undefined && pfn >= cookie.start_pfn; hit = inside(taken, pfn))
    pfn = hit - 1;
  if (pfn < cookie.start_pfn) return 0;
  cookie.taken.set(pfn, pfn);
  return pfn;
}

function inside(taken: readonly [number, number][], pfn: number): number | undefined {
  return taken.find(([first, last]) => pfn >= first && pfn <= last)?.[0];
}

const iommu_dma_alloc_iova = at.fn(
  'iommu_dma_alloc_iova',
  'Hands out an address of an address space.',
  (k: Kernel, domain: iommu_domain, size: number, dma_limit: number, dev: device): number => {
    const cookie = must(domain.iova_cookie, 'the cookie of a domain that hands out addresses');
    if (cookie.type === IOMMU_DMA_MSI_COOKIE) {
      cookie.msi_iova += size;
      return cookie.msi_iova - size;
    }
    const granule = smallest(domain);
    return alloc_iova(cookie, Math.floor(Math.min(dma_limit, domain.aperture_end) / granule)) * granule;
  },
);

/** Maps memory for a device: the address it is to use, or 0. Called for dma_alloc_coherent. */
export const iommu_dma_alloc = at.fn(
  'iommu_dma_alloc',
  "Maps memory at an address of a device's address space.",
  (k: Kernel, dev: device, paddr: number, size: number): number => {
    const domain = iommu_get_domain_for_dev(k, dev);
    if (domain === undefined) return 0;
    const granule = smallest(domain);
    // Memory of more than one page is mapped piece by piece: addresses that follow each other are not handed out here.
    if (size > granule) return 0;
    const iova = iommu_dma_alloc_iova(k, domain, granule, LIMIT, dev);
    if (iova === 0 || iommu_map(k, domain, iova, paddr, granule, IOMMU_READ | IOMMU_WRITE) !== 0) return 0;
    return iova;
  },
);

// --- messages

const iommu_dma_get_msi_page = at.fn(
  'iommu_dma_get_msi_page',
  'Finds where a doorbell is mapped in a domain, and maps it when it is not yet.',
  (k: Kernel, dev: device, msi_addr: number, domain: iommu_domain): iommu_dma_msi_page | undefined => {
    const cookie = must(domain.iova_cookie, 'the cookie of a domain that maps doorbells');
    const size = cookie_msi_granule(domain, cookie);
    const phys = msi_addr - (msi_addr % size);
    for (const page of cookie.msi_page_list) if (page.phys === phys) return page;
    const iova = iommu_dma_alloc_iova(k, domain, size, LIMIT, dev);
    if (iova === 0) return undefined;
    if (iommu_map(k, domain, iova, phys, size, IOMMU_WRITE | IOMMU_NOEXEC | IOMMU_MMIO) !== 0) return undefined;
    const page = iommu_dma_msi_page.create(k.rec, { iova, phys });
    cookie.msi_page_list.addHead(page);
    return page;
  },
);

/** The address without the bits that stay as they are, and how many those are; 0 bits: nothing is put in. */
function msi_desc_set_iommu_msi_iova(desc: msi_desc, msi_iova: number, msi_shift: number): void {
  desc.iommu_msi_iova = BigInt(msi_iova) >> BigInt(msi_shift);
  desc.iommu_msi_shift = msi_shift;
}

/** 7.3. A domain that maps no doorbells leaves the message as it is. */
export const iommu_dma_sw_msi = at.fn(
  'iommu_dma_sw_msi',
  'Maps the doorbell for a device, and keeps its address there for the messages to come.',
  (k: Kernel, domain: iommu_domain, desc: msi_desc, msi_addr: number): number => {
    const cookie = domain.iova_cookie;
    if (cookie === undefined) {
      msi_desc_set_iommu_msi_iova(desc, 0, 0);
      return 0;
    }
    const page = iommu_dma_get_msi_page(k, must(desc.dev, 'the device of an MSI descriptor'), msi_addr, domain);
    if (page === undefined) return -ENOMEM;
    msi_desc_set_iommu_msi_iova(desc, page.iova, Math.log2(cookie_msi_granule(domain, cookie)));
    return 0;
  },
);

/** Called before a device is given messages. Returns 0 or an errno. */
export function iommu_dma_prepare_msi(k: Kernel, desc: msi_desc, msi_addr: number): number {
  return k.since('7.3') ? iommu_prepare_msi(k, desc, msi_addr) : prepare_msi(k, desc, msi_addr);
}

const prepare_msi = at.fn(
  'iommu_dma_prepare_msi',
  'Maps the doorbell for a device before it is given messages; nothing to do without an IOMMU.',
  (k: Kernel, desc: msi_desc, msi_addr: number): number => {
    const dev = must(desc.dev, 'the device of an MSI descriptor');
    const domain = iommu_get_domain_for_dev(k, dev);
    const cookie = domain?.iova_cookie;
    if (domain === undefined || cookie === undefined) {
      msi_desc_set_iommu_msi_iova(desc, 0, 0);
      return 0;
    }
    const page = iommu_dma_get_msi_page(k, dev, msi_addr, domain);
    if (page === undefined) return -ENOMEM;
    msi_desc_set_iommu_msi_iova(desc, page.iova, Math.log2(cookie_msi_granule(domain, cookie)));
    return 0;
  },
);

function putIova(_k: Kernel, desc: msi_desc, msg: msi_msg): void {
  const shift = desc.iommu_msi_shift;
  if (shift === 0) return;
  const iova = desc.iommu_msi_iova << BigInt(shift);
  msg.address_hi = Number(iova >> 32n);
  msg.address_lo = (Number(iova & 0xffffffffn) | (msg.address_lo & (2 ** shift - 1))) >>> 0;
}

const compose_msi_msg = at.fn(
  'iommu_dma_compose_msi_msg',
  'Puts the address that the device must use in place of the physical one.',
  putIova,
);

/** In 7.3 an inline helper of include/linux/msi.h, msi_msg_set_addr. */
export function iommu_dma_compose_msi_msg(k: Kernel, desc: msi_desc, msg: msi_msg): void {
  if (k.since('7.3')) putIova(k, desc, msg);
  else compose_msi_msg(k, desc, msg);
}
