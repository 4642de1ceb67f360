/**
 * Models drivers/pci/controller/pcie-mediatek-gen3.c: MediaTek's host of the MT8192 and later SoCs, with one interrupt for INTx and eight sets of 32 MSIs, each
 * with an address of its own. Left out: clocks, resets, PHY, power, address windows, suspend, and the SoCs of Airoha.
 */
import { must } from '../../../../../base/assert.ts';
import { bitsOf } from '../../../../../base/bits.ts';
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
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ETIMEDOUT } from '../../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import type { irq_chip, irq_data } from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_ACK,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_NO_AFFINITY,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  MSI_FLAG_PCI_MSIX,
  type msi_msg,
  set_msg_address,
} from '../../../include/linux/msi.ts';
import type { pci_bus, pci_ops } from '../../../include/linux/pci/index.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  handle_fasteoi_irq,
  irq_chip_ack_parent,
  irq_chip_mask_parent,
  irq_chip_unmask_parent,
  irq_set_chained_handler_and_data,
} from '../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import {
  irq_dispose_mapping,
  irq_domain_create_linear,
  irq_domain_remove,
} from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { intxDomainOps, PCI_NUM_INTX } from '../../../stand-ins/intx-domain.ts';
import { makeBlockDomains, refusesAffinity, sharedDomainInfo, vectorDomainOps } from '../../../stand-ins/msi-block.ts';
import { platform_driver_register, platform_get_irq, platform_get_resource_byname } from '../../base/platform.ts';
import { of_get_child_by_name } from '../../of/base/index.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../msi/msi/index.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';

const at = source('drivers/pci/controller/pcie-mediatek-gen3.c');

const PCIE_CFGNUM_REG = 0x140;
const PCIE_CFG_FORCE_BYTE_EN = 1 << 20;
const PCIE_CFG_OFFSET_ADDR = 0x1000;
const PCIE_LINK_STATUS_REG = 0x154;
const PCIE_PORT_LINKUP = 1 << 8;
const PCIE_INT_ENABLE_REG = 0x180;
const PCIE_MSI_ENABLE = 0xff00;
const PCIE_MSI_SHIFT = 8;
const PCIE_INTX_SHIFT = 24;
const PCIE_INTX_ENABLE = 0xf000000;
const PCIE_INT_STATUS_REG = 0x184;
const PCIE_MSI_SET_ENABLE_REG = 0x190;
const PCIE_MSI_SET_ENABLE = 0xff;
const PCIE_MSI_SET_NUM = 8;
const PCIE_MSI_IRQS_PER_SET = 32;
const PCIE_MSI_IRQS_NUM = PCIE_MSI_SET_NUM * PCIE_MSI_IRQS_PER_SET;
const PCIE_MSI_SET_BASE_REG = 0xc00;
const PCIE_MSI_SET_OFFSET = 0x10;
const PCIE_MSI_SET_STATUS_OFFSET = 0x4;
const PCIE_MSI_SET_ENABLE_OFFSET = 0x8;
const PCIE_MSI_SET_ADDR_HI_BASE = 0xc80;
/** Where nothing clears a set's bits. */
const ROUNDS = 32;

interface mtk_gen3_pcie extends Recorded {
  readonly dev: device;
  readonly pdev: platform_device;
  base: number;
  irq: number;
  readonly msi_irq_in_use: RecordedMap<number>;
  intx_domain: irq_domain | undefined;
  /** The domain of the vectors; the one that functions share, before 7.3. */
  msi_bottom_domain: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
}
const mtk_gen3_pcie = struct<mtk_gen3_pcie>('mtk_gen3_pcie', {
  dev: always(ref()),
  pdev: always(ref()),
  base: hexnum(),
  irq: num(),
  msi_irq_in_use: map(hexnum()),
  intx_domain: ref(),
  msi_bottom_domain: ref(),
  msi_domain: ref(),
});

const read = (k: Kernel, { base }: mtk_gen3_pcie, reg: number): number => readl(k, base + reg);
const write = (k: Kernel, { base }: mtk_gen3_pcie, val: number, reg: number): void => writel(k, val >>> 0, base + reg);
const change = (k: Kernel, pcie: mtk_gen3_pcie, reg: number, bits: number, set: boolean): void => {
  const val = read(k, pcie, reg);
  write(k, pcie, set ? val | bits : val & ~bits, reg);
};

/** A register says whose configuration space the window shows, and which bytes of a word an access is for. */
function mtk_pcie_ops(k: Kernel, pcie: mtk_gen3_pcie): pci_ops {
  const header = ({ number }: pci_bus, devfn: number, where: number, size: number): number => {
    const bytes = (((1 << size) - 1) & 0xf) << (where & 3);
    write(k, pcie, PCIE_CFG_FORCE_BYTE_EN | (bytes << 16) | (number << 8) | devfn, PCIE_CFGNUM_REG);
    return PCIE_CFG_OFFSET_ADDR + (where & ~3);
  };
  return {
    name: 'mtk_pcie_ops',
    read(_kernel, bus, devfn, where, size) {
      const val = read(k, pcie, header(bus, devfn, where, size));
      return size === 4 ? val : (val >>> (8 * (where & 3))) & (2 ** (8 * size) - 1);
    },
    write(_kernel, bus, devfn, where, size, val) {
      write(k, pcie, size === 4 ? val : val << (8 * (where & 3)), header(bus, devfn, where, size));
    },
  };
}

// --- MSIs

/** The registers of the set that a vector is in, and its bit there. */
const setOf = (hwirq: number): number =>
  PCIE_MSI_SET_BASE_REG + Math.floor(hwirq / PCIE_MSI_IRQS_PER_SET) * PCIE_MSI_SET_OFFSET;
const bitOf = (hwirq: number): number => 1 << (hwirq % PCIE_MSI_IRQS_PER_SET);

const mtk_compose_msi_msg = at.fn(
  'mtk_compose_msi_msg',
  "Composes a vector's message: its number within its set, to the set's address.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    set_msg_address(msg, mtk_gen3_pcie.of(d.chip_data).base + setOf(d.hwirq));
    msg.data = d.hwirq % PCIE_MSI_IRQS_PER_SET;
  },
);
const mtk_msi_bottom_irq_ack = at.fn(
  'mtk_msi_bottom_irq_ack',
  "Clears a vector's bit in the status of its set.",
  (k: Kernel, { chip_data, hwirq }: irq_data): void =>
    write(k, mtk_gen3_pcie.of(chip_data), bitOf(hwirq), setOf(hwirq) + PCIE_MSI_SET_STATUS_OFFSET),
);
const mtk_msi_bottom_irq_mask = at.fn(
  'mtk_msi_bottom_irq_mask',
  'Holds a vector back.',
  (k: Kernel, { chip_data, hwirq }: irq_data): void =>
    change(k, mtk_gen3_pcie.of(chip_data), setOf(hwirq) + PCIE_MSI_SET_ENABLE_OFFSET, bitOf(hwirq), false),
);
const mtk_msi_bottom_irq_unmask = at.fn(
  'mtk_msi_bottom_irq_unmask',
  'Lets a vector through.',
  (k: Kernel, { chip_data, hwirq }: irq_data): void =>
    change(k, mtk_gen3_pcie.of(chip_data), setOf(hwirq) + PCIE_MSI_SET_ENABLE_OFFSET, bitOf(hwirq), true),
);
const mtk_pcie_set_affinity = refusesAffinity(at, 'mtk_pcie_set_affinity', -EINVAL);
/** 6.1 alone says so itself. */
const refusal = (k: Kernel): Pick<irq_chip, 'irq_set_affinity'> =>
  k.since('6.12') ? {} : { irq_set_affinity: mtk_pcie_set_affinity };

const mtk_pcie_msi_irq_mask = at.fn(
  'mtk_pcie_msi_irq_mask',
  'Masks a vector in the function and in its set.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_mask_irq(k, d);
    irq_chip_mask_parent(k, d);
  },
);
const mtk_pcie_msi_irq_unmask = at.fn(
  'mtk_pcie_msi_irq_unmask',
  'Unmasks a vector in the function and in its set.',
  (k: Kernel, d: irq_data): void => {
    pci_msi_unmask_irq(k, d);
    irq_chip_unmask_parent(k, d);
  },
);

const mtk_msi_bottom_domain_ops = vectorDomainOps(at, {
  ops: 'mtk_msi_bottom_domain_ops',
  alloc: 'mtk_msi_bottom_domain_alloc',
  free: 'mtk_msi_bottom_domain_free',
  chip: (k): irq_chip => ({
    name: 'MSI',
    irq_ack: mtk_msi_bottom_irq_ack,
    irq_mask: mtk_msi_bottom_irq_mask,
    irq_unmask: mtk_msi_bottom_irq_unmask,
    irq_compose_msi_msg: mtk_compose_msi_msg,
    ...refusal(k),
    flags: 0,
  }),
  vectors: (host_data) => ({ used: mtk_gen3_pcie.of(host_data).msi_irq_in_use, count: PCIE_MSI_IRQS_NUM }),
});

// --- INTx

const enableIntx = (k: Kernel, { chip_data, hwirq }: irq_data, on: boolean): void =>
  change(k, mtk_gen3_pcie.of(chip_data), PCIE_INT_ENABLE_REG, 1 << (PCIE_INTX_SHIFT + hwirq), on);
const mtk_intx_mask = at.fn('mtk_intx_mask', 'Holds an INTx wire back.', (k: Kernel, d: irq_data): void =>
  enableIntx(k, d, false),
);
const mtk_intx_unmask = at.fn('mtk_intx_unmask', 'Lets an INTx wire through.', (k: Kernel, d: irq_data): void =>
  enableIntx(k, d, true),
);
const mtk_intx_eoi = at.fn(
  'mtk_intx_eoi',
  "Clears a wire's status, which stays until then even where the wire is released.",
  (k: Kernel, { chip_data, hwirq }: irq_data): void =>
    write(k, mtk_gen3_pcie.of(chip_data), 1 << (PCIE_INTX_SHIFT + hwirq), PCIE_INT_STATUS_REG),
);

const intx_domain_ops = intxDomainOps(at, {
  ops: 'intx_domain_ops',
  map: 'mtk_pcie_intx_map',
  own: {
    chip: (k): irq_chip => ({
      name: 'INTx',
      irq_mask: mtk_intx_mask,
      irq_unmask: mtk_intx_unmask,
      irq_eoi: mtk_intx_eoi,
      ...refusal(k),
      flags: 0,
    }),
    handler: handle_fasteoi_irq,
    flow: 'INTx',
  },
  fromOne: false,
});

// --- domains and handling

const mtk_pcie_init_irq_domains = at.fn(
  'mtk_pcie_init_irq_domains',
  'Makes the domains of the INTx wires and of the vectors.',
  (k: Kernel, pcie: mtk_gen3_pcie): number => {
    const { dev } = pcie;
    const intc = of_get_child_by_name(k, dev.of_node, 'interrupt-controller');
    if (intc === undefined) {
      dev_err(k, dev, 'missing interrupt-controller node');
      return -ENODEV;
    }
    pcie.intx_domain = irq_domain_create_linear(k, intc, PCI_NUM_INTX, intx_domain_ops, pcie);
    if (pcie.intx_domain === undefined) {
      dev_err(k, dev, 'failed to create INTx IRQ domain');
      return -ENODEV;
    }
    const supported = MSI_FLAG_PCI_MSIX | MSI_FLAG_MULTI_PCI_MSI;
    const made = makeBlockDomains(k, dev, {
      size: PCIE_MSI_IRQS_NUM,
      ops: mtk_msi_bottom_domain_ops,
      host_data: pcie,
      nexus: false,
      plain: true,
      shared: () =>
        sharedDomainInfo(k, k.since('6.12') ? MSI_FLAG_NO_AFFINITY | supported : supported, {
          name: 'MSI',
          irq_ack: irq_chip_ack_parent,
          irq_mask: mtk_pcie_msi_irq_mask,
          irq_unmask: mtk_pcie_msi_irq_unmask,
          flags: 0,
        }),
      parent: {
        name: 'mtk_msi_parent_ops',
        prefix: 'MTK3-',
        supported,
        required: MSI_FLAG_NO_AFFINITY | MSI_FLAG_PCI_MSI_MASK_PARENT,
        chip_flags: MSI_CHIP_FLAG_SET_ACK,
      },
      says: { inner: 'failed to create MSI bottom domain', shared: 'failed to create MSI domain' },
    });
    if (typeof made === 'number') {
      irq_domain_remove(k, pcie.intx_domain);
      return -ENODEV;
    }
    pcie.msi_bottom_domain = made.inner;
    pcie.msi_domain = made.shared;
    return 0;
  },
);

const mtk_pcie_irq_teardown = at.fn(
  'mtk_pcie_irq_teardown',
  'Takes the domains and the interrupt down again.',
  (k: Kernel, pcie: mtk_gen3_pcie): void => {
    irq_set_chained_handler_and_data(k, pcie.irq, undefined, undefined);
    for (const domain of [pcie.intx_domain, pcie.msi_domain, pcie.msi_bottom_domain])
      if (domain !== undefined) irq_domain_remove(k, domain);
    irq_dispose_mapping(k, pcie.irq);
  },
);

const mtk_pcie_msi_handler = at.fn(
  'mtk_pcie_msi_handler',
  'Handles each vector of a set whose bit is set, until none is.',
  (k: Kernel, pcie: mtk_gen3_pcie, set: number): void => {
    const base = setOf(set * PCIE_MSI_IRQS_PER_SET);
    const enabled = read(k, pcie, base + PCIE_MSI_SET_ENABLE_OFFSET);
    const status = (): number => (read(k, pcie, base + PCIE_MSI_SET_STATUS_OFFSET) & enabled) >>> 0;
    for (let round = 0, bits; round < ROUNDS && (bits = status()) !== 0; round++)
      for (const bit of bitsOf(bits))
        generic_handle_domain_irq(k, pcie.msi_bottom_domain, set * PCIE_MSI_IRQS_PER_SET + bit);
  },
);

const mtk_pcie_irq_handler = at.fn(
  'mtk_pcie_irq_handler',
  "Handles the host's interrupt: each INTx wire, each set of vectors that has some.",
  (k: Kernel, desc: irq_desc): void => {
    const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
    chained_irq_enter(k, chip, desc);
    const pcie = mtk_gen3_pcie.of(desc.irq_common_data.handler_data);
    const status = read(k, pcie, PCIE_INT_STATUS_REG);
    for (const wire of bitsOf((status >>> PCIE_INTX_SHIFT) & 0xf)) generic_handle_domain_irq(k, pcie.intx_domain, wire);
    for (const set of bitsOf((status >>> PCIE_MSI_SHIFT) & 0xff)) {
      mtk_pcie_msi_handler(k, pcie, set);
      write(k, pcie, 1 << (PCIE_MSI_SHIFT + set), PCIE_INT_STATUS_REG);
    }
    chained_irq_exit(k, chip, desc);
  },
);

// --- the host

const mtk_pcie_enable_msi = at.fn(
  'mtk_pcie_enable_msi',
  'Gives each set of vectors its address, and switches them on.',
  (k: Kernel, pcie: mtk_gen3_pcie): void => {
    for (let set = 0; set < PCIE_MSI_SET_NUM; set++) {
      const address = pcie.base + PCIE_MSI_SET_BASE_REG + set * PCIE_MSI_SET_OFFSET;
      write(k, pcie, address, PCIE_MSI_SET_BASE_REG + set * PCIE_MSI_SET_OFFSET);
      write(k, pcie, Math.floor(address / 2 ** 32), PCIE_MSI_SET_ADDR_HI_BASE + set * 4);
    }
    change(k, pcie, PCIE_MSI_SET_ENABLE_REG, PCIE_MSI_SET_ENABLE, true);
    change(k, pcie, PCIE_INT_ENABLE_REG, PCIE_MSI_ENABLE, true);
  },
);

const mtk_pcie_startup_port = at.fn(
  'mtk_pcie_startup_port',
  'Waits for the link, and switches the vectors on.',
  (k: Kernel, pcie: mtk_gen3_pcie): number => {
    change(k, pcie, PCIE_INT_ENABLE_REG, PCIE_INTX_ENABLE, false);
    if ((read(k, pcie, PCIE_LINK_STATUS_REG) & PCIE_PORT_LINKUP) === 0) {
      dev_err(k, pcie.dev, 'PCIe link down');
      return -ETIMEDOUT;
    }
    mtk_pcie_enable_msi(k, pcie);
    return 0;
  },
);

const mtk_pcie_setup_irq = at.fn(
  'mtk_pcie_setup_irq',
  "Makes the domains, and takes the host's interrupt into use.",
  (k: Kernel, pcie: mtk_gen3_pcie): number => {
    pcie.irq = platform_get_irq(k, pcie.pdev, 0);
    if (pcie.irq < 0) return pcie.irq;
    const err = mtk_pcie_init_irq_domains(k, pcie);
    if (err === 0) irq_set_chained_handler_and_data(k, pcie.irq, mtk_pcie_irq_handler, pcie);
    return err;
  },
);

const mtk_pcie_probe = at.fn(
  'mtk_pcie_probe',
  'Brings up the host, if its link comes up: its domains and all that is behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const host = devm_pci_alloc_host_bridge(k, dev);
    if (typeof host === 'number') return host;
    const regs = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, 'pcie-mac');
    if (regs === undefined) return -EINVAL;
    const pcie = mtk_gen3_pcie.create(k.rec, { dev, pdev, base: regs.start });
    platform_set_drvdata(pdev, pcie);
    // 7.3 sets the interrupts up before the link comes up, older ones after.
    const first = k.since('7.3') ? mtk_pcie_setup_irq : mtk_pcie_startup_port;
    const second = k.since('7.3') ? mtk_pcie_startup_port : mtk_pcie_setup_irq;
    let err = first(k, pcie);
    if (err !== 0) return err;
    err = second(k, pcie);
    if (err === 0) {
      host.ops = mtk_pcie_ops(k, pcie);
      host.sysdata = pcie;
      err = pci_host_probe(k, host);
      if (err === 0) return 0;
      mtk_pcie_irq_teardown(k, pcie);
    } else if (k.since('7.3')) mtk_pcie_irq_teardown(k, pcie);
    return err;
  },
);

/** module_platform_driver */
export const mtk_pcie_gen3_driver_init = at.fn(
  'mtk_pcie_driver_init',
  "Registers the driver of MediaTek's hosts of the third generation.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'mtk-pcie-gen3',
      bus: 'platform',
      of_match_table: [{ compatible: 'mediatek,mt8192-pcie', data: undefined }],
      probe: mtk_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
