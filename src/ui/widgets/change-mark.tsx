import type { ReactNode } from 'react';
import type { Change } from '../../engine/index.ts';
import { cx } from './cx.ts';
import styles from './change-mark.module.css';

const MARKS: Readonly<Record<Change['kind'], readonly [sign: string, word: string]>> = {
  created: ['+', 'created'],
  changed: ['±', 'changed'],
  removed: ['×', 'removed'],
  called: ['→', 'called'],
  returned: ['←', 'returned'],
  signal: ['↯', 'signal'],
  log: ['≡', 'logged'],
  mark: ['▸', 'script'],
  switched: ['⇄', 'switched'],
};

/** What kind of change it was: a sign and a colour, and a word for those who see neither. */
export function ChangeMark({ kind }: { readonly kind: Change['kind'] }): ReactNode {
  const [sign, word] = MARKS[kind];
  return (
    <span className={cx(styles.mark, styles[kind])} title={word}>
      <span aria-hidden="true">{sign}</span>
      <span className={styles.word}>{word} </span>
    </span>
  );
}
