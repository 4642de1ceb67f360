import type { ReactNode } from 'react';
import styles from './key.module.css';

/** A key cap; a reminder beside a button, and so hidden from screen readers there. */
export function Key({ children, hidden = false }: { readonly children: string; readonly hidden?: boolean }): ReactNode {
  return (
    <kbd className={styles.key} aria-hidden={hidden}>
      {children}
    </kbd>
  );
}
