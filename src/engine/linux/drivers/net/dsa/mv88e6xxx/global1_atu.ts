/** Models the interrupt of drivers/net/dsa/mv88e6xxx/global1_atu.c: what the switch's table of addresses complains of. */
import { type Recorded, source } from '../../../../../recorder/index.ts';
import { IRQ_HANDLED, IRQF_ONESHOT } from '../../../../include/linux/interrupt.ts';
import type { Kernel } from '../../../../kernel.ts';
import { irq_dispose_mapping, irq_find_mapping } from '../../../../kernel/irq/irqdomain/index.ts';
import { free_irq, request_threaded_irq } from '../../../../kernel/irq/manage/index.ts';
import type { mv88e6xxx_chip } from './chip.ts';

const at = source('drivers/net/dsa/mv88e6xxx/global1_atu.c');

const MV88E6XXX_G1_STS_IRQ_ATU_PROB = 3;

const mv88e6xxx_g1_atu_prob_irq_thread_fn = at.fn(
  'mv88e6xxx_g1_atu_prob_irq_thread_fn',
  'Notes a violation of the table of addresses.',
  (_k: Kernel, _irq: number, _dev_id: Recorded | undefined): number => IRQ_HANDLED,
);

export const mv88e6xxx_g1_atu_prob_irq_setup = at.fn(
  'mv88e6xxx_g1_atu_prob_irq_setup',
  "Requests the interrupt of violations of the table of addresses: one of the first block's.",
  (k: Kernel, chip: mv88e6xxx_chip): number => {
    const irq = irq_find_mapping(k, chip.g1_irq.domain, MV88E6XXX_G1_STS_IRQ_ATU_PROB);
    chip.atu_prob_irq = irq;
    const name = `mv88e6xxx-${chip.dev.name}-g1-atu-prob`;
    const thread = mv88e6xxx_g1_atu_prob_irq_thread_fn;
    const err = request_threaded_irq(k, irq, undefined, thread, IRQF_ONESHOT, name, chip);
    if (err !== 0) irq_dispose_mapping(k, irq);
    return err;
  },
);

export const mv88e6xxx_g1_atu_prob_irq_free = at.fn(
  'mv88e6xxx_g1_atu_prob_irq_free',
  'Gives that interrupt back.',
  (k: Kernel, chip: mv88e6xxx_chip): void => {
    free_irq(k, chip.atu_prob_irq, chip);
    irq_dispose_mapping(k, chip.atu_prob_irq);
  },
);
