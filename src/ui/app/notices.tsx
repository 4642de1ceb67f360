import type { ReactNode } from 'react';
import { formatWhere } from '../../base/result.ts';
import { useActions, useRun, useTasks } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './notices.module.css';

/** What went wrong, or is worth knowing: the message, the place, what to do. Each can be dismissed. */
export function Notices(): ReactNode {
  const actions = useActions();
  const { notices: say } = useMessages();
  const notices = useTasks((tasks) => tasks.notices);
  const isOpen = useRun(({ info }) => info !== undefined);
  return (
    <div className={styles.stack} aria-live="assertive">
      {notices.map(({ id, kind, title, problem }) => {
        const where = formatWhere(problem.where);
        return (
          <section
            key={id}
            className={cx(styles.notice, kind !== 'note' && styles.problem)}
            role={kind !== 'note' ? 'alert' : 'status'}
            aria-label={title}
            data-code={problem.code}
          >
            <div className={styles.body}>
              <h2 className={styles.title}>{title}</h2>
              <p>{problem.message}</p>
              {where === '' ? null : <p className={styles.where}>{where}</p>}
              {problem.hint === undefined || problem.hint === '' ? null : <p className={styles.hint}>{problem.hint}</p>}
              {kind === 'problem' && isOpen ? <p className={styles.hint}>{say.stillOpen}</p> : null}
            </div>
            <button
              type="button"
              className={styles.close}
              aria-label={say.dismiss({ title })}
              onClick={() => actions.dismissNotice(id)}
            >
              ×
            </button>
          </section>
        );
      })}
    </div>
  );
}
