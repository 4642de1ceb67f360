/** The tables, the registers and the kernel's texts. */
import type { ColumnId, TableId } from '../../../tables.ts';
import { counted, number, plural } from '../words.ts';

/** What a column is called. */
interface ColumnWords {
  readonly title: string;
  /** What it holds, where the title does not say enough. */
  readonly about?: string;
}

/** What a table is called, and each of its columns. */
interface TableWords<Id extends TableId> {
  readonly label: string;
  /** Says what the filter looks for. */
  readonly filter: string;
  readonly placeholder: string;
  readonly total: (rows: { count: number }) => string;
  readonly noneFits: string;
  /** What is said when there is no row, though there is no filter. */
  readonly none?: { readonly title: string; readonly text: string };
  readonly columns: Readonly<Record<ColumnId<Id>, ColumnWords>>;
}

const all: { readonly [Id in TableId]: TableWords<Id> } = {
  irqs: {
    label: 'Interrupts',
    filter: 'Filter interrupts',
    placeholder: 'number, name, domain',
    total: ({ count }) => counted(count, 'interrupt', 'interrupts'),
    noneFits: 'No interrupt fits the filter',
    columns: {
      virq: { title: 'irq', about: 'virq' },
      hwirq: { title: 'hwirq' },
      domain: { title: 'domain' },
      chip: { title: 'chip' },
      actions: { title: 'action', about: 'or its device' },
      device: { title: 'device' },
      driver: { title: 'driver is', about: 'modelled, or a stand-in' },
      type: { title: 'type' },
      handler: { title: 'flow handler' },
      effective: { title: 'CPU', about: 'effective affinity' },
      affinity: { title: 'affinity', about: 'as asked for' },
      state: { title: 'state' },
      depth: { title: 'depth' },
      count: { title: 'count', about: 'of all CPUs' },
    },
  },
  msix: {
    label: 'MSI-X vectors',
    filter: 'Filter vectors',
    placeholder: 'state, number or handler',
    total: ({ count }) => counted(count, 'vector', 'vectors'),
    noneFits: 'No vector fits the filter',
    none: {
      title: 'This function has no MSI-X table here yet',
      text: 'Step on until its driver asks for vectors: “next: irq requested”.',
    },
    columns: {
      vector: { title: 'vec', about: 'vector' },
      address: { title: 'address', about: 'of the doorbell' },
      data: { title: 'data' },
      state: { title: 'state', about: 'open, masked or pending' },
      intid: { title: 'INTID', about: 'LPI behind an ITS, else SPI' },
      virq: { title: 'irq', about: 'virq' },
      cpu: { title: 'CPU' },
      count: { title: 'count' },
      eventfd: { title: 'eventfd', about: 'how often signalled' },
      deviceId: { title: 'DeviceID' },
      eventId: { title: 'EventID' },
      handler: { title: 'handler', about: 'name of the action' },
    },
  },
  domains: {
    label: 'Interrupt domains',
    filter: 'Filter domains',
    placeholder: 'name, flag, bus or parent',
    total: ({ count }) => counted(count, 'domain', 'domains'),
    noneFits: 'No domain fits the filter',
    none: {
      title: 'No interrupt domain exists yet',
      text: 'Choose “next: domain created” below, or press the full stop key.',
    },
    columns: {
      name: { title: 'domain' },
      size: { title: 'size', about: 'of the linear map' },
      mapped: { title: 'mapped' },
      flags: { title: 'flags' },
      bus: { title: 'bus', about: 'bus token' },
      parent: { title: 'parent' },
    },
  },
  devices: {
    label: 'Devices',
    filter: 'Filter devices',
    placeholder: 'name, driver, source or state',
    total: ({ count }) => counted(count, 'device', 'devices'),
    noneFits: 'No device fits the filter',
    none: {
      title: 'No device of this board names an interrupt',
      text: 'A device gets a line here when its node has “interrupts”, or when it is a PCI function.',
    },
    columns: {
      name: { title: 'device' },
      path: { title: 'path', about: 'in the tree, or bus address' },
      device: { title: 'device name', about: 'as sysfs has it' },
      bus: { title: 'bus' },
      driver: { title: 'driver' },
      source: { title: 'source', about: 'as the tree says' },
      request: { title: 'what became of it', about: 'requested, or why not' },
      irqs: { title: 'irqs', about: 'virq numbers' },
      mapped: { title: 'mapped', about: 'how many' },
      domain: { title: 'domain' },
      count: { title: 'count', about: 'interrupts so far' },
    },
  },
  perCpu: {
    label: 'Counts by CPU',
    filter: 'Filter counts',
    placeholder: 'number, name or chip',
    total: ({ count }) => counted(count, 'line', 'lines'),
    noneFits: 'No line fits the filter',
    columns: {
      irq: { title: 'irq' },
      name: { title: 'name', about: 'of the action or IPI' },
      total: { title: 'total' },
      chip: { title: 'chip' },
      hwirq: { title: 'hwirq' },
      trigger: { title: 'trigger' },
    },
  },
  controllers: {
    label: 'Interrupt controllers',
    filter: 'Filter controllers',
    placeholder: 'domain, node or compatible',
    total: ({ count }) => counted(count, 'controller', 'controllers'),
    noneFits: 'No controller fits the filter',
    none: {
      title: 'No interrupt controller is known',
      text: 'A node of the device tree gets a line here when it has “interrupt-controller” or “msi-controller”.',
    },
    columns: {
      domain: { title: 'domain', about: 'nearest to the root' },
      node: { title: 'node' },
      compatible: { title: 'compatible' },
      parent: { title: 'parent', about: 'where its interrupts go' },
      mapped: { title: 'mapped', about: 'lines that are an irq' },
    },
  },
};

export const tables = {
  all,
  clearFilter: 'Clear it to see them all.',
  countOf: ({ count, all }: { count: number; all: number }) => `${count} of ${all}`,
  /** Menus of a table. */
  columns: 'Columns',
  resetColumns: 'As at first',
  copy: 'Copy',
  asText: 'as text',
  asCsv: 'as CSV',
  asMarkdown: 'as Markdown',
  theTable: 'the table',
  rows: ({ count }: { count: number }) => counted(count, 'row', 'rows'),
  lines: ({ count }: { count: number }) => `${number(count)} ${plural(count, 'line', 'lines')}`,
  copied: ({ what }: { what: string }) => `copied ${what}`,
  copyByHand: 'Copy by hand',
  copyByHandAbout: 'The browser did not let the page write to the clipboard. Select all of this and copy it.',
  textOf: ({ name }: { name: string }) => `Text of ${name}`,
  /** Heads. */
  sortBy: ({ title }: { title: string }) => `Sort by ${title}; < and > change the width`,
  actions: 'actions',
  newRow: ' (new)',
  group: ({ count, irqs }: { count: number; irqs: boolean }) =>
    ` · ${irqs ? counted(count, 'irq', 'irqs') : counted(count, 'row', 'rows')}`,
  /** Which table stands in place of the picture. */
  twinLabel: 'Table of',
  twins: { domains: 'Domains', devices: 'Devices', perCpu: 'Counts by CPU', controllers: 'Controllers' },
  cpuNumber: ({ cpu }: { cpu: number }) => `CPU${cpu}`,
  cpuOff: ({ cpu }: { cpu: number }) => `CPU${cpu} off`,
  cpuOffAbout: 'not in /proc/interrupts',
  irqs: {
    group: 'Group interrupts',
    groups: { none: 'no groups', domain: 'by domain', cpu: 'by CPU' },
    noneYet: 'No interrupt has a descriptor yet',
    none: 'No interrupt has a descriptor',
    noneAbout: 'Not one at the end of the run. The dmesg tab has what the kernel said; Edit changes the board.',
    noneYetAbout: 'Linux allocates one for each interrupt that somebody asks for.',
    goToFirst: 'Go to the first descriptor',
    by: ({ actions, driver }: { actions: string; driver: string }) => `${actions} (${driver})`,
    affinityIs: ({ cpus }: { cpus: string }) => `affinity ${cpus}`,
    countOn: ({ cpu, count }: { cpu: number; count: number }) => `CPU ${cpu}: ${count}`,
    /** Of an interrupt that each CPU enables for itself: which have. */
    perCpu: ({ cpus }: { cpus: string }) => (cpus === '' ? 'per CPU off' : `per CPU ${cpus}`),
    perCpuIs: ({ cpus }: { cpus: string }) =>
      cpus === ''
        ? 'Each CPU enables it for itself; none has'
        : `Each CPU enables it for itself; enabled on CPU ${cpus}`,
    /** The state in one word: what keeps an interrupt from being handled, or that nothing does. */
    states: {
      MASKED: 'masked',
      DISABLED: 'disabled',
      INPROGRESS: 'inprogress',
      PENDING: 'pending',
      STARTED: 'started',
      ACTIVATED: 'activated',
    },
  },
  its: {
    label: 'ITS',
    parts: { commands: 'Commands', devices: 'Devices', translations: 'Translations', collections: 'Collections' },
    commands: 'ITS commands',
    deviceTable: 'ITS device table',
    translations: 'ITS translations',
    collections: 'ITS collections',
    noCommand: 'The ITS has been given no command yet',
    noCommandAbout: 'Step on: the first are written when the CPUs come up.',
    empty: 'This table is empty at this step',
    emptyAbout: 'Commands fill it: see the first tab for the ones given so far.',
    index: '#',
    cpu: 'CPU',
    mapped: 'mapped',
    command: 'command',
    operands: 'operands',
    its: 'ITS',
    deviceId: 'DeviceID',
    ofEvents: 'of events',
    itt: 'ITT',
    eventId: 'EventID',
    lpi: 'LPI',
    icid: 'ICID',
  },
  msix: {
    label: ({ bdf }: { bdf: string }) => `MSI-X vectors of ${bdf}`,
    noFunction: 'MSI-X vectors of no function',
    functions: 'PCI function',
    maskAll: 'mask all',
    unmaskAll: 'unmask all',
    maskAllTitle: 'Function Mask of Message Control',
    functionMasked: 'function masked',
    noDriver: 'no driver',
    driverIs: ({ driver }: { driver: string }) => `driver ${driver}`,
    states: { open: 'open', masked: 'masked', pending: 'pending' },
    pendingMasked: 'pending, masked',
    held: ', but the whole function is masked',
    heldState: ({ state }: { state: string }) => `${state}, but the whole function is masked`,
    stopped: ({ why }: { why: string }) => `stopped: ${why}`,
    stoppedAfter: ({ why }: { why: string }) => `, stopped: ${why}`,
    /** Buttons of a vector. */
    fire: 'fire',
    mask: 'mask',
    unmask: 'unmask',
    loop: 'loopback',
    loopTitle: 'VFIO_DEVICE_SET_IRQS: the kernel signals the eventfd of the vector, as if it had fired',
    onVector: ({ name, vector }: { name: string; vector: number }) => `${name} vector ${vector}`,
  },
  vfio: {
    label: 'VFIO',
    bind: 'bind to vfio-pci',
    bindTitle: 'Takes it from its driver, and gives it to vfio-pci',
    open: 'open',
    openTitle: 'Opens its group and the device, as a program does',
    close: 'close',
    closeTitle: 'Closes the device and its group',
    release: 'release',
    releaseTitle: 'Gives it back to its own driver',
    giveBackTitle: 'Clears driver_override, which keeps it for vfio-pci, and has its own driver probe it',
    vectors: 'vectors',
    most: ({ count }: { count: number }) => `of ${count}`,
    set: ({ count }: { count: string }) =>
      count === '1' ? 'set 1 vector' : `set ${count === '' ? 'N' : count} vectors`,
    setTitle: 'VFIO_DEVICE_SET_IRQS: so many MSI-X vectors, with an eventfd each',
    giveBackVectorsTitle: 'VFIO_DEVICE_SET_IRQS with a count of 0: disables MSI-X',
  },
  registers: {
    label: 'Registers',
    block: 'block',
    filter: 'filter',
    placeholder: 'register or field',
    changedToo: '± changed too: ',
    more: ({ count }: { count: number }) => `and ${count} more`,
    system: 'system registers',
    noneFits: 'No register fits.',
    changed: ' ± changed',
    bits: ({ bits }: { bits: string }) => `bits ${bits}`,
    noIntid: 'no INTID',
    intids: ({ ranges }: { ranges: readonly string[] }) => `INTID ${ranges.join(', ')}`,
  },
  script: {
    label: 'Script',
    steps: ({ from, to }: { from: number; to: number }) => `Steps ${number(from)} to ${number(to)}`,
  },
  texts: {
    absent: 'This does not exist at this step.',
    copyAll: 'Copy all',
    file: 'file',
    noLog: 'The kernel has logged nothing yet',
    noLogAbout: 'Choose “next: log line” below.',
    log: 'Kernel log',
    goToStep: ({ step }: { step: number }) => `Go to step ${number(step)}`,
    error: 'error ',
    warning: 'warning ',
  },
};
