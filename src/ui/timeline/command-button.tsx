import type { ReactNode } from 'react';
import { must } from '../../base/assert.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { COMMANDS, type UiCommand } from '../store/commands.ts';
import { withKey } from '../store/keys.ts';
import { cx } from '../widgets/cx.ts';
import { Icon, type IconName } from './icon.tsx';
import buttons from '../widgets/button.module.css';
import styles from './transport.module.css';

export function commandOf(id: string): UiCommand {
  return must(
    COMMANDS.find((command) => command.id === id),
    `the command ${id}`,
  );
}

interface Props {
  readonly id: string;
  readonly icon: IconName;
  /** Which way in time it goes: at that end of the run it does nothing, but keeps the focus it may have. */
  readonly towards: 'start' | 'end';
  /** What it is called, if not as its command. */
  readonly name?: string;
  readonly className?: string | undefined;
}

/** A command of the registry as a button that moves in time. */
export function CommandButton({ id, icon, towards, name, className }: Props): ReactNode {
  const actions = useActions();
  const command = commandOf(id);
  const disabled = useScreen(({ step, steps }) => (towards === 'start' ? step <= 0 : step >= steps)) ?? true;
  const label = name ?? command.name;
  return (
    <button
      type="button"
      className={cx(buttons.button, styles.icon, className)}
      aria-label={label}
      title={withKey({ name: label, keys: command.keys })}
      aria-disabled={disabled}
      onClick={() => {
        if (!disabled) command.run(actions);
      }}
    >
      <Icon name={icon} />
    </button>
  );
}
