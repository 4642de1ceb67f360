/** Models the file-wide state of drivers/clocksource/arm_arch_timer.c. */
import {
  always,
  bits,
  bool,
  choice,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  struct,
} from '../../../../recorder/index.ts';
import { clock_event_device } from '../../../include/linux/clockchips.ts';
import { type Kernel, statics } from '../../../kernel.ts';

export const ARCH_TIMER_TYPE_CP15 = 1 << 0;
export const ARCH_TIMER_TYPE_MEM = 1 << 1;

/** Which of the timer node's interrupts is which. */
export const ARCH_TIMER_PHYS_SECURE_PPI = 0;
export const ARCH_TIMER_PHYS_NONSECURE_PPI = 1;
export const ARCH_TIMER_VIRT_PPI = 2;
export const ARCH_TIMER_HYP_PPI = 3;
const ARCH_TIMER_HYP_VIRT_PPI = 4;
export const ARCH_TIMER_MAX_TIMER_PPI = 5;
const PPI_NAMES = {
  ARCH_TIMER_PHYS_SECURE_PPI,
  ARCH_TIMER_PHYS_NONSECURE_PPI,
  ARCH_TIMER_VIRT_PPI,
  ARCH_TIMER_HYP_PPI,
  ARCH_TIMER_HYP_VIRT_PPI,
} as const;

/** One clock event device for each CPU: what alloc_percpu gives. Handlers get it and take their CPU's. */
export interface percpu_clock_event extends Recorded {
  cpu: RecordedMap<clock_event_device>;
}
export const percpu_clock_event = struct<percpu_clock_event>(
  'percpu clock_event_device',
  { cpu: map(ref<clock_event_device>()) },
  { label: () => 'arch_timer_evt' },
);

/** The memory-mapped timer. */
export interface arch_timer extends Recorded {
  base: number;
  readonly evt: clock_event_device;
}
export const arch_timer = struct<arch_timer>(
  'arch_timer',
  { base: hexnum(), evt: always(ref()) },
  { label: () => 'memory-mapped timer' },
);

export interface arch_timer_c extends Recorded {
  arch_timers_present: number;
  arch_timer_rate: number;
  /** Linux interrupt of each PPI; absent where the tree has none. */
  arch_timer_ppi: RecordedMap<number>;
  arch_timer_uses_ppi: number;
  arch_timer_c3stop: boolean;
  arch_timer_mem_use_virtual: boolean;
  arch_timer_evt: percpu_clock_event | undefined;
  arch_timer_mem: arch_timer | undefined;
}
export const arch_timer_c = statics<arch_timer_c>('drivers/clocksource/arm_arch_timer.c', {
  arch_timers_present: bits({ ARCH_TIMER_TYPE_CP15, ARCH_TIMER_TYPE_MEM }),
  arch_timer_rate: num(),
  arch_timer_ppi: map(num()),
  arch_timer_uses_ppi: choice(PPI_NAMES, ARCH_TIMER_VIRT_PPI),
  arch_timer_c3stop: bool(),
  arch_timer_mem_use_virtual: bool(),
  arch_timer_evt: ref(),
  arch_timer_mem: ref(),
});

/** The Linux interrupt of a PPI; 0 for none. */
export function ppi_irq(k: Kernel, ppi: number): number {
  return arch_timer_c(k).arch_timer_ppi.get(ppi) ?? 0;
}

/** The present CPU's clock event device. */
export function this_cpu_evt(k: Kernel): clock_event_device {
  const all = arch_timer_c(k).arch_timer_evt;
  if (all === undefined) throw new Error('irqscope: no arch timer');
  const known = all.cpu.get(k.cpu);
  if (known !== undefined) return known;
  const made = clock_event_device.create(k.rec);
  all.cpu.set(k.cpu, made);
  return made;
}
