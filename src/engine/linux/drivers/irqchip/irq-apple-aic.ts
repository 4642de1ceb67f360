/**
 * Models drivers/irqchip/irq-apple-aic.c: the root controller of Apple's SoCs. Interrupts of devices come as IRQs with an event to read;
 * those of a CPU's own timers, counters and fast IPIs as FIQs, whose source the driver has to look for. Left out: KVM beyond its maintenance
 * interrupt, and counters outside of the cores.
 */
import { type Cpumask, cpumaskCpus, cpumaskHas, cpumaskLowest, cpumaskOf } from '../../../../base/cpumask.ts';
import {
  always,
  cpus,
  data,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../recorder/index.ts';
import { set_handle_fiq, set_handle_irq } from '../../arch/arm64/kernel/irq.ts';
import { cpu_logical_map } from '../../arch/arm64/kernel/setup.ts';
import { set_smp_ipi_range } from '../../arch/arm64/kernel/smp.ts';
import { __do_kernel_fault } from '../../arch/arm64/mm/fault.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { read_sysreg, readl, write_sysreg, writel } from '../../include/asm/io.ts';
import { is_kernel_in_hyp_mode } from '../../include/asm/virt.ts';
import { CPUHP_AP_IRQ_APPLE_AIC_STARTING } from '../../include/linux/cpuhotplug.ts';
import { EINVAL, EIO, ENODEV, ENOENT } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  irq_data_update_effective_affinity,
  IRQ_SET_MASK_OK,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_SENSE_MASK,
  irqd_irq_masked,
  irqd_set_single_target,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import {
  DOMAIN_BUS_IPI,
  DOMAIN_BUS_WIRED,
  fwspecOf,
  type irq_domain,
  IRQ_DOMAIN_FLAG_IPI_SINGLE,
  type irq_domain_ops,
  type irq_fwspec,
  type irq_fwspec_info,
  type Translated,
} from '../../include/linux/irqdomain.ts';
import { NUMA_NO_NODE } from '../../include/linux/numa.ts';
import { type device_node, is_of_node, type of_device_id } from '../../include/linux/of.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { cpu_online_mask, cpu_possible_mask, cpuhp_setup_state } from '../../kernel/cpu/index.ts';
import { handle_fasteoi_irq, handle_percpu_devid_irq, irq_set_handler } from '../../kernel/irq/chip/index.ts';
import { ipi_mux_create, ipi_mux_process } from '../../kernel/irq/ipi-mux.ts';
import {
  generic_handle_domain_irq,
  irq_set_percpu_devid,
  irq_set_percpu_devid_partition,
  irq_to_desc,
} from '../../kernel/irq/irqdesc/index.ts';
import {
  __irq_domain_alloc_irqs,
  irq_create_fwspec_mapping,
  irq_domain_create_linear,
  irq_domain_create_tree,
  irq_domain_get_irq_data,
  irq_domain_remove,
  irq_domain_reset_irq_data,
  irq_domain_set_info,
  irq_domain_update_bus_token,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err, pr_info } from '../../kernel/printk/printk.ts';
import { of_iomap } from '../of/address.ts';
import {
  for_each_child_of_node,
  of_find_node_by_phandle,
  of_get_child_by_name,
  of_match_node,
} from '../of/base/index.ts';
import { of_cpu_node_to_id } from '../of/cpu.ts';
import { of_property_cells, of_property_present, of_property_read_u32 } from '../of/property.ts';

const at = source('drivers/irqchip/irq-apple-aic.c');
const PREFIX = 'irq_apple_aic: ';

// --- registers

const AIC_INFO = 0x0004;
const AIC_WHOAMI = 0x2000;
const AIC_EVENT = 0x2004;
const AIC_EVENT_TYPE_IRQ = 1;
const AIC_EVENT_TYPE_IPI = 4;
const AIC_IPI_SEND = 0x2008;
const AIC_IPI_ACK = 0x200c;
const AIC_IPI_MASK_SET = 0x2024;
const AIC_IPI_MASK_CLR = 0x2028;
const AIC_IPI_OTHER = 1;
const AIC_IPI_SELF = 0x80000000;
const AIC_TARGET_CPU = 0x3000;
const AIC_MAX_IRQ = 0x400;
const AIC2_INFO1 = 0x0004;
const AIC2_INFO3 = 0x000c;
const AIC2_CONFIG = 0x0014;
const AIC2_CONFIG_ENABLE = 1;
const AIC2_IRQ_CFG = 0x2000;
const AIC3_IRQ_CFG = 0x10000;
const ALL = 0xffffffff;

/** System registers of Apple's own. */
const IPI_RR_LOCAL = 'SYS_IMP_APL_IPI_RR_LOCAL_EL1';
const IPI_RR_GLOBAL = 'SYS_IMP_APL_IPI_RR_GLOBAL_EL1';
const IPI_SR = 'SYS_IMP_APL_IPI_SR_EL1';
const VM_TMR_FIQ_ENA = 'SYS_IMP_APL_VM_TMR_FIQ_ENA_EL2';
const PMCR0 = 'SYS_IMP_APL_PMCR0_EL1';
const UPMCR0 = 'SYS_IMP_APL_UPMCR0_EL1';
const IPI_SR_PENDING = 1n;
const VM_TMR_FIQ_ENABLE_V = 1n << 0n;
const VM_TMR_FIQ_ENABLE_P = 1n << 1n;
const PMCR0_IMODE = 7n << 8n;
const PMCR0_IMODE_FIQ = 4n << 8n;
const PMCR0_IACT = 1n << 11n;
const UPMCR0_IMODE = 7n << 16n;
/** Enabled, not masked, and its condition met. */
const TIMER_BITS = 7n;
const TIMER_FIRING = 5n;
const TIMER_IT_MASK = 2n;

// --- numbers

/** The first cell of a specifier. */
const AIC_IRQ = 0;
const AIC_FIQ = 1;
/** Of FIQs; as the kernel at EL1 has them, its own timers are the first two. */
const AIC_TMR_EL0_PHYS = 0;
const AIC_TMR_EL0_VIRT = 1;
const AIC_TMR_EL02_PHYS = 2;
const AIC_TMR_EL02_VIRT = 3;
const AIC_CPU_PMU_E = 4;
const AIC_CPU_PMU_P = 5;
/** From 6.12 on. */
const AIC_VGIC_MI = 6;
const AIC_NR_SWIPI = 32;

const AIC_NR_FIQ = (k: Kernel): number => (k.since('6.12') ? AIC_VGIC_MI + 1 : AIC_VGIC_MI);
/** An event as the controller gives it, which is the hwirq. */
const AIC_IRQ_HWIRQ = (die: number, irq: number): number => ((die << 24) | (AIC_EVENT_TYPE_IRQ << 16) | irq) >>> 0;
const AIC_HWIRQ_IRQ = (hwirq: number): number => hwirq & 0xffff;
const AIC_HWIRQ_DIE = (hwirq: number): number => hwirq >>> 24;
const eventType = (event: number): number => (event >>> 16) & 0xff;

// --- state

interface aic_info {
  readonly version: 1 | 2 | 3;
  readonly fast_ipi: boolean;
  /** From 6.12 on: a CPU of the same cluster has a register of its own. */
  readonly local_fast_ipi: boolean;
}
const AIC1: aic_info = { version: 1, fast_ipi: false, local_fast_ipi: false };
const FAST = { fast_ipi: true, local_fast_ipi: true };

function aic_info_match(k: Kernel): readonly of_device_id<aic_info>[] {
  return [
    { compatible: 'apple,t8103-aic', data: { version: 1, ...FAST } },
    ...(k.since('6.12')
      ? [{ compatible: 'apple,t8015-aic', data: { version: 1, fast_ipi: true, local_fast_ipi: false } } as const]
      : []),
    { compatible: 'apple,aic', data: AIC1 },
    { compatible: 'apple,aic2', data: { version: 2, ...FAST } },
    ...(k.since('7.3') ? [{ compatible: 'apple,t8122-aic3', data: { version: 3, ...FAST } } as const] : []),
  ];
}

interface aic_aff extends Recorded {
  aff: Cpumask;
}
const aic_aff = struct<aic_aff>('aic_fiq_aff', { aff: cpus() });

interface aic_irq_chip extends Recorded {
  readonly base: number;
  event: number;
  hw_domain: irq_domain | undefined;
  ipi_domain: irq_domain | undefined;
  /** By FIQ: the CPUs that have it. */
  fiq_aff: RecordedMap<aic_aff>;
  nr_irq: number;
  max_irq: number;
  nr_die: number;
  max_die: number;
  info: aic_info;
  sw_clr: number;
  mask_set: number;
  mask_clr: number;
  die_stride: number;
}
const aic_irq_chip = struct<aic_irq_chip>('aic_irq_chip', {
  base: hexnum(),
  event: hexnum(),
  hw_domain: ref(),
  ipi_domain: ref(),
  fiq_aff: map(ref<aic_aff>()),
  nr_irq: num(),
  max_irq: num(),
  nr_die: num(),
  max_die: num(),
  info: always(data<aic_info>()),
  sw_clr: hexnum(),
  mask_set: hexnum(),
  mask_clr: hexnum(),
  die_stride: hexnum(),
});

interface aic_c extends Recorded {
  aic_irqc: aic_irq_chip | undefined;
  /** By CPU. */
  aic_fiq_unmasked: RecordedMap<number>;
  /** 6.1 alone: what kernel/irq/ipi-mux.c does later. */
  aic_vipi_flag: RecordedMap<number>;
  aic_vipi_enable: RecordedMap<number>;
}
const aic_c = statics<aic_c>('drivers/irqchip/irq-apple-aic.c', {
  aic_irqc: ref(),
  aic_fiq_unmasked: map(hexnum()),
  aic_vipi_flag: map(hexnum()),
  aic_vipi_enable: map(hexnum()),
});

const usesFastIpi = (k: Kernel): boolean => aic_c(k).aic_irqc?.info.fast_ipi === true;
const chipOf = (d: irq_data): aic_irq_chip => aic_irq_chip.of(irq_data_get_irq_chip_data(d));
const get = (words: RecordedMap<number>, cpu: number): number => words.get(cpu) ?? 0;

const aic_ic_read = at.fn('aic_ic_read', 'Reads a register.', (k: Kernel, ic: aic_irq_chip, reg: number): number =>
  readl(k, ic.base + reg),
);
const aic_ic_write = at.fn(
  'aic_ic_write',
  'Writes a register.',
  (k: Kernel, ic: aic_irq_chip, reg: number, val: number): void => writel(k, val, ic.base + reg),
);

function sysreg_clear_set(k: Kernel, name: string, clear: bigint, set: bigint): void {
  const old = read_sysreg(k, name);
  const now = (old & ~clear) | set;
  if (now !== old) write_sysreg(k, now, name);
}

// --- interrupts of devices

const maskReg = (ic: aic_irq_chip, hwirq: number): number =>
  AIC_HWIRQ_DIE(hwirq) * ic.die_stride + 4 * (AIC_HWIRQ_IRQ(hwirq) >> 5);
const maskBit = (hwirq: number): number => (1 << (hwirq & 31)) >>> 0;

const aic_irq_mask = at.fn('aic_irq_mask', 'Masks an interrupt.', (k: Kernel, d: irq_data): void => {
  const ic = chipOf(d);
  const hwirq = irqd_to_hwirq(d);
  aic_ic_write(k, ic, ic.mask_set + maskReg(ic, hwirq), maskBit(hwirq));
});
const aic_irq_unmask = at.fn('aic_irq_unmask', 'Unmasks an interrupt.', (k: Kernel, d: irq_data): void => {
  const ic = chipOf(d);
  const hwirq = irqd_to_hwirq(d);
  aic_ic_write(k, ic, ic.mask_clr + maskReg(ic, hwirq), maskBit(hwirq));
});
const aic_irq_eoi = at.fn(
  'aic_irq_eoi',
  'Ends an interrupt: reading the event has masked it, so it is unmasked unless it shall stay masked.',
  (k: Kernel, d: irq_data): void => {
    if (!irqd_irq_masked(d)) aic_irq_unmask(k, d);
  },
);

const aic_irq_set_affinity = at.fn(
  'aic_irq_set_affinity',
  'Has one CPU take an interrupt.',
  (k: Kernel, d: irq_data, mask_val: Cpumask, force: boolean): number => {
    const cpu = cpumaskLowest(force ? mask_val : mask_val & cpu_online_mask(k));
    if (cpu === undefined) return -EINVAL;
    aic_ic_write(k, chipOf(d), AIC_TARGET_CPU + AIC_HWIRQ_IRQ(irqd_to_hwirq(d)) * 4, 1 << cpu);
    irq_data_update_effective_affinity(d, cpumaskOf(cpu));
    return IRQ_SET_MASK_OK;
  },
);

const aic_irq_set_type = at.fn(
  'aic_irq_set_type',
  'Takes a high level and a rising edge: what a line is cannot be set.',
  (_k: Kernel, _d: irq_data, type: number): number =>
    type === IRQ_TYPE_LEVEL_HIGH || type === IRQ_TYPE_EDGE_RISING ? 0 : -EINVAL,
);

const common = {
  irq_mask: aic_irq_mask,
  irq_unmask: aic_irq_unmask,
  irq_eoi: aic_irq_eoi,
  irq_set_type: aic_irq_set_type,
};
const aic_chip: irq_chip = { name: 'AIC', ...common, irq_set_affinity: aic_irq_set_affinity, flags: 0 };
/** From version 2 on the controller picks the CPU itself. */
const aic2_chip: irq_chip = { name: 'AIC2', ...common, flags: 0 };

/**
 * The kernel stays in its loop as long as there are events. The model leaves it after so many, and is back at once: so a storm is
 * seen from outside.
 */
const STORM = 8;

const aic_handle_irq = at.fn(
  'aic_handle_irq',
  'The root interrupt handler: reads events until there are none, and handles each.',
  (k: Kernel): void => {
    const ic = aic_c(k).aic_irqc;
    if (ic === undefined) return;
    const offset = ic.info.version === 1 ? AIC_EVENT : 0;
    for (let i = 0; i < STORM; i++) {
      const event = readl(k, ic.event + offset);
      const type = eventType(event);
      if (type === AIC_EVENT_TYPE_IRQ) generic_handle_domain_irq(k, ic.hw_domain, event);
      else if (type === AIC_EVENT_TYPE_IPI && AIC_HWIRQ_IRQ(event) === 1) aic_handle_ipi(k);
      else if (event !== 0) pr_err(k, `${PREFIX}Unknown IRQ event ${type}, ${AIC_HWIRQ_IRQ(event)}`);
      else return;
    }
  },
);

// --- FIQs

const aic_fiq_get_idx = (d: irq_data): number => AIC_HWIRQ_IRQ(irqd_to_hwirq(d));

/** The bit of a timer that can be masked: those of guests. */
function guestTimer(d: irq_data): bigint | undefined {
  const fiq = aic_fiq_get_idx(d);
  if (fiq === AIC_TMR_EL02_PHYS) return VM_TMR_FIQ_ENABLE_P;
  return fiq === AIC_TMR_EL02_VIRT ? VM_TMR_FIQ_ENABLE_V : undefined;
}

const aic_fiq_set_mask = at.fn(
  'aic_fiq_set_mask',
  "Masks a guest's timer; nothing else can be masked.",
  (k: Kernel, d: irq_data): void => {
    const bit = guestTimer(d);
    if (bit !== undefined) sysreg_clear_set(k, VM_TMR_FIQ_ENA, bit, 0n);
  },
);
const aic_fiq_clear_mask = at.fn(
  'aic_fiq_clear_mask',
  "Unmasks a guest's timer; nothing else can be masked.",
  (k: Kernel, d: irq_data): void => {
    const bit = guestTimer(d);
    if (bit !== undefined) sysreg_clear_set(k, VM_TMR_FIQ_ENA, 0n, bit);
  },
);

const aic_fiq_mask = at.fn(
  'aic_fiq_mask',
  'Masks an FIQ for this CPU, and notes it.',
  (k: Kernel, d: irq_data): void => {
    aic_fiq_set_mask(k, d);
    const { aic_fiq_unmasked } = aic_c(k);
    aic_fiq_unmasked.set(k.cpu, get(aic_fiq_unmasked, k.cpu) & ~(1 << aic_fiq_get_idx(d)));
  },
);
const aic_fiq_unmask = at.fn(
  'aic_fiq_unmask',
  'Unmasks an FIQ for this CPU, and notes it.',
  (k: Kernel, d: irq_data): void => {
    aic_fiq_clear_mask(k, d);
    const { aic_fiq_unmasked } = aic_c(k);
    aic_fiq_unmasked.set(k.cpu, get(aic_fiq_unmasked, k.cpu) | (1 << aic_fiq_get_idx(d)));
  },
);
const aic_fiq_eoi = at.fn(
  'aic_fiq_eoi',
  'Ends an FIQ: what was masked meanwhile is unmasked.',
  (k: Kernel, d: irq_data): void => {
    if ((get(aic_c(k).aic_fiq_unmasked, k.cpu) & (1 << aic_fiq_get_idx(d))) !== 0) aic_fiq_clear_mask(k, d);
  },
);
const aic_fiq_set_type = at.fn(
  'aic_fiq_set_type',
  'Takes a high level alone.',
  (_k: Kernel, _d: irq_data, type: number): number => (type === IRQ_TYPE_LEVEL_HIGH ? 0 : -EINVAL),
);

const fiq_chip: irq_chip = {
  name: 'AIC-FIQ',
  irq_mask: aic_fiq_mask,
  irq_unmask: aic_fiq_unmask,
  irq_ack: aic_fiq_set_mask,
  irq_eoi: aic_fiq_eoi,
  irq_set_type: aic_fiq_set_type,
  flags: 0,
};

/** The timers of the exception level that the kernel runs at, by the names that it reaches them by. */
const ownTimers = (k: Kernel): readonly [phys: string, virt: string] =>
  is_kernel_in_hyp_mode(k) ? ['CNTHP_CTL_EL2', 'CNTHV_CTL_EL2'] : ['CNTP_CTL_EL0', 'CNTV_CTL_EL0'];

const isFiring = (k: Kernel, control: string): boolean => (read_sysreg(k, control) & TIMER_BITS) === TIMER_FIRING;

/** The counters of the efficient and of the fast cores have one source and, until 7.3, two numbers. */
function pmuOf(k: Kernel, ic: aic_irq_chip): number {
  if (k.since('7.3')) return AIC_CPU_PMU_P;
  const fast = ic.fiq_aff.get(AIC_CPU_PMU_P) ?? __do_kernel_fault(k, 0, 'aic_handle_fiq');
  return cpumaskHas(fast.aff, k.cpu) ? AIC_CPU_PMU_P : AIC_CPU_PMU_E;
}

const aic_handle_fiq = at.fn(
  'aic_handle_fiq',
  'The root handler of FIQs: looks at each source, since nothing says which it is, and handles those that ask.',
  (k: Kernel): void => {
    const ic = aic_c(k).aic_irqc;
    if (ic === undefined) return;
    if ((usesFastIpi(k) || !k.since('6.12')) && (read_sysreg(k, IPI_SR) & IPI_SR_PENDING) !== 0n) {
      if (usesFastIpi(k)) aic_handle_ipi(k);
      else {
        pr_err(k, `${PREFIX}Fast IPI fired. Acking.`);
        write_sysreg(k, IPI_SR_PENDING, IPI_SR);
      }
    }
    const [phys, virt] = ownTimers(k);
    if (isFiring(k, phys)) generic_handle_domain_irq(k, ic.hw_domain, AIC_TMR_EL0_PHYS);
    if (isFiring(k, virt)) generic_handle_domain_irq(k, ic.hw_domain, AIC_TMR_EL0_VIRT);
    if (is_kernel_in_hyp_mode(k)) {
      const enabled = read_sysreg(k, VM_TMR_FIQ_ENA);
      if ((enabled & VM_TMR_FIQ_ENABLE_P) !== 0n && isFiring(k, 'CNTP_CTL_EL0'))
        generic_handle_domain_irq(k, ic.hw_domain, AIC_TMR_EL02_PHYS);
      if ((enabled & VM_TMR_FIQ_ENABLE_V) !== 0n && isFiring(k, 'CNTV_CTL_EL0'))
        generic_handle_domain_irq(k, ic.hw_domain, AIC_TMR_EL02_VIRT);
    }
    if ((read_sysreg(k, PMCR0) & (PMCR0_IMODE | PMCR0_IACT)) === (PMCR0_IMODE_FIQ | PMCR0_IACT))
      generic_handle_domain_irq(k, ic.hw_domain, pmuOf(k, ic));
  },
);

// --- the domain

function setupFiq(k: Kernel, ic: aic_irq_chip, irq: number, fiq: number): void {
  const isPmu = fiq === AIC_CPU_PMU_P || fiq === AIC_CPU_PMU_E;
  if (isPmu && !k.since('7.3')) irq_set_percpu_devid_partition(k, irq, ic.fiq_aff.get(fiq)?.aff);
  else irq_set_percpu_devid(k, irq);
}

const aic_irq_domain_map = at.fn(
  'aic_irq_domain_map',
  "Gives an interrupt its chip and flow handler, by its kind: a device's, or a CPU's own.",
  (k: Kernel, id: irq_domain, irq: number, hw: number): number => {
    const ic = aic_irq_chip.of(id.host_data);
    if (eventType(hw) === AIC_EVENT_TYPE_IRQ) {
      const chip = ic.info.version === 1 ? aic_chip : aic2_chip;
      irq_domain_set_info(k, id, irq, hw, chip, ic, handle_fasteoi_irq, undefined, undefined);
      const desc = irq_to_desc(k, irq);
      if (desc !== undefined) irqd_set_single_target(desc.irq_data);
    } else {
      setupFiq(k, ic, irq, AIC_HWIRQ_IRQ(hw));
      irq_domain_set_info(k, id, irq, hw, fiq_chip, ic, handle_percpu_devid_irq, undefined, undefined);
    }
    return 0;
  },
);

/** 7.3: the counters of all cores share a number. */
const aic_irq_get_fwspec_info = at.fn(
  'aic_irq_get_fwspec_info',
  'Says which CPUs an FIQ is for: those that the tree lists for it, else all.',
  (k: Kernel, fwspec: irq_fwspec): irq_fwspec_info | number => {
    if (fwspec.param[0] !== AIC_FIQ) return { affinity: undefined };
    const intid = fwspec.param[fwspec.param_count === 3 ? 1 : 2] ?? 0;
    return { affinity: aic_c(k).aic_irqc?.fiq_aff.get(intid)?.aff ?? cpu_possible_mask(k) };
  },
);

/** At EL1 the timers of guests are the kernel's own, and the hypervisor's are not to be had. */
function fiqHwirq(k: Kernel, fiq: number): number {
  const merged = k.since('7.3') && fiq === AIC_CPU_PMU_E ? AIC_CPU_PMU_P : fiq;
  if (is_kernel_in_hyp_mode(k)) return merged;
  if (fiq === AIC_TMR_EL0_PHYS || fiq === AIC_TMR_EL0_VIRT) return -ENOENT;
  if (fiq === AIC_TMR_EL02_PHYS) return AIC_TMR_EL0_PHYS;
  return fiq === AIC_TMR_EL02_VIRT ? AIC_TMR_EL0_VIRT : merged;
}

const aic_irq_domain_translate = at.fn(
  'aic_irq_domain_translate',
  'Reads a specifier: kind, die where there are several, number and trigger.',
  (k: Kernel, id: irq_domain, { fwnode, param, param_count }: irq_fwspec): Translated | number => {
    const ic = aic_irq_chip.of(id.host_data);
    if (param_count < 3 || param_count > 4 || !is_of_node(fwnode)) return -EINVAL;
    const die = param_count === 4 ? (param[1] ?? 0) : 0;
    const [number = 0, flags = 0] = param.slice(param_count - 2);
    const type = flags & IRQ_TYPE_SENSE_MASK;
    if (param[0] === AIC_IRQ)
      return die >= ic.nr_die || number >= ic.nr_irq ? -EINVAL : { hwirq: AIC_IRQ_HWIRQ(die, number), type };
    if (param[0] !== AIC_FIQ || die !== 0 || number >= AIC_NR_FIQ(k)) return -EINVAL;
    const hwirq = fiqHwirq(k, number);
    return hwirq < 0 ? hwirq : { hwirq, type };
  },
);

const aic_irq_domain_alloc = at.fn(
  'aic_irq_domain_alloc',
  'Sets up interrupts, by a specifier.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const found = aic_irq_domain_translate(k, domain, fwspecOf(arg));
    if (typeof found === 'number') return found;
    for (let i = 0; i < nr_irqs; i++) aic_irq_domain_map(k, domain, virq + i, found.hwirq + i);
    return 0;
  },
);
const aic_irq_domain_free = at.fn(
  'aic_irq_domain_free',
  'Takes interrupts down.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    for (let i = 0; i < nr_irqs; i++) {
      const d = irq_domain_get_irq_data(k, domain, virq + i);
      irq_set_handler(k, virq + i, undefined);
      if (d !== undefined) irq_domain_reset_irq_data(k, d);
    }
  },
);

function aic_irq_domain_ops(k: Kernel): irq_domain_ops {
  return {
    name: 'aic_irq_domain_ops',
    translate: aic_irq_domain_translate,
    alloc: aic_irq_domain_alloc,
    free: aic_irq_domain_free,
    ...(k.since('7.3') ? { get_fwspec_info: aic_irq_get_fwspec_info } : {}),
  };
}

// --- IPIs

const clusterOf = (mpidr: bigint): bigint => (mpidr >> 8n) & 0xffn;

const aic_ipi_send_fast = at.fn(
  'aic_ipi_send_fast',
  'Sends an IPI by a register of the CPU: to one of the same cluster, or to any.',
  (k: Kernel, cpu: number): void => {
    const mpidr = cpu_logical_map(k, cpu);
    const idx = mpidr & 0xffn;
    const hasLocal = !k.since('6.12') || aic_c(k).aic_irqc?.info.local_fast_ipi === true;
    if (hasLocal && clusterOf(cpu_logical_map(k, k.cpu)) === clusterOf(mpidr)) write_sysreg(k, idx, IPI_RR_LOCAL);
    else write_sysreg(k, idx | (clusterOf(mpidr) << 16n), IPI_RR_GLOBAL);
  },
);

const aic_ipi_mask = at.fn('aic_ipi_mask', 'Masks an IPI for this CPU.', (k: Kernel, d: irq_data): void => {
  const { aic_vipi_enable } = aic_c(k);
  aic_vipi_enable.set(k.cpu, (get(aic_vipi_enable, k.cpu) & ~maskBit(irqd_to_hwirq(d))) >>> 0);
});

function sendVipi(k: Kernel, ic: aic_irq_chip, cpu: number): void {
  if (usesFastIpi(k)) aic_ipi_send_fast(k, cpu);
  else aic_ic_write(k, ic, AIC_IPI_SEND, 1 << cpu);
}

const aic_ipi_unmask = at.fn(
  'aic_ipi_unmask',
  'Unmasks an IPI for this CPU; one that was sent meanwhile comes now.',
  (k: Kernel, d: irq_data): void => {
    const c = aic_c(k);
    const bit = maskBit(irqd_to_hwirq(d));
    c.aic_vipi_enable.set(k.cpu, (get(c.aic_vipi_enable, k.cpu) | bit) >>> 0);
    if ((get(c.aic_vipi_flag, k.cpu) & bit) !== 0) sendVipi(k, chipOf(d), k.cpu);
  },
);

const aic_ipi_send_mask = at.fn(
  'aic_ipi_send_mask',
  "Notes an IPI for each CPU of a set, and sends the controller's where it was not on its way already.",
  (k: Kernel, d: irq_data, mask: Cpumask): void => {
    const c = aic_c(k);
    const bit = maskBit(irqd_to_hwirq(d));
    let send = 0;
    for (const cpu of cpumaskCpus(mask)) {
      const pending = get(c.aic_vipi_flag, cpu);
      c.aic_vipi_flag.set(cpu, (pending | bit) >>> 0);
      if ((pending & bit) !== 0 || (get(c.aic_vipi_enable, cpu) & bit) === 0) continue;
      if (usesFastIpi(k)) aic_ipi_send_fast(k, cpu);
      else send |= 1 << cpu;
    }
    if (send !== 0) aic_ic_write(k, chipOf(d), AIC_IPI_SEND, send);
  },
);

/** 6.1. */
const ipi_chip: irq_chip = {
  name: 'AIC-IPI',
  irq_mask: aic_ipi_mask,
  irq_unmask: aic_ipi_unmask,
  ipi_send_mask: aic_ipi_send_mask,
  flags: 0,
};

/** 6.1: handles the IPIs of this CPU that were sent and are enabled. */
function handleVipis(k: Kernel, ic: aic_irq_chip): void {
  const { aic_vipi_flag, aic_vipi_enable } = aic_c(k);
  const flags = get(aic_vipi_flag, k.cpu);
  const firing = (flags & get(aic_vipi_enable, k.cpu)) >>> 0;
  if (firing !== 0) aic_vipi_flag.set(k.cpu, (flags & ~firing) >>> 0);
  for (let i = 0; i < AIC_NR_SWIPI; i++) if (((firing >>> i) & 1) !== 0) generic_handle_domain_irq(k, ic.ipi_domain, i);
}

const aic_handle_ipi = at.fn(
  'aic_handle_ipi',
  "Acknowledges the controller's IPI, and handles those that it stands for.",
  (k: Kernel): void => {
    const ic = aic_c(k).aic_irqc;
    if (ic === undefined) return;
    if (usesFastIpi(k)) write_sysreg(k, IPI_SR_PENDING, IPI_SR);
    else aic_ic_write(k, ic, AIC_IPI_ACK, AIC_IPI_OTHER);
    if (k.since('6.12')) ipi_mux_process(k);
    else handleVipis(k, ic);
    if (!usesFastIpi(k)) aic_ic_write(k, ic, AIC_IPI_MASK_CLR, AIC_IPI_OTHER);
  },
);

const aic_ipi_alloc = at.fn(
  'aic_ipi_alloc',
  'Gives the IPIs their chip.',
  (k: Kernel, d: irq_domain, virq: number, nr_irqs: number, _args: unknown): number => {
    for (let i = 0; i < nr_irqs; i++) {
      irq_set_percpu_devid(k, virq + i);
      irq_domain_set_info(k, d, virq + i, i, ipi_chip, d.host_data, handle_percpu_devid_irq, undefined, undefined);
    }
    return 0;
  },
);
const aic_ipi_free = at.fn(
  'aic_ipi_free',
  'Does nothing: IPIs stay.',
  (_k: Kernel, _d: irq_domain, _virq: number, _nr_irqs: number): void => undefined,
);
const aic_ipi_domain_ops: irq_domain_ops = { name: 'aic_ipi_domain_ops', alloc: aic_ipi_alloc, free: aic_ipi_free };

const aic_ipi_send_single = at.fn(
  'aic_ipi_send_single',
  'Sends the one IPI that there is to a CPU.',
  (k: Kernel, cpu: number): void => {
    const ic = aic_c(k).aic_irqc;
    if (ic !== undefined) sendVipi(k, ic, cpu);
  },
);

/** 6.1 has a domain of its own for IPIs. */
function createIpis(k: Kernel, irqc: aic_irq_chip): number {
  const domain = irq_domain_create_linear(k, irqc.hw_domain?.fwnode, AIC_NR_SWIPI, aic_ipi_domain_ops, irqc);
  if (domain === undefined) return 0;
  domain.flags |= IRQ_DOMAIN_FLAG_IPI_SINGLE;
  irq_domain_update_bus_token(k, domain, DOMAIN_BUS_IPI);
  irqc.ipi_domain = domain;
  return __irq_domain_alloc_irqs(k, domain, -1, AIC_NR_SWIPI, NUMA_NO_NODE, undefined, false, undefined);
}

const aic_init_smp = at.fn(
  'aic_init_smp',
  'Makes the IPIs, of which the controller has one.',
  (k: Kernel, irqc: aic_irq_chip): number => {
    const base_ipi = k.since('6.12') ? ipi_mux_create(k, AIC_NR_SWIPI, aic_ipi_send_single) : createIpis(k, irqc);
    if (WARN_ON(k, base_ipi <= 0, aic_init_smp)) return -ENODEV;
    set_smp_ipi_range(k, base_ipi, AIC_NR_SWIPI);
    return 0;
  },
);

const aic_init_cpu = at.fn(
  'aic_init_cpu',
  "A CPU comes up: all that is its own is masked, and the controller's IPI let through where it is used.",
  (k: Kernel, _cpu: number): number => {
    const fast = usesFastIpi(k) || !k.since('6.12');
    if (fast) write_sysreg(k, IPI_SR_PENDING, IPI_SR);
    for (const timer of ownTimers(k)) sysreg_clear_set(k, timer, 0n, TIMER_IT_MASK);
    if (is_kernel_in_hyp_mode(k)) sysreg_clear_set(k, VM_TMR_FIQ_ENA, VM_TMR_FIQ_ENABLE_V | VM_TMR_FIQ_ENABLE_P, 0n);
    sysreg_clear_set(k, PMCR0, PMCR0_IMODE | PMCR0_IACT, 0n);
    if (fast) sysreg_clear_set(k, UPMCR0, UPMCR0_IMODE, 0n);
    const ic = aic_c(k).aic_irqc;
    if (ic?.info.version === 1) {
      WARN_ON(k, aic_ic_read(k, ic, AIC_WHOAMI) !== k.cpu, aic_init_cpu);
      aic_ic_write(k, ic, AIC_IPI_ACK, AIC_IPI_SELF + AIC_IPI_OTHER);
      if (usesFastIpi(k)) aic_ic_write(k, ic, AIC_IPI_MASK_SET, AIC_IPI_SELF + AIC_IPI_OTHER);
      else {
        aic_ic_write(k, ic, AIC_IPI_MASK_SET, AIC_IPI_SELF);
        aic_ic_write(k, ic, AIC_IPI_MASK_CLR, AIC_IPI_OTHER);
      }
    }
    aic_c(k).aic_fiq_unmasked.set(k.cpu, 0);
    return 0;
  },
);

// --- starting

const build_fiq_affinity = at.fn(
  'build_fiq_affinity',
  'Reads which CPUs have an FIQ.',
  (k: Kernel, ic: aic_irq_chip, aff: device_node): void => {
    const fiq = of_property_read_u32(k, aff, 'apple,fiq-index');
    if (fiq === undefined || WARN_ON(k, fiq >= AIC_NR_FIQ(k), build_fiq_affinity) || ic.fiq_aff.has(fiq)) return;
    if (WARN_ON(k, !of_property_present(k, aff, 'cpus'), build_fiq_affinity)) return;
    let mask = 0n;
    for (const phandle of of_property_cells(k, aff, 'cpus')) {
      const node = of_find_node_by_phandle(k, phandle);
      const cpu = node === undefined ? -ENODEV : of_cpu_node_to_id(k, node);
      if (!WARN_ON(k, cpu < 0, build_fiq_affinity)) mask |= cpumaskOf(cpu);
    }
    ic.fiq_aff.set(fiq, aic_aff.create(k.rec, { aff: mask }));
  },
);

/** Reads how many interrupts and dies there are: where the arrays of registers begin. Undefined where the tree lacks a region. */
function readSizes(k: Kernel, irqc: aic_irq_chip, node: device_node): number | undefined {
  if (irqc.info.version === 1) {
    irqc.nr_irq = aic_ic_read(k, irqc, AIC_INFO) & 0xffff;
    irqc.max_irq = AIC_MAX_IRQ;
    irqc.nr_die = 1;
    irqc.max_die = 1;
    irqc.event = irqc.base;
    return AIC_TARGET_CPU;
  }
  const info1 = aic_ic_read(k, irqc, AIC2_INFO1);
  const info3 = aic_ic_read(k, irqc, AIC2_INFO3);
  irqc.nr_irq = info1 & 0xffff;
  irqc.max_irq = info3 & 0xffff;
  irqc.nr_die = ((info1 >>> 24) & 0xf) + 1;
  irqc.max_die = (info3 >>> 24) & 0xf;
  const event = of_iomap(k, node, 1);
  if (WARN_ON(k, event === undefined, aic_of_ic_init) || event === undefined) return undefined;
  irqc.event = event;
  return irqc.info.version === 2 ? AIC2_IRQ_CFG : AIC3_IRQ_CFG;
}

/** A word for each interrupt, then five arrays of bits: software's set and clear, the masks' set and clear, and the lines. */
function layOut(irqc: aic_irq_chip, start: number): void {
  const array = 4 * (irqc.max_irq >> 5);
  const arrays = start + 4 * irqc.max_irq;
  irqc.sw_clr = arrays + array;
  irqc.mask_set = arrays + 2 * array;
  irqc.mask_clr = arrays + 3 * array;
  irqc.die_stride = 4 * irqc.max_irq + 5 * array;
}

/** All interrupts masked, none of software's pending, and of version 1 all for the first CPU. */
function quiet(k: Kernel, irqc: aic_irq_chip): void {
  const words = Math.ceil(irqc.nr_irq / 32);
  for (let die = 0, off = 0; die < irqc.nr_die; die++, off += irqc.die_stride) {
    for (let i = 0; i < words; i++) aic_ic_write(k, irqc, irqc.mask_set + off + i * 4, ALL);
    for (let i = 0; i < words; i++) aic_ic_write(k, irqc, irqc.sw_clr + off + i * 4, ALL);
    if (irqc.info.version !== 1) continue;
    for (let i = 0; i < irqc.nr_irq; i++) aic_ic_write(k, irqc, AIC_TARGET_CPU + off + i * 4, 1);
  }
  if (irqc.info.version === 1) return;
  aic_ic_write(k, irqc, AIC2_CONFIG, aic_ic_read(k, irqc, AIC2_CONFIG) | AIC2_CONFIG_ENABLE);
}

/** IRQCHIP_DECLARE */
export const aic_of_ic_init = at.fn(
  'aic_of_ic_init',
  'Brings up the controller: its domain, the IPIs, the handlers of IRQs and FIQs, everything masked.',
  (k: Kernel, node: device_node, _parent: device_node | undefined): number => {
    const base = of_iomap(k, node, 0);
    if (WARN_ON(k, base === undefined, aic_of_ic_init) || base === undefined) return -EIO;
    const info = of_match_node(k, aic_info_match(k), node)?.data;
    if (info === undefined) return -ENODEV;
    const irqc = aic_irq_chip.create(k.rec, { base, info });
    aic_c(k).aic_irqc = irqc;
    const start = readSizes(k, irqc, node);
    if (start === undefined) return -ENODEV;
    layOut(irqc, start);
    const domain = irq_domain_create_tree(k, node, aic_irq_domain_ops(k), irqc);
    if (WARN_ON(k, domain === undefined, aic_of_ic_init) || domain === undefined) return -ENODEV;
    irqc.hw_domain = domain;
    irq_domain_update_bus_token(k, domain, DOMAIN_BUS_WIRED);
    if (aic_init_smp(k, irqc) !== 0) {
      irq_domain_remove(k, domain);
      return -ENODEV;
    }
    for (const each of for_each_child_of_node(k, of_get_child_by_name(k, node, 'affinities')))
      build_fiq_affinity(k, irqc, each);
    set_handle_irq(k, aic_handle_irq);
    set_handle_fiq(k, aic_handle_fiq);
    quiet(k, irqc);
    if (!is_kernel_in_hyp_mode(k)) pr_info(k, `${PREFIX}Kernel running in EL1, mapping interrupts`);
    if (usesFastIpi(k)) pr_info(k, `${PREFIX}Using Fast IPIs`);
    cpuhp_setup_state(k, CPUHP_AP_IRQ_APPLE_AIC_STARTING, 'irqchip/apple-aic/ipi:starting', aic_init_cpu, undefined);
    if (k.since('6.12') && is_kernel_in_hyp_mode(k)) {
      const param = [AIC_FIQ, AIC_VGIC_MI, IRQ_TYPE_LEVEL_HIGH];
      WARN_ON(k, irq_create_fwspec_mapping(k, { fwnode: node, param_count: 3, param }) === 0, aic_of_ic_init);
    }
    const dies = `${irqc.nr_irq}/${irqc.max_irq} IRQs * ${irqc.nr_die}/${irqc.max_die} die(s)`;
    pr_info(k, `${PREFIX}Initialized with ${dies}, ${AIC_NR_FIQ(k)} FIQs, ${AIC_NR_SWIPI} vIPIs`);
    return 0;
  },
);
