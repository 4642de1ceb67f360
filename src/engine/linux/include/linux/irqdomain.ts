/** Models include/linux/irqdomain.h: domains, their operations, firmware specifiers. */
import type { Cpumask } from '../../../../base/cpumask.ts';
import {
  bits,
  choice,
  data,
  fnptr,
  type FunctionInfo,
  hexnum,
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
import { type fwnode_handle, irqchip_fwid } from './fwnode.ts';
import type { irq_data } from './irq.ts';
import type { msi_parent_ops } from './msi.ts';
import type { device_node } from './of.ts';

export const IRQ_DOMAIN_FLAG_HIERARCHY = 1 << 0;
export const IRQ_DOMAIN_NAME_ALLOCATED = 1 << 1;
export const IRQ_DOMAIN_FLAG_IPI_PER_CPU = 1 << 2;
export const IRQ_DOMAIN_FLAG_IPI_SINGLE = 1 << 3;
export const IRQ_DOMAIN_FLAG_MSI = 1 << 4;
/** 6.1 calls bit 5 MSI_REMAP. */
export const IRQ_DOMAIN_FLAG_ISOLATED_MSI = 1 << 5;
export const IRQ_DOMAIN_FLAG_MSI_REMAP = 1 << 5;
/** 6.1 only. */
export const IRQ_DOMAIN_MSI_NOMASK_QUIRK = 1 << 6;
/** Bit 7 in 6.1, bit 6 in 6.12: use flagNoMap. */
export const IRQ_DOMAIN_FLAG_MSI_PARENT = 1 << 8;
export const IRQ_DOMAIN_FLAG_MSI_DEVICE = 1 << 9;
export const IRQ_DOMAIN_FLAG_DESTROY_GC = 1 << 10;
/** 7.3: the message of an interrupt never changes, wherever the interrupt goes. */
export const IRQ_DOMAIN_FLAG_MSI_IMMUTABLE = 1 << 11;

/** From this bit on a flag is what a controller's driver says it is. */
export const IRQ_DOMAIN_FLAG_NONCORE = 1 << 16;

export const IRQ_DOMAIN_FLAGS = {
  IRQ_DOMAIN_FLAG_HIERARCHY,
  IRQ_DOMAIN_NAME_ALLOCATED,
  IRQ_DOMAIN_FLAG_IPI_PER_CPU,
  IRQ_DOMAIN_FLAG_IPI_SINGLE,
  IRQ_DOMAIN_FLAG_MSI,
  IRQ_DOMAIN_FLAG_ISOLATED_MSI,
  IRQ_DOMAIN_FLAG_MSI_PARENT,
  IRQ_DOMAIN_FLAG_MSI_DEVICE,
  IRQ_DOMAIN_FLAG_DESTROY_GC,
  IRQ_DOMAIN_FLAG_MSI_IMMUTABLE,
} as const;

/** IRQ_DOMAIN_FLAG_NO_MAP, whose bit moved between the versions. */
export function flagNoMap(k: Kernel): number {
  return k.since('6.12') ? 1 << 6 : 1 << 7;
}

/**
 * What kind of bus a domain serves (include/linux/irqdomain_defs.h). The numbers here are those of 6.1 and 6.12; names show
 * the version's own, which busTokenNumber gives.
 */
export type irq_domain_bus_token = (typeof BUS_TOKENS_6_12)[number] | (typeof BUS_TOKENS_6_1)[number];
const BUS_TOKENS_6_1 = [
  'DOMAIN_BUS_ANY',
  'DOMAIN_BUS_WIRED',
  'DOMAIN_BUS_GENERIC_MSI',
  'DOMAIN_BUS_PCI_MSI',
  'DOMAIN_BUS_PLATFORM_MSI',
  'DOMAIN_BUS_NEXUS',
  'DOMAIN_BUS_IPI',
  'DOMAIN_BUS_FSL_MC_MSI',
  'DOMAIN_BUS_TI_SCI_INTA_MSI',
  'DOMAIN_BUS_WAKEUP',
  'DOMAIN_BUS_VMD_MSI',
] as const;
const BUS_TOKENS_6_12 = [
  ...BUS_TOKENS_6_1,
  'DOMAIN_BUS_PCI_DEVICE_MSI',
  'DOMAIN_BUS_PCI_DEVICE_MSIX',
  'DOMAIN_BUS_DMAR',
  'DOMAIN_BUS_AMDVI',
  'DOMAIN_BUS_DEVICE_MSI',
  'DOMAIN_BUS_WIRED_TO_MSI',
] as const;
/** The tokens keep their numbers from 6.1 to 6.12; new ones were added behind. */
export const BUS_TOKEN: Readonly<Record<string, number>> = Object.fromEntries(
  BUS_TOKENS_6_12.map((name, i) => [name, i]),
);
export const DOMAIN_BUS_ANY = 0;
export const DOMAIN_BUS_WIRED = 1;
export const DOMAIN_BUS_GENERIC_MSI = 2;
export const DOMAIN_BUS_PCI_MSI = 3;
export const DOMAIN_BUS_PLATFORM_MSI = 4;
export const DOMAIN_BUS_NEXUS = 5;
export const DOMAIN_BUS_IPI = 6;
export const DOMAIN_BUS_FSL_MC_MSI = 7;
export const DOMAIN_BUS_TI_SCI_INTA_MSI = 8;
export const DOMAIN_BUS_WAKEUP = 9;
export const DOMAIN_BUS_VMD_MSI = 10;
export const DOMAIN_BUS_PCI_DEVICE_MSI = 11;
export const DOMAIN_BUS_PCI_DEVICE_MSIX = 12;
export const DOMAIN_BUS_DMAR = 13;
export const DOMAIN_BUS_AMDVI = 14;
export const DOMAIN_BUS_DEVICE_MSI = 15;
export const DOMAIN_BUS_WIRED_TO_MSI = 16;

/** The number that a version has for a token. 7.3 has none for fsl-mc's messages any more, so those behind moved up. */
export function busTokenNumber(k: Kernel, token: number): number {
  return k.since('7.3') && token > DOMAIN_BUS_FSL_MC_MSI ? token - 1 : token;
}

/** An interrupt as firmware describes it: the controller's node and its cells. */
export interface irq_fwspec {
  fwnode: fwnode_handle | undefined;
  param_count: number;
  param: number[];
}

function isFwspec(arg: unknown): arg is irq_fwspec {
  return typeof arg === 'object' && arg !== null && 'param_count' in arg;
}

/** The `void *arg` of an allocation in a domain that is asked with a firmware specifier. Throws when it is something else. */
export function fwspecOf(arg: unknown): irq_fwspec {
  if (isFwspec(arg)) return arg;
  throw new Error('irqscope: the argument of an allocation is no irq_fwspec');
}

/** Results of translate and xlate: an errno, or where the specifier leads. */
export interface Translated {
  hwirq: number;
  type: number;
}

type Op<A extends unknown[], R> = ((k: Kernel, d: irq_domain, ...args: A) => R) & FunctionInfo;

export interface irq_domain_ops {
  /** For showing and hashing: the name of the kernel's table. */
  name: string;
  match?: Op<[node: device_node | undefined, bus_token: number], number> | undefined;
  select?: Op<[fwspec: irq_fwspec, bus_token: number], number> | undefined;
  map?: Op<[virq: number, hw: number], number> | undefined;
  unmap?: Op<[virq: number], void> | undefined;
  xlate?:
    | Op<[node: device_node | undefined, intspec: readonly number[], intsize: number], Translated | number>
    | undefined;
  alloc?: Op<[virq: number, nr_irqs: number, arg: unknown], number> | undefined;
  free?: Op<[virq: number, nr_irqs: number], void> | undefined;
  activate?: Op<[d: irq_data, reserve: boolean], number> | undefined;
  deactivate?: Op<[d: irq_data], void> | undefined;
  translate?: Op<[fwspec: irq_fwspec], Translated | number> | undefined;
  /** 7.3: what debugfs shows of each interrupt beside its chip: here the composed message. */
  debug_show?: 'msi_domain_debug_show' | undefined;
  /** 7.3. An errno where the specifier cannot be understood. */
  get_fwspec_info?: (((k: Kernel, fwspec: irq_fwspec) => irq_fwspec_info | number) & FunctionInfo) | undefined;
}

/** 7.3: what a specifier says beside its interrupt. */
export interface irq_fwspec_info {
  /** The CPUs that a per-CPU interrupt is for; undefined where nothing is known. */
  readonly affinity: Cpumask | undefined;
}

/** A number space of interrupts and how to reach it. */
export interface irq_domain extends Recorded {
  name: string | undefined;
  ops: irq_domain_ops | undefined;
  host_data: Recorded | undefined;
  flags: number;
  mapcount: number;
  root: irq_domain | undefined;
  fwnode: fwnode_handle | undefined;
  bus_token: number;
  dev: device | undefined;
  pm_dev: device | undefined;
  parent: irq_domain | undefined;
  msi_parent_ops: msi_parent_ops | undefined;
  exit: (((k: Kernel, d: irq_domain) => void) & FunctionInfo) | undefined;
  hwirq_max: number;
  revmap_size: number;
  /** hwirqs at or above revmap_size. */
  revmap_tree: RecordedMap<irq_data>;
  /** hwirqs below revmap_size. */
  revmap: RecordedMap<irq_data>;
}
export const irq_domain = struct<irq_domain>(
  'irq_domain',
  {
    name: str(),
    ops: data(),
    host_data: ref(),
    flags: bits(IRQ_DOMAIN_FLAGS),
    mapcount: num(),
    root: ref(),
    fwnode: ref(),
    bus_token: choice(BUS_TOKEN),
    dev: ref(),
    pm_dev: ref(),
    parent: ref(),
    msi_parent_ops: data(),
    exit: fnptr(),
    hwirq_max: hexnum(),
    revmap_size: num(),
    revmap_tree: map(ref<irq_data>()),
    revmap: map(ref<irq_data>()),
  },
  { label: (domain) => domain.name ?? 'unnamed domain' },
);

/** How a domain is to be made (6.11 and later take it as a structure). */
export interface irq_domain_info {
  fwnode?: fwnode_handle | undefined;
  domain_flags?: number;
  size?: number;
  hwirq_max?: number;
  direct_max?: number;
  hwirq_base?: number;
  virq_base?: number;
  bus_token?: number;
  name_suffix?: string | undefined;
  ops?: irq_domain_ops | undefined;
  host_data?: Recorded | undefined;
  parent?: irq_domain | undefined;
  /** 7.3. */
  dev?: device | undefined;
  init?: (((k: Kernel, d: irq_domain) => number) & FunctionInfo) | undefined;
  exit?: (((k: Kernel, d: irq_domain) => void) & FunctionInfo) | undefined;
}
/** ~0 as irq_hw_number_t: what a domain without a limit has as hwirq_max. JavaScript numbers hold 2^53 - 1. */
export const HWIRQ_NO_LIMIT = Number.MAX_SAFE_INTEGER;

// --- accessors that the kernel keeps in the header; those that call other functions are in kernel/irq/irqdomain/inline.ts

export function irq_domain_is_hierarchy(domain: irq_domain): boolean {
  return (domain.flags & IRQ_DOMAIN_FLAG_HIERARCHY) !== 0;
}
export function irq_domain_is_ipi(domain: irq_domain): boolean {
  return (domain.flags & (IRQ_DOMAIN_FLAG_IPI_PER_CPU | IRQ_DOMAIN_FLAG_IPI_SINGLE)) !== 0;
}
export function irq_domain_is_ipi_per_cpu(domain: irq_domain): boolean {
  return (domain.flags & IRQ_DOMAIN_FLAG_IPI_PER_CPU) !== 0;
}
export function irq_domain_is_ipi_single(domain: irq_domain): boolean {
  return (domain.flags & IRQ_DOMAIN_FLAG_IPI_SINGLE) !== 0;
}
export function irq_domain_is_msi(domain: irq_domain): boolean {
  return (domain.flags & IRQ_DOMAIN_FLAG_MSI) !== 0;
}
/** 6.1 only. */
export function irq_domain_is_msi_remap(domain: irq_domain): boolean {
  return (domain.flags & IRQ_DOMAIN_FLAG_MSI_REMAP) !== 0;
}
/** From 6.2 on. */
export function irq_domain_is_msi_parent(domain: irq_domain): boolean {
  return (domain.flags & IRQ_DOMAIN_FLAG_MSI_PARENT) !== 0;
}
/** From 6.2 on. */
export function irq_domain_is_msi_device(domain: irq_domain): boolean {
  return (domain.flags & IRQ_DOMAIN_FLAG_MSI_DEVICE) !== 0;
}

export function is_fwnode_irqchip(fwnode: fwnode_handle | undefined): fwnode is irqchip_fwid {
  return fwnode !== undefined && fwnode.$type === irqchip_fwid;
}
