/**
 * Models the device-tree part of drivers/clocksource/arm_arch_timer.c for the CPUs' own timers: which of its interrupts
 * the kernel ticks by. Left out: registering the counter as clock source.
 */
import { source } from '../../../../recorder/index.ts';
import { read_sysreg } from '../../../include/asm/io.ts';
import { is_hyp_mode_available, is_kernel_in_hyp_mode } from '../../../include/asm/virt.ts';
import { CPUHP_AP_ARM_ARCH_TIMER_STARTING } from '../../../include/linux/cpuhotplug.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpuhp_setup_state } from '../../../kernel/cpu/index.ts';
import { free_percpu_irq, request_percpu_irq } from '../../../kernel/irq/manage/index.ts';
import { pr_err, pr_info, pr_warn } from '../../../kernel/printk/printk.ts';
import { of_device_is_available, of_find_matching_node } from '../../of/base/index.ts';
import { of_irq_get, of_irq_get_byname } from '../../of/irq/index.ts';
import { of_property_read_bool, of_property_read_u32 } from '../../of/property.ts';
import {
  arch_timer_dying_cpu,
  arch_timer_handler_phys,
  arch_timer_handler_virt,
  arch_timer_has_nonsecure_ppi,
  arch_timer_starting_cpu,
} from './event.ts';
import {
  arch_timer_c,
  ARCH_TIMER_HYP_PPI,
  ARCH_TIMER_MAX_TIMER_PPI,
  ARCH_TIMER_PHYS_NONSECURE_PPI,
  ARCH_TIMER_PHYS_SECURE_PPI,
  ARCH_TIMER_TYPE_CP15,
  ARCH_TIMER_TYPE_MEM,
  ARCH_TIMER_VIRT_PPI,
  percpu_clock_event,
  ppi_irq,
} from './state.ts';

const at = source('drivers/clocksource/arm_arch_timer.c');

const arch_timer_ppi_names = ['sec-phys', 'phys', 'virt', 'hyp-phys', 'hyp-virt'] as const;
const CP15_MATCH = ['arm,armv7-timer', 'arm,armv8-timer'].map((compatible) => ({ compatible, data: undefined }));
const MEM_MATCH = [{ compatible: 'arm,armv7-timer-mem', data: undefined }];

/** The first rate found counts for all timers; the tree's word goes before the register's. */
export function arch_timer_of_configure_rate(k: Kernel, rate: number, np: device_node): void {
  const c = arch_timer_c(k);
  if (c.arch_timer_rate !== 0) return;
  c.arch_timer_rate = of_property_read_u32(k, np, 'clock-frequency') ?? rate;
  if (c.arch_timer_rate === 0) pr_warn(k, 'arch_timer: frequency not available');
}

export function arch_timer_get_rate(k: Kernel): number {
  return arch_timer_c(k).arch_timer_rate;
}

/** Whether the other kind of timer is still to come. */
export function arch_timer_needs_of_probing(k: Kernel): boolean {
  const present = arch_timer_c(k).arch_timers_present;
  if (present === (ARCH_TIMER_TYPE_CP15 | ARCH_TIMER_TYPE_MEM)) return false;
  const dn = of_find_matching_node(k, undefined, (present & ARCH_TIMER_TYPE_CP15) === 0 ? CP15_MATCH : MEM_MATCH);
  return dn !== undefined && of_device_is_available(k, dn);
}

function arch_timer_banner(k: Kernel, type: number): void {
  const c = arch_timer_c(k);
  const [cp15, mem] = [(type & ARCH_TIMER_TYPE_CP15) !== 0, (type & ARCH_TIMER_TYPE_MEM) !== 0];
  const kinds = [...(cp15 ? ['cp15'] : []), ...(mem ? ['mmio'] : [])].join(' and ');
  const cp15By = c.arch_timer_uses_ppi === ARCH_TIMER_VIRT_PPI ? 'virt' : 'phys';
  const memBy = c.arch_timer_mem_use_virtual ? 'virt' : 'phys';
  const by = [...(cp15 ? [cp15By] : []), ...(mem ? [memBy] : [])].join('/');
  const mhz = Math.floor(c.arch_timer_rate / 1000000);
  const rest = String(Math.floor(c.arch_timer_rate / 10000) % 100).padStart(2, '0');
  // 7.3 has the timer in memory in a file of its own, which says so itself.
  const timers = k.since('7.3') ? 'cp15 timer' : `${kinds} timer(s)`;
  pr_info(k, `arch_timer: ${timers} running at ${mhz}.${rest}MHz (${by}).`);
}

export function arch_timer_common_init(k: Kernel): number {
  arch_timer_banner(k, arch_timer_c(k).arch_timers_present);
  return 0;
}

/** At EL2 the kernel has the hypervisor's timer; one that can host guests leaves them the virtual timer. */
function arch_timer_select_ppi(k: Kernel): number {
  if (is_kernel_in_hyp_mode(k)) return ARCH_TIMER_HYP_PPI;
  if (!is_hyp_mode_available(k) && ppi_irq(k, ARCH_TIMER_VIRT_PPI) !== 0) return ARCH_TIMER_VIRT_PPI;
  return ARCH_TIMER_PHYS_NONSECURE_PPI;
}

/** Requests the interrupt on every CPU, and starts the timer of this one. */
function arch_timer_register(k: Kernel): number {
  const c = arch_timer_c(k);
  const evt = percpu_clock_event.create(k.rec);
  c.arch_timer_evt = evt;
  const handler = c.arch_timer_uses_ppi === ARCH_TIMER_VIRT_PPI ? arch_timer_handler_virt : arch_timer_handler_phys;
  let ppi = ppi_irq(k, c.arch_timer_uses_ppi);
  let err = request_percpu_irq(k, ppi, handler, 'arch_timer', evt);
  if (err === 0 && arch_timer_has_nonsecure_ppi(k)) {
    ppi = ppi_irq(k, ARCH_TIMER_PHYS_NONSECURE_PPI);
    err = request_percpu_irq(k, ppi, handler, 'arch_timer', evt);
    if (err !== 0) free_percpu_irq(k, ppi_irq(k, ARCH_TIMER_PHYS_SECURE_PPI), evt);
  }
  if (err !== 0) {
    pr_err(k, `arch_timer: can't register interrupt ${ppi} (${err})`);
    c.arch_timer_evt = undefined;
    return err;
  }
  const name = 'clockevents/arm/arch_timer:starting';
  return cpuhp_setup_state(k, CPUHP_AP_ARM_ARCH_TIMER_STARTING, name, arch_timer_starting_cpu, arch_timer_dying_cpu);
}

export const arch_timer_of_init = at.fn(
  'arch_timer_of_init',
  "Maps the architected timer's interrupts, picks the one to tick by, and starts it.",
  (k: Kernel, np: device_node): number => {
    const c = arch_timer_c(k);
    if ((c.arch_timers_present & ARCH_TIMER_TYPE_CP15) !== 0) {
      pr_warn(k, 'arch_timer: multiple nodes in dt, skipping');
      return 0;
    }
    c.arch_timers_present |= ARCH_TIMER_TYPE_CP15;
    const has_names = of_property_read_bool(k, np, 'interrupt-names');
    for (let i = ARCH_TIMER_PHYS_SECURE_PPI; i < ARCH_TIMER_MAX_TIMER_PPI; i++) {
      const irq = has_names ? of_irq_get_byname(k, np, arch_timer_ppi_names[i]) : of_irq_get(k, np, i);
      if (irq > 0) c.arch_timer_ppi.set(i, irq);
    }
    arch_timer_of_configure_rate(k, Number(read_sysreg(k, 'CNTFRQ_EL0') & 0xffffffffn), np);
    c.arch_timer_c3stop = !of_property_read_bool(k, np, 'always-on');
    c.arch_timer_uses_ppi = arch_timer_select_ppi(k);
    if (ppi_irq(k, c.arch_timer_uses_ppi) === 0) {
      pr_err(k, 'arch_timer: No interrupt available, giving up');
      return -EINVAL;
    }
    const ret = arch_timer_register(k);
    if (ret !== 0) return ret;
    return arch_timer_needs_of_probing(k) ? 0 : arch_timer_common_init(k);
  },
);
