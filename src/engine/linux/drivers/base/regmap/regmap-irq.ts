/**
 * Models drivers/base/regmap/regmap-irq.c: the interrupts of a chip with registers behind a slow bus, as PMICs are: nested in the thread
 * of the chip's own. Which registers a chip has is left out: here its status and its masks are numbered by interrupts, eight to a
 * register, and read and written as transfers on its bus do.
 */
import { bitsOf } from '../../../../../base/bits.ts';
import {
  always,
  data,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, IS_ERR } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_ONESHOT } from '../../../include/linux/interrupt.ts';
import { type irq_chip, type irq_data, irq_data_get_irq_chip_data, irqd_to_hwirq } from '../../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops } from '../../../include/linux/irqdomain.ts';
import { NUMA_NO_NODE } from '../../../include/linux/numa.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  handle_nested_irq,
  irq_set_chip,
  irq_set_chip_data,
  irq_set_nested_thread,
  irq_set_noprobe,
} from '../../../kernel/irq/chip/index.ts';
import { irq_alloc_descs } from '../../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_create_legacy,
  irq_domain_create_linear,
  irq_domain_instantiate,
  irq_domain_xlate_onetwocell,
  irq_domain_remove,
  irq_find_mapping,
} from '../../../kernel/irq/irqdomain/index.ts';
import { irq_set_irq_wake, irq_set_parent, request_threaded_irq } from '../../../kernel/irq/manage/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';

const at = source('drivers/base/regmap/regmap-irq.c');

/** What a driver says of its chip. */
export interface regmap_irq_chip {
  /** The chip's name, and that of its own interrupt. */
  readonly name: string;
  readonly num_irqs: number;
}

interface regmap_irq_chip_data extends Recorded {
  dev: device | undefined;
  chip: regmap_irq_chip;
  irq: number;
  domain: irq_domain | undefined;
  /** Register to its bits that are masked. */
  mask_buf: RecordedMap<number>;
  /** How many more interrupts are to wake the system than before. */
  wake_count: number;
}
const regmap_irq_chip_data = struct<regmap_irq_chip_data>('regmap_irq_chip_data', {
  dev: ref(),
  chip: always(data<regmap_irq_chip>()),
  irq: num(),
  domain: ref(),
  mask_buf: map(num()),
  wake_count: num(),
});

const BITS = 8;
const MASKS = 0x40;
const ALL = 0xff;

const dataOf = (d: irq_data): regmap_irq_chip_data => regmap_irq_chip_data.of(irq_data_get_irq_chip_data(d));
const registersOf = ({ chip }: regmap_irq_chip_data): number => Math.ceil(chip.num_irqs / BITS);
const pathOf = ({ dev }: regmap_irq_chip_data): string => dev?.of_node?.path ?? '';

function setMask(d: irq_data, masked: boolean): void {
  const { mask_buf } = dataOf(d);
  const hwirq = irqd_to_hwirq(d);
  const register = Math.floor(hwirq / BITS);
  const bit = 1 << (hwirq % BITS);
  const old = mask_buf.get(register) ?? ALL;
  mask_buf.set(register, masked ? old | bit : old & ~bit);
}

const regmap_irq_lock = at.fn(
  'regmap_irq_lock',
  'What follows is gathered, to be written at once.',
  (_k: Kernel, _d: irq_data): void => {},
);

const regmap_irq_sync_unlock = at.fn(
  'regmap_irq_sync_unlock',
  'Writes the masks to the chip, and hands on whether it is to wake the system.',
  (k: Kernel, d: irq_data): void => {
    const own = dataOf(d);
    for (let i = 0; i < registersOf(own); i++) k.bus.writeBehind(pathOf(own), MASKS + i, own.mask_buf.get(i) ?? ALL);
    for (let i = own.wake_count; i !== 0; i -= Math.sign(i)) irq_set_irq_wake(k, own.irq, i > 0 ? 1 : 0);
    own.wake_count = 0;
  },
);

const regmap_irq_enable = at.fn('regmap_irq_enable', 'Notes that an interrupt is enabled.', (_k: Kernel, d: irq_data) =>
  setMask(d, false),
);
const regmap_irq_disable = at.fn(
  'regmap_irq_disable',
  'Notes that an interrupt is masked.',
  (_k: Kernel, d: irq_data) => setMask(d, true),
);

const regmap_irq_set_type = at.fn(
  'regmap_irq_set_type',
  'Takes any type: chips whose interrupts have one are not among those modelled.',
  (_k: Kernel, _d: irq_data, _type: number): number => 0,
);

const regmap_irq_set_wake = at.fn(
  'regmap_irq_set_wake',
  'Notes that an interrupt is to wake the system, or no longer.',
  (_k: Kernel, d: irq_data, on: number): number => {
    dataOf(d).wake_count += on === 0 ? -1 : 1;
    return 0;
  },
);

/** 7.3 lets drivers know, of which none that is modelled makes use. */
const regmap_irq_reqres = at.fn('regmap_irq_reqres', 'An interrupt is requested.', (_k: Kernel, _d: irq_data) => 0);
const regmap_irq_relres = at.fn('regmap_irq_relres', 'An interrupt is freed.', (_k: Kernel, _d: irq_data) => {});
const told = { irq_request_resources: regmap_irq_reqres, irq_release_resources: regmap_irq_relres };

function irqChip(k: Kernel, { name }: regmap_irq_chip): irq_chip {
  return {
    name,
    ...(k.since('7.3') ? told : {}),
    irq_bus_lock: regmap_irq_lock,
    irq_bus_sync_unlock: regmap_irq_sync_unlock,
    irq_disable: regmap_irq_disable,
    irq_enable: regmap_irq_enable,
    irq_set_type: regmap_irq_set_type,
    irq_set_wake: regmap_irq_set_wake,
    flags: 0,
  };
}

const regmap_irq_thread = at.fn(
  'regmap_irq_thread',
  'The chip asks: reads which interrupts there are, clears those that are not masked, and handles each.',
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number => {
    const own = regmap_irq_chip_data.of(dev_id);
    const found: number[] = [];
    for (let i = 0; i < registersOf(own); i++) {
      const status = k.bus.readBehind(pathOf(own), i) & ~(own.mask_buf.get(i) ?? ALL);
      if (status === 0) continue;
      k.bus.writeBehind(pathOf(own), i, status);
      found.push(...bitsOf(status).map((bit) => i * BITS + bit));
    }
    for (const hwirq of found) handle_nested_irq(k, irq_find_mapping(k, own.domain, hwirq));
    return found.length > 0 ? IRQ_HANDLED : IRQ_NONE;
  },
);

const regmap_irq_map = at.fn(
  'regmap_irq_map',
  "Sets up an interrupt: its handlers run in the thread of the chip's own. It has no flow handler.",
  (k: Kernel, h: irq_domain, virq: number, _hw: number): number => {
    const own = regmap_irq_chip_data.of(h.host_data);
    irq_set_chip_data(k, virq, own);
    irq_set_chip(k, virq, irqChip(k, own.chip));
    irq_set_nested_thread(k, virq, true);
    irq_set_parent(k, virq, own.irq);
    irq_set_noprobe(k, virq);
    return 0;
  },
);

function regmap_domain_ops(): irq_domain_ops {
  return { name: 'regmap_domain_ops', map: regmap_irq_map, xlate: irq_domain_xlate_onetwocell };
}

/** 0, or -EINVAL. Numbers that were taken before are mapped at once. */
function createDomain(k: Kernel, own: regmap_irq_chip_data, irq_base: number): number {
  const fwnode = own.dev?.of_node;
  const { num_irqs: size } = own.chip;
  const ops = regmap_domain_ops();
  if (k.since('6.12')) {
    const info = { fwnode, size, hwirq_max: size, virq_base: irq_base, ops, host_data: own };
    const domain = irq_domain_instantiate(k, info);
    if (!IS_ERR(domain)) own.domain = domain;
  } else if (irq_base > 0) own.domain = irq_domain_create_legacy(k, fwnode, size, irq_base, ops, own);
  else own.domain = irq_domain_create_linear(k, fwnode, size, ops, own);
  if (own.domain !== undefined) return 0;
  if (own.dev !== undefined) dev_err(k, own.dev, 'Failed to create IRQ domain');
  return -EINVAL;
}

export const regmap_add_irq_chip_fwnode = at.fn(
  'regmap_add_irq_chip_fwnode',
  'Makes a domain for the interrupts of a chip, all masked, and requests its own. A base of -1 takes numbers for all of them.',
  (k: Kernel, dev: device, irq: number, irq_flags: number, irq_base: number, chip: regmap_irq_chip): number => {
    let base = irq_base;
    if (base !== 0) {
      base = irq_alloc_descs(k, base, 0, chip.num_irqs, NUMA_NO_NODE);
      if (base < 0) return base;
    }
    const own = regmap_irq_chip_data.create(k.rec, { dev, chip, irq });
    for (let i = 0; i < registersOf(own); i++) {
      own.mask_buf.set(i, ALL);
      k.bus.writeBehind(pathOf(own), MASKS + i, ALL);
    }
    const ret = createDomain(k, own, base);
    if (ret !== 0) return ret;
    const err = request_threaded_irq(k, irq, undefined, regmap_irq_thread, irq_flags | IRQF_ONESHOT, chip.name, own);
    if (err === 0) return 0;
    dev_err(k, dev, `Failed to request IRQ ${irq} for ${chip.name}: ${err}`);
    // Until 6.12 the domain stays.
    if (k.since('7.3') && own.domain !== undefined) irq_domain_remove(k, own.domain);
    return err;
  },
);
