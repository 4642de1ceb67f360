/** What a function is made of, as the machine's options say it: a model by name, or everything by number. */
import type { Bdf } from '../../../base/bdf.ts';
import type { BarDesign, MsiDesign, MsixDesign } from './design.ts';

type Part<Design, Needed extends keyof Design> = Pick<Design, Needed> & {
  readonly [Key in Exclude<keyof Design, Needed | 'cap'>]?: Design[Key] | undefined;
};

/** A function at its place. What is left out is the model's, or for one without a model what `described.ts` says. */
export interface FunctionOptions {
  readonly bdf: Bdf;
  /** One of MODEL_NAMES. */
  readonly model?: string | undefined;
  /** Of a bridge: the number of the bus behind it. */
  readonly secondary?: number | undefined;
  readonly queuePairs?: number | undefined;
  /** false: a virtio device on a root bus has no legacy interface, as those behind ports. */
  readonly legacy?: boolean | undefined;
  readonly vendor?: number | undefined;
  readonly device?: number | undefined;
  /** Base class, subclass, programming interface. */
  readonly class?: number | undefined;
  readonly bars?: readonly BarDesign[] | undefined;
  /** INTx: 0 none, 1 INTA to 4 INTD. */
  readonly pin?: number | undefined;
  /** null: the function has none, whatever the model has. */
  readonly msi?: Part<MsiDesign, 'vectors'> | null | undefined;
  readonly msix?: Part<MsixDesign, 'entries'> | null | undefined;
}
