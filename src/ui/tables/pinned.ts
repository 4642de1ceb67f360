/** Columns that stay in sight when the table scrolls sideways. */
import type { Column } from '@tanstack/react-table';
import type { CSSProperties } from 'react';
import { cx } from '../widgets/cx.ts';
import type { FEATURES } from './columns.ts';
import styles from './table.module.css';

type Pinnable<T extends object> = Column<typeof FEATURES, T>;

export function pinClass<T extends object>(column: Pinnable<T>): string | undefined {
  switch (column.getIsPinned()) {
    case 'start':
      return cx(styles.pinned, styles.pinnedStart);
    case 'end':
      return styles.pinned;
    case false:
      return undefined;
  }
}

export function pinStyle<T extends object>(column: Pinnable<T>): CSSProperties | undefined {
  switch (column.getIsPinned()) {
    case 'start':
      return { insetInlineStart: column.getStart('start') };
    case 'end':
      return { insetInlineEnd: column.getAfter('end') };
    case false:
      return undefined;
  }
}
