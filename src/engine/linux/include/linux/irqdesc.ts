/** Models include/linux/irqdesc.h: the interrupt descriptor. */
import type { Cpumask } from '../../../../base/cpumask.ts';
import {
  always,
  bits,
  bool,
  cpus,
  fnptr,
  hexnum,
  map,
  maybeCpus,
  num,
  type Recorded,
  type RecordedMap,
  later,
  ref,
  str,
  struct,
} from '../../../recorder/index.ts';
import type { irqaction } from './interrupt.ts';
import {
  type irq_chip,
  IRQ_DISABLE_UNLAZY,
  type irq_common_data,
  type irq_data,
  type irq_flow_handler_t,
  IRQ_HIDDEN,
  IRQ_IS_POLLED,
  IRQ_LEVEL,
  IRQ_MOVE_PCNTXT,
  IRQ_NESTED_THREAD,
  IRQ_NO_BALANCING,
  IRQ_NO_DEBUG,
  IRQ_NOAUTOEN,
  IRQ_NOPROBE,
  IRQ_NOREQUEST,
  IRQ_NOTHREAD,
  IRQ_PER_CPU,
  IRQ_PER_CPU_DEVID,
  IRQ_RESERVED,
} from './irq.ts';

/** Internal state bits of a descriptor (kernel/irq/internals.h). */
export const IRQS_AUTODETECT = 0x1;
export const IRQS_SPURIOUS_DISABLED = 0x2;
export const IRQS_POLL_INPROGRESS = 0x8;
export const IRQS_ONESHOT = 0x20;
export const IRQS_REPLAY = 0x40;
export const IRQS_WAITING = 0x80;
export const IRQS_PENDING = 0x200;
export const IRQS_SUSPENDED = 0x800;
export const IRQS_TIMINGS = 0x1000;
export const IRQS_NMI = 0x2000;
export const IRQS_SYSFS = 0x4000;
export const IRQS_NAMES = {
  IRQS_AUTODETECT,
  IRQS_SPURIOUS_DISABLED,
  IRQS_POLL_INPROGRESS,
  IRQS_ONESHOT,
  IRQS_REPLAY,
  IRQS_WAITING,
  IRQS_PENDING,
  IRQS_SUSPENDED,
  IRQS_TIMINGS,
  IRQS_NMI,
  IRQS_SYSFS,
} as const;

/** Names of the line settings as kernel/irq/settings.h spells them. */
export const STATUS_NAMES = {
  _IRQ_LEVEL: IRQ_LEVEL,
  _IRQ_PER_CPU: IRQ_PER_CPU,
  _IRQ_NOPROBE: IRQ_NOPROBE,
  _IRQ_NOREQUEST: IRQ_NOREQUEST,
  _IRQ_NOAUTOEN: IRQ_NOAUTOEN,
  _IRQ_NO_BALANCING: IRQ_NO_BALANCING,
  _IRQ_MOVE_PCNTXT: IRQ_MOVE_PCNTXT,
  _IRQ_NESTED_THREAD: IRQ_NESTED_THREAD,
  _IRQ_NOTHREAD: IRQ_NOTHREAD,
  _IRQ_PER_CPU_DEVID: IRQ_PER_CPU_DEVID,
  _IRQ_IS_POLLED: IRQ_IS_POLLED,
  _IRQ_DISABLE_UNLAZY: IRQ_DISABLE_UNLAZY,
  _IRQ_HIDDEN: IRQ_HIDDEN,
  _IRQ_NO_DEBUG: IRQ_NO_DEBUG,
  _IRQ_PROC_VALID: IRQ_RESERVED,
} as const;

export interface irq_desc extends Recorded {
  readonly irq_common_data: irq_common_data;
  readonly irq_data: irq_data;
  /** Interrupts handled, by CPU. */
  kstat_irqs: RecordedMap<number>;
  handle_irq: irq_flow_handler_t | undefined;
  action: irqaction | undefined;
  status_use_accessors: number;
  /** The kernel's core_internal_state__do_not_mess_with_it. */
  istate: number;
  depth: number;
  wake_depth: number;
  tot_count: number;
  irq_count: number;
  last_unhandled: number;
  irqs_unhandled: number;
  threads_handled: number;
  /** CPUs a per-CPU interrupt is enabled on; undefined for others. */
  percpu_enabled: Cpumask | undefined;
  percpu_affinity: Cpumask | undefined;
  affinity_hint: Cpumask | undefined;
  /** Where a pending move goes (CONFIG_GENERIC_PENDING_IRQ is off on arm64; kept for other machines). */
  pending_mask: Cpumask;
  threads_oneshot: number;
  threads_active: number;
  /** Whether /proc/irq/N exists. */
  dir: boolean;
  /** Whether debugfs shows it, and the device name there. */
  debugfs_file: boolean;
  dev_name: string | undefined;
  parent_irq: number;
  name: string | undefined;
  /** threads_handled when the interrupt was last looked at, with SPURIOUS_DEFERRED on top. */
  threads_handled_last: number;
  /** 7.3: where an interrupt that shares a parent with others is handled. The kernel's redirect.target_cpu. */
  redirect_target_cpu: number;
}

export const irq_desc = struct<irq_desc>(
  'irq_desc',
  {
    irq_common_data: always(ref()),
    irq_data: always(ref()),
    kstat_irqs: map(num()),
    handle_irq: fnptr(),
    action: ref(),
    status_use_accessors: bits(STATUS_NAMES),
    istate: bits(IRQS_NAMES),
    depth: num(),
    wake_depth: num(),
    tot_count: num(),
    irq_count: num(),
    last_unhandled: num(),
    irqs_unhandled: num(),
    threads_handled: num(),
    percpu_enabled: maybeCpus(),
    percpu_affinity: maybeCpus(),
    affinity_hint: maybeCpus(),
    pending_mask: cpus(),
    threads_oneshot: num(),
    threads_active: num(),
    dir: bool(),
    debugfs_file: bool(),
    dev_name: str(),
    parent_irq: num(),
    name: str(),
    threads_handled_last: hexnum(),
    redirect_target_cpu: later(num()),
  },
  { label: (desc) => `irq ${desc.irq_data.irq}` },
);

// --- accessors that the kernel keeps in the header; irq_data_to_desc and what needs it are in kernel/irq/irqdesc

export function irq_desc_get_irq(desc: irq_desc): number {
  return desc.irq_data.irq;
}
export function irq_desc_get_irq_data(desc: irq_desc): irq_data {
  return desc.irq_data;
}
export function irq_desc_get_chip(desc: irq_desc): irq_chip | undefined {
  return desc.irq_data.chip;
}
export function irq_desc_get_chip_data(desc: irq_desc): Recorded | undefined {
  return desc.irq_data.chip_data;
}
export function irq_desc_get_handler_data(desc: irq_desc): Recorded | undefined {
  return desc.irq_common_data.handler_data;
}
export function irq_desc_has_action(desc: irq_desc | undefined): boolean {
  return desc?.action !== undefined;
}
