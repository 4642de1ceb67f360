import { type ReactNode, useState } from 'react';
import { type Signal, SIGNALS } from '../../engine/api/scenario/names.ts';
import type { WireController, WiresView, WireView } from '../../engine/index.ts';
import { useActions } from '../store/hooks.ts';
import buttons from '../widgets/button.module.css';
import { cx } from '../widgets/cx.ts';
import fields from '../widgets/field.module.css';
import { useMessages } from '../widgets/messages.ts';
import styles from './wires.module.css';

/** Where the lines of a device really lead: as the tree says, or as a person has it try. */
export function Wires({ wires: { lines, controllers } }: { readonly wires: WiresView }): ReactNode {
  const { wires: say } = useMessages().inspector;
  return (
    <section className={styles.area} aria-label={say.label}>
      {lines.map((line) => (
        <Wire key={`${line.node} ${line.index}`} line={line} controllers={controllers} />
      ))}
    </section>
  );
}

interface WireProps {
  readonly line: WireView;
  readonly controllers: readonly WireController[];
}

function Wire({ line, controllers }: WireProps): ReactNode {
  const { wires: say } = useMessages().inspector;
  const [isOpen, setOpen] = useState(false);
  const { label, words, options } = line;
  return (
    <div>
      <p className={styles.line}>
        <b>{label}</b> <span className={cx(options !== undefined && styles.odd)}>{words}</span>
        {' · '}
        <button
          type="button"
          className={buttons.link}
          aria-expanded={isOpen}
          aria-label={say.changeOne({ label })}
          onClick={() => setOpen(!isOpen)}
        >
          {say.change}
        </button>
      </p>
      {isOpen ? <WireForm line={line} controllers={controllers} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

/** Values of the list of places that are no path. */
const [AS_TREE, NOWHERE] = ['tree', 'nowhere'];

function WireForm({ line, controllers, onClose }: WireProps & { readonly onClose: () => void }): ReactNode {
  const actions = useActions();
  const { wires: say } = useMessages().inspector;
  const { node, index, options, tree } = line;
  const to = options?.to;
  const [place, setPlace] = useState(to === undefined ? AS_TREE : to === null ? NOWHERE : to.controller);
  const [input, setInput] = useState(String(to?.input ?? tree?.input ?? ''));
  const [signal, setSignal] = useState<Signal | undefined>(options?.signal);
  const controller = controllers.find(({ path }) => path === place);
  const rewire = async (change: Parameters<typeof actions.rewire>[1]): Promise<void> => {
    if (await actions.rewire({ node, index }, change)) onClose();
  };
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        const end =
          controller === undefined
            ? place === NOWHERE
              ? { to: null }
              : {}
            : { to: { controller: place, input: Number(input) } };
        const change = { ...end, ...(signal === undefined ? {} : { signal }) };
        void rewire(Object.keys(change).length === 0 ? undefined : change);
      }}
    >
      <label className={fields.label}>
        {say.to}
        <select className={fields.input} value={place} onChange={({ target }) => setPlace(target.value)}>
          <option value={AS_TREE}>{say.asTree}</option>
          {controllers.map(({ path, name }) => (
            <option key={path} value={path} title={path}>
              {name}
            </option>
          ))}
          <option value={NOWHERE}>{say.nowhere}</option>
        </select>
      </label>
      {controller === undefined ? null : (
        <label className={fields.label}>
          {say.input({ isGic: controller.isGic })}
          <input
            type="number"
            className={cx(fields.input, fields.short)}
            value={input}
            required
            step={1}
            min={controller.inputs[0]?.[0]}
            max={controller.inputs.at(-1)?.[1]}
            title={say.inputTitle({ inputs: controller.inputs })}
            onChange={({ target }) => setInput(target.value)}
          />
        </label>
      )}
      <label className={fields.label}>
        {say.signal}
        <select
          className={fields.input}
          value={signal ?? ''}
          onChange={({ target }) => setSignal(SIGNALS.find((one) => one === target.value))}
        >
          <option value="">{say.usual}</option>
          {SIGNALS.map((one) => (
            <option key={one} value={one}>
              {say.signals[one]}
            </option>
          ))}
        </select>
      </label>
      <span className={fields.set}>
        <button type="submit" className={cx(buttons.button, buttons.small)}>
          {say.apply}
        </button>
        {options === undefined ? null : (
          <button type="button" className={cx(buttons.button, buttons.small)} onClick={() => void rewire(undefined)}>
            {say.reset}
          </button>
        )}
        <button type="button" className={cx(buttons.button, buttons.small)} onClick={onClose}>
          {say.cancel}
        </button>
      </span>
    </form>
  );
}
