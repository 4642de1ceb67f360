import type { ReactNode } from 'react';
import { useTasks } from '../store/hooks.ts';
import styles from './progress.module.css';

/** What takes a while, once it does. */
export function Progress(): ReactNode {
  const progress = useTasks((tasks) => tasks.progress);
  return (
    <output className={styles.place}>
      {progress?.slow === true ? (
        <div className={styles.progress}>
          <progress
            aria-label={progress.what}
            {...(progress.fraction === undefined ? {} : { value: progress.fraction, max: 1 })}
          />
          {progress.what} …
        </div>
      ) : null}
    </output>
  );
}
