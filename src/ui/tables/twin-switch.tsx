import type { ReactNode } from 'react';
import { useActions, useView } from '../store/hooks.ts';
import { TWIN_IDS } from '../../engine/api/tables.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './twin.module.css';

/** Chooses what the table in place of the picture is of. */
export function TwinSwitch(): ReactNode {
  const actions = useActions();
  const { tables: say } = useMessages();
  const twin = useView((view) => view.twin);
  return (
    <fieldset className={styles.switch} aria-label={say.twinLabel}>
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
          {say.twins[id]}
        </label>
      ))}
    </fieldset>
  );
}
