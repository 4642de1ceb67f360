import type { ReactNode } from 'react';
import type { FunctionFacts, ModelFacts } from '../../engine/index.ts';
import { BarList } from './bar-list.tsx';
import { getAt, isObject, type Json, listAt, type Path, textAt } from '../store/draft/json-value.ts';
import { DriverForm } from './driver-form.tsx';
import { ChoiceField, FlagField, NumberField, SaidAt, TextField } from './fields.tsx';
import { nextBus } from './pci-places.ts';
import { useCatalog, useDraft, useDraftModel, useValue } from '../store/draft/use-draft.ts';
import { useEditorMessages } from './messages.ts';
import styles from './editor.module.css';

const BY_HAND = '';
/** What a model brings with it, and a scenario says only where there is no model. */
const BY_HAND_KEYS = ['vendor', 'device', 'class', 'bars', 'intx'] as const;

/** All that a scenario can say about a function; of a model, what it heeds. */
export function FunctionForm({ path }: { readonly path: Path }): ReactNode {
  const catalog = useCatalog();
  const { pci: say } = useEditorMessages();
  const fn = useValue(path);
  const name = textAt(fn, ['model']);
  const facts = catalog?.models.find((model) => model.name === name);
  const byHand = name === undefined;
  const has = (key: string): boolean => isObject(fn) && key in fn;
  return (
    <div className={styles.form}>
      <SaidAt path={path} />
      <div className={styles.fields}>
        <TextField path={[...path, 'bdf']} label={say.address} placeholder="0000:00:01.0" mono />
        <ModelField path={path} />
        {facts?.bridge === true || has('secondary') || byHand ? (
          <NumberField
            path={[...path, 'secondary']}
            label={say.busBehind}
            max={255}
            placeholder={byHand ? say.noBus : undefined}
          />
        ) : null}
        {facts?.heeds.includes('queuePairs') === true || has('queuePairs') ? (
          <NumberField path={[...path, 'queuePairs']} label={say[whatIsCounted(facts)]} min={1} max={1024} />
        ) : null}
      </div>
      {byHand ? <Identity path={path} /> : null}
      {byHand || facts?.heeds.includes('msix') === true || has('msix') ? (
        <MsixForm path={[...path, 'msix']} facts={facts} byHand={byHand} />
      ) : null}
      {byHand || facts?.heeds.includes('msi') === true || has('msi') ? (
        <MsiForm path={[...path, 'msi']} facts={facts} byHand={byHand} />
      ) : null}
      {byHand ? <BarList path={[...path, 'bars']} /> : null}
      {byHand || has('driver') ? <DriverForm path={[...path, 'driver']} /> : null}
    </div>
  );
}

/** The queues of a network device come in pairs. */
function whatIsCounted(facts: ModelFacts | undefined): 'queuePairs' | 'ports' | 'queues' {
  if (facts?.class.startsWith('0x02') === true) return 'queuePairs';
  return facts?.class.startsWith('0x07') === true ? 'ports' : 'queues';
}

function ModelField({ path }: { readonly path: Path }): ReactNode {
  const model = useDraftModel();
  const say = useEditorMessages();
  const models = useCatalog()?.models ?? [];
  const fn = useValue(path);
  const change = (name: string): void => {
    const { draft } = model.store.getState();
    const facts = models.find((one) => one.name === name);
    const kept = Object.entries(isObject(fn) ? fn : {}).filter(
      ([key]) =>
        key !== 'model' && key !== 'secondary' && (name === BY_HAND || !BY_HAND_KEYS.some((own) => own === key)),
    );
    const secondary = getAt(fn, ['secondary']) ?? nextBus(listAt(draft, ['pci']), 0);
    model.restructure(path, {
      ...Object.fromEntries(kept),
      ...(name === BY_HAND ? {} : { model: name }),
      ...(facts?.bridge === true ? { secondary } : {}),
    });
  };
  return (
    <ChoiceField
      path={[...path, 'model']}
      label={say.pci.model}
      value={textAt(fn, ['model']) ?? BY_HAND}
      options={[...models.map(({ name }) => ({ value: name, name })), { value: BY_HAND, name: say.byHand }]}
      onChange={change}
    />
  );
}

function Identity({ path }: { readonly path: Path }): ReactNode {
  const model = useDraftModel();
  const { pci: say } = useEditorMessages();
  const pins = useCatalog()?.pins ?? [];
  const intx = useValue([...path, 'intx']);
  return (
    <div className={styles.fields}>
      <TextField path={[...path, 'vendor']} label={say.vendor} placeholder="0x1b36" mono />
      <TextField path={[...path, 'device']} label={say.device} placeholder="0x0001" mono />
      <TextField path={[...path, 'class']} label={say.class} placeholder="0xff0000" mono />
      <ChoiceField
        path={[...path, 'intx']}
        label={say.intx}
        value={typeof intx === 'string' ? intx : ''}
        options={[{ value: '', name: say.noPin }, ...pins.map((pin) => ({ value: pin, name: `INT${pin}` }))]}
        onChange={(pin) => model.set([...path, 'intx'], pin === '' ? undefined : pin)}
      />
    </div>
  );
}

interface CapabilityProps {
  readonly path: Path;
  readonly facts: ModelFacts | undefined;
  readonly byHand: boolean;
}

type Mode = 'standard' | 'own' | 'none';

/** As the model has it, with own numbers, or not at all. A function by hand has only what is said. */
function modeOf(value: Json | undefined, byHand: boolean): Mode {
  if (value === null) return 'none';
  return value === undefined ? (byHand ? 'none' : 'standard') : 'own';
}

function ModeField({ path, byHand, own, kind, name }: ModeProps): ReactNode {
  const model = useDraftModel();
  const value = useValue(path);
  const { pci: say } = useEditorMessages();
  const isStandard = modeOf(value, byHand) === 'standard';
  const built = useBuilt(path)?.[kind];
  return (
    <ChoiceField
      path={path}
      label={name}
      value={modeOf(value, byHand)}
      options={[
        ...(byHand
          ? []
          : [
              {
                value: 'standard',
                name: isStandard && built !== undefined ? say.modelsCount({ count: built }) : say.modelsOwn,
              },
            ]),
        { value: 'own', name: byHand ? say.yes : say.otherNumber },
        { value: 'none', name: say.no({ kind: name }) },
      ]}
      onChange={(mode) => model.restructure(path, mode === 'own' ? own : mode === 'none' && !byHand ? null : undefined)}
    />
  );
}

interface ModeProps extends Omit<CapabilityProps, 'facts'> {
  readonly name: string;
  readonly kind: 'msix' | 'msi';
  /** What it begins with, when it is to have numbers of its own. */
  readonly own: Json;
}

/** What the engine made of the function that this path is in. */
function useBuilt(path: Path): FunctionFacts | undefined {
  const bdf = textAt(useValue(path.slice(0, -1)), ['bdf']);
  return useDraft(({ functions }) => functions.find((one) => one.bdf === bdf));
}

function MsixForm({ path, facts, byHand }: CapabilityProps): ReactNode {
  const value = useValue(path);
  const { pci: say } = useEditorMessages();
  const isOwn = modeOf(value, byHand) === 'own';
  const places = byHand || (isObject(value) && Object.keys(value).some((key) => key !== 'entries'));
  return (
    <fieldset className={styles.group}>
      <legend className={styles.hidden}>{say.msix}</legend>
      <div className={styles.fields}>
        <ModeField path={path} byHand={byHand} name={say.msix} kind="msix" own={{ entries: facts?.msix ?? 4 }} />
        {isOwn ? <NumberField path={[...path, 'entries']} label={say.msixEntries} min={1} max={2048} /> : null}
        {isOwn && places ? (
          <>
            <NumberField path={[...path, 'tableBar']} label={say.tableBar} max={5} placeholder={say.tableBarStandard} />
            <TextField path={[...path, 'tableOffset']} label={say.tableOffset} placeholder="0x0" mono />
            <NumberField path={[...path, 'pbaBar']} label={say.pbaBar} max={5} placeholder={say.pbaBarStandard} />
            <TextField path={[...path, 'pbaOffset']} label={say.pbaOffset} placeholder={say.pbaOffsetStandard} mono />
          </>
        ) : null}
      </div>
    </fieldset>
  );
}

function MsiForm({ path, facts, byHand }: CapabilityProps): ReactNode {
  const model = useDraftModel();
  const { pci: say } = useEditorMessages();
  const choices = useCatalog()?.msiVectors ?? [];
  const value = useValue(path);
  const vectors = getAt(value, ['vectors']);
  return (
    <fieldset className={styles.group}>
      <legend className={styles.hidden}>{say.msi}</legend>
      <div className={styles.fields}>
        <ModeField path={path} byHand={byHand} name={say.msi} kind="msi" own={{ vectors: facts?.msi ?? 1 }} />
        {modeOf(value, byHand) === 'own' ? (
          <>
            <ChoiceField
              path={[...path, 'vectors']}
              label={say.msiVectors}
              value={vectors === undefined ? '' : JSON.stringify(vectors)}
              options={choices.map((count) => ({ value: String(count), name: String(count) }))}
              onChange={(count) => model.set([...path, 'vectors'], Number(count))}
            />
            <FlagField path={[...path, 'is64']} label={say.address64} standard />
            <FlagField path={[...path, 'maskable']} label={say.maskable} />
          </>
        ) : null}
      </div>
    </fieldset>
  );
}
