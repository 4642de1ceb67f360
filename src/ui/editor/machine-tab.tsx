import type { ReactNode } from 'react';
import { Empty } from '../widgets/empty.tsx';
import buttons from '../widgets/button.module.css';
import { getAt, isObject, type Json, listAt, textAt } from '../store/draft/json-value.ts';
import { ChoiceField, ListField, NumberField, TextField } from './fields.tsx';
import { useBoard, useCatalog, useDraft, useDraftModel, useValue } from '../store/draft/use-draft.ts';
import { useEditorMessages } from './messages.ts';
import styles from './editor.module.css';

/** Kernel, CPUs, exception level, and what is behind virtio-mmio slots. */
export function MachineTab(): ReactNode {
  const model = useDraftModel();
  const catalog = useCatalog();
  const { machine: say } = useEditorMessages();
  const cpus = useBoard()?.cpus;
  const kernel = useValue(['kernel']);
  const el2 = useValue(['el2']);
  const hasHardware = useDraft(({ draft }) => isObject(getAt(draft, ['hardware'])));
  return (
    <div className={styles.scroll}>
      <div className={styles.fields}>
        <ChoiceField
          path={['kernel']}
          label={say.kernel}
          value={typeof kernel === 'string' ? kernel : ''}
          options={(catalog?.kernels ?? []).map((version) => ({ value: version, name: say.linux({ version }) }))}
          onChange={(version) => model.set(['kernel'], version)}
        />
        <NumberField
          path={['cpus']}
          label={say.cpus}
          min={1}
          max={cpus}
          placeholder={cpus === undefined ? undefined : say.allCpus({ count: cpus })}
        />
        <ChoiceField
          path={['el2']}
          label={say.level}
          value={typeof el2 === 'string' ? el2 : ''}
          options={[
            { value: '', name: say.el1 },
            ...(catalog?.el2 ?? []).map((kind) => ({ value: kind, name: kind === 'vhe' ? say.vhe : say.nvhe })),
          ]}
          onChange={(kind) => model.set(['el2'], kind === '' ? undefined : kind)}
        />
        <ListField path={['probe']} label={say.probe} placeholder={say.probeStandard} read={(text) => text} wide />
      </div>
      <Slots />
      {hasHardware ? (
        <p className={styles.note}>
          {say.hardware}
          <button type="button" className={buttons.link} onClick={() => model.focus('hardware', 'json')}>
            {say.editHardware}
          </button>
        </p>
      ) : null}
    </div>
  );
}

function Slots(): ReactNode {
  const model = useDraftModel();
  const editor = useEditorMessages();
  const { machine: say } = editor;
  const slots = useBoard()?.slots ?? [];
  const models = useCatalog()?.mmioModels ?? [];
  const entries = useDraft(({ draft }) => listAt(draft, ['mmio']));
  const taken = new Set(entries.map((entry) => textAt(entry, ['node'])));
  const add = (): void => {
    const node = slots.findLast((slot) => !taken.has(slot)) ?? '';
    const entry: Json = { node, model: models[0] ?? '' };
    model.restructure(['mmio'], [...entries, entry], ['mmio', entries.length, 'node']);
  };
  return (
    <fieldset className={styles.group}>
      <legend>{say.slots}</legend>
      {entries.length === 0 ? (
        <Empty title={slots.length === 0 ? say.noSlots : say.emptySlots({ count: slots.length })}>
          {slots.length === 0 ? null : <p>{say.emptySlotsAbout}</p>}
        </Empty>
      ) : null}
      {entries.map((entry, index) => (
        <div key={index} className={styles.fields}>
          <TextField path={['mmio', index, 'node']} label={say.slot} choices={slots} mono wide />
          <TextField path={['mmio', index, 'model']} label={say.device} choices={models} mono />
          <button
            type="button"
            className={styles.remove}
            aria-label={editor.removeOne({ name: textAt(entry, ['node']) ?? say.theSlot })}
            title={editor.remove}
            onClick={() => {
              model.restructure(['mmio', index], undefined);
              model.enter('mmio');
            }}
          >
            ×
          </button>
        </div>
      ))}
      <button
        type="button"
        className={buttons.button}
        data-path="mmio"
        disabled={slots.length === 0 || entries.length >= slots.length}
        onClick={add}
      >
        {say.addDevice}
      </button>
    </fieldset>
  );
}
