/** The picture: devices, domains, controllers and CPUs. */
import { counted, plural } from '../words.ts';

/** What a device's interrupts are called. */
const UNITS: Readonly<Record<'line' | 'vector' | 'message', readonly [one: string, other: string]>> = {
  line: ['line', 'lines'],
  vector: ['vector', 'vectors'],
  message: ['message', 'messages'],
};
type Unit = keyof typeof UNITS;

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
  belowRoot: 'Below the root',
  root: 'Root',
  devicesByKind: 'Devices, by kind',
  /** How a device stands. */
  signs: {
    has: 'has its interrupt',
    none: 'asked and got none',
    waits: 'waits',
    never: 'not asked for',
    later: 'nothing at this step',
  },
  signTitles: {
    has: 'Devices that have their interrupts at the end of the run',
    none: 'Devices that asked for an interrupt and did not get it',
    waits: 'Devices that wait for another one',
    never: 'Devices of which no driver asked for an interrupt in this run',
    later: 'Devices that have nothing yet',
  },
  chips: 'Which devices are shown',
  all: 'all',
  got: { has: 'has its irq', none: 'got none', waits: 'waits', never: 'not asked for', later: 'not yet' },
  wiredTo: 'Wired to',
  anywhere: 'wired to any',
  /** The group of those for which no driver asked in this run. */
  idle: 'not asked for',
  /** The group of controllers that nothing is wired to. */
  unused: 'not used',
  /** The heading of a group. */
  group: ({ name, count }: { name: string; count: number }) => `${name} · ${count}`,
  groupLabel: ({ name, count, signs }: { name: string; count: number; signs: string }) =>
    `${name}, ${signs === '' ? count : `${counted(count, 'device', 'devices')}: ${signs}`}`,
  signCount: ({ count, sign }: { count: number; sign: string }) => `${count} ${sign}`,
  standIn: 'its driver is a stand-in',
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
  /** Of the finding that a box bears the mark of. */
  fault: ({ severity, code }: { severity: 'error' | 'warning'; code: string }) => `${severity}: ${code}`,
  boxStopped: ({ why }: { why: string }) => `message stopped: ${why}`,
  stopped: ({ why }: { why: string }) => `stopped: ${why}`,
};
