/**
 * Models drivers/irqchip/irq-bcm7120-l2.c: Broadcom's second-level controller of up to four words of level lines, whose lines may be
 * shared out among several parent interrupts. Left out: suspend.
 */
import { bitsOf } from '../../../../base/bits.ts';
import {
  bool,
  hexnum,
  list,
  num,
  type Recorded,
  type RecordedList,
  ref,
  source,
  struct,
} from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, ENOMEM } from '../../include/linux/errno.ts';
import { IRQ_LEVEL, IRQ_NOAUTOEN, IRQ_NOPROBE, IRQ_NOREQUEST } from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import { platform_device } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { handle_level_irq, irq_set_chained_handler_and_data } from '../../kernel/irq/chip/index.ts';
import {
  __irq_alloc_domain_generic_chips,
  irq_chip_generic,
  irq_gc_mask_clr_bit,
  irq_gc_mask_set_bit,
  IRQ_GC_INIT_MASK_CACHE,
  irq_gc_noop,
  irq_gc_set_wake,
  irq_generic_chip_ops,
  irq_get_domain_generic_chip,
} from '../../kernel/irq/generic-chip.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_add_linear } from '../../kernel/irq/irqdomain/index.ts';
import { enable_irq_wake } from '../../kernel/irq/manage/index.ts';
import { pr_err, pr_info } from '../../kernel/printk/printk.ts';
import { platform_irq_count } from '../base/platform.ts';
import { of_iomap } from '../of/address.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';
import { of_property_cells, of_property_present, of_property_read_bool } from '../of/property.ts';
import { platform_irqchip_register, platformIrqchip } from './irqchip.ts';

const at = source('drivers/irqchip/irq-bcm7120-l2.c');

const IRQEN = 0x00;
const IRQSTAT = 0x04;
const MAX_WORDS = 4;
const IRQS_PER_WORD = 32;
const ALL = 0xffffffff;
const MOD = 'irq_bcm7120_l2: ';

/** A word of lines: the registers that enable and show them. */
interface Word {
  readonly base: number;
  readonly en: number;
  readonly stat: number;
  /** Lines that the controller passes on by itself. */
  readonly fwd: number;
}

/** What a kind of controller reads from its node. */
interface Layout {
  readonly words: readonly Word[];
  /** Which lines lead to which parent: for each parent a mask of each word. Undefined where all lead to all. */
  readonly map: readonly number[] | undefined;
}

interface bcm7120_l2_intc_data extends Recorded {
  domain: irq_domain | undefined;
  can_wake: boolean;
  stat: RecordedList<number>;
}
const bcm7120_l2_intc_data = struct<bcm7120_l2_intc_data>('bcm7120_l2_intc_data', {
  domain: ref(),
  can_wake: bool(),
  stat: list(hexnum()),
});

/** A parent interrupt, and the lines that lead to it, by word. */
interface bcm7120_l1_intc_data extends Recorded {
  b: bcm7120_l2_intc_data | undefined;
  irq_map_mask: RecordedList<number>;
  parent_irq: number;
}
const bcm7120_l1_intc_data = struct<bcm7120_l1_intc_data>('bcm7120_l1_intc_data', {
  b: ref(),
  irq_map_mask: list(hexnum()),
  parent_irq: num(),
});

const bcm7120_l2_intc_irq_handle = at.fn(
  'bcm7120_l2_intc_irq_handle',
  'Handles a parent interrupt: of the lines that lead to it, each that is enabled and active.',
  (k: Kernel, desc: irq_desc): void => {
    const data = bcm7120_l1_intc_data.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    const domain = data.b?.domain;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (const [idx, stat] of data.b?.stat.toArray().entries() ?? []) {
      const base = idx * IRQS_PER_WORD;
      if (domain === undefined) continue;
      const gc = irq_get_domain_generic_chip(k, domain, base);
      const mine = data.irq_map_mask.toArray()[idx] ?? 0;
      const pending = readl(k, stat) & (gc?.mask_cache ?? 0) & mine;
      for (const hwirq of bitsOf(pending)) generic_handle_domain_irq(k, domain, base + hwirq);
    }
    chained_irq_exit(k, chip, desc);
  },
);

const bcm7120_l2_intc_init_one = at.fn(
  'bcm7120_l2_intc_init_one',
  'Puts the handler on a parent interrupt, and notes which lines lead to it.',
  (k: Kernel, dn: device_node, data: bcm7120_l2_intc_data, irq: number, { words, map }: Layout): number[] | number => {
    const parent_irq = irq_of_parse_and_map(k, dn, irq);
    if (parent_irq === 0) {
      pr_err(k, `${MOD}failed to map interrupt ${irq}`);
      return -EINVAL;
    }
    const masks = words.map((_, idx) => (map === undefined ? ALL : (map[irq * words.length + idx] ?? 0)));
    const l1 = bcm7120_l1_intc_data.create(k.rec, { b: data, parent_irq });
    for (const mask of masks) l1.irq_map_mask.addTail(mask);
    irq_set_chained_handler_and_data(k, parent_irq, bcm7120_l2_intc_irq_handle, l1);
    if (data.can_wake) enable_irq_wake(k, parent_irq);
    return masks;
  },
);

type Iomap = (k: Kernel, dn: device_node, num_parent_irqs: number) => Layout | number;

const bcm7120_l2_intc_iomap_7120 = at.fn(
  'bcm7120_l2_intc_iomap_7120',
  'A single word of lines: which of them are passed on by themselves, and to which parents they lead.',
  (k: Kernel, dn: device_node, num_parent_irqs: number): Layout | number => {
    const base = of_iomap(k, dn, 0);
    if (base === undefined) {
      pr_err(k, `${MOD}unable to map registers`);
      return -ENOMEM;
    }
    const fwd = of_property_cells(k, dn, 'brcm,int-fwd-mask');
    if (of_property_present(k, dn, 'brcm,int-fwd-mask') && fwd.length === 0) {
      pr_err(k, `${MOD}invalid brcm,int-fwd-mask property`);
      return -EINVAL;
    }
    const map = of_property_cells(k, dn, 'brcm,int-map-mask');
    if (map.length !== num_parent_irqs) {
      pr_err(k, `${MOD}invalid brcm,int-map-mask property`);
      return -EINVAL;
    }
    return { words: [{ base, en: IRQEN, stat: IRQSTAT, fwd: fwd[0] ?? 0 }], map };
  },
);

const bcm7120_l2_intc_iomap_3380 = at.fn(
  'bcm7120_l2_intc_iomap_3380',
  'A word of lines for each pair of regions, enable and status.',
  (k: Kernel, dn: device_node): Layout | number => {
    const words: Word[] = [];
    for (let index = 0; index < MAX_WORDS; index++) {
      const en = of_iomap(k, dn, index * 2);
      const stat = of_iomap(k, dn, index * 2 + 1);
      // A region that is missing is at 0, which is below any other.
      if (en === undefined || stat === undefined) break;
      const base = Math.min(en, stat);
      words.push({ base, en: en - base, stat: stat - base, fwd: 0 });
    }
    if (words.length > 0) return { words, map: undefined };
    pr_err(k, `${MOD}unable to map registers`);
    return -EINVAL;
  },
);

/** The generic chip of a word. */
function setChip(k: Kernel, data: bcm7120_l2_intc_data, idx: number, word: Word, valid: number): void {
  const { domain, can_wake } = data;
  if (domain === undefined) return;
  const gc = irq_chip_generic.of(irq_get_domain_generic_chip(k, domain, idx * IRQS_PER_WORD));
  const ct = gc.chip_types.first();
  if (ct === undefined) return;
  gc.unused = ~valid >>> 0;
  gc.private = data;
  gc.reg_base = word.base;
  ct.regs = { mask: word.en };
  writel(k, word.fwd, word.base + word.en);
  ct.chip = {
    ...ct.chip,
    irq_mask: irq_gc_mask_clr_bit,
    irq_unmask: irq_gc_mask_set_bit,
    irq_ack: irq_gc_noop,
    ...(can_wake ? { irq_set_wake: irq_gc_set_wake } : {}),
  };
  gc.mask_cache = readl(k, word.base + word.en);
  if (can_wake) gc.wake_enabled = valid >>> 0;
}

const bcm7120_l2_intc_probe = at.fn(
  'bcm7120_l2_intc_probe',
  'Starts the controller: its handler on each parent interrupt, a domain for its lines, a generic chip for each word.',
  (k: Kernel, dn: device_node, iomap_regs_fn: Iomap, intc_name: string): number => {
    const pdev = dn.dev?.container;
    if (!platform_device.is(pdev)) return -ENODEV;
    const parents = platform_irq_count(k, pdev);
    if (parents <= 0) {
      pr_err(k, `${MOD}invalid number of parent interrupts`);
      return -ENOMEM;
    }
    const layout = iomap_regs_fn(k, dn, parents);
    if (typeof layout === 'number') return layout;
    const { words } = layout;
    const can_wake = of_property_read_bool(k, dn, 'brcm,irq-can-wake');
    const data = bcm7120_l2_intc_data.create(k.rec, { can_wake });
    for (const { base, stat } of words) data.stat.addTail(base + stat);
    const valid = words.map(() => 0);
    for (let irq = 0; irq < parents; irq++) {
      const masks = bcm7120_l2_intc_init_one(k, dn, data, irq, layout);
      if (typeof masks === 'number') return masks;
      for (const [idx, mask] of masks.entries()) valid[idx] = (valid[idx] ?? 0) | mask;
    }
    const domain = irq_domain_add_linear(k, dn, IRQS_PER_WORD * words.length, irq_generic_chip_ops(), undefined);
    if (domain === undefined) return -ENOMEM;
    data.domain = domain;
    const ret = __irq_alloc_domain_generic_chips(k, domain, {
      irqs_per_chip: IRQS_PER_WORD,
      num_ct: 1,
      name: dn.full_name,
      handler: handle_level_irq,
      clr: IRQ_NOREQUEST | IRQ_NOPROBE | IRQ_NOAUTOEN,
      set: IRQ_LEVEL,
      gcflags: IRQ_GC_INIT_MASK_CACHE,
    });
    if (ret !== 0) {
      pr_err(k, `${MOD}failed to allocate generic irq chip`);
      return ret;
    }
    for (const [idx, word] of words.entries()) setChip(k, data, idx, word, valid[idx] ?? 0);
    pr_info(k, `${MOD}registered ${intc_name} intc (${dn.path}, parent IRQ(s): ${parents})`);
    return 0;
  },
);

const bcm7120_l2_intc_start_7120 = platformIrqchip(
  at,
  { init: 'bcm7120_l2_intc_probe_7120', probe: 'bcm7120_l2_intc_probe_7120' },
  'Starts a controller of a single word.',
  (k, dn) => bcm7120_l2_intc_probe(k, dn, bcm7120_l2_intc_iomap_7120, 'BCM7120 L2'),
);

const bcm7120_l2_intc_start_3380 = platformIrqchip(
  at,
  { init: 'bcm7120_l2_intc_probe_3380', probe: 'bcm7120_l2_intc_probe_3380' },
  'Starts a controller of several words.',
  (k, dn) => bcm7120_l2_intc_probe(k, dn, bcm7120_l2_intc_iomap_3380, 'BCM3380 L2'),
);

/** IRQCHIP_PLATFORM_DRIVER: device_initcall */
export const bcm7120_l2_driver_init = at.fn(
  'bcm7120_l2_driver_init',
  "Registers the driver of Broadcom's second-level controllers of level lines.",
  (k: Kernel): number =>
    platform_irqchip_register(k, 'bcm7120_l2', [
      { compatible: 'brcm,bcm7120-l2-intc', data: bcm7120_l2_intc_start_7120 },
      { compatible: 'brcm,bcm3380-l2-intc', data: bcm7120_l2_intc_start_3380 },
    ]),
);
