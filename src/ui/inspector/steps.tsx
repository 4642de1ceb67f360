import { type ReactNode, useEffect, useRef } from 'react';
import type { Change, FrameView } from '../../engine/index.ts';
import { useActions, useScreen, useSelection } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import { Pane } from '../widgets/pane.tsx';
import styles from './steps.module.css';
import marks from './change-mark.module.css';

/** Where the kernel is, and what the last move changed. */
export function Steps(): ReactNode {
  const { inspector: say } = useMessages();
  const idle = useScreen((screen) => screen.frames.length === 0);
  return (
    <Pane name={say.steps}>
      <div className={cx(styles.steps, idle === true && styles.idle)}>
        <CallStack />
        <Changes />
      </div>
    </Pane>
  );
}

/** The same in a line, where no function runs and hardly anything changed: the room is the picture's. */
export function QuietSteps(): ReactNode {
  const { inspector: say } = useMessages();
  const step = useScreen((screen) => screen.step) ?? 0;
  const [change] = useScreen((screen) => screen.changes) ?? [];
  const sentence = useScreen((screen) => screen.sentence);
  return (
    <section className={styles.quiet} aria-label={say.steps}>
      <h2 className={styles.title}>{say.quietAt({ step })}</h2>
      {change === undefined ? null : (
        <div className={styles.change}>
          <Line change={change} />
        </div>
      )}
      <output className={styles.sentence} data-testid="sentence" title={sentence}>
        {sentence}
      </output>
    </section>
  );
}

/** The kernel's call stack at this step: a name, its file, and a sentence on what it is for. */
function CallStack(): ReactNode {
  const { inspector: say } = useMessages();
  const frames = useScreen((screen) => screen.frames);
  const context = useScreen((screen) => screen.context);
  const last = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (frames === undefined) return undefined;
    // With the next frame: to scroll now would make the browser lay the page out in the midst of a task.
    const frame = requestAnimationFrame(() => last.current?.scrollIntoView({ block: 'nearest' }));
    return () => cancelAnimationFrame(frame);
  }, [frames]);
  const runs = frames !== undefined && frames.length > 0;
  const where =
    context === undefined || !runs ? '' : context.hardirq ? say.onCpuInInterrupt(context) : say.onCpu(context);
  return (
    <section className={styles.half} aria-label={say.callStack}>
      <h3 className={styles.title}>
        {say.callStack}
        {where}
      </h3>
      {!runs ? (
        <p className={styles.none}>{say.nothingRuns}</p>
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
  const { inspector: say } = useMessages();
  const selection = useSelection();
  const { name, file, about, args, step } = frame;
  const isSelected = selection?.kind === 'code' && selection.name === name;
  return (
    <div className={cx(styles.frame, innermost && styles.innermost)}>
      <button
        type="button"
        className={styles.name}
        aria-pressed={isSelected}
        title={`${name}(${args.join(', ')})\n${file}\n${say.selectFunction}`}
        onClick={() => actions.select({ kind: 'code', name })}
      >
        {name}
      </button>
      <button
        type="button"
        className={styles.about}
        title={`${name}(${args.join(', ')})\n${about}\n${say.goToCaller}`}
        onClick={() => actions.goToStep(step)}
      >
        {file.split('/').at(-1)} · {about}
      </button>
    </div>
  );
}

/** What the last move changed, and the step in words. */
function Changes(): ReactNode {
  const { inspector: say } = useMessages();
  const step = useScreen((screen) => screen.step) ?? 0;
  const changes = useScreen((screen) => screen.changes);
  const more = useScreen((screen) => screen.moreChanges) ?? 0;
  const sentence = useScreen((screen) => screen.sentence);
  return (
    <section className={styles.half} aria-label={say.whatChanged}>
      <h3 className={styles.title}>{say.changedAt({ step })}</h3>
      <ul className={cx(styles.list, styles.changes)}>
        {more === 0 ? null : <li className={styles.none}>{say.moreChanges({ count: more })}</li>}
        {changes?.map((change, index) => (
          <ChangeLine key={`${change.step}-${index}`} change={change} />
        ))}
      </ul>
      <output className={styles.sentence} data-testid="sentence">
        {sentence}
      </output>
    </section>
  );
}

function ChangeLine({ change }: { readonly change: Change }): ReactNode {
  return (
    <li className={styles.change}>
      <Line change={change} />
    </li>
  );
}

function Line({ change }: { readonly change: Change }): ReactNode {
  const actions = useActions();
  const { inspector: say } = useMessages();
  const { kind, subject, selection, field, side } = change;
  return (
    <>
      <ChangeMark kind={kind} />
      <span className={styles.what}>
        {selection === undefined ? (
          <span>{subject}</span>
        ) : (
          <button type="button" className={styles.subject} onClick={() => actions.select(selection)}>
            {subject}
          </button>
        )}
        {field === undefined ? null : <code className={styles.field}> {field}</code>}
        <Value change={change} />
        {side === 'hardware' ? <span className={styles.side}> {say.hardware}</span> : null}
      </span>
    </>
  );
}

/** From what to what; for bits that have names, which were set and cleared. */
function Value({ change }: { readonly change: Change }): ReactNode {
  const { before, after, added = [], removed = [] } = change;
  if (added.length + removed.length > 0) {
    return (
      <code>
        {added.map((name) => (
          <span key={name}>
            {' '}
            <b className={styles.after}>+ {name}</b>
          </span>
        ))}
        {removed.map((name) => (
          <span key={name} className={styles.gone}>
            {' '}
            − {name}
          </span>
        ))}
      </code>
    );
  }
  if (before === undefined && after === undefined) return null;
  return (
    <code>
      {before === undefined ? ' ' : ` ${before} → `}
      <b className={before === undefined ? undefined : styles.after}>{after}</b>
    </code>
  );
}

const MARKS: Readonly<Record<Change['kind'], string>> = {
  created: '+',
  changed: '±',
  removed: '×',
  called: '→',
  returned: '←',
  signal: '↯',
  log: '≡',
  mark: '▸',
  switched: '⇄',
};

/** What kind of change it was: a sign and a colour, and a word for those who see neither. */
function ChangeMark({ kind }: { readonly kind: Change['kind'] }): ReactNode {
  const word = useMessages().inspector.kinds[kind];
  return (
    <span className={cx(marks.mark, marks[kind])} title={word}>
      <span aria-hidden="true">{MARKS[kind]}</span>
      <span className={marks.word}>{word} </span>
    </span>
  );
}
