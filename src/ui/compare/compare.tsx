import { type ReactNode, useState } from 'react';
import { type CompareMessages, compareMessages } from '../../engine/api/messages/compare.ts';
import type { Comparison } from '../../engine/index.ts';
import { useActions, useCompare, useView } from '../store/hooks.ts';
import { toClipboard } from '../widgets/export.ts';
import { Menu } from '../widgets/menu.tsx';
import buttons from '../widgets/button.module.css';
import { Areas } from './areas.tsx';
import { Choose } from './choose.tsx';
import { asMarkdown, asText, sideText } from './text.ts';
import styles from './compare.module.css';

/** The open run beside another, differences first. It is no dialog: what is selected in it is selected on the desk below. */
export function Compare(): ReactNode {
  const actions = useActions();
  const say = compareMessages(useView(({ language }) => language));
  const { found, problem, busy, other } = useCompare((state) => state);
  return (
    <section className={styles.panel} aria-label={say.title} aria-busy={busy !== undefined} data-testid="compare">
      <header className={styles.head}>
        <h2>{say.title}</h2>
        <Choose say={say} />
        {found === undefined ? null : <Copy found={found} say={say} />}
        {other === undefined || other.kind === 'step' || other.kind === 'model' ? null : (
          <button type="button" className={buttons.button} onClick={() => actions.openOther()}>
            {say.openOther}
          </button>
        )}
        <button
          type="button"
          className={styles.close}
          aria-label={say.close}
          title={say.close}
          onClick={() => actions.closeComparison()}
        >
          ×
        </button>
      </header>
      <output className={styles.state}>{busy === undefined ? '' : `${busy} …`}</output>
      {problem === undefined ? null : (
        <p className={styles.problem} role="alert">
          {say.failed} {problem}
        </p>
      )}
      {other === undefined && problem === undefined ? <p className={styles.note}>{say.about}</p> : null}
      {found === undefined ? null : <Found found={found} say={say} />}
    </section>
  );
}

function Found({ found, say }: { readonly found: Comparison; readonly say: CompareMessages }): ReactNode {
  const { a, b, handlers, differences, unknown } = found;
  return (
    <>
      <p className={styles.sides}>
        <span>{sideText(say, 'A', a)}</span>
        <span>{sideText(say, 'B', b)}</span>
      </p>
      <p className={styles.note}>{say.handlers(handlers).join(' ')}</p>
      {differences.length === 0 ? <p className={styles.note}>{say.same}</p> : <Areas found={found} say={say} />}
      {unknown.length === 0 ? null : (
        <p className={styles.note}>{say.unknown({ areas: unknown.map((area) => say.areas[area]) })}</p>
      )}
    </>
  );
}

function Copy({ found, say }: { readonly found: Comparison; readonly say: CompareMessages }): ReactNode {
  const [copied, setCopied] = useState(false);
  const copy = (text: string): void => void toClipboard(Promise.resolve(text)).then(setCopied);
  return (
    <>
      <Menu
        label={say.copy}
        sections={[
          {
            entries: [
              { id: 'md', name: say.copyMarkdown, onChoose: () => copy(asMarkdown(found, say)) },
              { id: 'text', name: say.copyText, onChoose: () => copy(asText(found, say)) },
            ],
          },
        ]}
      />
      <output className={styles.state}>{copied ? say.copied : ''}</output>
    </>
  );
}
