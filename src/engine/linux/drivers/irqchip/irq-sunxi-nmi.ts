/**
 * Models drivers/irqchip/irq-sunxi-nmi.c: Allwinner's controller of the one line that the power management chip interrupts by. Levels
 * and edges have a generic chip of two kinds. Left out: the A523's, which 7.3 knows.
 */
import { source } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EBADR, EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import {
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_NOAUTOEN,
  IRQ_NOPROBE,
  IRQ_NOREQUEST,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_LEVEL_MASK,
  IRQ_TYPE_NONE,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_EOI_IF_HANDLED,
  IRQCHIP_EOI_THREADED,
  IRQCHIP_SKIP_SET_WAKE,
  irqd_set_trigger_type,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import { irq_domain } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_edge_irq, handle_fasteoi_irq, irq_set_chained_handler_and_data } from '../../kernel/irq/chip/index.ts';
import {
  __irq_alloc_domain_generic_chips,
  irq_chip_generic,
  irq_gc_ack_set_bit,
  IRQ_GC_INIT_MASK_CACHE,
  irq_gc_mask_clr_bit,
  irq_gc_mask_set_bit,
  irq_generic_chip_ops,
  irq_get_domain_generic_chip,
  irq_setup_alt_chip,
} from '../../kernel/irq/generic-chip.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_add_linear, irq_domain_remove } from '../../kernel/irq/irqdomain/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { of_iomap } from '../of/address.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';

const at = source('drivers/irqchip/irq-sunxi-nmi.c');

interface sunxi_sc_nmi_reg_offs {
  readonly ctrl: number;
  readonly pend: number;
  readonly enable: number;
  /** What is written to the enable register when nothing is enabled; 0 but for the A523. */
  readonly enable_val?: number;
}
const SUN6I: sunxi_sc_nmi_reg_offs = { ctrl: 0x00, pend: 0x04, enable: 0x34 };
const SUN7I: sunxi_sc_nmi_reg_offs = { ctrl: 0x00, pend: 0x04, enable: 0x08 };
const SUN9I: sunxi_sc_nmi_reg_offs = { ctrl: 0x00, pend: 0x08, enable: 0x04 };

const SUN55I: sunxi_sc_nmi_reg_offs = { ...SUN9I, enable_val: 2 ** 31 };

const SRC_TYPES: ReadonlyMap<number, number> = new Map([
  [IRQ_TYPE_NONE, 0],
  [IRQ_TYPE_LEVEL_LOW, 0],
  [IRQ_TYPE_EDGE_FALLING, 1],
  [IRQ_TYPE_LEVEL_HIGH, 2],
  [IRQ_TYPE_EDGE_RISING, 3],
]);

const sunxi_sc_nmi_handle_irq = at.fn(
  'sunxi_sc_nmi_handle_irq',
  "Handles the controller's interrupt: there is one line.",
  (k: Kernel, desc: irq_desc): void => {
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    generic_handle_domain_irq(k, irq_domain.of(desc.irq_common_data.handler_data), 0);
    chained_irq_exit(k, chip, desc);
  },
);

const sunxi_sc_nmi_set_type = at.fn(
  'sunxi_sc_nmi_set_type',
  'Sets how the line interrupts, with the chip and handler of that kind; both edges at once it cannot.',
  (k: Kernel, d: irq_data, flow_type: number): number => {
    const gc = irq_chip_generic.of(irq_data_get_irq_chip_data(d));
    const src_type = SRC_TYPES.get(flow_type & IRQ_TYPE_SENSE_MASK);
    if (src_type === undefined) {
      pr_err(k, `sunxi-nmi: Cannot assign multiple trigger modes to IRQ ${d.irq}.`);
      return -EBADR;
    }
    irqd_set_trigger_type(d, flow_type);
    irq_setup_alt_chip(k, d, flow_type);
    const ctrl = gc.reg_base + SUN9I.ctrl;
    writel(k, (readl(k, ctrl) & ~3) | src_type, ctrl);
    return 0;
  },
);

const sunxi_sc_nmi_irq_init = at.fn(
  'sunxi_sc_nmi_irq_init',
  'Starts the controller: a domain of one line, off and without an old event, and its handler on its interrupt.',
  (k: Kernel, node: device_node, { pend, enable, enable_val = 0 }: sunxi_sc_nmi_reg_offs): number => {
    const domain = irq_domain_add_linear(k, node, 1, irq_generic_chip_ops(), undefined);
    if (domain === undefined) return -ENOMEM;
    const failed = (text: string, ret: number): number => {
      pr_err(k, `sunxi-nmi: ${text}`);
      irq_domain_remove(k, domain);
      return ret;
    };
    const ret = __irq_alloc_domain_generic_chips(k, domain, {
      irqs_per_chip: 1,
      num_ct: 2,
      name: 'sunxi-nmi',
      handler: handle_fasteoi_irq,
      clr: IRQ_NOREQUEST | IRQ_NOPROBE | IRQ_NOAUTOEN,
      set: 0,
      gcflags: IRQ_GC_INIT_MASK_CACHE,
    });
    if (ret !== 0) return failed('Could not allocate generic interrupt chip.', ret);
    const irq = irq_of_parse_and_map(k, node, 0);
    if (irq <= 0) return failed('unable to parse irq', -EINVAL);
    const base = of_iomap(k, node, 0);
    const gc = irq_get_domain_generic_chip(k, domain, 0);
    const [level, edge] = gc?.chip_types.toArray() ?? [];
    if (base === undefined || gc === undefined || level === undefined || edge === undefined)
      return failed('unable to map resource', -ENOMEM);
    gc.reg_base = base;
    const common = {
      irq_mask: irq_gc_mask_clr_bit,
      irq_unmask: irq_gc_mask_set_bit,
      irq_set_type: sunxi_sc_nmi_set_type,
    };
    level.type = IRQ_TYPE_LEVEL_MASK;
    Object.assign(level.chip, common, {
      irq_eoi: irq_gc_ack_set_bit,
      flags: IRQCHIP_EOI_THREADED | IRQCHIP_EOI_IF_HANDLED | IRQCHIP_SKIP_SET_WAKE,
    });
    level.regs = { ack: pend, mask: enable };
    edge.type = IRQ_TYPE_EDGE_BOTH;
    // 6.1 names the second kind itself, and so do the generic chips of later kernels.
    Object.assign(edge.chip, common, { name: level.chip.name, irq_ack: irq_gc_ack_set_bit });
    edge.regs = { ack: pend, mask: enable };
    edge.handler = handle_edge_irq;
    writel(k, enable_val, base + enable);
    writel(k, 1, base + pend);
    irq_set_chained_handler_and_data(k, irq, sunxi_sc_nmi_handle_irq, domain);
    return 0;
  },
);

export const sun6i_sc_nmi_irq_init = at.fn(
  'sun6i_sc_nmi_irq_init',
  "Starts the A31's controller.",
  (k: Kernel, node: device_node, _parent: device_node | undefined): number => sunxi_sc_nmi_irq_init(k, node, SUN6I),
);
export const sun7i_sc_nmi_irq_init = at.fn(
  'sun7i_sc_nmi_irq_init',
  "Starts the A20's controller.",
  (k: Kernel, node: device_node, _parent: device_node | undefined): number => sunxi_sc_nmi_irq_init(k, node, SUN7I),
);
export const sun9i_nmi_irq_init = at.fn(
  'sun9i_nmi_irq_init',
  "Starts the A80's controller, which the A100 has too.",
  (k: Kernel, node: device_node, _parent: device_node | undefined): number => sunxi_sc_nmi_irq_init(k, node, SUN9I),
);
/** From 7.x on. */
export const sun55i_nmi_irq_init = at.fn(
  'sun55i_nmi_irq_init',
  "Starts the A523's controller.",
  (k: Kernel, node: device_node, _parent: device_node | undefined): number => sunxi_sc_nmi_irq_init(k, node, SUN55I),
);
