import type { ReactNode } from 'react';
import type { Finding, Refusal } from '../../engine/index.ts';
import { useActions, useFindings } from '../store/hooks.ts';
import { Modal } from '../widgets/modal.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './findings.module.css';

/** How many findings there are; the button that lists them. */
export function FindingsButton(): ReactNode {
  const actions = useActions();
  const { findings: say } = useMessages().app;
  const found = useFindings();
  if (found === undefined) return null;
  const bad = found.findings.filter(({ severity }) => severity !== 'note').length;
  return (
    <button
      type="button"
      className={buttons.button}
      data-severity={found.findings[0]?.severity}
      data-testid="findings"
      title={say.open}
      onClick={() => actions.openDialog('findings')}
    >
      {bad > 0 ? <span aria-hidden="true">▲</span> : null}
      {say.count({ count: found.findings.length })}
    </button>
  );
}

/** What is wrong, by what follows; then who asked for an interrupt and got none. */
export function FindingsDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { findings: say } = useMessages().app;
  const found = useFindings();
  return (
    <Modal title={say.title} wide onClose={onClose}>
      {found === undefined || found.findings.length === 0 ? <p>{say.none}</p> : null}
      <ol className={styles.list}>
        {found?.findings.map((finding, i) => (
          <Row key={i} finding={finding} />
        ))}
      </ol>
      {found === undefined || found.refusals.length === 0 ? null : (
        <>
          <h3>{say.refusals}</h3>
          <ul className={styles.list}>
            {found.refusals.map((refusal) => (
              <Refused key={`${refusal.node} ${refusal.index}`} refusal={refusal} />
            ))}
          </ul>
        </>
      )}
    </Modal>
  );
}

function Row({ finding }: { readonly finding: Finding }): ReactNode {
  const actions = useActions();
  const { findings: say } = useMessages().app;
  const { severity, message, consequence, code, where, linux, fix } = finding;
  return (
    <li className={styles.row} data-severity={severity}>
      <p>
        <b>{say.severities[severity]}</b> {consequence}
      </p>
      <p>{message}</p>
      <p className={styles.place}>
        <button
          type="button"
          className={styles.node}
          title={say.openSource}
          onClick={() => void actions.openSource(finding)}
        >
          {say.at({ node: where.node, property: where.property, line: where.line })}
        </button>{' '}
        <code>{code}</code>
      </p>
      {Object.entries(linux).map(([kernel, lines]) =>
        lines.length === 0 ? (
          <p key={kernel}>{say.silent({ kernel })}</p>
        ) : (
          <pre key={kernel} className={styles.log}>
            {lines.join('\n')}
          </pre>
        ),
      )}
      {fix === undefined ? null : (
        <p>
          {fix.message}{' '}
          {fix.edits.length === 0 ? null : (
            <button
              type="button"
              className={`${buttons.button} ${buttons.small}`}
              onClick={() => void actions.mend(finding)}
            >
              {say.mend(fix.edits[0] ?? { remove: '', insert: '' })}
            </button>
          )}
        </p>
      )}
    </li>
  );
}

function Refused({ refusal }: { readonly refusal: Refusal }): ReactNode {
  const actions = useActions();
  const { findings: say } = useMessages().app;
  const { node, index, name, driver, result, walk, consequence } = refusal;
  return (
    <li className={styles.row}>
      <p>
        <button
          type="button"
          className={styles.node}
          onClick={() => {
            actions.closeDialog();
            actions.select({ kind: 'node', path: node });
          }}
        >
          {say.request({ node, index: name ?? `${index}`, driver })}
        </button>{' '}
        <b>{result}</b>
      </p>
      <ol className={styles.walk}>
        {walk.map((step, i) => (
          <li key={i}>
            {step.node}: {step.what}
          </li>
        ))}
      </ol>
      <p>{consequence}</p>
    </li>
  );
}
