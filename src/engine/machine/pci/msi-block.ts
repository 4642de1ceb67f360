/**
 * A host bridge's own block of MSIs: a function's write to its address sets a bit of a status register, and an unmasked bit raises
 * a wire of the host. How software reads and clears the registers is for the host's model to say.
 */
import { always, hexnum, map, type Recorded, type RecordedMap, str, struct } from '../../recorder/index.ts';
import type { DtNode } from '../../devicetree/index.ts';
import type { SignalText, StopReason } from '../../api/messages/index.ts';
import type { Machine } from '../machine.ts';
import type { pci_function } from './state.ts';

export interface pci_msi_block extends Recorded {
  /** The host's node. */
  readonly path: string;
  /** What messages are written to; 0 while it is off. */
  address: number;
  /** By 32 vectors, a bit each: has arrived, is held back, is wanted at all. */
  readonly pending: RecordedMap<number>;
  readonly masked: RecordedMap<number>;
  readonly enabled: RecordedMap<number>;
}
export const pci_msi_block = struct<pci_msi_block>(
  'pci_msi_block',
  { path: always(str()), address: hexnum(), pending: map(hexnum()), masked: map(hexnum()), enabled: map(hexnum()) },
  { side: 'hardware', label: ({ path }) => `${path} MSI` },
);

/** Vectors of a status register. */
const PER_WORD = 32;

export interface BlockOptions {
  /** Vectors that the hardware has. */
  readonly vectors: number;
  /** The number of the node's interrupt that a word of vectors raises. */
  readonly line: (word: number) => number;
  /** Takes the level of a word of vectors, where it is not the node's interrupt itself that they raise. */
  readonly drive?: (word: number, level: boolean) => void;
  /** How far apart the addresses of words of vectors are, where each has its own. */
  readonly stride?: number | undefined;
  /** The vector of a message's data, within its word where words have addresses; undefined where it is not one. */
  readonly vectorOf: (data: number) => number | undefined;
}

export class MsiBlock {
  readonly state: pci_msi_block;
  readonly node: DtNode;
  private readonly machine: Machine;
  private readonly options: BlockOptions;

  constructor(machine: Machine, node: DtNode, options: BlockOptions) {
    this.machine = machine;
    this.node = node;
    this.options = options;
    this.state = pci_msi_block.create(machine.rec, { path: node.path });
  }

  /** The vector that a write sets; undefined where it is no message for this block. */
  vectorAt(address: number, data: number): number | undefined {
    const { stride, vectorOf, vectors } = this.options;
    const word = stride === undefined ? 0 : (address - this.state.address) / stride;
    const matches = stride === undefined ? address === this.state.address : word >= 0 && Number.isInteger(word);
    if (this.state.address === 0 || !matches) return undefined;
    const vector = vectorOf(data);
    if (vector === undefined || (stride !== undefined && vector >= PER_WORD)) return undefined;
    return word * PER_WORD + vector < vectors ? word * PER_WORD + vector : undefined;
  }

  /** Why a vector would not raise its wire; undefined where it would. */
  holdsBack(vector: number): 'masked' | 'disabled' | undefined {
    const [word, bit] = [Math.floor(vector / PER_WORD), 1 << (vector % PER_WORD)];
    if (((this.state.enabled.get(word) ?? 0) & bit) === 0) return 'disabled';
    return ((this.state.masked.get(word) ?? 0) & bit) === 0 ? undefined : 'masked';
  }

  /** The number of the node's interrupt that a vector raises. */
  lineOf(vector: number): number {
    return this.options.line(Math.floor(vector / PER_WORD));
  }

  /** Takes a message that is for this block: false where it is not. */
  take(address: number, data: number, { $id: from, bdf }: pci_function): boolean {
    const vector = this.vectorAt(address, data);
    if (vector === undefined) return false;
    const word = Math.floor(vector / PER_WORD);
    const held = this.holdsBack(vector);
    const text: SignalText = { code: 'blockMessage', bdf, vector, path: this.node.path };
    const stopped: { stopped?: StopReason } = held === undefined ? {} : { stopped: { code: 'vectorHeld', held } };
    this.machine.rec.signal({ kind: 'msi', from, to: this.state.$id, text, ...stopped });
    this.change('pending', word, 1 << (vector % PER_WORD), true);
    return true;
  }

  /** Sets or clears bits of one of the registers, and brings the wire to what they say. */
  change(field: 'pending' | 'masked' | 'enabled', word: number, bits: number, set: boolean): void {
    const old = this.state[field].get(word) ?? 0;
    this.state[field].set(word, (set ? old | bits : old & ~bits) >>> 0);
    this.update(word);
  }

  /** Puts a value into one of the registers. */
  write(field: 'pending' | 'masked' | 'enabled', word: number, value: number): void {
    this.state[field].set(word, value >>> 0);
    this.update(word);
  }

  private update(word: number): void {
    if (this.options.drive !== undefined) {
      this.options.drive(word, this.asks(word));
      return;
    }
    const line = this.options.line(word);
    let level = false;
    for (const each of this.state.pending.keys()) if (this.options.line(each) === line) level ||= this.asks(each);
    this.machine.driveNode(this.node.path, line, level, this.state.$id);
  }

  private asks(word: number): boolean {
    const { pending, masked, enabled } = this.state;
    return ((pending.get(word) ?? 0) & (enabled.get(word) ?? 0) & ~(masked.get(word) ?? 0)) !== 0;
  }
}
