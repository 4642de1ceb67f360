/**
 * Models drivers/irqchip/irq-brcmstb-l2.c: Broadcom's second-level controller of 32 lines, latched edges or levels. Left out:
 * suspend, waking.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import {
  type irq_data,
  type irq_flow_handler_t,
  IRQ_LEVEL,
  IRQ_NOAUTOEN,
  IRQ_NOPROBE,
  IRQ_NOREQUEST,
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
  irq_gc_ack_set_bit,
  irq_gc_mask_disable_and_ack_set,
  irq_gc_mask_disable_reg,
  irq_gc_unmask_enable_reg,
  irq_generic_chip_ops,
  irq_get_domain_generic_chip,
} from '../../kernel/irq/generic-chip.ts';
import { handle_bad_irq } from '../../kernel/irq/handle.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_add_linear } from '../../kernel/irq/irqdomain/index.ts';
import { enable_irq_wake } from '../../kernel/irq/manage/index.ts';
import { pr_err, pr_info } from '../../kernel/printk/printk.ts';
import { of_iomap } from '../of/address.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';
import { of_property_read_bool } from '../of/property.ts';
import { platform_irqchip_register, platformIrqchip } from './irqchip.ts';

const at = source('drivers/irqchip/irq-brcmstb-l2.c');

/** Registers of a kind; one that only has levels needs no clearing. */
interface brcmstb_intc_init_params {
  readonly handler: irq_flow_handler_t;
  readonly clear?: number;
  readonly maskStatus: number;
  readonly maskSet: number;
  readonly maskClear: number;
}
const STATUS = 0x00;
const LINES = 32;

interface brcmstb_l2_intc_data extends Recorded {
  domain: irq_domain | undefined;
  base: number;
  mask_offset: number;
}
const brcmstb_l2_intc_data = struct<brcmstb_l2_intc_data>('brcmstb_l2_intc_data', {
  domain: ref(),
  base: hexnum(),
  mask_offset: hexnum(),
});

const brcmstb_l2_mask_and_ack = at.fn(
  'brcmstb_l2_mask_and_ack',
  'Masks a line and clears its latch.',
  (k: Kernel, d: irq_data): void => {
    irq_gc_mask_disable_reg(k, d);
    irq_gc_ack_set_bit(k, d);
  },
);

const brcmstb_l2_intc_irq_handle = at.fn(
  'brcmstb_l2_intc_irq_handle',
  "Handles the controller's interrupt: looks which lines caused it, and handles each.",
  (k: Kernel, desc: irq_desc): void => {
    const b = brcmstb_l2_intc_data.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    const status = readl(k, b.base + STATUS) & ~readl(k, b.base + b.mask_offset);
    if (status === 0) handle_bad_irq(k, desc);
    for (const irq of bitsOf(status)) if (b.domain !== undefined) generic_handle_domain_irq(k, b.domain, irq);
    chained_irq_exit(k, chip, desc);
  },
);

const STARTS = 'Starts the controller: its lines off, a domain for them, and its handler on its interrupt.';
const brcmstb_l2_intc_of_init = at.fn('brcmstb_l2_intc_of_init', STARTS, start);
/** The name in 7.3. */
const brcmstb_l2_intc_probe = at.fn('brcmstb_l2_intc_probe', STARTS, start);

function start(k: Kernel, np: device_node, params: brcmstb_intc_init_params): number {
  const base = of_iomap(k, np, 0);
  if (base === undefined) {
    pr_err(k, 'irq_brcmstb_l2: failed to remap intc L2 registers');
    return -ENOMEM;
  }
  writel(k, 0xffffffff, base + params.maskSet);
  const can_wake = of_property_read_bool(k, np, 'brcm,irq-can-wake');
  if (!can_wake && params.clear !== undefined) writel(k, 0xffffffff, base + params.clear);
  const parent_irq = irq_of_parse_and_map(k, np, 0);
  if (parent_irq === 0) {
    pr_err(k, 'irq_brcmstb_l2: failed to find parent interrupt');
    return -EINVAL;
  }
  const domain = irq_domain_add_linear(k, np, LINES, irq_generic_chip_ops(), undefined);
  if (domain === undefined) return -ENOMEM;
  const data = brcmstb_l2_intc_data.create(k.rec, { domain, base, mask_offset: params.maskStatus });
  const ret = __irq_alloc_domain_generic_chips(k, domain, {
    irqs_per_chip: LINES,
    num_ct: 1,
    name: np.full_name,
    handler: params.handler,
    clr: IRQ_NOREQUEST | IRQ_NOPROBE | IRQ_NOAUTOEN,
    set: params.handler === handle_level_irq ? IRQ_LEVEL : 0,
    gcflags: 0,
  });
  if (ret !== 0) {
    pr_err(k, 'irq_brcmstb_l2: failed to allocate generic irq chip');
    return ret;
  }
  irq_set_chained_handler_and_data(k, parent_irq, brcmstb_l2_intc_irq_handle, data);
  setChip(k, domain, data, params);
  if (can_wake) enable_irq_wake(k, parent_irq);
  pr_info(k, `irq_brcmstb_l2: registered L2 intc (${np.path}, parent irq: ${parent_irq})`);
  return 0;
}

function startWith(params: brcmstb_intc_init_params): (k: Kernel, np: device_node) => number {
  return (k, np) => (k.since('7.3') ? brcmstb_l2_intc_probe : brcmstb_l2_intc_of_init)(k, np, params);
}

function setChip(k: Kernel, domain: irq_domain, data: brcmstb_l2_intc_data, params: brcmstb_intc_init_params): void {
  const gc = irq_chip_generic.of(irq_get_domain_generic_chip(k, domain, 0));
  const ct = gc.chip_types.first();
  if (ct === undefined) return;
  gc.reg_base = data.base;
  gc.private = data;
  const { clear, maskStatus: mask, maskSet: disable, maskClear: enable } = params;
  ct.regs = { mask, disable, enable, ...(clear === undefined ? {} : { ack: clear }) };
  // 7.3 takes the function of the generic chip that does the same.
  const mask_ack = k.since('7.3') ? irq_gc_mask_disable_and_ack_set : brcmstb_l2_mask_and_ack;
  const latched = { irq_ack: irq_gc_ack_set_bit, irq_mask_ack: mask_ack };
  ct.chip = {
    ...ct.chip,
    ...(clear === undefined ? { irq_mask_ack: irq_gc_mask_disable_reg } : latched),
    irq_mask: irq_gc_mask_disable_reg,
    irq_unmask: irq_gc_unmask_enable_reg,
  };
}

const brcmstb_l2_edge_intc_start = platformIrqchip(
  at,
  { init: 'brcmstb_l2_edge_intc_of_init', probe: 'brcmstb_l2_edge_intc_probe' },
  'Starts a controller that latches.',
  startWith({
    handler: handle_edge_irq,
    clear: 0x08,
    maskStatus: 0x0c,
    maskSet: 0x10,
    maskClear: 0x14,
  }),
);

const brcmstb_l2_lvl_intc_start = platformIrqchip(
  at,
  { init: 'brcmstb_l2_lvl_intc_of_init', probe: 'brcmstb_l2_lvl_intc_probe' },
  'Starts a controller of levels.',
  startWith({
    handler: handle_level_irq,
    maskStatus: 0x04,
    maskSet: 0x08,
    maskClear: 0x0c,
  }),
);

/** IRQCHIP_PLATFORM_DRIVER: device_initcall */
export const brcmstb_l2_driver_init = at.fn(
  'brcmstb_l2_driver_init',
  "Registers the driver of Broadcom's second-level controllers.",
  (k: Kernel): number => {
    const edge = ['brcm,l2-intc', 'brcm,hif-spi-l2-intc', 'brcm,upg-aux-aon-l2-intc'];
    return platform_irqchip_register(k, 'brcmstb_l2', [
      ...edge.map((compatible) => ({ compatible, data: brcmstb_l2_edge_intc_start })),
      { compatible: 'brcm,bcm7271-l2-intc', data: brcmstb_l2_lvl_intc_start },
    ]);
  },
);
