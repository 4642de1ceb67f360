import { type ReactNode, useState } from 'react';
import type { InspectAction } from '../../engine/index.ts';
import { useApp } from '../store/app-model.ts';
import buttons from '../widgets/button.module.css';
import { cx } from '../widgets/cx.ts';
import { Outcome } from './outcome.tsx';
import fields from '../widgets/field.module.css';
import styles from './actions.module.css';

const KINDS = ['irq.', 'line.', 'cpu.'] as const;

/** What a script can do to the selected thing, a button each, and what came of the last. */
export function Actions({ actions }: { readonly actions: readonly InspectAction[] }): ReactNode {
  const app = useApp();
  if (actions.length === 0) return null;
  return (
    <div className={styles.area}>
      <fieldset className={fields.set} aria-label="Actions">
        {actions.map(({ name, command }) =>
          command.do === 'irq.affinity' ? (
            <Affinity key={`${name}${command.cpus}`} name={name} command={command} />
          ) : (
            <button
              key={name}
              type="button"
              className={cx(buttons.button, buttons.small)}
              onClick={() => void app.command(command)}
            >
              {name}
            </button>
          ),
        )}
      </fieldset>
      <Outcome kinds={KINDS} />
    </div>
  );
}

interface AffinityProps {
  readonly name: string;
  readonly command: Extract<InspectAction['command'], { readonly do: 'irq.affinity' }>;
}

const CPU_LIST = String.raw`\d+(-\d+)?(,\d+(-\d+)?)*`;

/** As for /proc/irq/N/smp_affinity_list: a CPU list. */
function Affinity({ name, command }: AffinityProps): ReactNode {
  const app = useApp();
  const [cpus, setCpus] = useState(command.cpus);
  return (
    <form
      className={styles.affinity}
      onSubmit={(event) => {
        event.preventDefault();
        void app.command({ ...command, cpus });
      }}
    >
      <label className={fields.label}>
        CPUs
        <input
          className={cx(fields.input, fields.short)}
          value={cpus}
          required
          pattern={CPU_LIST}
          title="A list of CPUs: 0-3 or 1,3"
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setCpus(event.target.value)}
        />
      </label>
      <button type="submit" className={cx(buttons.button, buttons.small)}>
        {name}
      </button>
    </form>
  );
}
