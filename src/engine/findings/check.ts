/** What a check is: a code, how bad it is, and how to find it. */
import type { Severity } from '../api/findings.ts';
import type { DtNode } from '../devicetree/index.ts';
import type { Facts } from './facts.ts';

/** What follows from a fault, worst first. Findings of one severity are sorted by it. */
export const RANKS = ['kernel-stops', 'controller-lost', 'no-interrupt', 'wrong-line', 'less', 'latent'] as const;
export type Rank = (typeof RANKS)[number];

/** The sentences of one finding. */
export interface Words {
  readonly message: string;
  readonly consequence: string;
  readonly fix?: string;
}

/** A change that mends the tree, where one place is enough. */
export type Mend =
  /** Cells of a property become others, from the hit's cell on. */
  | {
      readonly kind: 'cell';
      readonly node: DtNode;
      readonly property: string;
      readonly cell: number;
      readonly value: number;
    }
  /** A string value becomes another. */
  | {
      readonly kind: 'text';
      readonly node: DtNode;
      readonly property: string;
      readonly from: string;
      readonly to: string;
    }
  /** A property comes to a node. */
  | { readonly kind: 'add'; readonly node: DtNode; readonly text: string }
  /** A reference to a node becomes one to another. */
  | {
      readonly kind: 'target';
      readonly node: DtNode;
      readonly property: string;
      readonly cell: number;
      readonly to: DtNode;
    }
  /** Cells come behind the last one of a property. */
  | { readonly kind: 'append'; readonly node: DtNode; readonly property: string; readonly cells: readonly number[] }
  /** Cells come before one of a property. */
  | {
      readonly kind: 'insert';
      readonly node: DtNode;
      readonly property: string;
      readonly cell: number;
      readonly cells: readonly number[];
    }
  /** Another name for a property. */
  | { readonly kind: 'rename'; readonly node: DtNode; readonly property: string; readonly to: string }
  /** A property goes. */
  | { readonly kind: 'remove'; readonly node: DtNode; readonly property: string };

export interface Hit {
  readonly node: DtNode;
  readonly property?: string;
  readonly cell?: number;
  readonly words: Words;
  /** Where it differs from the check's own. */
  readonly severity?: Severity;
  readonly rank?: Rank;
  /** Several changes are made together. */
  readonly mend?: Mend | readonly Mend[];
  /** Where it is a choice: other changes, each of which would mend it instead. */
  readonly others?: readonly (Mend | readonly Mend[])[];
  /** Other nodes that it costs something: what is logged for them is logged because of it. */
  readonly costs?: readonly DtNode[];
  /** Lines of the log that belong to it and to no node. */
  readonly lines?: readonly string[];
}

export interface Check {
  readonly code: string;
  readonly severity: Severity;
  readonly rank: Rank;
  /** Only said of nodes for which nothing else has been found. */
  readonly fallback?: true;
  readonly find: (facts: Facts) => Iterable<Hit>;
}
