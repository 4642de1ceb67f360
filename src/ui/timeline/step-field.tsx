import { type ReactNode, useRef, useState } from 'react';
import { thousands } from '../../base/hex.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './transport.module.css';

/** "step 5,204 of 5,310", where the number can be typed over. */
export function StepField(): ReactNode {
  const actions = useActions();
  const { timeline: say } = useMessages();
  const step = useScreen((screen) => screen.step) ?? 0;
  const steps = useScreen((screen) => screen.steps) ?? 0;
  const [typed, setTyped] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const go = (): void => {
    const wanted = Number((typed ?? '').replaceAll(/\D/g, ''));
    if (typed !== undefined && typed.trim() !== '') {
      actions.goToStep(Math.min(steps, wanted));
    }
    setTyped(undefined);
  };
  return (
    <form
      className={styles.step}
      onSubmit={(event) => {
        event.preventDefault();
        // Leaving the field goes there, and gives the keys back to the page.
        input.current?.blur();
      }}
    >
      <label>
        <span className={styles.stepWord}>{say.step}</span>
        <input
          ref={input}
          className={styles.number}
          inputMode="numeric"
          aria-label={say.goToStep}
          size={Math.max(3, thousands(steps).length)}
          value={typed ?? thousands(step)}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={go}
        />
      </label>
      <span className={styles.all}>
        {say.of}
        <span data-testid="step-count">{thousands(steps)}</span>
      </span>
    </form>
  );
}
