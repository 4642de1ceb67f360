import { type ReactNode, useEffect, useRef } from 'react';
import type { FrameView } from '../../engine/index.ts';
import { useActions, useScreen, useSelection } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import styles from './steps.module.css';

/** The kernel's call stack at this step: a name, its file, and a sentence on what it is for. */
export function CallStack(): ReactNode {
  const frames = useScreen((screen) => screen.frames);
  const context = useScreen((screen) => screen.context);
  const last = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (frames !== undefined) last.current?.scrollIntoView({ block: 'nearest' });
  }, [frames]);
  const runs = frames !== undefined && frames.length > 0;
  const where =
    context === undefined || !runs
      ? ''
      : ` · CPU ${context.cpu}, ${context.hardirq ? 'in hard interrupt' : context.task}`;
  return (
    <section className={styles.half} aria-label="Call stack">
      <h2 className={styles.title}>Call stack{where}</h2>
      {!runs ? (
        <p className={styles.none}>No kernel function is running at this step.</p>
      ) : (
        <ol className={styles.list}>
          {frames.map((frame, index) => (
            <li key={`${frame.step}${frame.name}`} ref={index === frames.length - 1 ? last : undefined}>
              <Frame frame={frame} innermost={index === frames.length - 1} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** The name selects the function; the rest leads to where it was called. */
function Frame({ frame, innermost }: { readonly frame: FrameView; readonly innermost: boolean }): ReactNode {
  const actions = useActions();
  const selection = useSelection();
  const { name, file, about, args, step } = frame;
  const isSelected = selection?.kind === 'code' && selection.name === name;
  return (
    <div className={cx(styles.frame, innermost && styles.innermost)}>
      <button
        type="button"
        className={styles.name}
        aria-pressed={isSelected}
        title={`${name}(${args.join(', ')})\n${file}\nSelect this function`}
        onClick={() => actions.select({ kind: 'code', name })}
      >
        {name}
      </button>
      <button
        type="button"
        className={styles.about}
        title={`${name}(${args.join(', ')})\n${about}\nGo to where it was called`}
        onClick={() => actions.goToStep(step)}
      >
        {file.split('/').at(-1)} · {about}
      </button>
    </div>
  );
}
