/** The inspector: titles, fields that are the hardware's, and what a script can do to the thing that is selected. */

export const inspect = {
  irq: ({ irq, action }: { irq: number; action: string | undefined }) =>
    `irq ${irq}${action === undefined ? '' : ` ${action}`}`,
  vector: ({ model, bdf, vector }: { model: string | undefined; bdf: string; vector: number }) =>
    `${model ?? 'function'} ${bdf} vector ${vector}`,
  cpu: ({ cpu }: { cpu: number }) => `CPU ${cpu}`,
  pciFunction: ({ model, bdf }: { model: string | undefined; bdf: string }) => `${model ?? 'PCI function'} ${bdf}`,
  configuration: 'configuration space and MSI-X table',
  noDomain: 'no domain',
  empty: 'empty',
  moreEntries: ({ more, all }: { more: number; all: number }) => `and ${more} more of ${all} entries`,
  someEntries: ({ entries, all }: { entries: readonly string[]; all: number }) =>
    `${entries.join(', ')}${all > entries.length ? `, … (${all})` : ''}`,
  context: ({ cpu, task }: { cpu: number; task: string }) => `CPU ${cpu}, ${task}`,
  hardirq: ({ cpu }: { cpu: number }) => `CPU ${cpu}, hard interrupt`,
  /** Buttons. */
  actions: {
    inject: 'inject',
    disable: 'disable',
    enable: 'enable',
    setAffinity: 'set affinity',
    raise: ({ index }: { index: number | undefined }) => `raise line${index === undefined ? '' : ` ${index}`}`,
    lower: ({ index }: { index: number | undefined }) => `lower line${index === undefined ? '' : ` ${index}`}`,
    takeOffline: 'take offline',
    bringOnline: 'bring online',
  },
  hardware: {
    vector: ({ vector, bdf }: { vector: number; bdf: string }) => `MSI-X table entry ${vector} of ${bdf}`,
    messageAddress: 'Message Address',
    upperAddress: 'Message Upper Address',
    messageData: 'Message Data',
    vectorControl: 'Vector Control',
    pbaBit: 'PBA pending bit',
    latch: 'pending latch',
    line: 'input line',
    edge: 'edge',
    level: 'level',
    distributor: ({ intid }: { intid: string }) => `Distributor · ${intid}`,
    redistributor: ({ cpu, intid }: { cpu: number; intid: string }) => `Redistributor ${cpu} · ${intid}`,
    banked: ({ cpu, intid }: { cpu: number; intid: string }) => `Banked for CPU ${cpu} · ${intid}`,
    lpi: ({ lpi }: { lpi: number }) => `LPI ${lpi}`,
    configurationByte: 'configuration byte',
    priority: ({ priority }: { priority: string }) => `priority ${priority}`,
    disabled: 'disabled',
    enabled: 'enabled',
    cached: 'cached',
    yes: 'yes',
    notCached: 'no: read from memory when it is needed',
    pendingBit: 'pending bit',
  },
};
