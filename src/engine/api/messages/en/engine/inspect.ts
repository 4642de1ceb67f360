/** The inspector: titles, fields that are the hardware's, and what a script can do to the thing that is selected. */
import type { Signal } from '../../../scenario/names.ts';

/** A line of a node. `index` where it has several; `of` names the node where it is not the one that is selected. */
interface NamedLine {
  readonly index: number | undefined;
  readonly of: string | undefined;
}

function lineName({ index, of }: NamedLine): string {
  return `line${index === undefined ? '' : ` ${index}`}${of === undefined ? '' : ` of ${of}`}`;
}

export const inspect = {
  irq: ({ irq, action }: { irq: number; action: string | undefined }) =>
    `irq ${irq}${action === undefined ? '' : ` ${action}`}`,
  vector: ({ model, bdf, vector }: { model: string | undefined; bdf: string; vector: number }) =>
    `${model ?? 'function'} ${bdf} vector ${vector}`,
  cpu: ({ cpu }: { cpu: number }) => `CPU ${cpu}`,
  pciFunction: ({ model, bdf }: { model: string | undefined; bdf: string }) => `${model ?? 'PCI function'} ${bdf}`,
  configuration: 'configuration space and MSI-X table',
  /** Registers of a PCI function, and its vectors. */
  configurationOf: ({ bdf }: { bdf: string }) => `configuration space of ${bdf}`,
  capability: ({ at }: { at: string }) => `Capability at ${at}`,
  vectorsInUse: ({ used, all }: { used: number; all: number }) => `MSI-X vectors · ${used} of ${all} in use`,
  vectorField: ({ vector }: { vector: number }) => `vector ${vector}`,
  vectorIs: ({ irq, action }: { irq: number; action: string | undefined }) =>
    `irq ${irq}${action === undefined ? '' : ` · ${action}`}`,
  masked: 'masked',
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
    raise: (line: NamedLine) => `raise ${lineName(line)}`,
    lower: (line: NamedLine) => `lower ${lineName(line)}`,
    /** Of a line whose device asks by another change than a rise. */
    ask: (line: NamedLine) => `ask by ${lineName(line)}`,
    letGo: (line: NamedLine) => `let go of ${lineName(line)}`,
    takeOffline: 'take offline',
    bringOnline: 'bring online',
    openInterface: 'bring the interface up',
    closeInterface: 'take the interface down',
    fireVector: ({ vector }: { vector: number }) => `fire vector ${vector}`,
    assertIntx: 'assert INTx',
  },
  /** Lines of devices: what the tree says, and where they really lead. */
  wires: {
    line: ({ index, name }: { index: number; name: string | undefined }) =>
      `line ${index}${name === undefined ? '' : ` (${name})`}`,
    leadsTo: ({ end }: { end: string }) => `leads to ${end}`,
    nowhere: 'nowhere',
    signals: {
      'level-high': 'high while the device asks',
      'level-low': 'low while the device asks',
      rising: 'rises when the device asks',
      falling: 'falls when the device asks',
      pulse: 'pulses when the device asks',
    } satisfies Record<Signal, string>,
    asTree: 'wired as the tree says',
    insteadOf: ({ really, tree }: { really: readonly string[]; tree: string }) =>
      `${really.join(', ')}; the tree says ${tree}`,
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
