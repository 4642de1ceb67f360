/** Models drivers/irqchip/irq-al-fic.c: Annapurna's controller of 32 lines, all levels or all edges: the first type decides. */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import {
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_SKIP_SET_WAKE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_edge_irq, handle_level_irq, irq_set_chained_handler_and_data } from '../../kernel/irq/chip/index.ts';
import {
  __irq_alloc_domain_generic_chips,
  irq_chip_generic,
  irq_gc_ack_clr_bit,
  IRQ_GC_INIT_MASK_CACHE,
  irq_gc_mask_clr_bit,
  irq_gc_mask_set_bit,
  irq_generic_chip_ops,
  irq_get_domain_generic_chip,
} from '../../kernel/irq/generic-chip.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_add_linear } from '../../kernel/irq/irqdomain/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { of_iomap } from '../of/address.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';

const at = source('drivers/irqchip/irq-al-fic.c');

const AL_FIC_CAUSE = 0x00;
const AL_FIC_SET_CAUSE = 0x08;
const AL_FIC_MASK = 0x10;
const AL_FIC_CONTROL = 0x28;
const CONTROL_TRIGGER_RISING = 1 << 3;
const CONTROL_MASK_MSI_X = 1 << 5;
const NR_FIC_IRQS = 32;

/** The type that all lines have; 0 before the first is set. */
interface al_fic extends Recorded {
  base: number;
  domain: irq_domain | undefined;
  state: number;
}
const al_fic = struct<al_fic>('al_fic', { base: hexnum(), domain: ref(), state: num() });

const al_fic_set_trigger = at.fn(
  'al_fic_set_trigger',
  'Sets all lines to levels or edges.',
  (k: Kernel, fic: al_fic, gc: irq_chip_generic, state: number): void => {
    const control = readl(k, fic.base + AL_FIC_CONTROL);
    const level = state === IRQ_TYPE_LEVEL_HIGH;
    const ct = gc.chip_types.first();
    if (ct !== undefined) ct.handler = level ? handle_level_irq : handle_edge_irq;
    fic.state = state;
    const value = level ? control & ~CONTROL_TRIGGER_RISING : control | CONTROL_TRIGGER_RISING;
    writel(k, value, fic.base + AL_FIC_CONTROL);
  },
);

const al_fic_irq_set_type = at.fn(
  'al_fic_irq_set_type',
  'Accepts the type of a line: high or rising, and the same as that of all others.',
  (k: Kernel, d: irq_data, flow_type: number): number => {
    const gc = irq_chip_generic.of(irq_data_get_irq_chip_data(d));
    const fic = al_fic.of(gc.private);
    const sense = flow_type & IRQ_TYPE_SENSE_MASK;
    if (sense !== IRQ_TYPE_LEVEL_HIGH && sense !== IRQ_TYPE_EDGE_RISING) return -EINVAL;
    if (fic.state === 0) al_fic_set_trigger(k, fic, gc, sense);
    return fic.state === sense ? 0 : -EINVAL;
  },
);

const al_fic_irq_handler = at.fn(
  'al_fic_irq_handler',
  "Handles the controller's interrupt: looks which lines caused it, and handles each.",
  (k: Kernel, desc: irq_desc): void => {
    const { domain, base } = al_fic.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined || domain === undefined) return;
    const gc = irq_get_domain_generic_chip(k, domain, 0);
    chained_irq_enter(k, chip, desc);
    const pending = readl(k, base + AL_FIC_CAUSE) & ~(gc?.mask_cache ?? 0);
    for (const hwirq of bitsOf(pending)) generic_handle_domain_irq(k, domain, hwirq);
    chained_irq_exit(k, chip, desc);
  },
);

const al_fic_irq_retrigger = at.fn('al_fic_irq_retrigger', 'Forces a line.', (k: Kernel, d: irq_data): number => {
  const fic = al_fic.of(irq_chip_generic.of(irq_data_get_irq_chip_data(d)).private);
  writel(k, 1 << irqd_to_hwirq(d), fic.base + AL_FIC_SET_CAUSE);
  return 1;
});

const al_fic_register = at.fn(
  'al_fic_register',
  'Makes a domain for the lines, and chains it.',
  (k: Kernel, node: device_node, fic: al_fic, parent_irq: number): number => {
    const domain = irq_domain_add_linear(k, node, NR_FIC_IRQS, irq_generic_chip_ops(), fic);
    if (domain === undefined) {
      pr_err(k, 'irq_al_fic: fail to add irq domain');
      return -ENOMEM;
    }
    fic.domain = domain;
    const ret = __irq_alloc_domain_generic_chips(k, domain, {
      irqs_per_chip: NR_FIC_IRQS,
      num_ct: 1,
      name: node.name,
      handler: handle_level_irq,
      clr: 0,
      set: 0,
      gcflags: IRQ_GC_INIT_MASK_CACHE,
    });
    const gc = irq_get_domain_generic_chip(k, domain, 0);
    const ct = gc?.chip_types.first();
    if (ret !== 0 || gc === undefined || ct === undefined) return ret;
    gc.reg_base = fic.base;
    gc.private = fic;
    ct.regs = { mask: AL_FIC_MASK, ack: AL_FIC_CAUSE };
    ct.chip = {
      ...ct.chip,
      irq_mask: irq_gc_mask_set_bit,
      irq_unmask: irq_gc_mask_clr_bit,
      irq_ack: irq_gc_ack_clr_bit,
      irq_set_type: al_fic_irq_set_type,
      irq_retrigger: al_fic_irq_retrigger,
      flags: IRQCHIP_SKIP_SET_WAKE,
    };
    irq_set_chained_handler_and_data(k, parent_irq, al_fic_irq_handler, fic);
    return 0;
  },
);

export const al_fic_init_dt = at.fn(
  'al_fic_init_dt',
  'Starts the controller: all lines off, and a domain for them.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    if (parent === undefined) {
      pr_err(k, `irq_al_fic: ${node.name}: unsupported - device require a parent`);
      return -EINVAL;
    }
    const base = of_iomap(k, node, 0);
    if (base === undefined) {
      pr_err(k, `irq_al_fic: ${node.name}: fail to map memory`);
      return -ENOMEM;
    }
    const parent_irq = irq_of_parse_and_map(k, node, 0);
    if (parent_irq === 0) {
      pr_err(k, `irq_al_fic: ${node.name}: fail to map irq`);
      return -EINVAL;
    }
    const fic = al_fic.create(k.rec, { base });
    writel(k, 0xffffffff, base + AL_FIC_MASK);
    writel(k, 0, base + AL_FIC_CAUSE);
    writel(k, CONTROL_MASK_MSI_X, base + AL_FIC_CONTROL);
    return al_fic_register(k, node, fic, parent_irq);
  },
);
