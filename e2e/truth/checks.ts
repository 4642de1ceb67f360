/** What a column of a table is held against. */
import type { Ledger } from './ledger.ts';
import type { ReadCell } from './page-reader.ts';
import type { NodeRun } from './run-in-node.ts';

export const whole = ({ text, title }: ReadCell): string => (title === '' ? text : title);

export const none = (text: string): string => (text === '–' ? '' : text);

export type Check<Row> = (ledger: Ledger, what: string, cell: ReadCell, row: Row, run: NodeRun) => void;

export type Checks<Row> = Readonly<Record<string, Check<Row>>>;

/** A domain's short name is an end of the whole one, which its title says; " PPI 7" or " #2" may tell it from others. */
export function checkDomainName(ledger: Ledger, what: string, cell: ReadCell, name: string): void {
  ledger.equal(what, none(whole(cell)), name);
  const short = none(cell.text).replace(/ (?:PPI|EPPI|#)\s?\d+$/, '');
  // It is the same at every step: the bus token's number, which Linux appends to the name a few steps later, is there already.
  const early = short.replace(/-\d+$/, '');
  const isEnd = name.endsWith(short) || name.endsWith(early);
  ledger.equal(`${what}, short`, isEnd && (short !== '' || name === ''), true);
}
