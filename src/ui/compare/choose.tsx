import { type ReactNode, useRef, useState } from 'react';
import { KERNEL_VERSIONS } from '../../engine/api/kernel-versions.ts';
import type { CompareMessages } from '../../engine/api/messages/compare.ts';
import { filesOf } from '../store/files.ts';
import { useActions, useCompare, useRun, useScreen } from '../store/hooks.ts';
import { PRESETS } from '../../permalink/presets.ts';
import type { Other } from '../store/stores.ts';
import { FileInput } from '../widgets/file-input.tsx';
import { useMessages } from '../widgets/messages.ts';
import { Select } from '../widgets/select.tsx';
import buttons from '../widgets/button.module.css';
import styles from './compare.module.css';

const NONE = 'none';

/** What to compare with, and where. */
export function Choose({ say }: { readonly say: CompareMessages }): ReactNode {
  const actions = useActions();
  const { presets } = useMessages().app;
  const file = useRef<HTMLInputElement>(null);
  const [asksLink, setAsksLink] = useState(false);
  const other = useCompare((state) => state.other);
  const at = useCompare((state) => state.at);
  const kernel = useRun(({ info }) => info?.kernel);
  const isMachine = useRun(({ machine }) => machine !== undefined);
  const overlays = useRun(({ scenario }) => scenario?.overlays?.length ?? 0);
  const step = useScreen((screen) => screen.step) ?? 0;
  const steps = useScreen((screen) => screen.steps) ?? 0;
  const own: { value: string; name: string; other: Other }[] = isMachine
    ? [{ value: 'model', name: say.model, other: { kind: 'model' } }]
    : [
        ...KERNEL_VERSIONS.filter(({ version }) => version !== kernel).map(({ version }) => ({
          value: `kernel:${version}`,
          name: say.kernel({ version }),
          other: { kind: 'kernel', version } as const,
        })),
        ...(overlays === 0 ? [] : [{ value: 'bare', name: say.bare, other: { kind: 'bare' } as const }]),
        { value: 'step', name: say.step, other: { kind: 'step', step: other?.kind === 'step' ? other.step : step } },
      ];
  const bundled = PRESETS.map(({ name }) => ({
    value: `preset:${name}`,
    name: presets[name],
    other: { kind: 'source', source: { kind: 'preset', name, kernel: undefined }, step: undefined } as const,
  }));
  const all = [...own, ...bundled];
  const chosen = all.find((each) => sameOther(each.other, other))?.value ?? NONE;
  return (
    <>
      <Select
        label={say.with}
        className={styles.choose}
        value={chosen}
        options={[
          ...(chosen === NONE ? [{ value: NONE, name: nameOf(other, say) }] : []),
          ...all,
          { value: 'file', name: say.file },
          { value: 'link', name: say.link },
        ]}
        onChange={(value) => {
          setAsksLink(value === 'link');
          if (value === 'file') file.current?.click();
          const found = all.find((each) => each.value === value);
          if (found !== undefined) actions.showComparison(found.other);
        }}
      />
      <FileInput
        ref={file}
        label={say.fileLabel}
        onFiles={(given) => actions.compareFiles(filesOf(given), say.several)}
      />
      {asksLink ? <LinkField say={say} /> : null}
      {other?.kind === 'step' ? (
        <label className={styles.stepLabel}>
          {say.stepNumber}
          <input
            type="number"
            min={0}
            max={steps}
            defaultValue={other.step}
            onChange={({ target }) => {
              const wanted = target.valueAsNumber;
              if (Number.isInteger(wanted) && wanted >= 0) actions.showComparison({ kind: 'step', step: wanted });
            }}
          />
        </label>
      ) : other === undefined || isMachine || other.kind === 'machine' ? null : (
        <Select
          label={say.at}
          value={at}
          options={[
            { value: 'end', name: say.atEnd },
            { value: 'here', name: say.atHere },
          ]}
          onChange={(value) => actions.compareAt(value)}
        />
      )}
    </>
  );
}

function LinkField({ say }: { readonly say: CompareMessages }): ReactNode {
  const actions = useActions();
  const field = useRef<HTMLInputElement>(null);
  return (
    <form
      className={styles.linkForm}
      onSubmit={(event) => {
        event.preventDefault();
        actions.compareLink(field.current?.value ?? '');
      }}
    >
      <input ref={field} aria-label={say.linkField} placeholder={say.linkField} required />
      <button type="submit" className={buttons.button}>
        {say.linkGo}
      </button>
    </form>
  );
}

function sameOther(a: Other, b: Other | undefined): boolean {
  if (b === undefined || a.kind !== b.kind) return false;
  if (a.kind === 'step') return true;
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What is chosen and stands in no list: a link, or a file. */
function nameOf(other: Other | undefined, say: CompareMessages): string {
  if (other?.kind === 'machine') return other.machine.name;
  return other === undefined ? say.choose : say.other;
}
