/** One PCI function: its configuration space, and what its BARs answer. */
import type { Width } from '../bus.ts';
import { narrow, widen } from '../region.ts';
import type { BarDesign } from './design.ts';
import type { ChipContext } from './chip.ts';
import { pendingVectors, releaseMsi, releaseMsix, type Upstream } from './messages.ts';
import {
  barAddress,
  COMMAND,
  COMMAND_IO,
  COMMAND_MEM,
  ENTRY_BYTES,
  ENTRY_MASKED,
  type pci_function,
  readConfig,
} from './state.ts';

/** The word with the header type, and its bit that says that the device has more functions. */
const HEADER_TYPE = 0x0c >> 2;
const MULTIFUNCTION = 0x0080_0000;

/** What a function needs of the machine around it. */
export interface Surroundings extends Upstream {
  /** COMMAND changed: the INTx wire may have to move. */
  lineChanged(fn: pci_function): void;
  deassert(fn: pci_function): void;
  readMemoryFor(fn: pci_function, address: number): number | undefined;
  writeMemoryFor(fn: pci_function, address: number, value: number): void;
}

/** Puts a fresh function into its state after reset: every MSI-X vector is masked. */
export function resetFunction(fn: pci_function, multifunction: boolean): void {
  for (const [word, value] of fn.design.words) if (value !== 0) fn.words.set(word, value);
  if (multifunction) fn.words.set(HEADER_TYPE, ((fn.words.get(HEADER_TYPE) ?? 0) | MULTIFUNCTION) >>> 0);
  const { msix } = fn.design;
  for (let vector = 0; vector < (msix?.entries ?? 0); vector++) fn.table.set(vector * 4 + 3, ENTRY_MASKED);
}

/** Device Control: resets the function. Reads as 0. */
const DEVCTL_INITIATE_FLR = 0x8000;

/**
 * A reset takes MSI-X away: control, table and pending bits are as after power-on, so that nothing that waited is sent later.
 * Command and BARs, which Linux puts back at once, are left as they are.
 */
function resetVectors(fn: pci_function): void {
  const { msix } = fn.design;
  if (msix === undefined) return;
  fn.words.set(msix.cap >> 2, fn.design.words.get(msix.cap >> 2) ?? 0);
  for (const [word] of fn.pba.entries()) fn.pba.set(word, 0);
  // Each vector's control is there from power-on.
  for (const [word] of fn.table.entries()) fn.table.set(word, word % 4 === 3 ? ENTRY_MASKED : 0);
}

export function writeConfig(env: Surroundings, fn: pci_function, offset: number, width: Width, value: number): void {
  const word = offset >> 2;
  const mask = fn.design.masks.get(word) ?? 0;
  const before = fn.words.get(word) ?? 0;
  const written = widen(before, offset, width, value);
  if (word === fn.design.resetControl && (written & DEVCTL_INITIATE_FLR) !== 0) resetVectors(fn);
  const after = ((before & ~mask) | (written & mask)) >>> 0;
  if (after === before) return;
  fn.words.set(word, after);
  if (word === COMMAND >> 2) env.lineChanged(fn);
  const { msix, msi } = fn.design;
  if (word === (msix?.cap ?? 0) >> 2) releaseMsix(env, fn, pendingVectors(fn));
  if (msi !== undefined && word >= msi.cap >> 2 && word < (msi.cap + 24) >> 2) releaseMsi(env, fn);
}

/** The BAR that decodes an address, and where in it. */
export function decode(fn: pci_function, address: number, io: boolean): { bar: BarDesign; offset: number } | undefined {
  if ((readConfig(fn, COMMAND, 2) & (io ? COMMAND_IO : COMMAND_MEM)) === 0) return undefined;
  for (const bar of fn.design.bars) {
    if ((bar.io ?? false) !== io) continue;
    const offset = address - barAddress(fn, bar.index, bar.is64 ?? false);
    if (offset >= 0 && offset < bar.size) return { bar, offset };
  }
  return undefined;
}

/** Where an offset in a BAR falls into the MSI-X table or the PBA: the number of the word there. */
function msixPlace(fn: pci_function, bar: number, offset: number): { table: boolean; word: number } | undefined {
  const { msix } = fn.design;
  if (msix === undefined) return undefined;
  const inTable = offset - msix.tableOffset;
  if (bar === msix.tableBar && inTable >= 0 && inTable < msix.entries * ENTRY_BYTES)
    return { table: true, word: inTable >> 2 };
  const inPba = offset - msix.pbaOffset;
  const bytes = Math.ceil(msix.entries / 64) * 8;
  if (bar === msix.pbaBar && inPba >= 0 && inPba < bytes) return { table: false, word: inPba >> 2 };
  return undefined;
}

function contextOf(env: Surroundings, fn: pci_function): ChipContext {
  return {
    state: fn,
    readMemory: (address) => env.readMemoryFor(fn, address),
    writeMemory: (address, value) => env.writeMemoryFor(fn, address, value),
    deassert: () => env.deassert(fn),
  };
}

export function readBar(env: Surroundings, fn: pci_function, bar: number, offset: number, width: Width): number {
  const place = msixPlace(fn, bar, offset);
  if (place === undefined) {
    return narrow(fn.design.chip?.read(contextOf(env, fn), bar, offset & ~3) ?? 0, offset, width);
  }
  return narrow((place.table ? fn.table : fn.pba).get(place.word) ?? 0, offset, width);
}

export function writeBar(
  env: Surroundings,
  fn: pci_function,
  bar: number,
  offset: number,
  width: Width,
  value: number,
): void {
  const place = msixPlace(fn, bar, offset);
  if (place === undefined) {
    const mask = widen(0, offset, width, 0xffffffff);
    fn.design.chip?.write(contextOf(env, fn), bar, offset & ~3, widen(0, offset, width, value), mask);
    return;
  }
  if (!place.table) return;
  const written = widen(fn.table.get(place.word) ?? 0, offset, width, value);
  // Of vector control only the mask bit exists.
  const control = (place.word & 3) === 3;
  fn.table.set(place.word, control ? written & ENTRY_MASKED : written);
  if (control) releaseMsix(env, fn, [place.word >> 2]);
}
