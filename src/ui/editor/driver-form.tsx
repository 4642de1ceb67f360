import type { ReactNode } from 'react';
import { isObject, listAt, type Path } from '../store/draft/json-value.ts';
import { CheckBox, NumberField, SaidAt } from './fields.tsx';
import { useCatalog, useDraft, useDraftModel, useValue } from '../store/draft/use-draft.ts';
import { useEditorMessages } from './messages.ts';
import styles from './editor.module.css';

/** What the driver of a function by hand asks for. */
export function DriverForm({ path }: { readonly path: Path }): ReactNode {
  const model = useDraftModel();
  const { pci: say } = useEditorMessages();
  const driver = useValue(path);
  const toggle = (wanted: boolean): void =>
    model.restructure(path, wanted ? { minVectors: 1, maxVectors: 1, flags: ['msix', 'msi', 'intx'] } : undefined);
  return (
    <fieldset className={styles.group}>
      <legend>{say.driver}</legend>
      <SaidAt path={path} />
      <div className={styles.fields}>
        <CheckBox path={path} label={say.hasDriver} checked={driver !== undefined} onChange={toggle} />
        {isObject(driver) ? (
          <>
            <NumberField path={[...path, 'minVectors']} label={say.minVectors} min={1} />
            <NumberField path={[...path, 'maxVectors']} label={say.maxVectors} min={1} />
            <Flags path={[...path, 'flags']} />
          </>
        ) : null}
      </div>
    </fieldset>
  );
}

/** Kinds of vectors that it takes, and whether it lets Linux spread them. */
function Flags({ path }: { readonly path: Path }): ReactNode {
  const model = useDraftModel();
  const { pci: say } = useEditorMessages();
  const all = useCatalog()?.driverFlags ?? [];
  const flags = useDraft(({ draft }) => listAt(draft, path));
  return (
    <fieldset className={styles.checks}>
      <legend className={styles.hidden}>{say.flags}</legend>
      <SaidAt path={path} />
      {all.map((flag) => (
        <CheckBox
          key={flag}
          path={[...path, flag]}
          label={FLAG_NAMES[flag] ?? flag}
          checked={flags.includes(flag)}
          onChange={(checked) =>
            model.set(
              path,
              all.filter((one) => (one === flag ? checked : flags.includes(one))),
            )
          }
        />
      ))}
    </fieldset>
  );
}

const FLAG_NAMES: Readonly<Record<string, string>> = {
  intx: 'PCI_IRQ_INTX',
  msi: 'PCI_IRQ_MSI',
  msix: 'PCI_IRQ_MSIX',
  affinity: 'PCI_IRQ_AFFINITY',
};
