import type { ReactNode } from 'react';
import type { Finding } from '../../engine/index.ts';
import { useActions, useFindings } from '../store/hooks.ts';
import { Modal } from '../widgets/modal.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import { Lines, Refused } from '../widgets/refused.tsx';
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
  const actions = useActions();
  const { findings: say, explain } = useMessages().app;
  const found = useFindings();
  return (
    <Modal title={say.title} wide onClose={onClose}>
      <p>
        <button type="button" className={buttons.link} onClick={() => actions.openDialog('explain')}>
          {explain.title}
        </button>
      </p>
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
              <li key={`${refusal.bdf ?? refusal.node} ${refusal.index}`} className={styles.row}>
                <Refused
                  refusal={refusal}
                  onSelect={(selection) => {
                    actions.closeDialog();
                    actions.select(selection);
                  }}
                />
              </li>
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
      <Lines linux={linux} />
      {fix === undefined ? null : (
        <p>
          {fix.message}{' '}
          {[fix.edits, ...(fix.others ?? [])].map((edits, i) => {
            const [first] = edits;
            return first === undefined ? null : (
              <button
                key={i}
                type="button"
                className={`${buttons.button} ${buttons.small}`}
                onClick={() => void actions.mend(finding, edits)}
              >
                {say.mend({ ...first, more: edits.length - 1 })}
              </button>
            );
          })}
        </p>
      )}
    </li>
  );
}
