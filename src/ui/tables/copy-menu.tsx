import { type ReactNode, useEffect, useState } from 'react';
import type { TableCopyAsk } from '../../engine/index.ts';
import { useApp } from '../store/app-model.ts';
import { report } from '../store/notices.ts';
import { Menu } from '../widgets/menu.tsx';
import { Modal } from '../widgets/modal.tsx';
import { toClipboard } from './clipboard.ts';
import styles from './copy-menu.module.css';

/** What came of the last copy. */
type Copied =
  | { readonly kind: 'done'; readonly rows: number }
  /** The browser refused the clipboard: the text is shown, to be copied by hand. */
  | { readonly kind: 'refused'; readonly text: string };

/** So many milliseconds it is said that the table was copied. */
const SAID = 4000;

/** Puts the whole table, as it is filtered, grouped and sorted, on the clipboard. */
export function CopyMenu({ what }: { readonly what: Omit<TableCopyAsk, 'format'> }): ReactNode {
  const app = useApp();
  const [copied, setCopied] = useState<Copied>();
  useEffect(() => {
    if (copied?.kind !== 'done') return undefined;
    const timer = setTimeout(() => setCopied(undefined), SAID);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (format: TableCopyAsk['format']): Promise<void> => {
    setCopied(undefined);
    const made = app.engine.table({ ...what, format });
    const accepted = await toClipboard(made.then((result) => (result.ok ? result.value.text : '')));
    const result = await made;
    if (!result.ok) report(app.stores, 'Could not copy the table', result.error);
    else setCopied(accepted ? { kind: 'done', rows: result.value.rows } : { kind: 'refused', text: result.value.text });
  };
  return (
    <span className={styles.copy}>
      <Menu
        small
        label="Copy"
        sections={[
          {
            entries: [
              { id: 'text', name: 'as text', onChoose: () => void copy('text') },
              { id: 'csv', name: 'as CSV', onChoose: () => void copy('csv') },
            ],
          },
        ]}
      />
      <output className={styles.copied}>
        {copied?.kind === 'done' ? `copied ${copied.rows} ${copied.rows === 1 ? 'row' : 'rows'}` : ''}
      </output>
      {copied?.kind === 'refused' ? <ByHand text={copied.text} onClose={() => setCopied(undefined)} /> : null}
    </span>
  );
}

function ByHand({ text, onClose }: { readonly text: string; readonly onClose: () => void }): ReactNode {
  return (
    <Modal title="Copy by hand" onClose={onClose}>
      <p>The browser did not let the page write to the clipboard. Select all of this and copy it.</p>
      <textarea
        className={styles.text}
        aria-label="The table"
        readOnly
        rows={16}
        wrap="off"
        value={text}
        onFocus={(event) => event.target.select()}
      />
    </Modal>
  );
}
