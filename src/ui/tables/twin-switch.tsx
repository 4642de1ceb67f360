import type { ReactNode } from 'react';
import { useActions, useView } from '../store/hooks.ts';
import { TABLES, TWIN_IDS } from '../../engine/api/tables.ts';
import styles from './twin.module.css';

/** Chooses what the table in place of the picture is of. */
export function TwinSwitch(): ReactNode {
  const actions = useActions();
  const twin = useView((view) => view.twin);
  return (
    <fieldset className={styles.switch} aria-label="Table of">
      {TWIN_IDS.map((id) => (
        <label key={id} className={styles.choice}>
          <input
            type="radio"
            className={styles.input}
            name="twin"
            data-own-arrows
            checked={twin === id}
            onChange={() => actions.showTwin(id)}
          />
          {TABLES[id].twin}
        </label>
      ))}
    </fieldset>
  );
}
