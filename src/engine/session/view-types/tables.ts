/** The long tables: what is asked of them, and their rows. */
import type { ObjectId } from './selection.ts';

export interface TableAsk {
  readonly first: number;
  readonly count: number;
  readonly sort?: { readonly column: string; readonly descending: boolean };
  readonly filter?: string;
}

export interface TableWindow<Row> {
  /** Rows after filtering. */
  readonly total: number;
  readonly first: number;
  readonly rows: readonly Row[];
}

export interface IrqRow {
  readonly virq: number;
  readonly hwirq: number;
  readonly domain: string;
  readonly chip: string;
  /** "edge", "level", "none" and the like. */
  readonly type: string;
  readonly handler: string;
  /** Names of the actions, "" for none. */
  readonly actions: string;
  readonly device: string;
  /** IRQD_… names without prefix, space-separated. */
  readonly state: string;
  readonly depth: number;
  readonly affinity: string;
  readonly effective: string;
  readonly count: number;
  /** Counts by CPU. */
  readonly counts: readonly number[];
  /** Columns whose value the last move changed; "*" for a new row. */
  readonly changed: readonly string[];
}

export interface DomainRow {
  readonly id: ObjectId;
  readonly name: string;
  readonly size: number;
  readonly mapped: number;
  readonly flags: number;
  readonly flagNames: readonly string[];
  readonly bus: string;
  readonly parent: string | undefined;
  readonly changed: readonly string[];
}
