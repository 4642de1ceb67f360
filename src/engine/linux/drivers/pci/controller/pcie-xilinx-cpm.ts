/**
 * Models drivers/pci/controller/pcie-xilinx-cpm.c: the hosts of Xilinx' Versal, with an interrupt for events and INTx; MSIs are the ITS's. Left out: what
 * is logged of errors, and the hosts that only 7.3 knows.
 */
import { bitsOf } from '../../../../../base/bits.ts';
import { must } from '../../../../../base/assert.ts';
import { always, bool, hexnum, num, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM, ENXIO } from '../../../include/linux/errno.ts';
import { IORESOURCE_BUS, IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import type { platform_device, platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_set_chained_handler_and_data } from '../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_create_mapping, irq_domain_remove } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info } from '../../../kernel/printk/printk.ts';
import { IDRN_SHIFT, INTR_INTX, XILINX_EVENTS, xilinxEvents } from '../../../stand-ins/xilinx-events.ts';
import {
  devm_platform_ioremap_resource_byname,
  platform_driver_register,
  platform_get_irq,
  platform_get_resource_byname,
} from '../../base/platform.ts';
import { for_each_child_of_node, of_device_is_compatible } from '../../of/base/index.ts';
import { pci_ecam_create, pci_generic_ecam_ops } from '../ecam.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';

const at = source('drivers/pci/controller/pcie-xilinx-cpm.c');

const REG_IDR = 0xe10;
const REG_IMR = 0xe14;
const REG_PSCR = 0xe1c;
const PSCR_LNKUP = 1 << 11;
const REG_RPSC = 0xe20;
const RPSC_BEN = 1 << 0;
const REG_IDRN = 0xe38;
const REG_IDRN_MASK = 0xe3c;
/** In the registers of the CPM: what it tells, and what is let through. */
const MISC_IR_STATUS = 0x340;
const MISC_IR_ENABLE = 0x348;
const MISC_IR_LOCAL = 1 << 1;
const IR_STATUS = 0x2a0;
const IR_ENABLE = 0x2a8;
const IR_LOCAL = 1 << 0;

interface xilinx_cpm_pcie extends Recorded {
  readonly dev: device;
  readonly pdev: platform_device;
  readonly isCpm5: boolean;
  reg_base: number;
  cpm_base: number;
  irq: number;
  intx_irq: number;
  cpm_domain: irq_domain | undefined;
  intx_domain: irq_domain | undefined;
}
const xilinx_cpm_pcie = struct<xilinx_cpm_pcie>('xilinx_cpm_pcie', {
  dev: always(ref()),
  pdev: always(ref()),
  isCpm5: bool(),
  reg_base: hexnum(),
  cpm_base: hexnum(),
  irq: num(),
  intx_irq: num(),
  cpm_domain: ref(),
  intx_domain: ref(),
});

const pcie_read = (k: Kernel, { reg_base }: xilinx_cpm_pcie, reg: number): number => readl(k, reg_base + reg);
const pcie_write = (k: Kernel, { reg_base }: xilinx_cpm_pcie, val: number, reg: number): void =>
  writel(k, val >>> 0, reg_base + reg);

const events = xilinxEvents(at, {
  prefix: 'xilinx_cpm_pcie',
  intxChip: { name: 'INTx', mask: 'xilinx_cpm_mask_leg_irq', unmask: 'xilinx_cpm_unmask_leg_irq' },
  eventChip: { name: 'RC-Event', mask: 'xilinx_cpm_mask_event_irq', unmask: 'xilinx_cpm_unmask_event_irq' },
  read: (k, host, reg) => pcie_read(k, xilinx_cpm_pcie.of(host), reg),
  write: (k, host, val, reg) => pcie_write(k, xilinx_cpm_pcie.of(host), val, reg),
  dev: (host) => xilinx_cpm_pcie.of(host).dev,
  imr: REG_IMR,
  idrnMask: REG_IDRN_MASK,
  events: [
    ...XILINX_EVENTS,
    [4, 'CFG_PCIE_TIMEOUT', 'PCIe ECAM access timeout'],
    [12, 'CFG_ERR_POISON', 'ECAM poisoned completion received'],
    [15, 'PME_TO_ACK_RCVD', 'PME_TO_ACK message received'],
    [17, 'PM_PME_RCVD', 'PM_PME message received'],
    [28, 'SLV_PCIE_TIMEOUT', 'PCIe completion timeout received'],
  ],
});

const xilinx_cpm_pcie_intx_flow = at.fn(
  'xilinx_cpm_pcie_intx_flow',
  'Handles the event of INTx: each wire that is asserted.',
  (k: Kernel, desc: irq_desc): void => {
    const chip = must(desc.irq_data.chip, 'the chip of the event');
    chained_irq_enter(k, chip, desc);
    const port = xilinx_cpm_pcie.of(desc.irq_common_data.handler_data);
    for (const wire of bitsOf((pcie_read(k, port, REG_IDRN) >>> IDRN_SHIFT) & 0xf))
      generic_handle_domain_irq(k, port.intx_domain, wire);
    chained_irq_exit(k, chip, desc);
  },
);

const xilinx_cpm_pcie_event_flow = at.fn(
  'xilinx_cpm_pcie_event_flow',
  "Handles the host's interrupt: each event that is let through.",
  (k: Kernel, desc: irq_desc): void => {
    const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
    chained_irq_enter(k, chip, desc);
    const port = xilinx_cpm_pcie.of(desc.irq_common_data.handler_data);
    const val = (pcie_read(k, port, REG_IDR) & pcie_read(k, port, REG_IMR)) >>> 0;
    for (const event of bitsOf(val)) generic_handle_domain_irq(k, port.cpm_domain, event);
    pcie_write(k, port, val, REG_IDR);
    for (const reg of port.isCpm5 ? [IR_STATUS, MISC_IR_STATUS] : [MISC_IR_STATUS]) {
      const status = readl(k, port.cpm_base + reg);
      if (status !== 0) writel(k, status, port.cpm_base + reg);
    }
    chained_irq_exit(k, chip, desc);
  },
);

const xilinx_cpm_pcie_init_irq_domain = at.fn(
  'xilinx_cpm_pcie_init_irq_domain',
  'Makes the domains of the events and of INTx.',
  (k: Kernel, port: xilinx_cpm_pcie): number => {
    const intc = for_each_child_of_node(k, port.dev.of_node)[0];
    if (intc === undefined) {
      dev_err(k, port.dev, 'No PCIe Intc node found');
      return -EINVAL;
    }
    const made = events.makeDomains(k, intc, port);
    if (made === undefined) {
      dev_err(k, port.dev, 'Failed to allocate IRQ domains');
      return -ENOMEM;
    }
    port.cpm_domain = made.events;
    port.intx_domain = made.intx;
    return 0;
  },
);

const xilinx_cpm_setup_irq = at.fn(
  'xilinx_cpm_setup_irq',
  'Asks for the interrupts of the events, and takes those of INTx and of the host into use.',
  (k: Kernel, port: xilinx_cpm_pcie): number => {
    port.irq = platform_get_irq(k, port.pdev, 0);
    if (port.irq < 0) return port.irq;
    const domain = must(port.cpm_domain, 'the domain of the events');
    const err = events.requestEvents(k, domain, port, 0);
    if (err !== 0) return err;
    port.intx_irq = irq_create_mapping(k, domain, INTR_INTX);
    if (port.intx_irq === 0) {
      dev_err(k, port.dev, 'Failed to map INTx interrupt');
      return -ENXIO;
    }
    irq_set_chained_handler_and_data(k, port.intx_irq, xilinx_cpm_pcie_intx_flow, port);
    irq_set_chained_handler_and_data(k, port.irq, xilinx_cpm_pcie_event_flow, port);
    return 0;
  },
);

const xilinx_cpm_pcie_init_port = at.fn(
  'xilinx_cpm_pcie_init_port',
  'Programs the host: nothing is let through yet, and the bridge is switched on.',
  (k: Kernel, port: xilinx_cpm_pcie): void => {
    const isUp = (pcie_read(k, port, REG_PSCR) & PSCR_LNKUP) !== 0;
    dev_info(k, port.dev, isUp ? 'PCIe Link is UP' : 'PCIe Link is DOWN');
    pcie_write(k, port, 0, REG_IMR);
    pcie_write(k, port, pcie_read(k, port, REG_IDR), REG_IDR);
    writel(k, MISC_IR_LOCAL, port.cpm_base + MISC_IR_ENABLE);
    if (port.isCpm5) writel(k, IR_LOCAL, port.cpm_base + IR_ENABLE);
    pcie_write(k, port, pcie_read(k, port, REG_RPSC) | RPSC_BEN, REG_RPSC);
  },
);

const xilinx_cpm_pcie_probe = at.fn(
  'xilinx_cpm_pcie_probe',
  'Brings up the host: its domains, its interrupts, and all that is behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const node = dev.of_node;
    const bridge = devm_pci_alloc_host_bridge(k, dev);
    if (typeof bridge === 'number' || node === undefined) return -ENODEV;
    const isCpm5 = of_device_is_compatible(k, node, 'xlnx,versal-cpm5-host') !== 0;
    const port = xilinx_cpm_pcie.create(k.rec, { dev, pdev, isCpm5 });
    let err = xilinx_cpm_pcie_init_irq_domain(k, port);
    if (err !== 0) return err;
    const remove = (): void => {
      if (port.intx_domain !== undefined) irq_domain_remove(k, port.intx_domain);
      if (port.cpm_domain !== undefined) irq_domain_remove(k, port.cpm_domain);
    };
    const bus = bridge.windows.toArray().find(({ res }) => (res.flags & IORESOURCE_BUS) !== 0);
    port.cpm_base = devm_platform_ioremap_resource_byname(k, pdev, 'cpm_slcr');
    const cfg = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, 'cfg');
    const csr = isCpm5 ? devm_platform_ioremap_resource_byname(k, pdev, 'cpm_csr') : (cfg?.start ?? -ENXIO);
    if (bus === undefined || cfg === undefined || port.cpm_base < 0 || csr < 0) {
      dev_err(k, dev, 'Parsing DT failed');
      remove();
      return Math.min(port.cpm_base, csr, 0) || -ENODEV;
    }
    port.reg_base = csr;
    const ecam = pci_generic_ecam_ops();
    xilinx_cpm_pcie_init_port(k, port);
    err = xilinx_cpm_setup_irq(k, port);
    if (err !== 0) dev_err(k, dev, 'Failed to set up interrupts');
    else {
      bridge.sysdata = pci_ecam_create(k, cfg, bus.res, ecam);
      bridge.ops = ecam.pci_ops;
      err = pci_host_probe(k, bridge);
      if (err >= 0) return 0;
      irq_set_chained_handler_and_data(k, port.intx_irq, undefined, undefined);
      irq_set_chained_handler_and_data(k, port.irq, undefined, undefined);
    }
    remove();
    return err;
  },
);

/** builtin_platform_driver */
export const xilinx_cpm_pcie_driver_init = at.fn(
  'xilinx_cpm_pcie_driver_init',
  "Registers the driver of the Versal's hosts.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'xilinx-cpm-pcie',
      bus: 'platform',
      of_match_table: ['xlnx,versal-cpm-host-1.00', 'xlnx,versal-cpm5-host'].map((compatible) => ({
        compatible,
        data: undefined,
      })),
      probe: xilinx_cpm_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
