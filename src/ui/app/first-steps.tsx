import type { ReactNode } from 'react';
import { useActions, useRun, useScreen } from '../store/hooks.ts';
import { TOURS } from '../store/tours.ts';
import { cx } from '../widgets/cx.ts';
import { Key } from '../widgets/key.tsx';
import buttons from '../widgets/button.module.css';
import styles from './tour-strip.module.css';

/** What a newcomer may press. */
export function FirstSteps(): ReactNode {
  const actions = useActions();
  return (
    <section className={styles.strip} aria-label="First steps" data-strip="">
      <p className={styles.text}>
        <b>
          <Where />
        </b>{' '}
        <Stepping />
        <span className={styles.keys}>
          , <Key>space</Key> plays, a click selects
        </span>
        . Or be shown around:
      </p>
      <div className={styles.buttons}>
        {TOURS.map(({ id, title }) => (
          <button key={id} type="button" className={buttons.button} onClick={() => actions.startTour(id)}>
            {title}
          </button>
        ))}
        <button
          type="button"
          className={cx(buttons.button, buttons.plain)}
          aria-label="Dismiss the first steps"
          onClick={() => actions.dismissHint()}
        >
          ×
        </button>
      </div>
    </section>
  );
}

/** How far the board is at this step. */
function Where(): ReactNode {
  const step = useScreen((screen) => screen.step) ?? 0;
  const steps = useRun(({ info }) => info?.steps) ?? 0;
  const booted = useRun(({ info }) => info?.commands[0]?.to) ?? steps;
  const panicked = useRun(({ info }) => info?.panic !== undefined && info.commands.length < 2);
  if (step === 0) return 'Nothing has run yet.';
  if (panicked && step === steps) return 'This board did not boot to the end.';
  return panicked || step < booted ? 'This board is booting.' : 'This board has booted.';
}

/** How to step. The keys that are named do it wherever the focus is: arrows would move among boxes, rows and tabs. */
export function Stepping(): ReactNode {
  return (
    <>
      <span className={styles.keys}>
        <Key>n</Key> makes a step, <Key>b</Key> one back
      </span>
      <span className={styles.touch}>Step and play with the buttons at the bottom</span>
    </>
  );
}
