/**
 * Models the clock event part of drivers/clocksource/arm_arch_timer.c: handlers, and what a CPU does when it comes up or
 * goes. Left out: programming the next event (no time passes), errata, user access to the counter, event streams.
 */
import { cpumaskOf } from '../../../../../base/cpumask.ts';
import { type Recorded, source } from '../../../../recorder/index.ts';
import { read_sysreg, readl, write_sysreg, writel } from '../../../include/asm/io.ts';
import { is_kernel_in_hyp_mode } from '../../../include/asm/virt.ts';
import {
  type clock_event_device,
  CLOCK_EVT_FEAT_C3STOP,
  CLOCK_EVT_FEAT_DYNIRQ,
  CLOCK_EVT_FEAT_ONESHOT,
} from '../../../include/linux/clockchips.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_TRIGGER_HIGH, IRQF_TRIGGER_LOW } from '../../../include/linux/interrupt.ts';
import { irqd_get_trigger_type } from '../../../include/linux/irq.ts';
import type { Kernel } from '../../../kernel.ts';
import { cpu_possible_mask } from '../../../kernel/cpu/index.ts';
import { irq_get_irq_data } from '../../../kernel/irq/chip/index.ts';
import { disable_percpu_irq, enable_percpu_irq } from '../../../kernel/irq/manage/index.ts';
import { pr_warn } from '../../../kernel/printk/printk.ts';
import { clockevents_register_device } from '../../../kernel/time/clockevents.ts';
import {
  arch_timer,
  arch_timer_c,
  ARCH_TIMER_PHYS_NONSECURE_PPI,
  ARCH_TIMER_PHYS_SECURE_PPI,
  ARCH_TIMER_VIRT_PPI,
  ppi_irq,
  this_cpu_evt,
} from './state.ts';

const at = source('drivers/clocksource/arm_arch_timer.c');

/** Bits of a timer's control register. */
const ARCH_TIMER_CTRL_ENABLE = 1n << 0n;
const ARCH_TIMER_CTRL_IT_MASK = 1n << 1n;
const ARCH_TIMER_CTRL_IT_STAT = 1n << 2n;
/** Control registers in a frame of the memory-mapped timer. */
const CNTP_CTL = 0x2c;
const CNTV_CTL = 0x3c;

/** A timer's control register, wherever it is. */
interface Control {
  read(): bigint;
  write(value: bigint): void;
}

function sysreg(k: Kernel, name: string): Control {
  return { read: () => read_sysreg(k, name), write: (value) => write_sysreg(k, value, name) };
}
/** The register a kernel at EL2 reaches by the physical timer's name is the hypervisor's own. */
function phys(k: Kernel): Control {
  return sysreg(k, is_kernel_in_hyp_mode(k) ? 'CNTHP_CTL_EL2' : 'CNTP_CTL_EL0');
}
function virt(k: Kernel): Control {
  return sysreg(k, 'CNTV_CTL_EL0');
}
function frame(k: Kernel, timer: arch_timer, offset: number): Control {
  const address = timer.base + offset;
  return { read: () => BigInt(readl(k, address)), write: (value) => writel(k, Number(value), address) };
}

/** The timer's condition is met: it is masked until the next event is set. Otherwise the interrupt is not its. */
function timer_handler(control: Control): number {
  const ctrl = control.read();
  if ((ctrl & ARCH_TIMER_CTRL_IT_STAT) === 0n) return IRQ_NONE;
  control.write(ctrl | ARCH_TIMER_CTRL_IT_MASK);
  return IRQ_HANDLED;
}

export const arch_timer_handler_virt = at.fn(
  'arch_timer_handler_virt',
  'Handles the virtual timer: masks it and lets the tick run.',
  (k: Kernel, _irq: number, _dev_id: Recorded | undefined): number => timer_handler(virt(k)),
);
export const arch_timer_handler_phys = at.fn(
  'arch_timer_handler_phys',
  'Handles the physical timer: masks it and lets the tick run.',
  (k: Kernel, _irq: number, _dev_id: Recorded | undefined): number => timer_handler(phys(k)),
);
export const arch_timer_handler_virt_mem = at.fn(
  'arch_timer_handler_virt_mem',
  'Handles the virtual timer of a memory-mapped frame.',
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number =>
    timer_handler(frame(k, arch_timer.of(dev_id), CNTV_CTL)),
);
export const arch_timer_handler_phys_mem = at.fn(
  'arch_timer_handler_phys_mem',
  'Handles the physical timer of a memory-mapped frame.',
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number =>
    timer_handler(frame(k, arch_timer.of(dev_id), CNTP_CTL)),
);

function arch_timer_shutdown(control: Control): void {
  control.write(control.read() & ~ARCH_TIMER_CTRL_ENABLE);
}

/** The timer that this kernel ticks by. */
function cp15(k: Kernel): Control {
  return arch_timer_c(k).arch_timer_uses_ppi === ARCH_TIMER_VIRT_PPI ? virt(k) : phys(k);
}

/** A CPU's own timer becomes its clock event device. */
function setupCp15(k: Kernel, clk: clock_event_device): void {
  const c = arch_timer_c(k);
  clk.features = CLOCK_EVT_FEAT_ONESHOT | (c.arch_timer_c3stop ? CLOCK_EVT_FEAT_C3STOP : 0);
  clk.name = 'arch_sys_timer';
  clk.rating = 450;
  clk.cpumask = cpumaskOf(k.cpu);
  clk.irq = ppi_irq(k, c.arch_timer_uses_ppi);
  arch_timer_shutdown(cp15(k));
  clockevents_register_device(k, clk);
}

/** A frame of the memory-mapped timer can tick on any CPU that its interrupt is moved to. */
export function setupMem(k: Kernel, timer: arch_timer): void {
  const clk = timer.evt;
  clk.features = CLOCK_EVT_FEAT_ONESHOT | CLOCK_EVT_FEAT_DYNIRQ;
  clk.name = 'arch_mem_timer';
  clk.rating = 400;
  clk.cpumask = cpu_possible_mask(k);
  arch_timer_shutdown(frame(k, timer, arch_timer_c(k).arch_timer_mem_use_virtual ? CNTV_CTL : CNTP_CTL));
  clockevents_register_device(k, clk);
}

/** Only 32-bit kernels use the secure PPI, and then both. */
export function arch_timer_has_nonsecure_ppi(k: Kernel): boolean {
  const secure = arch_timer_c(k).arch_timer_uses_ppi === ARCH_TIMER_PHYS_SECURE_PPI;
  return secure && ppi_irq(k, ARCH_TIMER_PHYS_NONSECURE_PPI) !== 0;
}

const check_ppi_trigger = at.fn(
  'check_ppi_trigger',
  "Reads the timer interrupt's trigger; anything but a level is a mistake of the firmware.",
  (k: Kernel, irq: number): number => {
    const d = irq_get_irq_data(k, irq);
    const flags = d === undefined ? 0 : irqd_get_trigger_type(d);
    if (flags === IRQF_TRIGGER_HIGH || flags === IRQF_TRIGGER_LOW) return flags;
    pr_warn(k, `arch_timer: WARNING: Invalid trigger for IRQ${irq}, assuming level low`);
    pr_warn(k, 'arch_timer: WARNING: Please fix your firmware');
    return IRQF_TRIGGER_LOW;
  },
);

export const arch_timer_starting_cpu = at.fn(
  'arch_timer_starting_cpu',
  'A CPU comes up: its timer is registered and its timer interrupt enabled.',
  (k: Kernel, _cpu: number): number => {
    setupCp15(k, this_cpu_evt(k));
    const irq = ppi_irq(k, arch_timer_c(k).arch_timer_uses_ppi);
    enable_percpu_irq(k, irq, check_ppi_trigger(k, irq));
    if (arch_timer_has_nonsecure_ppi(k)) {
      const second = ppi_irq(k, ARCH_TIMER_PHYS_NONSECURE_PPI);
      enable_percpu_irq(k, second, check_ppi_trigger(k, second));
    }
    return 0;
  },
);

export const arch_timer_dying_cpu = at.fn(
  'arch_timer_dying_cpu',
  'A CPU goes: its timer interrupt is disabled and its timer stopped.',
  (k: Kernel, _cpu: number): number => {
    disable_percpu_irq(k, ppi_irq(k, arch_timer_c(k).arch_timer_uses_ppi));
    if (arch_timer_has_nonsecure_ppi(k)) disable_percpu_irq(k, ppi_irq(k, ARCH_TIMER_PHYS_NONSECURE_PPI));
    arch_timer_shutdown(cp15(k));
    return 0;
  },
);
