/** Models include/linux/interrupt.h: irqaction, request flags, affinity descriptions. */
import type { Cpumask } from '../../../../base/cpumask.ts';
import {
  later,
  maybeCpus,
  bits,
  bool,
  fnptr,
  type FunctionInfo,
  hexnum,
  num,
  type Recorded,
  ref,
  str,
  struct,
} from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';

export const IRQF_TRIGGER_NONE = 0x0;
export const IRQF_TRIGGER_RISING = 0x1;
export const IRQF_TRIGGER_FALLING = 0x2;
export const IRQF_TRIGGER_HIGH = 0x4;
export const IRQF_TRIGGER_LOW = 0x8;
export const IRQF_TRIGGER_MASK = 0xf;
export const IRQF_TRIGGER_PROBE = 0x10;
export const IRQF_SHARED = 0x80;
export const IRQF_PROBE_SHARED = 0x100;
export const __IRQF_TIMER = 0x200;
export const IRQF_PERCPU = 0x400;
export const IRQF_NOBALANCING = 0x800;
export const IRQF_IRQPOLL = 0x1000;
export const IRQF_ONESHOT = 0x2000;
export const IRQF_NO_SUSPEND = 0x4000;
export const IRQF_FORCE_RESUME = 0x8000;
export const IRQF_NO_THREAD = 0x10000;
export const IRQF_EARLY_RESUME = 0x20000;
export const IRQF_COND_SUSPEND = 0x40000;
export const IRQF_NO_AUTOEN = 0x80000;
export const IRQF_NO_DEBUG = 0x100000;
/** From 6.8 on. */
export const IRQF_COND_ONESHOT = 0x200000;
export const IRQF_TIMER = __IRQF_TIMER | IRQF_NO_SUSPEND | IRQF_NO_THREAD;

export const IRQF_NAMES = {
  IRQF_SHARED,
  IRQF_PROBE_SHARED,
  __IRQF_TIMER,
  IRQF_PERCPU,
  IRQF_NOBALANCING,
  IRQF_IRQPOLL,
  IRQF_ONESHOT,
  IRQF_NO_SUSPEND,
  IRQF_FORCE_RESUME,
  IRQF_NO_THREAD,
  IRQF_EARLY_RESUME,
  IRQF_COND_SUSPEND,
  IRQF_NO_AUTOEN,
  IRQF_NO_DEBUG,
  IRQF_COND_ONESHOT,
} as const;

export const IRQ_NOTCONNECTED = 0x80000000;

/** What a handler says (include/linux/irqreturn.h). */
export const IRQ_NONE = 0;
export const IRQ_HANDLED = 1;
export const IRQ_WAKE_THREAD = 2;

/** A device's handler. `dev` is what was given to request_irq. */
export type irq_handler_t = ((k: Kernel, irq: number, dev: Recorded | undefined) => number) & FunctionInfo;

/** One handler of an interrupt. */
export interface irqaction extends Recorded {
  handler: irq_handler_t | undefined;
  dev_id: Recorded | undefined;
  percpu_dev_id: Recorded | undefined;
  next: irqaction | undefined;
  thread_fn: irq_handler_t | undefined;
  /** Whether the interrupt has a thread (irq/N-name). */
  thread: boolean;
  secondary: irqaction | undefined;
  irq: number;
  flags: number;
  thread_flags: number;
  thread_mask: number;
  name: string | undefined;
  /** Whether /proc/irq/N/name exists. */
  dir: boolean;
  /** 7.3: the CPUs that a handler of a per-CPU interrupt is for. */
  affinity: Cpumask | undefined;
}
export const irqaction = struct<irqaction>(
  'irqaction',
  {
    handler: fnptr(),
    dev_id: ref(),
    percpu_dev_id: ref(),
    next: ref(),
    thread_fn: fnptr(),
    thread: bool(),
    secondary: ref(),
    irq: num(),
    flags: bits(IRQF_NAMES),
    thread_flags: hexnum(),
    thread_mask: hexnum(),
    name: str(),
    dir: bool(),
    affinity: later(maybeCpus()),
  },
  { label: (action) => `action ${action.name ?? '(null)'}` },
);

/** How a driver wants its vectors spread. */
export interface irq_affinity {
  pre_vectors: number;
  post_vectors: number;
  nr_sets: number;
  set_size: number[];
  /** Splits nvecs over sets; fills nr_sets and set_size. */
  calc_sets?: ((k: Kernel, affd: irq_affinity, nvecs: number) => void) | undefined;
  priv?: Recorded | undefined;
}

/** Where one vector goes, and whether the kernel manages it. */
export interface irq_affinity_desc {
  mask: Cpumask;
  is_managed: boolean;
}

/** What request_any_context_irq says: where the handler runs. */
export const IRQC_IS_HARDIRQ = 0;
export const IRQC_IS_NESTED = 1;
/** How many sets of vectors a driver can ask for. */
export const IRQ_AFFINITY_MAX_SETS = 4;
