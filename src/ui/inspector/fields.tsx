import type { ReactNode } from 'react';
import type { FieldView } from '../../engine/index.ts';
import { useApp } from '../store/app-model.ts';
import styles from './inspector.module.css';

/** Fields by object, each with the step that last set it. */
export function Fields({ fields }: { readonly fields: readonly FieldView[] }): ReactNode {
  const groups = new Map<string, FieldView[]>();
  for (const field of fields) groups.set(field.object, [...(groups.get(field.object) ?? []), field]);
  return (
    <>
      {[...groups].map(([object, own]) => (
        <section key={object} aria-label={object}>
          <h3 className={styles.object}>{object}</h3>
          <dl>
            {own.map((field) => (
              <Field key={field.field} field={field} />
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}

function Field({ field: { field, value, since, selection } }: { readonly field: FieldView }): ReactNode {
  const app = useApp();
  return (
    <div className={styles.field}>
      <dt>{field}</dt>
      <dd>
        {selection === undefined ? (
          value
        ) : (
          <button type="button" className={styles.jump} onClick={() => app.select(selection)}>
            {value}
          </button>
        )}
        {since === undefined ? null : (
          <button
            type="button"
            className={styles.since}
            title={`Go to where it was set`}
            onClick={() => app.navigator.arrive(since)}
          >
            set at {since.toLocaleString('en')}
          </button>
        )}
      </dd>
    </div>
  );
}
