/**
 * Models drivers/irqchip/irq-bcm2836.c: the root controller of the BCM2836 and BCM2837 (Raspberry Pi 2 and 3): interrupts of each CPU's own
 * timers, PMU and mailboxes, and one line of all the rest. IPIs are the bits of a mailbox.
 */
import { lowestBit } from '../../../../base/bits.ts';
import { must } from '../../../../base/assert.ts';
import { type Cpumask, cpumaskCpus } from '../../../../base/cpumask.ts';
import { hexnum, type Recorded, ref, source } from '../../../recorder/index.ts';
import { set_handle_irq } from '../../arch/arm64/kernel/irq.ts';
import { set_smp_ipi_range } from '../../arch/arm64/kernel/smp.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { CPUHP_AP_IRQ_BCM2836_STARTING } from '../../include/linux/cpuhotplug.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import {
  IRQ_NOAUTOEN,
  type irq_chip,
  type irq_data,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SKIP_SET_WAKE,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import {
  DOMAIN_BUS_IPI,
  DOMAIN_BUS_WIRED,
  type irq_domain,
  IRQ_DOMAIN_FLAG_IPI_SINGLE,
  type irq_domain_ops,
} from '../../include/linux/irqdomain.ts';
import { NUMA_NO_NODE } from '../../include/linux/numa.ts';
import type { device_node } from '../../include/linux/of.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { cpuhp_setup_state } from '../../kernel/cpu/index.ts';
import {
  handle_percpu_devid_irq,
  irq_set_chained_handler_and_data,
  irq_set_status_flags,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq, irq_set_percpu_devid } from '../../kernel/irq/irqdesc/index.ts';
import {
  __irq_domain_alloc_irqs,
  irq_create_fwspec_mapping,
  irq_domain_add_linear,
  irq_domain_create_linear,
  irq_domain_set_info,
  irq_domain_update_bus_token,
  irq_domain_xlate_onetwocell,
} from '../../kernel/irq/irqdomain/index.ts';
import { panic } from '../../kernel/panic.ts';
import { pr_warn } from '../../kernel/printk/printk.ts';
import { of_iomap } from '../of/address.ts';

const at = source('drivers/irqchip/irq-bcm2836.c');

const LOCAL_CONTROL = 0x000;
const LOCAL_PRESCALER = 0x008;
const LOCAL_PM_ROUTING_SET = 0x010;
const LOCAL_PM_ROUTING_CLR = 0x014;
const LOCAL_TIMER_INT_CONTROL0 = 0x040;
const LOCAL_MAILBOX_INT_CONTROL0 = 0x050;
const LOCAL_IRQ_PENDING0 = 0x060;
const LOCAL_MAILBOX0_SET0 = 0x080;
const LOCAL_MAILBOX0_CLR0 = 0x0c0;
/** The four timers come first. */
const LOCAL_IRQ_CNTVIRQ = 3;
const LOCAL_IRQ_MAILBOX0 = 4;
const LOCAL_IRQ_GPU_FAST = 8;
const LOCAL_IRQ_PMU_FAST = 9;
const LAST_IRQ = LOCAL_IRQ_PMU_FAST;
const BITS_PER_MBOX = 32;

interface bcm2836_c extends Recorded {
  base: number;
  domain: irq_domain | undefined;
  ipi_domain: irq_domain | undefined;
}
const bcm2836_c = statics<bcm2836_c>('drivers/irqchip/irq-bcm2836.c', {
  base: hexnum(),
  domain: ref(),
  ipi_domain: ref(),
});

function changePerCpu(k: Kernel, offset: number, bit: number, cpu: number, set: boolean): void {
  change_bits(k, 1 << bit, set, bcm2836_c(k).base + offset + 4 * cpu);
}

const bcm2836_arm_irqchip_mask_per_cpu_irq = at.fn(
  'bcm2836_arm_irqchip_mask_per_cpu_irq',
  'Clears a bit in a control register of a CPU.',
  (k: Kernel, reg_offset: number, bit: number, cpu: number): void => changePerCpu(k, reg_offset, bit, cpu, false),
);
const bcm2836_arm_irqchip_unmask_per_cpu_irq = at.fn(
  'bcm2836_arm_irqchip_unmask_per_cpu_irq',
  'Sets a bit in a control register of a CPU.',
  (k: Kernel, reg_offset: number, bit: number, cpu: number): void => changePerCpu(k, reg_offset, bit, cpu, true),
);

// --- chips

/** 7.3 says that the chips do nothing to wake the machine. */
const chipFlags = (k: Kernel): number => (k.since('7.3') ? IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_SKIP_SET_WAKE : 0);

const bcm2836_arm_irqchip_mask_timer_irq = at.fn(
  'bcm2836_arm_irqchip_mask_timer_irq',
  "Masks a timer's interrupt for this CPU.",
  (k: Kernel, d: irq_data): void => bcm2836_arm_irqchip_mask_per_cpu_irq(k, LOCAL_TIMER_INT_CONTROL0, d.hwirq, k.cpu),
);
const bcm2836_arm_irqchip_unmask_timer_irq = at.fn(
  'bcm2836_arm_irqchip_unmask_timer_irq',
  "Lets a timer's interrupt through to this CPU.",
  (k: Kernel, d: irq_data): void => bcm2836_arm_irqchip_unmask_per_cpu_irq(k, LOCAL_TIMER_INT_CONTROL0, d.hwirq, k.cpu),
);
const bcm2836_arm_irqchip_timer = (k: Kernel): irq_chip => ({
  name: 'bcm2836-timer',
  irq_mask: bcm2836_arm_irqchip_mask_timer_irq,
  irq_unmask: bcm2836_arm_irqchip_unmask_timer_irq,
  flags: chipFlags(k),
});

const bcm2836_arm_irqchip_mask_pmu_irq = at.fn(
  'bcm2836_arm_irqchip_mask_pmu_irq',
  "Masks the PMU's interrupt for this CPU.",
  (k: Kernel, _d: irq_data): void => writel(k, 1 << k.cpu, bcm2836_c(k).base + LOCAL_PM_ROUTING_CLR),
);
const bcm2836_arm_irqchip_unmask_pmu_irq = at.fn(
  'bcm2836_arm_irqchip_unmask_pmu_irq',
  "Lets the PMU's interrupt through to this CPU.",
  (k: Kernel, _d: irq_data): void => writel(k, 1 << k.cpu, bcm2836_c(k).base + LOCAL_PM_ROUTING_SET),
);
const bcm2836_arm_irqchip_pmu = (k: Kernel): irq_chip => ({
  name: 'bcm2836-pmu',
  irq_mask: bcm2836_arm_irqchip_mask_pmu_irq,
  irq_unmask: bcm2836_arm_irqchip_unmask_pmu_irq,
  flags: chipFlags(k),
});

const bcm2836_arm_irqchip_mask_gpu_irq = at.fn(
  'bcm2836_arm_irqchip_mask_gpu_irq',
  'Does nothing: the line cannot be masked.',
  (_k: Kernel, _d: irq_data): void => undefined,
);
const bcm2836_arm_irqchip_unmask_gpu_irq = at.fn(
  'bcm2836_arm_irqchip_unmask_gpu_irq',
  'Does nothing: the line cannot be masked.',
  (_k: Kernel, _d: irq_data): void => undefined,
);
const bcm2836_arm_irqchip_gpu = (k: Kernel): irq_chip => ({
  name: 'bcm2836-gpu',
  irq_mask: bcm2836_arm_irqchip_mask_gpu_irq,
  irq_unmask: bcm2836_arm_irqchip_unmask_gpu_irq,
  flags: chipFlags(k),
});

const bcm2836_arm_irqchip_dummy_op = at.fn(
  'bcm2836_arm_irqchip_dummy_op',
  'Does nothing.',
  (_k: Kernel, _d: irq_data): void => undefined,
);
const bcm2836_arm_irqchip_dummy: irq_chip = {
  name: 'bcm2836-dummy',
  irq_eoi: bcm2836_arm_irqchip_dummy_op,
  flags: 0,
};

function chipOf(k: Kernel, hw: number): irq_chip | undefined {
  if (hw <= LOCAL_IRQ_CNTVIRQ) return bcm2836_arm_irqchip_timer(k);
  if (hw === LOCAL_IRQ_MAILBOX0) return bcm2836_arm_irqchip_dummy;
  if (hw === LOCAL_IRQ_GPU_FAST) return bcm2836_arm_irqchip_gpu(k);
  return hw === LOCAL_IRQ_PMU_FAST ? bcm2836_arm_irqchip_pmu(k) : undefined;
}

const bcm2836_map = at.fn(
  'bcm2836_map',
  'Gives an interrupt its chip: every one is each CPU its own.',
  (k: Kernel, d: irq_domain, irq: number, hw: number): number => {
    const chip = chipOf(k, hw);
    if (chip === undefined) {
      pr_warn(k, `Unexpected hw irq: ${hw}`);
      return -EINVAL;
    }
    irq_set_percpu_devid(k, irq);
    irq_domain_set_info(k, d, irq, hw, chip, d.host_data, handle_percpu_devid_irq, undefined, undefined);
    irq_set_status_flags(k, irq, IRQ_NOAUTOEN);
    return 0;
  },
);

const bcm2836_arm_irqchip_handle_irq = at.fn(
  'bcm2836_arm_irqchip_handle_irq',
  "The root interrupt handler: handles the lowest of this CPU's interrupts that ask.",
  (k: Kernel): void => {
    const c = bcm2836_c(k);
    const stat = readl(k, c.base + LOCAL_IRQ_PENDING0 + 4 * k.cpu);
    if (stat !== 0) generic_handle_domain_irq(k, must(c.domain, 'the domain of the controller'), lowestBit(stat));
  },
);

// --- IPIs

const bcm2836_arm_irqchip_handle_ipi = at.fn(
  'bcm2836_arm_irqchip_handle_ipi',
  "Handles the lowest IPI in this CPU's mailbox.",
  (k: Kernel, desc: irq_desc): void => {
    const c = bcm2836_c(k);
    const chip = must(desc.irq_data.chip, 'the chip of the mailbox');
    chained_irq_enter(k, chip, desc);
    const mbox_val = readl(k, c.base + LOCAL_MAILBOX0_CLR0 + 16 * k.cpu);
    if (mbox_val !== 0) generic_handle_domain_irq(k, must(c.ipi_domain, 'the domain of IPIs'), lowestBit(mbox_val));
    chained_irq_exit(k, chip, desc);
  },
);

const bcm2836_arm_irqchip_ipi_ack = at.fn(
  'bcm2836_arm_irqchip_ipi_ack',
  "Clears an IPI's bit in this CPU's mailbox.",
  (k: Kernel, d: irq_data): void =>
    writel(k, (1 << d.hwirq) >>> 0, bcm2836_c(k).base + LOCAL_MAILBOX0_CLR0 + 16 * k.cpu),
);
const bcm2836_arm_irqchip_ipi_send_mask = at.fn(
  'bcm2836_arm_irqchip_ipi_send_mask',
  "Sets an IPI's bit in the mailboxes of some CPUs.",
  (k: Kernel, d: irq_data, mask: Cpumask): void => {
    for (const cpu of cpumaskCpus(mask))
      writel(k, (1 << d.hwirq) >>> 0, bcm2836_c(k).base + LOCAL_MAILBOX0_SET0 + 16 * cpu);
  },
);
const bcm2836_arm_irqchip_ipi: irq_chip = {
  name: 'IPI',
  irq_mask: bcm2836_arm_irqchip_dummy_op,
  irq_unmask: bcm2836_arm_irqchip_dummy_op,
  irq_ack: bcm2836_arm_irqchip_ipi_ack,
  ipi_send_mask: bcm2836_arm_irqchip_ipi_send_mask,
  flags: 0,
};

const bcm2836_arm_irqchip_ipi_alloc = at.fn(
  'bcm2836_arm_irqchip_ipi_alloc',
  'Gives the IPIs their chip.',
  (k: Kernel, d: irq_domain, virq: number, nr_irqs: number, _args: unknown): number => {
    for (let i = 0; i < nr_irqs; i++) {
      irq_set_percpu_devid(k, virq + i);
      irq_domain_set_info(
        k,
        d,
        virq + i,
        i,
        bcm2836_arm_irqchip_ipi,
        d.host_data,
        handle_percpu_devid_irq,
        undefined,
        undefined,
      );
    }
    return 0;
  },
);
const bcm2836_arm_irqchip_ipi_free = at.fn(
  'bcm2836_arm_irqchip_ipi_free',
  'Does nothing: IPIs stay.',
  (_k: Kernel, _d: irq_domain, _virq: number, _nr_irqs: number): void => undefined,
);
const ipi_domain_ops: irq_domain_ops = {
  name: 'ipi_domain_ops',
  alloc: bcm2836_arm_irqchip_ipi_alloc,
  free: bcm2836_arm_irqchip_ipi_free,
};

const bcm2836_cpu_starting = at.fn(
  'bcm2836_cpu_starting',
  "Lets a CPU's mailbox interrupt it.",
  (k: Kernel, cpu: number): number => {
    bcm2836_arm_irqchip_unmask_per_cpu_irq(k, LOCAL_MAILBOX_INT_CONTROL0, 0, cpu);
    return 0;
  },
);
const bcm2836_cpu_dying = at.fn('bcm2836_cpu_dying', "Masks a CPU's mailbox.", (k: Kernel, cpu: number): number => {
  bcm2836_arm_irqchip_mask_per_cpu_irq(k, LOCAL_MAILBOX_INT_CONTROL0, 0, cpu);
  return 0;
});

const bcm2836_arm_irqchip_smp_init = at.fn(
  'bcm2836_arm_irqchip_smp_init',
  'Makes the domain of IPIs behind the mailbox, and has the mailbox enabled on every CPU that comes up.',
  (k: Kernel, domain: irq_domain): void => {
    const c = bcm2836_c(k);
    const mux_irq = irq_create_fwspec_mapping(k, {
      fwnode: domain.fwnode,
      param_count: 1,
      param: [LOCAL_IRQ_MAILBOX0],
    });
    if (WARN_ON(k, mux_irq <= 0, bcm2836_arm_irqchip_smp_init)) return;
    c.ipi_domain = irq_domain_create_linear(k, domain.fwnode, BITS_PER_MBOX, ipi_domain_ops, undefined);
    if (c.ipi_domain === undefined) return;
    c.ipi_domain.flags |= IRQ_DOMAIN_FLAG_IPI_SINGLE;
    irq_domain_update_bus_token(k, c.ipi_domain, DOMAIN_BUS_IPI);
    const base_ipi = __irq_domain_alloc_irqs(
      k,
      c.ipi_domain,
      -1,
      BITS_PER_MBOX,
      NUMA_NO_NODE,
      undefined,
      false,
      undefined,
    );
    if (WARN_ON(k, base_ipi === 0, bcm2836_arm_irqchip_smp_init)) return;
    set_smp_ipi_range(k, base_ipi, BITS_PER_MBOX);
    irq_set_chained_handler_and_data(k, mux_irq, bcm2836_arm_irqchip_handle_ipi, undefined);
    cpuhp_setup_state(
      k,
      CPUHP_AP_IRQ_BCM2836_STARTING,
      'irqchip/bcm2836:starting',
      bcm2836_cpu_starting,
      bcm2836_cpu_dying,
    );
  },
);

const bcm2836_arm_irqchip_intc_ops: irq_domain_ops = {
  name: 'bcm2836_arm_irqchip_intc_ops',
  xlate: irq_domain_xlate_onetwocell,
  map: bcm2836_map,
};

/** Firmware leaves the timers' scaling as it is: from the crystal, one to one. */
const bcm2835_init_local_timer_frequency = at.fn(
  'bcm2835_init_local_timer_frequency',
  'Has the timers count the crystal, one to one.',
  (k: Kernel): void => {
    writel(k, 0, bcm2836_c(k).base + LOCAL_CONTROL);
    writel(k, 0x80000000, bcm2836_c(k).base + LOCAL_PRESCALER);
  },
);

export const bcm2836_arm_irqchip_l1_intc_of_init = at.fn(
  'bcm2836_arm_irqchip_l1_intc_of_init',
  "Brings up the controller of the CPUs' own interrupts, which is the root.",
  (k: Kernel, node: device_node, _parent: device_node | undefined): number => {
    const c = bcm2836_c(k);
    c.base = of_iomap(k, node, 0) ?? panic(k, `${node.path}: unable to map local interrupt registers`);
    bcm2835_init_local_timer_frequency(k);
    const domain =
      irq_domain_add_linear(k, node, LAST_IRQ + 1, bcm2836_arm_irqchip_intc_ops, undefined) ??
      panic(k, `${node.path}: unable to create IRQ domain`);
    c.domain = domain;
    irq_domain_update_bus_token(k, domain, DOMAIN_BUS_WIRED);
    bcm2836_arm_irqchip_smp_init(k, domain);
    set_handle_irq(k, bcm2836_arm_irqchip_handle_irq);
    return 0;
  },
);
