import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './pane.module.css';

interface Props {
  readonly name: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A part of the page as screen readers find it: a landmark, with a heading that is heard and takes no room. */
export function Pane({ name, className, children }: Props): ReactNode {
  return (
    <section className={cx(styles.pane, className)} aria-label={name}>
      <h2 className={styles.heading}>{name}</h2>
      {children}
    </section>
  );
}
