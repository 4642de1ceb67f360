/**
 * Models drivers/irqchip/irq-sun6i-r.c: Allwinner's R_INTC in front of the GIC, which latches the NMI pin and lets other lines
 * wake the system. Left out: suspend, waking.
 */
import { bool, hexnum, num, type Recorded, ref, source } from '../../../recorder/index.ts';
import { writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM, ENXIO } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_SET_TYPE_MASKED,
  type irqchip_irq_state,
  irqd_get_trigger_type,
  irqd_irq_masked,
} from '../../include/linux/irq.ts';
import {
  fwspecOf,
  type irq_domain,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import { type Kernel, statics } from '../../kernel.ts';
import {
  handle_fasteoi_ack_irq,
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_set_affinity_parent,
  irq_chip_set_parent_state,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
  irq_set_handler,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_set_hwirq_and_chip,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { GIC_SPI } from '../../stand-ins/stacked.ts';
import { of_iomap } from '../of/address.ts';
import { of_irq_parse_one } from '../of/irq/index.ts';

const at = source('drivers/irqchip/irq-sun6i-r.c');

const SUN6I_NMI_CTRL = 0x0c;
const SUN6I_IRQ_PENDING = 0x10;
const SUN6I_IRQ_ENABLE = 0x40;
const SUN6I_NMI_BIT = 1;
const SUN6I_NR_MUX_BITS = 128;

/** How the pin is to be triggered, as the register wants it. */
const NMI_SRC_TYPE: ReadonlyMap<number, number> = new Map([
  [IRQ_TYPE_LEVEL_LOW, 0],
  [IRQ_TYPE_EDGE_FALLING, 1],
  [IRQ_TYPE_LEVEL_HIGH, 2],
  [IRQ_TYPE_EDGE_RISING, 3],
]);

interface sun6i_r_c extends Recorded {
  base: number;
  nmi_hwirq: number;
  /** A level of the NMI waits for its acknowledge; in the kernel the chip data says so. */
  nmi_needs_ack: boolean;
  domain: irq_domain | undefined;
}
const sun6i_r_c = statics<sun6i_r_c>('drivers/irqchip/irq-sun6i-r.c', {
  base: hexnum(),
  nmi_hwirq: num(),
  nmi_needs_ack: bool(),
  domain: ref(),
});

const sun6i_r_intc_ack_nmi = at.fn('sun6i_r_intc_ack_nmi', 'Clears the latch of the NMI.', (k: Kernel): void =>
  writel(k, SUN6I_NMI_BIT, sun6i_r_c(k).base + SUN6I_IRQ_PENDING),
);

const sun6i_r_intc_nmi_ack = at.fn(
  'sun6i_r_intc_nmi_ack',
  'Acknowledges an edge; a level is only noted, since its latch would be set again at once.',
  (k: Kernel, d: irq_data): void => {
    if ((irqd_get_trigger_type(d) & IRQ_TYPE_EDGE_BOTH) !== 0) sun6i_r_intc_ack_nmi(k);
    else sun6i_r_c(k).nmi_needs_ack = true;
  },
);

function ackIfNeeded(k: Kernel): void {
  const c = sun6i_r_c(k);
  if (!c.nmi_needs_ack) return;
  c.nmi_needs_ack = false;
  sun6i_r_intc_ack_nmi(k);
}

const sun6i_r_intc_nmi_eoi = at.fn('sun6i_r_intc_nmi_eoi', 'Ends the NMI.', (k: Kernel, d: irq_data): void => {
  if (!irqd_irq_masked(d)) ackIfNeeded(k);
  irq_chip_eoi_parent(k, d);
});

const sun6i_r_intc_nmi_unmask = at.fn('sun6i_r_intc_nmi_unmask', 'Unmasks the NMI.', (k: Kernel, d: irq_data): void => {
  ackIfNeeded(k);
  irq_chip_unmask_parent(k, d);
});

const sun6i_r_intc_nmi_set_type = at.fn(
  'sun6i_r_intc_nmi_set_type',
  'Sets how the NMI pin is triggered. The GIC always sees the level of the latch.',
  (k: Kernel, d: irq_data, type: number): number => {
    const nmi_src_type = NMI_SRC_TYPE.get(type);
    if (nmi_src_type === undefined) return -EINVAL;
    writel(k, nmi_src_type, sun6i_r_c(k).base + SUN6I_NMI_CTRL);
    return irq_chip_set_type_parent(k, d, IRQ_TYPE_LEVEL_HIGH);
  },
);

const sun6i_r_intc_nmi_set_irqchip_state = at.fn(
  'sun6i_r_intc_nmi_set_irqchip_state',
  'Sets the state of the NMI at the GIC, and clears its latch where it is to be pending no more.',
  (k: Kernel, d: irq_data, which: irqchip_irq_state, state: boolean): number => {
    if (which === 'PENDING' && !state) sun6i_r_intc_ack_nmi(k);
    return irq_chip_set_parent_state(k, d, which, state);
  },
);

const sun6i_r_intc_irq_set_wake = at.fn(
  'sun6i_r_intc_irq_set_wake',
  'Notes that a line is to wake the system, which is not modelled.',
  (_k: Kernel, _d: irq_data, _on: number): number => 0,
);

function sun6i_r_intc_nmi_chip(): irq_chip {
  return {
    name: 'sun6i-r-intc',
    irq_ack: sun6i_r_intc_nmi_ack,
    irq_mask: irq_chip_mask_parent,
    irq_unmask: sun6i_r_intc_nmi_unmask,
    irq_eoi: sun6i_r_intc_nmi_eoi,
    irq_set_affinity: irq_chip_set_affinity_parent,
    irq_set_type: sun6i_r_intc_nmi_set_type,
    irq_set_irqchip_state: sun6i_r_intc_nmi_set_irqchip_state,
    irq_set_wake: sun6i_r_intc_irq_set_wake,
    flags: IRQCHIP_SET_TYPE_MASKED,
  };
}

function sun6i_r_intc_wakeup_chip(): irq_chip {
  return {
    name: 'sun6i-r-intc',
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_affinity: irq_chip_set_affinity_parent,
    irq_set_type: irq_chip_set_type_parent,
    irq_set_wake: sun6i_r_intc_irq_set_wake,
    flags: IRQCHIP_SET_TYPE_MASKED,
  };
}

const sun6i_r_intc_domain_translate = at.fn(
  'sun6i_r_intc_domain_translate',
  "Reads a specifier that is the GIC's, of an SPI; an old tree has one of two cells for the NMI.",
  (k: Kernel, _domain: irq_domain, { param, param_count }: irq_fwspec): Translated | number => {
    const [kind, second = 0, third = 0] = param;
    if (param_count === 2 && kind === 0) return { hwirq: sun6i_r_c(k).nmi_hwirq, type: second & IRQ_TYPE_SENSE_MASK };
    if (param_count < 3 || kind !== GIC_SPI) return -EINVAL;
    return { hwirq: second, type: third & IRQ_TYPE_SENSE_MASK };
  },
);

const sun6i_r_intc_domain_alloc = at.fn(
  'sun6i_r_intc_domain_alloc',
  'Sets up a line, and the SPI of the same number.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const translated = sun6i_r_intc_domain_translate(k, domain, fwspecOf(arg));
    if (typeof translated === 'number') return translated;
    const { hwirq, type } = translated;
    if (hwirq + nr_irqs > SUN6I_NR_MUX_BITS) return -EINVAL;
    const parent = { fwnode: domain.parent?.fwnode, param_count: 3, param: [GIC_SPI, hwirq, type] };
    const ret = irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, parent);
    if (ret !== 0) return ret;
    for (let i = 0; i < nr_irqs; i++) {
      const isNmi = hwirq + i === sun6i_r_c(k).nmi_hwirq;
      const chip = isNmi ? sun6i_r_intc_nmi_chip() : sun6i_r_intc_wakeup_chip();
      irq_domain_set_hwirq_and_chip(k, domain, virq + i, hwirq + i, chip, undefined);
      if (isNmi) irq_set_handler(k, virq + i, handle_fasteoi_ack_irq);
    }
    return 0;
  },
);

function sun6i_r_intc_domain_ops(): irq_domain_ops {
  return {
    name: 'sun6i_r_intc_domain_ops',
    translate: sun6i_r_intc_domain_translate,
    alloc: sun6i_r_intc_domain_alloc,
    free: irq_domain_free_irqs_common,
  };
}

const sun6i_r_intc_resume = at.fn(
  'sun6i_r_intc_resume',
  'Enables the NMI, and nothing else: the others reach the GIC by themselves.',
  (k: Kernel): void => {
    const { base } = sun6i_r_c(k);
    writel(k, SUN6I_NMI_BIT, base + SUN6I_IRQ_ENABLE);
    writel(k, 0, base + SUN6I_IRQ_ENABLE + 4);
  },
);

const sun6i_r_intc_init = at.fn(
  'sun6i_r_intc_init',
  'Starts the controller: finds out which SPI the NMI is, and makes a domain on that of the GIC.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    const nmi_parent = of_irq_parse_one(k, node, 0);
    if (typeof nmi_parent === 'number') return nmi_parent;
    const [kind, nmi_hwirq = 0, type] = nmi_parent.args;
    if (nmi_parent.args_count < 3 || kind !== GIC_SPI || type !== IRQ_TYPE_LEVEL_HIGH) return -EINVAL;
    const c = sun6i_r_c(k);
    c.nmi_hwirq = nmi_hwirq;
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) {
      pr_err(k, `${node.path}: Failed to obtain parent domain`);
      return -ENXIO;
    }
    const base = of_iomap(k, node, 0);
    if (base === undefined) {
      pr_err(k, `${node.path}: Failed to map MMIO region`);
      return -ENOMEM;
    }
    c.base = base;
    c.domain = irq_domain_create_hierarchy(k, parent_domain, 0, 0, node, sun6i_r_intc_domain_ops(), undefined);
    if (c.domain === undefined) {
      pr_err(k, `${node.path}: Failed to allocate domain`);
      return -ENOMEM;
    }
    sun6i_r_intc_ack_nmi(k);
    sun6i_r_intc_resume(k);
    return 0;
  },
);

/** The two kinds differ in which lines may wake the system alone. */
export const sun6i_a31_r_intc_init = at.fn(
  'sun6i_a31_r_intc_init',
  'Starts the R_INTC of the A31 and its kin.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => sun6i_r_intc_init(k, node, parent),
);
export const sun50i_h6_r_intc_init = at.fn(
  'sun50i_h6_r_intc_init',
  'Starts the R_INTC of the H6 and its kin.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => sun6i_r_intc_init(k, node, parent),
);
