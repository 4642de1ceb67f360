/** Models kernel/irq/dummychip.c: the chip of an interrupt that has none, and one that does nothing. */
import { source } from '../../../recorder/index.ts';
import { type irq_chip, type irq_data, IRQCHIP_SKIP_SET_WAKE } from '../../include/linux/irq.ts';
import type { Kernel } from '../../kernel.ts';
import { print_irq_desc } from './debug.ts';
import { ack_bad_irq } from './handle.ts';
import { irq_data_to_desc } from './irqdesc/index.ts';

const at = source('kernel/irq/dummychip.c');

const ack_bad = at.fn(
  'ack_bad',
  'Reports an acknowledge of an interrupt that no controller drives.',
  (k: Kernel, data: irq_data): void => {
    print_irq_desc(k, data.irq, irq_data_to_desc(k, data));
    ack_bad_irq(k, data.irq);
  },
);

const noop = at.fn(
  'noop',
  'Does nothing: an operation that needs no hardware.',
  (_k: Kernel, _data: irq_data): void => {},
);

const noop_ret = at.fn('noop_ret', 'Does nothing and reports success.', (_k: Kernel, _data: irq_data): number => 0);

/** For interrupts whose controller needs nothing done to them one by one. */
export const dummy_irq_chip: irq_chip = {
  name: 'dummy',
  irq_startup: noop_ret,
  irq_shutdown: noop,
  irq_enable: noop,
  irq_disable: noop,
  irq_ack: noop,
  irq_mask: noop,
  irq_unmask: noop,
  flags: IRQCHIP_SKIP_SET_WAKE,
};

/** What a descriptor has before a controller claims it. */
export const no_irq_chip: irq_chip = {
  name: 'none',
  irq_startup: noop_ret,
  irq_shutdown: noop,
  irq_enable: noop,
  irq_disable: noop,
  irq_ack: ack_bad,
  flags: IRQCHIP_SKIP_SET_WAKE,
};
