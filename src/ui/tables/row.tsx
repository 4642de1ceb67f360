import type { ReactNode } from 'react';
import { cx } from '../widgets/cx.ts';
import { ROW } from './use-rows.ts';
import type { TableProps } from './virtual-table.tsx';
import styles from './table.module.css';

interface Props<T> {
  readonly id: string;
  readonly index: number;
  /** undefined until it has come. */
  readonly row: T | undefined;
  readonly active: boolean;
  readonly table: TableProps<T>;
  readonly onActivate: (index: number) => void;
}

/** A row of a virtual table. The table takes the keys for all of its rows. */
export function Row<T>({ id, index, row, active, table, onActivate }: Props<T>): ReactNode {
  const { columns, template, changedOf, isSelected, onSelect } = table;
  const changed = row === undefined ? [] : (changedOf?.(row) ?? []);
  const isNew = changed.includes('*');
  const selected = row !== undefined && isSelected?.(row) === true;
  return (
    <tr
      id={id}
      aria-rowindex={index + 2}
      aria-selected={onSelect === undefined ? undefined : selected}
      className={cx(styles.row, template, selected && styles.selected, active && styles.active, isNew && styles.isNew)}
      style={{ transform: `translateY(${index * ROW}px)` }}
      onClick={() => {
        onActivate(index);
        if (row !== undefined) onSelect?.(row);
      }}
    >
      {columns.map(({ id: column, cell, end, mono }) => {
        const isChanged = !isNew && changed.includes(column);
        const name = cx(
          styles.cell,
          end === true && styles.end,
          mono !== false && styles.mono,
          isChanged && styles.changed,
        );
        return (
          <td key={column} className={name}>
            {row === undefined ? '…' : cell(row)}
            {isChanged ? <span className={styles.hidden}> (changed)</span> : null}
            {isNew && column === columns[0]?.id ? <span className={styles.hidden}> (new)</span> : null}
          </td>
        );
      })}
    </tr>
  );
}
