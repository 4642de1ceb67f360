/**
 * Models drivers/pci/controller/pcie-altera-msi.c: Intel's (once Altera's) block of up to 32 MSIs in an FPGA: a write to a vector's word sets a
 * bit of the status register, a read of that word clears it. Left out: removal.
 */
import { bitsOf } from '../../../../../base/bits.ts';
import { must } from '../../../../../base/assert.ts';
import {
  always,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import type { irq_chip, irq_data } from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import { MSI_FLAG_NO_AFFINITY, MSI_FLAG_PCI_MSIX, type msi_msg, set_msg_address } from '../../../include/linux/msi.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { handle_simple_irq, irq_set_chained_handler_and_data } from '../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_domain_remove } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { makeBlockDomains, refusesAffinity, sharedDomainInfo, vectorDomainOps } from '../../../stand-ins/msi-block.ts';
import {
  devm_platform_ioremap_resource_byname,
  platform_driver_register,
  platform_get_irq,
  platform_get_resource_byname,
} from '../../base/platform.ts';
import { of_property_read_u32 } from '../../of/property.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../msi/msi/index.ts';

const at = source('drivers/pci/controller/pcie-altera-msi.c');

const MSI_STATUS = 0x0;
const MSI_INTMASK = 0x8;
/** Where nothing clears the status, as memory in place of the block. */
const ROUNDS = 32;

interface altera_msi extends Recorded {
  readonly pdev: platform_device;
  csr_base: number;
  /** A word for each vector. */
  vector_base: number;
  num_of_vectors: number;
  irq: number;
  readonly used: RecordedMap<number>;
  inner_domain: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
}
const altera_msi = struct<altera_msi>('altera_msi', {
  pdev: always(ref()),
  csr_base: hexnum(),
  vector_base: hexnum(),
  num_of_vectors: num(),
  irq: num(),
  used: map(hexnum()),
  inner_domain: ref(),
  msi_domain: ref(),
});

const altera_msi_isr = at.fn(
  'altera_msi_isr',
  "Handles the block's interrupt: each vector whose bit is set, until none is.",
  (k: Kernel, desc: irq_desc): void => {
    const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
    chained_irq_enter(k, chip, desc);
    const msi = altera_msi.of(desc.irq_common_data.handler_data);
    const domain = must(msi.inner_domain, 'the domain of the block');
    for (let round = 0, status; round < ROUNDS && (status = readl(k, msi.csr_base + MSI_STATUS)) !== 0; round++) {
      for (const bit of bitsOf(status)) {
        if (bit >= msi.num_of_vectors) continue;
        readl(k, msi.vector_base + bit * 4);
        if (generic_handle_domain_irq(k, domain, bit) !== 0) dev_err(k, msi.pdev.dev, 'unexpected MSI');
      }
    }
    chained_irq_exit(k, chip, desc);
  },
);

const altera_compose_msi_msg = at.fn(
  'altera_compose_msi_msg',
  "Composes a vector's message: its number, written to its word.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    const address = altera_msi.of(d.chip_data).vector_base + d.hwirq * 4;
    set_msg_address(msg, address);
    msg.data = d.hwirq;
  },
);
const altera_msi_set_affinity = refusesAffinity(at, 'altera_msi_set_affinity', -EINVAL);

function altera_msi_bottom_irq_chip(k: Kernel): irq_chip {
  return {
    name: 'Altera MSI',
    irq_compose_msi_msg: altera_compose_msi_msg,
    ...(k.since('6.12') ? {} : { irq_set_affinity: altera_msi_set_affinity }),
    flags: 0,
  };
}

/** Lets a vector through, or holds it back. */
function setMask(k: Kernel, msi: altera_msi, hwirq: number, on: boolean): void {
  const mask = readl(k, msi.csr_base + MSI_INTMASK);
  writel(k, (on ? mask | (1 << hwirq) : mask & ~(1 << hwirq)) >>> 0, msi.csr_base + MSI_INTMASK);
}

const msi_domain_ops = vectorDomainOps(at, {
  ops: 'msi_domain_ops',
  alloc: 'altera_irq_domain_alloc',
  free: 'altera_irq_domain_free',
  chip: altera_msi_bottom_irq_chip,
  handler: handle_simple_irq,
  vectors: (host_data) => {
    const { used, num_of_vectors } = altera_msi.of(host_data);
    return { used, count: num_of_vectors };
  },
  taken: (k, host_data, hwirq) => setMask(k, altera_msi.of(host_data), hwirq, true),
  given: (k, host_data, hwirq) => setMask(k, altera_msi.of(host_data), hwirq, false),
});

const altera_allocate_domains = at.fn(
  'altera_allocate_domains',
  "Makes the domains of the block's vectors.",
  (k: Kernel, msi: altera_msi): number => {
    const made = makeBlockDomains(k, msi.pdev.dev, {
      size: msi.num_of_vectors,
      ops: msi_domain_ops,
      host_data: msi,
      nexus: false,
      shared: () =>
        sharedDomainInfo(k, k.since('6.12') ? MSI_FLAG_NO_AFFINITY | MSI_FLAG_PCI_MSIX : MSI_FLAG_PCI_MSIX, {
          name: 'Altera PCIe MSI',
          irq_mask: pci_msi_mask_irq,
          irq_unmask: pci_msi_unmask_irq,
          flags: 0,
        }),
      parent: {
        name: 'altera_msi_parent_ops',
        prefix: 'Altera-',
        supported: MSI_FLAG_PCI_MSIX,
        required: MSI_FLAG_NO_AFFINITY,
      },
      says: { inner: 'failed to create IRQ domain', shared: 'failed to create MSI domain' },
    });
    if (typeof made === 'number') return made;
    msi.inner_domain = made.inner;
    msi.msi_domain = made.shared;
    return 0;
  },
);

const altera_msi_probe = at.fn(
  'altera_msi_probe',
  'Brings up the block: its registers, its domains, its interrupt.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const csr_base = devm_platform_ioremap_resource_byname(k, pdev, 'csr');
    if (csr_base < 0) {
      dev_err(k, dev, 'failed to map csr memory');
      return csr_base;
    }
    const vectors = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, 'vector_slave');
    if (vectors === undefined) return -EINVAL;
    const num_of_vectors = of_property_read_u32(k, dev.of_node, 'num-vectors');
    if (num_of_vectors === undefined) {
      dev_err(k, dev, 'failed to parse the number of vectors');
      return -EINVAL;
    }
    const msi = altera_msi.create(k.rec, { pdev, csr_base, vector_base: vectors.start, num_of_vectors });
    const ret = altera_allocate_domains(k, msi);
    if (ret !== 0) return ret;
    msi.irq = platform_get_irq(k, pdev, 0);
    if (msi.irq < 0) {
      writel(k, 0, csr_base + MSI_INTMASK);
      if (msi.msi_domain !== undefined) irq_domain_remove(k, msi.msi_domain);
      if (msi.inner_domain !== undefined) irq_domain_remove(k, msi.inner_domain);
      return msi.irq;
    }
    irq_set_chained_handler_and_data(k, msi.irq, altera_msi_isr, msi);
    platform_set_drvdata(pdev, msi);
    return 0;
  },
);

/** subsys_initcall */
export const altera_msi_init = at.fn(
  'altera_msi_init',
  "Registers the driver of Intel's blocks of MSIs in FPGAs.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'altera-msi',
      bus: 'platform',
      of_match_table: [{ compatible: 'altr,msi-1.0', data: undefined }],
      probe: altera_msi_probe,
    };
    return platform_driver_register(k, driver);
  },
);
