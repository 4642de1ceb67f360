/**
 * Models drivers/pci/controller/dwc/pcie-uniphier.c: Socionext's UniPhier hosts, with a controller for INTx whose interrupt is that of the node below
 * the host's. Left out: clocks, resets, PHY, reset of the link, and the link's own register.
 */
import { must } from '../../../../../../base/assert.ts';
import { bitsOf } from '../../../../../../base/bits.ts';
import { always, hexnum, type Recorded, ref, source, struct } from '../../../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../../../include/asm/io.ts';
import { EINVAL, ENODEV } from '../../../../include/linux/errno.ts';
import type { irq_chip, irq_data } from '../../../../include/linux/irq.ts';
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
import { irq_of_parse_and_map } from '../../../of/irq/index.ts';
import type { dw_pcie } from './pcie-designware.ts';

const at = source('drivers/pci/controller/dwc/pcie-uniphier.c');

const PCL_RCV_INT = 0x8108;
const PCL_RCV_INT_ALL_ENABLE = 0x1e0000;
const PCL_RCV_INTX = 0x810c;
const PCL_RCV_INTX_ALL_ENABLE = 0xf0000;
const PCL_RCV_INTX_MASK_SHIFT = 8;

interface uniphier_pcie extends Recorded {
  readonly pci: dw_pcie;
  readonly base: number;
  intx_irq_domain: irq_domain | undefined;
}
const uniphier_pcie = struct<uniphier_pcie>('uniphier_pcie', {
  pci: always(ref()),
  base: hexnum(),
  intx_irq_domain: ref(),
});

const uniphier_pcie_irq_mask = at.fn(
  'uniphier_pcie_irq_mask',
  'Holds an INTx wire back.',
  (k: Kernel, d: irq_data): void =>
    change_bits(k, 1 << (d.hwirq + PCL_RCV_INTX_MASK_SHIFT), true, uniphier_pcie.of(d.chip_data).base + PCL_RCV_INTX),
);
const uniphier_pcie_irq_unmask = at.fn(
  'uniphier_pcie_irq_unmask',
  'Lets an INTx wire through.',
  (k: Kernel, d: irq_data): void =>
    change_bits(k, 1 << (d.hwirq + PCL_RCV_INTX_MASK_SHIFT), false, uniphier_pcie.of(d.chip_data).base + PCL_RCV_INTX),
);
const uniphier_pcie_irq_chip: irq_chip = {
  name: 'PCI',
  irq_mask: uniphier_pcie_irq_mask,
  irq_unmask: uniphier_pcie_irq_unmask,
  flags: 0,
};

const uniphier_intx_domain_ops = intxDomainOps(at, {
  ops: 'uniphier_intx_domain_ops',
  map: 'uniphier_pcie_intx_map',
  own: { chip: () => uniphier_pcie_irq_chip, handler: handle_level_irq },
  fromOne: false,
});

const uniphier_pcie_irq_handler = at.fn(
  'uniphier_pcie_irq_handler',
  'Handles the interrupt of the INTx wires: each that is asserted. Events of the link are cleared.',
  (k: Kernel, desc: irq_desc): void => {
    const chip = must(desc.irq_data.chip, 'the chip of the parent interrupt');
    const { base, intx_irq_domain } = uniphier_pcie.of(desc.irq_common_data.handler_data);
    writel(k, readl(k, base + PCL_RCV_INT), base + PCL_RCV_INT);
    chained_irq_enter(k, chip, desc);
    for (const hwirq of bitsOf(readl(k, base + PCL_RCV_INTX) & 0xf))
      generic_handle_domain_irq(k, intx_irq_domain, hwirq);
    chained_irq_exit(k, chip, desc);
  },
);

const configure = (k: Kernel, uniphier: uniphier_pcie): number => {
  const { dev } = uniphier.pci.pdev;
  const intc = of_get_child_by_name(k, dev.of_node, 'legacy-interrupt-controller');
  if (intc === undefined) {
    dev_err(k, dev, 'Failed to get legacy-interrupt-controller node');
    return -EINVAL;
  }
  const irq = irq_of_parse_and_map(k, intc, 0);
  if (irq === 0) {
    dev_err(k, dev, 'Failed to get an IRQ entry in legacy-interrupt-controller');
    return -EINVAL;
  }
  uniphier.intx_irq_domain = irq_domain_create_linear(k, intc, PCI_NUM_INTX, uniphier_intx_domain_ops, uniphier);
  if (uniphier.intx_irq_domain === undefined) {
    dev_err(k, dev, 'Failed to get INTx domain');
    return -ENODEV;
  }
  irq_set_chained_handler_and_data(k, irq, uniphier_pcie_irq_handler, uniphier);
  return 0;
};
const uniphier_pcie_config_intx_irq = at.fn(
  'uniphier_pcie_config_intx_irq',
  'Makes the domain of the INTx wires, and takes their interrupt into use.',
  configure,
);
const uniphier_pcie_config_legacy_irq = at.fn(
  'uniphier_pcie_config_legacy_irq',
  'Makes the domain of the INTx wires, and takes their interrupt into use.',
  configure,
);

const uniphier_pcie_host_init = at.fn(
  'uniphier_pcie_host_init',
  'Takes the INTx wires into use.',
  (k: Kernel, pci: dw_pcie): number => {
    const base = devm_platform_ioremap_resource_byname(k, pci.pdev, 'link');
    if (base < 0) return base;
    const uniphier = uniphier_pcie.create(k.rec, { pci, base });
    const config = k.since('6.12') ? uniphier_pcie_config_intx_irq : uniphier_pcie_config_legacy_irq;
    const ret = config(k, uniphier);
    if (ret !== 0) return ret;
    writel(k, PCL_RCV_INT_ALL_ENABLE, base + PCL_RCV_INT);
    writel(k, PCL_RCV_INTX_ALL_ENABLE, base + PCL_RCV_INTX);
    return 0;
  },
);

/** builtin_platform_driver */
export const uniphier_pcie_driver_init = dwcGlueDriver({
  at,
  driver: 'uniphier-pcie',
  probe: 'uniphier_pcie_probe',
  init: 'uniphier_pcie_driver_init',
  compatibles: () => ['socionext,uniphier-pcie'],
  host: uniphier_pcie_host_init,
});
