import { type ReactNode, useState } from 'react';
import type { Command } from '../../engine/index.ts';
import { useApp, useRun, useScreen } from '../store/app-model.ts';
import { cx } from '../widgets/cx.ts';
import buttons from '../widgets/button.module.css';
import fields from '../widgets/field.module.css';
import styles from './msix.module.css';

/** What a program with VFIO does to a function, in the order it does it: bind, open, ask for vectors, and back. */
export function VfioActions({ bdf }: { readonly bdf: string }): ReactNode {
  const app = useApp();
  const vfio = useScreen((screen) => screen.msix?.vfio);
  const button = (name: string, command: Command, title: string): ReactNode => (
    <button
      type="button"
      className={cx(buttons.button, buttons.small)}
      title={title}
      onClick={() => void app.command(command)}
    >
      {name}
    </button>
  );
  return (
    <fieldset className={fields.set} aria-label="VFIO">
      <span className={styles.name}>VFIO</span>
      {vfio === undefined ? (
        button('bind to vfio-pci', { do: 'vfio.bind', bdf }, 'Takes it from its driver, and gives it to vfio-pci')
      ) : (
        <>
          {vfio.open ? (
            <Vectors bdf={bdf} asked={vfio.vectors} />
          ) : (
            button('open', { do: 'vfio.open', bdf }, 'Opens its group and the device, as a program does')
          )}
          {vfio.open ? button('close', { do: 'vfio.close', bdf }, 'Closes the device and its group') : null}
          {button('release', { do: 'vfio.unbind', bdf }, 'Gives it back to its own driver')}
        </>
      )}
    </fieldset>
  );
}

/** Asks for so many MSI-X vectors, an eventfd each. */
function Vectors({ bdf, asked }: { readonly bdf: string; readonly asked: number }): ReactNode {
  const app = useApp();
  const most = useRun(({ functions }) => functions.find((each) => each.bdf === bdf)?.vectors) ?? 0;
  const [count, setCount] = useState('');
  const ask = (data: 'eventfd' | 'none', vectors: number): void =>
    void app.command({ do: 'vfio.setIrqs', bdf, index: 'msix', action: 'trigger', start: 0, count: vectors, data });
  return (
    <>
      <form
        className={fields.label}
        onSubmit={(event) => {
          event.preventDefault();
          ask('eventfd', Number(count));
        }}
      >
        <label className={fields.label}>
          vectors
          {/* More than there are can be asked for: what Linux says to that is worth seeing. */}
          <input
            className={cx(fields.input, fields.short)}
            type="number"
            min={1}
            max={2048}
            required
            placeholder={`of ${most}`}
            value={count}
            onChange={(event) => setCount(event.target.value)}
          />
        </label>
        <button
          type="submit"
          className={cx(buttons.button, buttons.small)}
          title="VFIO_DEVICE_SET_IRQS: so many MSI-X vectors, with an eventfd each"
        >
          ask
        </button>
      </form>
      {asked === 0 ? null : (
        <button
          type="button"
          className={cx(buttons.button, buttons.small)}
          title="VFIO_DEVICE_SET_IRQS with a count of 0: disables MSI-X"
          onClick={() => ask('none', 0)}
        >
          give back {asked}
        </button>
      )}
    </>
  );
}
