import { type ReactNode, useState } from 'react';
import { cx } from '../widgets/cx.ts';
import { Empty } from '../widgets/empty.tsx';
import { Select } from '../widgets/select.tsx';
import buttons from '../widgets/button.module.css';
import { listAt, type Path, textAt } from '../store/draft/json-value.ts';
import { FunctionForm } from './function-form.tsx';
import { type Bus, busesOf, functionWords, newFunction, nextBdf, nextBus } from './pci-places.ts';
import { useBoard, useCatalog, useDraft, useDraftModel, useSaid, useValue } from '../store/draft/use-draft.ts';
import styles from './editor.module.css';

const BY_HAND = '';

/** The PCI functions: a line each, which unfolds into its form. */
export function PciTab(): ReactNode {
  const count = useDraft(({ draft }) => listAt(draft, ['pci']).length);
  return (
    <div className={styles.scroll}>
      <AddFunction />
      {count === 0 ? (
        <Empty title="No PCI functions yet">
          <p>Choose a model above and add it. Without any, Linux finds no devices on this board’s PCI buses.</p>
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
        label="model to add"
        value={name}
        options={[
          ...models.map((one) => ({ value: one.name, name: one.name })),
          { value: BY_HAND, name: 'described by hand' },
        ]}
        onChange={setName}
      />
      {buses.length < 2 ? null : (
        <Select
          label="on bus"
          value={String(bus === undefined ? -1 : buses.indexOf(bus))}
          options={buses.map((one, index) => ({ value: String(index), name: busName(one, buses) }))}
          onChange={(index) => setAt(Number(index))}
        />
      )}
      <button type="button" className={buttons.button} data-path="pci" disabled={bdf === undefined} onClick={add}>
        Add function
      </button>
      <span className={styles.note}>{placeWords(bdf, buses.length)}</span>
    </div>
  );
}

function placeWords(bdf: string | undefined, buses: number): string {
  if (bdf !== undefined) return `at ${bdf}`;
  return buses === 0 ? 'The board has no PCI host bridge that is modelled.' : 'This bus is full.';
}

function busName({ domain, bus, bridge }: Bus, all: readonly Bus[]): string {
  const number = all.some((one) => one.domain !== domain) ? `${domain}:${bus}` : String(bus);
  return bridge === undefined ? number : `${number}, behind ${bridge}`;
}

function FunctionLine({ index }: { readonly index: number }): ReactNode {
  const model = useDraftModel();
  const path: Path = ['pci', index];
  const fn = useValue(path);
  const open = useDraft(({ unfolded }) => unfolded.includes(index));
  const said = useSaid(path, true);
  const bdf = textAt(fn, ['bdf']) ?? '(no address)';
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
          <span className={styles.words}>{functionWords(fn, said?.remark === false ? undefined : facts)}</span>
          {said === undefined ? null : (
            <span className={cx(styles.mark, said.remark && styles.remark)}>{said.remark ? '! note' : '× wrong'}</span>
          )}
        </button>
        <button
          type="button"
          className={styles.remove}
          aria-label={`Remove ${bdf}`}
          title="Remove"
          onClick={() => model.removeFunction(index)}
        >
          ×
        </button>
      </div>
      {open ? <FunctionForm path={path} /> : null}
    </li>
  );
}
