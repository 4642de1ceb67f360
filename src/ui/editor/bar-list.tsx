import type { ReactNode } from 'react';
import buttons from '../widgets/button.module.css';
import { listAt, numberAt, type Path, pathText } from '../store/draft/json-value.ts';
import { FlagField, NumberField, SaidAt, TextField } from './fields.tsx';
import { useDraft, useDraftModel } from '../store/draft/use-draft.ts';
import { useEditorMessages } from './messages.ts';
import styles from './editor.module.css';

/** The BARs of a function that is described by hand. */
export function BarList({ path }: { readonly path: Path }): ReactNode {
  const model = useDraftModel();
  const editor = useEditorMessages();
  const { pci: say } = editor;
  const bars = useDraft(({ draft }) => listAt(draft, path));
  const add = (): void => {
    const taken = new Set(bars.map((bar) => numberAt(bar, ['index'])));
    const index = [0, 1, 2, 3, 4, 5].find((one) => !taken.has(one)) ?? 0;
    model.restructure(path, [...bars, { index, size: '0x1000' }], [...path, bars.length, 'size']);
  };
  return (
    <fieldset className={styles.group}>
      <legend>{say.bars}</legend>
      <SaidAt path={path} />
      {bars.length === 0 ? <p className={styles.note}>{say.noBars}</p> : null}
      {bars.map((_, index) => {
        const bar = [...path, index];
        return (
          <div key={index} className={styles.fields}>
            <SaidAt path={bar} />
            <NumberField path={[...bar, 'index']} label={say.bar} max={5} />
            <TextField path={[...bar, 'size']} label={say.size} placeholder="0x1000" mono />
            <FlagField path={[...bar, 'is64']} label={say.bit64} />
            <FlagField path={[...bar, 'prefetch']} label={say.prefetch} />
            <FlagField path={[...bar, 'io']} label={say.io} />
            <button
              type="button"
              className={styles.remove}
              aria-label={say.removeBar({ number: index + 1 })}
              title={editor.remove}
              onClick={() => {
                model.restructure(bar, undefined);
                model.enter(pathText(path));
              }}
            >
              ×
            </button>
          </div>
        );
      })}
      <button
        type="button"
        className={buttons.button}
        data-path={pathText(path)}
        disabled={bars.length > 5}
        onClick={add}
      >
        {say.addBar}
      </button>
    </fieldset>
  );
}
