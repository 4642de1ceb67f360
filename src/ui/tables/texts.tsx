import { type ReactNode, useEffect, useRef } from 'react';
import { ok, type Result } from '../../base/result.ts';
import { useActions, useApp, useScreen, useView } from '../store/hooks.ts';
import { Empty } from '../widgets/empty.tsx';
import { Scroll } from '../widgets/scroll.tsx';
import { Select } from '../widgets/select.tsx';
import { cx } from '../widgets/cx.ts';
import { ProcLines } from './proc-lines.tsx';
import { useCopy } from './use-copy.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import copying from './copy-menu.module.css';
import styles from './table.module.css';
import log from './log.module.css';

/** A text as Linux prints it, byte for byte, and the choice of it. */
export function ProcText(): ReactNode {
  const { tables: say } = useMessages();
  const text = useScreen((screen) => screen.text);
  const name = useView((view) => view.text);
  return (
    <>
      <div className={styles.bar}>
        <ProcChoice />
        {text === undefined ? null : <CopyText name={name} text={text} />}
      </div>
      <Scroll className={styles.text} label={say.textOf({ name })}>
        {text !== undefined && name === 'interrupts' ? (
          <ProcLines text={text} />
        ) : (
          <pre>{text ?? say.texts.absent}</pre>
        )}
      </Scroll>
    </>
  );
}

/** Copies the whole text, also where the screen has only the beginning of a long one. */
function CopyText({ name, text }: { readonly name: string; readonly text: string }): ReactNode {
  const app = useApp();
  const { tables: say } = useMessages();
  const [copy, outcome] = useCopy(name);
  const whole = async (): Promise<Result<string>> => {
    if (name !== 'interrupts') return ok(text);
    const dump = await app.ask.dump([name]);
    // The first line names the section.
    return dump.ok ? ok(dump.value.slice(dump.value.indexOf('\n') + 1)) : dump;
  };
  const start = async (): Promise<void> =>
    copy(
      whole().then((made) => {
        if (!made.ok) return made;
        const lines = made.value.trimEnd().split('\n').length;
        return ok({ text: made.value, what: say.lines({ count: lines }) });
      }),
    );
  return (
    <span className={cx(copying.copy, styles.last)}>
      <button type="button" className={cx(buttons.button, buttons.small)} onClick={() => void start()}>
        {say.texts.copyAll}
      </button>
      {outcome}
    </span>
  );
}

function ProcChoice(): ReactNode {
  const actions = useActions();
  const { texts: say } = useMessages().tables;
  const domains = useScreen((screen) => screen.domainList);
  const name = useView((view) => view.text);
  const options = [{ value: 'interrupts', name: '/proc/interrupts' }];
  const names = new Set(domains?.map((domain) => `domains/${domain.name}`));
  if (name.startsWith('domains/')) names.add(name);
  for (const value of names) options.push({ value, name: `debugfs irq/${value}` });
  return (
    <Select
      label={say.file}
      className={styles.file}
      value={name}
      options={options}
      onChange={(value) => actions.showText(value)}
    />
  );
}

/** The kernel's log up to this step; a line leads to the step that printed it. */
export function Dmesg(): ReactNode {
  const actions = useActions();
  const { texts: say } = useMessages().tables;
  const lines = useScreen((screen) => screen.dmesg);
  const end = useRef<HTMLLIElement>(null);
  const count = lines?.length ?? 0;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: 'nearest' });
  }, [count]);
  if (count === 0) {
    return (
      <Empty title={say.noLog}>
        <p>{say.noLogAbout}</p>
      </Empty>
    );
  }
  return (
    <ol className={log.list} aria-label={say.log}>
      {lines?.map(({ level, text, step }, index) => (
        <li key={`${step}-${index}`} ref={index === count - 1 ? end : undefined}>
          <button
            type="button"
            className={cx(log.line, level <= 3 && log.error, level === 4 && log.warning)}
            title={say.goToStep({ step })}
            onClick={() => actions.goToStep(step)}
          >
            {level <= 4 ? <span className={log.level}>{level <= 3 ? say.error : say.warning}</span> : null}
            {text}
          </button>
        </li>
      ))}
    </ol>
  );
}
