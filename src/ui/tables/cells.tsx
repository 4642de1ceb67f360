/** Cells that several tables have. */
import type { ReactNode } from 'react';
import type { Column } from './columns.ts';
import styles from './table.module.css';

/** A cell of less weight; a dash for nothing. */
export function Faint({ children }: { readonly children: string }): ReactNode {
  return (
    <span className={styles.muted} title={children}>
      {children === '' ? '–' : children}
    </span>
  );
}

interface Counted {
  readonly counts: readonly number[];
}

/** A column of counts for each CPU. */
export function cpuColumns<T extends Counted>(cpus: number, hidden?: 'always'): readonly Column<T>[] {
  return Array.from({ length: cpus }, (_, cpu) => cpuColumn<T>(cpu, hidden === undefined ? {} : { hidden }));
}

/** A zero is faint, so that the others are seen among very many. */
export function cpuColumn<T extends Counted>(cpu: number, more: Partial<Column<T>> = {}): Column<T> {
  return {
    id: `cpu${cpu}`,
    title: `CPU${cpu}`,
    width: 58,
    end: true,
    cell: ({ counts }) => {
      const count = counts[cpu] ?? 0;
      return count === 0 ? <span className={styles.muted}>0</span> : count;
    },
    ...more,
  };
}
