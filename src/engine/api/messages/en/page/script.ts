/** Commands of a script, and what came of them. */

export const script = {
  /** Ways to name an interrupt. */
  irq: ({ virq }: { virq: number }) => `irq ${virq}`,
  vectorOf: ({ vector, bdf }: { vector: number; bdf: string }) => `vector ${vector} of ${bdf}`,
  interruptOf: ({ index, node }: { index: number; node: string }) => `interrupt ${index} of ${node}`,
  hwirqOf: ({ hwirq, domain }: { hwirq: number; domain: string }) => `hwirq ${hwirq} of ${domain}`,
  /** Commands. */
  boot: 'boot',
  /** What a command does, in the sentences below. */
  verbs: {
    'msix.fire': 'fire',
    'msix.mask': 'mask',
    'msix.unmask': 'unmask',
    'line.raise': 'raise',
    'line.lower': 'lower',
    'irq.inject': 'inject',
    'irq.disable': 'disable',
    'irq.enable': 'enable',
    'irq.free': 'free',
    'net.open': 'bring up',
    'net.close': 'take down',
    'cpu.offline': 'offline',
    'cpu.online': 'online',
    'vfio.bind': 'bind',
    'vfio.unbind': 'unbind',
    'vfio.open': 'open',
    'vfio.close': 'close',
  },
  onVector: ({ verb, vector, bdf }: { verb: string; vector: number; bdf: string }) =>
    `${verb} vector ${vector} of ${bdf}`,
  maskAll: ({ bdf }: { bdf: string }) => `mask all of ${bdf}`,
  unmaskAll: ({ bdf }: { bdf: string }) => `unmask all of ${bdf}`,
  onLine: ({ verb, index, node }: { verb: string; index: number; node: string }) => `${verb} line ${index} of ${node}`,
  sendSgi: ({ id, from, to }: { id: number; from: number; to: string }) => `SGI ${id} from CPU ${from} to CPUs ${to}`,
  raisePpi: ({ intid, cpu }: { intid: number; cpu: number }) => `raise INTID ${intid} of CPU ${cpu}`,
  affinity: ({ irq, cpus }: { irq: string; cpus: string }) => `affinity of ${irq} to CPUs ${cpus}`,
  onIrq: ({ verb, irq }: { verb: string; irq: string }) => `${verb} ${irq}`,
  onInterface: ({ verb, name }: { verb: string; name: string | undefined }) =>
    name === undefined ? `${verb} all network interfaces` : `${verb} the network interface of ${name}`,
  onCpu: ({ verb, cpu }: { verb: string; cpu: number }) => `CPU ${cpu} ${verb}`,
  vfio: ({ verb, bdf }: { verb: string; bdf: string }) => `VFIO ${verb} ${bdf}`,
  checkpoint: ({ name }: { name: string }) => `checkpoint ${name}`,
  /** VFIO_DEVICE_SET_IRQS. */
  vfioKinds: { intx: 'INTx', msi: 'MSI', msix: 'MSI-X', err: 'error', req: 'request' },
  vfioOff: ({ kind, bdf }: { kind: string; bdf: string }) => `VFIO switches ${kind} of ${bdf} off`,
  vfioOne: ({ kind, index }: { kind: string; index: number }) => `${kind} ${index}`,
  vfioRange: ({ kind, first, last }: { kind: string; first: number; last: number }) => `${kind} ${first} to ${last}`,
  vfioEventfds: ({ which, bdf }: { which: string; bdf: string }) => `VFIO gives eventfds to ${which} of ${bdf}`,
  vfioAction: ({ action, which, bdf }: { action: string; which: string; bdf: string }) =>
    `VFIO ${action} of ${which} of ${bdf}`,
  vfioActionByBool: ({ action, which, bdf }: { action: string; which: string; bdf: string }) =>
    `VFIO ${action} of ${which} of ${bdf}, those that are true`,
  vfioActionByEventfd: ({ action, which, bdf }: { action: string; which: string; bdf: string }) =>
    `VFIO ${action} of ${which} of ${bdf}, by eventfd`,
  /** What came of a command; parts of it are joined by a dot. */
  refused: ({ name, number, words }: { name: string; number: number; words: string }) =>
    `refused: ${name} (${number}), ${words}`,
  refusedWhy: ({ name, number, words, why }: { name: string; number: number; words: string; why: string }) =>
    `refused: ${name} (${number}), ${words}: ${why}`,
  failed: 'failed',
  returned: ({ value }: { value: number }) => `returned ${value}`,
  unasked: ({ why }: { why: string }) => `nobody has requested it: ${why}`,
  stopped: ({ why }: { why: string }) => `stopped: ${why}`,
  done: 'done',
  eventfd: ({ index, value }: { index: number; value: number }) => `eventfd ${index}: ${value}`,
  effective: ({ cpu }: { cpu: string }) => `effective CPU ${cpu}`,
};
