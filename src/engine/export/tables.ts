/** All tables of a machine at its moment, as text. */
import type { TableTitles } from '../api/export.ts';
import { TABLE_IDS, type TableCopyAsk, type TableId, TABLES } from '../api/tables.ts';
import { possibleCpus } from '../report/moment.ts';
import { screenOf } from '../views/screen.ts';
import type { Viewer } from '../views/viewer.ts';

export interface TableText {
  readonly table: TableId;
  /** What it is called: that of a function's vectors has the function's address. */
  readonly label: string;
  /** A name for a file. */
  readonly name: string;
  readonly text: string;
}

/** Those with a count for each CPU. */
const BY_CPU: ReadonlySet<TableId> = new Set(['irqs', 'perCpu']);

/** Each table with all its columns, in its own order; the vectors of each PCI function are a table of their own. */
export function tableTexts(
  viewer: Viewer,
  titles: TableTitles,
  format: TableCopyAsk['format'],
  only: readonly TableId[] = TABLE_IDS,
): TableText[] {
  const cpus = possibleCpus(viewer.snapshot).map((cpu) => ({ id: `cpu${cpu}`, title: `CPU${cpu}` }));
  return only.flatMap((table): TableText[] => {
    const { label, columns } = titles[table];
    const own = Object.keys(TABLES[table].columns).map((id) => ({ id, title: columns[id]?.title ?? id }));
    const all = BY_CPU.has(table) ? [...own, ...cpus] : own;
    const text = (bdf?: string): string => viewer.copyTable({ table, bdf, order: {}, columns: all, format }).text;
    if (table !== 'msix') return [{ table, label, name: table, text: text() }];
    const { msix } = screenOf(viewer, { msix: { bdf: undefined, first: 0, count: 0 } }, 0);
    return (msix?.functions ?? []).map(({ bdf }) => ({
      table,
      label: `${label} ${bdf}`,
      name: `${table}-${bdf.replaceAll(':', '-')}`,
      text: text(bdf),
    }));
  });
}

/** They as one document. */
export function tablesMarkdown(tables: readonly TableText[]): string {
  return tables.map(({ label, text }) => `## ${label}\n\n${text}`).join('\n');
}
