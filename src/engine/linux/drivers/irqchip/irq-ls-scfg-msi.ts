/**
 * Models drivers/irqchip/irq-ls-scfg-msi.c: the Layerscape SoCs' block of MSIs. A vector is a bit of a register, and each register has an
 * interrupt; where there are as many as CPUs, each is for a CPU, and the low bits of the message choose it. Left out: the parameter lsmsi, removal.
 */
import { must } from '../../../../base/assert.ts';
import { cpumaskLowest, cpumaskOf } from '../../../../base/cpumask.ts';
import type { Cpumask } from '../../../../base/cpumask.ts';
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
} from '../../../recorder/index.ts';
import { ioread32be } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, ENOSPC } from '../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../include/linux/ioport.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_effective_affinity_mask,
  irq_data_update_effective_affinity,
  IRQ_SET_MASK_OK,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import { DOMAIN_BUS_NEXUS, type irq_domain, type irq_domain_ops } from '../../include/linux/irqdomain.ts';
import { MSI_FLAG_PCI_MSIX, type msi_msg, set_msg_address } from '../../include/linux/msi.ts';
import type { of_device_id } from '../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { cpu_online_mask, for_each_possible_cpu } from '../../kernel/cpu/index.ts';
import { handle_simple_irq, irq_set_chained_handler_and_data } from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_get_irq_data, irq_domain_set_info } from '../../kernel/irq/irqdomain/index.ts';
import { irq_set_affinity } from '../../kernel/irq/manage/index.ts';
import { dev_err, pr_warn } from '../../kernel/printk/printk.ts';
import { makeBlockDomains, sharedDomainInfo } from '../../stand-ins/msi-block.ts';
import { platform_driver_register, platform_get_irq, platform_get_resource } from '../base/platform.ts';
import { of_match_node } from '../of/base/index.ts';
import { of_irq_count } from '../of/irq/index.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../pci/msi/msi/index.ts';
import { MATCH_PCI_MSI, msi_lib_irq_domain_select } from './irq-msi-lib.ts';

const at = source('drivers/irqchip/irq-ls-scfg-msi.c');

const MSI_IRQS_PER_MSIR = 32;
const MSI_MSIR_OFFSET = 4;
/** The first LS1043A: eight vectors to a register, each in its own bits of a word. */
const MSI_LS1043V1_1_IRQS_PER_MSIR = 8;
const MSI_LS1043V1_1_MSIR_OFFSET = 0x10;

interface ls_scfg_msi_cfg {
  /** By how much the number of a bit is shifted in a message; what is below says which register. */
  readonly ibs_shift: number;
  readonly msir_irqs: number;
  readonly msir_base: number;
}
const ls1021_msi_cfg = { ibs_shift: 3, msir_irqs: MSI_IRQS_PER_MSIR, msir_base: MSI_MSIR_OFFSET };
const ls1046_msi_cfg = { ibs_shift: 2, msir_irqs: MSI_IRQS_PER_MSIR, msir_base: MSI_MSIR_OFFSET };
const ls1043_v1_1_msi_cfg = {
  ibs_shift: 2,
  msir_irqs: MSI_LS1043V1_1_IRQS_PER_MSIR,
  msir_base: MSI_LS1043V1_1_MSIR_OFFSET,
};

const ls_scfg_msi_id: readonly of_device_id<ls_scfg_msi_cfg>[] = [
  // Two are spelled with a 1 for the l.
  { compatible: 'fsl,1s1021a-msi', data: ls1021_msi_cfg },
  { compatible: 'fsl,1s1043a-msi', data: ls1021_msi_cfg },
  { compatible: 'fsl,ls1012a-msi', data: ls1021_msi_cfg },
  { compatible: 'fsl,ls1021a-msi', data: ls1021_msi_cfg },
  { compatible: 'fsl,ls1043a-msi', data: ls1021_msi_cfg },
  { compatible: 'fsl,ls1043a-v1.1-msi', data: ls1043_v1_1_msi_cfg },
  { compatible: 'fsl,ls1046a-msi', data: ls1046_msi_cfg },
];

interface ls_scfg_msir extends Recorded {
  readonly msi_data: ls_scfg_msi;
  readonly index: number;
  gic_irq: number;
  bit_start: number;
  bit_end: number;
  /** What the low bits of its vectors are. */
  srs: number;
  reg: number;
}
const ls_scfg_msir = struct<ls_scfg_msir>('ls_scfg_msir', {
  msi_data: always(ref()),
  index: num(),
  gic_irq: num(),
  bit_start: num(),
  bit_end: num(),
  srs: num(),
  reg: hexnum(),
});

interface ls_scfg_msi extends Recorded {
  readonly pdev: platform_device;
  parent: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
  regs: number;
  ibs_shift: number;
  msir_irqs: number;
  msir_base: number;
  msir_num: number;
  irqs_num: number;
  readonly msir: RecordedMap<ls_scfg_msir>;
  /** Vectors that are taken, or have no register in use. */
  readonly used: RecordedMap<boolean>;
}
const ls_scfg_msi = struct<ls_scfg_msi>('ls_scfg_msi', {
  pdev: always(ref()),
  parent: ref(),
  msi_domain: ref(),
  regs: hexnum(),
  ibs_shift: num(),
  msir_irqs: num(),
  msir_base: hexnum(),
  msir_num: num(),
  irqs_num: num(),
  msir: map(ref<ls_scfg_msir>()),
  used: map(bool()),
});

interface ls_scfg_msi_c extends Recorded {
  /** Whether each register is for a CPU. */
  msi_affinity_flag: boolean;
}
const ls_scfg_msi_c = statics<ls_scfg_msi_c>('drivers/irqchip/irq-ls-scfg-msi.c', { msi_affinity_flag: bool(true) });

// --- the chip

const ls_scfg_msi_compose_msg = at.fn(
  'ls_scfg_msi_compose_msg',
  "Composes a vector's message: its number, with the CPU in the low bits, to the block's only address.",
  (k: Kernel, d: irq_data, msg: msi_msg): void => {
    const { regs } = ls_scfg_msi.of(d.chip_data);
    set_msg_address(msg, regs);
    const cpu = cpumaskLowest(irq_data_get_effective_affinity_mask(d)) ?? for_each_possible_cpu(k).length;
    msg.data = ls_scfg_msi_c(k).msi_affinity_flag ? d.hwirq | cpu : d.hwirq;
  },
);

const ls_scfg_msi_set_affinity = at.fn(
  'ls_scfg_msi_set_affinity',
  'Chooses the CPU whose register takes a vector.',
  (k: Kernel, d: irq_data, mask: Cpumask, force: boolean): number => {
    const msi_data = ls_scfg_msi.of(d.chip_data);
    if (!ls_scfg_msi_c(k).msi_affinity_flag) return -EINVAL;
    const cpu = cpumaskLowest(force ? mask : mask & cpu_online_mask(k));
    if (cpu === undefined || cpu >= msi_data.msir_num) return -EINVAL;
    if ((msi_data.msir.get(cpu)?.gic_irq ?? 0) <= 0) {
      pr_warn(k, `cannot bind the irq to cpu${cpu}`);
      return -EINVAL;
    }
    irq_data_update_effective_affinity(d, cpumaskOf(cpu));
    return IRQ_SET_MASK_OK;
  },
);

const ls_scfg_msi_parent_chip: irq_chip = {
  name: 'SCFG',
  irq_compose_msi_msg: ls_scfg_msi_compose_msg,
  irq_set_affinity: ls_scfg_msi_set_affinity,
  flags: 0,
};

// --- the domain

const ls_scfg_msi_domain_irq_alloc = at.fn(
  'ls_scfg_msi_domain_irq_alloc',
  'Takes the first free vector.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number): number => {
    const msi_data = ls_scfg_msi.of(domain.host_data);
    let pos = 0;
    while (pos < msi_data.irqs_num && msi_data.used.has(pos)) pos++;
    if (pos >= msi_data.irqs_num) return -ENOSPC;
    msi_data.used.set(pos, true);
    const chip = ls_scfg_msi_parent_chip;
    irq_domain_set_info(k, domain, virq, pos, chip, msi_data, handle_simple_irq, undefined, undefined);
    return 0;
  },
);

const ls_scfg_msi_domain_irq_free = at.fn(
  'ls_scfg_msi_domain_irq_free',
  'Gives a vector back.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number): void => {
    const d = irq_domain_get_irq_data(k, domain, virq);
    if (d !== undefined) ls_scfg_msi.of(d.chip_data).used.delete(d.hwirq);
  },
);

function ls_scfg_msi_domain_ops(k: Kernel): irq_domain_ops {
  return {
    name: 'ls_scfg_msi_domain_ops',
    ...(k.since('7.3') ? { select: msi_lib_irq_domain_select } : {}),
    alloc: ls_scfg_msi_domain_irq_alloc,
    free: ls_scfg_msi_domain_irq_free,
  };
}

const ls_scfg_msi_irq_handler = at.fn(
  'ls_scfg_msi_irq_handler',
  "Handles a register's interrupt: each vector whose bit is set; the highest bit is the first.",
  (k: Kernel, desc: irq_desc): void => {
    const msir = ls_scfg_msir.of(desc.irq_common_data.handler_data);
    const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
    chained_irq_enter(k, chip, desc);
    const val = ioread32be(k, msir.reg);
    for (let pos = msir.bit_start; pos <= msir.bit_end; pos++) {
      if (((val >>> pos) & 1) === 0) continue;
      const hwirq = ((msir.bit_end - pos) << msir.msi_data.ibs_shift) | msir.srs;
      generic_handle_domain_irq(k, msir.msi_data.parent, hwirq);
    }
    chained_irq_exit(k, chip, desc);
  },
);

const ls_scfg_msi_domains_init = at.fn(
  'ls_scfg_msi_domains_init',
  "Makes the domains of the block's vectors.",
  (k: Kernel, msi_data: ls_scfg_msi): number => {
    const made = makeBlockDomains(k, msi_data.pdev.dev, {
      size: msi_data.irqs_num,
      ops: ls_scfg_msi_domain_ops(k),
      host_data: msi_data,
      nexus: false,
      shared: () =>
        sharedDomainInfo(k, MSI_FLAG_PCI_MSIX, {
          name: 'MSI',
          irq_mask: pci_msi_mask_irq,
          irq_unmask: pci_msi_unmask_irq,
          flags: 0,
        }),
      parent: {
        name: 'ls_scfg_msi_parent_ops',
        prefix: 'MSI-',
        supported: MSI_FLAG_PCI_MSIX,
        select: { token: DOMAIN_BUS_NEXUS, mask: MATCH_PCI_MSI },
      },
      says: { inner: 'failed to create IRQ domain', shared: 'failed to create MSI domain' },
    });
    if (typeof made === 'number') return made;
    msi_data.parent = made.inner;
    msi_data.msi_domain = made.shared;
    return 0;
  },
);

const ls_scfg_msi_setup_hwirq = at.fn(
  'ls_scfg_msi_setup_hwirq',
  'Takes the interrupt of a register into use, and frees its vectors.',
  (k: Kernel, msi_data: ls_scfg_msi, index: number): number => {
    const gic_irq = platform_get_irq(k, msi_data.pdev, index);
    if (gic_irq <= 0) return -ENODEV;
    const { msir_irqs, msir_base, ibs_shift } = msi_data;
    const bit_start = msir_irqs === MSI_LS1043V1_1_IRQS_PER_MSIR ? 32 - (index + 1) * msir_irqs : 0;
    const reg = msi_data.regs + msir_base + 4 * index;
    const bit_end = bit_start + msir_irqs - 1;
    const msir = ls_scfg_msir.create(k.rec, { msi_data, index, gic_irq, bit_start, bit_end, reg });
    msi_data.msir.set(index, msir);
    irq_set_chained_handler_and_data(k, gic_irq, ls_scfg_msi_irq_handler, msir);
    const { msi_affinity_flag } = ls_scfg_msi_c(k);
    if (msi_affinity_flag) irq_set_affinity(k, gic_irq, cpumaskOf(index));
    else msir.srs = index;
    if (!msi_affinity_flag || index === 0)
      for (let i = 0; i < msir_irqs; i++) msi_data.used.delete((i << ibs_shift) | index);
    return 0;
  },
);

const ls_scfg_msi_probe = at.fn(
  'ls_scfg_msi_probe',
  'Brings up the block: a register for each CPU where there are enough, and its domains.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const cfg = np === undefined ? undefined : of_match_node(k, ls_scfg_msi_id, np)?.data;
    if (np === undefined || cfg === undefined) return -ENODEV;
    const res = platform_get_resource(k, pdev, IORESOURCE_MEM, 0);
    if (res === undefined) {
      dev_err(k, dev, "failed to initialize 'regs'");
      return -EINVAL;
    }
    const irqs_num = MSI_IRQS_PER_MSIR * (1 << cfg.ibs_shift);
    const msi_data = ls_scfg_msi.create(k.rec, {
      pdev,
      regs: res.start,
      ...cfg,
      irqs_num,
      msir_num: of_irq_count(k, np),
    });
    for (let hwirq = 0; hwirq < irqs_num; hwirq++) msi_data.used.set(hwirq, true);
    const c = ls_scfg_msi_c(k);
    const cpus = for_each_possible_cpu(k).length;
    if (c.msi_affinity_flag && msi_data.msir_num >= cpus) msi_data.msir_num = cpus;
    else c.msi_affinity_flag = false;
    for (let i = 0; i < msi_data.msir_num; i++) ls_scfg_msi_setup_hwirq(k, msi_data, i);
    const ret = ls_scfg_msi_domains_init(k, msi_data);
    if (ret === 0) platform_set_drvdata(pdev, msi_data);
    return ret;
  },
);

/** module_platform_driver */
export const ls_scfg_msi_driver_init = at.fn(
  'ls_scfg_msi_driver_init',
  "Registers the driver of the Layerscape SoCs' blocks of MSIs.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'ls-scfg-msi',
      bus: 'platform',
      of_match_table: ls_scfg_msi_id.map(({ compatible }) => ({ compatible, data: undefined })),
      probe: ls_scfg_msi_probe,
    };
    return platform_driver_register(k, driver);
  },
);
