import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { TableAsk, TableWindow } from '../../engine/index.ts';
import { cx } from '../widgets/cx.ts';
import { HeadCell } from './head-cell.tsx';
import { Row } from './row.tsx';
import { reveal, ROW, useRows } from './use-rows.ts';
import styles from './table.module.css';

export interface Column<T> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: T) => ReactNode;
  readonly end?: boolean;
  readonly mono?: boolean;
}

export interface TableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  /** Sets the widths of the columns. */
  readonly template: string | undefined;
  readonly data: TableWindow<T> | undefined;
  readonly changedOf?: (row: T) => readonly string[];
  readonly isSelected?: (row: T) => boolean;
  readonly onSelect?: (row: T) => void;
  /** Told which rows are visible, when that goes beyond what was asked for. */
  readonly onWindow?: (first: number, count: number) => void;
  readonly sort?: TableAsk['sort'];
  readonly onSort?: (sort: TableAsk['sort']) => void;
}

/** Rows asked for beyond what is visible, so that scrolling meets them ready. */
const MARGIN = 30;

/** A table of any length: only the visible rows exist. Up and down move in it, Enter selects. */
export function VirtualTable<T>(props: TableProps<T>): ReactNode {
  const { label, columns, template, data, onSelect, onWindow } = props;
  const scroll = useRef<HTMLTableElement>(null);
  const id = useId();
  const total = data?.total ?? 0;
  const [active, setActive] = useState(0);
  const { first, last } = useRows(scroll, total);
  useEffect(() => {
    if (data === undefined || onWindow === undefined || last < first) return;
    const missing = first < data.first || last >= data.first + data.rows.length;
    if (missing) onWindow(Math.max(0, first - MARGIN), last - first + 1 + 2 * MARGIN);
  }, [data, first, last, onWindow]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / ROW) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowUp: -1,
      ArrowDown: 1,
      PageUp: -page,
      PageDown: page,
      Home: -total,
      End: total,
    };
    const by = moves[event.key];
    if (by !== undefined && !event.shiftKey) {
      event.preventDefault();
      const next = Math.max(0, Math.min(total - 1, active + by));
      setActive(next);
      reveal(scroll.current, next);
    } else if (event.key === 'Enter' || event.key === ' ') {
      const row = data?.rows[active - data.first];
      if (event.target !== event.currentTarget || row === undefined) return;
      event.preventDefault();
      onSelect?.(row);
    }
  };

  // HTML has no element of its own for a table that takes arrow keys.
  const current = active >= first && active <= last ? `${id}-${active}` : undefined;
  const grid = { role: 'grid', tabIndex: 0, 'aria-activedescendant': current, onKeyDown } as const;
  const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  return (
    <table
      ref={scroll}
      className={styles.scroll}
      {...grid}
      aria-label={label}
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
    >
      <thead>
        <tr className={cx(styles.head, template)} aria-rowindex={1}>
          {columns.map((column) => (
            <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
          ))}
        </tr>
      </thead>
      <tbody className={styles.body} style={{ height: total * ROW }}>
        {indexes.map((index) => (
          <Row
            key={index}
            id={`${id}-${index}`}
            index={index}
            row={data?.rows[index - data.first]}
            active={index === active}
            table={props}
            onActivate={setActive}
          />
        ))}
      </tbody>
    </table>
  );
}
