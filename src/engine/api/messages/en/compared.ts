/** Areas and properties of machines that are compared, as engine and page name them. */
import { counted } from './words.ts';

/** So many names, and how many more there are. */
const most = (names: readonly string[]): string =>
  names.length <= 8 ? names.join(', ') : `${names.slice(0, 8).join(', ')} and ${names.length - 8} more`;

export const compared = {
  /** Which interrupts have a handler: what somebody wants to know first. */
  handlers: ({
    both,
    onlyA,
    onlyB,
  }: {
    both: number;
    onlyA: readonly string[];
    onlyB: readonly string[];
  }): readonly string[] => [
    onlyA.length === 0
      ? `Every interrupt that has a handler on A has one on B (${both}).`
      : `${counted(onlyA.length, 'interrupt has', 'interrupts have')} a handler on A and none on B: ${most(onlyA)}. ${both} have one on both.`,
    ...(onlyB.length === 0
      ? []
      : [`${counted(onlyB.length, 'interrupt has', 'interrupts have')} a handler on B alone: ${most(onlyB)}.`]),
  ],
  /** What differs, as the head of a list. */
  areas: {
    cpus: 'CPUs',
    domains: 'domains',
    hierarchy: 'hierarchy',
    chips: 'chips',
    irqs: 'interrupts',
    virqs: 'irq numbers',
    affinity: 'affinity',
    messages: 'messages',
    counts: 'counts',
    findings: 'findings',
    log: 'log',
    calls: 'order of calls',
  },
  fields: {
    possible: 'possible',
    online: 'online',
    parent: 'parent',
    size: 'size',
    mapped: 'mapped',
    flags: 'flags',
    domains: 'domains',
    chips: 'chips',
    hwirqs: 'hwirqs',
    trigger: 'trigger',
    handler: 'flow handler',
    state: 'state',
    status: 'settings',
    depth: 'disable depth',
    actions: 'handlers',
    device: 'device',
    virq: 'irq',
    affinity: 'affinity',
    effective: 'effective affinity',
    message: 'address and data',
    counts: 'counts',
  },
};
