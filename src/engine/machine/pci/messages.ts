/**
 * MSI and MSI-X of one function (PCI Local Bus 3.0, 6.8; PCI Express 6.1.4). A masked vector keeps its message as a
 * pending bit, and sends it once it is unmasked: by its own bit, by the function mask, or when MSI-X is switched on.
 */
import type { SignalText, StopReason } from '../../api/messages/index.ts';
import {
  COMMAND,
  COMMAND_MASTER,
  ENTRY_MASKED,
  MSI_ENABLE,
  msiControl,
  type MsiRegisters,
  msiRegisters,
  MSIX_ENABLE,
  MSIX_MASKALL,
  msixControl,
  msixEntry,
  type pci_function,
  readConfig,
} from './state.ts';

/** What became of an interrupt. */
export type Fired = 'sent' | 'pending' | 'line' | 'none';

/** Where messages go: a memory write as bus master. */
export interface Upstream {
  /** False when it got nowhere. */
  write(fn: pci_function, address: number, data: number): boolean;
  /** For what did not even leave the function. */
  stopped(fn: pci_function, text: SignalText, why: StopReason): void;
}

function msixMasked(fn: pci_function, vector: number): boolean {
  return (msixControl(fn) & MSIX_MASKALL) !== 0 || (msixEntry(fn, vector).control & ENTRY_MASKED) !== 0;
}

function pendingBit(fn: pci_function, vector: number): boolean {
  return (((fn.pba.get(vector >> 5) ?? 0) >>> (vector & 31)) & 1) !== 0;
}

function setPending(fn: pci_function, vector: number, pending: boolean): void {
  const word = fn.pba.get(vector >> 5) ?? 0;
  const bit = 2 ** (vector & 31);
  if (pendingBit(fn, vector) !== pending) fn.pba.set(vector >> 5, (pending ? word + bit : word - bit) >>> 0);
}

/** One of a function's vectors, as a message says whose it is. */
interface Vector {
  readonly kind: 'MSI' | 'MSI-X';
  readonly number: number;
}

function send(up: Upstream, fn: pci_function, address: bigint, data: number, vector: Vector): Fired {
  if ((readConfig(fn, COMMAND, 2) & COMMAND_MASTER) === 0) {
    const text = { code: 'functionWrites', from: { bdf: fn.bdf, vector }, data, address } as const;
    up.stopped(fn, text, { code: 'noMaster' });
    return 'none';
  }
  return up.write(fn, Number(address), data) ? 'sent' : 'none';
}

/** The device signals MSI-X vector `vector`. */
export function fireMsix(up: Upstream, fn: pci_function, vector: number): Fired {
  const sender: Vector = { kind: 'MSI-X', number: vector };
  if (msixMasked(fn, vector)) {
    setPending(fn, vector, true);
    const isOne = (msixControl(fn) & MSIX_MASKALL) === 0;
    const text = { code: 'vectorPends', from: { bdf: fn.bdf, vector: sender } } as const;
    up.stopped(fn, text, { code: isOne ? 'vectorMasked' : 'functionMasked' });
    return 'pending';
  }
  const { address, data } = msixEntry(fn, vector);
  return send(up, fn, address, data, sender);
}

/** Sends what waited, after something was unmasked. */
export function releaseMsix(up: Upstream, fn: pci_function, vectors: Iterable<number>): void {
  if ((msixControl(fn) & MSIX_ENABLE) === 0) return;
  for (const vector of vectors) {
    if (!pendingBit(fn, vector) || msixMasked(fn, vector)) continue;
    setPending(fn, vector, false);
    fireMsix(up, fn, vector);
  }
}

/** Vectors whose pending bit is set. */
export function pendingVectors(fn: pci_function): number[] {
  return fn.pba.entries().flatMap(([word, bits]) => {
    const vectors: number[] = [];
    for (let bit = 0; bit < 32; bit++) if (((bits >>> bit) & 1) !== 0) vectors.push(word * 32 + bit);
    return vectors;
  });
}

/** How many messages software has granted: 2 to the power of MME. */
function msiGranted(fn: pci_function): number {
  return 2 ** ((msiControl(fn) >> 4) & 7);
}

function setMsiPending(fn: pci_function, vector: number, pending: boolean): void {
  const { msi } = fn.design;
  if (msi === undefined) return;
  const at = (msi.cap + (msi.is64 ? 20 : 16)) >> 2;
  const word = fn.words.get(at) ?? 0;
  const bit = (1 << vector) >>> 0;
  fn.words.set(at, (pending ? word | bit : word & ~bit) >>> 0);
}

/** The low bits of the data are the number of the message. */
function msiData({ data }: MsiRegisters, granted: number, vector: number): number {
  return (data & ~(granted - 1)) | (vector & (granted - 1));
}

/** The device signals MSI message `vector`; one that was not granted goes out under a number that was. */
export function fireMsi(up: Upstream, fn: pci_function, vector: number): Fired {
  const granted = msiGranted(fn);
  const number = vector & (granted - 1);
  const sender: Vector = { kind: 'MSI', number };
  const registers = msiRegisters(fn);
  if (((registers.mask >>> number) & 1) !== 0) {
    setMsiPending(fn, number, true);
    up.stopped(fn, { code: 'vectorPends', from: { bdf: fn.bdf, vector: sender } }, { code: 'vectorMasked' });
    return 'pending';
  }
  return send(up, fn, registers.address, msiData(registers, granted, number), sender);
}

export function releaseMsi(up: Upstream, fn: pci_function): void {
  if ((msiControl(fn) & MSI_ENABLE) === 0) return;
  const { mask, pending } = msiRegisters(fn);
  for (let vector = 0; vector < 32; vector++) {
    if ((((pending & ~mask) >>> vector) & 1) === 0) continue;
    setMsiPending(fn, vector, false);
    fireMsi(up, fn, vector);
  }
}
