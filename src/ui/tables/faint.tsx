import type { ReactNode } from 'react';
import styles from './table.module.css';

/** A cell of less weight; a dash for nothing. */
export function Faint({ children }: { readonly children: string }): ReactNode {
  return (
    <span className={styles.muted} title={children}>
      {children === '' ? '–' : children}
    </span>
  );
}
