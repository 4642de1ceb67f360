/**
 * Models kernel/irq/proc.c: the folders of /proc/irq, and what writing to their files does. The text of the files is
 * made by the reports. Left out: file modes (the model writes as root).
 */
import { type Cpumask, cpumaskCpus, parseCpuList } from '../../../../base/cpumask.ts';
import { bool, num, type Recorded, source } from '../../../recorder/index.ts';
import { EINVAL, EIO, EOVERFLOW, EPERM, ERANGE } from '../../include/linux/errno.ts';
import type { irqaction } from '../../include/linux/interrupt.ts';
import type { irq_chip } from '../../include/linux/irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { cpu_online_mask, nr_cpu_ids } from '../cpu/index.ts';
import { chip_c } from './chip/index.ts';
import { no_irq_chip } from './dummychip.ts';
import { for_each_action_of_desc } from './internals.ts';
import { irq_to_desc, irqdesc_c } from './irqdesc/index.ts';
import { irq_can_set_affinity_usr, irq_set_affinity } from './manage/index.ts';
import { irq_settings_is_hidden, irq_settings_update_proc_valid } from './settings.ts';

const at = source('kernel/irq/proc.c');

export interface proc_c extends Recorded {
  /** Whether /proc/irq exists. */
  root_irq_dir: boolean;
}
export const proc_c = statics<proc_c>('kernel/irq/proc.c', { root_irq_dir: bool() });

/** 7.3: how wide the columns of /proc/interrupts are. They only grow. */
export interface irq_proc_constraints extends Recorded {
  num_prec: number;
  chip_width: number;
}
export const irq_proc_constraints = statics<irq_proc_constraints>('kernel/irq/proc.c: irq_proc_constraints', {
  num_prec: num(4),
  chip_width: num(8),
});

/** A mask in hex, groups split by commas; a negative number is an errno. */
function parse_mask(text: string, bits: number): Cpumask | number {
  const digits = text.trim().replaceAll(',', '');
  if (!/^[0-9a-f]+$/i.test(digits)) return -EINVAL;
  const mask = BigInt(`0x${digits}`);
  return mask >> BigInt(bits) === 0n ? mask : -EOVERFLOW;
}

/** A list of CPUs; a negative number is an errno. */
function parse_list(text: string, bits: number): Cpumask | number {
  if (text.trim() === '') return 0n;
  const mask = parseCpuList(text);
  if (mask === undefined) return -EINVAL;
  return cpumaskCpus(mask).some((cpu) => cpu >= bits) ? -ERANGE : mask;
}

const write_irq_affinity = at.fn(
  'write_irq_affinity',
  'Moves an interrupt to the CPUs that user space wrote; at least one must be online. Returns the length or an errno.',
  (k: Kernel, type: number, irq: number, buffer: string): number => {
    // A managed or fixed interrupt is an I/O error in 6.1, and not permitted later.
    if (!irq_can_set_affinity_usr(k, irq)) return k.since('6.12') ? -EPERM : -EIO;
    const mask = type === 0 ? parse_mask(buffer, nr_cpu_ids(k)) : parse_list(buffer, nr_cpu_ids(k));
    if (typeof mask === 'number') return mask;
    if ((mask & cpu_online_mask(k)) === 0n) return -EINVAL;
    const err = irq_set_affinity(k, irq, mask);
    return err === 0 ? buffer.length : err;
  },
);

export const irq_affinity_list_proc_write = at.fn(
  'irq_affinity_list_proc_write',
  'Writes a list of CPUs to /proc/irq/N/smp_affinity_list.',
  (k: Kernel, irq: number, buffer: string): number => write_irq_affinity(k, 1, irq, buffer),
);

/** Whether no other handler of the interrupt has this name. */
function name_unique(k: Kernel, irq: number, new_action: irqaction): boolean {
  const desc = irq_to_desc(k, irq);
  if (desc === undefined) return true;
  for (const action of for_each_action_of_desc(desc)) {
    if (action !== new_action && action.name !== undefined && action.name === new_action.name) return false;
  }
  return true;
}

export const register_handler_proc = at.fn(
  'register_handler_proc',
  'Makes the folder of a handler, if no other handler of the interrupt has its name.',
  (k: Kernel, irq: number, action: irqaction): void => {
    const desc = irq_to_desc(k, irq);
    if (desc?.dir !== true || action.dir || action.name === undefined || !name_unique(k, irq, action)) return;
    // /proc takes a slash for a folder that does not exist.
    action.dir = action.name !== '' && !action.name.includes('/');
  },
);

export const register_irq_proc = at.fn(
  'register_irq_proc',
  'Makes the folder of an interrupt, once /proc/irq is there and the interrupt has a chip.',
  (k: Kernel, irq: number, desc: irq_desc): void => {
    if (!proc_c(k).root_irq_dir || desc.irq_data.chip === no_irq_chip || desc.dir) return;
    desc.dir = true;
    // The mode of smp_affinity: from 6.4 on, writable only where writing can work.
    if (k.since('6.12')) irq_can_set_affinity_usr(k, irq);
  },
);

export const unregister_irq_proc = at.fn(
  'unregister_irq_proc',
  'Removes the folder of an interrupt.',
  (_k: Kernel, _irq: number, desc: irq_desc): void => {
    desc.dir = false;
  },
);

export const unregister_handler_proc = at.fn(
  'unregister_handler_proc',
  'Removes the folder of a handler.',
  (_k: Kernel, _irq: number, action: irqaction): void => {
    action.dir = false;
  },
);

/** Both of these are new in 7.3; before, the width was worked out whenever the file was read, and chips had eight columns. */
export const irq_proc_calc_prec = at.fn(
  'irq_proc_calc_prec',
  'Makes the columns of /proc/interrupts wide enough for the highest interrupt number.',
  (k: Kernel): void => {
    let prec = 4;
    for (let n = 10_000; prec < 10 && n <= irqdesc_c(k).nr_irqs; n *= 10) prec++;
    const constraints = irq_proc_constraints(k);
    constraints.num_prec = Math.max(prec, constraints.num_prec);
  },
);

export const irq_proc_update_chip = at.fn(
  'irq_proc_update_chip',
  'Makes the column for chips in /proc/interrupts wide enough for the name of this one.',
  (k: Kernel, chip: irq_chip | undefined): void => {
    const length = chip?.name?.length ?? 0;
    const constraints = irq_proc_constraints(k);
    if (length > constraints.chip_width) constraints.chip_width = length;
  },
);

/** New in 7.3; before, the file looked at action and settings whenever it was read. */
export const irq_proc_update_valid = at.fn(
  'irq_proc_update_valid',
  'Notes whether /proc/interrupts has a row for an interrupt: with a handler, if it is neither hidden nor chained.',
  (k: Kernel, desc: irq_desc): void => {
    const chained = desc.action !== undefined && desc.action === chip_c(k).chained_action;
    irq_settings_update_proc_valid(desc, desc.action !== undefined && !irq_settings_is_hidden(desc) && !chained);
  },
);

export const init_irq_proc = at.fn(
  'init_irq_proc',
  'Makes /proc/irq, with the folders of the interrupts that exist already.',
  (k: Kernel): void => {
    proc_c(k).root_irq_dir = true;
    // One number more than there are, as the kernel's loop looks before it checks.
    for (let irq = 0; irq <= irqdesc_c(k).nr_irqs; irq++) {
      const desc = irq_to_desc(k, irq);
      if (desc !== undefined && irq < irqdesc_c(k).nr_irqs) register_irq_proc(k, irq, desc);
    }
  },
);
