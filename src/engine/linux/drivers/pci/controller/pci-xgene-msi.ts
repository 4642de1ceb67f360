/**
 * Models drivers/pci/controller/pci-xgene-msi.c: APM X-Gene's block of 2048 MSIs in 16 frames, each with an interrupt. The frames are shared out
 * among the CPUs, and a vector is one of every CPU's: it moves to another CPU by moving to that CPU's frame. Left out: removal, CPUs that go away.
 */
import { must } from '../../../../../base/assert.ts';
import { bitsOf } from '../../../../../base/bits.ts';
import { type Cpumask, cpumaskLowest, cpumaskOf } from '../../../../../base/cpumask.ts';
import {
  always,
  bool,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { readl } from '../../../include/asm/io.ts';
import { WARN_ON_ONCE } from '../../../include/asm-generic/bug.ts';
import { CPUHP_AP_ONLINE_DYN } from '../../../include/linux/cpuhotplug.ts';
import { EINVAL, ENOSPC } from '../../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_effective_affinity_mask,
  irq_data_update_effective_affinity,
  IRQ_NO_BALANCING,
  IRQ_SET_MASK_OK,
  IRQ_SET_MASK_OK_DONE,
  irqd_set_resend_when_in_progress,
} from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain, irq_domain_ops } from '../../../include/linux/irqdomain.ts';
import { MSI_FLAG_PCI_MSIX, type msi_msg, set_msg_address } from '../../../include/linux/msi.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../../kernel.ts';
import { cpuhp_setup_state, for_each_possible_cpu } from '../../../kernel/cpu/index.ts';
import {
  handle_simple_irq,
  irq_get_irq_data,
  irq_set_chained_handler_and_data,
  irq_set_status_flags,
} from '../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_free_irqs_parent,
  irq_domain_get_irq_data,
  irq_domain_remove,
  irq_domain_set_info,
} from '../../../kernel/irq/irqdomain/index.ts';
import { irq_set_affinity } from '../../../kernel/irq/manage/index.ts';
import { dev_err, dev_info, pr_err } from '../../../kernel/printk/printk.ts';
import { makeBlockDomains, sharedDomainInfo } from '../../../stand-ins/msi-block.ts';
import { platform_driver_register, platform_get_irq, platform_get_resource } from '../../base/platform.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../msi/msi/index.ts';

const at = source('drivers/pci/controller/pci-xgene-msi.c');

const MSI_INT0 = 0x800000;
const IDX_PER_GROUP = 8;
const IRQS_PER_IDX = 16;
const NR_HW_IRQS = 16;
const NR_MSI_BITS = IDX_PER_GROUP * IRQS_PER_IDX * NR_HW_IRQS;
/** Where nothing clears what is pending, as memory in place of the block. */
const ROUNDS = 8;

interface xgene_msi_group extends Recorded {
  readonly msi: xgene_msi;
  readonly gic_irq: number;
  readonly msi_grp: number;
}
const xgene_msi_group = struct<xgene_msi_group>('xgene_msi_group', {
  msi: always(ref()),
  gic_irq: num(),
  msi_grp: num(),
});

interface xgene_msi extends Recorded {
  readonly pdev: platform_device;
  readonly msi_addr: number;
  num_cpus: number;
  inner_domain: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
  readonly bitmap: RecordedMap<boolean>;
  readonly msi_groups: RecordedMap<xgene_msi_group>;
}
const xgene_msi = struct<xgene_msi>('xgene_msi', {
  pdev: always(ref()),
  msi_addr: hexnum(),
  num_cpus: num(),
  inner_domain: ref(),
  msi_domain: ref(),
  bitmap: map(bool()),
  msi_groups: map(ref<xgene_msi_group>()),
});

interface xgene_msi_c extends Recorded {
  xgene_msi_ctrl: xgene_msi | undefined;
}
const xgene_msi_c = statics<xgene_msi_c>('drivers/pci/controller/pci-xgene-msi.c', { xgene_msi_ctrl: ref() });

/** Reading a termination register clears it. */
const xgene_msi_ir_read = (k: Kernel, msi: xgene_msi, group: number, index: number): number =>
  readl(k, msi.msi_addr + (group << 19) + (index << 16));
const xgene_msi_int_read = (k: Kernel, msi: xgene_msi, group: number): number =>
  readl(k, msi.msi_addr + MSI_INT0 + (group << 16));

// --- the chip

const xgene_compose_msi_msg = at.fn(
  'xgene_compose_msi_msg',
  "Composes a vector's message: frame and register are in the address, the bit is the data.",
  (k: Kernel, d: irq_data, msg: msi_msg): void => {
    const msi = xgene_msi.of(d.chip_data);
    const { hwirq } = d;
    let frame = hwirq % NR_HW_IRQS;
    let index = Math.floor(hwirq / (NR_HW_IRQS * IRQS_PER_IDX));
    let bit = Math.floor(hwirq / NR_HW_IRQS) % IRQS_PER_IDX;
    if (k.since('7.3')) {
      const cpu = cpumaskLowest(irq_data_get_effective_affinity_mask(d)) ?? 0;
      frame = (((hwirq >> 7) & 1) << 3) | cpu;
      index = (hwirq >> 4) & 7;
      bit = hwirq & 0xf;
    }
    const address = msi.msi_addr + (frame * IDX_PER_GROUP + index) * 0x10000;
    set_msg_address(msg, address);
    msg.data = bit;
  },
);

const xgene_msi_set_affinity = at.fn(
  'xgene_msi_set_affinity',
  "Moves a vector to a CPU's frame. Until 7.3 the number of its hardware interrupt changes with it.",
  (k: Kernel, d: irq_data, mask: Cpumask, _force: boolean): number => {
    const target = cpumaskLowest(mask) ?? 0;
    if (k.since('7.3')) {
      irq_data_update_effective_affinity(d, cpumaskOf(target));
      return IRQ_SET_MASK_OK;
    }
    const current = d.hwirq % xgene_msi.of(d.chip_data).num_cpus;
    if (current === target) return IRQ_SET_MASK_OK_DONE;
    d.hwirq += target - current;
    return IRQ_SET_MASK_OK;
  },
);

const xgene_msi_bottom_irq_chip: irq_chip = {
  name: 'MSI',
  irq_set_affinity: xgene_msi_set_affinity,
  irq_compose_msi_msg: xgene_compose_msi_msg,
  flags: 0,
};

// --- the domain

/** The bits of the map that a vector takes: until 7.3 one for each CPU. */
function takeVector(k: Kernel, msi: xgene_msi): number | undefined {
  const width = k.since('7.3') ? 1 : msi.num_cpus;
  const size = k.since('7.3') ? Math.floor(NR_MSI_BITS / msi.num_cpus) : NR_MSI_BITS;
  for (let first = 0; first + width <= size; first++) {
    let free = 0;
    while (free < width && !msi.bitmap.has(first + free)) free++;
    if (free < width) continue;
    for (let i = 0; i < width; i++) msi.bitmap.set(first + i, true);
    return first;
  }
  return undefined;
}

const xgene_irq_domain_alloc = at.fn(
  'xgene_irq_domain_alloc',
  'Takes a free vector, which every CPU has.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number): number => {
    const msi = xgene_msi.of(domain.host_data);
    const hwirq = takeVector(k, msi);
    if (hwirq === undefined) return -ENOSPC;
    const chip = xgene_msi_bottom_irq_chip;
    irq_domain_set_info(k, domain, virq, hwirq, chip, msi, handle_simple_irq, undefined, undefined);
    const data = k.since('7.3') ? irq_get_irq_data(k, virq) : undefined;
    if (data !== undefined) irqd_set_resend_when_in_progress(data);
    return 0;
  },
);

const xgene_irq_domain_free = at.fn(
  'xgene_irq_domain_free',
  'Gives a vector back.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const d = irq_domain_get_irq_data(k, domain, virq);
    if (d === undefined) return;
    const msi = xgene_msi.of(d.chip_data);
    const width = k.since('7.3') ? 1 : msi.num_cpus;
    const first = d.hwirq - (d.hwirq % width);
    for (let i = 0; i < width; i++) msi.bitmap.delete(first + i);
    irq_domain_free_irqs_parent(k, domain, virq, nr_irqs);
  },
);

const msi_domain_ops: irq_domain_ops = {
  name: 'msi_domain_ops',
  alloc: xgene_irq_domain_alloc,
  free: xgene_irq_domain_free,
};

const xgene_allocate_domains = at.fn(
  'xgene_allocate_domains',
  "Makes the domains of the block's vectors.",
  (k: Kernel, msi: xgene_msi): number => {
    const made = makeBlockDomains(k, msi.pdev.dev, {
      size: k.since('7.3') ? Math.floor(NR_MSI_BITS / msi.num_cpus) : NR_MSI_BITS,
      ops: k.since('7.3') ? { ...msi_domain_ops, name: 'xgene_msi_domain_ops' } : msi_domain_ops,
      host_data: msi,
      nexus: false,
      shared: () =>
        sharedDomainInfo(k, MSI_FLAG_PCI_MSIX, {
          name: 'X-Gene1 MSI',
          irq_enable: pci_msi_unmask_irq,
          irq_disable: pci_msi_mask_irq,
          irq_mask: pci_msi_mask_irq,
          irq_unmask: pci_msi_unmask_irq,
          flags: 0,
        }),
      parent: { name: 'xgene_msi_parent_ops', supported: MSI_FLAG_PCI_MSIX },
      says: { inner: 'Failed to allocate MSI domain', shared: 'Failed to allocate MSI domain' },
    });
    if (typeof made === 'number') return made;
    msi.inner_domain = made.inner;
    msi.msi_domain = made.shared;
    return 0;
  },
);

// --- interrupts

/** The hardware interrupt of a bit: until 7.3 as the first CPU has it. */
function hwirqOf(k: Kernel, { num_cpus }: xgene_msi, group: number, index: number, bit: number): number {
  if (k.since('7.3')) return ((group >> 3) << 7) | (index << 4) | bit;
  const hwirq = (index * IRQS_PER_IDX + bit) * NR_HW_IRQS + group;
  return hwirq - (hwirq % num_cpus);
}

const xgene_msi_isr = at.fn(
  'xgene_msi_isr',
  "Handles a frame's interrupt: each register with something pending, each bit of it.",
  (k: Kernel, desc: irq_desc): void => {
    const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
    chained_irq_enter(k, chip, desc);
    const { msi, msi_grp } = xgene_msi_group.of(desc.irq_common_data.handler_data);
    // Until 7.3 the frame is looked at again, until nothing is pending.
    const rounds = k.since('7.3') ? 1 : ROUNDS;
    for (let round = 0, pending; round < rounds && (pending = xgene_msi_int_read(k, msi, msi_grp)) !== 0; round++)
      for (const index of bitsOf(pending & 0xff))
        for (const bit of bitsOf(xgene_msi_ir_read(k, msi, msi_grp, index) & 0xffff)) {
          const hwirq = hwirqOf(k, msi, msi_grp, index, bit);
          WARN_ON_ONCE(k, generic_handle_domain_irq(k, msi.inner_domain, hwirq) !== 0);
        }
    chained_irq_exit(k, chip, desc);
  },
);

const xgene_msi_hwirq_alloc = at.fn(
  'xgene_msi_hwirq_alloc',
  'Gives a CPU that came up its frames: their interrupts go to it.',
  (k: Kernel, cpu: number): number => {
    const msi = must(xgene_msi_c(k).xgene_msi_ctrl, 'the block');
    for (let i = cpu; i < NR_HW_IRQS; i += msi.num_cpus) {
      const group = msi.msi_groups.get(i);
      if (group === undefined) continue;
      irq_set_chained_handler_and_data(k, group.gic_irq, xgene_msi_isr, group);
      const err = irq_set_affinity(k, group.gic_irq, cpumaskOf(cpu));
      if (err === 0) continue;
      pr_err(k, 'failed to set affinity for GIC IRQ');
      irq_set_chained_handler_and_data(k, group.gic_irq, undefined, undefined);
      return err;
    }
    return 0;
  },
);

/** Whether a frame has nothing pending, once its registers were read. */
function isClear(k: Kernel, msi: xgene_msi, group: number): boolean {
  for (let index = 0; index < IDX_PER_GROUP; index++) xgene_msi_ir_read(k, msi, group, index);
  if (xgene_msi_int_read(k, msi, group) === 0) return true;
  dev_err(k, msi.pdev.dev, 'Failed to clear spurious IRQ');
  return false;
}

function noteGroup(k: Kernel, msi: xgene_msi, msi_grp: number): xgene_msi_group | number {
  const gic_irq = platform_get_irq(k, msi.pdev, msi_grp);
  if (gic_irq < 0) return gic_irq;
  const group = xgene_msi_group.create(k.rec, { msi, gic_irq, msi_grp });
  msi.msi_groups.set(msi_grp, group);
  return group;
}

/** 7.3: each frame's interrupt is given to its CPU at once. */
const xgene_msi_handler_setup = at.fn(
  'xgene_msi_handler_setup',
  'Gives each frame to a CPU: its interrupt goes there.',
  (k: Kernel, msi: xgene_msi): number => {
    for (let i = 0; i < NR_HW_IRQS; i++) {
      if (!isClear(k, msi, i)) return -EINVAL;
      const group = noteGroup(k, msi, i);
      if (typeof group === 'number') return group;
      irq_set_status_flags(k, group.gic_irq, IRQ_NO_BALANCING);
      const err = irq_set_affinity(k, group.gic_irq, cpumaskOf(i % msi.num_cpus));
      if (err !== 0) {
        pr_err(k, 'failed to set affinity for GIC IRQ');
        return err;
      }
      irq_set_chained_handler_and_data(k, group.gic_irq, xgene_msi_isr, group);
    }
    return 0;
  },
);

/** Until 7.3: the interrupts of all frames first, then handlers as CPUs come up. */
function setUpFrames(k: Kernel, msi: xgene_msi): number {
  for (let i = 0; i < NR_HW_IRQS; i++) {
    const group = noteGroup(k, msi, i);
    if (typeof group === 'number') return group;
  }
  for (let i = 0; i < NR_HW_IRQS; i++) if (!isClear(k, msi, i)) return -EINVAL;
  const rc = cpuhp_setup_state(k, CPUHP_AP_ONLINE_DYN, 'pci/xgene:online', xgene_msi_hwirq_alloc, undefined);
  if (rc < 0) dev_err(k, msi.pdev.dev, 'failed to add CPU MSI notifier');
  return Math.min(rc, 0);
}

function takeDown(k: Kernel, msi: xgene_msi): void {
  if (k.since('7.3'))
    for (const { gic_irq } of msi.msi_groups.values())
      irq_set_chained_handler_and_data(k, gic_irq, undefined, undefined);
  if (msi.msi_domain !== undefined) irq_domain_remove(k, msi.msi_domain);
  if (msi.inner_domain !== undefined) irq_domain_remove(k, msi.inner_domain);
}

const xgene_msi_probe = at.fn(
  'xgene_msi_probe',
  'Brings up the block: its domains, and the interrupts of its frames.',
  (k: Kernel, pdev: platform_device): number => {
    const res = platform_get_resource(k, pdev, IORESOURCE_MEM, 0);
    if (res === undefined) return -EINVAL;
    const num_cpus = for_each_possible_cpu(k).length;
    const msi = xgene_msi.create(k.rec, { pdev, msi_addr: res.start, num_cpus });
    xgene_msi_c(k).xgene_msi_ctrl = msi;
    platform_set_drvdata(pdev, msi);
    let rc = xgene_allocate_domains(k, msi);
    if (rc === 0) rc = k.since('7.3') ? xgene_msi_handler_setup(k, msi) : setUpFrames(k, msi);
    if (rc === 0) dev_info(k, pdev.dev, 'APM X-Gene PCIe MSI driver loaded');
    else takeDown(k, msi);
    return rc;
  },
);

/** subsys_initcall; in 7.3 builtin_platform_driver. */
export const xgene_pcie_msi_init = at.fn(
  'xgene_pcie_msi_init',
  "Registers the driver of X-Gene's block of MSIs.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'xgene-msi',
      bus: 'platform',
      of_match_table: [{ compatible: 'apm,xgene1-msi', data: undefined }],
      probe: xgene_msi_probe,
    };
    return platform_driver_register(k, driver);
  },
);
