/**
 * MSI and MSI-X of one function (PCI Local Bus 3.0, 6.8; PCI Express 6.1.4). A masked vector keeps its message as a
 * pending bit, and sends it once it is unmasked: by its own bit, by the function mask, or when MSI-X is switched on.
 */
import { bareHex } from '../../../base/hex.ts';
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
  stopped(fn: pci_function, text: string, why: string): void;
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

function send(up: Upstream, fn: pci_function, address: bigint, data: number, what: string): Fired {
  if ((readConfig(fn, COMMAND, 2) & COMMAND_MASTER) === 0) {
    up.stopped(fn, `${what} writes 0x${bareHex(data)} to 0x${bareHex(address)}`, 'COMMAND.Bus Master is off');
    return 'none';
  }
  return up.write(fn, Number(address), data) ? 'sent' : 'none';
}

/** The device signals MSI-X vector `vector`. */
export function fireMsix(up: Upstream, fn: pci_function, vector: number): Fired {
  const what = `${fn.bdf} MSI-X ${vector}`;
  if (msixMasked(fn, vector)) {
    setPending(fn, vector, true);
    up.stopped(
      fn,
      `${what} is pending`,
      (msixControl(fn) & MSIX_MASKALL) === 0 ? 'the vector is masked' : 'the function is masked',
    );
    return 'pending';
  }
  const { address, data } = msixEntry(fn, vector);
  return send(up, fn, address, data, what);
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
  const registers = msiRegisters(fn);
  if (((registers.mask >>> number) & 1) !== 0) {
    setMsiPending(fn, number, true);
    up.stopped(fn, `${fn.bdf} MSI ${number} is pending`, 'the vector is masked');
    return 'pending';
  }
  return send(up, fn, registers.address, msiData(registers, granted, number), `${fn.bdf} MSI ${number}`);
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
