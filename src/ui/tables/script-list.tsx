import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useRef } from 'react';
import type { RunCommand } from '../../engine/index.ts';
import { useActions, useRun, useScreen } from '../store/hooks.ts';
import { commandText, outcomeText } from '../store/script-text.ts';
import { cx } from '../widgets/cx.ts';
import { Scroll } from '../widgets/scroll.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './script.module.css';

/** Height of a line of one row of text, in pixels; longer ones are measured. */
const LINE = 28;

/** The script so far: each command leads to where it ended, and says what came back. */
export function ScriptList(): ReactNode {
  const { app, tables } = useMessages();
  const { script: say } = tables;
  const commands = useRun(({ info }) => info?.commands) ?? [];
  const step = useScreen((screen) => screen.step) ?? 0;
  const here = commands.findIndex((command) => isAt(command, step));
  const scroll = useRef<HTMLElement>(null);
  // A script may have thousands of commands: only the lines in sight exist.
  const lines = useVirtualizer({
    count: commands.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => LINE,
    overscan: 12,
    useFlushSync: false,
  });
  useEffect(() => {
    if (here >= 0) lines.scrollToIndex(here, { align: 'auto' });
  }, [here, lines]);
  return (
    <>
      <div className={styles.head}>
        <span>{app.commands({ count: commands.length })}</span>
      </div>
      <Scroll ref={scroll} className={styles.body} label={say.label}>
        <ol className={styles.lines} style={{ height: lines.getTotalSize() }}>
          {lines.getVirtualItems().map(({ index, start }) => {
            const command = commands[index];
            return command === undefined ? null : (
              <li
                key={`${index}${command.to}`}
                ref={lines.measureElement}
                data-index={index}
                className={styles.item}
                style={{ transform: `translateY(${start}px)` }}
                aria-setsize={commands.length}
                aria-posinset={index + 1}
              >
                <Line index={index} command={command} isHere={index === here} />
              </li>
            );
          })}
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
  const actions = useActions();
  const messages = useMessages();
  const { from, to, error } = command;
  return (
    <button
      type="button"
      className={cx(styles.line, isHere && styles.here)}
      aria-current={isHere ? 'step' : undefined}
      title={messages.tables.script.steps({ from, to })}
      onClick={() => actions.goToCommand({ from, to })}
    >
      <span className={styles.number}>{index + 1}</span>
      <span className={styles.command}>{commandText(command.command, messages)}</span>
      <span className={cx(styles.outcome, error !== undefined && styles.refused)}>
        {outcomeText(command, messages)}
      </span>
    </button>
  );
}
