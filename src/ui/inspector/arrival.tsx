import type { ReactNode } from 'react';
import type { Arrival, InspectAction } from '../../engine/index.ts';
import { useActions } from '../store/hooks.ts';
import buttons from '../widgets/button.module.css';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './chain.module.css';

/** Whether it would arrive if it were fired now; if not, where it stops, why, and what mends it. */
export function ArrivalNote({ arrival }: { readonly arrival: Arrival }): ReactNode {
  const { inspector: say } = useMessages();
  const { arrives, unsure = false, when, where, why, fix, fixes, fire } = arrival;
  const offered = [
    ...fixes.map(({ name, command }) => ({ name: say.fix({ name }), command })),
    ...(fire === undefined ? [] : [{ name: say.tryIt, command: fire.command }]),
  ];
  return (
    <section className={styles.arrival} data-arrives={arrives} aria-label={say.arrival} data-testid="arrival">
      <p>
        <b className={arrives ? styles.yes : styles.no}>
          {arrives ? say.arrives : unsure ? say.arrivesUnsure : say.arrivesNot}
        </b>
        {arrives ? say.arrivesWhen({ when }) : say.stopsAt({ when, where: where ?? '?', why: why ?? '' })}
        {fix === undefined ? null : <span className={styles.fix}> {fix}</span>}
      </p>
      {offered.length === 0 ? null : <Buttons offered={offered} />}
    </section>
  );
}

function Buttons({ offered }: { readonly offered: readonly InspectAction[] }): ReactNode {
  const actions = useActions();
  return (
    <span className={styles.buttons}>
      {offered.map(({ name, command }) => (
        <button
          key={name}
          type="button"
          className={cx(buttons.button, styles.button)}
          onClick={() => void actions.command(command)}
        >
          {name}
        </button>
      ))}
    </span>
  );
}
