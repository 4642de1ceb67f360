/** The driver's structures and static variables (drivers/irqchip/irq-gic-v3-its.c), and the helpers that only read them. */
import { must } from '../../../../../base/assert.ts';
import {
  big,
  bits,
  bool,
  data,
  fnptr,
  type FunctionInfo,
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  struct,
} from '../../../../recorder/index.ts';
import type { fwnode_handle } from '../../../include/linux/fwnode.ts';
import type { irq_chip, irq_data } from '../../../include/linux/irq.ts';
import type { rdist, rdists } from '../../../include/linux/irqchip/arm-gic-v3.ts';
import { type irq_domain, IRQ_DOMAIN_FLAGS } from '../../../include/linux/irqdomain.ts';
import type { msi_parent_ops } from '../../../include/linux/msi.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { GITS_BASER_TYPE, GITS_TYPER_DEVBITS, GITS_TYPER_VLPIS, GITS_TYPER_VMAPP } from './registers.ts';

export const ITS_FLAGS_CMDQ_NEEDS_FLUSHING = 1 << 0;
/** From 6.6 on. */
export const ITS_FLAGS_FORCE_NON_SHAREABLE = 1 << 3;

/** A table the driver gave the ITS, and what GITS_BASER<n> reads back. */
export interface its_baser extends Recorded {
  /** n of GITS_BASER<n>. */
  index: number;
  base: number;
  val: bigint;
  order: number;
  psz: number;
}
export const its_baser = struct<its_baser>(
  'its_baser',
  { index: num(), base: hexnum(), val: big(), order: num(), psz: hexnum() },
  { label: (baser) => `GITS_BASER${baser.index}` },
);

/** A bag of interrupts that go to one redistributor; there is one for each CPU. */
export interface its_collection extends Recorded {
  target_address: bigint;
  col_id: number;
}
export const its_collection = struct<its_collection>(
  'its_collection',
  { target_address: big(), col_id: num() },
  { label: (col) => `collection ${col.col_id}` },
);

/** One ITS. */
export interface its_node extends Recorded {
  base: number;
  phys_base: number;
  /** The command queue, and where the next command goes. */
  cmd_base: number;
  cmd_write: number;
  /** By n of GITS_BASER<n>. */
  tables: RecordedMap<its_baser>;
  /** By CPU. */
  collections: RecordedMap<its_collection>;
  fwnode_handle: fwnode_handle | undefined;
  get_msi_base: (((k: Kernel, its_dev: its_device) => number) & FunctionInfo) | undefined;
  typer: bigint;
  mpidr: number;
  its_device_list: RecordedList<its_device>;
  flags: number;
  list_nr: number;
  numa_node: number;
  msi_domain_flags: number;
}
export const its_node = struct<its_node>(
  'its_node',
  {
    base: hexnum(),
    phys_base: hexnum(),
    cmd_base: hexnum(),
    cmd_write: hexnum(),
    tables: map(ref<its_baser>()),
    collections: map(ref<its_collection>()),
    fwnode_handle: ref(),
    get_msi_base: fnptr(),
    typer: big(),
    mpidr: hexnum(),
    its_device_list: list(ref<its_device>()),
    flags: bits({ ITS_FLAGS_CMDQ_NEEDS_FLUSHING, ITS_FLAGS_FORCE_NON_SHAREABLE }),
    list_nr: num(),
    numa_node: num(-1),
    msi_domain_flags: bits(IRQ_DOMAIN_FLAGS),
  },
  { label: (its) => `ITS at 0x${its.phys_base.toString(16)}` },
);

/** What an ITS knows of a device: its DeviceID, its interrupt translation table, and its block of LPIs (event_map). */
export interface its_device extends Recorded {
  its: its_node | undefined;
  /** event_map.lpi_map: which events are taken, 32 to a word. */
  lpi_map: RecordedMap<number>;
  /** event_map.col_map: the CPU of each event. */
  col_map: RecordedMap<number>;
  /** event_map.lpi_base: the LPI of event 0. */
  lpi_base: number;
  nr_lpis: number;
  /** Physical address of its interrupt translation table. */
  itt: number;
  nr_ites: number;
  device_id: number;
  shared: boolean;
}
export const its_device = struct<its_device>(
  'its_device',
  {
    its: ref(),
    lpi_map: map(hexnum()),
    col_map: map(num()),
    lpi_base: num(),
    nr_lpis: num(),
    itt: hexnum(),
    nr_ites: num(),
    device_id: hexnum(),
    shared: bool(),
  },
  { label: (dev) => `ITS device 0x${dev.device_id.toString(16)}` },
);

/** A run of LPIs that nobody has. */
export interface lpi_range extends Recorded {
  base_id: number;
  span: number;
}
export const lpi_range = struct<lpi_range>(
  'lpi_range',
  { base_id: num(), span: num() },
  { label: (range) => `LPIs ${range.base_id} to ${range.base_id + range.span - 1}` },
);

export interface irq_gic_v3_its_c extends Recorded {
  lpi_id_bits: number;
  lpi_prop_prio: number;
  its_nodes: RecordedList<its_node>;
  gic_rdists: rdists | undefined;
  its_parent: irq_domain | undefined;
  its_list_map: number;
  /** The kernel's list, which is always in order of base_id: here by base_id. */
  lpi_range_list: RecordedMap<lpi_range>;
  /** cpu_lpi_count.managed and .unmanaged, by CPU. */
  cpu_lpi_count_managed: RecordedMap<number>;
  cpu_lpi_count_unmanaged: RecordedMap<number>;
  /** vpe_proxy.dev */
  vpe_proxy_dev: its_device | undefined;
  its_irq_chip: irq_chip | undefined;
  /** A table of irq-gic-its-msi-parent.c. */
  gic_v3_its_msi_parent_ops: msi_parent_ops | undefined;
}
export const irq_gic_v3_its_c = statics<irq_gic_v3_its_c>('drivers/irqchip/irq-gic-v3-its.c', {
  lpi_id_bits: num(),
  lpi_prop_prio: hexnum(),
  its_nodes: list(ref<its_node>()),
  gic_rdists: ref(),
  its_parent: ref(),
  its_list_map: hexnum(),
  lpi_range_list: map(ref<lpi_range>()),
  cpu_lpi_count_managed: map(num()),
  cpu_lpi_count_unmanaged: map(num()),
  vpe_proxy_dev: ref(),
  its_irq_chip: data(),
  gic_v3_its_msi_parent_ops: data(),
});

/** GICv4: the ITS can deliver to virtual CPUs. */
export function is_v4(its: its_node): boolean {
  return (its.typer & GITS_TYPER_VLPIS) !== 0n;
}
export function is_v4_1(its: its_node): boolean {
  return (its.typer & GITS_TYPER_VMAPP) !== 0n;
}
export function device_ids(its: its_node): number {
  return GITS_TYPER_DEVBITS(its.typer);
}

export function gic_rdists(k: Kernel): rdists {
  return must(irq_gic_v3_its_c(k).gic_rdists, 'the redistributors that its_init was given');
}
export function gic_data_rdist_cpu(k: Kernel, cpu: number): rdist {
  return must(gic_rdists(k).rdist.get(cpu), `the redistributor of CPU ${cpu}`);
}
export function gic_data_rdist(k: Kernel): rdist {
  return gic_data_rdist_cpu(k, k.cpu);
}

/** The ITS of a device. */
export function its_of(dev: its_device): its_node {
  return must(dev.its, 'the ITS of an ITS device');
}
/** irq_data_get_irq_chip_data of an interrupt of this driver. */
export function its_dev_of(d: irq_data): its_device {
  return its_device.of(must(d.chip_data, 'the ITS device of an LPI'));
}
export function its_get_event_id(d: irq_data): number {
  return d.hwirq - its_dev_of(d).lpi_base;
}
export function collection_of(its: its_node, cpu: number): its_collection {
  return must(its.collections.get(cpu), `collection ${cpu}`);
}
export function dev_event_to_col(dev: its_device, event: number): its_collection {
  return collection_of(its_of(dev), dev.col_map.get(event) ?? 0);
}

/** its_get_baser: the table that holds this kind of thing. */
export function its_get_baser(its: its_node, type: number): its_baser | undefined {
  return its.tables.values().find((baser) => GITS_BASER_TYPE(baser.val) === type);
}

/** "ITS@0x0000000008080000" */
export function itsName(phys_base: number): string {
  return `ITS@0x${phys_base.toString(16).padStart(16, '0')}`;
}
