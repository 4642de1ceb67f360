/** What a column of a table is held against. */
import { type Ledger } from './ledger.ts';
import type { ReadCell } from './page-reader.ts';
import type { NodeRun } from './run-in-node.ts';

export const whole = ({ text, title }: ReadCell): string => (title === '' ? text : title);

export const none = (text: string): string => (text === '–' ? '' : text);

export type Check<Row> = (ledger: Ledger, what: string, cell: ReadCell, row: Row, run: NodeRun) => void;

export type Checks<Row> = Readonly<Record<string, Check<Row>>>;
