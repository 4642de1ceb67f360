import { type ReactNode, useRef } from 'react';
import { filesOf } from '../store/files.ts';
import { PRESETS } from '../../permalink/presets.ts';
import { useActions, useKept, useRun } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { FileInput } from '../widgets/file-input.tsx';
import { Menu } from '../widgets/menu.tsx';
import { Select } from '../widgets/select.tsx';
import { useWhen } from './recent.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './top-bar.module.css';

const OWN = 'own';
/** So many are in the menu itself. */
const MOST_RECENT = 5;

/** Bundled boards, files and folders of one's own, and what is laid over the board that is open. */
export function BoardMenu(): ReactNode {
  const actions = useActions();
  const { board: say, kept, presets } = useMessages().app;
  const list = useKept((state) => state.list);
  const when = useWhen();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const preset = useRun((run) => run.preset);
  const own = useRun((run) => (run.info !== undefined && run.preset === undefined ? run.info.title : undefined));
  const kernel = useRun((run) => run.scenario?.kernel);
  const overlays = useRun(({ scenario }) => scenario?.overlays?.length ?? 0);
  const isOpen = useRun(({ info }) => info !== undefined);
  const options = PRESETS.map(({ name }) => ({ value: name, name: presets[name] }));
  const all = own === undefined ? options : [...options, { value: OWN, name: own }];
  const open = [
    { id: 'files', name: say.openFiles, onChoose: () => files.current?.click() },
    { id: 'folder', name: say.openFolder, onChoose: () => folder.current?.click() },
  ];
  const onTop = { id: 'overlays', name: say.openOverlays, keyCap: 'v', onChoose: () => actions.openDialog('overlays') };
  const recent = [
    ...list.slice(0, MOST_RECENT).map(({ id, name, when: at }) => ({
      id,
      name,
      about: when(at),
      onChoose: () => void actions.openKept(id),
    })),
    { id: 'recent', name: kept.all, keyCap: 'r', onChoose: () => actions.openDialog('recent') },
  ];
  return (
    <span className={styles.board}>
      <Select
        label={say.label}
        className={styles.menu}
        value={preset ?? OWN}
        options={preset === undefined && own === undefined ? [{ value: OWN, name: say.choose }, ...all] : all}
        onChange={(name) => {
          const chosen = PRESETS.find((one) => one.name === name);
          if (chosen !== undefined) void actions.openPreset(chosen, kernel);
        }}
      />
      {overlays === 0 ? null : (
        <button
          type="button"
          className={cx(buttons.button, styles.overlays)}
          title={say.overlaysTitle}
          onClick={() => actions.openDialog('overlays')}
        >
          {say.overlays({ count: overlays })}
        </button>
      )}
      <Menu
        label={say.open}
        sections={[
          { entries: open },
          ...(isOpen ? [{ entries: [onTop] }] : []),
          { title: kept.section, entries: recent },
        ]}
      />
      {isOpen ? (
        <button
          type="button"
          className={buttons.button}
          title={say.editTitle}
          onClick={() => actions.openDialog('edit')}
        >
          {say.edit}
        </button>
      ) : null}
      <FileInput ref={files} label={say.files} onFiles={(given) => void actions.openFiles(filesOf(given))} />
      <FileInput ref={folder} label={say.folder} folder onFiles={(given) => void actions.openFiles(filesOf(given))} />
    </span>
  );
}
