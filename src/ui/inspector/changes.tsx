import type { ReactNode } from 'react';
import type { Change } from '../../engine/index.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { ChangeMark } from '../widgets/change-mark.tsx';
import { cx } from '../widgets/cx.ts';
import styles from './steps.module.css';

/** What the last move changed, and the step in words. */
export function Changes(): ReactNode {
  const step = useScreen((screen) => screen.step);
  const changes = useScreen((screen) => screen.changes);
  const more = useScreen((screen) => screen.moreChanges) ?? 0;
  const sentence = useScreen((screen) => screen.sentence);
  return (
    <section className={styles.half} aria-label="What changed">
      <h2 className={styles.title}>What changed at step {step?.toLocaleString('en')}</h2>
      <ul className={cx(styles.list, styles.changes)}>
        {more === 0 ? null : (
          <li className={styles.none}>{more.toLocaleString('en')} earlier changes of this move are not listed.</li>
        )}
        {changes?.map((change, index) => (
          <ChangeLine key={`${change.step}-${index}`} change={change} />
        ))}
      </ul>
      <output className={styles.sentence} data-testid="sentence">
        {sentence}
      </output>
    </section>
  );
}

function ChangeLine({ change }: { readonly change: Change }): ReactNode {
  const actions = useActions();
  const { kind, subject, selection, field, side } = change;
  return (
    <li className={styles.change}>
      <ChangeMark kind={kind} />
      <span className={styles.what}>
        {selection === undefined ? (
          <span>{subject}</span>
        ) : (
          <button type="button" className={styles.subject} onClick={() => actions.select(selection)}>
            {subject}
          </button>
        )}
        {field === undefined ? null : <code className={styles.field}> {field}</code>}
        <Value change={change} />
        {side === 'hardware' ? <span className={styles.side}> hardware</span> : null}
      </span>
    </li>
  );
}

/** From what to what; for bits that have names, which were set and cleared. */
function Value({ change }: { readonly change: Change }): ReactNode {
  const { before, after, added = [], removed = [] } = change;
  if (added.length + removed.length > 0) {
    return (
      <code>
        {added.map((name) => (
          <span key={name}>
            {' '}
            <b className={styles.after}>+ {name}</b>
          </span>
        ))}
        {removed.map((name) => (
          <span key={name} className={styles.gone}>
            {' '}
            − {name}
          </span>
        ))}
      </code>
    );
  }
  if (before === undefined && after === undefined) return null;
  return (
    <code>
      {before === undefined ? ' ' : ` ${before} → `}
      <b className={before === undefined ? undefined : styles.after}>{after}</b>
    </code>
  );
}
