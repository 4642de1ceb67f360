/** Lines of a log or of /proc/interrupts that somebody pasted, and what of the run they are about. */
import type { Selection } from './selection.ts';

export interface ExplainedLine {
  /** As it was pasted. */
  readonly text: string;
  /**
   * said: this run logs the same. about: it names something of the board, and this run does not log it. row: a row of
   * /proc/interrupts. unknown: shown as it is.
   */
  readonly kind: 'said' | 'about' | 'row' | 'unknown';
  /** What it is about. */
  readonly selection?: Selection;
  /** How that is called: "/ethernet@fe300000", "irq 27". */
  readonly name?: string;
  /** The step at which this run logs it. */
  readonly step?: number;
  /** The finding that leads to it. */
  readonly finding?: { readonly code: string; readonly node: string; readonly message: string };
  /** What else is to be said of it. */
  readonly note?: string;
}
