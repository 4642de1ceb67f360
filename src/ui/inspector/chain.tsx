import { Fragment, type ReactNode } from 'react';
import type { InspectView } from '../../engine/index.ts';
import { useApp } from '../store/app-model.ts';
import { cx } from '../widgets/cx.ts';
import styles from './inspector.module.css';

/** The chain of an interrupt, from its source to its handler. */
export function Chain({ chain }: { readonly chain: InspectView['chain'] }): ReactNode {
  const app = useApp();
  return (
    <ol className={styles.chain} aria-label="Chain">
      {chain.map(({ label, kind, selection }, index) => (
        <Fragment key={`${label}${index}`}>
          <li className={styles.link}>
            {selection === undefined ? (
              <span className={cx(styles.chip, styles[kind])}>{label}</span>
            ) : (
              <button type="button" className={cx(styles.chip, styles[kind])} onClick={() => app.select(selection)}>
                {label}
              </button>
            )}
            {index < chain.length - 1 ? (
              <span className={styles.arrow} aria-hidden="true">
                →
              </span>
            ) : null}
          </li>
        </Fragment>
      ))}
    </ol>
  );
}
