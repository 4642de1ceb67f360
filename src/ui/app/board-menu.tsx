import { type ReactNode, useRef } from 'react';
import { useActions, useRun } from '../store/hooks.ts';
import { PRESETS } from '../store/presets.ts';
import { Select } from '../widgets/select.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './top-bar.module.css';

const OWN = 'own';

/** Bundled boards, and a file of one's own. */
export function BoardMenu(): ReactNode {
  const actions = useActions();
  const { board: say, presets } = useMessages().app;
  const input = useRef<HTMLInputElement>(null);
  const preset = useRun((run) => run.preset);
  const own = useRun((run) => (run.info !== undefined && run.preset === undefined ? run.info.title : undefined));
  const kernel = useRun((run) => run.scenario?.kernel);
  const isOpen = useRun(({ info }) => info !== undefined);
  const options = PRESETS.map(({ name }) => ({ value: name, name: presets[name] }));
  const all = own === undefined ? options : [...options, { value: OWN, name: own }];
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
      <button type="button" className={buttons.button} title={say.openTitle} onClick={() => input.current?.click()}>
        {say.open}
        <span className={styles.wide}>{say.openFile}</span>
      </button>
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
      <input
        ref={input}
        className={styles.file}
        type="file"
        multiple
        tabIndex={-1}
        aria-label={say.files}
        accept=".dtb,.dts,.dtsi,.h,.json"
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = '';
          void actions.openFiles(files);
        }}
      />
    </span>
  );
}
