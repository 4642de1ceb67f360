import { type ReactNode, useState } from 'react';
import type { RunCommand } from '../../engine/index.ts';
import { useActions, useRun, useScreen } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import buttons from '../widgets/button.module.css';
import fields from '../widgets/field.module.css';
import styles from './msix.module.css';

/**
 * What a program with VFIO does to a function, in the order it does it: bind, open, ask for vectors, and back. What is done and
 * what undoes it are one button, which so keeps the focus.
 */
export function VfioActions({ bdf }: { readonly bdf: string }): ReactNode {
  const vfio = useScreen((screen) => screen.msix?.vfio);
  const isRefused = useRefused(bdf);
  return (
    <fieldset className={fields.set} aria-label="VFIO">
      <span className={styles.name}>VFIO</span>
      {vfio?.open === true ? <Vectors bdf={bdf} asked={vfio.vectors} /> : null}
      {vfio === undefined ? null : <Action {...(vfio.open ? CLOSE : OPEN)} bdf={bdf} />}
      <Action {...(vfio === undefined ? BIND : RELEASE)} bdf={bdf} />
      {isRefused ? <Action {...GIVE_BACK} bdf={bdf} /> : null}
    </fieldset>
  );
}

interface Way {
  readonly name: string;
  readonly verb: 'vfio.bind' | 'vfio.unbind' | 'vfio.open' | 'vfio.close';
  readonly title: string;
}

const BIND: Way = {
  name: 'bind to vfio-pci',
  verb: 'vfio.bind',
  title: 'Takes it from its driver, and gives it to vfio-pci',
};
const OPEN: Way = { name: 'open', verb: 'vfio.open', title: 'Opens its group and the device, as a program does' };
const CLOSE: Way = { name: 'close', verb: 'vfio.close', title: 'Closes the device and its group' };
const RELEASE: Way = { name: 'release', verb: 'vfio.unbind', title: 'Gives it back to its own driver' };
const GIVE_BACK: Way = {
  ...RELEASE,
  title: 'Clears driver_override, which keeps it for vfio-pci, and has its own driver probe it',
};

function Action({ name, verb, title, bdf }: Way & { readonly bdf: string }): ReactNode {
  const actions = useActions();
  return (
    <button
      type="button"
      className={cx(buttons.button, buttons.small)}
      title={title}
      onClick={() => void actions.command({ do: verb, bdf })}
    >
      {name}
    </button>
  );
}

/** Whether vfio-pci was to have the function and did not take it: it has no driver then, and no other takes it. */
function useRefused(bdf: string): boolean {
  const step = useScreen((screen) => screen.step) ?? 0;
  const hasDriver = useScreen((screen) => screen.msix?.driver !== undefined) ?? true;
  const isLastBound = useRun(({ info }) => {
    const isWay = ({ command, to }: RunCommand): boolean =>
      to <= step && (command.do === 'vfio.bind' || command.do === 'vfio.unbind') && command.bdf === bdf;
    return info?.commands.findLast(isWay)?.command.do === 'vfio.bind';
  });
  return !hasDriver && isLastBound;
}

/** Asks for so many MSI-X vectors, an eventfd each. */
function Vectors({ bdf, asked }: { readonly bdf: string; readonly asked: number }): ReactNode {
  const actions = useActions();
  const most = useRun(({ functions }) => functions.find((each) => each.bdf === bdf)?.vectors) ?? 0;
  const [count, setCount] = useState('');
  const ask = (data: 'eventfd' | 'none', vectors: number): void =>
    void actions.command({ do: 'vfio.setIrqs', bdf, index: 'msix', action: 'trigger', start: 0, count: vectors, data });
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
