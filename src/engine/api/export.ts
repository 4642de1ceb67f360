/** What can be written of a run for other programs and for reports. */
import type { TableId } from './tables.ts';

export const EXPORTS = ['state', 'tables-csv', 'tables-md', 'findings', 'perfetto', 'ftrace', 'trace-dat'] as const;
export type ExportId = (typeof EXPORTS)[number];

/** What tables and their columns are called. */
export type TableTitles = {
  readonly [Id in TableId]: {
    readonly label: string;
    readonly columns: Readonly<Record<string, { readonly title: string }>>;
  };
};

/** A file to be kept. */
export interface ExportFile {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}
