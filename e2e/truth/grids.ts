/** Holds the rows of a table against the run. */
import { whole, type Check, type Checks } from './checks.ts';
import { DOMAINS, nameOf } from './domain-rows.ts';
import { irqFacts, IRQS } from './irq-rows.ts';
import { itself, itsRows } from './its-rows.ts';
import { type Ledger } from './ledger.ts';
import { MSIX } from './msix-rows.ts';
import type { ReadCell, ReadGrid } from './page-reader.ts';
import type { NodeRun, Raw } from './run-in-node.ts';
import { countLines, COUNTS, DEVICES } from './twin-rows.ts';

/** Each row that the page draws is a row of the run: the one it names itself, or the one of its line. */
function checkRows<Row>(
  ledger: Ledger,
  grid: ReadGrid,
  rows: readonly Row[],
  checks: Checks<Row>,
  run: NodeRun,
  keyOf?: (row: Row) => string,
  keyIn: (cell: ReadCell) => string = ({ text }) => text,
): void {
  if (!grid.grouped) ledger.equal(`${grid.label}: rows`, grid.total, rows.length);
  for (const { index, isHead, cells } of grid.rows) {
    if (isHead) {
      const [, name = '', size] = /^[▸▾](.*) · (\d+) irqs?$/.exec(cells[0]?.text ?? '') ?? [];
      checkGroup(ledger, name, Number(size), run);
      continue;
    }
    const key = cells[0] === undefined ? '' : keyIn(cells[0]);
    const row = keyOf === undefined ? rows[index] : rows.find((one) => keyOf(one) === key);
    if (row === undefined) ledger.wrong.push(`${grid.label}: the run has no ${key}`);
    else {
      cells.forEach((cell, at) => {
        const column = grid.columns[at] ?? '';
        const what = `${grid.label} ${key}, ${column}`;
        const check = checks[column.replace(/ off$/, '')] ?? cpuCheck(checks, column);
        if (check !== undefined) check(ledger, what, cell, row, run);
        else if (/\d/.test(cell.text)) ledger.unknown(`${what} "${cell.text}"`);
      });
    }
  }
}

/** Interrupts are put together by domain, or by the CPUs that they go to. */
function checkGroup(ledger: Ledger, name: string, size: number, run: NodeRun): void {
  const own = run.descriptors.filter((desc) => irqFacts(run, desc).domain === name);
  // A group by CPU has the name of a list of CPUs.
  if (own.length > 0) ledger.equal(`group ${name}`, size, own.length);
  else ledger.equal(`group ${name}`, size > 0 && size <= run.descriptors.length, true);
}

/** A column a CPU: its check takes the number from the column's title. */
function cpuCheck<Row>(checks: Checks<Row>, column: string): Check<Row> | undefined {
  const cpu = /^CPU(\d+)( off)?$/.exec(column)?.[1];
  const check = checks['CPU…'];
  if (cpu === undefined || check === undefined) return undefined;
  return (ledger, what, { text }, row, run) => check(ledger, what, { text, title: cpu }, row, run);
}

export function checkGrid(ledger: Ledger, grid: ReadGrid, run: NodeRun): void {
  const bdf = /^MSI-X vectors of (.*)$/.exec(grid.label)?.[1];
  const its = itsRows(grid.label, run);
  if (grid.label === 'Interrupts') {
    checkRows(ledger, grid, run.descriptors, IRQS, run, (desc) => `${desc.irq_data.irq}`);
  } else if (grid.label === 'Interrupt domains') {
    checkRows(ledger, grid, run.domains as unknown as Raw[], DOMAINS, run, nameOf, whole);
  } else if (grid.label === 'Counts by CPU') {
    checkRows(ledger, grid, countLines(run), COUNTS, run, ({ irq }) => irq);
  } else if (grid.label === 'Devices') {
    const names = grid.rows.map(({ cells: [cell] }) => ({ name: cell?.text ?? '', path: cell?.title ?? '' }));
    checkRows(ledger, { ...grid, total: names.length }, names, DEVICES, run, ({ name }) => name);
  } else if (bdf !== undefined) {
    const vectors = Array.from({ length: grid.total }, (_, vector) => ({ bdf, vector }));
    const size = run.dump.pairs(`pci/${bdf}`, 'msix')?.['size'];
    if (size !== undefined) ledger.equal(`${grid.label}: rows`, grid.total, Number(size));
    checkRows(ledger, grid, vectors, MSIX, run);
  } else if (its !== undefined) {
    checkRows(ledger, grid, its, Object.fromEntries(grid.columns.map((column) => [column, itself(column)])), run);
  } else ledger.unknown(`the table "${grid.label}"`);
}
