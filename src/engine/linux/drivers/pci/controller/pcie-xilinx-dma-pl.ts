/**
 * Models drivers/pci/controller/pcie-xilinx-dma-pl.c of 6.12 and later: Xilinx' XDMA host in programmable logic, with an interrupt for events and INTx and two for 64
 * MSIs. An event is an interrupt of a domain of its own, and INTx is one of the events. Left out: the QDMA variant, what is logged of errors.
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
import { EINVAL, ENOMEM, ENXIO } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQF_NO_THREAD, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import type { irq_data } from '../../../include/linux/irq.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import {
  MSI_FLAG_MULTI_PCI_MSI,
  MSI_FLAG_NO_AFFINITY,
  type msi_msg,
  set_msg_address,
} from '../../../include/linux/msi.ts';
import type { pci_bus } from '../../../include/linux/pci/index.ts';
import type { platform_device, platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { handle_simple_irq } from '../../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../../kernel/irq/devres.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_create_mapping, irq_domain_remove } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info } from '../../../kernel/printk/printk.ts';
import { makeBlockDomains, sharedDomainInfo, vectorDomainOps } from '../../../stand-ins/msi-block.ts';
import { IDRN_SHIFT, INTR_INTX, XILINX_EVENTS, xilinxEvents } from '../../../stand-ins/xilinx-events.ts';
import {
  platform_driver_register,
  platform_get_irq,
  platform_get_irq_byname,
  platform_get_resource,
} from '../../base/platform.ts';
import { of_get_child_by_name } from '../../of/base/index.ts';
import { pci_generic_config_ops } from '../ecam.ts';
import { pci_msi_mask_irq, pci_msi_unmask_irq } from '../msi/msi/index.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';

const at = source('drivers/pci/controller/pcie-xilinx-dma-pl.c');

const REG_IDR = 0x138;
const REG_IMR = 0x13c;
const REG_PSCR = 0x144;
const PSCR_LNKUP = 1 << 11;
const REG_RPSC = 0x148;
const RPSC_BEN = 1 << 0;
const REG_MSIBASE1 = 0x14c;
const REG_MSIBASE2 = 0x150;
const REG_IDRN = 0x160;
const REG_IDRN_MASK = 0x164;
const REG_MSI = [0x170, 0x174] as const;
const REG_MSI_MASK = [0x178, 0x17c] as const;
const IMR_ALL_MASK = 0x0ff30fe9;
const NUM_MSI_IRQS = 64;
/** Where nothing clears what is pending. */
const ROUNDS = 32;

interface pl_dma_pcie extends Recorded {
  readonly dev: device;
  readonly pdev: platform_device;
  /** Messages go there, too. */
  reg_base: number;
  irq: number;
  intx_irq: number;
  readonly bitmap: RecordedMap<number>;
  pldma_domain: irq_domain | undefined;
  intx_domain: irq_domain | undefined;
  /** The domain of the vectors; the one that functions share, before 7.3. */
  dev_domain: irq_domain | undefined;
  msi_domain: irq_domain | undefined;
}
const pl_dma_pcie = struct<pl_dma_pcie>('pl_dma_pcie', {
  dev: always(ref()),
  pdev: always(ref()),
  reg_base: hexnum(),
  irq: num(),
  intx_irq: num(),
  bitmap: map(hexnum()),
  pldma_domain: ref(),
  intx_domain: ref(),
  dev_domain: ref(),
  msi_domain: ref(),
});

const pcie_read = (k: Kernel, { reg_base }: pl_dma_pcie, reg: number): number => readl(k, reg_base + reg);
const pcie_write = (k: Kernel, { reg_base }: pl_dma_pcie, val: number, reg: number): void =>
  writel(k, val >>> 0, reg_base + reg);
const isLinkUp = (k: Kernel, port: pl_dma_pcie): boolean => (pcie_read(k, port, REG_PSCR) & PSCR_LNKUP) !== 0;

function xilinx_pl_dma_pcie_ops(k: Kernel, port: pl_dma_pcie): ReturnType<typeof pci_generic_config_ops> {
  const map_bus = (bus: pci_bus, devfn: number, where: number): number | undefined => {
    if (bus.parent === undefined ? devfn > 0 : !isLinkUp(k, port)) return undefined;
    return port.reg_base + bus.number * 0x100000 + devfn * 0x1000 + where;
  };
  return pci_generic_config_ops('xilinx_pl_dma_pcie_ops', map_bus);
}

// --- INTx and events

const events = xilinxEvents(at, {
  prefix: 'xilinx_pl_dma_pcie',
  intxChip: { name: 'pl_dma:INTx', mask: 'xilinx_mask_intx_irq', unmask: 'xilinx_unmask_intx_irq' },
  eventChip: {
    name: 'pl_dma:RC-Event',
    mask: 'xilinx_pl_dma_pcie_mask_event_irq',
    unmask: 'xilinx_pl_dma_pcie_unmask_event_irq',
  },
  read: (k, host, reg) => pcie_read(k, pl_dma_pcie.of(host), reg),
  write: (k, host, val, reg) => pcie_write(k, pl_dma_pcie.of(host), val, reg),
  dev: (host) => pl_dma_pcie.of(host).dev,
  imr: REG_IMR,
  idrnMask: REG_IDRN_MASK,
  events: XILINX_EVENTS,
});

const xilinx_pl_dma_pcie_event_flow = at.fn(
  'xilinx_pl_dma_pcie_event_flow',
  "Handles the host's interrupt: each event that is let through.",
  (k: Kernel, _irq: number, args: Recorded | undefined): number => {
    const port = pl_dma_pcie.of(args);
    const val = (pcie_read(k, port, REG_IDR) & pcie_read(k, port, REG_IMR)) >>> 0;
    for (const event of bitsOf(val)) generic_handle_domain_irq(k, port.pldma_domain, event);
    pcie_write(k, port, val, REG_IDR);
    return IRQ_HANDLED;
  },
);

const xilinx_pl_dma_pcie_intx_flow = at.fn(
  'xilinx_pl_dma_pcie_intx_flow',
  'Handles the event of INTx: each wire that is asserted.',
  (k: Kernel, _irq: number, args: Recorded | undefined): number => {
    const port = pl_dma_pcie.of(args);
    for (const wire of bitsOf((pcie_read(k, port, REG_IDRN) >>> IDRN_SHIFT) & 0xf))
      generic_handle_domain_irq(k, port.intx_domain, wire);
    return IRQ_HANDLED;
  },
);

// --- MSIs

/** The handler of 32 vectors. */
function messageHandler(fname: string, half: 0 | 1): typeof xilinx_pl_dma_pcie_event_flow {
  return at.fn(
    fname,
    'Handles an interrupt of the MSIs: each vector whose bit is set, until none is.',
    (k: Kernel, _irq: number, args: Recorded | undefined): number => {
      const port = pl_dma_pcie.of(args);
      for (let round = 0, bits; round < ROUNDS && (bits = pcie_read(k, port, REG_MSI[half])) !== 0; round++)
        for (const bit of bitsOf(bits)) {
          pcie_write(k, port, 1 << bit, REG_MSI[half]);
          generic_handle_domain_irq(k, port.dev_domain, half * 32 + bit);
        }
      return IRQ_HANDLED;
    },
  );
}
const xilinx_pl_dma_pcie_msi_handler_high = messageHandler('xilinx_pl_dma_pcie_msi_handler_high', 1);
const xilinx_pl_dma_pcie_msi_handler_low = messageHandler('xilinx_pl_dma_pcie_msi_handler_low', 0);

const xilinx_compose_msi_msg = at.fn(
  'xilinx_compose_msi_msg',
  "Composes a vector's message: its number, to the address of the host's registers.",
  (_k: Kernel, d: irq_data, msg: msi_msg): void => {
    set_msg_address(msg, pl_dma_pcie.of(d.chip_data).reg_base);
    msg.data = d.hwirq;
  },
);

const dev_msi_domain_ops = vectorDomainOps(at, {
  ops: 'dev_msi_domain_ops',
  alloc: 'xilinx_irq_domain_alloc',
  free: 'xilinx_irq_domain_free',
  handler: handle_simple_irq,
  chip: () => ({ name: 'pl_dma:MSI', irq_compose_msi_msg: xilinx_compose_msi_msg, flags: 0 }),
  vectors: (host_data) => ({ used: pl_dma_pcie.of(host_data).bitmap, count: NUM_MSI_IRQS }),
});

const xilinx_pl_dma_pcie_init_msi_irq_domain = at.fn(
  'xilinx_pl_dma_pcie_init_msi_irq_domain',
  "Makes the domains of the host's vectors, and says where messages go.",
  (k: Kernel, port: pl_dma_pcie): number => {
    const failed = 'Failed to allocate MSI IRQ domains';
    const made = makeBlockDomains(k, port.dev, {
      size: NUM_MSI_IRQS,
      ops: dev_msi_domain_ops,
      host_data: port,
      nexus: false,
      shared: () =>
        sharedDomainInfo(k, MSI_FLAG_NO_AFFINITY | MSI_FLAG_MULTI_PCI_MSI, {
          name: 'pl_dma:PCIe MSI',
          irq_enable: pci_msi_unmask_irq,
          irq_disable: pci_msi_mask_irq,
          irq_mask: pci_msi_mask_irq,
          irq_unmask: pci_msi_unmask_irq,
          flags: 0,
        }),
      parent: {
        name: 'xilinx_msi_parent_ops',
        prefix: 'pl_dma-',
        supported: MSI_FLAG_MULTI_PCI_MSI,
        required: MSI_FLAG_NO_AFFINITY,
      },
      says: { inner: failed, shared: failed },
    });
    if (typeof made === 'number') return made;
    port.dev_domain = made.inner;
    port.msi_domain = made.shared;
    pcie_write(k, port, Math.floor(port.reg_base / 2 ** 32), REG_MSIBASE1);
    pcie_write(k, port, port.reg_base, REG_MSIBASE2);
    return 0;
  },
);

// --- the host

const xilinx_pl_dma_pcie_init_irq_domain = at.fn(
  'xilinx_pl_dma_pcie_init_irq_domain',
  'Makes the domains of the events, of INTx and of the vectors.',
  (k: Kernel, port: pl_dma_pcie): number => {
    const intc = of_get_child_by_name(k, port.dev.of_node, 'interrupt-controller');
    if (intc === undefined) {
      dev_err(k, port.dev, 'No PCIe Intc node found');
      return -EINVAL;
    }
    const made = events.makeDomains(k, intc, port);
    if (made === undefined) {
      dev_err(k, port.dev, 'Failed to get a INTx IRQ domain');
      return -ENOMEM;
    }
    port.pldma_domain = made.events;
    port.intx_domain = made.intx;
    return xilinx_pl_dma_pcie_init_msi_irq_domain(k, port);
  },
);

const xilinx_pl_dma_pcie_setup_irq = at.fn(
  'xilinx_pl_dma_pcie_setup_irq',
  'Asks for the interrupts of the events, of INTx, and of the host.',
  (k: Kernel, port: pl_dma_pcie): number => {
    const { dev, pdev } = port;
    const flags = IRQF_SHARED | IRQF_NO_THREAD;
    port.irq = platform_get_irq(k, pdev, 0);
    if (port.irq < 0) return port.irq;
    const domain = must(port.pldma_domain, 'the domain of the events');
    let err = events.requestEvents(k, domain, port, flags);
    if (err !== 0) return err;
    port.intx_irq = irq_create_mapping(k, domain, INTR_INTX);
    if (port.intx_irq === 0) {
      dev_err(k, dev, 'Failed to map INTx interrupt');
      return -ENXIO;
    }
    err = devm_request_irq(k, dev, port.intx_irq, xilinx_pl_dma_pcie_intx_flow, flags, dev.name ?? '', port);
    if (err !== 0) {
      dev_err(k, dev, `Failed to request INTx IRQ ${port.intx_irq}`);
      return err;
    }
    err = devm_request_irq(k, dev, port.irq, xilinx_pl_dma_pcie_event_flow, flags, dev.name ?? '', port);
    if (err !== 0) dev_err(k, dev, `Failed to request event IRQ ${port.irq}`);
    return err;
  },
);

/** The interrupts of the vectors. The node must name both. */
const xilinx_request_msi_irq = at.fn(
  'xilinx_request_msi_irq',
  'Asks for the two interrupts of the MSIs.',
  (k: Kernel, port: pl_dma_pcie): number => {
    const { dev, pdev } = port;
    for (const [name, handler] of [
      ['msi0', xilinx_pl_dma_pcie_msi_handler_low],
      ['msi1', xilinx_pl_dma_pcie_msi_handler_high],
    ] as const) {
      const irq = platform_get_irq_byname(k, pdev, name);
      if (irq <= 0) return irq;
      const err = devm_request_irq(k, dev, irq, handler, IRQF_SHARED | IRQF_NO_THREAD, 'xlnx-pcie-dma-pl', port);
      if (err === 0) continue;
      dev_err(k, dev, 'Failed to register interrupt');
      return err;
    }
    return 0;
  },
);

const xilinx_pl_dma_pcie_probe = at.fn(
  'xilinx_pl_dma_pcie_probe',
  'Brings up the host: its interrupts, its domains, and all that is behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const bridge = devm_pci_alloc_host_bridge(k, dev);
    if (typeof bridge === 'number') return bridge;
    const res = platform_get_resource(k, pdev, IORESOURCE_MEM, 0);
    if (res === undefined) {
      dev_err(k, dev, 'Missing "reg" property');
      return -ENXIO;
    }
    const port = pl_dma_pcie.create(k.rec, { dev, pdev, reg_base: res.start });
    let err = xilinx_request_msi_irq(k, port);
    if (err !== 0) {
      dev_err(k, dev, 'Parsing DT failed');
      return err;
    }
    dev_info(k, dev, isLinkUp(k, port) ? 'PCIe Link is UP' : 'PCIe Link is DOWN');
    pcie_write(k, port, 0, REG_IMR);
    pcie_write(k, port, pcie_read(k, port, REG_IDR) & IMR_ALL_MASK, REG_IDR);
    for (const reg of REG_MSI_MASK) pcie_write(k, port, 0xffffffff, reg);
    pcie_write(k, port, pcie_read(k, port, REG_RPSC) | RPSC_BEN, REG_RPSC);
    err = xilinx_pl_dma_pcie_init_irq_domain(k, port);
    if (err !== 0) return err;
    // What this says is not asked.
    xilinx_pl_dma_pcie_setup_irq(k, port);
    bridge.sysdata = port;
    bridge.ops = xilinx_pl_dma_pcie_ops(k, port);
    err = pci_host_probe(k, bridge);
    if (err >= 0) return 0;
    for (const domain of [port.intx_domain, port.dev_domain, port.msi_domain])
      if (domain !== undefined) irq_domain_remove(k, domain);
    return err;
  },
);

/** builtin_platform_driver */
export const xilinx_pl_dma_pcie_driver_init = at.fn(
  'xilinx_pl_dma_pcie_driver_init',
  "Registers the driver of Xilinx' XDMA hosts.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'xilinx-xdma-pcie',
      bus: 'platform',
      of_match_table: k.since('6.12') ? [{ compatible: 'xlnx,xdma-host-3.00', data: undefined }] : [],
      probe: xilinx_pl_dma_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
