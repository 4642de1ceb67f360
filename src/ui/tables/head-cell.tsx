import type { Header } from '@tanstack/react-table';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { cx } from '../widgets/cx.ts';
import { type FEATURES, NARROWEST, WIDEST } from './columns.ts';
import { pinClass, pinStyle } from './pinned.ts';
import type { DataTableModel } from './use-data-table.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './table.module.css';

interface Props<T extends object> {
  readonly header: Header<typeof FEATURES, T>;
  readonly table: DataTableModel<T>;
}

/** A key makes a column so many pixels wider or narrower. */
const KEY_STEP = 16;

/** A column's head; a press sorts up, then down, then not at all. Its right edge, or < and >, change the width. */
export function HeadCell<T extends object>({ header, table }: Props<T>): ReactNode {
  const { column } = header;
  const { tables: say } = useMessages();
  const title = String(column.columnDef.header);
  const name = cx(styles.headCell, column.columnDef.meta?.end === true && styles.end, pinClass(column));
  const resize = (width: number): void =>
    table.setColumnSizing((before) => ({ ...before, [column.id]: Math.max(NARROWEST, Math.min(WIDEST, width)) }));
  const edge = title === '' ? null : <Edge onResize={resize} />;
  if (!column.getCanSort()) {
    return (
      <th scope="col" className={name} style={pinStyle(column)}>
        {title === '' ? <span className={styles.hidden}>{say.actions}</span> : title}
        {edge}
      </th>
    );
  }
  const sorted = column.getIsSorted();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key !== '<' && event.key !== '>') return;
    event.preventDefault();
    resize(widthOf(event.currentTarget) + (event.key === '<' ? -KEY_STEP : KEY_STEP));
  };
  return (
    <th
      scope="col"
      className={name}
      style={pinStyle(column)}
      aria-sort={sorted === false ? 'none' : sorted === 'desc' ? 'descending' : 'ascending'}
    >
      <button
        type="button"
        className={styles.sort}
        title={say.sortBy({ title })}
        onClick={() => column.toggleSorting()}
        onKeyDown={onKeyDown}
      >
        {title}
        {sorted === false ? '' : sorted === 'desc' ? ' ↓' : ' ↑'}
      </button>
      {edge}
    </th>
  );
}

function widthOf(inside: Element): number {
  return inside.closest('th')?.getBoundingClientRect().width ?? 0;
}

/** The right edge of a head, to drag. What keys do is the head's button's, so this is hidden from those who use them. */
function Edge({ onResize }: { readonly onResize: (width: number) => void }): ReactNode {
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    const element = event.currentTarget;
    const before = widthOf(element) - event.clientX;
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    element.onpointermove = ({ clientX }) => onResize(before + clientX);
    element.onlostpointercapture = () => {
      element.onpointermove = null;
    };
  };
  return <span aria-hidden="true" className={styles.edge} onPointerDown={onPointerDown} />;
}
