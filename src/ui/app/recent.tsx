import { type ReactNode, useEffect } from 'react';
import { useActions, useKept, useRun, useView } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { Modal } from '../widgets/modal.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './dialogs.module.css';

/** What was open before and is kept in this browser; and whether anything is. */
export function Recent({ onClose }: { readonly onClose: () => void }): ReactNode {
  const actions = useActions();
  const { kept: say } = useMessages().app;
  const list = useKept((kept) => kept.list);
  const keeping = useKept((kept) => kept.keeping);
  const open = useRun(({ id }) => id);
  const when = useWhen();
  useEffect(() => void actions.lookAtKept(), [actions]);
  return (
    <Modal title={say.title} wide onClose={onClose}>
      <p className={styles.note}>{say.about}</p>
      <ol className={styles.stops}>
        {list.map(({ id, name, kernel, when: at }) => (
          <li key={id} className={styles.stop}>
            <button
              type="button"
              className={cx(buttons.link, styles.overlay)}
              aria-current={id === open}
              onClick={() => {
                onClose();
                void actions.openKept(id);
              }}
            >
              {say.entry({ name, kernel })}
            </button>
            <span className={styles.note}>{id === open ? say.isOpen : when(at)}</span>
            <button
              type="button"
              className={cx(buttons.button, styles.remove)}
              aria-label={say.removeOne({ name })}
              onClick={() => void actions.removeKept([id])}
            >
              {say.remove}
            </button>
          </li>
        ))}
        {list.length === 0 ? <li className={styles.note}>{say.none}</li> : null}
      </ol>
      <p>
        <button
          type="button"
          className={buttons.button}
          aria-disabled={list.length === 0}
          onClick={() => void actions.removeKept(list.map(({ id }) => id))}
        >
          {say.clear}
        </button>
      </p>
      <label className={styles.stopName}>
        <input type="checkbox" checked={keeping} onChange={({ target }) => void actions.keep(target.checked)} />
        {say.keep}
      </label>
    </Modal>
  );
}

/** A time in the words of the page's language. */
export function useWhen(): (at: number) => string {
  const language = useView((view) => view.language);
  return (at) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}
