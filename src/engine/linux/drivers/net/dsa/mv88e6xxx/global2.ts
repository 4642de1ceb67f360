/** Models the interrupts of drivers/net/dsa/mv88e6xxx/global2.c: those of the switch's second block of registers, behind one of the first. */
import { bitsOf, withBit } from '../../../../../../base/bits.ts';
import { type Recorded, source } from '../../../../../recorder/index.ts';
import { ENOMEM } from '../../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_ONESHOT, IRQF_TRIGGER_FALLING } from '../../../../include/linux/interrupt.ts';
import { type irq_chip, type irq_data, irq_data_get_irq_chip_data } from '../../../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops } from '../../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../../kernel.ts';
import {
  handle_level_irq,
  handle_nested_irq,
  irq_set_chip_and_handler,
  irq_set_chip_data,
  irq_set_noprobe,
} from '../../../../kernel/irq/chip/index.ts';
import {
  irq_create_mapping,
  irq_dispose_mapping,
  irq_domain_create_simple,
  irq_domain_xlate_twocell,
  irq_find_mapping,
} from '../../../../kernel/irq/irqdomain/index.ts';
import { free_irq, request_threaded_irq } from '../../../../kernel/irq/manage/index.ts';
import { GLOBAL2, mv88e6xxx_chip, mv88e6xxx_read, mv88e6xxx_write, removeDomain } from './chip.ts';

const at = source('drivers/net/dsa/mv88e6xxx/global2.c');

const MV88E6XXX_G2_INT_SRC = 0x00;
const MV88E6XXX_G2_INT_MASK = 0x01;
const MV88E6XXX_G2_INT_SOURCE_WATCHDOG = 15;
const MV88E6XXX_G1_STS_IRQ_DEVICE = 7;
const G2_IRQS = 16;

const mv88e6xxx_g2_int_mask = at.fn(
  'mv88e6xxx_g2_int_mask',
  'Writes which are enabled.',
  (k: Kernel, chip: mv88e6xxx_chip, mask: number): void =>
    mv88e6xxx_write(k, chip, GLOBAL2, MV88E6XXX_G2_INT_MASK, mask),
);

const mv88e6xxx_g2_watchdog_thread_fn = at.fn(
  'mv88e6xxx_g2_watchdog_thread_fn',
  "Handles the switch's watchdog.",
  (_k: Kernel, _irq: number, _dev_id: Recorded | undefined): number => IRQ_HANDLED,
);

const mv88e6xxx_g2_watchdog_setup = at.fn(
  'mv88e6xxx_g2_watchdog_setup',
  "Requests the interrupt of the switch's watchdog.",
  (k: Kernel, chip: mv88e6xxx_chip): number => {
    chip.watchdog_irq = irq_find_mapping(k, chip.g2_irq.domain, MV88E6XXX_G2_INT_SOURCE_WATCHDOG);
    const name = `mv88e6xxx-${chip.dev.name}-watchdog`;
    const flags = IRQF_ONESHOT | IRQF_TRIGGER_FALLING;
    return request_threaded_irq(k, chip.watchdog_irq, undefined, mv88e6xxx_g2_watchdog_thread_fn, flags, name, chip);
  },
);

const chipOf = (d: irq_data): mv88e6xxx_chip => mv88e6xxx_chip.of(irq_data_get_irq_chip_data(d));

const mv88e6xxx_g2_irq_mask = at.fn('mv88e6xxx_g2_irq_mask', 'Notes that one is masked.', (_k: Kernel, d: irq_data) => {
  const { g2_irq } = chipOf(d);
  g2_irq.masked = withBit(g2_irq.masked, d.hwirq, true);
});
const mv88e6xxx_g2_irq_unmask = at.fn(
  'mv88e6xxx_g2_irq_unmask',
  'Notes that one is not masked.',
  (_k: Kernel, d: irq_data): void => {
    const { g2_irq } = chipOf(d);
    g2_irq.masked = withBit(g2_irq.masked, d.hwirq, false);
  },
);
const mv88e6xxx_g2_irq_bus_lock = at.fn(
  'mv88e6xxx_g2_irq_bus_lock',
  'What follows is gathered, to be written at once.',
  (_k: Kernel, _d: irq_data): void => {},
);
const mv88e6xxx_g2_irq_bus_sync_unlock = at.fn(
  'mv88e6xxx_g2_irq_bus_sync_unlock',
  'Writes which are enabled.',
  (k: Kernel, d: irq_data): void => mv88e6xxx_g2_int_mask(k, chipOf(d), ~chipOf(d).g2_irq.masked),
);
const mv88e6xxx_g2_irq_chip: irq_chip = {
  name: 'mv88e6xxx-g2',
  irq_mask: mv88e6xxx_g2_irq_mask,
  irq_unmask: mv88e6xxx_g2_irq_unmask,
  irq_bus_lock: mv88e6xxx_g2_irq_bus_lock,
  irq_bus_sync_unlock: mv88e6xxx_g2_irq_bus_sync_unlock,
  flags: 0,
};

const mv88e6xxx_g2_irq_domain_map = at.fn(
  'mv88e6xxx_g2_irq_domain_map',
  'Gives one of the second block its chip and flow handler.',
  (k: Kernel, d: irq_domain, irq: number, _hwirq: number): number => {
    irq_set_chip_data(k, irq, mv88e6xxx_chip.of(d.host_data));
    irq_set_chip_and_handler(k, irq, mv88e6xxx_g2_irq_chip, handle_level_irq);
    irq_set_noprobe(k, irq);
    return 0;
  },
);
const mv88e6xxx_g2_irq_domain_ops: irq_domain_ops = {
  name: 'mv88e6xxx_g2_irq_domain_ops',
  map: mv88e6xxx_g2_irq_domain_map,
  xlate: irq_domain_xlate_twocell,
};

const mv88e6xxx_g2_irq_thread_fn = at.fn(
  'mv88e6xxx_g2_irq_thread_fn',
  'Handles those of the second block that ask.',
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number => {
    const chip = mv88e6xxx_chip.of(dev_id);
    const found = bitsOf(mv88e6xxx_read(k, chip, GLOBAL2, MV88E6XXX_G2_INT_SRC));
    for (const n of found) handle_nested_irq(k, irq_find_mapping(k, chip.g2_irq.domain, n));
    return found.length > 0 ? IRQ_HANDLED : IRQ_NONE;
  },
);

export const mv88e6xxx_g2_irq_free = at.fn(
  'mv88e6xxx_g2_irq_free',
  "Takes down the second block's interrupts.",
  (k: Kernel, chip: mv88e6xxx_chip): void => {
    free_irq(k, chip.watchdog_irq, chip);
    irq_dispose_mapping(k, chip.watchdog_irq);
    free_irq(k, chip.device_irq, chip);
    irq_dispose_mapping(k, chip.device_irq);
    removeDomain(k, chip.g2_irq, G2_IRQS);
  },
);

export const mv88e6xxx_g2_irq_setup = at.fn(
  'mv88e6xxx_g2_irq_setup',
  "Makes the second block's domain for the switch's node, maps all of it, and requests what it is behind.",
  (k: Kernel, chip: mv88e6xxx_chip): number => {
    chip.g2_irq.masked = 0xffffffff;
    mv88e6xxx_g2_int_mask(k, chip, 0);
    const domain = irq_domain_create_simple(k, chip.dev.of_node, G2_IRQS, 0, mv88e6xxx_g2_irq_domain_ops, chip);
    if (domain === undefined) return -ENOMEM;
    chip.g2_irq.domain = domain;
    for (let irq = 0; irq < G2_IRQS; irq++) irq_create_mapping(k, domain, irq);
    chip.device_irq = irq_find_mapping(k, chip.g1_irq.domain, MV88E6XXX_G1_STS_IRQ_DEVICE);
    const name = `mv88e6xxx-${chip.dev.name}-g2`;
    const err = request_threaded_irq(
      k,
      chip.device_irq,
      undefined,
      mv88e6xxx_g2_irq_thread_fn,
      IRQF_ONESHOT,
      name,
      chip,
    );
    if (err === 0) return mv88e6xxx_g2_watchdog_setup(k, chip);
    removeDomain(k, chip.g2_irq, G2_IRQS);
    return err;
  },
);
