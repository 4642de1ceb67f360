import type { ReactNode } from 'react';
import { useScreen } from '../store/app-model.ts';
import { cx } from '../widgets/cx.ts';
import { Scroll } from '../widgets/scroll.tsx';
import styles from './registers.module.css';

/** Register blocks with their fields; what the last move changed is marked. */
export function Registers(): ReactNode {
  const blocks = useScreen((screen) => screen.registers);
  return (
    <Scroll className={styles.scroll} label="Registers">
      {blocks?.map(({ name, base, registers }) => (
        <details key={`${name}${base}`} open className={styles.block}>
          <summary className={styles.title}>
            {name} <span className={styles.base}>0x{base.toString(16)}</span>
          </summary>
          <dl className={styles.list}>
            {registers.map((register) => (
              <div
                key={`${register.name}${register.offset}`}
                className={cx(styles.register, register.changed && styles.changed)}
              >
                <dt>
                  {register.name} <span className={styles.base}>+0x{register.offset.toString(16)}</span>
                </dt>
                <dd>
                  <span className={styles.value}>{register.value}</span>
                  {register.changed ? <span className={styles.word}> ± changed</span> : null}
                  <span className={styles.fields}>
                    {register.fields.map(({ name: field, value }) => (
                      <span key={field}>
                        {field} {value}
                      </span>
                    ))}
                  </span>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </Scroll>
  );
}
