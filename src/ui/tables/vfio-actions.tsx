import { type ReactNode, useState } from 'react';
import type { RunCommand } from '../../engine/index.ts';
import { useActions, useRun, useScreen } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
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
  const { vfio: say } = useMessages().tables;
  const bind = { name: say.bind, verb: 'vfio.bind', title: say.bindTitle } as const;
  const open = { name: say.open, verb: 'vfio.open', title: say.openTitle } as const;
  const close = { name: say.close, verb: 'vfio.close', title: say.closeTitle } as const;
  const release = { name: say.release, verb: 'vfio.unbind', title: say.releaseTitle } as const;
  return (
    <fieldset className={fields.set} aria-label={say.label}>
      <span className={styles.name}>{say.label}</span>
      {vfio?.open === true ? <Vectors bdf={bdf} asked={vfio.vectors} /> : null}
      {vfio === undefined ? null : <Action {...(vfio.open ? close : open)} bdf={bdf} />}
      <Action {...(vfio === undefined ? bind : release)} bdf={bdf} />
      {isRefused ? <Action {...release} title={say.giveBackTitle} bdf={bdf} /> : null}
    </fieldset>
  );
}

interface Way {
  readonly name: string;
  readonly verb: 'vfio.bind' | 'vfio.unbind' | 'vfio.open' | 'vfio.close';
  readonly title: string;
}

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
  const { vfio: say } = useMessages().tables;
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
          {say.vectors}
          {/* More than there are can be asked for: what Linux says to that is worth seeing. */}
          <input
            className={cx(fields.input, fields.short)}
            type="number"
            min={1}
            max={2048}
            required
            placeholder={say.most({ count: most })}
            value={count}
            onChange={(event) => setCount(event.target.value)}
          />
        </label>
        <button type="submit" className={cx(buttons.button, buttons.small)} title={say.askTitle}>
          {say.ask}
        </button>
      </form>
      {asked === 0 ? null : (
        <button
          type="button"
          className={cx(buttons.button, buttons.small)}
          title={say.giveBackVectorsTitle}
          onClick={() => ask('none', 0)}
        >
          {say.giveBack({ count: asked })}
        </button>
      )}
    </>
  );
}
