import type { ReactNode } from 'react';
import { CallStack } from './call-stack.tsx';
import { Changes } from './changes.tsx';
import styles from './steps.module.css';

/** Where the kernel is, and what the last move changed. */
export function Steps(): ReactNode {
  return (
    <div className={styles.steps}>
      <CallStack />
      <Changes />
    </div>
  );
}
