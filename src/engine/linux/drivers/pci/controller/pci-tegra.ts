/**
 * Models drivers/pci/controller/pci-tegra.c: NVIDIA's host of the Tegra124 to 186, with a root port for each node below it and 256 MSIs behind one
 * interrupt. Left out: the 32-bit Tegra20 and 30, clocks, resets, PHYs, regulators, power, pads, address windows, link speed, suspend.
 */
import { must } from '../../../../../base/assert.ts';
import {
  always,
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EADDRNOTAVAIL, EINVAL } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import type { irq_chip, irq_data } from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_ACK,
  MSI_FLAG_NO_AFFINITY,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  MSI_FLAG_PCI_MSIX,
  type msi_msg,
  set_msg_address,
} from '../../../include/linux/msi.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { pci_bus, pci_dev, pci_ops } from '../../../include/linux/pci/index.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { dma_alloc_coherent } from '../../../kernel/dma/mapping.ts';
import { irq_set_chained_handler_and_data } from '../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_domain_remove } from '../../../kernel/irq/irqdomain/index.ts';
import { free_irq, request_irq } from '../../../kernel/irq/manage/index.ts';
import { dev_err, dev_info } from '../../../kernel/printk/printk.ts';
import {
  makeBlockDomains,
  maskingTopChip,
  refusesAffinity,
  sharedDomainInfo,
  vectorDomainOps,
} from '../../../stand-ins/msi-block.ts';
import {
  devm_platform_ioremap_resource_byname,
  platform_driver_register,
  platform_get_irq_byname,
  platform_get_resource_byname,
} from '../../base/platform.ts';
import { of_address_to_resource } from '../../of/address.ts';
import { for_each_child_of_node, of_device_is_available, of_device_is_compatible } from '../../of/base/index.ts';
import { of_property_read_u32 } from '../../of/property.ts';
import { pci_generic_config_ops, pci_generic_config_ops32 } from '../ecam.ts';
import { of_irq_parse_and_map_pci, of_pci_get_devfn } from '../of.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';

const at = source('drivers/pci/controller/pci-tegra.c');

const AFI_FPCI_BAR0 = 0x30;
const FPCI_CONFIG_SPACE = 0xfe100000;
const AFI_MSI_BAR_SZ = 0x60;
const AFI_MSI_FPCI_BAR_ST = 0x64;
const AFI_MSI_AXI_BAR_ST = 0x68;
const AFI_MSI_VEC = (n: number): number => 0x6c + n * 4;
const AFI_MSI_EN_VEC = (n: number): number => 0x8c + n * 4;
const AFI_INTR_MASK = 0xb4;
const AFI_INTR_MASK_INT_MASK = 1 << 0;
const AFI_INTR_MASK_MSI_MASK = 1 << 8;
const AFI_INTR_CODE = 0xb8;
const AFI_INTR_CODE_MASK = 0xf;
const AFI_INTR_LEGACY = 6;
const RP_LINK_CONTROL_STATUS = 0x90;
const RP_LINK_CONTROL_STATUS_DL_LINK_ACTIVE = 0x20000000;
const RP_VEND_XP = 0xf00;
const RP_VEND_XP_DL_UP = 1 << 30;
const INT_PCI_MSI_NR = 8 * 32;
/** Where nothing clears a vector's bit. */
const ROUNDS = 32;

/** Ports, and how their lanes may be shared out: as many as each port has, a byte each. */
interface tegra_pcie_soc {
  readonly compatible: string;
  readonly num_ports: number;
  readonly lanes: readonly number[];
  /** What is not among these is taken for the last. */
  readonly lenient?: true;
}
const SOCS: readonly tegra_pcie_soc[] = [
  { compatible: 'nvidia,tegra186-pcie', num_ports: 3, lanes: [0x010004, 0x010102, 0x010101], lenient: true },
  { compatible: 'nvidia,tegra210-pcie', num_ports: 2, lanes: [0x104, 0x102] },
  { compatible: 'nvidia,tegra124-pcie', num_ports: 2, lanes: [0x104, 0x102] },
];
const MSI_BASE_SHIFT = 8;

interface tegra_pcie_port extends Recorded {
  readonly index: number;
  readonly lanes: number;
  readonly base: number;
}
const tegra_pcie_port = struct<tegra_pcie_port>('tegra_pcie_port', { index: num(), lanes: num(), base: hexnum() });

interface tegra_pcie extends Recorded {
  readonly dev: device;
  readonly pdev: platform_device;
  afi: number;
  cfg: number;
  irq: number;
  readonly ports: RecordedList<tegra_pcie_port>;
  msi_irq: number;
  /** Where messages go: a page of memory that the host watches. */
  msi_phys: number;
  readonly used: RecordedMap<number>;
  /** The domain of the vectors; the one that functions share, before 7.3. */
  vectors: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
}
const tegra_pcie = struct<tegra_pcie>('tegra_pcie', {
  dev: always(ref()),
  pdev: always(ref()),
  afi: hexnum(),
  cfg: hexnum(),
  irq: num(),
  ports: list(ref<tegra_pcie_port>()),
  msi_irq: num(),
  msi_phys: hexnum(),
  used: map(hexnum()),
  vectors: ref(),
  msi_domain: ref(),
});

const afi_readl = (k: Kernel, { afi }: tegra_pcie, offset: number): number => readl(k, afi + offset);
const afi_writel = (k: Kernel, { afi }: tegra_pcie, value: number, offset: number): void =>
  writel(k, value >>> 0, afi + offset);

// --- configuration space

/** A port's own registers on the root bus; below, a window of 4 KB that is moved to where the access goes. */
function tegra_pcie_ops(k: Kernel, pcie: tegra_pcie): pci_ops {
  const root = (_bus: pci_bus, devfn: number, where: number): number | undefined => {
    const port = pcie.ports.toArray().find(({ index }) => index + 1 === devfn >> 3);
    return port === undefined ? undefined : port.base + where;
  };
  const below = ({ number }: pci_bus, devfn: number, where: number): number => {
    const offset = (where & 0xf00) * 2 ** 16 + (number << 16) + (devfn << 8) + (where & 0xff);
    afi_writel(k, pcie, FPCI_CONFIG_SPACE + Math.floor((offset - (offset % 0x1000)) / 2 ** 8), AFI_FPCI_BAR0);
    return pcie.cfg + (offset % 0x1000);
  };
  const onRoot = pci_generic_config_ops32('tegra_pcie_ops', root);
  const others = pci_generic_config_ops('tegra_pcie_ops', below);
  const opsOf = (bus: pci_bus): pci_ops => (bus.number === 0 ? onRoot : others);
  return {
    name: 'tegra_pcie_ops',
    read: (kernel, bus, devfn, where, size) => opsOf(bus).read(kernel, bus, devfn, where, size),
    write: (kernel, bus, devfn, where, size, val) => opsOf(bus).write(kernel, bus, devfn, where, size, val),
  };
}

// --- the host's own interrupt

const tegra_pcie_isr = at.fn(
  'tegra_pcie_isr',
  "Handles the host's interrupt of errors, which it shares with INTx.",
  (k: Kernel, _irq: number, arg: Recorded | undefined): number => {
    const pcie = tegra_pcie.of(arg);
    const code = afi_readl(k, pcie, AFI_INTR_CODE) & AFI_INTR_CODE_MASK;
    afi_writel(k, pcie, 0, AFI_INTR_CODE);
    if (code === AFI_INTR_LEGACY) return IRQ_NONE;
    dev_err(k, pcie.dev, `error ${code}`);
    return IRQ_HANDLED;
  },
);

// --- MSIs

const tegra_pcie_msi_irq = at.fn(
  'tegra_pcie_msi_irq',
  'Handles the interrupt of the MSIs: each vector whose bit is set, until none is.',
  (k: Kernel, desc: irq_desc): void => {
    const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
    chained_irq_enter(k, chip, desc);
    const pcie = tegra_pcie.of(desc.irq_common_data.handler_data);
    for (let i = 0; i < INT_PCI_MSI_NR / 32; i++)
      for (let round = 0, reg; round < ROUNDS && (reg = afi_readl(k, pcie, AFI_MSI_VEC(i))) !== 0; round++) {
        const index = i * 32 + (31 - Math.clz32(reg & -reg));
        if (generic_handle_domain_irq(k, pcie.vectors, index) === 0) continue;
        dev_info(k, pcie.dev, 'unexpected MSI');
        // The driver has the number of the vector here in place of its register's: it misses all but the first 32.
        afi_writel(k, pcie, 1 << (index % 32), AFI_MSI_VEC(index));
      }
    chained_irq_exit(k, chip, desc);
  },
);

const tegra_msi_irq_ack = at.fn(
  'tegra_msi_irq_ack',
  "Clears a vector's bit in the status registers.",
  (k: Kernel, d: irq_data): void =>
    afi_writel(k, tegra_pcie.of(d.chip_data), 1 << (d.hwirq % 32), AFI_MSI_VEC(Math.floor(d.hwirq / 32))),
);

function enableVector(k: Kernel, { chip_data, hwirq }: irq_data, on: boolean): void {
  const pcie = tegra_pcie.of(chip_data);
  const reg = AFI_MSI_EN_VEC(Math.floor(hwirq / 32));
  const value = afi_readl(k, pcie, reg);
  afi_writel(k, pcie, on ? value | (1 << (hwirq % 32)) : value & ~(1 << (hwirq % 32)), reg);
}
const tegra_msi_irq_mask = at.fn('tegra_msi_irq_mask', 'Holds a vector back.', (k: Kernel, d: irq_data): void =>
  enableVector(k, d, false),
);
const tegra_msi_irq_unmask = at.fn('tegra_msi_irq_unmask', 'Lets a vector through.', (k: Kernel, d: irq_data): void =>
  enableVector(k, d, true),
);
const tegra_msi_set_affinity = refusesAffinity(at, 'tegra_msi_set_affinity', -EINVAL);

const tegra_compose_msi_msg = at.fn(
  'tegra_compose_msi_msg',
  "Composes a vector's message: its number, to the page that the host watches.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    set_msg_address(msg, tegra_pcie.of(d.chip_data).msi_phys);
    msg.data = d.hwirq;
  },
);

const tegra_msi_domain_ops = vectorDomainOps(at, {
  ops: 'tegra_msi_domain_ops',
  alloc: 'tegra_msi_domain_alloc',
  free: 'tegra_msi_domain_free',
  chip: (k): irq_chip => ({
    name: 'Tegra MSI',
    irq_ack: tegra_msi_irq_ack,
    irq_mask: tegra_msi_irq_mask,
    irq_unmask: tegra_msi_irq_unmask,
    ...(k.since('6.12') ? {} : { irq_set_affinity: tegra_msi_set_affinity }),
    irq_compose_msi_msg: tegra_compose_msi_msg,
    flags: 0,
  }),
  vectors: (host_data) => ({ used: tegra_pcie.of(host_data).used, count: INT_PCI_MSI_NR }),
});

const tegra_msi_top_chip = maskingTopChip(at, 'Tegra PCIe MSI', {
  ack: 'tegra_msi_top_irq_ack',
  mask: 'tegra_msi_top_irq_mask',
  unmask: 'tegra_msi_top_irq_unmask',
});

const tegra_allocate_domains = at.fn(
  'tegra_allocate_domains',
  "Makes the domains of the host's vectors.",
  (k: Kernel, pcie: tegra_pcie): number => {
    const made = makeBlockDomains(k, pcie.dev, {
      size: INT_PCI_MSI_NR,
      ops: tegra_msi_domain_ops,
      host_data: pcie,
      nexus: true,
      shared: () =>
        sharedDomainInfo(
          k,
          k.since('6.12') ? MSI_FLAG_NO_AFFINITY | MSI_FLAG_PCI_MSIX : MSI_FLAG_PCI_MSIX,
          tegra_msi_top_chip,
        ),
      parent: {
        name: 'tegra_msi_parent_ops',
        supported: MSI_FLAG_PCI_MSIX,
        required: MSI_FLAG_PCI_MSI_MASK_PARENT | MSI_FLAG_NO_AFFINITY,
        chip_flags: MSI_CHIP_FLAG_SET_ACK,
      },
      says: { inner: 'failed to create IRQ domain', shared: 'failed to create MSI domain' },
    });
    if (typeof made === 'number') return made;
    pcie.vectors = made.inner;
    pcie.msi_domain = made.shared;
    return 0;
  },
);

function tegra_free_domains(k: Kernel, pcie: tegra_pcie): void {
  if (pcie.msi_domain !== undefined) irq_domain_remove(k, pcie.msi_domain);
  if (pcie.vectors !== undefined) irq_domain_remove(k, pcie.vectors);
}

const tegra_pcie_msi_setup = at.fn(
  'tegra_pcie_msi_setup',
  'Makes the domains of the MSIs, and takes their interrupt into use.',
  (k: Kernel, pcie: tegra_pcie): number => {
    const err = tegra_allocate_domains(k, pcie);
    if (err !== 0) return err;
    pcie.msi_irq = platform_get_irq_byname(k, pcie.pdev, 'msi');
    if (pcie.msi_irq < 0) {
      tegra_free_domains(k, pcie);
      return pcie.msi_irq;
    }
    irq_set_chained_handler_and_data(k, pcie.msi_irq, tegra_pcie_msi_irq, pcie);
    pcie.msi_phys = dma_alloc_coherent(k, pcie.dev, 0x1000).dma;
    return 0;
  },
);

const tegra_pcie_msi_teardown = at.fn(
  'tegra_pcie_msi_teardown',
  'Takes the MSIs down again.',
  (k: Kernel, pcie: tegra_pcie): void => {
    irq_set_chained_handler_and_data(k, pcie.msi_irq, undefined, undefined);
    tegra_free_domains(k, pcie);
  },
);

const tegra_pcie_enable_msi = at.fn(
  'tegra_pcie_enable_msi',
  'Says where messages go, and switches their interrupt on.',
  (k: Kernel, pcie: tegra_pcie): void => {
    afi_writel(k, pcie, Math.floor(pcie.msi_phys / 2 ** MSI_BASE_SHIFT), AFI_MSI_FPCI_BAR_ST);
    afi_writel(k, pcie, pcie.msi_phys, AFI_MSI_AXI_BAR_ST);
    afi_writel(k, pcie, 1, AFI_MSI_BAR_SZ);
    for (let i = 0; i < INT_PCI_MSI_NR / 32; i++) afi_writel(k, pcie, pcie.used.get(i) ?? 0, AFI_MSI_EN_VEC(i));
    afi_writel(k, pcie, afi_readl(k, pcie, AFI_INTR_MASK) | AFI_INTR_MASK_MSI_MASK, AFI_INTR_MASK);
  },
);

// --- ports

/** Notes a port: lanes that it has, or a negative errno. */
function parsePort(k: Kernel, pcie: tegra_pcie, soc: tegra_pcie_soc, port: device_node): number {
  const { dev } = pcie;
  const devfn = of_pci_get_devfn(k, port);
  if (devfn < 0) {
    dev_err(k, dev, `failed to parse address: ${devfn}`);
    return devfn;
  }
  const slot = devfn >> 3;
  if (slot < 1 || slot > soc.num_ports) {
    dev_err(k, dev, `invalid port number: ${slot}`);
    return -EINVAL;
  }
  const lanes = of_property_read_u32(k, port, 'nvidia,num-lanes');
  if (lanes === undefined || lanes > 16) {
    dev_err(k, dev, lanes === undefined ? 'failed to parse # of lanes' : `invalid # of lanes: ${lanes}`);
    return -EINVAL;
  }
  if (of_device_is_available(k, port)) {
    const regs = of_address_to_resource(k, port, 0);
    if (typeof regs === 'number') {
      dev_err(k, dev, `failed to parse address: ${regs}`);
      return regs;
    }
    pcie.ports.addTail(tegra_pcie_port.create(k.rec, { index: slot - 1, lanes, base: regs.start }));
  }
  return lanes << ((slot - 1) * 8);
}

const tegra_pcie_parse_dt = at.fn(
  'tegra_pcie_parse_dt',
  "Finds the ports, which are nodes below the host's, and checks how many lanes they have.",
  (k: Kernel, pcie: tegra_pcie): number => {
    const np = pcie.dev.of_node;
    const soc = SOCS.find(({ compatible }) => np !== undefined && of_device_is_compatible(k, np, compatible) !== 0);
    if (soc === undefined) return -EINVAL;
    let lanes = 0;
    for (const port of for_each_child_of_node(k, np)) {
      const own = parsePort(k, pcie, soc, port);
      if (own < 0) return own;
      lanes |= own;
    }
    if (soc.lanes.includes(lanes) || soc.lenient === true) return 0;
    dev_err(k, pcie.dev, 'invalid lane configuration');
    return -EINVAL;
  },
);

const tegra_pcie_port_check_link = at.fn(
  'tegra_pcie_port_check_link',
  'Waits for the link of a port.',
  (k: Kernel, { base }: tegra_pcie_port): boolean =>
    (readl(k, base + RP_VEND_XP) & RP_VEND_XP_DL_UP) !== 0 &&
    (readl(k, base + RP_LINK_CONTROL_STATUS) & RP_LINK_CONTROL_STATUS_DL_LINK_ACTIVE) !== 0,
);

const tegra_pcie_enable_ports = at.fn(
  'tegra_pcie_enable_ports',
  'Switches the ports on, and leaves out those whose link does not come up.',
  (k: Kernel, pcie: tegra_pcie): void => {
    const ports = pcie.ports.toArray();
    for (const { index, lanes } of ports) dev_info(k, pcie.dev, `probing port ${index}, using ${lanes} lanes`);
    for (const port of ports) {
      if (tegra_pcie_port_check_link(k, port)) continue;
      dev_info(k, pcie.dev, `link ${port.index} down, ignoring`);
      pcie.ports.remove(port);
    }
  },
);

const tegra_pcie_pm_resume = at.fn(
  'tegra_pcie_pm_resume',
  'Switches the host on: its interrupts, its MSIs, its ports.',
  (k: Kernel, pcie: tegra_pcie): void => {
    afi_writel(k, pcie, AFI_INTR_MASK_INT_MASK, AFI_INTR_MASK);
    tegra_pcie_enable_msi(k, pcie);
    tegra_pcie_enable_ports(k, pcie);
  },
);

// --- the host

const tegra_pcie_get_resources = at.fn(
  'tegra_pcie_get_resources',
  "Maps the host's registers and asks for its interrupt.",
  (k: Kernel, pcie: tegra_pcie): number => {
    const { dev, pdev } = pcie;
    const pads = devm_platform_ioremap_resource_byname(k, pdev, 'pads');
    if (pads < 0) return pads;
    pcie.afi = devm_platform_ioremap_resource_byname(k, pdev, 'afi');
    if (pcie.afi < 0) return pcie.afi;
    const cs = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, 'cs');
    if (cs === undefined) return -EADDRNOTAVAIL;
    pcie.cfg = cs.start;
    pcie.irq = platform_get_irq_byname(k, pdev, 'intr');
    if (pcie.irq < 0) return pcie.irq;
    const err = request_irq(k, pcie.irq, tegra_pcie_isr, IRQF_SHARED, 'PCIE', pcie);
    if (err !== 0) dev_err(k, dev, `failed to register IRQ: ${err}`);
    return err;
  },
);

const tegra_pcie_map_irq = at.fn(
  'tegra_pcie_map_irq',
  "Maps a function's INTx by the tree, or else to the host's own interrupt.",
  (k: Kernel, dev: pci_dev, slot: number, pin: number): number => {
    const irq = of_irq_parse_and_map_pci(k, dev, slot, pin);
    return irq === 0 ? tegra_pcie.of(dev.bus.sysdata).irq : irq;
  },
);

const tegra_pcie_probe = at.fn(
  'tegra_pcie_probe',
  'Brings up the host: its ports, its interrupts, its MSIs, and all that is behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const host = devm_pci_alloc_host_bridge(k, dev);
    if (typeof host === 'number') return host;
    const pcie = tegra_pcie.create(k.rec, { dev, pdev });
    host.sysdata = pcie;
    platform_set_drvdata(pdev, pcie);
    let err = tegra_pcie_parse_dt(k, pcie);
    if (err < 0) return err;
    err = tegra_pcie_get_resources(k, pcie);
    if (err < 0) {
      dev_err(k, dev, `failed to request resources: ${err}`);
      return err;
    }
    err = tegra_pcie_msi_setup(k, pcie);
    if (err < 0) {
      dev_err(k, dev, `failed to enable MSI support: ${err}`);
      free_irq(k, pcie.irq, pcie);
      return err;
    }
    tegra_pcie_pm_resume(k, pcie);
    host.ops = tegra_pcie_ops(k, pcie);
    host.map_irq = tegra_pcie_map_irq;
    err = pci_host_probe(k, host);
    if (err >= 0) return 0;
    dev_err(k, dev, `failed to register host: ${err}`);
    tegra_pcie_msi_teardown(k, pcie);
    free_irq(k, pcie.irq, pcie);
    return err;
  },
);

/** module_platform_driver, from 7.3 on builtin_platform_driver. */
export const tegra_pcie_driver_init = at.fn(
  'tegra_pcie_driver_init',
  "Registers the driver of Tegra's hosts.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'tegra-pcie',
      bus: 'platform',
      of_match_table: SOCS.map(({ compatible }) => ({ compatible, data: undefined })),
      probe: tegra_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
