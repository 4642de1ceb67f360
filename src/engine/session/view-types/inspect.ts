/** The selected thing from close by. */
import type { Command } from '../scenario-types.ts';
import type { Selection } from './selection.ts';

export interface InspectView {
  readonly title: string;
  readonly selection: Selection;
  /** The chain of an interrupt from its source to its handler. */
  readonly chain: readonly { readonly label: string; readonly kind: string; readonly selection?: Selection }[];
  readonly fields: readonly FieldView[];
  /** What Linux prints of it. */
  readonly text: string | undefined;
  /** Device-tree source with the cells explained. */
  readonly source: string | undefined;
  /** What a script can do to it at this moment. */
  readonly actions: readonly InspectAction[];
}

/** A button: its name, and the command it adds to the script. An affinity's CPUs are for a person to fill in. */
export interface InspectAction {
  readonly name: string;
  readonly command: Command;
}

export interface FieldView {
  readonly object: string;
  readonly field: string;
  readonly value: string;
  /** Step after which it has this value; undefined when it never changed. */
  readonly since: number | undefined;
  readonly selection?: Selection;
}
