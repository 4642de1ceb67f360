import { type ReactNode, useState } from 'react';
import type { EditorMessages } from '../../engine/api/messages/editor.ts';
import { cx } from '../widgets/cx.ts';
import { Empty } from '../widgets/empty.tsx';
import { Select } from '../widgets/select.tsx';
import buttons from '../widgets/button.module.css';
import { listAt, type Path, textAt } from '../store/draft/json-value.ts';
import { FunctionForm } from './function-form.tsx';
import { type Bus, busesOf, functionWords, newFunction, nextBdf, nextBus } from './pci-places.ts';
import { useBoard, useCatalog, useDraft, useDraftModel, useSaid, useValue } from '../store/draft/use-draft.ts';
import { useEditorMessages } from './messages.ts';
import styles from './editor.module.css';

const BY_HAND = '';

/** The PCI functions: a line each, which unfolds into its form. */
export function PciTab(): ReactNode {
  const { pci: say } = useEditorMessages();
  const count = useDraft(({ draft }) => listAt(draft, ['pci']).length);
  return (
    <div className={styles.scroll}>
      <AddFunction />
      {count === 0 ? (
        <Empty title={say.none}>
          <p>{say.noneAbout}</p>
        </Empty>
      ) : (
        <ol className={styles.list}>
          {Array.from({ length: count }, (_, index) => (
            <FunctionLine key={index} index={index} />
          ))}
        </ol>
      )}
    </div>
  );
}

function AddFunction(): ReactNode {
  const model = useDraftModel();
  const editor = useEditorMessages();
  const { pci: say } = editor;
  const models = useCatalog()?.models ?? [];
  const pci = useDraft(({ draft }) => listAt(draft, ['pci']));
  const buses = busesOf(pci, useBoard());
  const [name, setName] = useState('nvme');
  const [at, setAt] = useState(0);
  const bus = buses[at] ?? buses[0];
  const bdf = bus === undefined ? undefined : nextBdf(pci, bus);
  const add = (): void => {
    if (bdf === undefined || bus === undefined) return;
    const facts = models.find((one) => one.name === name);
    const added = newFunction(bdf, facts, nextBus(pci, bus.domain));
    model.restructure(['pci'], [...pci, added], ['pci', pci.length]);
  };
  return (
    <div className={styles.tools}>
      <Select
        label={say.modelToAdd}
        value={name}
        options={[
          ...models.map((one) => ({ value: one.name, name: one.name })),
          { value: BY_HAND, name: editor.byHand },
        ]}
        onChange={setName}
      />
      {buses.length < 2 ? null : (
        <Select
          label={say.onBus}
          value={String(bus === undefined ? -1 : buses.indexOf(bus))}
          options={buses.map((one, index) => ({ value: String(index), name: busName(one, buses, editor) }))}
          onChange={(index) => setAt(Number(index))}
        />
      )}
      <button type="button" className={buttons.button} data-path="pci" disabled={bdf === undefined} onClick={add}>
        {say.add}
      </button>
      <span className={styles.note}>{placeWords(bdf, buses.length, editor)}</span>
    </div>
  );
}

function placeWords(bdf: string | undefined, buses: number, { pci: say }: EditorMessages): string {
  if (bdf !== undefined) return say.at({ bdf });
  return buses === 0 ? say.noBridge : say.busFull;
}

function busName({ domain, bus, bridge }: Bus, all: readonly Bus[], { pci: say }: EditorMessages): string {
  const number = all.some((one) => one.domain !== domain) ? `${domain}:${bus}` : String(bus);
  return bridge === undefined ? number : say.behind({ bus: number, bridge });
}

function FunctionLine({ index }: { readonly index: number }): ReactNode {
  const model = useDraftModel();
  const editor = useEditorMessages();
  const { pci: say } = editor;
  const path: Path = ['pci', index];
  const fn = useValue(path);
  const open = useDraft(({ unfolded }) => unfolded.includes(index));
  const said = useSaid(path, true);
  const bdf = textAt(fn, ['bdf']) ?? say.noAddress;
  const facts = useDraft(({ functions }) => functions.find((one) => one.bdf === bdf));
  return (
    <li className={cx(styles.item, open && styles.open)}>
      <div className={styles.line}>
        <button
          type="button"
          className={styles.unfold}
          aria-expanded={open}
          data-path={`pci[${index}]`}
          onClick={() => model.unfold(index, !open)}
        >
          <span className={styles.arrow} aria-hidden="true">
            {open ? '▾' : '▸'}
          </span>
          <span className={styles.bdf}>{bdf}</span>
          <span className={styles.words}>{functionWords(fn, said?.remark === false ? undefined : facts, editor)}</span>
          {said === undefined ? null : (
            <span className={cx(styles.mark, said.remark && styles.remark)}>
              {said.remark ? say.markNote : say.markWrong}
            </span>
          )}
        </button>
        <button
          type="button"
          className={styles.remove}
          aria-label={editor.removeOne({ name: bdf })}
          title={editor.remove}
          onClick={() => model.removeFunction(index)}
        >
          ×
        </button>
      </div>
      {open ? <FunctionForm path={path} /> : null}
    </li>
  );
}
