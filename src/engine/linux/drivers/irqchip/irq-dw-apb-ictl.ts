/**
 * Models drivers/irqchip/irq-dw-apb-ictl.c: Synopsys' controller of up to 64 level inputs behind one interrupt. Left out: as
 * the first controller of a machine, which no arm64 machine has; claiming its registers, suspend.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { source } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import { IRQ_NOAUTOEN, IRQ_NOPROBE, IRQ_NOREQUEST } from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import { irq_domain } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_level_irq, irq_set_chained_handler_and_data } from '../../kernel/irq/chip/index.ts';
import {
  __irq_alloc_domain_generic_chips,
  irq_gc_mask_clr_bit,
  IRQ_GC_INIT_MASK_CACHE,
  irq_gc_mask_set_bit,
  irq_generic_chip_ops,
  irq_get_domain_generic_chip,
} from '../../kernel/irq/generic-chip.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_add_linear } from '../../kernel/irq/irqdomain/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { of_iomap } from '../of/address.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';

const at = source('drivers/irqchip/irq-dw-apb-ictl.c');

const APB_INT_ENABLE_L = 0x00;
const APB_INT_ENABLE_H = 0x04;
const APB_INT_MASK_L = 0x08;
const APB_INT_MASK_H = 0x0c;
const APB_INT_FINALSTATUS_L = 0x30;
const APB_INT_BASE_OFFSET = 0x04;
/** Inputs of a register, and of a generic chip. */
const REGISTER_INPUTS = 32;

/** Number of the highest bit that is set, from 1; 0 for none. */
const fls = (value: number): number => 32 - Math.clz32(value);

const dw_apb_ictl_handle_irq_cascaded = at.fn(
  'dw_apb_ictl_handle_irq_cascaded',
  "Handles the controller's interrupt: looks which inputs caused it, and handles each.",
  (k: Kernel, desc: irq_desc): void => {
    const d = irq_domain.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (let n = 0; n < d.revmap_size; n += REGISTER_INPUTS) {
      const gc = irq_get_domain_generic_chip(k, d, n);
      if (gc === undefined) continue;
      const stat = readl(k, gc.reg_base + APB_INT_FINALSTATUS_L);
      for (const bit of bitsOf(stat)) generic_handle_domain_irq(k, d, gc.irq_base + bit);
    }
    chained_irq_exit(k, chip, desc);
  },
);

/** How many inputs there are: the enable bits of those that are not have been left out of the chip. */
function countInputs(k: Kernel, iobase: number): number {
  for (const reg of [APB_INT_MASK_L, APB_INT_MASK_H, APB_INT_ENABLE_L, APB_INT_ENABLE_H]) writel(k, ~0, iobase + reg);
  const reg = readl(k, iobase + APB_INT_ENABLE_H);
  return reg === 0 ? fls(readl(k, iobase + APB_INT_ENABLE_L)) : REGISTER_INPUTS + fls(reg);
}

export const dw_apb_ictl_init = at.fn(
  'dw_apb_ictl_init',
  'Starts the controller: counts its inputs, makes a domain for them, and chains it behind its interrupt.',
  (k: Kernel, np: device_node, _parent: device_node | undefined): number => {
    const parent_irq = irq_of_parse_and_map(k, np, 0);
    if (parent_irq <= 0) {
      pr_err(k, `${np.path}: unable to parse irq`);
      return -EINVAL;
    }
    const iobase = of_iomap(k, np, 0);
    if (iobase === undefined) {
      pr_err(k, `${np.path}: unable to get resource`);
      return -EINVAL;
    }
    const nrirqs = countInputs(k, iobase);
    const domain = irq_domain_add_linear(k, np, nrirqs, irq_generic_chip_ops(), undefined);
    if (domain === undefined) return -ENOMEM;
    const ret = __irq_alloc_domain_generic_chips(k, domain, {
      irqs_per_chip: REGISTER_INPUTS,
      num_ct: 1,
      name: np.name,
      handler: handle_level_irq,
      clr: IRQ_NOREQUEST | IRQ_NOPROBE | IRQ_NOAUTOEN,
      set: 0,
      gcflags: IRQ_GC_INIT_MASK_CACHE,
    });
    if (ret !== 0) {
      pr_err(k, `${np.path}: unable to alloc irq domain gc`);
      return ret;
    }
    for (let i = 0; i * REGISTER_INPUTS < nrirqs; i++) {
      const gc = irq_get_domain_generic_chip(k, domain, i * REGISTER_INPUTS);
      const ct = gc?.chip_types.first();
      if (gc === undefined || ct === undefined) continue;
      gc.reg_base = iobase + i * APB_INT_BASE_OFFSET;
      ct.regs = { mask: APB_INT_MASK_L, enable: APB_INT_ENABLE_L };
      ct.chip = { ...ct.chip, irq_mask: irq_gc_mask_set_bit, irq_unmask: irq_gc_mask_clr_bit };
    }
    irq_set_chained_handler_and_data(k, parent_irq, dw_apb_ictl_handle_irq_cascaded, domain);
    return 0;
  },
);
