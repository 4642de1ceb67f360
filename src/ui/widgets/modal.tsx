import { type ReactNode, useEffect, useRef } from 'react';
import { cx } from './cx.ts';
import { useMessages } from './messages.ts';
import styles from './modal.module.css';

interface Props {
  readonly title: string;
  /** Hides the title, which screen readers still say. */
  readonly bare?: boolean;
  /** Room for three columns, where the page has it. */
  readonly wide?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Newer than React's types. */
const LIGHT_DISMISS: Readonly<Record<string, string>> = { closedby: 'any' };

/** A modal dialog: the browser's own, which keeps the focus inside and gives it back. */
export function Modal({ title, bare = false, wide = false, onClose, children }: Props): ReactNode {
  const { app: say } = useMessages();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement || before instanceof SVGElement) before.focus();
    };
  }, []);
  return (
    // Escape and a click beside it close it; both are the browser's. It tells of that before, and where it cannot, after:
    // closed at once, a key that follows Escape is the page's already.
    <dialog
      ref={ref}
      className={cx(styles.dialog, bare && styles.bare, wide && styles.wide)}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={onClose}
      {...LIGHT_DISMISS}
    >
      <div className={styles.content}>
        {bare ? null : (
          <header className={styles.head}>
            <h2>{title}</h2>
            <button type="button" className={styles.close} aria-label={say.close} onClick={onClose}>
              ×
            </button>
          </header>
        )}
        {children}
      </div>
    </dialog>
  );
}
