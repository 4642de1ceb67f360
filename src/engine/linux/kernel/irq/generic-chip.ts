/**
 * Models kernel/irq/generic-chip.c: a ready-made irq_chip for controllers whose lines are bits of registers, some lines to a
 * chip. Left out: big-endian registers, suspend.
 */
import {
  bool,
  data,
  fnptr,
  type FunctionInfo,
  hexnum,
  list,
  map,
  num,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
  str,
  struct,
} from '../../../recorder/index.ts';
import { must } from '../../../../base/assert.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EBUSY, EINVAL, ENODEV, ENOTSUPP } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  type irq_flow_handler_t,
} from '../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops } from '../../include/linux/irqdomain.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { irq_get_irq_data, irq_modify_status, irq_set_chip_and_handler, irq_set_chip_data } from './chip/index.ts';
import { no_irq_chip } from './dummychip.ts';
import { irq_data_to_desc } from './irqdesc/index.ts';
import { irq_domain_get_irq_data, irq_domain_set_info, irq_domain_xlate_onetwocell } from './irqdomain/index.ts';

const at = source('kernel/irq/generic-chip.c');

/** Offsets of the registers of a chip's lines, from the chip's base. */
export interface irq_chip_regs {
  readonly enable?: number;
  readonly disable?: number;
  readonly mask?: number;
  readonly ack?: number;
  readonly eoi?: number;
  readonly type?: number;
}

/** Operations and registers for lines of one kind; a chip that does levels and edges differently has two. */
export interface irq_chip_type extends Recorded {
  chip: irq_chip;
  regs: irq_chip_regs | undefined;
  handler: irq_flow_handler_t | undefined;
  type: number;
  mask_cache_priv: number;
}
const irq_chip_type = struct<irq_chip_type>(
  'irq_chip_type',
  { chip: { kind: 'data', isRequired: true }, regs: data(), handler: fnptr(), type: num(), mask_cache_priv: hexnum() },
  { label: ({ chip }) => `irq_chip_type ${chip.name ?? ''}` },
);

/** Up to 32 lines that share registers. */
export interface irq_chip_generic extends Recorded {
  name: string | undefined;
  domain: irq_domain | undefined;
  reg_base: number;
  irq_base: number;
  /** How a register is written, where it is not one word. */
  reg_writel: (((k: Kernel, value: number, address: number) => void) & FunctionInfo) | undefined;
  /** What the mask register holds. */
  mask_cache: number;
  installed: number;
  unused: number;
  wake_enabled: number;
  chip_types: RecordedList<irq_chip_type>;
  private: Recorded | undefined;
}
export const irq_chip_generic = struct<irq_chip_generic>(
  'irq_chip_generic',
  {
    name: str(),
    domain: ref(),
    reg_base: hexnum(),
    irq_base: num(),
    reg_writel: fnptr(),
    mask_cache: hexnum(),
    installed: hexnum(),
    unused: hexnum(),
    wake_enabled: hexnum(),
    chip_types: list(ref<irq_chip_type>()),
    private: ref(),
  },
  { label: (gc) => `generic chip ${gc.name ?? ''} lines ${gc.irq_base}-` },
);

/** The chips of a domain. */
export interface irq_domain_chip_generic extends Recorded {
  irqs_per_chip: number;
  irq_flags_to_clear: number;
  irq_flags_to_set: number;
  init_mask_cache: boolean;
  cache_per_type: boolean;
  gc: RecordedList<irq_chip_generic>;
}
const irq_domain_chip_generic = struct<irq_domain_chip_generic>('irq_domain_chip_generic', {
  irqs_per_chip: num(),
  irq_flags_to_clear: hexnum(),
  irq_flags_to_set: hexnum(),
  init_mask_cache: bool(),
  cache_per_type: bool(),
  gc: list(ref<irq_chip_generic>()),
});

/** In the kernel a field of irq_domain; here by the id of the domain, so that only those who have such chips do. */
interface generic_chip_c extends Recorded {
  chips: RecordedMap<irq_domain_chip_generic>;
}
const generic_chip_c = statics<generic_chip_c>('kernel/irq/generic-chip.c', {
  chips: map(ref<irq_domain_chip_generic>()),
});

export const IRQ_GC_INIT_MASK_CACHE = 1 << 0;
const IRQ_GC_MASK_CACHE_PER_TYPE = 1 << 2;

// --- operations

function gcOf(d: irq_data): irq_chip_generic {
  return irq_chip_generic.of(irq_data_get_irq_chip_data(d));
}

/** irq_data_get_chip_type: the kind of line that this line is now. */
export function irq_data_get_chip_type(d: irq_data): irq_chip_type {
  return must(
    [...gcOf(d).chip_types].find(({ chip }) => chip === d.chip),
    'the type of a generic chip',
  );
}

function cacheOf(k: Kernel, gc: irq_chip_generic): boolean {
  return gc.domain !== undefined && generic_chip_c(k).chips.get(gc.domain.$id)?.cache_per_type === true;
}

/** Changes the cached mask; returns what it is then. */
function setCache(k: Kernel, d: irq_data, change: (cache: number) => number): number {
  const gc = gcOf(d);
  const ct = irq_data_get_chip_type(d);
  if (cacheOf(k, gc)) return (ct.mask_cache_priv = change(ct.mask_cache_priv) >>> 0);
  return (gc.mask_cache = change(gc.mask_cache) >>> 0);
}

function put(k: Kernel, d: irq_data, value: number, reg: keyof irq_chip_regs): void {
  const gc = gcOf(d);
  (gc.reg_writel ?? writel)(k, value, gc.reg_base + (irq_data_get_chip_type(d).regs?.[reg] ?? 0));
}

export const irq_gc_mask_disable_reg = at.fn(
  'irq_gc_mask_disable_reg',
  'Masks a line by the register that disables.',
  (k: Kernel, d: irq_data): void => {
    put(k, d, d.mask, 'disable');
    setCache(k, d, (cache) => cache & ~d.mask);
  },
);

export const irq_gc_mask_disable_and_ack_set = at.fn(
  'irq_gc_mask_disable_and_ack_set',
  'Masks a line by the register that disables, and clears its latch.',
  (k: Kernel, d: irq_data): void => {
    put(k, d, d.mask, 'disable');
    setCache(k, d, (cache) => cache & ~d.mask);
    put(k, d, d.mask, 'ack');
  },
);

export const irq_gc_mask_set_bit = at.fn(
  'irq_gc_mask_set_bit',
  'Masks a line by setting its bit in the mask register.',
  (k: Kernel, d: irq_data): void =>
    put(
      k,
      d,
      setCache(k, d, (cache) => cache | d.mask),
      'mask',
    ),
);

export const irq_gc_mask_clr_bit = at.fn(
  'irq_gc_mask_clr_bit',
  'Clears the bit of a line in the mask register.',
  (k: Kernel, d: irq_data): void =>
    put(
      k,
      d,
      setCache(k, d, (cache) => cache & ~d.mask),
      'mask',
    ),
);

export const irq_gc_unmask_enable_reg = at.fn(
  'irq_gc_unmask_enable_reg',
  'Unmasks a line by the register that enables.',
  (k: Kernel, d: irq_data): void => {
    put(k, d, d.mask, 'enable');
    setCache(k, d, (cache) => cache | d.mask);
  },
);

export const irq_gc_ack_set_bit = at.fn(
  'irq_gc_ack_set_bit',
  'Acknowledges a line by writing its bit.',
  (k: Kernel, d: irq_data): void => put(k, d, d.mask, 'ack'),
);

export const irq_gc_noop = at.fn(
  'irq_gc_noop',
  'Does nothing, where a chip must have an operation.',
  (_k: Kernel, _d: irq_data): void => {},
);

export const irq_gc_set_wake = at.fn(
  'irq_gc_set_wake',
  'Notes that a line is to wake the system, if it can.',
  (_k: Kernel, d: irq_data, _on: number): number => ((gcOf(d).wake_enabled & d.mask) === 0 ? -EINVAL : 0),
);

export const irq_setup_alt_chip = at.fn(
  'irq_setup_alt_chip',
  'Makes a line one of the kind of the chip that does this trigger type, with the flow handler of that kind.',
  (k: Kernel, d: irq_data, type: number): number => {
    const ct = [...gcOf(d).chip_types].find((each) => (each.type & type) !== 0);
    if (ct === undefined) return -EINVAL;
    d.chip = ct.chip;
    irq_data_to_desc(k, d).handle_irq = ct.handler;
    return 0;
  },
);

// --- chips of numbers that a driver has allocated itself

export const irq_alloc_generic_chip = at.fn(
  'irq_alloc_generic_chip',
  'Makes a generic chip with one type for lines whose numbers are known.',
  (k: Kernel, name: string, irq_base: number, reg_base: number, handler: irq_flow_handler_t): irq_chip_generic => {
    const gc = irq_chip_generic.create(k.rec, { name, irq_base, reg_base });
    gc.chip_types.addTail(irq_chip_type.create(k.rec, { chip: { name, flags: 0 }, handler }));
    return gc;
  },
);

export const irq_setup_generic_chip = at.fn(
  'irq_setup_generic_chip',
  'Gives a run of numbers their chip, one bit of its registers each.',
  (k: Kernel, gc: irq_chip_generic, count: number, clr: number, set: number): void => {
    const ct = must(gc.chip_types.first(), 'a type of a generic chip');
    for (let i = 0; i < count; i++) {
      const irq = gc.irq_base + i;
      const d = irq_get_irq_data(k, irq);
      if (d !== undefined) d.mask = (1 << i) >>> 0;
      irq_set_chip_and_handler(k, irq, ct.chip, ct.handler);
      irq_set_chip_data(k, irq, gc);
      irq_modify_status(k, irq, clr, set);
    }
  },
);

export const irq_gc_ack_clr_bit = at.fn(
  'irq_gc_ack_clr_bit',
  'Acknowledges a line by writing 0 to its bit alone.',
  (k: Kernel, d: irq_data): void => put(k, d, ~d.mask, 'ack'),
);

// --- chips

export interface irq_domain_chip_generic_info {
  readonly irqs_per_chip: number;
  readonly num_ct: number;
  readonly name: string | undefined;
  readonly handler: irq_flow_handler_t;
  readonly clr: number;
  readonly set: number;
  readonly gcflags: number;
}

/** irq_alloc_domain_generic_chips: a chip for each group of lines of a domain. 6.12 has split the work in two functions. */
export const __irq_alloc_domain_generic_chips = at.fn(
  '__irq_alloc_domain_generic_chips',
  'Makes the generic chips of a domain, one for each group of its lines.',
  (k: Kernel, d: irq_domain, info: irq_domain_chip_generic_info): number => {
    const { chips } = generic_chip_c(k);
    if (chips.has(d.$id)) return -EBUSY;
    const numchips = Math.ceil(d.revmap_size / info.irqs_per_chip);
    if (numchips === 0) return -EINVAL;
    const dgc = irq_domain_chip_generic.create(k.rec, {
      irqs_per_chip: info.irqs_per_chip,
      irq_flags_to_clear: info.clr,
      irq_flags_to_set: info.set,
      init_mask_cache: (info.gcflags & IRQ_GC_INIT_MASK_CACHE) !== 0,
      cache_per_type: (info.gcflags & IRQ_GC_MASK_CACHE_PER_TYPE) !== 0,
    });
    chips.set(d.$id, dgc);
    for (let i = 0; i < numchips; i++) {
      const gc = irq_chip_generic.create(k.rec, { name: info.name, domain: d, irq_base: i * info.irqs_per_chip });
      for (let type = 0; type < info.num_ct; type++) {
        // 6.1 names the first type alone.
        const name = type === 0 || k.since('6.12') ? info.name : undefined;
        const handler = type === 0 ? info.handler : undefined;
        gc.chip_types.addTail(irq_chip_type.create(k.rec, { chip: { name, flags: 0 }, handler }));
      }
      dgc.gc.addTail(gc);
    }
    return 0;
  },
);

export const irq_get_domain_generic_chip = at.fn(
  'irq_get_domain_generic_chip',
  'The chip of a line.',
  (k: Kernel, d: irq_domain, hw_irq: number): irq_chip_generic | undefined => {
    const dgc = generic_chip_c(k).chips.get(d.$id);
    return dgc?.gc.toArray()[Math.floor(hw_irq / dgc.irqs_per_chip)];
  },
);

/** The mask register may hold something already: it is read once, when the first line of the chip is mapped. */
function irq_gc_init_mask_cache(k: Kernel, gc: irq_chip_generic, dgc: irq_domain_chip_generic): void {
  if (!dgc.init_mask_cache) return;
  const types = gc.chip_types.toArray();
  const read = (ct: irq_chip_type | undefined): number => readl(k, gc.reg_base + (ct?.regs?.mask ?? 0));
  if (dgc.cache_per_type) for (const ct of types) ct.mask_cache_priv = read(ct);
  else for (let i = 0; i < types.length; i++) gc.mask_cache = read(types[0]);
}

const irq_map_generic_chip = at.fn(
  'irq_map_generic_chip',
  'Sets up a line: its chip, its bit, its flow handler, and the settings that all lines of the domain have.',
  (k: Kernel, d: irq_domain, virq: number, hw_irq: number): number => {
    const dgc = generic_chip_c(k).chips.get(d.$id);
    if (dgc === undefined) return -ENODEV;
    const gc = irq_get_domain_generic_chip(k, d, hw_irq);
    if (gc === undefined) return -EINVAL;
    const bit = 1 << (hw_irq % dgc.irqs_per_chip);
    if ((gc.unused & bit) !== 0) return -ENOTSUPP;
    if ((gc.installed & bit) !== 0) return -EBUSY;
    const ct = must(gc.chip_types.first(), 'a type of a generic chip');
    if (gc.installed === 0) irq_gc_init_mask_cache(k, gc, dgc);
    gc.installed = (gc.installed | bit) >>> 0;
    const level = irq_domain_get_irq_data(k, d, virq);
    if (level !== undefined) level.mask = bit >>> 0;
    irq_domain_set_info(k, d, virq, hw_irq, ct.chip, gc, ct.handler, undefined, undefined);
    irq_modify_status(k, virq, dgc.irq_flags_to_clear, dgc.irq_flags_to_set);
    return 0;
  },
);

const irq_unmap_generic_chip = at.fn(
  'irq_unmap_generic_chip',
  'Takes a line down.',
  (k: Kernel, d: irq_domain, virq: number): void => {
    const level = irq_domain_get_irq_data(k, d, virq);
    const gc = level === undefined ? undefined : irq_get_domain_generic_chip(k, d, level.hwirq);
    if (level === undefined || gc === undefined) return;
    gc.installed = (gc.installed & ~level.mask) >>> 0;
    irq_domain_set_info(k, d, virq, level.hwirq, no_irq_chip, undefined, undefined, undefined, undefined);
  },
);

export function irq_generic_chip_ops(): irq_domain_ops {
  return {
    name: 'irq_generic_chip_ops',
    map: irq_map_generic_chip,
    unmap: irq_unmap_generic_chip,
    xlate: irq_domain_xlate_onetwocell,
  };
}

export const irq_gc_init_ops = at.fn(
  'irq_gc_init_ops',
  'Has generic interrupt chips saved over suspend, which is not modelled.',
  (_k: Kernel): number => 0,
);
