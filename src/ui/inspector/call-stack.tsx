import { type ReactNode, useEffect, useRef } from 'react';
import { useApp, useScreen } from '../store/app-model.ts';
import { cx } from '../widgets/cx.ts';
import styles from './steps.module.css';

/** The kernel's call stack at this step: a name, its file, and a sentence on what it is for. */
export function CallStack(): ReactNode {
  const app = useApp();
  const frames = useScreen((screen) => screen.frames);
  const context = useScreen((screen) => screen.context);
  const last = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (frames !== undefined) last.current?.scrollIntoView({ block: 'nearest' });
  }, [frames]);
  const where =
    context === undefined ? '' : ` · CPU ${context.cpu}, ${context.hardirq ? 'in hard interrupt' : context.task}`;
  return (
    <section className={styles.half} aria-label="Call stack">
      <h2 className={styles.title}>Call stack{where}</h2>
      {frames === undefined || frames.length === 0 ? (
        <p className={styles.none}>No kernel function is running at this step.</p>
      ) : (
        <ol className={styles.list}>
          {frames.map(({ name, file, about, args, step }, index) => (
            <li key={`${step}${name}`} ref={index === frames.length - 1 ? last : undefined}>
              <button
                type="button"
                className={cx(styles.frame, index === frames.length - 1 && styles.innermost)}
                title={`${name}(${args.join(', ')})\n${file}\n${about}\nGo to where it was called`}
                onClick={() => app.navigator.arrive(step)}
              >
                <span className={styles.name}>{name}</span>
                <span className={styles.about}>
                  {file.split('/').at(-1)} · {about}
                </span>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
