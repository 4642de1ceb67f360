/**
 * Models drivers/pci/controller/pcie-mediatek.c: MediaTek's hosts of the second generation (MT2712, MT7622, MT7629), a port each, with INTx and 32 MSIs
 * behind one interrupt. Left out: hosts of the first generation, which no arm64 SoC has, clocks, resets, PHYs, address windows, suspend.
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
import { change_bits, readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM } from '../../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import type { irq_chip, irq_data } from '../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import { DOMAIN_BUS_PCI_MSI, type irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  MSI_CHIP_FLAG_SET_ACK,
  MSI_FLAG_NO_AFFINITY,
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
import { irq_chip_ack_parent, irq_set_chained_handler_and_data } from '../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_domain_create_linear, irq_domain_remove } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { intxDomainOps, PCI_NUM_INTX } from '../../../stand-ins/intx-domain.ts';
import { makeBlockDomains, refusesAffinity, sharedDomainInfo, vectorDomainOps } from '../../../stand-ins/msi-block.ts';
import {
  platform_driver_register,
  platform_get_irq,
  platform_get_irq_byname,
  platform_get_resource_byname,
} from '../../base/platform.ts';
import { for_each_available_child_of_node, for_each_child_of_node, of_find_property } from '../../of/base/index.ts';
import { of_property_read_u32 } from '../../of/property.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../msi/msi/index.ts';
import { of_get_pci_domain_nr } from '../of.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';
import type { device_node } from '../../../include/linux/of.ts';

const at = source('drivers/pci/controller/pcie-mediatek.c');

const PCIE_MSI_VECTOR = 0xc0;
const PCIE_INT_MASK = 0x420;
const INTX_MASK = 0xf0000;
const INTX_SHIFT = 16;
const PCIE_INT_STATUS = 0x424;
const MSI_STATUS = 1 << 23;
const PCIE_IMSI_STATUS = 0x42c;
const PCIE_IMSI_ADDR = 0x430;
const MTK_MSI_IRQS_NUM = 32;
const PCIE_CFG_HEADER0 = 0x460;
const PCIE_CFG_HEADER1 = 0x464;
const PCIE_CFG_HEADER2 = 0x468;
const PCIE_CFG_WDATA = 0x470;
const PCIE_APP_TLP_REQ = 0x488;
const APP_CFG_REQ = 1 << 0;
const PCIE_CFG_RDATA = 0x48c;
/** The first word of the packets by which configuration space is read and written: type, and whether there is data. */
const CFG_READ = 0x04000001;
const CFG_WRITE = 0x44000001;
const PCIE_LINK_STATUS_V2 = 0x804;
const PCIE_PORT_LINKUP_V2 = 1 << 10;

interface mtk_pcie_port extends Recorded {
  readonly pdev: platform_device;
  readonly slot: number;
  readonly base: number;
  irq: number;
  irq_domain: irq_domain | undefined;
  /** The domain of the vectors; before 6.12 the parent of the one that functions share. */
  inner_domain: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
  readonly msi_irq_in_use: RecordedMap<number>;
}
const mtk_pcie_port = struct<mtk_pcie_port>('mtk_pcie_port', {
  pdev: always(ref()),
  slot: num(),
  base: hexnum(),
  irq: num(),
  irq_domain: ref(),
  inner_domain: ref(),
  msi_domain: ref(),
  msi_irq_in_use: map(hexnum()),
});

// --- configuration space

/** The port that a bus is behind, by the place of the root port on the root bus. */
function portOf(ports: readonly mtk_pcie_port[], bus: pci_bus, devfn: number): mtk_pcie_port | undefined {
  let place = devfn;
  for (let each: pci_bus | undefined = bus; each?.self !== undefined; each = each.parent) place = each.self.devfn;
  return ports.find(({ slot }) => slot === place >> 3);
}

/** Sends a packet, once its data is there. */
function transfer(
  k: Kernel,
  { base }: mtk_pcie_port,
  kind: number,
  { number }: pci_bus,
  devfn: number,
  where: number,
  size: number,
): void {
  const bytes = (2 ** size - 1) << (where & 3);
  writel(k, kind, base + PCIE_CFG_HEADER0);
  writel(k, bytes, base + PCIE_CFG_HEADER1);
  writel(k, ((number << 24) | (devfn << 16) | (where & 0xffc)) >>> 0, base + PCIE_CFG_HEADER2);
  change_bits(k, APP_CFG_REQ, true, base + PCIE_APP_TLP_REQ);
}

function mtk_pcie_ops_v2(k: Kernel, ports: readonly mtk_pcie_port[]): pci_ops {
  return {
    name: 'mtk_pcie_ops_v2',
    read(_kernel, bus, devfn, where, size) {
      const port = portOf(ports, bus, devfn);
      const none = 2 ** (8 * size) - 1;
      if (port === undefined) return none;
      transfer(k, port, CFG_READ, bus, devfn, where, size);
      const word = readl(k, port.base + PCIE_CFG_RDATA);
      return size === 4 ? word : (word >>> (8 * (where & 3))) & none;
    },
    write(_kernel, bus, devfn, where, size, val) {
      const port = portOf(ports, bus, devfn);
      if (port === undefined) return;
      writel(k, (val << (8 * (where & 3))) >>> 0, port.base + PCIE_CFG_WDATA);
      transfer(k, port, CFG_WRITE, bus, devfn, where, size);
    },
  };
}

// --- MSIs

const mtk_compose_msi_msg = at.fn(
  'mtk_compose_msi_msg',
  "Composes a vector's message: its number, to a register of the port.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    set_msg_address(msg, mtk_pcie_port.of(d.chip_data).base + PCIE_MSI_VECTOR);
    msg.data = d.hwirq;
  },
);
const mtk_msi_ack_irq = at.fn('mtk_msi_ack_irq', 'Clears a vector.', (k: Kernel, d: irq_data): void =>
  writel(k, 1 << d.hwirq, mtk_pcie_port.of(d.chip_data).base + PCIE_IMSI_STATUS),
);
const mtk_msi_set_affinity = refusesAffinity(at, 'mtk_msi_set_affinity', -EINVAL);

const msi_domain_ops = vectorDomainOps(at, {
  ops: 'msi_domain_ops',
  alloc: 'mtk_pcie_irq_domain_alloc',
  free: 'mtk_pcie_irq_domain_free',
  chip: (k): irq_chip => ({
    name: 'MTK MSI',
    irq_compose_msi_msg: mtk_compose_msi_msg,
    ...(k.since('6.12') ? {} : { irq_set_affinity: mtk_msi_set_affinity }),
    irq_ack: mtk_msi_ack_irq,
    flags: 0,
  }),
  vectors: (host_data) => ({ used: mtk_pcie_port.of(host_data).msi_irq_in_use, count: MTK_MSI_IRQS_NUM }),
});

const mtk_pcie_allocate_msi_domains = at.fn(
  'mtk_pcie_allocate_msi_domains',
  "Makes the domains of the port's vectors.",
  (k: Kernel, port: mtk_pcie_port): number => {
    const { dev } = port.pdev;
    const made = makeBlockDomains(k, dev, {
      size: MTK_MSI_IRQS_NUM,
      ops: msi_domain_ops,
      host_data: port,
      nexus: false,
      plain: true,
      parentSince: '6.12',
      shared: () =>
        sharedDomainInfo(k, MSI_FLAG_PCI_MSIX, {
          name: 'MTK PCIe MSI',
          irq_ack: irq_chip_ack_parent,
          irq_mask: pci_msi_mask_irq,
          irq_unmask: pci_msi_unmask_irq,
          flags: 0,
        }),
      parent: {
        name: 'mtk_msi_parent_ops',
        prefix: 'MTK-',
        supported: MSI_FLAG_PCI_MSIX,
        required: MSI_FLAG_NO_AFFINITY,
        select: { token: DOMAIN_BUS_PCI_MSI, mask: 0 },
        // The library of 6.12 has chips acknowledge in their parent unasked.
        ...(k.since('7.3') ? { chip_flags: MSI_CHIP_FLAG_SET_ACK } : {}),
      },
      says: {
        inner: 'failed to create IRQ domain',
        shared: k.since('6.12') ? 'failed to create IRQ domain' : 'failed to create MSI domain',
      },
    });
    if (typeof made === 'number') return made;
    port.inner_domain = made.inner;
    port.msi_domain = made.shared;
    return 0;
  },
);

// --- INTx and the interrupt of all

const intx_domain_ops = intxDomainOps(at, { ops: 'intx_domain_ops', map: 'mtk_pcie_intx_map', fromOne: false });

const mtk_pcie_intr_handler = at.fn(
  'mtk_pcie_intr_handler',
  'Handles the interrupt of a port: each INTx wire that is asserted, then each vector, until none is left.',
  (k: Kernel, desc: irq_desc): void => {
    const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
    const { base, irq_domain, inner_domain } = mtk_pcie_port.of(desc.irq_common_data.handler_data);
    chained_irq_enter(k, chip, desc);
    const status = readl(k, base + PCIE_INT_STATUS);
    for (const wire of bitsOf((status & INTX_MASK) >>> INTX_SHIFT)) {
      writel(k, 1 << (wire + INTX_SHIFT), base + PCIE_INT_STATUS);
      generic_handle_domain_irq(k, irq_domain, wire);
    }
    if ((status & MSI_STATUS) !== 0) {
      writel(k, MSI_STATUS, base + PCIE_INT_STATUS);
      for (let set = readl(k, base + PCIE_IMSI_STATUS); set !== 0; set = readl(k, base + PCIE_IMSI_STATUS))
        for (const vector of bitsOf(set)) generic_handle_domain_irq(k, inner_domain, vector);
    }
    chained_irq_exit(k, chip, desc);
  },
);

const mtk_pcie_init_irq_domain = at.fn(
  'mtk_pcie_init_irq_domain',
  'Makes the domains of INTx and of MSIs.',
  (k: Kernel, port: mtk_pcie_port, node: device_node): number => {
    const { dev } = port.pdev;
    const intc = for_each_child_of_node(k, node)[0];
    if (intc === undefined) {
      dev_err(k, dev, 'no PCIe Intc node found');
      return -ENODEV;
    }
    port.irq_domain = irq_domain_create_linear(k, intc, PCI_NUM_INTX, intx_domain_ops, port);
    if (port.irq_domain === undefined) {
      dev_err(k, dev, 'failed to get INTx IRQ domain');
      return -ENODEV;
    }
    return mtk_pcie_allocate_msi_domains(k, port);
  },
);

const mtk_pcie_setup_irq = at.fn(
  'mtk_pcie_setup_irq',
  "Makes a port's domains, and takes its interrupt into use.",
  (k: Kernel, port: mtk_pcie_port, node: device_node): number => {
    const { pdev, slot } = port;
    const { dev } = pdev;
    const err = mtk_pcie_init_irq_domain(k, port, node);
    if (err !== 0) {
      dev_err(k, dev, 'failed to init PCIe IRQ domain');
      return err;
    }
    const named = dev.of_node !== undefined && of_find_property(k, dev.of_node, 'interrupt-names') !== undefined;
    port.irq = named ? platform_get_irq_byname(k, pdev, 'pcie_irq') : platform_get_irq(k, pdev, slot);
    if (port.irq < 0) return port.irq;
    irq_set_chained_handler_and_data(k, port.irq, mtk_pcie_intr_handler, port);
    return 0;
  },
);

/** False where the link does not come up: 100 ms. */
const mtk_pcie_startup_port_v2 = at.fn(
  'mtk_pcie_startup_port_v2',
  'Starts a port, and lets its interrupts through when its link is up.',
  (k: Kernel, { base }: mtk_pcie_port): boolean => {
    if ((readl(k, base + PCIE_LINK_STATUS_V2) & PCIE_PORT_LINKUP_V2) === 0) return false;
    change_bits(k, INTX_MASK, false, base + PCIE_INT_MASK);
    writel(k, base + PCIE_MSI_VECTOR, base + PCIE_IMSI_ADDR);
    change_bits(k, MSI_STATUS, false, base + PCIE_INT_MASK);
    return true;
  },
);

const mtk_pcie_irq_teardown_port = at.fn(
  'mtk_pcie_irq_teardown_port',
  'Takes the domains of a port down, which has no link.',
  (k: Kernel, { irq, irq_domain, msi_domain, inner_domain }: mtk_pcie_port): void => {
    irq_set_chained_handler_and_data(k, irq, undefined, undefined);
    for (const each of [irq_domain, msi_domain, inner_domain]) if (each !== undefined) irq_domain_remove(k, each);
  },
);

// --- the driver

const mtk_pcie_parse_port = at.fn(
  'mtk_pcie_parse_port',
  'Finds the registers of a port, and sets its interrupts up.',
  (k: Kernel, pdev: platform_device, node: device_node, slot: number): mtk_pcie_port | number => {
    const res = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, `port${slot}`);
    if (res === undefined) {
      dev_err(k, pdev.dev, `failed to get port${slot} base`);
      return -EINVAL;
    }
    const port = mtk_pcie_port.create(k.rec, { pdev, slot, base: res.start });
    const err = mtk_pcie_setup_irq(k, port, node);
    return err === 0 ? port : err;
  },
);

/** The ports of a node: itself, by its domain's number, or its children. */
function nodesOf(k: Kernel, { of_node }: device): readonly { readonly node: device_node; readonly slot: number }[] {
  if (of_node === undefined) return [];
  const own = of_get_pci_domain_nr(k, of_node);
  if (own >= 0) return [{ node: of_node, slot: own }];
  return for_each_available_child_of_node(k, of_node).flatMap((node) => {
    const reg = of_property_read_u32(k, node, 'reg');
    return reg === undefined ? [] : [{ node, slot: (reg >>> 11) & 0x1f }];
  });
}

const mtk_pcie_setup = at.fn(
  'mtk_pcie_setup',
  'Sets up the ports of a host; those without a link are taken down.',
  (k: Kernel, pdev: platform_device): readonly mtk_pcie_port[] | number => {
    const ports: mtk_pcie_port[] = [];
    for (const { node, slot } of nodesOf(k, pdev.dev)) {
      const port = mtk_pcie_parse_port(k, pdev, node, slot);
      if (typeof port === 'number') return port;
      ports.push(port);
    }
    return ports.filter((port) => {
      const isUp = mtk_pcie_startup_port_v2(k, port);
      if (!isUp) mtk_pcie_irq_teardown_port(k, port);
      return isUp;
    });
  },
);

const mtk_pcie_probe = at.fn(
  'mtk_pcie_probe',
  'Brings up the host: its ports, and all that is behind them.',
  (k: Kernel, pdev: platform_device): number => {
    const bridge = devm_pci_alloc_host_bridge(k, pdev.dev);
    if (typeof bridge === 'number') return -ENOMEM;
    const ports = mtk_pcie_setup(k, pdev);
    if (typeof ports === 'number') return ports;
    const first = ports[0];
    if (first !== undefined) platform_set_drvdata(pdev, first);
    bridge.ops = mtk_pcie_ops_v2(k, ports);
    return pci_host_probe(k, bridge);
  },
);

/** module_platform_driver */
export const mtk_pcie_driver_init = at.fn(
  'mtk_pcie_driver_init',
  "Registers the driver of MediaTek's hosts of the second generation.",
  (k: Kernel): number => {
    const socs = ['mt2712', 'mt7622', 'mt7629'];
    const driver: platform_driver = {
      name: 'mtk-pcie',
      bus: 'platform',
      of_match_table: socs.map((soc) => ({ compatible: `mediatek,${soc}-pcie`, data: undefined })),
      probe: mtk_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
