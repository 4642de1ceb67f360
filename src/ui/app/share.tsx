import { type ReactNode, useEffect, useState } from 'react';
import { useApp, useRun } from '../store/hooks.ts';
import type { Shared } from '../store/link-sync.ts';
import { ExportList } from './export-list.tsx';
import { download, toClipboard } from '../widgets/export.ts';
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
  const [copied, setCopied] = useState<'link' | 'embed'>();
  const [blank, setBlank] = useState(false);
  const hasTree = useRun(({ machine }) => machine === undefined);
  useEffect(() => {
    let current = true;
    void app.ask.share(blank).then((result) => {
      if (current) setShared(result);
    });
    return () => {
      current = false;
    };
  }, [app, blank]);
  const copy = (what: 'link' | 'embed', text: string): void =>
    void toClipboard(Promise.resolve(text)).then((done) => setCopied(done ? what : undefined));
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
              onClick={() => copy('link', shared.url)}
            >
              {copied === 'link' ? say.copied : say.copy}
            </button>
          </div>
          <p>
            <button
              type="button"
              className={buttons.button}
              title={say.embedAbout}
              onClick={() => copy('embed', embedding(shared.url))}
            >
              {copied === 'embed' ? say.copied : say.copyEmbed}
            </button>
          </p>
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
      {hasTree ? (
        <p>
          <label title={say.blankAbout}>
            <input
              type="checkbox"
              checked={blank}
              onChange={({ target }) => {
                setBlank(target.checked);
                setCopied(undefined);
              }}
            />{' '}
            {say.blank}
          </label>
        </p>
      ) : null}
      <ExportList />
    </Modal>
  );
}

/** A frame for a page of documentation, as high as its content says later. */
function embedding(url: string): string {
  const { origin, pathname, hash } = new URL(url);
  const source = `${origin}${pathname.replace(/[^/]*$/, 'embed.html')}${hash}`
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;');
  return `<iframe src="${source}" title="irqscope" width="100%" height="520" loading="lazy"></iframe>`;
}
