/** The configuration space of a PCI function, register by register, and its MSI-X vectors. Names are the specification's. */
import { hex } from '../../../base/hex.ts';
import type { FieldGroup, FieldView } from '../../api/inspect.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import {
  COMMAND_INTX_DISABLE,
  COMMAND_MASTER,
  ENTRY_MASKED,
  MSI_ENABLE,
  MSIX_ENABLE,
  MSIX_MASKALL,
  msixEntry,
  type pci_function,
  readConfig,
} from '../../machine/index.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { entrySince } from './fields.ts';

type Width = 1 | 2 | 4;
type Bits = Readonly<Record<string, number>>;

const COMMAND_BITS: Bits = {
  'I/O Space': 1,
  'Memory Space': 2,
  'Bus Master': COMMAND_MASTER,
  'INTx Disable': COMMAND_INTX_DISABLE,
};
const STATUS_BITS: Bits = { 'Interrupt Status': 0x08, 'Capabilities List': 0x10 };
const MSI_BITS: Bits = { 'MSI Enable': MSI_ENABLE, '64-bit': 0x80, 'Per-vector masking': 0x100 };
const MSIX_BITS: Bits = { 'MSI-X Enable': MSIX_ENABLE, 'Function Mask': MSIX_MASKALL };

/** Capabilities by their id. */
const CAPABILITIES: Readonly<Record<number, string>> = {
  0x01: 'Power Management',
  0x05: 'MSI',
  0x09: 'Vendor Specific',
  0x0d: 'Bridge Subsystem ID',
  0x10: 'PCI Express',
  0x11: 'MSI-X',
};
const MSI = 0x05;
const MSIX = 0x11;
/** Capabilities stand behind the header, and there are no more than fit. */
const FIRST_CAPABILITY = 0x40;
const MOST_CAPABILITIES = 48;
/** Of a function with many vectors the first so many are listed. */
const MOST_VECTORS = 16;

const HEADER_COMMAND = 0x04;
const CAPABILITY_POINTER = 0x34;

/** A register: where it is, how wide, and its bits that have names. */
interface Register {
  readonly name: string;
  readonly at: number;
  readonly width: Width;
  readonly bits?: Bits;
}

const reg = (name: string, at: number, width: Width, bits?: Bits): Register =>
  bits === undefined ? { name, at, width } : { name, at, width, bits };

const HEADER: readonly Register[] = [
  reg('Vendor ID', 0x00, 2),
  reg('Device ID', 0x02, 2),
  reg('Command', HEADER_COMMAND, 2, COMMAND_BITS),
  reg('Status', 0x06, 2, STATUS_BITS),
  reg('Revision ID', 0x08, 1),
  reg('Header Type', 0x0e, 1),
];
const ENDPOINT: readonly Register[] = [
  ...[0, 1, 2, 3, 4, 5].map((bar) => reg(`BAR${bar}`, 0x10 + bar * 4, 4)),
  reg('Subsystem Vendor ID', 0x2c, 2),
  reg('Subsystem ID', 0x2e, 2),
];
const BRIDGE: readonly Register[] = [
  ...[0, 1].map((bar) => reg(`BAR${bar}`, 0x10 + bar * 4, 4)),
  reg('Primary Bus Number', 0x18, 1),
  reg('Secondary Bus Number', 0x19, 1),
  reg('Subordinate Bus Number', 0x1a, 1),
];
const LAST: readonly Register[] = [
  reg('Capabilities Pointer', CAPABILITY_POINTER, 1),
  reg('Interrupt Line', 0x3c, 1),
  reg('Interrupt Pin', 0x3d, 1),
];

/** The header and the capabilities, in their order. */
export function configGroup(snapshot: Snapshot, fn: pci_function): FieldGroup {
  const header = [...HEADER, ...(fn.design.bridge ? BRIDGE : ENDPOINT), ...LAST];
  return {
    key: `config#${fn.bdf}`,
    title: snapshot.messages.inspect.configurationOf({ bdf: fn.bdf }),
    side: 'hardware',
    created: undefined,
    fields: [
      ...header.map((register) => field(snapshot, fn, register)),
      { field: 'Class Code', value: hex(readConfig(fn, 0x08, 4) >>> 8, 6), since: undefined },
      ...capabilities(snapshot, fn),
    ].filter(({ field: name, value }) => !name.startsWith('BAR') || !/^0x0+$/.test(value)),
  };
}

function field(snapshot: Snapshot, fn: pci_function, { name, at, width, bits }: Register): FieldView {
  const value = readConfig(fn, at, width);
  const shift = (at & 3) * 8;
  const mask = width === 4 ? -1 : ((1 << (width * 8)) - 1) << shift;
  const flags = Object.entries(bits ?? {}).flatMap(([flag, bit]) => ((value & bit) === 0 ? [] : [flag]));
  return {
    field: name,
    value: hex(value >>> 0, width * 2),
    ...(flags.length === 0 ? {} : { flags }),
    since: entrySince(snapshot, fn.words, at >> 2, (old, next) => ((old ^ next) & mask) !== 0),
  };
}

function capabilities(snapshot: Snapshot, fn: pci_function): FieldView[] {
  const found: FieldView[] = [];
  let at = readConfig(fn, CAPABILITY_POINTER, 1) & 0xfc;
  for (let count = 0; at >= FIRST_CAPABILITY && count < MOST_CAPABILITIES; count++) {
    const id = readConfig(fn, at, 1);
    found.push({
      field: snapshot.messages.inspect.capability({ at: hex(at, 2) }),
      value: CAPABILITIES[id] ?? hex(id, 2),
      since: undefined,
    });
    for (const register of id === MSIX ? msixRegisters(at) : id === MSI ? msiRegistersAt(at) : [])
      found.push(field(snapshot, fn, register));
    at = readConfig(fn, at + 1, 1) & 0xfc;
  }
  return found;
}

const msixRegisters = (at: number): Register[] => [
  reg('MSI-X Message Control', at + 2, 2, MSIX_BITS),
  reg('MSI-X Table Offset and BIR', at + 4, 4),
  reg('MSI-X PBA Offset and BIR', at + 8, 4),
];

const msiRegistersAt = (at: number): Register[] => [
  reg('MSI Message Control', at + 2, 2, MSI_BITS),
  reg('MSI Message Address', at + 4, 4),
];

/** The MSI-X vectors of a function that the kernel uses, each with the way to it; undefined where there are none. */
export function vectorsGroup(snapshot: Snapshot, fn: pci_function): FieldGroup | undefined {
  const all = fn.design.msix?.entries ?? 0;
  const m = snapshot.messages.inspect;
  const used = snapshot.objects.all(irq_desc).flatMap((desc) => {
    const { msi_desc: msi } = desc.irq_common_data;
    return msi?.is_msix === true && msi.dev?.name === fn.bdf ? [{ vector: msi.msi_index, desc }] : [];
  });
  if (used.length === 0) return undefined;
  return {
    key: `vectors#${fn.bdf}`,
    title: m.vectorsInUse({ used: used.length, all }),
    side: 'kernel',
    created: undefined,
    fields: used.slice(0, MOST_VECTORS).map(({ vector, desc }): FieldView => ({
      field: m.vectorField({ vector }),
      value: m.vectorIs({ irq: desc.irq_data.irq, action: desc.action?.name }),
      flags: (msixEntry(fn, vector).control & ENTRY_MASKED) === 0 ? [] : [m.masked],
      since: undefined,
      selection: { kind: 'vector', bdf: fn.bdf, vector },
    })),
  };
}
