import type { ReactNode } from 'react';
import { useActions, useView } from '../store/hooks.ts';
import type { Twin } from '../../permalink/view-text.ts';
import styles from './twin.module.css';

const TWINS: readonly { readonly id: Twin; readonly name: string }[] = [
  { id: 'domains', name: 'Domains' },
  { id: 'devices', name: 'Devices' },
  { id: 'perCpu', name: 'Counts by CPU' },
];

/** Chooses what the table in place of the picture is of. */
export function TwinSwitch(): ReactNode {
  const actions = useActions();
  const twin = useView((view) => view.twin);
  return (
    <fieldset className={styles.switch} aria-label="Table of">
      {TWINS.map(({ id, name }) => (
        <label key={id} className={styles.choice}>
          <input
            type="radio"
            className={styles.input}
            name="twin"
            data-own-arrows
            checked={twin === id}
            onChange={() => actions.showTwin(id)}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
