import { type ReactNode, useEffect, useState } from 'react';
import { useApp } from '../store/hooks.ts';
import type { Shared } from '../store/link-sync.ts';
import { ExportList } from './export-list.tsx';
import { download } from '../widgets/export.ts';
import { cx } from '../widgets/cx.ts';
import { Modal } from '../widgets/modal.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './dialogs.module.css';

/** One link that opens to this very picture; or a file, when the board is too large for a link. */
export function Share({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApp();
  const { share: say } = useMessages().app;
  const [shared, setShared] = useState<Shared>();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    let current = true;
    void app.ask.share().then((result) => {
      if (current) setShared(result);
    });
    return () => {
      current = false;
    };
  }, [app]);
  return (
    <Modal title={say.title} onClose={onClose}>
      {shared === undefined ? null : shared.kind === 'link' ? (
        <>
          <p>{say.about}</p>
          <div className={styles.link}>
            <input
              className={styles.input}
              aria-label={say.link}
              readOnly
              value={shared.url}
              onFocus={(event) => event.target.select()}
            />
            <button
              type="button"
              className={cx(buttons.button, buttons.primary)}
              onClick={() => void navigator.clipboard.writeText(shared.url).then(() => setCopied(true))}
            >
              {copied ? say.copied : say.copy}
            </button>
          </div>
        </>
      ) : (
        <>
          <p>{shared.why}</p>
          {shared.text === '' ? null : (
            <button
              type="button"
              className={cx(buttons.button, buttons.primary, styles.download)}
              onClick={() => download(shared.name, shared.text)}
            >
              {say.download({ name: shared.name })}
            </button>
          )}
        </>
      )}
      <ExportList />
    </Modal>
  );
}
