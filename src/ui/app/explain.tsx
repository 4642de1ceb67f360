import { type ReactNode, useRef, useState } from 'react';
import type { ExplainedLine } from '../../engine/index.ts';
import { useActions } from '../store/hooks.ts';
import buttons from '../widgets/button.module.css';
import fields from '../widgets/field.module.css';
import { Modal } from '../widgets/modal.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './explain.module.css';

/** A log that is pasted: what its lines are about on this board. */
export function ExplainDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const actions = useActions();
  const { explain: say } = useMessages().app;
  const field = useRef<HTMLTextAreaElement>(null);
  const [lines, setLines] = useState<readonly ExplainedLine[]>([]);
  const known = lines.filter(({ kind }) => kind !== 'unknown').length;
  const show = async (): Promise<void> => setLines(await actions.explain(field.current?.value ?? ''));
  return (
    <Modal title={say.title} wide onClose={onClose}>
      <p>{say.about}</p>
      <label className={fields.label}>
        {say.field}
        <textarea ref={field} className={styles.field} rows={6} spellCheck={false} />
      </label>
      <p>
        <button type="button" className={buttons.button} onClick={() => void show()}>
          {say.show}
        </button>{' '}
        <output>{lines.length === 0 ? '' : say.known({ known, all: lines.length })}</output>
      </p>
      {lines.length === 0 ? null : (
        <ol className={styles.lines} aria-label={say.lines}>
          {lines.map((line, i) => (
            <li key={i} data-kind={line.kind}>
              <Line line={line} />
            </li>
          ))}
        </ol>
      )}
    </Modal>
  );
}

function Line({ line }: { readonly line: ExplainedLine }): ReactNode {
  const actions = useActions();
  const { explain: say } = useMessages().app;
  const { text, selection, name, step, finding, note } = line;
  return (
    <>
      <code>{text}</code>
      {name === undefined && note === undefined ? null : (
        <p className={styles.about}>
          {selection === undefined || name === undefined ? null : (
            <button
              type="button"
              className={buttons.link}
              onClick={() => {
                actions.closeDialog();
                actions.follow(selection, step);
              }}
            >
              {say.go({ name, step })}
            </button>
          )}{' '}
          {note}{' '}
          {finding === undefined ? null : (
            <button type="button" className={buttons.link} onClick={() => actions.openDialog('findings')}>
              {say.finding(finding)}
            </button>
          )}
        </p>
      )}
    </>
  );
}
