/** What a screen asks for, and gets. */
import type { InspectView } from './inspect.ts';
import type { ItsCommandRow, ItsTables } from './its.ts';
import type { RegistersAsk, RegistersView } from './registers.ts';
import type { Selection } from './selection.ts';
import type { DomainRow, TableAsk, TableAsks, TableViews, TableWindow } from './tables.ts';
import type { PartsAsk, Pulse, TopologyParts, TopologyState } from './topology.ts';

/** What the screen shows, so that only that is sent: of tables the visible rows. */
export interface Ask extends TableAsks {
  /** All domains, in order of creation. */
  readonly domainList?: boolean;
  readonly topology?: boolean;
  /** Devices of the picture that are unfolded. */
  readonly parts?: readonly PartsAsk[];
  readonly its?: TableAsk;
  readonly registers?: RegistersAsk;
  readonly dmesg?: boolean;
  /** A text Linux prints: "interrupts", "domains/NAME", "irqs/13". */
  readonly text?: string;
  readonly inspect?: Selection | undefined;
}

export interface Screen extends TableViews {
  readonly step: number;
  readonly steps: number;
  readonly context: { readonly task: string; readonly cpu: number; readonly hardirq: boolean };
  /** Outermost first. */
  readonly frames: readonly FrameView[];
  /** What happened between the step before and this one, newest last; at most 60. */
  readonly changes: readonly Change[];
  /** How many more changes there were than `changes` holds. */
  readonly moreChanges: number;
  /** The step in words, for the live region and the status line. */
  readonly sentence: string;
  readonly counts: { readonly online: number; readonly domains: number; readonly irqs: number; readonly lines: number };
  /** The script command that runs here, if one does. */
  readonly command: string | undefined;
  /** Why nobody has asked for the interrupt that the command ending here raised: then it does not arrive. */
  readonly unasked?: string | undefined;
  /** Set when the move was stopped here by a breakpoint. */
  readonly stopped?: boolean;
  readonly domainList?: readonly DomainRow[];
  readonly topology?: readonly TopologyState[];
  readonly parts?: readonly TopologyParts[];
  readonly pulses?: readonly Pulse[];
  readonly dmesg?: readonly LogRow[];
  readonly registers?: RegistersView;
  readonly its?: TableWindow<ItsCommandRow>;
  readonly itsTables?: ItsTables;
  readonly text?: string;
  readonly inspect?: InspectView;
}

export interface FrameView {
  readonly name: string;
  readonly file: string;
  readonly about: string;
  /** Arguments as text: "irq 13", "0x21", ":intc@8000000-1". */
  readonly args: readonly string[];
  /** Step at which it was called (just before the call). */
  readonly step: number;
}

export interface Change {
  readonly kind: 'created' | 'changed' | 'removed' | 'called' | 'returned' | 'signal' | 'log' | 'mark' | 'switched';
  /** What it happened to: "irq 13", "GICD", ":intc@8000000-1"; a function's name; a log line's text. */
  readonly subject: string;
  readonly selection?: Selection;
  readonly field?: string;
  readonly before?: string;
  readonly after?: string;
  /** For a number made of named bits: those that were set and cleared. */
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
  /** For a call: what the function is for. */
  readonly about?: string;
  /** Hardware is told apart from the kernel. */
  readonly side: 'kernel' | 'hardware';
  /** The step right after it. */
  readonly step: number;
}

export interface LogRow {
  readonly level: number;
  readonly text: string;
  readonly step: number;
}
