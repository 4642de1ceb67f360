/** What an editor of scenarios is told: what there is to choose from, and what is wrong with a draft. */
import type { Problem } from '../../base/result.ts';
import type { KernelVersion } from './kernel-versions.ts';

/** Options that some models heed and others do not. */
export const ASKED_OPTIONS = ['msix', 'msi', 'queuePairs'] as const;

export interface ModelFacts {
  readonly name: string;
  /** It needs the number of the bus behind it. */
  readonly bridge: boolean;
  /** "0x010802" */
  readonly class: string;
  /** MSI-X entries and MSI vectors where a scenario does not say; undefined for a model that has no such capability. */
  readonly msix: number | undefined;
  readonly msi: number | undefined;
  readonly heeds: readonly (typeof ASKED_OPTIONS)[number][];
}

export interface Catalog {
  readonly kernels: readonly KernelVersion[];
  /** PCI models. */
  readonly models: readonly ModelFacts[];
  /** Of a function described by hand: vectors that MSI can have, INTx pins, and what its driver can ask for. */
  readonly msiVectors: readonly number[];
  readonly pins: readonly string[];
  readonly driverFlags: readonly string[];
  readonly el2: readonly string[];
  /** What can sit behind a virtio-mmio slot. */
  readonly mmioModels: readonly string[];
  readonly commands: readonly CommandForm[];
}

/** A command of the script, and what it wants to know. */
export interface CommandForm {
  readonly do: string;
  readonly fields: readonly FieldForm[];
}

export interface FieldForm {
  readonly name: string;
  readonly required: boolean;
  readonly kind: FieldKind;
}

export type FieldKind =
  | { readonly is: 'bdf' | 'node' | 'cpu' | 'cpus' | 'text' | 'flag' | 'list' }
  | { readonly is: 'number'; readonly min: number | undefined; readonly max: number | undefined }
  | { readonly is: 'choice'; readonly of: readonly string[] }
  /** An irq, in one of several ways. */
  | { readonly is: 'irq'; readonly ways: readonly (readonly FieldForm[])[] };

/** What a board has that a scenario can name. */
export interface BoardFacts {
  readonly cpus: number;
  /** PCI domains, and the number of each one's first bus. */
  readonly hosts: readonly { readonly domain: number; readonly firstBus: number }[];
  /** Paths of virtio-mmio slots. */
  readonly slots: readonly string[];
  /** Nodes with wired interrupts, and how many. */
  readonly lines: readonly { readonly path: string; readonly count: number }[];
}

/** What a function has, once all options are heeded. */
export interface FunctionFacts {
  readonly bdf: string;
  /** MSI-X entries and MSI vectors; 0 for a function without that capability. */
  readonly msix: number;
  readonly msi: number;
}

/** A driver that a scenario's `drivers` may name. */
export interface DriverFacts {
  readonly name: string;
  /** Of its source, below the kernel's root; "" for a modelled one that no device tree leads to, as those of PCI functions. */
  readonly file: string;
  /** False where a stand-in takes its place. */
  readonly modelled: boolean;
  /** How many enabled nodes of the board it matches. */
  readonly nodes: number;
}

export interface DraftCheck {
  /** Why it cannot run; empty when nothing speaks against it. */
  readonly problems: readonly Problem[];
  /** What runs, but hardly as meant. */
  readonly remarks: readonly Problem[];
  /** Undefined while the board cannot be read. */
  readonly board: BoardFacts | undefined;
  /** Undefined while the functions do not fit the board, or one another. */
  readonly functions: readonly FunctionFacts[] | undefined;
}
