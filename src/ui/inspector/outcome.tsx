import type { ReactNode } from 'react';
import { useRun, useScreen } from '../store/hooks.ts';
import { commandText, outcomeText } from '../store/script-text.ts';
import { useStopped } from '../store/highlight.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './actions.module.css';

/** What came of the command that ends at this step, and where its message stopped; beside the buttons of its kind. */
export function Outcome({ kinds }: { readonly kinds: readonly string[] }): ReactNode {
  const messages = useMessages();
  const step = useScreen((screen) => screen.step);
  const ran = useRun(({ info }) => info?.commands.findLast(({ to }) => to === step));
  const stopped = useStopped()?.stopped;
  const unasked = useScreen((screen) => screen.unasked);
  if (ran === undefined || !kinds.some((kind) => ran.command.do.startsWith(kind))) return null;
  return (
    <p className={styles.outcome} data-testid="outcome">
      <b>{commandText(ran.command, messages)}</b>:{' '}
      <span className={cx((ran.error ?? stopped ?? unasked) !== undefined && styles.bad)}>
        {outcomeText(ran, messages, stopped, unasked)}
      </span>
    </p>
  );
}
