/** Models include/linux/msi.h and msi_api.h: messages, descriptors, MSI domains. */
import {
  big,
  bits,
  bool,
  data,
  fnptr,
  type FunctionInfo,
  hexnum,
  later,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  str,
  struct,
} from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import type { device } from './device.ts';
import type { irq_affinity_desc } from './interrupt.ts';
import type { irq_chip, irq_flow_handler_t } from './irq.ts';
import { fwspecOf, type irq_domain, type irq_fwspec, type Translated } from './irqdomain.ts';

/** What a device writes where. The kernel's address_hi and address_lo, and data. */
export interface msi_msg {
  address_lo: number;
  address_hi: number;
  data: number;
  /** The second message of a level interrupt, written when the level is gone (msg[1]); undefined where nobody composed one. */
  second?: msi_msg | undefined;
}

/** Puts an address of up to 53 bits into a message: its lower and its upper half. */
export function set_msg_address(msg: msi_msg, address: number): void {
  msg.address_lo = address % 2 ** 32;
  msg.address_hi = Math.floor(address / 2 ** 32);
}

/** PCI's part of a descriptor (struct pci_msi_desc) is flattened. */
export interface msi_desc extends Recorded {
  irq: number;
  nvec_used: number;
  dev: device | undefined;
  msg_address_lo: number;
  msg_address_hi: number;
  msg_data: number;
  affinity: readonly irq_affinity_desc[] | undefined;
  iommu_cookie: boolean;
  iommu_msi_iova: bigint;
  write_msi_msg: (((k: Kernel, desc: msi_desc, dev: Recorded | undefined) => void) & FunctionInfo) | undefined;
  write_msi_msg_data: Recorded | undefined;
  msi_index: number;
  /** MSI: mask bits. */
  msi_mask: number;
  /** MSI-X: the vector control word. */
  msix_ctrl: number;
  is_msix: boolean;
  multiple: number;
  multi_cap: number;
  can_mask: boolean;
  is_64: boolean;
  is_virtual: boolean;
  default_irq: number;
  /** MSI: config-space offset of the mask bits. */
  mask_pos: number;
  /** MSI-X: address of the mapped table. */
  mask_base: number;
  /** How many low bits of the original address stay when iommu_msi_iova is put in; 0 while there is none. */
  iommu_msi_shift: number;
  /** Whether msi_irqs/IRQ exists in sysfs for its interrupts. */
  sysfs_attrs: boolean;
}
export const msi_desc = struct<msi_desc>(
  'msi_desc',
  {
    irq: num(),
    nvec_used: num(),
    dev: ref(),
    msg_address_lo: hexnum(),
    msg_address_hi: hexnum(),
    msg_data: hexnum(),
    affinity: data(),
    iommu_cookie: bool(),
    iommu_msi_iova: big(),
    write_msi_msg: fnptr(),
    write_msi_msg_data: ref(),
    msi_index: num(),
    msi_mask: hexnum(),
    msix_ctrl: hexnum(),
    is_msix: bool(),
    multiple: num(),
    multi_cap: num(),
    can_mask: bool(),
    is_64: bool(),
    is_virtual: bool(),
    default_irq: num(),
    mask_pos: hexnum(),
    mask_base: hexnum(),
    iommu_msi_shift: num(),
    sysfs_attrs: bool(),
  },
  { label: (desc) => `msi_desc ${desc.dev?.name ?? ''}[${desc.msi_index}]` },
);

/** What a descriptor has in place of PCI's part where a bridge made it for a wire (from 6.2 on; in the kernel a union with PCI's). */
export interface msi_desc_data extends Recorded {
  readonly desc: msi_desc | undefined;
  /** icookie.value: the trigger type in the upper half, the number of the wire in the lower. */
  readonly icookie: number;
}
export const msi_desc_data = struct<msi_desc_data>(
  'msi_desc_data',
  { desc: ref(), icookie: hexnum() },
  { label: (data) => `wire of ${data.desc?.dev?.name ?? ''}[${data.desc?.msi_index ?? ''}]` },
);

/** What a descriptor is made from; in the kernel a msi_desc on the stack. */
export type msi_desc_values = Pick<
  msi_desc,
  | 'nvec_used'
  | 'affinity'
  | 'msi_index'
  | 'msi_mask'
  | 'msix_ctrl'
  | 'is_msix'
  | 'multiple'
  | 'multi_cap'
  | 'can_mask'
  | 'is_64'
  | 'is_virtual'
  | 'default_irq'
  | 'mask_pos'
  | 'mask_base'
>;

/** Which descriptors an iteration is about. */
export const MSI_DESC_ALL = 0;
export const MSI_DESC_NOTASSOCIATED = 1;
export const MSI_DESC_ASSOCIATED = 2;

export const MSI_MAX_INDEX = 0xffff;
/** "Any free index" (6.2 and later). */
export const MSI_ANY_INDEX = 0xffffffff;
export const MSI_DEFAULT_DOMAIN = 0;
export const MSI_SECONDARY_DOMAIN = 1;
export const MSI_MAX_DEVICE_IRQDOMAINS = 2;

/** All MSIs of a device: descriptors by index, and the per-device domains. */
export interface msi_device_data extends Recorded {
  properties: number;
  /** 6.1: the only store. 6.12: the store of the default domain (MSI_DEFAULT_DOMAIN). */
  store: RecordedMap<msi_desc>;
  /** 6.12: the per-device domain, or the shared one it was given. */
  domain: irq_domain | undefined;
  /** Where an iteration over the descriptors stands. */
  __iter_idx: number;
  /** 6.1: what platform-msi.c keeps for the device. */
  platform_data: Recorded | undefined;
}
export const msi_device_data = struct<msi_device_data>('msi_device_data', {
  properties: hexnum(),
  store: map(ref<msi_desc>()),
  domain: ref(),
  __iter_idx: num(),
  platform_data: ref(),
});

/** Scratch while vectors are allocated (asm-generic/msi.h): passed by address, not recorded. */
export interface msi_alloc_info_t {
  desc: msi_desc | undefined;
  hwirq: number;
  flags: number;
  /** scratchpad: what the parent put there, e.g. its_device. */
  scratchpad: (Recorded | number | undefined)[];
}

/** 7.3: what preparing gave, kept with the domain of a device and copied for each allocation (a msi_alloc_info_t too). */
export interface msi_alloc_info extends Recorded {
  hwirq: number;
  flags: number;
  /** scratchpad[0].ptr, e.g. its_device. */
  scratchpad: Recorded | undefined;
}
export const msi_alloc_info = struct<msi_alloc_info>('msi_alloc_info_t', {
  hwirq: hexnum(),
  flags: hexnum(),
  scratchpad: ref(),
});

function isAllocInfo(arg: unknown): arg is msi_alloc_info_t {
  return typeof arg === 'object' && arg !== null && 'scratchpad' in arg;
}

/**
 * The `void *arg` of an allocation of messages. Until 6.9 nothing keeps a specifier of the tree from coming here, where a node names a controller that has an
 * MSI domain alone: its bytes are then read as this structure. On a 64-bit, little-endian kernel the number is the first cell, with the count
 * of cells in the lower half; the descriptor is the node, and the scratchpad is what the stack held.
 */
export function allocInfoOf(arg: unknown): msi_alloc_info_t {
  if (isAllocInfo(arg)) return arg;
  const { param_count, param } = fwspecOf(arg);
  return { desc: undefined, hwirq: (param[0] ?? 0) * 2 ** 32 + param_count, flags: 0, scratchpad: [] };
}

type DomainOp<A extends unknown[], R> = ((k: Kernel, ...args: A) => R) & FunctionInfo;

/** Operations of an MSI domain; completed by msi_domain_update_dom_ops before use. */
export interface msi_domain_ops {
  get_hwirq?: DomainOp<[info: msi_domain_info, arg: msi_alloc_info_t], number> | undefined;
  msi_init?:
    | DomainOp<[domain: irq_domain, info: msi_domain_info, virq: number, hwirq: number, arg: msi_alloc_info_t], number>
    | undefined;
  msi_free?: DomainOp<[domain: irq_domain, info: msi_domain_info, virq: number], void> | undefined;
  /** 6.1 only. */
  msi_check?: DomainOp<[domain: irq_domain, info: msi_domain_info, dev: device], number> | undefined;
  msi_prepare?: DomainOp<[domain: irq_domain, dev: device, nvec: number, arg: msi_alloc_info_t], number> | undefined;
  /** 7.3: undoes msi_prepare when the domain of a device goes. */
  msi_teardown?: DomainOp<[domain: irq_domain, arg: msi_alloc_info], void> | undefined;
  prepare_desc?: DomainOp<[domain: irq_domain, arg: msi_alloc_info_t, desc: msi_desc], void> | undefined;
  set_desc?: DomainOp<[arg: msi_alloc_info_t, desc: msi_desc], void> | undefined;
  domain_alloc_irqs?: DomainOp<[domain: irq_domain, dev: device, nvec: number], number> | undefined;
  domain_free_irqs?: DomainOp<[domain: irq_domain, dev: device], void> | undefined;
  msi_post_free?: DomainOp<[domain: irq_domain, dev: device], void> | undefined;
  msi_translate?: DomainOp<[domain: irq_domain, fwspec: irq_fwspec], Translated | number> | undefined;
}

/**
 * Flags of msi_domain_info. The bits are 6.12's; 6.1 has most of these flags at other bits, and nothing shows them.
 */
export const MSI_FLAG_USE_DEF_DOM_OPS = 1 << 0;
export const MSI_FLAG_USE_DEF_CHIP_OPS = 1 << 1;
export const MSI_FLAG_ACTIVATE_EARLY = 1 << 2;
export const MSI_FLAG_MUST_REACTIVATE = 1 << 3;
export const MSI_FLAG_DEV_SYSFS = 1 << 4;
export const MSI_FLAG_ALLOC_SIMPLE_MSI_DESCS = 1 << 5;
export const MSI_FLAG_FREE_MSI_DESCS = 1 << 6;
export const MSI_FLAG_USE_DEV_FWNODE = 1 << 7;
export const MSI_FLAG_PARENT_PM_DEV = 1 << 8;
export const MSI_FLAG_PCI_MSI_MASK_PARENT = 1 << 9;
export const MSI_GENERIC_FLAGS_MASK = 0xffff;
export const MSI_FLAG_MULTI_PCI_MSI = 1 << 16;
export const MSI_FLAG_PCI_MSIX = 1 << 17;
export const MSI_FLAG_LEVEL_CAPABLE = 1 << 18;
export const MSI_FLAG_MSIX_CONTIGUOUS = 1 << 19;
export const MSI_FLAG_PCI_MSIX_ALLOC_DYN = 1 << 20;
export const MSI_FLAG_NO_AFFINITY = 1 << 21;
export const MSI_FLAG_NO_MASK = 1 << 22;
/** 7.3. */
export const MSI_FLAG_PCI_MSI_STARTUP_PARENT = 1 << 10;

/** Flags of msi_parent_ops.chip_flags (7.3). */
export const MSI_CHIP_FLAG_SET_EOI = 1 << 0;
export const MSI_CHIP_FLAG_SET_ACK = 1 << 1;

export const MSI_FLAGS = {
  MSI_FLAG_USE_DEF_DOM_OPS,
  MSI_FLAG_USE_DEF_CHIP_OPS,
  MSI_FLAG_ACTIVATE_EARLY,
  MSI_FLAG_MUST_REACTIVATE,
  MSI_FLAG_DEV_SYSFS,
  MSI_FLAG_ALLOC_SIMPLE_MSI_DESCS,
  MSI_FLAG_FREE_MSI_DESCS,
  MSI_FLAG_USE_DEV_FWNODE,
  MSI_FLAG_PARENT_PM_DEV,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_PCI_MSIX,
  MSI_FLAG_LEVEL_CAPABLE,
  MSI_FLAG_MSIX_CONTIGUOUS,
  MSI_FLAG_PCI_MSIX_ALLOC_DYN,
  MSI_FLAG_NO_AFFINITY,
  MSI_FLAG_NO_MASK,
} as const;

/** Flag of msi_alloc_info_t: messages come from a device that stands in for others (asm-generic/msi.h). */
export const MSI_ALLOC_FLAGS_PROXY_DEVICE = 1 << 0;

/** What an MSI domain is made with; the domain's host_data. */
export interface msi_domain_info extends Recorded {
  flags: number;
  bus_token: number;
  hwsize: number;
  ops: msi_domain_ops | undefined;
  chip: irq_chip | undefined;
  chip_data: Recorded | undefined;
  handler: irq_flow_handler_t | undefined;
  handler_data: Recorded | undefined;
  handler_name: string | undefined;
  data: Recorded | undefined;
  /** 7.3. */
  alloc_data: msi_alloc_info | undefined;
  /** 7.3. */
  dev: device | undefined;
}
export const msi_domain_info = struct<msi_domain_info>('msi_domain_info', {
  flags: bits(MSI_FLAGS),
  bus_token: num(),
  hwsize: num(),
  ops: data(),
  chip: data(),
  chip_data: ref(),
  handler: fnptr(),
  handler_data: ref(),
  handler_name: str(),
  data: ref(),
  alloc_data: later(ref<msi_alloc_info>()),
  dev: later(ref<device>()),
});

/** What the parent of per-device MSI domains offers (6.2 and later). */
export interface msi_parent_ops {
  /** For showing: the kernel's name of the table. */
  name: string;
  supported_flags: number;
  required_flags: number;
  /** 7.3: which parts of the chip are to pass on to the parent (MSI_CHIP_FLAG_…). */
  chip_flags?: number;
  bus_select_token: number;
  bus_select_mask: number;
  prefix: string | undefined;
  init_dev_msi_info?:
    | DomainOp<[dev: device, domain: irq_domain, msi_parent_domain: irq_domain, info: msi_domain_info], boolean>
    | undefined;
}

/** What a per-device domain is made from (6.2 and later). */
export interface msi_domain_template {
  readonly chip: irq_chip;
  readonly ops: msi_domain_ops;
  readonly flags: number;
  readonly bus_token: number;
}
