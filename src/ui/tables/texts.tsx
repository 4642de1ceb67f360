import { type ReactNode, useEffect, useRef } from 'react';
import { useApp, useScreen, useView } from '../store/app-model.ts';
import { Empty } from '../widgets/empty.tsx';
import { Scroll } from '../widgets/scroll.tsx';
import { Select } from '../widgets/select.tsx';
import { cx } from '../widgets/cx.ts';
import styles from './table.module.css';
import log from './log.module.css';

/** A text as Linux prints it, byte for byte, and the choice of it. */
export function ProcText(): ReactNode {
  const text = useScreen((screen) => screen.text);
  const name = useView((view) => view.text);
  return (
    <>
      <div className={styles.bar}>
        <ProcChoice />
      </div>
      <Scroll className={styles.text} label={`Text of ${name}`}>
        <pre>{text ?? 'This does not exist at this step.'}</pre>
      </Scroll>
    </>
  );
}

function ProcChoice(): ReactNode {
  const app = useApp();
  const domains = useScreen((screen) => screen.domains);
  const name = useView((view) => view.text);
  const options = [{ value: 'interrupts', name: '/proc/interrupts' }];
  const names = new Set(domains?.map((domain) => `domains/${domain.name}`));
  if (name.startsWith('domains/')) names.add(name);
  for (const value of names) options.push({ value, name: `debugfs irq/${value}` });
  return <Select label="file" value={name} options={options} onChange={(value) => app.view({ text: value })} />;
}

/** The kernel's log up to this step; a line leads to the step that printed it. */
export function Dmesg(): ReactNode {
  const app = useApp();
  const lines = useScreen((screen) => screen.dmesg);
  const end = useRef<HTMLLIElement>(null);
  const count = lines?.length ?? 0;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: 'nearest' });
  }, [count]);
  if (count === 0) {
    return (
      <Empty title="The kernel has logged nothing yet">
        <p>Choose “next: log line” below.</p>
      </Empty>
    );
  }
  return (
    <ol className={log.list} aria-label="Kernel log">
      {lines?.map(({ level, text, step }, index) => (
        <li key={`${step}-${index}`} ref={index === count - 1 ? end : undefined}>
          <button
            type="button"
            className={cx(log.line, level <= 3 && log.error, level === 4 && log.warning)}
            title={`Go to step ${step.toLocaleString('en')}`}
            onClick={() => app.navigator.arrive(step)}
          >
            {level <= 4 ? <span className={log.level}>{level <= 3 ? 'error ' : 'warning '}</span> : null}
            {text}
          </button>
        </li>
      ))}
    </ol>
  );
}
