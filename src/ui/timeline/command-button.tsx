import type { ReactNode } from 'react';
import { must } from '../../base/assert.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { COMMANDS, type UiCommand } from '../store/commands.ts';
import { withKey } from '../store/keys.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
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
  const messages = useMessages();
  const command = commandOf(id);
  const disabled = useScreen(({ step, steps }) => (towards === 'start' ? step <= 0 : step >= steps)) ?? true;
  const label = name ?? command.name(messages);
  return (
    <button
      type="button"
      className={cx(buttons.button, styles.icon, className)}
      aria-label={label}
      title={withKey(label, command.keys, messages)}
      aria-disabled={disabled}
      onClick={() => {
        if (!disabled) command.run(actions);
      }}
    >
      <Icon name={icon} />
    </button>
  );
}

const PATHS = {
  start: 'M3 3h2v10H3zM13 3v10L6 8z',
  play: 'M4.5 3v10l8-5z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  end: 'M11 3h2v10h-2zM3 3v10l7-5z',
  left: 'M10 4.2v7.6L5 8z',
  right: 'M6 4.2v7.6L11 8z',
  last: 'M14 3.5v9L8.2 8zM4.4 5.2 7.2 8l-2.8 2.8L1.6 8z',
  next: 'M2 3.5v9L7.8 8zM11.6 5.2 14.4 8l-2.8 2.8L8.8 8z',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }): ReactNode {
  return (
    <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} fill="currentColor" />
    </svg>
  );
}
