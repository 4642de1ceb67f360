/** Cells that several tables have. */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { ReactNode } from 'react';
import type { Column } from './columns.ts';
import styles from './table.module.css';

interface FaintProps {
  readonly children: string;
  /** The whole of it, where the cell has a short form. */
  readonly title?: string | undefined;
}

/** A cell of less weight; a dash for nothing. */
export function Faint({ children, title = children }: FaintProps): ReactNode {
  return (
    <span className={styles.muted} title={title}>
      {children === '' ? '–' : children}
    </span>
  );
}

/** A name whose end tells it from others: where it has no room it is cut at its beginning. */
export function Tail({ children, title }: { readonly children: string; readonly title: string }): ReactNode {
  return (
    <span className={styles.tail} title={title}>
      <bdi>{children}</bdi>
    </span>
  );
}

interface Counted {
  readonly counts: readonly number[];
}

/** A column of counts for each CPU, for those who choose it. */
export function cpuColumns<T extends Counted>(cpus: number, say: PageMessages['tables']): readonly Column<T>[] {
  return Array.from({ length: cpus }, (_, cpu) =>
    cpuColumn<T>(cpu, { title: say.cpuNumber({ cpu }), hidden: 'always' }),
  );
}

/** A zero is faint, so that the others are seen among very many. */
export function cpuColumn<T extends Counted>(
  cpu: number,
  more: Pick<Column<T>, 'title'> & Partial<Column<T>>,
): Column<T> {
  return {
    id: `cpu${cpu}`,
    width: 58,
    end: true,
    cell: ({ counts }) => {
      const count = counts[cpu] ?? 0;
      return count === 0 ? <span className={styles.muted}>0</span> : count;
    },
    ...more,
  };
}
