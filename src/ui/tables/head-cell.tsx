import type { ReactNode } from 'react';
import type { TableAsk } from '../../engine/index.ts';
import { cx } from '../widgets/cx.ts';
import type { Column, TableProps } from './virtual-table.tsx';
import styles from './table.module.css';

interface Props<T> {
  readonly column: Column<T>;
  readonly sort: TableAsk['sort'];
  readonly onSort: TableProps<T>['onSort'];
}

/** A column's head; a press sorts up, then down, then not at all. */
export function HeadCell<T>({ column: { id, title, end }, sort, onSort }: Props<T>): ReactNode {
  const name = cx(styles.headCell, end === true && styles.end);
  if (onSort === undefined) {
    return (
      <th scope="col" className={name}>
        {title}
      </th>
    );
  }
  const descending = sort?.column === id ? sort.descending : undefined;
  const next = descending === true ? undefined : { column: id, descending: descending === false };
  return (
    <th
      scope="col"
      className={name}
      aria-sort={descending === undefined ? 'none' : descending ? 'descending' : 'ascending'}
    >
      <button type="button" className={styles.sort} title={`Sort by ${title}`} onClick={() => onSort(next)}>
        {title}
        {descending === undefined ? '' : descending ? ' ↓' : ' ↑'}
      </button>
    </th>
  );
}
