import type { ReactNode } from 'react';
import type { LineMark } from './code-field.tsx';
import styles from './editor.module.css';

interface Props {
  readonly marks: readonly LineMark[];
  readonly onGo: (mark: LineMark) => void;
}

/** What is wrong in the text above; each leads to its line. */
export function CodeProblems({ marks, onGo }: Props): ReactNode {
  return (
    <ul id="code-problems" className={styles.codeProblems} aria-label="Problems in the text">
      {marks.map((mark) => (
        <li key={`${mark.line}${mark.message}`}>
          <button type="button" className={styles.problem} onClick={() => onGo({ ...mark })}>
            <b>
              Line {mark.line}, column {mark.column}
            </b>{' '}
            {mark.message}
          </button>
        </li>
      ))}
    </ul>
  );
}
