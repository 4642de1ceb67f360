import { type ReactNode, useState } from 'react';
import { NEXT_KINDS } from '../../engine/api/move.ts';
import type { NextKind } from '../../engine/index.ts';
import { useActions, useApp, usePlay, useSelection } from '../store/hooks.ts';
import { selectionName } from '../store/breakpoints.ts';
import type { Breakpoint } from '../store/stores.ts';
import { cx } from '../widgets/cx.ts';
import { Modal } from '../widgets/modal.tsx';
import { Select } from '../widgets/select.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './dialogs.module.css';

/** Breakpoints: where play stops. */
export function Stops({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { breakpoints: say } = useMessages().app;
  const stops = usePlay((play) => play.stops);
  return (
    <Modal title={say.title} onClose={onClose}>
      <p className={styles.note}>{say.about}</p>
      <ul className={styles.stops}>
        {stops.map((stop) => (
          <Row key={stop.name} breakpoint={stop} />
        ))}
        {stops.length === 0 ? <li className={styles.note}>{say.none}</li> : null}
      </ul>
      <Add />
    </Modal>
  );
}

function Row({ breakpoint }: { readonly breakpoint: Breakpoint }): ReactNode {
  const actions = useActions();
  const { breakpoints: say } = useMessages().app;
  const { name, on } = breakpoint;
  return (
    <li className={styles.stop}>
      <label className={cx(styles.stopName, !on && styles.stopOff)}>
        <input type="checkbox" checked={on} onChange={() => actions.switchBreakpoint(breakpoint)} />
        <span>{name}</span>
        {on ? null : <small>{say.off}</small>}
      </label>
      <button
        type="button"
        className={cx(buttons.button, styles.remove)}
        aria-label={say.removeOne({ name })}
        onClick={() => actions.removeBreakpoint(breakpoint)}
      >
        {say.remove}
      </button>
    </li>
  );
}

/** A call by part of its name, an event of a kind, or any change of the selected thing. */
function Add(): ReactNode {
  const { state, actions } = useApp();
  const { app, keys } = useMessages();
  const { breakpoints: say } = app;
  const selection = useSelection();
  const [what, setWhat] = useState<NextKind>('call');
  const [text, setText] = useState('');
  const kinds = NEXT_KINDS.filter((kind) => kind !== 'object').map((kind) => ({ value: kind, name: keys.kinds[kind] }));
  const options: { value: NextKind; name: string }[] = [{ value: 'call', name: say.call }, ...kinds];
  if (selection !== undefined)
    options.splice(1, 0, { value: 'object', name: say.changeOf({ name: selectionName(state, selection) }) });
  const add = (): void => {
    if (what === 'call') actions.addBreakpoint({ what, text: text.trim() });
    else if (what !== 'object') actions.addBreakpoint({ what });
    else if (selection !== undefined) actions.addBreakpoint({ what, selection });
    setText('');
  };
  return (
    <>
      <form
        className={styles.addStop}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Select label={say.at} className={styles.addKind} value={what} options={options} onChange={setWhat} />
        {what === 'call' ? (
          <input
            className={styles.input}
            aria-label={say.part}
            placeholder="its_irq_domain_alloc"
            required
            pattern=".*\S.*"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        ) : null}
        <button type="submit" className={cx(buttons.button, buttons.primary)}>
          {say.add}
        </button>
      </form>
      {selection === undefined ? <p className={cx(styles.note, styles.hint)}>{say.selectFirst}</p> : null}
    </>
  );
}
