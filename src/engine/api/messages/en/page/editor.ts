/** The scenario editor. */
import { counted, plural } from '../words.ts';

/** What must stand where a text is not JSON. */
const WANTED = {
  value: () => 'a value',
  key: () => 'a key in double quotes',
  colon: () => 'a colon',
  comma: (close: string) => `a comma or ${close}`,
};

/** Why a text is not JSON: it goes on after its end, is nested too deeply, or something is missing. */
interface NotJson {
  is: 'more' | 'deep' | keyof typeof WANTED;
  /** The bracket that would end the list. */
  close: string;
  /** What is there instead. */
  found: 'end' | 'string' | 'other';
}

function notJson({ is, close, found }: NotJson): string {
  if (is === 'more') return 'nothing may follow the end of the scenario';
  if (is === 'deep') return 'this is nested too deeply';
  const wanted = WANTED[is](close);
  if (found === 'end') return `the text ends where ${wanted} must follow`;
  if (found === 'string') return `here must be ${wanted}; the string that begins here is not closed or not JSON`;
  return `here must be ${wanted}`;
}

export const editor = {
  title: 'Edit the scenario',
  close: 'Close the editor',
  cancel: 'Cancel',
  run: 'Run it',
  runKey: 'ctrl ↵',
  parts: 'Parts of the scenario',
  tabs: { pci: 'PCI', machine: 'Machine', drivers: 'Drivers', script: 'Script', dts: 'Device tree', json: 'JSON' },
  scenarioTitle: 'Title',
  scenarioTitleAbout: 'Title of the scenario',
  discardTitle: 'Discard your changes?',
  discardAbout: 'The scenario was changed and has not been run. Without running or saving it, the changes are lost.',
  discard: 'Discard',
  keep: 'Keep editing',
  remove: 'Remove',
  removeOne: ({ name }: { name: string }) => `Remove ${name}`,
  byHand: 'described by hand',
  /** The foot: what is wrong with the draft, and what can be done with it. */
  undo: 'Undo',
  redo: 'Redo',
  save: 'Save scenario',
  checking: 'Checking …',
  problems: 'Problems',
  notes: ({ count }: { count: number }) => `${counted(count, 'note', 'notes')}.`,
  ready: 'Ready to run.',
  problemCount: ({ count }: { count: number }) => `${counted(count, 'problem', 'problems')}.`,
  refused: ({ count }: { count: number }) => `Not run: ${counted(count, 'problem', 'problems')} to fix first.`,
  note: 'Note: ',
  lineOfTree: ({ line }: { line: number }) => `line ${line} of the device tree`,
  /** Where a text is wrong as JSON. */
  jsonWrongAt: ({ line, column, why }: { line: number; column: number; why: string }) =>
    `line ${line}, column ${column} is not JSON: ${why}. The forms show the last text that was.`,
  jsonWrong: ({ why }: { why: string }) => `This is not JSON: ${why}.`,
  notJson,
  atPath: ({ path, message }: { path: string; message: string }) => `${path}: ${message}`,
  panicked: ({ why }: { why: string }) => `Linux panicked: ${why}`,
  panickedHint: 'The run is open behind this; close the editor to see it.',
  /** The two tabs that are a text. */
  problemsInText: 'Problems in the text',
  lineColumn: ({ line, column }: { line: number; column: number }) => `Line ${line}, column ${column}`,
  json: 'Scenario as JSON',
  source: 'Device tree source',
  noSource: 'The board’s source is not here',
  noSourceAbout: 'The scenario names a board that cannot be read. Name another one on the JSON tab.',
  decompiled: 'This board came as a .dtb. Its source was made from that, so labels and comments are gone.',
  machine: {
    kernel: 'Kernel',
    linux: ({ version }: { version: string }) => `Linux ${version}`,
    cpus: 'CPUs',
    allCpus: ({ count }: { count: number }) => `all ${count} of the tree`,
    level: 'Entered at',
    el1: 'EL1',
    vhe: 'EL2, VHE',
    nvhe: 'EL2, nVHE',
    probe: 'PCI probe order',
    probeStandard: 'the kernel’s own',
    hardware: 'This scenario sets values of registers (“hardware”). ',
    editHardware: 'Edit them as JSON',
    slots: 'virtio-mmio slots',
    noSlots: 'This board has no virtio-mmio slots',
    emptySlots: ({ count }: { count: number }) =>
      count === 1 ? 'The one slot is empty' : `All ${count} slots are empty`,
    emptySlotsAbout: 'Put a device into one, and its driver asks for the slot’s interrupt.',
    slot: 'Slot',
    device: 'Device',
    theSlot: 'the slot',
    addDevice: 'Add device',
  },
  drivers: {
    legend: 'Drivers that the kernel is built with',
    all: 'All that Linux has',
    allAbout: 'as in a distribution’s kernel; a stand-in takes the place of each driver that is not modelled',
    modelled: 'Only those that are modelled',
    modelledAbout: 'devices of other drivers stay without one',
    list: 'Only those in a list',
    listAbout: 'modelled ones and stand-ins, as ticked below',
    aboutStandIns:
      'A stand-in has a driver’s name and asks for interrupts as its source does, as far as the source is known; a modelled driver has code of its own.',
    find: 'Find a driver',
    findAbout: 'by name or source file',
    names: 'Drivers',
    loading: 'Reading the list of drivers …',
    isModelled: 'modelled',
    isStandIn: 'stand-in',
    nodes: ({ count }: { count: number }) => (count === 0 ? '' : counted(count, 'node', 'nodes')),
    onBoard: ({ modelled, standIns }: { modelled: number; standIns: number }) =>
      `Match nodes of this board: ${modelled} modelled, ${standIns} as stand-ins. Search for others.`,
    found: ({ count, all }: { count: number; all: number }) => `${count} of ${counted(all, 'driver', 'drivers')}.`,
    more: ({ count }: { count: number }) => `and ${count} more: type more of the name`,
    left: ({ name }: { name: string }) => `${name}, left out`,
  },
  pci: {
    none: 'No PCI functions yet',
    noneAbout: 'Choose a model above and add it. Without any, Linux finds no devices on this board’s PCI buses.',
    modelToAdd: 'model to add',
    onBus: 'on bus',
    behind: ({ bus, bridge }: { bus: string; bridge: string }) => `${bus}, behind ${bridge}`,
    add: 'Add function',
    at: ({ bdf }: { bdf: string }) => `at ${bdf}`,
    noBridge: 'The board has no PCI host bridge that is modelled.',
    busFull: 'This bus is full.',
    noAddress: '(no address)',
    markNote: '! note',
    markWrong: '× wrong',
    /** A function in a line: parts that are joined by commas. */
    byHand: ({ id }: { id: string }) => `described by hand, ${id}`,
    toBus: ({ bus }: { bus: number }) => `to bus ${bus}`,
    vectors: ({ kind, count }: { kind: string; count: number }) =>
      `${count} ${kind} ${plural(count, 'vector', 'vectors')}`,
    noMsix: 'no MSI-X',
    /** The form of a function. */
    address: 'Address',
    busBehind: 'Bus behind it',
    noBus: 'no bridge',
    queuePairs: 'Queue pairs',
    queues: 'Queues',
    model: 'Model',
    vendor: 'Vendor ID',
    device: 'Device ID',
    class: 'Class code',
    intx: 'INTx pin',
    noPin: 'none',
    modelsOwn: 'the model’s own',
    modelsCount: ({ count }: { count: number }) => `the model’s ${count}`,
    yes: 'yes',
    otherNumber: 'another number',
    no: ({ kind }: { kind: string }) => `no ${kind}`,
    msix: 'MSI-X',
    msixEntries: 'MSI-X entries',
    tableBar: 'Table BAR',
    tableBarStandard: 'first',
    tableOffset: 'Table offset',
    pbaBar: 'PBA BAR',
    pbaBarStandard: 'as table',
    pbaOffset: 'PBA offset',
    pbaOffsetStandard: 'behind table',
    msi: 'MSI',
    msiVectors: 'MSI vectors',
    address64: '64-bit address',
    maskable: 'Masking per vector',
    bars: 'BARs',
    noBars: 'None listed: where MSI-X needs one, a BAR of the right size is made.',
    bar: 'BAR',
    size: 'Size',
    bit64: '64-bit',
    prefetch: 'Prefetchable',
    io: 'I/O',
    removeBar: ({ number }: { number: number }) => `Remove BAR ${number} of the list`,
    addBar: 'Add BAR',
    driver: 'Driver',
    hasDriver: 'A driver takes it',
    minVectors: 'At least so many vectors',
    maxVectors: 'At most',
    flags: 'Flags',
  },
  script: {
    none: 'No commands yet',
    noneAbout: 'Linux boots all the same. Add a command for what happens then, such as msix.fire.',
    commandToAdd: 'command to add',
    add: 'Add command',
    /** Before its number. */
    commandNumber: 'Command ',
    command: 'Command',
    moveUp: ({ number }: { number: number }) => `Move command ${number} up`,
    moveDown: ({ number }: { number: number }) => `Move command ${number} down`,
    moveUpTitle: 'Move up (Alt ↑)',
    moveDownTitle: 'Move down (Alt ↓)',
    removeOne: ({ number }: { number: number }) => `Remove command ${number}`,
    /** Fields of commands; what has no other name is named as in the JSON. */
    fields: {
      bdf: 'Function',
      vector: 'Vector',
      node: 'Node',
      index: 'Index',
      stuck: 'Stays asserted until lowered',
      from: 'From CPU',
      to: 'To CPUs',
      id: 'SGI',
      cpu: 'CPU',
      cpus: 'CPUs',
      intid: 'INTID',
      irq: 'Interrupt',
      domain: 'irq_domain',
      virq: 'virq',
      name: 'Name',
      action: 'Action',
      start: 'Start',
      count: 'Count',
      data: 'Data',
      values: 'Values',
    },
    /** Ways to name an interrupt, by the first of their fields. */
    ways: { bdf: 'by function', node: 'by node', domain: 'by irq_domain', virq: 'by virq' },
  },
};
