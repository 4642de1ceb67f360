/**
 * Models drivers/pci/controller/pcie-rockchip-host.c: the RK3399's host, which has a controller for INTx and leaves MSIs to the ITS. Left out: clocks,
 * regulators, PHYs, address windows, bandwidth, what is logged of errors, suspend, removal.
 */
import { must } from '../../../../../base/assert.ts';
import { bitsOf } from '../../../../../base/bits.ts';
import { always, hexnum, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ETIMEDOUT } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQF_SHARED } from '../../../include/linux/interrupt.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../include/linux/irqchip/chained_irq.ts';
import type { irq_flow_handler_t } from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../../include/linux/irqdomain.ts';
import type { pci_bus } from '../../../include/linux/pci/index.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_set_chained_handler_and_data } from '../../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../../kernel/irq/devres.ts';
import { generic_handle_domain_irq } from '../../../kernel/irq/irqdesc/index.ts';
import { irq_domain_create_linear, irq_domain_remove } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { intxDomainOps, PCI_NUM_INTX } from '../../../stand-ins/intx-domain.ts';
import {
  devm_platform_ioremap_resource_byname,
  platform_driver_register,
  platform_get_irq_byname,
  platform_get_resource_byname,
} from '../../base/platform.ts';
import { for_each_child_of_node } from '../../of/base/index.ts';
import { pci_generic_config_ops } from '../ecam.ts';
import { devm_pci_alloc_host_bridge, pci_host_probe } from '../probe/index.ts';

const at = source('drivers/pci/controller/pcie-rockchip-host.c');

const PCIE_CLIENT_BASIC_STATUS1 = 0x48;
const PCIE_CLIENT_LINK_STATUS = 0x00300000;
const PCIE_CLIENT_INT_MASK = 0x4c;
const PCIE_CLIENT_INT_STATUS = 0x50;
const PCIE_CLIENT_INTR_MASK = 0x1e0;
const PCIE_CLIENT_INTR_SHIFT = 5;
const PCIE_CLIENT_INT_LOCAL = 1 << 4;
/** What the client interrupt is for, without INTx. */
const PCIE_CLIENT_INT_EVENTS = 0xfe04;
const PCIE_CLIENT_INT_CLI = PCIE_CLIENT_INT_EVENTS | PCIE_CLIENT_INTR_MASK;
const PCIE_CORE_INT_STATUS = 0x90020c;
const PCIE_CORE_INT_MASK = 0x900210;
const PCIE_CORE_INT = 0x000c0ff7;
const PCIE_RC_CONFIG_NORMAL_BASE = 0x800000;

interface rockchip_pcie extends Recorded {
  readonly dev: device;
  reg_base: number;
  apb_base: number;
  irq_domain: irq_domain | undefined;
}
const rockchip_pcie = struct<rockchip_pcie>('rockchip_pcie', {
  dev: always(ref()),
  reg_base: hexnum(),
  apb_base: hexnum(),
  irq_domain: ref(),
});

const rockchip_pcie_read = (k: Kernel, { apb_base }: rockchip_pcie, reg: number): number => readl(k, apb_base + reg);
const rockchip_pcie_write = (k: Kernel, { apb_base }: rockchip_pcie, val: number, reg: number): void =>
  writel(k, val >>> 0, apb_base + reg);

/** One device on the root bus and on the one behind it. */
function rockchip_pcie_ops(rockchip: rockchip_pcie): ReturnType<typeof pci_generic_config_ops> {
  const map_bus = ({ number, parent }: pci_bus, devfn: number, where: number): number | undefined => {
    if (parent?.parent === undefined && devfn >> 3 !== 0) return undefined;
    if (parent === undefined) return rockchip.apb_base + PCIE_RC_CONFIG_NORMAL_BASE + where;
    return rockchip.reg_base + number * 0x100000 + devfn * 0x1000 + where;
  };
  return pci_generic_config_ops('rockchip_pcie_ops', map_bus);
}

const rockchip_pcie_subsys_irq_handler = at.fn(
  'rockchip_pcie_subsys_irq_handler',
  "Handles the core's own interrupt: clears what it tells.",
  (k: Kernel, _irq: number, arg: Recorded | undefined): number => {
    const rockchip = rockchip_pcie.of(arg);
    const reg = rockchip_pcie_read(k, rockchip, PCIE_CLIENT_INT_STATUS);
    if ((reg & PCIE_CLIENT_INT_LOCAL) !== 0)
      rockchip_pcie_write(k, rockchip, rockchip_pcie_read(k, rockchip, PCIE_CORE_INT_STATUS), PCIE_CORE_INT_STATUS);
    rockchip_pcie_write(k, rockchip, reg & PCIE_CLIENT_INT_LOCAL, PCIE_CLIENT_INT_STATUS);
    return IRQ_HANDLED;
  },
);

const rockchip_pcie_client_irq_handler = at.fn(
  'rockchip_pcie_client_irq_handler',
  'Handles the interrupt for messages and errors: clears what it tells.',
  (k: Kernel, _irq: number, arg: Recorded | undefined): number => {
    const rockchip = rockchip_pcie.of(arg);
    const reg = rockchip_pcie_read(k, rockchip, PCIE_CLIENT_INT_STATUS);
    rockchip_pcie_write(k, rockchip, reg & PCIE_CLIENT_INT_EVENTS, PCIE_CLIENT_INT_STATUS);
    return IRQ_HANDLED;
  },
);

function intxHandler(fname: string): irq_flow_handler_t {
  return at.fn(
    fname,
    'Handles the interrupt of the INTx wires: each that is asserted.',
    (k: Kernel, desc: irq_desc): void => {
      const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
      chained_irq_enter(k, chip, desc);
      const rockchip = rockchip_pcie.of(desc.irq_common_data.handler_data);
      const reg =
        (rockchip_pcie_read(k, rockchip, PCIE_CLIENT_INT_STATUS) & PCIE_CLIENT_INTR_MASK) >> PCIE_CLIENT_INTR_SHIFT;
      for (const hwirq of bitsOf(reg))
        if (generic_handle_domain_irq(k, rockchip.irq_domain, hwirq) !== 0)
          dev_err(k, rockchip.dev, `unexpected IRQ, INT${hwirq}`);
      chained_irq_exit(k, chip, desc);
    },
  );
}
const rockchip_pcie_intx_handler = intxHandler('rockchip_pcie_intx_handler');
/** 6.1's name. */
const rockchip_pcie_legacy_int_handler = intxHandler('rockchip_pcie_legacy_int_handler');

const rockchip_pcie_setup_irq = at.fn(
  'rockchip_pcie_setup_irq',
  "Takes the host's three interrupts into use.",
  (k: Kernel, rockchip: rockchip_pcie, pdev: platform_device): number => {
    const { dev } = pdev;
    let irq = platform_get_irq_byname(k, pdev, 'sys');
    if (irq < 0) return irq;
    let err = devm_request_irq(k, dev, irq, rockchip_pcie_subsys_irq_handler, IRQF_SHARED, 'pcie-sys', rockchip);
    if (err !== 0) {
      dev_err(k, dev, 'failed to request PCIe subsystem IRQ');
      return err;
    }
    irq = platform_get_irq_byname(k, pdev, 'legacy');
    if (irq < 0) return irq;
    const handler = k.since('6.12') ? rockchip_pcie_intx_handler : rockchip_pcie_legacy_int_handler;
    irq_set_chained_handler_and_data(k, irq, handler, rockchip);
    irq = platform_get_irq_byname(k, pdev, 'client');
    if (irq < 0) return irq;
    err = devm_request_irq(k, dev, irq, rockchip_pcie_client_irq_handler, IRQF_SHARED, 'pcie-client', rockchip);
    if (err !== 0) dev_err(k, dev, 'failed to request PCIe client IRQ');
    return err;
  },
);

const intx_domain_ops = intxDomainOps(at, { ops: 'intx_domain_ops', map: 'rockchip_pcie_intx_map', fromOne: false });

const rockchip_pcie_init_irq_domain = at.fn(
  'rockchip_pcie_init_irq_domain',
  'Makes the domain of the INTx wires.',
  (k: Kernel, rockchip: rockchip_pcie): number => {
    const intc = for_each_child_of_node(k, rockchip.dev.of_node)[0];
    if (intc === undefined) {
      dev_err(k, rockchip.dev, 'missing child interrupt-controller node');
      return -EINVAL;
    }
    rockchip.irq_domain = irq_domain_create_linear(k, intc, PCI_NUM_INTX, intx_domain_ops, rockchip);
    if (rockchip.irq_domain !== undefined) return 0;
    dev_err(k, rockchip.dev, 'failed to get a INTx IRQ domain');
    return -EINVAL;
  },
);

/** The host comes up only where its link does. */
const rockchip_pcie_host_init_port = at.fn(
  'rockchip_pcie_host_init_port',
  'Waits for the link.',
  (k: Kernel, rockchip: rockchip_pcie): number => {
    const status = rockchip_pcie_read(k, rockchip, PCIE_CLIENT_BASIC_STATUS1);
    if ((status & PCIE_CLIENT_LINK_STATUS) === PCIE_CLIENT_LINK_STATUS) return 0;
    dev_err(k, rockchip.dev, 'PCIe link training gen1 timeout!');
    return -ETIMEDOUT;
  },
);

const rockchip_pcie_probe = at.fn(
  'rockchip_pcie_probe',
  'Brings up the host: its link, its interrupts, and all that is behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    if (dev.of_node === undefined) return -ENODEV;
    const bridge = devm_pci_alloc_host_bridge(k, dev);
    if (typeof bridge === 'number') return bridge;
    const regs = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, 'axi-base');
    const apb_base = devm_platform_ioremap_resource_byname(k, pdev, 'apb-base');
    if (regs === undefined) return -EINVAL;
    if (apb_base < 0) return apb_base;
    const rockchip = rockchip_pcie.create(k.rec, { dev, reg_base: regs.start, apb_base });
    platform_set_drvdata(pdev, rockchip);
    let err = rockchip_pcie_host_init_port(k, rockchip);
    if (err === 0) err = rockchip_pcie_init_irq_domain(k, rockchip);
    if (err !== 0) return err;
    bridge.sysdata = rockchip;
    bridge.ops = rockchip_pcie_ops(rockchip);
    err = rockchip_pcie_setup_irq(k, rockchip, pdev);
    if (err === 0) {
      rockchip_pcie_write(k, rockchip, (PCIE_CLIENT_INT_CLI << 16) & ~PCIE_CLIENT_INT_CLI, PCIE_CLIENT_INT_MASK);
      rockchip_pcie_write(k, rockchip, ~PCIE_CORE_INT, PCIE_CORE_INT_MASK);
      err = pci_host_probe(k, bridge);
    }
    if (err < 0 && rockchip.irq_domain !== undefined) irq_domain_remove(k, rockchip.irq_domain);
    return err;
  },
);

/** module_platform_driver */
export const rockchip_pcie_driver_init = at.fn(
  'rockchip_pcie_driver_init',
  "Registers the driver of the RK3399's host.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'rockchip-pcie',
      bus: 'platform',
      of_match_table: [{ compatible: 'rockchip,rk3399-pcie', data: undefined }],
      probe: rockchip_pcie_probe,
    };
    return platform_driver_register(k, driver);
  },
);
