import type { ReactNode } from 'react';
import { useActions, useTasks } from '../store/hooks.ts';
import { PRESETS } from '../store/presets.ts';
import { cx } from '../widgets/cx.ts';
import buttons from '../widgets/button.module.css';
import styles from './app.module.css';

/** What stands on the page while no scenario is open. */
export function Start(): ReactNode {
  const actions = useActions();
  const busy = useTasks(({ pending }) => pending > 0);
  if (busy) return <main className={styles.start} aria-label="Opening" />;
  return (
    <main className={styles.start}>
      <h2>See how Linux wires up the interrupts of a board</h2>
      <p>
        irqscope boots the interrupt code of Linux on a device tree, here in this tab, and lets you step through all of
        it.
      </p>
      <p>Drop a .dtb or .dts anywhere, or start with a bundled board:</p>
      <ul>
        {PRESETS.map((preset) => (
          <li key={preset.name}>
            <button
              type="button"
              className={cx(buttons.button, styles.preset)}
              onClick={() => void actions.openPreset(preset)}
            >
              {preset.title}
            </button>
          </li>
        ))}
      </ul>
    </main>
  );
}
