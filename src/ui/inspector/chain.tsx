import type { ReactNode } from 'react';
import type { ChainHop } from '../../engine/index.ts';
import { useActions } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './chain.module.css';

/** The chain of an interrupt, from its source to its handler; where it would stop is marked. */
export function Chain({ chain }: { readonly chain: readonly ChainHop[] }): ReactNode {
  const { inspector: say } = useMessages();
  return (
    <ol className={styles.chain} aria-label={say.chain}>
      {chain.map((hop, index) => (
        <li key={`${hop.kind}${index}`} className={cx(styles.link, styles[`at-${hop.state}`])}>
          <Hop hop={hop} />
          {index < chain.length - 1 ? (
            <span className={styles.arrow} aria-hidden="true">
              →
            </span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function Hop({ hop: { label, kind, selection, detail, state } }: { readonly hop: ChainHop }): ReactNode {
  const actions = useActions();
  const word = useMessages().inspector.chainStates[state];
  const inside = (
    <>
      {state === 'stops' ? <b aria-hidden="true">× </b> : null}
      {label}
      {word === '' ? null : <span className={styles.word}>{word}</span>}
    </>
  );
  const className = cx(styles.chip, styles[kind], styles[state]);
  if (selection === undefined) {
    return (
      <span className={className} title={detail}>
        {inside}
      </span>
    );
  }
  return (
    <button type="button" className={className} title={detail} onClick={() => actions.select(selection)}>
      {inside}
    </button>
  );
}
