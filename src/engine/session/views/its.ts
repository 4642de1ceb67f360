/** The commands an ITS was given, the newest first, as the driver queued them. */
import { formatCommand, gic_its } from '../../machine/index.ts';
import type { Cursor } from '../../recorder/index.ts';
import type { ItsCommandRow, TableAsk, TableWindow } from '../view-types.ts';

export function itsTable(cursor: Cursor, ask: TableAsk): TableWindow<ItsCommandRow> {
  const words = (ask.filter ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const rows = cursor
    .all(gic_its)
    .flatMap((its) => its.commands.entries())
    .map(([index, command]) => {
      const [name = '', ...operands] = formatCommand(command).split(' ');
      return { index, name, operands: operands.join(' '), done: true };
    })
    .filter((row) => words.every((word) => `${row.name} ${row.operands}`.toLowerCase().includes(word)))
    .reverse();
  return { total: rows.length, first: ask.first, rows: rows.slice(ask.first, ask.first + ask.count) };
}
