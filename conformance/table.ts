/** The tables: a golden a row, a section family a column; and the function traces, a task a row. */
import { addCounts, type CallCell, type Cell, countsOf, type Counts, percent, rowOf } from './cells.ts';
import { LINE_FAMILIES } from './compare/families.ts';
import { type Paint } from './paint.ts';

interface Entry {
  readonly text: string;
  /** Undefined for what is neither. */
  readonly full?: boolean;
}

/** Columns as wide as they need to be; the first to the left, the others to the right. */
function layOut(rows: readonly (readonly Entry[])[], paint: Paint): string {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...rows.map((row) => row[column]?.text.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map(({ text, full }, column) => {
        const width = widths[column] ?? 0;
        const padded = column === 0 ? text.padEnd(width) : text.padStart(width);
        if (full === undefined) return padded;
        return full ? paint.good(padded) : paint.bad(padded);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function entryOf({ matched, total, extra }: Counts): Entry {
  if (total === 0 && extra === 0) return { text: '' };
  return { text: `${matched}/${total}${extra === 0 ? '' : ` +${extra}`}`, full: matched === total && extra === 0 };
}

export function lineTable(cells: readonly Cell[], paint: Paint): string {
  const lines = cells.filter((cell) => cell.kind === 'lines');
  if (lines.length === 0) return '';
  const families = LINE_FAMILIES.filter((family) => lines.some((cell) => cell.family === family));
  const rowFor = (name: string, mine: readonly Cell[], share: boolean): Entry[] => {
    const whole = addCounts(mine.map(countsOf));
    return [
      { text: name },
      ...families.map((family) => entryOf(addCounts(mine.filter((cell) => cell.family === family).map(countsOf)))),
      entryOf(whole),
      { text: share ? percent(whole.matched, whole.total) : '' },
    ];
  };
  const groups = new Map<string, Cell[]>();
  for (const cell of lines) groups.set(rowOf(cell), [...(groups.get(rowOf(cell)) ?? []), cell]);
  const isBroken = (cell: Cell): boolean => cell.golden.machine.startsWith('broken/');
  const sums: [string, Cell[]][] = [
    ['sum of machines', lines.filter((cell) => !isBroken(cell))],
    ['sum of broken trees', lines.filter(isBroken)],
    ['sum', lines],
  ];
  const head = ['matched/lines +too many', ...families, 'all', ''].map((text) => ({ text }));
  return layOut(
    [
      head,
      ...[...groups].map(([name, mine]) => rowFor(name, mine, true)),
      ...sums.filter(([, mine]) => mine.length > 0).map(([name, mine]) => rowFor(name, mine, true)),
    ],
    paint,
  );
}

export function callTable(cells: readonly Cell[], paint: Paint): string {
  const calls = cells.filter((cell) => cell.kind === 'calls');
  if (calls.length === 0) return '';
  const head = ['calls', 'task', 'matched/calls +too many', 'recall', 'functions known', 'coverage'];
  const all = addCounts(calls.map(countsOf));
  const known = calls.flatMap(({ score }) => score.known).length;
  const named = calls.flatMap(({ score }) => [...score.known, ...score.unknown]).length;
  return layOut(
    [
      head.map((text) => ({ text })),
      ...calls.flatMap(rowsOfTrace),
      [
        { text: 'sum' },
        { text: 'all' },
        entryOf(all),
        { text: percent(all.matched, all.total) },
        ...coverage(known, named),
      ],
    ],
    paint,
  );
}

function rowsOfTrace(cell: CallCell): Entry[][] {
  const { tasks, known, unknown } = cell.score;
  const whole = addCounts(tasks);
  const perTask = tasks.map((task) => [
    { text: '' },
    { text: task.task },
    entryOf(task),
    { text: percent(task.matched, task.total) },
  ]);
  return [
    [
      { text: rowOf(cell) },
      { text: 'all' },
      entryOf(whole),
      { text: percent(whole.matched, whole.total) },
      ...coverage(known.length, known.length + unknown.length),
    ],
    ...(perTask.length > 1 ? perTask : []),
  ];
}

function coverage(known: number, named: number): Entry[] {
  return [{ text: `${known}/${named}`, full: known === named }, { text: percent(known, named) }];
}
