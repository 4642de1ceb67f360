import type { ReactNode } from 'react';
import { useActions, useRun, useScreen } from '../store/hooks.ts';
import { TOURS } from '../store/tours.ts';
import { cx } from '../widgets/cx.ts';
import { Key } from '../widgets/key.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './tour-strip.module.css';

/** Tours that a newcomer is shown; the menu has the others. */
const SHOWN = 3;

/** What a newcomer may press. */
export function FirstSteps(): ReactNode {
  const actions = useActions();
  const { app, keys, tours } = useMessages();
  const { firstSteps: say } = app;
  return (
    <section className={styles.strip} aria-label={say.label} data-strip="">
      <p className={styles.text}>
        <b>
          <Where />
        </b>{' '}
        <Stepping />
        <span className={styles.keys}>
          {say.playBefore}
          <Key>{keys.caps.space}</Key>
          {say.playAfter}
        </span>
        <span className={styles.pause}>{say.stop}</span>
        {say.orTour}
      </p>
      <div className={styles.buttons}>
        {TOURS.slice(0, SHOWN).map((id) => (
          <button key={id} type="button" className={buttons.button} onClick={() => actions.startTour(id)}>
            {tours[id]}
          </button>
        ))}
        <button
          type="button"
          className={cx(buttons.button, buttons.plain)}
          aria-label={say.dismiss}
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
  const { firstSteps: say } = useMessages().app;
  const step = useScreen((screen) => screen.step) ?? 0;
  const steps = useRun(({ info }) => info?.steps) ?? 0;
  const booted = useRun(({ info }) => info?.commands[0]?.to) ?? steps;
  const panicked = useRun(({ info }) => info?.panic !== undefined && info.commands.length < 2);
  if (step === 0) return say.notRun;
  if (panicked && step === steps) return say.failed;
  return panicked || step < booted ? say.booting : say.booted;
}

/** How to step. The keys that are named do it wherever the focus is: arrows would move among boxes, rows and tabs. */
export function Stepping(): ReactNode {
  const { firstSteps: say } = useMessages().app;
  return (
    <>
      <span className={styles.keys}>
        <Key>n</Key>
        {say.stepKey}
        <Key>b</Key>
        {say.backKey}
      </span>
      <span className={styles.touch}>{say.touch}</span>
    </>
  );
}
