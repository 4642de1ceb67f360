/** What the search finds: labels, and what tells them apart. */
import { number } from '../words.ts';

export const search = {
  irq: ({ irq }: { irq: number }) => `irq ${irq}`,
  ofIrq: ({ irq }: { irq: number }) => `of irq ${irq}`,
  hwirq: ({ hwirq }: { hwirq: string }) => `hwirq ${hwirq}`,
  vector: ({ bdf, vector }: { bdf: string; vector: number }) => `${bdf} vector ${vector}`,
  unused: ({ model }: { model: string | undefined }) => `${model ?? 'PCI function'} · no interrupt`,
  domain: ({ mapped }: { mapped: number }) => `irq_domain · ${mapped} mapped`,
  node: 'device-tree node',
  nodeIs: ({ compatible, disabled }: { compatible: string | undefined; disabled: boolean }) =>
    `device-tree node${disabled ? ', disabled' : ''}${compatible === undefined ? '' : ` · ${compatible}`}`,
  undriven: 'device without a driver',
  boundTo: ({ device }: { device: string }) => `bound to ${device}`,
  pciFunction: ({ model, vectors }: { model: string | undefined; vectors: number | undefined }) =>
    `${model ?? 'PCI function'}${vectors === undefined ? '' : ` · ${vectors} MSI-X vectors`}`,
  cpu: ({ cpu }: { cpu: number }) => `CPU ${cpu}`,
  core: 'core',
  command: 'script command',
  step: ({ step }: { step: number }) => `step ${number(step)}`,
  /** Calls of a function. */
  calls: ({ count }: { count: number }) => (count === 1 ? 'one call' : `${count} calls`),
  call: ({ index, total }: { index: number; total: number }) => `call ${index} of ${total}`,
  nextCall: ({ index, total }: { index: number; total: number }) => `next: call ${index} of ${total}`,
  previousCall: ({ index, total }: { index: number; total: number }) => `previous: call ${index} of ${total}`,
};
