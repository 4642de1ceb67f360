/** What differs between two machines. */

export const compare = {
  /** In place of a version. */
  unknownKernel: 'of unknown version',
  cpus: 'CPUs',
  log: 'log',
  vector: ({ device, vector }: { device: string; vector: number }) => `${device} vector ${vector}`,
  pin: ({ device }: { device: string }) => `${device} INTx`,
  entry: ({ path, index }: { path: string; index: number }) => `${path} interrupt ${index}`,
  /** One that was mapped for a node, and no request of the tree's list had it. */
  mapped: ({ path, hwirq }: { path: string; hwirq: string }) => `${path} hwirq ${hwirq}`,
  /** An interrupt of which nobody knows who it is for. */
  input: ({ domain, hwirq, actions }: { domain: string; hwirq: string; actions: string }) =>
    `${domain} hwirq ${hwirq}${actions === '' ? '' : ` (${actions})`}`,
  irq: ({ virq, domains, actions }: { virq: string; domains: string; actions: string }) =>
    `irq ${virq} in ${domains}${actions === '' ? '' : `, ${actions}`}`,
  count: ({ cpu, count }: { cpu: number; count: number }) => `CPU ${cpu}: ${count}`,
  finding: ({ code, node }: { code: string; node: string }) => `${code} at ${node}`,
  callsAfter: ({ task, after }: { task: string; after: string | undefined }) =>
    after === undefined ? `${task}, at its beginning` : `${task}, after ${after}`,
  callsOf: ({ task, name }: { task: string; name: string }) => `${task}, calls of ${name}`,
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
