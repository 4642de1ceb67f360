/** What an event did: values, fields, and the sentence of a change. */

export const changes = {
  created: ({ subject }: { subject: string }) => `Created ${subject}.`,
  removed: ({ subject }: { subject: string }) => `Removed ${subject}.`,
  isNow: ({ subject, field, value }: { subject: string; field: string; value: string }) =>
    `${subject}: ${field} is now ${value}.`,
  changed: ({ subject, field, before, after }: { subject: string; field: string; before: string; after: string }) =>
    `${subject}: ${field} changed from ${before} to ${after}.`,
  flags: ({
    subject,
    field,
    added,
    removed,
  }: {
    subject: string;
    field: string;
    added: readonly string[];
    removed: readonly string[];
  }) =>
    `${subject}: ${field} ${[...added.map((name) => `+ ${name}`), ...removed.map((name) => `− ${name}`)].join(', ')}.`,
  /** `about` is the sentence that stands beside the function. */
  called: ({ name, args, about }: { name: string; args: string; about: string | undefined }) =>
    `Called ${name}${args}.${about === undefined ? '' : ` ${about}`}`,
  returned: ({ name, result }: { name: string; result: string | undefined }) =>
    `${name} returned${result === undefined ? '' : ` ${result}`}.`,
  signal: ({ text }: { text: string }) => `${text}.`,
  stopped: ({ text, why }: { text: string; why: string }) => `${text}: stopped, ${why}.`,
  logged: ({ text }: { text: string }) => `Logged: ${text}`,
  checkpoint: ({ name }: { name: string }) => `Checkpoint “${name}”: a name for this step.`,
  begins: ({ command }: { command: string }) => `Command ${command} begins.`,
  ended: ({ command }: { command: string }) => `Command ${command} has ended.`,
  running: ({ context }: { context: string }) => `Now running: ${context}.`,
  context: ({ task, cpu }: { task: string; cpu: number }) => `${task} on CPU ${cpu}`,
  irq: ({ irq }: { irq: number }) => `irq ${irq}`,
  /** A file's static variables, when the run first uses one of them. */
  statics: ({ file }: { file: string }) => `static variables of ${file}`,
  firstUsed: ({ file }: { file: string }) => `The first use of a static variable of ${file}.`,
  /** Of a thing that was just made and gets its name a few steps later. */
  becomes: ({ label, later }: { label: string; later: string }) => `${label} (it becomes ${later})`,
  /** Values. */
  cpus: ({ cpus }: { cpus: string }) => `CPUs ${cpus || 'none'}`,
  entries: ({ count }: { count: number }) => `${count} entries`,
  /** Fields whose name and number alone would not say what they mean. */
  ram: 'RAM',
  command: ({ number }: { number: number }) => `command ${number}`,
  word: ({ address }: { address: string }) => `word at ${address}`,
  page: ({ address }: { address: string }) => `page at ${address} filled with`,
  inDistributor: ({ what }: { what: string }) => `${what} in the distributor`,
  onRedistributor: ({ what, cpu }: { what: string; cpu: number }) => `${what} on redistributor ${cpu}`,
  forCpu: ({ what, cpu }: { what: string; cpu: number }) => `${what} for CPU ${cpu}`,
  bits: {
    enable: { what: 'enabled', off: 'no', on: 'yes' },
    pending: { what: 'pending', off: 'no', on: 'yes' },
    lpi_pending: { what: 'pending', off: 'no', on: 'yes' },
    active: { what: 'active', off: 'no', on: 'yes' },
    line: { what: 'input line', off: 'low', on: 'high' },
    edge: { what: 'trigger', off: 'level', on: 'edge' },
    group: { what: 'group', off: '0', on: '1' },
  },
  priority: 'priority',
  targets: 'target CPUs',
  route: 'route',
  cached: 'configuration cached',
  intids: ({ first, last }: { first: number; last: number }) => `INTIDs ${first}–${last}`,
  someIntids: ({ intids, more }: { intids: readonly number[]; more: boolean }) =>
    `INTIDs ${intids.join(', ')}${more ? ', …' : ''}`,
  lpi: ({ lpi }: { lpi: number }) => `LPI ${lpi}`,
  none: 'none',
  configuration: ({ priority, enabled }: { priority: string; enabled: boolean }) =>
    `priority ${priority}, ${enabled ? 'enabled' : 'disabled'}`,
  entry: { address: 'address', upperAddress: 'upper address', data: 'data' },
  vector: ({ vector }: { vector: number }) => `MSI-X vector ${vector}`,
  vectorPart: ({ vector, part }: { vector: number; part: string }) => `MSI-X vector ${vector} ${part}`,
  pendingVectors: ({ first, last }: { first: number; last: number }) => `MSI-X vectors ${first}–${last} pending (PBA)`,
  pendingVector: ({ vectors }: { vectors: readonly number[] }) => `MSI-X vector ${vectors.join(', ')} pending (PBA)`,
  asBefore: 'as before',
  open: 'open',
  masked: 'masked',
  yes: 'yes',
  no: 'no',
  config: ({ offset, name }: { offset: string; name: string | undefined }) =>
    `config ${offset}${name === undefined ? '' : ` (${name})`}`,
  configWords: {
    command: 'COMMAND and STATUS',
    header: 'cache line, latency, header type',
    buses: 'bus numbers',
    interrupt: 'interrupt line and pin',
  },
};
