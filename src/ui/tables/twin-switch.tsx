import type { ReactNode } from 'react';
import { useApp, useView } from '../store/app-model.ts';
import type { Twin } from '../../permalink/view-text.ts';
import styles from './twin.module.css';

const TWINS: readonly { readonly id: Twin; readonly name: string }[] = [
  { id: 'domains', name: 'Domains' },
  { id: 'devices', name: 'Devices' },
  { id: 'perCpu', name: 'Counts by CPU' },
];

/** Chooses what the table in place of the picture is of. */
export function TwinSwitch(): ReactNode {
  const app = useApp();
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
            onChange={() => app.view({ twin: id })}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
