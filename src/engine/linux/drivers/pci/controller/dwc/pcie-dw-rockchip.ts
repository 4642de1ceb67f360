/**
 * Models drivers/pci/controller/dwc/pcie-dw-rockchip.c: the hosts of the RK3568 and RK3588, with a controller for INTx. Left out: endpoints, clocks,
 * resets, PHY, regulators, and the link's own register.
 */
import { must } from '../../../../../../base/assert.ts';
import { bitsOf } from '../../../../../../base/bits.ts';
import { always, hexnum, type Recorded, ref, source, struct } from '../../../../../recorder/index.ts';
import { readl, writel } from '../../../../include/asm/io.ts';
import { EINVAL } from '../../../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  type irq_flow_handler_t,
  IRQCHIP_MASK_ON_SUSPEND,
  IRQCHIP_SKIP_SET_WAKE,
} from '../../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../../kernel.ts';
import { handle_level_irq, irq_set_chained_handler_and_data } from '../../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../../../kernel/irq/irqdesc/index.ts';
import { irq_domain_create_linear } from '../../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../../kernel/printk/printk.ts';
import { dwcGlueDriver } from '../../../../stand-ins/dwc-glue.ts';
import { intxDomainOps, PCI_NUM_INTX } from '../../../../stand-ins/intx-domain.ts';
import { devm_platform_ioremap_resource_byname } from '../../../base/platform.ts';
import { of_get_child_by_name } from '../../../of/base/index.ts';
import { of_irq_get_byname } from '../../../of/irq/index.ts';
import { type dw_pcie } from './pcie-designware.ts';

const at = source('drivers/pci/controller/dwc/pcie-dw-rockchip.c');

const PCIE_CLIENT_INTR_STATUS_LEGACY = 0x08;
const PCIE_CLIENT_INTR_MASK_LEGACY = 0x1c;

interface rockchip_pcie extends Recorded {
  readonly pci: dw_pcie;
  readonly apb_base: number;
  irq_domain: irq_domain | undefined;
}
const rockchip_pcie = struct<rockchip_pcie>('rockchip_dw_pcie', {
  pci: always(ref()),
  apb_base: hexnum(),
  irq_domain: ref(),
});

function intxHandler(fname: string): irq_flow_handler_t {
  return at.fn(
    fname,
    'Handles the interrupt of the INTx wires: each that is asserted.',
    (k: Kernel, desc: irq_desc): void => {
      const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
      chained_irq_enter(k, chip, desc);
      const { apb_base, irq_domain } = rockchip_pcie.of(desc.irq_common_data.handler_data);
      for (const hwirq of bitsOf(readl(k, apb_base + PCIE_CLIENT_INTR_STATUS_LEGACY) & 0xf))
        generic_handle_domain_irq(k, irq_domain, hwirq);
      chained_irq_exit(k, chip, desc);
    },
  );
}
const rockchip_pcie_intx_handler = intxHandler('rockchip_pcie_intx_handler');
/** 6.1's name. */
const rockchip_pcie_legacy_int_handler = intxHandler('rockchip_pcie_legacy_int_handler');

/** The upper half of the register says which bits of the lower are written; 1 holds a wire back. */
function writeMask(k: Kernel, d: irq_data, masked: boolean): void {
  const bit = 1 << d.hwirq;
  writel(k, (bit << 16) | (masked ? bit : 0), rockchip_pcie.of(d.chip_data).apb_base + PCIE_CLIENT_INTR_MASK_LEGACY);
}
const rockchip_intx_mask = at.fn('rockchip_intx_mask', 'Holds an INTx wire back.', (k: Kernel, d: irq_data): void =>
  writeMask(k, d, true),
);
const rockchip_intx_unmask = at.fn(
  'rockchip_intx_unmask',
  'Lets an INTx wire through.',
  (k: Kernel, d: irq_data): void => writeMask(k, d, false),
);

const rockchip_intx_irq_chip: irq_chip = {
  name: 'INTx',
  irq_mask: rockchip_intx_mask,
  irq_unmask: rockchip_intx_unmask,
  flags: IRQCHIP_SKIP_SET_WAKE | IRQCHIP_MASK_ON_SUSPEND,
};

const intx_domain_ops = intxDomainOps(at, {
  ops: 'intx_domain_ops',
  map: 'rockchip_pcie_intx_map',
  own: { chip: () => rockchip_intx_irq_chip, handler: handle_level_irq },
  fromOne: false,
});

const rockchip_pcie_init_irq_domain = at.fn(
  'rockchip_pcie_init_irq_domain',
  'Makes the domain of the INTx wires.',
  (k: Kernel, rockchip: rockchip_pcie): number => {
    const { dev } = rockchip.pci.pdev;
    const intc = of_get_child_by_name(k, dev.of_node, 'legacy-interrupt-controller');
    if (intc === undefined) {
      dev_err(k, dev, 'missing child interrupt-controller node');
      return -EINVAL;
    }
    rockchip.irq_domain = irq_domain_create_linear(k, intc, PCI_NUM_INTX, intx_domain_ops, rockchip);
    if (rockchip.irq_domain !== undefined) return 0;
    dev_err(k, dev, 'failed to get a INTx IRQ domain');
    return -EINVAL;
  },
);

const rockchip_pcie_host_init = at.fn(
  'rockchip_pcie_host_init',
  'Takes the interrupt of the INTx wires into use.',
  (k: Kernel, pci: dw_pcie): number => {
    const { pdev } = pci;
    const { dev } = pdev;
    const apb_base = devm_platform_ioremap_resource_byname(k, pdev, 'apb');
    if (dev.of_node === undefined || apb_base < 0) return -EINVAL;
    const irq = of_irq_get_byname(k, dev.of_node, 'legacy');
    if (irq < 0) return irq;
    const rockchip = rockchip_pcie.create(k.rec, { pci, apb_base });
    if (rockchip_pcie_init_irq_domain(k, rockchip) < 0) dev_err(k, dev, 'failed to init irq domain');
    const handler = k.since('6.12') ? rockchip_pcie_intx_handler : rockchip_pcie_legacy_int_handler;
    irq_set_chained_handler_and_data(k, irq, handler, rockchip);
    return 0;
  },
);

/** builtin_platform_driver. From 7.3 on the SoC's "sys" interrupt says that the link came up. */
export const rockchip_dw_pcie_driver_init = dwcGlueDriver({
  at,
  driver: 'rockchip-dw-pcie',
  probe: 'rockchip_pcie_probe',
  init: 'rockchip_pcie_driver_init',
  compatibles: () => ['rockchip,rk3568-pcie'],
  own: { name: 'sys', since: '7.3', oneshotThread: true, devname: () => 'pcie-sys-rc' },
  host: rockchip_pcie_host_init,
});
