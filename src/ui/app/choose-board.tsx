import { Autocomplete } from '@base-ui/react/autocomplete';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useActions, useTasks } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { Modal } from '../widgets/modal.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './dialogs.module.css';

/** A kernel's sources have some two thousand boards; nobody scrolls through more than these. */
const MOST = 200;

/** Which of several boards to open, and which overlays on top of it. */
export function ChooseBoard({ onClose }: { readonly onClose: () => void }): ReactNode {
  const actions = useActions();
  const { chooseBoard: say } = useMessages().app;
  const boards = useTasks(({ question }) => question?.boards) ?? NONE;
  const overlays = useTasks(({ question }) => question?.overlays) ?? NONE;
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const found = fitting(boards, text);
  const shared = sharedFolder(boards);
  const input = useRef<HTMLInputElement>(null);
  // A dialog puts the focus on its first button; here one types at once.
  useEffect(() => input.current?.focus(), []);
  return (
    <Modal title={say.title} onClose={onClose}>
      <p className={styles.note}>{say.about({ count: boards.length })}</p>
      <Autocomplete.Root
        open
        inline
        items={found.slice(0, MOST)}
        filter={null}
        autoHighlight="always"
        keepHighlight
        value={text}
        onValueChange={(value, { reason }) => {
          if (reason !== 'item-press') setText(value);
        }}
      >
        <Autocomplete.Input
          ref={input}
          className={cx(styles.input, styles.filter)}
          aria-label={say.filter}
          placeholder={say.filter}
        />
        <Autocomplete.Empty className={styles.nothing}>{say.none}</Autocomplete.Empty>
        <Autocomplete.List className={styles.hits} aria-label={say.boards}>
          {(path: string) => (
            <Autocomplete.Item
              key={path}
              value={path}
              className={styles.hit}
              onClick={() => void actions.openChoice({ main: path, overlays: chosen })}
            >
              <span className={styles.path} title={path}>
                {path.slice(shared.length)}
              </span>
            </Autocomplete.Item>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
      {found.length > MOST ? <p className={styles.note}>{say.more({ count: found.length - MOST })}</p> : null}
      {overlays.length === 0 ? null : <OnTop overlays={overlays} chosen={chosen} onChoose={setChosen} />}
    </Modal>
  );
}

const NONE: readonly string[] = [];

/** They are applied in the order in which they are ticked. */
function OnTop({
  overlays,
  chosen,
  onChoose,
}: {
  readonly overlays: readonly string[];
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}): ReactNode {
  const { chooseBoard: say } = useMessages().app;
  const [text, setText] = useState('');
  const found = fitting(overlays, text);
  const rest = found.filter((path) => !chosen.includes(path)).slice(0, MOST);
  const shared = sharedFolder(overlays);
  return (
    <details className={styles.onTop}>
      <summary>{say.overlays({ chosen: chosen.length, count: overlays.length })}</summary>
      <input
        className={cx(styles.input, styles.filter)}
        aria-label={say.overlayFilter}
        placeholder={say.overlayFilter}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ul className={styles.hits}>
        {[...chosen, ...rest].map((path) => (
          <li key={path}>
            <label className={styles.stopName}>
              <input
                type="checkbox"
                checked={chosen.includes(path)}
                onChange={({ target }) =>
                  onChoose(target.checked ? [...chosen, path] : chosen.filter((one) => one !== path))
                }
              />
              <span className={styles.path} title={path}>
                {path.slice(shared.length)}
              </span>
            </label>
          </li>
        ))}
        {chosen.length + rest.length === 0 ? <li className={styles.note}>{say.noOverlay}</li> : null}
      </ul>
    </details>
  );
}

/** Those that have every word of the text in their path. */
function fitting(paths: readonly string[], text: string): readonly string[] {
  const words = text.toLowerCase().split(/\s+/);
  return paths.filter((path) => words.every((word) => path.toLowerCase().includes(word)));
}

/** The folders that all paths begin with, to be left out: "linux/arch/arm64/boot/dts/". */
function sharedFolder(paths: readonly string[]): string {
  const [first = ''] = paths;
  let end = first.lastIndexOf('/') + 1;
  for (const path of paths) {
    while (end > 0 && !path.startsWith(first.slice(0, end))) end = first.lastIndexOf('/', end - 2) + 1;
  }
  return first.slice(0, end);
}
