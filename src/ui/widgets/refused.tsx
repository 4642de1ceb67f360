import type { ReactNode } from 'react';
import type { LinuxLines, Refusal, Selection } from '../../engine/index.ts';
import { useMessages } from './messages.ts';
import styles from './refused.module.css';

/** What each kernel logs, or that it says nothing. */
export function Lines({ linux }: { readonly linux: LinuxLines }): ReactNode {
  const { findings: say } = useMessages().app;
  return Object.entries(linux).map(([kernel, lines]) =>
    lines.length === 0 ? (
      <p key={kernel}>{say.silent({ kernel })}</p>
    ) : (
      <pre key={kernel} className={styles.log}>
        {lines.join('\n')}
      </pre>
    ),
  );
}

interface RefusedProps {
  readonly refusal: Refusal;
  /** What the name leads to; without it the name is no button. */
  readonly onSelect?: (selection: Selection) => void;
}

/** Who asked for an interrupt and got none: the way that Linux took, what it says, what follows, and what to do. */
export function Refused({ refusal, onSelect }: RefusedProps): ReactNode {
  const { findings: say } = useMessages().app;
  const { node, index, name, bdf, driver, result, walk, linux, consequence, fix } = refusal;
  const who = say.request({ node: bdf ?? node, index: name ?? `${index}`, driver });
  return (
    <>
      <p>
        {onSelect === undefined ? (
          who
        ) : (
          <button
            type="button"
            className={styles.node}
            onClick={() => onSelect(bdf === undefined ? { kind: 'node', path: node } : { kind: 'function', bdf })}
          >
            {who}
          </button>
        )}{' '}
        <b>{result}</b>
      </p>
      <ol className={styles.walk}>
        {walk.map((step, i) => (
          <li key={i}>
            {step.node}: {step.what}
          </li>
        ))}
      </ol>
      <Lines linux={linux} />
      <p>{consequence}</p>
      {fix === undefined ? null : <p>{fix}</p>}
    </>
  );
}
