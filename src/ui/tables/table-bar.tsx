import type { ReactNode } from 'react';
import type { TableId } from '../../engine/index.ts';
import { useView } from '../store/hooks.ts';
import { NO_CHOICE } from '../store/stores.ts';
import { ColumnMenu } from './column-menu.tsx';
import { type Column, copied } from './columns.ts';
import { CopyMenu } from './copy-menu.tsx';
import { useOrder } from './use-order.ts';
import { useNarrow } from '../widgets/measure.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './table.module.css';

interface Props<T> {
  readonly table: TableId;
  readonly columns: readonly Column<T>[];
  /** How many rows there are. */
  readonly count: string;
  /** Before the filter. */
  readonly lead?: ReactNode;
  readonly children?: ReactNode;
}

/** Above a table: the filter, how many rows it leaves, and what can be chosen and copied. */
export function TableBar<T>({ table, columns, count, lead, children }: Props<T>): ReactNode {
  const { ask, onFilter } = useOrder(table);
  const { filter, placeholder } = useMessages().tables.all[table];
  return (
    <div className={styles.bar}>
      {lead}
      <input
        className={styles.filter}
        type="search"
        aria-label={filter}
        placeholder={placeholder}
        value={ask.filter ?? ''}
        onChange={(event) => onFilter(event.target.value)}
      />
      <span className={styles.count}>{count}</span>
      {children}
      <TableMenus table={table} columns={columns} />
    </div>
  );
}

/** The menus of columns and of copies. */
export function TableMenus<T>({
  table,
  columns,
  bdf,
}: Pick<Props<T>, 'table' | 'columns'> & { readonly bdf?: string | undefined }): ReactNode {
  const { ask } = useOrder(table);
  const choice = useView((view) => view.columns[table]) ?? NO_CHOICE;
  const narrow = useNarrow();
  const { first: _first, count: _count, ...order } = ask;
  return (
    <>
      <ColumnMenu table={table} columns={columns} />
      <CopyMenu
        what={{
          table,
          order,
          bdf,
          columns: copied(columns, choice, narrow),
        }}
      />
    </>
  );
}
