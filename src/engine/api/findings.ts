/** What is wrong with a board, and why a device got no interrupt: what the engine tells, and what `irqscope check` prints. */
import type { KernelVersion } from './kernel-versions.ts';

/** error: the run or the tree proves a loss. warning: Linux goes on, but not as the tree says. note: a remark. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A node, and where it can be said the property and the cell. A DTS has lines, a DTB byte offsets. */
export interface FindingPlace {
  readonly file?: string;
  /** 1-based, as the column. */
  readonly line?: number;
  readonly column?: number;
  /** Byte offset in a DTB. */
  readonly offset?: number;
  readonly node: string;
  readonly property?: string;
  /** Number of the 32-bit cell in the property. */
  readonly cell?: number;
}

/** A change of one place of a DTS: what stands there goes, and the other text comes. */
export interface FindingEdit {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly remove: string;
  readonly insert: string;
}

export interface FindingFix {
  /** What to do, with the text to paste. */
  readonly message: string;
  /** Empty where the tree was not read from a DTS and is not shown as one, or the place is the product of a macro. */
  readonly edits: readonly FindingEdit[];
  /** Where it is a choice: each of these would mend it instead. */
  readonly others?: readonly (readonly FindingEdit[])[];
}

/** Lines that a kernel version logs about it; an empty list: it says nothing. */
export type LinuxLines = Readonly<Partial<Record<KernelVersion, readonly string[]>>>;

export interface Finding {
  /** Stable; what dtc checks has dtc's name. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly where: FindingPlace;
  readonly linux: LinuxLines;
  readonly consequence: string;
  readonly fix?: FindingFix;
}

/** A node that Linux looked at on its way from a device, and the cells that it had in hand there. */
export interface WalkStep {
  readonly node: string;
  readonly cells: readonly number[];
  readonly what: string;
}

/** A request for an interrupt that came to nothing. */
export interface Refusal {
  /** Whose interrupt it is: the node that lists it, or the host bridge of a PCI function. */
  readonly node: string;
  readonly index: number;
  /** What interrupt-names calls it; the pin of a PCI function. */
  readonly name?: string;
  /** PCI function that asked. */
  readonly bdf?: string;
  /** The device that asked, as sysfs calls it, where Linux has made one. */
  readonly device?: string;
  /** Undefined where no driver of the kernel is for the device. */
  readonly driver?: string;
  readonly standIn: boolean;
  /** The driver gave up before it asked, for another reason. */
  readonly notAsked?: true;
  /** The errno by name, or in words what Linux does. */
  readonly result: string;
  readonly walk: readonly WalkStep[];
  readonly linux: LinuxLines;
  readonly consequence: string;
  /** What to do, with the text to paste. */
  readonly fix?: string;
  /** Code of the finding that explains it. */
  readonly finding?: string;
}

/** What became of the interrupts that the tree lists. */
export interface InterruptSums {
  readonly total: number;
  readonly resolved: number;
  readonly byStandIn: number;
  readonly unresolved: number;
}

/** An interrupt of a node that Linux mapped. */
export interface MappedLine {
  readonly node: string;
  readonly index: number;
  readonly irq: number;
}

/** All that is found on one board with one kernel. */
export interface Findings {
  readonly mapped: readonly MappedLine[];
  readonly interrupts: InterruptSums;
  /** The worst that nothing else explains comes first. */
  readonly findings: readonly Finding[];
  readonly refusals: readonly Refusal[];
}
