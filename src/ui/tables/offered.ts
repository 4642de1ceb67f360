import type { Command } from '../../engine/index.ts';

/** Script commands that the engine models, and so have a button. What does not work yet has none. */
export const OFFERED: ReadonlySet<Command['do']> = new Set<Command['do']>([
  'msix.fire',
  'msix.mask',
  'msix.unmask',
  'msix.maskAll',
  'msix.unmaskAll',
  'line.raise',
  'line.lower',
  'irq.inject',
  'irq.affinity',
  'irq.disable',
  'irq.enable',
  'cpu.offline',
  'cpu.online',
  'vfio.bind',
  'vfio.unbind',
  'vfio.open',
  'vfio.close',
  'vfio.setIrqs',
]);
