/** The interrupt controllers' registers: which blocks there are, and the one that is looked at. */
import type { Selection } from './selection.ts';

export interface RegistersAsk {
  /** Name of the block; undefined is the first. */
  readonly block: string | undefined;
}

export interface RegistersView {
  readonly blocks: readonly { readonly name: string; readonly changed: boolean }[];
  readonly shown: RegisterBlockView | undefined;
}

export interface RegisterBlockView {
  readonly name: string;
  /** Where it is; undefined for system registers. */
  readonly base: string | undefined;
  readonly selection: Selection;
  readonly registers: readonly RegisterView[];
  readonly banks: readonly BankView[];
}

export interface RegisterView {
  readonly name: string;
  /** What it is for, in a few words. */
  readonly about: string;
  readonly offset: string | undefined;
  readonly value: string;
  readonly fields: readonly RegisterFieldView[];
  readonly changed: boolean;
}

export interface RegisterFieldView {
  readonly name: string;
  /** "31" or "15:8". */
  readonly bits: string;
  readonly value: string;
  /** What it means, or what this value means. */
  readonly about: string;
}

/** Registers with a bit for each INTID: those whose bit is set, as ranges. */
export interface BankView {
  readonly name: string;
  readonly about: string;
  readonly intids: readonly (readonly [first: number, last: number])[];
  readonly changed: boolean;
}
