import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { Empty } from '../widgets/empty.tsx';
import { Select } from '../widgets/select.tsx';
import buttons from '../widgets/button.module.css';
import { CommandFields } from './command-fields.tsx';
import { listAt, moved, type Path, textAt } from '../store/draft/json-value.ts';
import type { DraftModel } from '../store/draft/draft-model.ts';
import { ChoiceField, SaidAt } from './fields.tsx';
import { newCommand, surroundings } from './new-command.ts';
import { useBoard, useCatalog, useDraft, useDraftModel } from '../store/draft/use-draft.ts';
import { useEditorMessages } from './messages.ts';
import styles from './editor.module.css';

const SCRIPT: Path = ['script'];

/** What happens, in order: a line for each command, with the fields of its kind. */
export function ScriptTab(): ReactNode {
  const { script: say } = useEditorMessages();
  const count = useDraft(({ draft }) => listAt(draft, SCRIPT).length);
  return (
    <div className={styles.scroll}>
      {count === 0 ? (
        <Empty title={say.none}>
          <p>{say.noneAbout}</p>
        </Empty>
      ) : (
        <ol className={styles.list}>
          {Array.from({ length: count }, (_, index) => (
            <CommandLine key={index} index={index} count={count} />
          ))}
        </ol>
      )}
      <AddCommand />
    </div>
  );
}

function AddCommand(): ReactNode {
  const model = useDraftModel();
  const forms = useCatalog()?.commands ?? [];
  const board = useBoard();
  const { script: say } = useEditorMessages();
  const [name, setName] = useState('msix.fire');
  const add = (): void => {
    const form = forms.find((one) => one.do === name);
    const { draft } = model.store.getState();
    if (form === undefined) return;
    const script = listAt(draft, SCRIPT);
    model.restructure(
      SCRIPT,
      [...script, newCommand(form, surroundings(draft, board))],
      ['script', script.length, 'do'],
    );
  };
  return (
    <div className={styles.tools}>
      <Select
        label={say.commandToAdd}
        value={name}
        options={forms.map((form) => ({ value: form.do, name: form.do }))}
        onChange={setName}
      />
      <button type="button" className={buttons.button} data-path="script" onClick={add}>
        {say.add}
      </button>
    </div>
  );
}

function CommandLine({ index, count }: { readonly index: number; readonly count: number }): ReactNode {
  const model = useDraftModel();
  const forms = useCatalog()?.commands ?? [];
  const board = useBoard();
  const path = ['script', index];
  const editor = useEditorMessages();
  const { script: say } = editor;
  const number = { number: index + 1 };
  const name = useDraft(({ draft }) => textAt(draft, [...path, 'do'])) ?? '';
  const form = forms.find((one) => one.do === name);
  const change = (wanted: string): void => {
    const { draft } = model.store.getState();
    const next = forms.find((one) => one.do === wanted);
    if (next !== undefined)
      model.restructure(path, newCommand(next, surroundings(draft, board), listAt(draft, SCRIPT)[index]));
  };
  return (
    <li className={styles.command}>
      <fieldset className={styles.bare}>
        <legend className={styles.number}>
          <span className={styles.hidden}>{say.commandNumber}</span>
          {index + 1}
        </legend>
        <div className={styles.fields}>
          <ChoiceField
            path={[...path, 'do']}
            label={say.command}
            value={name}
            options={forms.map((one) => ({ value: one.do, name: one.do }))}
            onChange={change}
          />
          <CommandFields path={path} fields={form?.fields ?? []} />
        </div>
        <SaidAt path={path} />
        <div className={styles.order}>
          {([-1, 1] as const).map((by) => (
            <button
              key={by}
              type="button"
              className={styles.remove}
              aria-label={by < 0 ? say.moveUp(number) : say.moveDown(number)}
              title={by < 0 ? say.moveUpTitle : say.moveDownTitle}
              data-path={`script[${index}].${by < 0 ? '#up' : '#down'}`}
              disabled={by < 0 ? index === 0 : index === count - 1}
              onClick={() => move(model, index, by, by < 0 ? '#up' : '#down')}
            >
              {by < 0 ? '↑' : '↓'}
            </button>
          ))}
          <button
            type="button"
            className={styles.remove}
            aria-label={say.removeOne(number)}
            title={editor.remove}
            onClick={() => remove(model, index)}
          >
            ×
          </button>
        </div>
      </fieldset>
    </li>
  );
}

/** Alt and an arrow move the command that has the keyboard, which stays in the field that it is in. */
export function moveByKey(model: DraftModel, event: KeyboardEvent): void {
  if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
  const path = event.target instanceof HTMLElement ? event.target.dataset['path'] : undefined;
  const [, index, field] = /^script\[(\d+)\]\.(.+)$/.exec(path ?? '') ?? [];
  if (index === undefined || field === undefined) return;
  event.preventDefault();
  move(model, Number(index), event.key === 'ArrowUp' ? -1 : 1, field);
}

function move(model: DraftModel, index: number, by: 1 | -1, field: string): void {
  const script = listAt(model.store.getState().draft, SCRIPT);
  const to = index + by;
  if (to < 0 || to >= script.length) return;
  model.restructure(SCRIPT, moved(script, index, to));
  // At either end the button that led there is off; the other one is next to it.
  const end = to === 0 && field === '#up' ? '#down' : to === script.length - 1 && field === '#down' ? '#up' : field;
  model.enter(`script[${to}].${end}`);
}

function remove(model: DraftModel, index: number): void {
  const script = listAt(model.store.getState().draft, SCRIPT);
  model.restructure(['script', index], undefined);
  const next = Math.min(index, script.length - 2);
  model.enter(next < 0 ? 'script' : `script[${next}].do`);
}
