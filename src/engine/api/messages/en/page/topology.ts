/** The picture: devices, domains, controllers and CPUs. */
import { counted, plural } from '../words.ts';

/** What a device's interrupts are called. */
const UNITS: Readonly<Record<'line' | 'vector' | 'message', readonly [one: string, other: string]>> = {
  line: ['line', 'lines'],
  vector: ['vector', 'vectors'],
  message: ['message', 'messages'],
};
type Unit = keyof typeof UNITS;

const KINDS = {
  device: 'devices',
  domain: 'domains',
  'msi-controller': 'MSI controllers',
  controller: 'controllers',
  cpu: 'CPUs',
};
type Kind = keyof typeof KINDS;

export const topology = {
  hardware: 'Interrupt topology',
  domains: 'Tree of interrupt domains',
  empty: 'Nothing to draw',
  emptyAbout: 'This run made no interrupt domain. The dmesg tab says why.',
  fit: 'Fit',
  fitTitle: 'Fit the picture (f)',
  /** Over the columns. */
  titles: {
    device: 'Devices',
    domain: 'Domains',
    'msi-controller': 'MSI parent',
    controller: 'Root controller',
    cpu: 'CPUs',
  },
  perDevice: 'Per-device domain',
  rootDomain: 'Root domain',
  leafDomains: 'Leaf domains',
  parentDomains: 'Parent domains',
  /** A box that stands for several. */
  more: ({ count, kind }: { count: number; kind: Kind }) => `${count} more ${KINDS[kind]}`,
  fewer: ({ kind }: { kind: Kind }) => `fewer ${KINDS[kind]}`,
  foldAgain: 'fold them again',
  showAll: 'show all',
  showAllVectors: ({ vectors }: { vectors: number }) => `${counted(vectors, 'vector', 'vectors')}, show all`,
  /** The interrupts of a device. */
  parts: ({ count, unit }: { count: number; unit: Unit }) => counted(count, ...UNITS[unit]),
  moreParts: ({ count, unit }: { count: number; unit: Unit }) => `${count} more ${plural(count, ...UNITS[unit])}`,
  morePartsInTable: ({ count, unit }: { count: number; unit: Unit }) =>
    `${count} more ${plural(count, ...UNITS[unit])}: see the table`,
  part: ({ label, note }: { label: string; note: string }) => `${label} · ${note}`,
  showParts: ({ parts }: { parts: string }) => `Show the ${parts}`,
  hideParts: ({ parts }: { parts: string }) => `Hide the ${parts}`,
  showPartsOf: ({ parts, name }: { parts: string; name: string }) => `Show the ${parts} of ${name}`,
  hidePartsOf: ({ parts, name }: { parts: string; name: string }) => `Hide the ${parts} of ${name}`,
  /** After what stands in a box. */
  generic: ' · modelled generically',
  genericShort: ' · generic',
  /** What the last move did to a box. */
  marks: { created: 'created', changed: 'changed', removed: 'removed' },
  boxStopped: ({ why }: { why: string }) => `message stopped: ${why}`,
  stopped: ({ why }: { why: string }) => `stopped: ${why}`,
};
