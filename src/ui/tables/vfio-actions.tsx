import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { FunctionOwner, RunCommand } from '../../engine/index.ts';
import { useActions, useRun, useScreen } from '../store/hooks.ts';
import { vfioCommand } from '../store/vfio-acts.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import fields from '../widgets/field.module.css';
import styles from './msix.module.css';

/**
 * Who has a function, and what a program with VFIO does to a function, in the order it does it: bind, open, set vectors, and back. Where a button has
 * done its work the focus goes to what comes next, so that a key pressed once more undoes nothing.
 */
export function VfioActions({ owner: { bdf, driver, vfio } }: { readonly owner: FunctionOwner }): ReactNode {
  const isRefused = useRefused(bdf, driver !== undefined);
  const { msix, vfio: say } = useMessages().tables;
  const [root, follow] = useNext(`${vfio === undefined} ${vfio?.open === true}`);
  const bind = { name: say.bind, verb: 'vfio.bind', title: say.bindTitle } as const;
  const open = { name: say.open, verb: 'vfio.open', title: say.openTitle } as const;
  const close = { name: say.close, verb: 'vfio.close', title: say.closeTitle } as const;
  const release = { name: say.release, verb: 'vfio.unbind', title: say.releaseTitle } as const;
  return (
    <fieldset ref={root} className={cx(fields.set, styles.vfio)} aria-label={say.label}>
      <span className={cx(styles.name, vfio?.open === true && styles.said)}>
        {driver === undefined ? msix.noDriver : msix.driverIs({ driver })}
      </span>
      {vfio?.open === true ? <Vectors bdf={bdf} asked={vfio.vectors} /> : null}
      {vfio === undefined ? null : (
        <Action key={`${vfio.open}`} {...(vfio.open ? close : open)} bdf={bdf} onDone={follow} />
      )}
      <Action
        key={vfio === undefined ? 'bind' : 'release'}
        {...(vfio === undefined ? bind : release)}
        bdf={bdf}
        onDone={follow}
      />
      {isRefused ? <Action {...release} title={say.giveBackTitle} bdf={bdf} onDone={follow} /> : null}
    </fieldset>
  );
}

interface Way {
  readonly name: string;
  readonly verb: 'vfio.bind' | 'vfio.unbind' | 'vfio.open' | 'vfio.close';
  readonly title: string;
}

/** What has the focus after a command, as a selector in its pane. */
const NEXT: Readonly<Record<Way['verb'], string>> = {
  'vfio.bind': '[data-verb="vfio.open"]',
  'vfio.open': 'input',
  'vfio.close': '[data-verb="vfio.unbind"]',
  'vfio.unbind': '[role=grid], section[tabindex]',
};
/** A field opens the keyboard of a phone: there the button beside it has the focus. */
const NEXT_ON_TOUCH: Readonly<Partial<Record<Way['verb'], string>>> = { 'vfio.open': '[type=submit]' };

/** Moves the focus on once `state` has changed by a command that was given here. */
function useNext(state: string): readonly [RefObject<HTMLFieldSetElement | null>, (verb: Way['verb']) => void] {
  const root = useRef<HTMLFieldSetElement>(null);
  const done = useRef<Way['verb']>(undefined);
  useLayoutEffect(() => {
    const verb = done.current;
    done.current = undefined;
    if (verb === undefined || state === '') return;
    const isTouch = matchMedia('(pointer: coarse)').matches;
    const within = verb === 'vfio.unbind' ? root.current?.closest('[role=tabpanel]') : root.current;
    within
      ?.querySelector<HTMLElement>((isTouch ? NEXT_ON_TOUCH[verb] : undefined) ?? NEXT[verb])
      ?.focus({ preventScroll: true });
  }, [state]);
  return [root, (verb) => (done.current = verb)];
}

interface ActionProps extends Way {
  readonly bdf: string;
  readonly onDone: (verb: Way['verb']) => void;
}

function Action({ name, verb, title, bdf, onDone }: ActionProps): ReactNode {
  const actions = useActions();
  return (
    <button
      type="button"
      className={cx(buttons.button, buttons.small)}
      title={title}
      data-verb={verb}
      onClick={() => {
        onDone(verb);
        void actions.command({ do: verb, bdf });
      }}
    >
      {name}
    </button>
  );
}

/** Whether vfio-pci was to have the function and did not take it: it has no driver then, and no other takes it. */
function useRefused(bdf: string, hasDriver: boolean): boolean {
  const step = useScreen((screen) => screen.step) ?? 0;
  const isLastBound = useRun(({ info }) => {
    const isWay = ({ command, to }: RunCommand): boolean =>
      to <= step && (command.do === 'vfio.bind' || command.do === 'vfio.unbind') && command.bdf === bdf;
    return info?.commands.findLast(isWay)?.command.do === 'vfio.bind';
  });
  return !hasDriver && isLastBound;
}

/** Sets so many MSI-X vectors up, an eventfd each. */
function Vectors({ bdf, asked }: { readonly bdf: string; readonly asked: number }): ReactNode {
  const actions = useActions();
  const { vfio: say } = useMessages().tables;
  const most = useRun(({ functions }) => functions.find((each) => each.bdf === bdf)?.vectors) ?? 0;
  const [count, setCount] = useState('');
  const ask = (act: 'set' | 'unset'): void => void actions.command(vfioCommand(act, bdf, Number(count)));
  return (
    <>
      <form
        className={fields.label}
        onSubmit={(event) => {
          event.preventDefault();
          ask('set');
        }}
      >
        <label className={fields.label}>
          <span className={styles.said}>{say.vectors}</span>
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
        <button type="submit" className={cx(buttons.button, buttons.small)} title={say.setTitle}>
          {say.set({ count })}
        </button>
      </form>
      {asked === 0 ? null : (
        <button
          type="button"
          className={cx(buttons.button, buttons.small)}
          title={say.giveBackVectorsTitle}
          onClick={() => ask('unset')}
        >
          {say.set({ count: '0' })}
        </button>
      )}
    </>
  );
}
