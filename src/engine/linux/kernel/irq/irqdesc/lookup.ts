/** kernel/irq/irqdesc.c: finding descriptors and free numbers, and locked access to a descriptor. */
import { source } from '../../../../recorder/index.ts';
import { ENOSPC } from '../../../include/linux/errno.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { IRQ_GET_DESC_CHECK_GLOBAL, _IRQ_DESC_PERCPU, chip_bus_lock, chip_bus_sync_unlock } from '../internals.ts';
import { irq_settings_is_per_cpu_devid } from '../settings.ts';
import { desc_of, irqdesc_c, max_sparse_irqs } from './state.ts';

const at = source('kernel/irq/irqdesc.c');

export const irq_to_desc = at.fn('irq_to_desc', 'Finds the descriptor of an interrupt number.', desc_of);

export const irq_lock_sparse = at.fn(
  'irq_lock_sparse',
  'Keeps interrupt numbers from coming and going.',
  (_k: Kernel): void => {},
);

export const irq_unlock_sparse = at.fn(
  'irq_unlock_sparse',
  'Lets interrupt numbers come and go again.',
  (_k: Kernel): void => {},
);

/** The lowest run of `cnt` free numbers from `from` on. */
export function irq_find_free_area(k: Kernel, from: number, cnt: number): number {
  const { sparse_irqs, first_gap } = irqdesc_c(k);
  const end = max_sparse_irqs(k);
  let start = from;
  for (let irq = from; irq - start < cnt; irq++) {
    // Numbers below first_gap, but 0, are taken and need no look.
    if (irq >= 1 && irq < first_gap) {
      irq = first_gap;
      start = first_gap;
    }
    if (sparse_irqs.has(irq)) start = irq + 1;
  }
  if (start + cnt <= end) return start;
  return k.since('6.12') ? -ENOSPC : end;
}

export const irq_insert_desc = at.fn(
  'irq_insert_desc',
  'Enters a descriptor under its number.',
  (k: Kernel, irq: number, desc: irq_desc): void => {
    const c = irqdesc_c(k);
    c.sparse_irqs.set(irq, desc);
    let gap = c.first_gap;
    while (c.sparse_irqs.has(gap)) gap++;
    c.first_gap = gap;
  },
);

export function delete_irq_desc(k: Kernel, irq: number): void {
  const c = irqdesc_c(k);
  c.sparse_irqs.delete(irq);
  if (irq >= 1) c.first_gap = Math.min(c.first_gap, irq);
}

export const irq_get_next_irq = at.fn(
  'irq_get_next_irq',
  'The next allocated number from here on, or nr_irqs when there is none.',
  (k: Kernel, offset: number): number => {
    const { sparse_irqs, nr_irqs } = irqdesc_c(k);
    for (let irq = offset; irq < nr_irqs; irq++) if (sparse_irqs.has(irq)) return irq;
    return nr_irqs;
  },
);

/** for_each_active_irq: asks for the next number, again and again. */
export function* for_each_active_irq(k: Kernel): Generator<number> {
  for (let irq = irq_get_next_irq(k, 0); irq < irqdesc_c(k).nr_irqs; irq = irq_get_next_irq(k, irq + 1)) yield irq;
}

export const __irq_get_desc_lock = at.fn(
  '__irq_get_desc_lock',
  'Finds and locks a descriptor, if it is of the kind asked for (per CPU or not).',
  (k: Kernel, irq: number, bus: boolean, check: number): irq_desc | undefined => {
    const desc = desc_of(k, irq);
    if (desc === undefined) return undefined;
    if ((check & IRQ_GET_DESC_CHECK_GLOBAL) !== 0) {
      const wantPerCpu = (check & _IRQ_DESC_PERCPU) !== 0;
      if (wantPerCpu !== irq_settings_is_per_cpu_devid(desc)) return undefined;
    }
    if (bus) chip_bus_lock(k, desc);
    return desc;
  },
);

export const __irq_put_desc_unlock = at.fn(
  '__irq_put_desc_unlock',
  'Unlocks a descriptor; a controller behind a slow bus writes its changes out now.',
  (k: Kernel, desc: irq_desc, bus: boolean): void => {
    if (bus) chip_bus_sync_unlock(k, desc);
  },
);
