/**
 * Models drivers/irqchip/irq-bcm7038-l1.c: Broadcom's first-level controller of set-top boxes, chained behind a GIC. Each CPU has
 * registers of its own, of which arm64 uses those of CPU 0. Left out: suspend, waking.
 */
import { bitsOf } from '../../../../base/bits.ts';
import {
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM, EPERM } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  irqd_set_single_target,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { for_each_possible_cpu } from '../../kernel/cpu/index.ts';
import {
  handle_level_irq,
  irq_get_irq_data,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_chip_data,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_add_linear, irq_domain_xlate_onecell } from '../../kernel/irq/irqdomain/index.ts';
import { pr_err, pr_info } from '../../kernel/printk/printk.ts';
import { of_address_to_resource } from '../of/address.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';
import { of_property_cells } from '../of/property.ts';
import { platform_irqchip_register, platformIrqchip } from './irqchip.ts';

const at = source('drivers/irqchip/irq-bcm7038-l1.c');

const IRQS_PER_WORD = 32;
/** Status, mask, mask set and mask clear. */
const REG_BYTES_PER_IRQ_WORD = 16;
const MAX_WORDS = 8;

interface bcm7038_l1_chip extends Recorded {
  n_words: number;
  domain: irq_domain | undefined;
  /** Registers of each CPU. */
  map_base: RecordedList<number>;
  /** Lines that firmware or other CPUs have. */
  irq_fwd_mask: RecordedList<number>;
  /** What is masked for CPU 0. */
  mask_cache: RecordedMap<number>;
}
const bcm7038_l1_chip = struct<bcm7038_l1_chip>('bcm7038_l1_chip', {
  n_words: num(),
  domain: ref(),
  map_base: list(hexnum()),
  irq_fwd_mask: list(hexnum()),
  mask_cache: map(hexnum()),
});

type Kind = 'status' | 'maskStatus' | 'maskSet' | 'maskClear';
const KINDS: readonly Kind[] = ['status', 'maskStatus', 'maskSet', 'maskClear'];

function reg({ n_words }: bcm7038_l1_chip, kind: Kind, word: number): number {
  return (KINDS.indexOf(kind) * n_words + word) * 4;
}

const bcm7038_l1_irq_handle = at.fn(
  'bcm7038_l1_irq_handle',
  "Handles the controller's interrupt: looks which lines caused it, and handles each.",
  (k: Kernel, desc: irq_desc): void => {
    const intc = bcm7038_l1_chip.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (let idx = 0; idx < intc.n_words; idx++) {
      const status = readl(k, (intc.map_base.first() ?? 0) + reg(intc, 'status', idx));
      const pending = status & ~(intc.mask_cache.get(idx) ?? 0);
      for (const hwirq of bitsOf(pending))
        if (intc.domain !== undefined) generic_handle_domain_irq(k, intc.domain, idx * IRQS_PER_WORD + hwirq);
    }
    chained_irq_exit(k, chip, desc);
  },
);

function change(k: Kernel, d: irq_data, masked: boolean): void {
  const intc = bcm7038_l1_chip.of(irq_data_get_irq_chip_data(d));
  const word = Math.floor(irqd_to_hwirq(d) / IRQS_PER_WORD);
  const bit = 1 << (irqd_to_hwirq(d) % IRQS_PER_WORD);
  const old = intc.mask_cache.get(word) ?? 0;
  intc.mask_cache.set(word, (masked ? old | bit : old & ~bit) >>> 0);
  writel(k, bit, (intc.map_base.first() ?? 0) + reg(intc, masked ? 'maskSet' : 'maskClear', word));
}

const bcm7038_l1_unmask = at.fn('bcm7038_l1_unmask', 'Lets a line through.', (k: Kernel, d: irq_data): void =>
  change(k, d, false),
);
const bcm7038_l1_mask = at.fn('bcm7038_l1_mask', 'Holds a line back.', (k: Kernel, d: irq_data): void =>
  change(k, d, true),
);

function bcm7038_l1_irq_chip(): irq_chip {
  return { name: 'bcm7038-l1', irq_mask: bcm7038_l1_mask, irq_unmask: bcm7038_l1_unmask, flags: 0 };
}

const bcm7038_l1_map = at.fn(
  'bcm7038_l1_map',
  'Sets up a line, by level; one that is forwarded to others is refused.',
  (k: Kernel, d: irq_domain, virq: number, hw_irq: number): number => {
    const intc = bcm7038_l1_chip.of(d.host_data);
    const forwarded = intc.irq_fwd_mask.toArray()[Math.floor(hw_irq / IRQS_PER_WORD)] ?? 0;
    if ((forwarded & (1 << (hw_irq % IRQS_PER_WORD))) !== 0) return -EPERM;
    irq_set_chip_and_handler(k, virq, bcm7038_l1_irq_chip(), handle_level_irq);
    irq_set_chip_data(k, virq, d.host_data);
    const data = irq_get_irq_data(k, virq);
    if (data !== undefined) irqd_set_single_target(data);
    return 0;
  },
);

const bcm7038_l1_init_one = at.fn(
  'bcm7038_l1_init_one',
  'Starts the registers of one CPU, and chains its interrupt.',
  (k: Kernel, dn: device_node, idx: number, intc: bcm7038_l1_chip): number => {
    const res = of_address_to_resource(k, dn, idx);
    if (typeof res === 'number') return -EINVAL;
    const n_words = Math.floor((res.end - res.start + 1) / REG_BYTES_PER_IRQ_WORD);
    if (n_words > MAX_WORDS) return -EINVAL;
    if (intc.n_words === 0) intc.n_words = n_words;
    else if (intc.n_words !== n_words) return -EINVAL;
    const given = of_property_cells(k, dn, 'brcm,int-fwd-mask');
    if (given.length > 0 && given.length !== n_words) {
      pr_err(k, 'irq_bcm7038_l1: invalid brcm,int-fwd-mask property');
      return -EINVAL;
    }
    intc.map_base.addTail(res.start);
    for (let i = 0; i < n_words; i++) {
      const forwarded = given[i] ?? 0;
      writel(k, ~forwarded, res.start + reg(intc, 'maskSet', i));
      writel(k, forwarded, res.start + reg(intc, 'maskClear', i));
      if (idx > 0) continue;
      intc.irq_fwd_mask.addTail(forwarded);
      intc.mask_cache.set(i, ~forwarded >>> 0);
    }
    const parent_irq = irq_of_parse_and_map(k, dn, idx);
    if (parent_irq === 0) {
      pr_err(k, `irq_bcm7038_l1: failed to map parent interrupt ${parent_irq}`);
      return -EINVAL;
    }
    irq_set_chained_handler_and_data(k, parent_irq, bcm7038_l1_irq_handle, intc);
    return 0;
  },
);

const bcm7038_l1_start = platformIrqchip(
  at,
  { init: 'bcm7038_l1_of_init', probe: 'bcm7038_l1_probe' },
  'Starts the controller: the registers of each CPU that it has some for, and a domain for its lines.',
  (k: Kernel, dn: device_node, _parent: device_node | undefined): number => {
    const intc = bcm7038_l1_chip.create(k.rec);
    for (const idx of for_each_possible_cpu(k)) {
      const ret = bcm7038_l1_init_one(k, dn, idx, intc);
      if (ret >= 0) continue;
      if (idx > 0) break;
      pr_err(k, 'irq_bcm7038_l1: failed to remap intc L1 registers');
      return ret;
    }
    const ops = { name: 'bcm7038_l1_domain_ops', xlate: irq_domain_xlate_onecell, map: bcm7038_l1_map };
    intc.domain = irq_domain_add_linear(k, dn, IRQS_PER_WORD * intc.n_words, ops, intc);
    if (intc.domain === undefined) return -ENOMEM;
    pr_info(k, `irq_bcm7038_l1: registered BCM7038 L1 intc (${dn.path}, IRQs: ${IRQS_PER_WORD * intc.n_words})`);
    return 0;
  },
);

/** IRQCHIP_PLATFORM_DRIVER: device_initcall */
export const bcm7038_l1_driver_init = at.fn(
  'bcm7038_l1_driver_init',
  "Registers the driver of Broadcom's first-level controllers.",
  (k: Kernel): number =>
    platform_irqchip_register(k, 'bcm7038_l1', [{ compatible: 'brcm,bcm7038-l1-intc', data: bcm7038_l1_start }]),
);
