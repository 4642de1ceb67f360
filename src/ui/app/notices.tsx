import { Popover } from '@base-ui/react/popover';
import type { ReactNode } from 'react';
import { formatWhere } from '../../base/result.ts';
import { useActions, useRun, useTasks } from '../store/hooks.ts';
import type { Notice } from '../store/stores.ts';
import { cx } from '../widgets/cx.ts';
import { MENUS_PLACE } from '../widgets/menus-place.ts';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './notices.module.css';

/**
 * What went wrong, or is worth knowing. One at a time has a strip of a line or two, so that the panes keep their room: the
 * newest problem, else the newest note. All of them, whole, are in the list of the top bar, also after they were dismissed.
 */
export function Notices(): ReactNode {
  const actions = useActions();
  const { notices: say } = useMessages();
  const notices = useTasks((tasks) => tasks.notices);
  const open = notices.filter(({ shut }) => !shut);
  const shown = open.findLast(({ kind }) => kind !== 'note') ?? open.at(-1);
  return (
    <div className={styles.stack} aria-live="assertive">
      {open.map((notice) => {
        const { id, kind, title, problem } = notice;
        return (
          <section
            key={id}
            className={notice === shown ? cx(styles.notice, kind !== 'note' && styles.problem) : styles.waiting}
            role={kind !== 'note' ? 'alert' : 'status'}
            aria-label={title}
            data-code={problem.code}
          >
            <div className={styles.body}>
              <Words notice={notice} />
            </div>
            {notice === shown ? (
              <button
                type="button"
                className={styles.close}
                aria-label={say.dismiss({ title })}
                onClick={() => actions.dismissNotice(id)}
              >
                ×
              </button>
            ) : null}
          </section>
        );
      })}
    </div>
  );
}

/** The message, the place, what to do. */
function Words({ notice: { kind, title, problem } }: { readonly notice: Notice }): ReactNode {
  const { notices: say } = useMessages();
  const isOpen = useRun(({ info }) => info !== undefined);
  const where = formatWhere(problem.where);
  return (
    <>
      <h2 className={styles.title}>{title}</h2>
      <p>{problem.message}</p>
      {where === '' ? null : <p className={styles.where}>{where}</p>}
      {problem.hint === undefined || problem.hint === '' ? null : <p className={styles.hint}>{problem.hint}</p>}
      {kind === 'problem' && isOpen ? <p className={styles.hint}>{say.stillOpen}</p> : null}
    </>
  );
}

/** How many notices there are; opens the list of them. */
export function NoticesButton(): ReactNode {
  const { notices: say } = useMessages();
  const notices = useTasks((tasks) => tasks.notices);
  if (notices.length === 0) return null;
  const label = say.listOf({ count: notices.length });
  return (
    <Popover.Root>
      <Popover.Trigger
        className={cx(buttons.button, styles.badge, notices.some(({ kind }) => kind !== 'note') && styles.bad)}
        aria-label={label}
        title={label}
      >
        <span aria-hidden="true">! {notices.length}</span>
      </Popover.Trigger>
      <Popover.Portal container={MENUS_PLACE}>
        <Popover.Positioner className={styles.positioner} sideOffset={4} align="end" collisionPadding={8}>
          <Popover.Popup className={styles.popup}>
            <Popover.Title className={styles.listTitle}>{say.list}</Popover.Title>
            <ul className={styles.list}>
              {notices.toReversed().map((notice) => (
                <li key={notice.id} className={cx(styles.item, notice.kind !== 'note' && styles.problem)}>
                  <Words notice={notice} />
                </li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
