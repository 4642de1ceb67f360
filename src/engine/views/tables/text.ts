/** A table as text in columns, as /proc has them, as CSV or as Markdown. */

export interface TextTable {
  readonly titles: readonly string[];
  readonly groups: readonly TextGroup[];
}

export interface TextGroup {
  /** Undefined when the table is not grouped. */
  readonly name: string | undefined;
  readonly rows: readonly (readonly string[])[];
}

const GAP = '  ';
const IS_NUMBER = /^-?\d+$/;

/** Columns as wide as their widest cell; those of numbers stand to the right. A group's name has a line of its own. */
export function alignedText({ titles, groups }: TextTable): string {
  const rows = groups.flatMap((group) => group.rows);
  const columns = titles.map((title, at) => {
    let width = title.length;
    let isNumeric = true;
    for (const row of rows) {
      const cell = row[at] ?? '';
      width = Math.max(width, cell.length);
      isNumeric &&= cell === '' || IS_NUMBER.test(cell);
    }
    return { width, isNumeric };
  });
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ width, isNumeric }, at) =>
        isNumeric ? (cells[at] ?? '').padStart(width) : (cells[at] ?? '').padEnd(width),
      )
      .join(GAP)
      .trimEnd();
  const lines = [line(titles)];
  for (const { name, rows: own } of groups) {
    if (name !== undefined) lines.push('', `${name}: ${own.length}`);
    for (const row of own) lines.push(line(row));
  }
  return `${lines.join('\n')}\n`;
}

/** RFC 4180, with a first column for the groups. */
export function csv({ titles, groups }: TextTable): string {
  const isGrouped = groups.some(({ name }) => name !== undefined);
  const lines = [record(isGrouped ? ['group', ...titles] : titles)];
  for (const { name, rows } of groups) {
    for (const row of rows) lines.push(record(isGrouped ? [name ?? '', ...row] : row));
  }
  return lines.join('');
}

function record(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}

/** A table of GitHub's Markdown, with a first column for the groups. */
export function markdown({ titles, groups }: TextTable): string {
  const isGrouped = groups.some(({ name }) => name !== undefined);
  const line = (cells: readonly string[], name = ''): string =>
    `| ${(isGrouped ? [name, ...cells] : cells).map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
  const rows = groups.flatMap(({ name, rows: own }) => own.map((row) => line(row, name)));
  const rule = line(
    titles.map(() => '---'),
    '---',
  );
  return `${line(titles)}${rule}${rows.join('')}`;
}
