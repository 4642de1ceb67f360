import { type ReactNode, useState } from 'react';
import type { InspectAction } from '../../engine/index.ts';
import { useActions } from '../store/hooks.ts';
import buttons from '../widgets/button.module.css';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import fields from '../widgets/field.module.css';
import styles from './actions.module.css';

/** What a script can do to the selected thing, a button each. */
export function Actions({ offered }: { readonly offered: readonly InspectAction[] }): ReactNode {
  const actions = useActions();
  const { inspector: say } = useMessages();
  if (offered.length === 0) return null;
  return (
    <fieldset className={cx(fields.set, styles.area)} aria-label={say.actions}>
      {offered.map(({ name, command }) =>
        command.do === 'irq.affinity' ? (
          <Affinity key={`${name} ${JSON.stringify(command.irq)}`} name={name} command={command} />
        ) : (
          <button
            key={keyOf(name, command)}
            type="button"
            className={cx(buttons.button, buttons.small)}
            onClick={() => void actions.command(command)}
          >
            {name}
          </button>
        ),
      )}
    </fieldset>
  );
}

/** What is done and what undoes it are one button, which so keeps the focus. */
function keyOf(name: string, command: InspectAction['command']): string {
  switch (command.do) {
    case 'irq.enable':
    case 'irq.disable':
      return 'enable/disable';
    case 'line.raise':
    case 'line.lower':
      return `raise/lower:${command.index}`;
    case 'cpu.online':
    case 'cpu.offline':
      return 'online/offline';
    case 'net.open':
    case 'net.close':
      return 'open/close';
    default:
      return name;
  }
}

interface AffinityProps {
  readonly name: string;
  readonly command: Extract<InspectAction['command'], { readonly do: 'irq.affinity' }>;
}

const CPU_LIST = String.raw`\d+(-\d+)?(,\d+(-\d+)?)*`;

/** As for /proc/irq/N/smp_affinity_list: a CPU list. */
function Affinity({ name, command }: AffinityProps): ReactNode {
  const actions = useActions();
  const { inspector: say } = useMessages();
  const [cpus, setCpus] = useState(command.cpus);
  // What was typed stands until the interrupt goes elsewhere. The field is the same one then, with the focus it may have.
  const [before, setBefore] = useState(command.cpus);
  if (before !== command.cpus) {
    setBefore(command.cpus);
    setCpus(command.cpus);
  }
  return (
    <form
      className={styles.affinity}
      onSubmit={(event) => {
        event.preventDefault();
        void actions.command({ ...command, cpus });
      }}
    >
      <label className={fields.label}>
        {say.cpus}
        <input
          className={cx(fields.input, fields.short)}
          value={cpus}
          required
          pattern={CPU_LIST}
          title={say.cpusTitle}
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
