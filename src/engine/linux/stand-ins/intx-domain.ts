/**
 * What the drivers of host bridges with a controller for the four INTx wires have in common, and each writes out anew: a linear domain of
 * four interrupts, which a node below the host's names 1 to 4 or, without a translation of its own, 0 to 3.
 */
import { EINVAL } from '../include/linux/errno.ts';
import type { irq_chip, irq_flow_handler_t } from '../include/linux/irq.ts';
import { IRQ_LEVEL, IRQ_TYPE_NONE } from '../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops } from '../include/linux/irqdomain.ts';
import type { Kernel } from '../kernel.ts';
import {
  handle_simple_irq,
  irq_set_chip_and_handler_name,
  irq_set_chip_data,
  irq_set_status_flags,
} from '../kernel/irq/chip/index.ts';
import { dummy_irq_chip } from '../kernel/irq/dummychip.ts';
import { type FunctionInfo, source } from '../../recorder/index.ts';

export const PCI_NUM_INTX = 4;

const at_xlate = source('stand-ins/intx-domain.ts');

/** Inlined from include/linux/pci.h into each driver. */
const pci_irqd_intx_xlate = at_xlate.fn(
  'pci_irqd_intx_xlate',
  'Understands the number of an INTx wire: 1 for INTA to 4 for INTD.',
  (
    _k: Kernel,
    _d: irq_domain,
    _node: unknown,
    [intx = 0]: readonly number[],
  ): { readonly hwirq: number; readonly type: number } | number =>
    intx < 1 || intx > PCI_NUM_INTX ? -EINVAL : { hwirq: intx - 1, type: IRQ_TYPE_NONE },
);

export interface IntxDriver {
  /** Names of the operations' structure and of the one that sets a wire up. */
  readonly ops: string;
  readonly map: string;
  /** The driver's chip, and how it has wires handled; without one, a chip that does nothing. */
  readonly own?: {
    readonly chip: (k: Kernel, host_data: irq_domain['host_data']) => irq_chip;
    readonly handler: irq_flow_handler_t;
    /** Marks the interrupt as a level. */
    readonly level?: boolean;
    /** The name of the way it is handled, which /proc/interrupts shows. */
    readonly flow?: string;
  };
  /** Wires are counted from 1; else from 0. */
  readonly fromOne: boolean;
}

/** The operations of a host's domain of INTx wires. */
export function intxDomainOps(at: ReturnType<typeof source>, { ops, map, own, fromOne }: IntxDriver): irq_domain_ops {
  const set_up: NonNullable<irq_domain_ops['map']> & FunctionInfo = at.fn(
    map,
    'Sets an INTx wire up.',
    (k: Kernel, domain: irq_domain, irq: number, _hwirq: number): number => {
      const chip = own === undefined ? dummy_irq_chip : own.chip(k, domain.host_data);
      irq_set_chip_and_handler_name(k, irq, chip, own?.handler ?? handle_simple_irq, own?.flow);
      irq_set_chip_data(k, irq, domain.host_data);
      if (own?.level === true) irq_set_status_flags(k, irq, IRQ_LEVEL);
      return 0;
    },
  );
  return { name: ops, map: set_up, ...(fromOne ? { xlate: pci_irqd_intx_xlate } : {}) };
}
