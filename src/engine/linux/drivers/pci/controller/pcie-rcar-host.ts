/**
 * Models drivers/pci/controller/pcie-rcar-host.c: Renesas' host of R-Car Gen2 and Gen3, with 32 MSIs on two interrupts, which it shares. Left
 * out: clocks, regulators, PHY, address windows, power states of the link, suspend.
 */
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
import { EINVAL, ENODEV, ENOENT, ETIMEDOUT } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_NO_THREAD, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import type { irq_chip, irq_data } from '../../../include/linux/irq.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_ACK,
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_NO_AFFINITY,
  MSI_FLAG_PCI_MSI_MASK_PARENT,
  type msi_msg,
  set_msg_address,
} from '../../../include/linux/msi.ts';
import { PCI_REASSIGN_ALL_BUS, type pci_bus } from '../../../include/linux/pci/index.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { devm_request_irq } from '../../../kernel/irq/devres.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_dispose_mapping, irq_domain_remove } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info } from '../../../kernel/printk/printk.ts';
import {
  makeBlockDomains,
  maskingTopChip,
  refusesAffinity,
  sharedDomainInfo,
  vectorDomainOps,
} from '../../../stand-ins/msi-block.ts';
import { platform_driver_register } from '../../base/platform.ts';
import { of_address_to_resource } from '../../of/address.ts';
import { irq_of_parse_and_map } from '../../of/irq/index.ts';
import { pci_generic_config_ops32 } from '../ecam.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';
import { pci_add_flags } from '../setup-bus/index.ts';

const at = source('drivers/pci/controller/pcie-rcar-host.c');

const PCIECAR = 0x10;
const PCIECCTLR = 0x18;
const CONFIG_SEND_ENABLE = 2 ** 31;
const TYPE1 = 1 << 8;
const PCIECDR = 0x20;
const PCIEINTXR = 0x400;
const PCIEPHYSR = 0x7f0;
const PHYRDY = 1 << 0;
const PCIEMSITXR = 0x840;
const PCIETCTLR = 0x2000;
const CFINIT = 1;
const PCIETSTR = 0x2004;
const DATA_LINK_ACTIVE = 1 << 0;
const PCIEMSIFR = 0x2044;
const PCIEMSIALR = 0x2048;
const MSIFE = 1 << 0;
const PCIEMSIAUR = 0x204c;
const PCIEMSIIER = 0x2050;
const PCICONF = 0x10000;
const MACSR = 0x11054;
const INT_PCI_MSI_NR = 32;
/** Where nothing clears a vector's bit. */
const ROUNDS = 32;

interface rcar_pcie_host extends Recorded {
  readonly dev: device;
  base: number;
  irq1: number;
  irq2: number;
  readonly used: RecordedMap<number>;
  /** The domain of the vectors; the one that functions share, before 7.3. */
  vectors: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
}
const rcar_pcie_host = struct<rcar_pcie_host>('rcar_pcie_host', {
  dev: always(ref()),
  base: hexnum(),
  irq1: num(),
  irq2: num(),
  used: map(hexnum()),
  vectors: ref(),
  msi_domain: ref(),
});

const rcar_pci_read_reg = (k: Kernel, { base }: rcar_pcie_host, reg: number): number => readl(k, base + reg);
const rcar_pci_write_reg = (k: Kernel, { base }: rcar_pcie_host, val: number, reg: number): void =>
  writel(k, val >>> 0, base + reg);

/** The port's own registers; below, an address register and one for the data. */
function rcar_pcie_ops(k: Kernel, host: rcar_pcie_host): ReturnType<typeof pci_generic_config_ops32> {
  const map_bus = ({ number, parent }: pci_bus, devfn: number, where: number): number | undefined => {
    if (parent === undefined) return devfn >> 3 === 0 ? host.base + PCICONF + where : undefined;
    const target = number * 2 ** 24 + ((devfn >> 3) << 19) + ((devfn & 7) << 16) + where;
    rcar_pci_write_reg(k, host, target, PCIECAR);
    rcar_pci_write_reg(k, host, CONFIG_SEND_ENABLE + (parent.parent === undefined ? 0 : TYPE1), PCIECCTLR);
    return host.base + PCIECDR;
  };
  return pci_generic_config_ops32('rcar_pcie_ops', map_bus);
}

// --- MSIs

const rcar_pcie_msi_irq = at.fn(
  'rcar_pcie_msi_irq',
  'Handles an interrupt of the host: each vector whose bit is set, until none is.',
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    const host = rcar_pcie_host.of(data);
    let handled = IRQ_NONE;
    for (let round = 0, reg; round < ROUNDS && (reg = rcar_pci_read_reg(k, host, PCIEMSIFR)) !== 0; round++) {
      handled = IRQ_HANDLED;
      const index = 31 - Math.clz32(reg & -reg);
      if (generic_handle_domain_irq(k, host.vectors, index) !== 0) rcar_pci_write_reg(k, host, 1 << index, PCIEMSIFR);
    }
    return handled;
  },
);

const rcar_msi_irq_ack = at.fn(
  'rcar_msi_irq_ack',
  "Clears a vector's bit in the status register.",
  (k: Kernel, d: irq_data): void => rcar_pci_write_reg(k, rcar_pcie_host.of(d.chip_data), 1 << d.hwirq, PCIEMSIFR),
);
function enableVector(k: Kernel, { chip_data, hwirq }: irq_data, on: boolean): void {
  const host = rcar_pcie_host.of(chip_data);
  const value = rcar_pci_read_reg(k, host, PCIEMSIIER);
  rcar_pci_write_reg(k, host, on ? value | (1 << hwirq) : value & ~(1 << hwirq), PCIEMSIIER);
}
const rcar_msi_irq_mask = at.fn('rcar_msi_irq_mask', 'Holds a vector back.', (k: Kernel, d: irq_data): void =>
  enableVector(k, d, false),
);
const rcar_msi_irq_unmask = at.fn('rcar_msi_irq_unmask', 'Lets a vector through.', (k: Kernel, d: irq_data): void =>
  enableVector(k, d, true),
);
const rcar_msi_set_affinity = refusesAffinity(at, 'rcar_msi_set_affinity', -EINVAL);

const rcar_compose_msi_msg = at.fn(
  'rcar_compose_msi_msg',
  "Composes a vector's message: its number, to the address that the host's registers hold.",
  (k: Kernel, d: irq_data, msg: msi_msg): void => {
    const host = rcar_pcie_host.of(d.chip_data);
    const low = rcar_pci_read_reg(k, host, PCIEMSIALR);
    set_msg_address(msg, rcar_pci_read_reg(k, host, PCIEMSIAUR) * 2 ** 32 + (low - (low & MSIFE)));
    msg.data = d.hwirq;
  },
);

/** The chip's name, by which the driver asks for its interrupts, too. */
const bottomName = (k: Kernel): string => (k.since('6.12') ? 'R-Car MSI' : 'Rcar MSI');

const rcar_msi_domain_ops = vectorDomainOps(at, {
  ops: 'rcar_msi_domain_ops',
  alloc: 'rcar_msi_domain_alloc',
  free: 'rcar_msi_domain_free',
  chip: (k): irq_chip => ({
    name: bottomName(k),
    irq_ack: rcar_msi_irq_ack,
    irq_mask: rcar_msi_irq_mask,
    irq_unmask: rcar_msi_irq_unmask,
    ...(k.since('6.12') ? {} : { irq_set_affinity: rcar_msi_set_affinity }),
    irq_compose_msi_msg: rcar_compose_msi_msg,
    flags: 0,
  }),
  vectors: (host_data) => ({ used: rcar_pcie_host.of(host_data).used, count: INT_PCI_MSI_NR }),
});

const rcar_msi_top_chip = maskingTopChip(at, 'PCIe MSI', {
  ack: 'rcar_msi_top_irq_ack',
  mask: 'rcar_msi_top_irq_mask',
  unmask: 'rcar_msi_top_irq_unmask',
});

const rcar_allocate_domains = at.fn(
  'rcar_allocate_domains',
  "Makes the domains of the host's vectors.",
  (k: Kernel, host: rcar_pcie_host): number => {
    const flags = k.since('6.12') ? MSI_FLAG_NO_AFFINITY | MSI_FLAG_MULTI_PCI_MSI : MSI_FLAG_MULTI_PCI_MSI;
    const made = makeBlockDomains(k, host.dev, {
      size: INT_PCI_MSI_NR,
      ops: rcar_msi_domain_ops,
      host_data: host,
      nexus: true,
      shared: () => sharedDomainInfo(k, flags, rcar_msi_top_chip),
      parent: {
        name: 'rcar_msi_parent_ops',
        prefix: 'RCAR-',
        supported: MSI_FLAG_MULTI_PCI_MSI,
        required: MSI_FLAG_PCI_MSI_MASK_PARENT | MSI_FLAG_NO_AFFINITY,
        chip_flags: MSI_CHIP_FLAG_SET_ACK,
      },
      says: {
        inner: 'failed to create IRQ domain',
        shared: k.since('7.3') ? 'failed to create IRQ domain' : 'failed to create MSI domain',
      },
    });
    if (typeof made === 'number') return made;
    host.vectors = made.inner;
    host.msi_domain = made.shared;
    return 0;
  },
);

function rcar_free_domains(k: Kernel, host: rcar_pcie_host): void {
  if (host.msi_domain !== undefined) irq_domain_remove(k, host.msi_domain);
  if (host.vectors !== undefined) irq_domain_remove(k, host.vectors);
}

const rcar_pcie_enable_msi = at.fn(
  'rcar_pcie_enable_msi',
  "Brings up the host's own MSIs: domains, both interrupts, and where messages go.",
  (k: Kernel, host: rcar_pcie_host): number => {
    const { dev } = host;
    const err = rcar_allocate_domains(k, host);
    if (err !== 0) return err;
    for (const irq of [host.irq1, host.irq2]) {
      const flags = IRQF_SHARED | IRQF_NO_THREAD;
      const ret = devm_request_irq(k, dev, irq, rcar_pcie_msi_irq, flags, bottomName(k), host);
      if (ret >= 0) continue;
      dev_err(k, dev, `failed to request IRQ: ${ret}`);
      rcar_free_domains(k, host);
      return ret;
    }
    rcar_pci_write_reg(k, host, 0, PCIEMSIIER);
    rcar_pci_write_reg(k, host, host.base | MSIFE, PCIEMSIALR);
    rcar_pci_write_reg(k, host, Math.floor(host.base / 2 ** 32), PCIEMSIAUR);
    return 0;
  },
);

const rcar_pcie_teardown_msi = at.fn(
  'rcar_pcie_teardown_msi',
  'Switches the MSIs off again.',
  (k: Kernel, host: rcar_pcie_host): void => {
    rcar_pci_write_reg(k, host, 0, PCIEMSIIER);
    rcar_pci_write_reg(k, host, 0, PCIEMSIALR);
    rcar_free_domains(k, host);
  },
);

// --- the host

const rcar_pcie_hw_init = at.fn(
  'rcar_pcie_hw_init',
  'Programs the host and waits for its link.',
  (k: Kernel, host: rcar_pcie_host): number => {
    rcar_pci_write_reg(k, host, 0, PCIETCTLR);
    if ((rcar_pci_read_reg(k, host, PCIEPHYSR) & PHYRDY) === 0) return -ETIMEDOUT;
    rcar_pci_write_reg(k, host, 0x801f0000, PCIEMSITXR);
    rcar_pci_write_reg(k, host, CFINIT, PCIETCTLR);
    if ((rcar_pci_read_reg(k, host, PCIETSTR) & DATA_LINK_ACTIVE) === 0) return -ETIMEDOUT;
    rcar_pci_write_reg(k, host, rcar_pci_read_reg(k, host, PCIEINTXR) | 0xf00, PCIEINTXR);
    return 0;
  },
);

const rcar_pcie_get_resources = at.fn(
  'rcar_pcie_get_resources',
  "Maps the host's registers and its two interrupts.",
  (k: Kernel, host: rcar_pcie_host): number => {
    const { dev } = host;
    const node = dev.of_node;
    const res = node === undefined ? -EINVAL : of_address_to_resource(k, node, 0);
    if (node === undefined || typeof res === 'number') return typeof res === 'number' ? res : -EINVAL;
    host.base = res.start;
    const refused = (): number => {
      dev_err(k, dev, 'cannot get platform resources for msi interrupt');
      return -ENOENT;
    };
    host.irq1 = irq_of_parse_and_map(k, node, 0);
    if (host.irq1 === 0) return refused();
    host.irq2 = irq_of_parse_and_map(k, node, 1);
    if (host.irq2 !== 0) return 0;
    irq_dispose_mapping(k, host.irq1);
    return refused();
  },
);

const rcar_pcie_probe = at.fn(
  'rcar_pcie_probe',
  'Brings up the host, if its link comes up: its MSIs and all that is behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const bridge = devm_pci_alloc_host_bridge(k, dev);
    if (typeof bridge === 'number') return bridge;
    const host = rcar_pcie_host.create(k.rec, { dev });
    platform_set_drvdata(pdev, host);
    let err = rcar_pcie_get_resources(k, host);
    if (err < 0) {
      dev_err(k, dev, `failed to request resources: ${err}`);
      return err;
    }
    if (rcar_pcie_hw_init(k, host) !== 0) {
      dev_info(k, dev, 'PCIe link down');
      err = -ENODEV;
    } else {
      dev_info(k, dev, `PCIe x${(rcar_pci_read_reg(k, host, MACSR) >> 20) & 0x3f}: link up`);
      err = rcar_pcie_enable_msi(k, host);
      if (err < 0) dev_err(k, dev, `failed to enable MSI support: ${err}`);
    }
    if (err === 0) {
      pci_add_flags(k, PCI_REASSIGN_ALL_BUS);
      bridge.sysdata = host;
      bridge.ops = rcar_pcie_ops(k, host);
      err = pci_host_probe(k, bridge);
      if (err === 0) return 0;
      rcar_pcie_teardown_msi(k, host);
    }
    irq_dispose_mapping(k, host.irq2);
    irq_dispose_mapping(k, host.irq1);
    return err;
  },
);

/** builtin_platform_driver */
export const rcar_pcie_driver_init = at.fn(
  'rcar_pcie_driver_init',
  "Registers the driver of R-Car's hosts.",
  (k: Kernel): number => {
    const socs = ['r8a7779', 'r8a7790', 'r8a7791', 'rcar-gen2', 'r8a7795', 'rcar-gen3'];
    const driver: platform_driver = {
      name: 'rcar-pcie',
      bus: 'platform',
      of_match_table: socs.map((soc) => ({ compatible: `renesas,pcie-${soc}`, data: undefined })),
      probe: rcar_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
