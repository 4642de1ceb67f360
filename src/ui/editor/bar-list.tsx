import type { ReactNode } from 'react';
import buttons from '../widgets/button.module.css';
import { listAt, numberAt, type Path, pathText } from '../store/draft/json-value.ts';
import { FlagField, NumberField, SaidAt, TextField } from './fields.tsx';
import { useDraft, useDraftModel } from '../store/draft/use-draft.ts';
import styles from './editor.module.css';

/** The BARs of a function that is described by hand. */
export function BarList({ path }: { readonly path: Path }): ReactNode {
  const model = useDraftModel();
  const bars = useDraft(({ draft }) => listAt(draft, path));
  const add = (): void => {
    const taken = new Set(bars.map((bar) => numberAt(bar, ['index'])));
    const index = [0, 1, 2, 3, 4, 5].find((one) => !taken.has(one)) ?? 0;
    model.restructure(path, [...bars, { index, size: '0x1000' }], [...path, bars.length, 'size']);
  };
  return (
    <fieldset className={styles.group}>
      <legend>BARs</legend>
      <SaidAt path={path} />
      {bars.length === 0 ? (
        <p className={styles.note}>None listed: where MSI-X needs one, a BAR of the right size is made.</p>
      ) : null}
      {bars.map((_, index) => {
        const bar = [...path, index];
        return (
          <div key={index} className={styles.fields}>
            <SaidAt path={bar} />
            <NumberField path={[...bar, 'index']} label="BAR" max={5} />
            <TextField path={[...bar, 'size']} label="Size" placeholder="0x1000" mono />
            <FlagField path={[...bar, 'is64']} label="64-bit" />
            <FlagField path={[...bar, 'prefetch']} label="Prefetchable" />
            <FlagField path={[...bar, 'io']} label="I/O" />
            <button
              type="button"
              className={styles.remove}
              aria-label={`Remove BAR ${index + 1} of the list`}
              title="Remove"
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
        Add BAR
      </button>
    </fieldset>
  );
}
