import type { ReactNode } from 'react';
import { thousands } from '../../base/hex.ts';
import type { CodeView } from '../../engine/index.ts';
import { useActions } from '../store/hooks.ts';
import buttons from '../widgets/button.module.css';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './code.module.css';

/** A kernel function: its sentence, its file, who calls it, and its calls in this run. */
export function Code({ code }: { readonly code: CodeView }): ReactNode {
  const actions = useActions();
  const { inspector: say } = useMessages();
  const { name, about, file, count, running, now, previous, next, callers, first, calls } = code;
  return (
    <>
      <p className={styles.about}>{about}</p>
      <p className={styles.file}>
        {file}
        {running ? <span className={styles.running}>{say.runningNow}</span> : null}
      </p>
      <div className={styles.bar}>
        <Go step={previous} name={say.previousCall} />
        <Go step={next} name={say.nextCall} />
        <span className={styles.count} data-testid="calls">
          {say.called({ count })}
          {now === 0 ? say.notYet : say.lastCall({ now })}
        </span>
      </div>
      {callers.length === 0 ? null : (
        <p className={styles.callers}>
          {say.calledBy}
          {callers.map((caller, index) => (
            <span key={caller.name}>
              {index === 0 ? '' : ', '}
              <button
                type="button"
                className={styles.link}
                onClick={() => actions.select({ kind: 'code', name: caller.name })}
              >
                {caller.name}
              </button>{' '}
              <span className={styles.faint}>{say.times({ count: caller.count })}</span>
            </span>
          ))}
        </p>
      )}
      <ol className={styles.calls} aria-label={say.callsOf({ name })}>
        {calls.map(({ step, args, caller, context }, index) => (
          <li key={step}>
            <button
              type="button"
              className={cx(styles.call, first + index === now && styles.now)}
              aria-current={first + index === now ? 'step' : undefined}
              title={say.goToCall}
              onClick={() => actions.goToStep(step)}
            >
              <span className={styles.number}>{first + index}</span>
              <span className={styles.step}>{thousands(step)}</span>
              <span className={styles.args}>({args})</span>
              <span className={styles.faint}>
                {caller === undefined || callers.length === 1 ? '' : say.fromCaller({ caller })}
                {context}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {calls.length < count ? (
        <p className={styles.faint}>{say.callsShown({ first, last: first + calls.length - 1, count })}</p>
      ) : null}
    </>
  );
}

function Go({ step, name }: { readonly step: number | undefined; readonly name: string }): ReactNode {
  const actions = useActions();
  return (
    <button
      type="button"
      className={cx(buttons.button, styles.go)}
      aria-disabled={step === undefined}
      onClick={() => {
        if (step !== undefined) actions.goToStep(step);
      }}
    >
      {name}
    </button>
  );
}
