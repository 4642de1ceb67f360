/** What one kind of second-level controller is: which nodes are of it, its registers, and how its inputs become outputs. */
import { type DtNode, getProperty, u32At, walk } from '../../devicetree/index.ts';
import { type AddressRange, isMemory, registerRanges } from '../address.ts';
import type { Machine } from '../machine.ts';
import type { Wire, Wiring } from '../wiring.ts';
import type { ControllerBlock } from './block.ts';

/** What a design is told of a block to say what it would do: its node and its registers, now or at an earlier moment. */
export type Registers = Pick<ControllerBlock, 'node' | 'machine' | 'word' | 'namedBy'>;

/** A write to a doorbell: where, what, by whom. */
export interface Message {
  readonly address: number;
  readonly data: number;
  /** As the ITS knows the sender. */
  readonly deviceId: number;
  /** Where the same is written when the output is no longer active; undefined for nowhere. */
  readonly clear?: number | undefined;
}

/** What a message does to a controller: sets the level of an input or, without a level, latches it. */
export interface Taken {
  readonly input: number;
  readonly level: boolean | undefined;
}

/** Registers outside of a controller's own range that show its inputs. */
export interface Window {
  readonly range: AddressRange;
  readonly read: (block: ControllerBlock, offset: number) => number;
  /** What writing does, if anything. */
  readonly write?: (block: ControllerBlock, offset: number, value: number) => void;
}

/** A region of registers beside the first, and the offset by which the design knows its start. */
export interface RegisterWindow extends AddressRange {
  readonly offset: number;
}

export interface ControllerDesign {
  readonly compatible: readonly string[];
  /** What its registers hold when Linux starts is not in the tree, and is assumed. */
  readonly assumed?: boolean;
  /** The nodes whose specifiers name inputs, where it is not the one with the registers: ports of a block. */
  readonly lines?: (node: DtNode) => readonly DtNode[];
  /** Each of these nodes has registers of its own. */
  readonly isByLines?: boolean;
  /** Nodes beside it whose specifiers name inputs of it too: groups of a block, below it, or pins of a chip on its bus. */
  readonly groups?: (node: DtNode) => readonly DtNode[];
  /** Where the registers are, where it is not the node's first region: part of a parent's. */
  readonly range?: (node: DtNode) => AddressRange | undefined;
  readonly windows?: (node: DtNode, wiring: Wiring) => readonly Window[];
  /** The specifier of an interrupt for that of a line, where inputs and lines are counted differently. */
  readonly line?: (cells: readonly number[], node: DtNode) => readonly number[];
  /** Whether it is left out where its registers lie in the board's memory: then somebody emulates them, and they keep what is written. */
  readonly notInMemory?: true;
  /** It is on a bus of its own kind: its registers, of 4 bytes each here, are reached by transfers alone. */
  readonly isBehindBus?: boolean;
  /** Whether its own line is low while it asks. */
  readonly isLow?: (block: ControllerBlock) => boolean;
  /** Further regions of its own registers; their offsets are above those of the first. */
  readonly regions?: (node: DtNode) => readonly RegisterWindow[];
  /** Puts what registers hold when Linux starts. */
  readonly reset?: (block: ControllerBlock) => void;
  /** The input that a specifier names at a node; its first cell unless said. */
  readonly input?: (cells: readonly number[], node: DtNode) => number | undefined;
  /** Specifiers say nothing of a trigger: lines rest low. */
  readonly untyped?: true;
  /** The numbers that kernels have for an input in the domain of the node whose specifier it is, where they are not the input's. */
  readonly numbers?: (block: ControllerBlock, cells: readonly number[], node: DtNode) => readonly number[];
  /** What a register reads as, where it is not what was written. */
  readonly read?: (block: ControllerBlock, offset: number) => number | undefined;
  /** A write that is not simply kept: true when it has been dealt with. */
  readonly write?: (block: ControllerBlock, offset: number, value: number) => boolean;
  /** Whether a change of an input to this level is to be remembered. */
  readonly latches?: (block: ControllerBlock, input: number, level: boolean) => boolean;
  /** Whether a change of an input that is latched makes its output active for a moment only. */
  readonly pulsesAt?: (block: ControllerBlock, input: number) => boolean;
  /** Whether an input makes its output active. */
  readonly asks: (block: ControllerBlock, input: number) => boolean;
  /** Where an input leads: to one of the node's own interrupts, by its place, or to an input of another controller. */
  readonly output: (block: ControllerBlock, input: number) => number | Wire | undefined;
  /** The message that an input sends, in place of an output; undefined while its registers name none. */
  readonly message?: (registers: Registers, input: number) => Message | undefined;
  /** What a message to a register does; undefined for a register that takes none. */
  readonly takes?: (offset: number, data: number) => Taken | undefined;
  /** An input that a message latches is active for a moment only. */
  readonly pulses?: true;
}

/** Whether an address is in the memory that the tree lists. */
export function isInMemory({ tree }: Pick<Machine, 'tree'>, address: number): boolean {
  return [...walk(tree)]
    .filter(isMemory)
    .flatMap((node) => registerRanges(node))
    .some((range) => range !== undefined && address >= range.base && address < range.base + range.size);
}

/** How many words of a register array are before an offset; undefined outside of it. */
export function indexIn(offset: number, start: number, words: number): number | undefined {
  const index = (offset - start) / 4;
  return index >= 0 && index < words && Number.isInteger(index) ? index : undefined;
}

/** The SPI of a number at the GIC that a controller stands in front of. */
export function spiAt({ machine, node }: ControllerBlock, number: number): Wire | undefined {
  const controller = machine.wiring.parentOf(node);
  return controller === undefined ? undefined : { controller, cells: [0, number, 4] };
}

/** Of a specifier as the GIC's: the number, for SPIs. */
export function gicLike([kind, number]: readonly number[]): number | undefined {
  return kind === 0 ? number : undefined;
}

/** A number that a node gives; undefined without it. */
export function cellOf(node: DtNode, property: string): number | undefined {
  return u32At(getProperty(node, property), 0);
}
