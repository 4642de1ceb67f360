import { Fragment, type ReactNode } from 'react';
import styles from './log.module.css';

/**
 * /proc/interrupts, byte for byte: the heads of the CPUs and the names of the rows stay in sight when it is scrolled. Only
 * what stands in the elements may stay there, so line ends stand between them.
 */
export function ProcLines({ text }: { readonly text: string }): ReactNode {
  const lines = text.split('\n');
  const lead = Math.max(0, ...lines.map((line) => line.indexOf(':') + 1));
  return (
    <pre className={styles.counts}>
      {lines.map((line, at) => (
        // A line has no name but its place.
        <Fragment key={at}>
          {at === 0 ? null : '\n'}
          {line === '' ? null : (
            <span className={at === 0 ? styles.heads : undefined}>
              <span className={styles.lead}>{line.slice(0, lead)}</span>
              {line.slice(lead)}
            </span>
          )}
        </Fragment>
      ))}
    </pre>
  );
}
