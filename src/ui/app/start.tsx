import type { ReactNode } from 'react';
import { useActions, useTasks } from '../store/hooks.ts';
import { PRESETS } from '../../permalink/presets.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './app.module.css';

/** What stands on the page while no scenario is open. */
export function Start(): ReactNode {
  const actions = useActions();
  const { start: say, presets } = useMessages().app;
  const busy = useTasks(({ pending }) => pending > 0);
  if (busy) return <main className={styles.start} aria-label={say.opening} />;
  return (
    <main className={styles.start}>
      <h2>{say.title}</h2>
      <p>{say.about}</p>
      <p>{say.choose}</p>
      <ul>
        {PRESETS.map((preset) => (
          <li key={preset.name}>
            <button
              type="button"
              className={cx(buttons.button, styles.preset)}
              onClick={() => void actions.openPreset(preset)}
            >
              {presets[preset.name]}
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
