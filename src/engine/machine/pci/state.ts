/** What a PCI function remembers, and reading it: for the hardware itself and for reports, which read views of it. */
import {
  always,
  bool,
  data,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  str,
  struct,
} from '../../recorder/index.ts';
import { narrow } from '../region.ts';
import type { Width } from '../bus.ts';
import type { FunctionDesign } from './design.ts';

export interface pci_function extends Recorded {
  /** As the scenario names it: "0000:00:01.0". */
  readonly bdf: string;
  /** Name of the model, undefined for one described by hand. */
  readonly model: string | undefined;
  readonly design: FunctionDesign;
  readonly devfn: number;
  /** The bridge it is behind, undefined on the root bus. */
  readonly bridge: pci_function | undefined;
  /** Configuration space, by 32-bit word. */
  readonly words: RecordedMap<number>;
  /** The MSI-X table, by 32-bit word: four a vector. */
  readonly table: RecordedMap<number>;
  /** Pending bits of MSI-X, by 32-bit word. */
  readonly pba: RecordedMap<number>;
  /** Other registers of the device, numbered as its chip likes. */
  readonly registers: RecordedMap<number>;
  /** The device asks for INTx service. Whether the wire is driven is for COMMAND to say. */
  asserted: boolean;
  /** The function drives its INTx wire. */
  driving: boolean;
}
export const pci_function = struct<pci_function>(
  'pci_function',
  {
    bdf: always(str()),
    model: str(),
    design: always(data<FunctionDesign>()),
    devfn: num(),
    bridge: ref(),
    words: map(hexnum()),
    table: map(hexnum()),
    pba: map(hexnum()),
    registers: map(hexnum()),
    asserted: bool(),
    driving: bool(),
  },
  { side: 'hardware', label: (object) => `${object.model ?? 'function'} ${object.bdf}` },
);

export const COMMAND = 0x04;
export const COMMAND_IO = 1;
export const COMMAND_MEM = 2;
export const COMMAND_MASTER = 4;
export const COMMAND_INTX_DISABLE = 0x400;
/** STATUS is the high half of the word; this bit says that INTx is asserted. */
export const STATUS_INTERRUPT = 0x0008_0000;
export const MSIX_ENABLE = 0x8000;
export const MSIX_MASKALL = 0x4000;
export const MSI_ENABLE = 0x0001;
/** Vector control: the vector is masked. */
export const ENTRY_MASKED = 1;
export const ENTRY_BYTES = 16;

/** A field of configuration space. */
export function readConfig(fn: pci_function, offset: number, width: Width): number {
  return narrow(fn.words.get(offset >> 2) ?? 0, offset, width);
}

export function msixControl(fn: pci_function): number {
  const { msix } = fn.design;
  return msix === undefined ? 0 : readConfig(fn, msix.cap + 2, 2);
}

export function msiControl(fn: pci_function): number {
  const { msi } = fn.design;
  return msi === undefined ? 0 : readConfig(fn, msi.cap + 2, 2);
}

/** One entry of the MSI-X table. */
export interface MsixEntry {
  readonly address: bigint;
  readonly data: number;
  readonly control: number;
}

export function msixEntry(fn: pci_function, vector: number): MsixEntry {
  const word = (i: number): number => fn.table.get(vector * 4 + i) ?? 0;
  return { address: (BigInt(word(1)) << 32n) | BigInt(word(0)), data: word(2), control: word(3) };
}

/** What the MSI capability holds. */
export interface MsiRegisters {
  readonly address: bigint;
  readonly data: number;
  readonly mask: number;
  readonly pending: number;
}

export function msiRegisters(fn: pci_function): MsiRegisters {
  const { msi } = fn.design;
  if (msi === undefined) return { address: 0n, data: 0, mask: 0, pending: 0 };
  const { cap, is64, maskable } = msi;
  const high = is64 ? BigInt(readConfig(fn, cap + 8, 4)) << 32n : 0n;
  const at = cap + (is64 ? 12 : 8);
  return {
    address: high | BigInt(readConfig(fn, cap + 4, 4)),
    data: readConfig(fn, at, 2),
    mask: maskable ? readConfig(fn, at + 4, 4) : 0,
    pending: maskable ? readConfig(fn, at + 8, 4) : 0,
  };
}

/** Where a BAR decodes, whether or not it is switched on. */
export function barAddress(fn: pci_function, index: number, is64: boolean): number {
  const low = readConfig(fn, 0x10 + 4 * index, 4);
  const address = (low & ((low & 1) === 0 ? ~0xf : ~3)) >>> 0;
  return is64 ? readConfig(fn, 0x14 + 4 * index, 4) * 2 ** 32 + address : address;
}

/** The number of the bus behind a bridge, as software has set it. */
export function secondaryBus(fn: pci_function): number {
  return readConfig(fn, 0x19, 1);
}

export function subordinateBus(fn: pci_function): number {
  return readConfig(fn, 0x1a, 1);
}
