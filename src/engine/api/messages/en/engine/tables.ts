/** Cells of tables, and names of their groups. */
import { number } from '../words.ts';

export const tables = {
  cpu: ({ cpus, one }: { cpus: string; one: boolean }) => (one ? `CPU ${cpus}` : `CPUs ${cpus}`),
  noCpu: 'no CPU',
  none: 'none',
  /** Whose the handlers of an interrupt are. */
  drivers: { none: '', modelled: 'modelled', standIn: 'stand-in', both: 'modelled, stand-in' },
  /** At the end of what is printed of /proc/interrupts. */
  moreInterrupts: ({ count }: { count: number }) => `… and ${number(count)} more interrupts`,
  triggers: {
    both: 'edge both',
    rising: 'edge rising',
    falling: 'edge falling',
    high: 'level high',
    low: 'level low',
  },
  /** States of an MSI-X vector. */
  vector: {
    masked: 'masked',
    pendingMasked: 'pending, masked',
    pending: 'pending',
    open: 'open',
    pendingAllMasked: 'pending, but the whole function is masked',
    openAllMasked: 'open, but the whole function is masked',
  },
};
