import { type ReactNode, useState } from 'react';
import type { NextKind, Stop } from '../../engine/index.ts';
import { useApp, usePlay } from '../store/app-model.ts';
import { KINDS } from '../store/kinds.ts';
import { cx } from '../widgets/cx.ts';
import { Modal } from '../widgets/modal.tsx';
import { Select } from '../widgets/select.tsx';
import buttons from '../widgets/button.module.css';
import styles from './dialogs.module.css';

const CALL = 'call';
const CHOICES = [
  { value: CALL, name: 'call of a function' },
  ...KINDS.map(({ what, name }) => ({ value: what, name })),
];

function stopName({ what, text }: Stop): string {
  return what === CALL ? `call of …${text ?? ''}…` : (CHOICES.find(({ value }) => value === what)?.name ?? what);
}

/** Breakpoints: where play stops. */
export function Stops({ onClose }: { readonly onClose: () => void }): ReactNode {
  const app = useApp();
  const stops = usePlay((play) => play.stops);
  const [what, setWhat] = useState<NextKind>(CALL);
  const [text, setText] = useState('');
  const set = (next: readonly Stop[]): void => app.stores.play.setState({ stops: next });
  const add = (): void => {
    const stop: Stop = what === CALL ? { what, text: text.trim() } : { what };
    set([...stops.filter((one) => stopName(one) !== stopName(stop)), stop]);
    setText('');
  };
  return (
    <Modal title="Breakpoints" onClose={onClose}>
      <p className={styles.note}>Play stops right after any of these.</p>
      <ul className={styles.stops}>
        {stops.map((stop) => (
          <li key={stopName(stop)} className={styles.stop}>
            <span>{stopName(stop)}</span>
            <button
              type="button"
              className={cx(buttons.button, styles.remove)}
              aria-label={`Remove ${stopName(stop)}`}
              onClick={() => set(stops.filter((one) => one !== stop))}
            >
              remove
            </button>
          </li>
        ))}
        {stops.length === 0 ? <li className={styles.note}>There are none.</li> : null}
      </ul>
      <form
        className={styles.addStop}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Select label="at" value={what} options={CHOICES} onChange={(value) => setWhat(value as NextKind)} />
        {what === CALL ? (
          <input
            className={styles.input}
            aria-label="Part of the function’s name"
            placeholder="its_irq_domain_alloc"
            required
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        ) : null}
        <button type="submit" className={cx(buttons.button, buttons.primary)}>
          Add
        </button>
      </form>
    </Modal>
  );
}
