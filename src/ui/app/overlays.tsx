import { type ReactNode, useRef, useState } from 'react';
import { formatWhere, type Problem, type Result } from '../../base/result.ts';
import type { OverlayChoice } from '../../engine/index.ts';
import { filesOf } from '../store/files.ts';
import { useActions, useRun } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { FileInput } from '../widgets/file-input.tsx';
import { Modal } from '../widgets/modal.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './dialogs.module.css';

const NONE: readonly OverlayChoice[] = [];

/** What is laid over the open board, in its order. Each change boots the board again; one that cannot be made is told here. */
export function Overlays({ onClose }: { readonly onClose: () => void }): ReactNode {
  const actions = useActions();
  const { overlays: say } = useMessages().app;
  const overlays = useRun(({ scenario }) => scenario?.overlays) ?? NONE;
  const [problem, setProblem] = useState<Problem>();
  const input = useRef<HTMLInputElement>(null);
  const change = async (done: Promise<Result<unknown>>): Promise<void> => {
    const result = await done;
    setProblem(result.ok ? undefined : result.error);
  };
  const nameOf = (overlay: OverlayChoice, at: number): string =>
    typeof overlay === 'string' ? overlay : say.unnamed({ place: at + 1 });
  const move = (from: number, to: number): void => {
    const moved = overlays[from];
    if (moved !== undefined && to >= 0 && to < overlays.length)
      void change(actions.setOverlays(overlays.toSpliced(from, 1).toSpliced(to, 0, moved)));
  };
  return (
    <Modal title={say.title} onClose={onClose}>
      <p className={styles.note}>{say.about}</p>
      <ol className={styles.stops}>
        {overlays.map((overlay, at) => {
          const name = nameOf(overlay, at);
          return (
            <li key={typeof overlay === 'string' ? overlay : at} className={styles.stop}>
              <span className={styles.overlay} title={name}>
                {at + 1}. {name.slice(name.lastIndexOf('/') + 1)}
              </span>
              <Arrow label={say.up({ name })} face="↑" disabled={at === 0} onMove={() => move(at, at - 1)} />
              <Arrow
                label={say.down({ name })}
                face="↓"
                disabled={at === overlays.length - 1}
                onMove={() => move(at, at + 1)}
              />
              <button
                type="button"
                className={cx(buttons.button, styles.remove)}
                aria-label={say.removeOne({ name })}
                onClick={() => void change(actions.setOverlays(overlays.toSpliced(at, 1)))}
              >
                {say.remove}
              </button>
            </li>
          );
        })}
        {overlays.length === 0 ? <li className={styles.note}>{say.none}</li> : null}
      </ol>
      {problem === undefined ? null : (
        <div role="alert" className={styles.problem}>
          <p>{problem.message}</p>
          {problem.where === undefined ? null : <p className={styles.note}>{formatWhere(problem.where)}</p>}
          {problem.hint === undefined ? null : <p>{problem.hint}</p>}
          <p className={styles.note}>{say.notApplied}</p>
        </div>
      )}
      <button type="button" className={cx(buttons.button, buttons.primary)} onClick={() => input.current?.click()}>
        {say.add}
      </button>
      <FileInput ref={input} label={say.files} onFiles={(given) => void change(actions.addOverlays(filesOf(given)))} />
    </Modal>
  );
}

/** Keeps the focus where it can move no further. */
function Arrow({
  label,
  face,
  disabled,
  onMove,
}: {
  readonly label: string;
  readonly face: string;
  readonly disabled: boolean;
  readonly onMove: () => void;
}): ReactNode {
  return (
    <button
      type="button"
      className={cx(buttons.button, styles.remove)}
      aria-label={label}
      title={label}
      aria-disabled={disabled}
      onClick={() => {
        if (!disabled) onMove();
      }}
    >
      <span aria-hidden="true">{face}</span>
    </button>
  );
}
