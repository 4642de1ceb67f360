/** Models include/linux/irq.h: irq_common_data, irq_data, irq_chip, and the state bits with their names. */
import { must } from '../../../../base/assert.ts';
import type { Cpumask } from '../../../../base/cpumask.ts';
import {
  bits,
  cpus,
  data,
  type FunctionInfo,
  hexnum,
  num,
  type Recorded,
  ref,
  struct,
} from '../../../recorder/index.ts';
import type { Kernel } from '../../kernel.ts';
import type { irq_desc } from './irqdesc.ts';
import type { irq_domain } from './irqdomain.ts';
import type { msi_desc, msi_msg } from './msi.ts';

export const IRQ_TYPE_NONE = 0;
export const IRQ_TYPE_EDGE_RISING = 1;
export const IRQ_TYPE_EDGE_FALLING = 2;
export const IRQ_TYPE_EDGE_BOTH = 3;
export const IRQ_TYPE_LEVEL_HIGH = 4;
export const IRQ_TYPE_LEVEL_LOW = 8;
export const IRQ_TYPE_LEVEL_MASK = 0xc;
export const IRQ_TYPE_SENSE_MASK = 0xf;
export const IRQ_TYPE_DEFAULT = 0xf;

/** Line settings of a descriptor (status_use_accessors). */
export const IRQ_TYPE_PROBE = 1 << 4;
export const IRQ_LEVEL = 1 << 8;
export const IRQ_PER_CPU = 1 << 9;
export const IRQ_NOPROBE = 1 << 10;
export const IRQ_NOREQUEST = 1 << 11;
export const IRQ_NOAUTOEN = 1 << 12;
export const IRQ_NO_BALANCING = 1 << 13;
export const IRQ_MOVE_PCNTXT = 1 << 14;
export const IRQ_NESTED_THREAD = 1 << 15;
export const IRQ_NOTHREAD = 1 << 16;
export const IRQ_PER_CPU_DEVID = 1 << 17;
export const IRQ_IS_POLLED = 1 << 18;
export const IRQ_DISABLE_UNLAZY = 1 << 19;
export const IRQ_HIDDEN = 1 << 20;
export const IRQ_NO_DEBUG = 1 << 21;
/** 7.3: kernel/irq has it for rows of /proc/interrupts. */
export const IRQ_RESERVED = 1 << 22;
export const IRQF_MODIFY_MASK =
  IRQ_TYPE_SENSE_MASK |
  IRQ_NOPROBE |
  IRQ_NOREQUEST |
  IRQ_NOAUTOEN |
  IRQ_MOVE_PCNTXT |
  IRQ_LEVEL |
  IRQ_NO_BALANCING |
  IRQ_PER_CPU |
  IRQ_NESTED_THREAD |
  IRQ_NOTHREAD |
  IRQ_PER_CPU_DEVID |
  IRQ_IS_POLLED |
  IRQ_DISABLE_UNLAZY |
  IRQ_HIDDEN;
export const IRQ_NO_BALANCING_MASK = IRQ_PER_CPU | IRQ_NO_BALANCING;

/** Set-affinity results: the core copies the mask, the chip did, or a stacked parent did. */
export const IRQ_SET_MASK_OK = 0;
export const IRQ_SET_MASK_OK_NOCOPY = 1;
export const IRQ_SET_MASK_OK_DONE = 2;

/** State bits of irq_common_data (state_use_accessors). */
export const IRQD_TRIGGER_MASK = 0xf;
export const IRQD_SETAFFINITY_PENDING = 1 << 8;
export const IRQD_ACTIVATED = 1 << 9;
export const IRQD_NO_BALANCING = 1 << 10;
export const IRQD_PER_CPU = 1 << 11;
export const IRQD_AFFINITY_SET = 1 << 12;
export const IRQD_LEVEL = 1 << 13;
export const IRQD_WAKEUP_STATE = 1 << 14;
export const IRQD_MOVE_PCNTXT = 1 << 15;
export const IRQD_IRQ_DISABLED = 1 << 16;
export const IRQD_IRQ_MASKED = 1 << 17;
export const IRQD_IRQ_INPROGRESS = 1 << 18;
export const IRQD_WAKEUP_ARMED = 1 << 19;
export const IRQD_FORWARDED_TO_VCPU = 1 << 20;
export const IRQD_AFFINITY_MANAGED = 1 << 21;
export const IRQD_IRQ_STARTED = 1 << 22;
export const IRQD_MANAGED_SHUTDOWN = 1 << 23;
export const IRQD_SINGLE_TARGET = 1 << 24;
export const IRQD_DEFAULT_TRIGGER_SET = 1 << 25;
export const IRQD_CAN_RESERVE = 1 << 26;
export const IRQD_HANDLE_ENFORCE_IRQCTX = 1 << 27;
export const IRQD_AFFINITY_ON_ACTIVATE = 1 << 28;
export const IRQD_IRQ_ENABLED_ON_SUSPEND = 1 << 29;
/** From 6.4 on. */
export const IRQD_RESEND_WHEN_IN_PROGRESS = 1 << 30;

/** Names of the state bits, for showing. */
export const IRQD_NAMES = {
  IRQD_SETAFFINITY_PENDING,
  IRQD_ACTIVATED,
  IRQD_NO_BALANCING,
  IRQD_PER_CPU,
  IRQD_AFFINITY_SET,
  IRQD_LEVEL,
  IRQD_WAKEUP_STATE,
  IRQD_MOVE_PCNTXT,
  IRQD_IRQ_DISABLED,
  IRQD_IRQ_MASKED,
  IRQD_IRQ_INPROGRESS,
  IRQD_WAKEUP_ARMED,
  IRQD_FORWARDED_TO_VCPU,
  IRQD_AFFINITY_MANAGED,
  IRQD_IRQ_STARTED,
  IRQD_MANAGED_SHUTDOWN,
  IRQD_SINGLE_TARGET,
  IRQD_DEFAULT_TRIGGER_SET,
  IRQD_CAN_RESERVE,
  IRQD_HANDLE_ENFORCE_IRQCTX,
  IRQD_AFFINITY_ON_ACTIVATE,
  IRQD_IRQ_ENABLED_ON_SUSPEND,
  IRQD_RESEND_WHEN_IN_PROGRESS,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
} as const;

/** Flags of an irq_chip. */
export const IRQCHIP_SET_TYPE_MASKED = 1 << 0;
export const IRQCHIP_EOI_IF_HANDLED = 1 << 1;
export const IRQCHIP_MASK_ON_SUSPEND = 1 << 2;
export const IRQCHIP_ONOFFLINE_ENABLED = 1 << 3;
export const IRQCHIP_SKIP_SET_WAKE = 1 << 4;
export const IRQCHIP_ONESHOT_SAFE = 1 << 5;
export const IRQCHIP_EOI_THREADED = 1 << 6;
export const IRQCHIP_SUPPORTS_LEVEL_MSI = 1 << 7;
export const IRQCHIP_SUPPORTS_NMI = 1 << 8;
export const IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND = 1 << 9;
export const IRQCHIP_AFFINITY_PRE_STARTUP = 1 << 10;
export const IRQCHIP_IMMUTABLE = 1 << 11;
/** 7.3: moving has to wait for the next interrupt. Before, IRQD_MOVE_PCNTXT said the opposite of each interrupt. */
export const IRQCHIP_MOVE_DEFERRED = 1 << 12;

/** What irq_get_irqchip_state and irq_set_irqchip_state speak of. */
export type irqchip_irq_state = 'PENDING' | 'ACTIVE' | 'MASKED' | 'LINE_LEVEL';

/** What all levels of an interrupt's hierarchy share. */
export interface irq_common_data extends Recorded {
  state_use_accessors: number;
  node: number;
  handler_data: Recorded | undefined;
  msi_desc: msi_desc | undefined;
  affinity: Cpumask;
  effective_affinity: Cpumask;
  ipi_offset: number;
}
export const irq_common_data = struct<irq_common_data>('irq_common_data', {
  state_use_accessors: bits(IRQD_NAMES),
  node: num(),
  handler_data: ref(),
  msi_desc: ref(),
  affinity: cpus(),
  effective_affinity: cpus(),
  ipi_offset: num(),
});

/** One level of an interrupt's hierarchy: a hwirq in a domain, handled by a chip. */
export interface irq_data extends Recorded {
  mask: number;
  irq: number;
  hwirq: number;
  common: irq_common_data | undefined;
  chip: irq_chip | undefined;
  domain: irq_domain | undefined;
  parent_data: irq_data | undefined;
  chip_data: Recorded | undefined;
}
export const irq_data = struct<irq_data>(
  'irq_data',
  {
    mask: hexnum(),
    irq: num(),
    hwirq: hexnum(),
    common: ref(),
    chip: data(),
    domain: ref(),
    parent_data: ref(),
    chip_data: ref(),
  },
  { label: (d) => `irq ${d.irq} hwirq 0x${d.hwirq.toString(16)}` },
);

type ChipOp<A extends unknown[] = [], R = void> = ((k: Kernel, d: irq_data, ...args: A) => R) & FunctionInfo;

/**
 * A controller's operations. Immutable once an interrupt uses it; the kernel's fix-ups (msi_domain_update_chip_ops and
 * the like) build it before that, so each Kernel makes its own copies of chips that are fixed up.
 */
export interface irq_chip {
  name: string | undefined;
  irq_startup?: ChipOp<[], number> | undefined;
  irq_shutdown?: ChipOp | undefined;
  irq_enable?: ChipOp | undefined;
  irq_disable?: ChipOp | undefined;
  irq_ack?: ChipOp | undefined;
  /** 7.3. */
  irq_pre_redirect?: ChipOp | undefined;
  irq_mask?: ChipOp | undefined;
  irq_mask_ack?: ChipOp | undefined;
  irq_unmask?: ChipOp | undefined;
  irq_eoi?: ChipOp | undefined;
  irq_set_affinity?: ChipOp<[dest: Cpumask, force: boolean], number> | undefined;
  irq_retrigger?: ChipOp<[], number> | undefined;
  irq_set_type?: ChipOp<[flow_type: number], number> | undefined;
  irq_set_wake?: ChipOp<[on: number], number> | undefined;
  irq_bus_lock?: ChipOp | undefined;
  irq_bus_sync_unlock?: ChipOp | undefined;
  irq_calc_mask?: ChipOp | undefined;
  /** What /proc/interrupts prints for the chip, where it is not its name. Reads state only, so it works on any moment. */
  irq_print_chip?: ((d: irq_data) => string) | undefined;
  irq_request_resources?: ChipOp<[], number> | undefined;
  irq_release_resources?: ChipOp | undefined;
  irq_compose_msi_msg?: ChipOp<[msg: msi_msg]> | undefined;
  irq_write_msi_msg?: ChipOp<[msg: msi_msg]> | undefined;
  /** Returns an errno or the state. */
  irq_get_irqchip_state?: ChipOp<[which: irqchip_irq_state], number | boolean> | undefined;
  irq_set_irqchip_state?: ChipOp<[which: irqchip_irq_state, state: boolean], number> | undefined;
  irq_set_vcpu_affinity?: ChipOp<[info: object | undefined], number> | undefined;
  ipi_send_single?: ChipOp<[cpu: number]> | undefined;
  ipi_send_mask?: ChipOp<[dest: Cpumask]> | undefined;
  flags: number;
}

/** The flow handler of a descriptor. */
export type irq_flow_handler_t = ((k: Kernel, desc: irq_desc) => void) & FunctionInfo;

// --- accessors that the kernel keeps in the header

const common = (d: irq_data): irq_common_data => {
  if (d.common === undefined) throw new Error('irqscope: irq_data without common data');
  return d.common;
};

export function irqd_get(d: irq_data): number {
  return common(d).state_use_accessors;
}
export function irqd_has(d: irq_data, mask: number): boolean {
  return (common(d).state_use_accessors & mask) !== 0;
}
export function irqd_set(d: irq_data, mask: number): void {
  common(d).state_use_accessors |= mask;
}
export function irqd_clear(d: irq_data, mask: number): void {
  common(d).state_use_accessors &= ~mask;
}
export function irqd_get_trigger_type(d: irq_data): number {
  return common(d).state_use_accessors & IRQD_TRIGGER_MASK;
}
export function irqd_set_trigger_type(d: irq_data, type: number): void {
  irqd_clear(d, IRQD_TRIGGER_MASK);
  irqd_set(d, (type & IRQD_TRIGGER_MASK) | IRQD_DEFAULT_TRIGGER_SET);
}
export function irqd_set_single_target(d: irq_data): void {
  irqd_set(d, IRQD_SINGLE_TARGET);
}
export function irqd_is_level_type(d: irq_data): boolean {
  return irqd_has(d, IRQD_LEVEL);
}
export function irqd_set_affinity_on_activate(d: irq_data): void {
  irqd_set(d, IRQD_AFFINITY_ON_ACTIVATE);
}
export function irq_data_get_affinity_mask(d: irq_data): Cpumask {
  return common(d).affinity;
}
export function irq_data_update_affinity(d: irq_data, mask: Cpumask): void {
  common(d).affinity = mask;
}
export function irq_data_get_effective_affinity_mask(d: irq_data): Cpumask {
  return common(d).effective_affinity;
}
export function irq_data_update_effective_affinity(d: irq_data, mask: Cpumask): void {
  common(d).effective_affinity = mask;
}
export function irq_data_get_irq_chip_data(d: irq_data): Recorded | undefined {
  return d.chip_data;
}
export function irqd_to_hwirq(d: irq_data): number {
  return d.hwirq;
}
export function irqd_is_setaffinity_pending(d: irq_data): boolean {
  return irqd_has(d, IRQD_SETAFFINITY_PENDING);
}
export function irqd_is_per_cpu(d: irq_data): boolean {
  return irqd_has(d, IRQD_PER_CPU);
}
export function irqd_can_balance(d: irq_data): boolean {
  return !irqd_has(d, IRQD_PER_CPU | IRQD_NO_BALANCING);
}
export function irqd_affinity_was_set(d: irq_data): boolean {
  return irqd_has(d, IRQD_AFFINITY_SET);
}
export function irqd_trigger_type_was_set(d: irq_data): boolean {
  return irqd_has(d, IRQD_DEFAULT_TRIGGER_SET);
}
export function irqd_is_single_target(d: irq_data): boolean {
  return irqd_has(d, IRQD_SINGLE_TARGET);
}
export function irqd_set_handle_enforce_irqctx(d: irq_data): void {
  irqd_set(d, IRQD_HANDLE_ENFORCE_IRQCTX);
}
export function irqd_is_handle_enforce_irqctx(d: irq_data): boolean {
  return irqd_has(d, IRQD_HANDLE_ENFORCE_IRQCTX);
}
export function irqd_is_wakeup_set(d: irq_data): boolean {
  return irqd_has(d, IRQD_WAKEUP_STATE);
}
export function irqd_is_wakeup_armed(d: irq_data): boolean {
  return irqd_has(d, IRQD_WAKEUP_ARMED);
}
export function irqd_can_move_in_process_context(d: irq_data): boolean {
  return irqd_has(d, IRQD_MOVE_PCNTXT);
}
export function irqd_irq_disabled(d: irq_data): boolean {
  return irqd_has(d, IRQD_IRQ_DISABLED);
}
export function irqd_irq_masked(d: irq_data): boolean {
  return irqd_has(d, IRQD_IRQ_MASKED);
}
export function irqd_irq_inprogress(d: irq_data): boolean {
  return irqd_has(d, IRQD_IRQ_INPROGRESS);
}
export function irqd_is_forwarded_to_vcpu(d: irq_data): boolean {
  return irqd_has(d, IRQD_FORWARDED_TO_VCPU);
}
export function irqd_set_forwarded_to_vcpu(d: irq_data): void {
  irqd_set(d, IRQD_FORWARDED_TO_VCPU);
}
export function irqd_clr_forwarded_to_vcpu(d: irq_data): void {
  irqd_clear(d, IRQD_FORWARDED_TO_VCPU);
}
export function irqd_affinity_is_managed(d: irq_data): boolean {
  return irqd_has(d, IRQD_AFFINITY_MANAGED);
}
export function irqd_is_activated(d: irq_data): boolean {
  return irqd_has(d, IRQD_ACTIVATED);
}
export function irqd_set_activated(d: irq_data): void {
  irqd_set(d, IRQD_ACTIVATED);
}
export function irqd_clr_activated(d: irq_data): void {
  irqd_clear(d, IRQD_ACTIVATED);
}
export function irqd_is_started(d: irq_data): boolean {
  return irqd_has(d, IRQD_IRQ_STARTED);
}
export function irqd_is_managed_and_shutdown(d: irq_data): boolean {
  return irqd_has(d, IRQD_MANAGED_SHUTDOWN);
}
export function irqd_set_can_reserve(d: irq_data): void {
  irqd_set(d, IRQD_CAN_RESERVE);
}
export function irqd_clr_can_reserve(d: irq_data): void {
  irqd_clear(d, IRQD_CAN_RESERVE);
}
export function irqd_can_reserve(d: irq_data): boolean {
  return irqd_has(d, IRQD_CAN_RESERVE);
}
export function irqd_affinity_on_activate(d: irq_data): boolean {
  return irqd_has(d, IRQD_AFFINITY_ON_ACTIVATE);
}
/** From 6.4 on. */
export function irqd_set_resend_when_in_progress(d: irq_data): void {
  irqd_set(d, IRQD_RESEND_WHEN_IN_PROGRESS);
}
export function irqd_needs_resend_when_in_progress(d: irq_data): boolean {
  return irqd_has(d, IRQD_RESEND_WHEN_IN_PROGRESS);
}
export function irq_data_get_irq_chip(d: irq_data): irq_chip | undefined {
  return d.chip;
}
export function irq_data_get_irq_handler_data(d: irq_data): Recorded | undefined {
  return common(d).handler_data;
}

export function irq_data_get_node(d: irq_data): number {
  return common(d).node;
}

/** irq_data_get_msi_desc */
export function irq_data_get_msi_desc(data: irq_data): msi_desc {
  return must(data.common?.msi_desc, 'the MSI descriptor of an irq');
}
