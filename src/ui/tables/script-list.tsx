import type { ReactNode } from 'react';
import type { RunCommand } from '../../engine/index.ts';
import { useApp, useRun, useScreen } from '../store/app-model.ts';
import { commandText, outcomeText } from '../store/script-text.ts';
import { cx } from '../widgets/cx.ts';
import { Scroll } from '../widgets/scroll.tsx';
import buttons from '../widgets/button.module.css';
import styles from './script.module.css';

/** The script so far: each command leads to where it ended, and says what came back. */
export function ScriptList(): ReactNode {
  const app = useApp();
  const commands = useRun(({ info }) => info?.commands) ?? [];
  const step = useScreen((screen) => screen.step) ?? 0;
  return (
    <>
      <div className={styles.head}>
        <span>
          {commands.length} {commands.length === 1 ? 'command' : 'commands'}
        </span>
        <button
          type="button"
          className={cx(buttons.button, styles.undo)}
          disabled={commands.length < 2}
          title="Run the script again without its last command (u)"
          onClick={() => void app.undo()}
        >
          Undo the last
        </button>
      </div>
      <Scroll className={styles.body} label="Script">
        <ol>
          {commands.map((command, index) => (
            <Line key={`${index}${command.to}`} index={index} command={command} isHere={isAt(command, step)} />
          ))}
        </ol>
      </Scroll>
    </>
  );
}

/** After its beginning, and until the next one begins. */
function isAt({ from, to }: RunCommand, step: number): boolean {
  return step > from && step <= to;
}

interface LineProps {
  readonly index: number;
  readonly command: RunCommand;
  readonly isHere: boolean;
}

function Line({ index, command, isHere }: LineProps): ReactNode {
  const app = useApp();
  const { from, to, error } = command;
  return (
    <li>
      <button
        type="button"
        className={cx(styles.line, isHere && styles.here)}
        aria-current={isHere ? 'step' : undefined}
        title={`Steps ${from.toLocaleString('en')} to ${to.toLocaleString('en')}`}
        onClick={() => app.navigator.across(from, to)}
      >
        <span className={styles.number}>{index + 1}</span>
        <span className={styles.command}>{commandText(command.command)}</span>
        <span className={cx(styles.outcome, error !== undefined && styles.refused)}>{outcomeText(command)}</span>
      </button>
    </li>
  );
}
