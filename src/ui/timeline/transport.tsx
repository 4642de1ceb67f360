import type { ReactNode, Ref } from 'react';
import { NEXT_KINDS } from '../../engine/api/move.ts';
import { useActions, usePlay, useScreen, useView } from '../store/hooks.ts';
import { SPEEDS } from '../store/player.ts';
import { cx } from '../widgets/cx.ts';
import { Select } from '../widgets/select.tsx';
import { useMedia } from '../widgets/measure.ts';
import { CommandButton, commandOf, Icon } from './command-button.tsx';
import { StepField } from './step-field.tsx';
import buttons from '../widgets/button.module.css';
import styles from './transport.module.css';

/** Moves through time: the buttons of a player, and those of a debugger, each way. */
export function Transport({ ref }: { readonly ref?: Ref<HTMLDivElement> }): ReactNode {
  return (
    <div ref={ref} className={styles.bar} role="toolbar" aria-label="Step and play" tabIndex={-1}>
      <div className={cx(styles.group, styles.play)}>
        <CommandButton id="start" icon="start" towards="start" />
        <PlayButton />
        <CommandButton id="end" icon="end" towards="end" />
      </div>
      <div className={cx(styles.group, styles.ways)}>
        <BothWays word="into" back="back" forth="step" names={['Step back', 'Step forward']} />
        <BothWays word="over" back="over-back" forth="over" />
        <BothWays word="out" back="out-back" forth="out" />
      </div>
      <Kind />
      <div className={cx(styles.group, styles.pace)}>
        <Breakpoints />
        <Speed />
      </div>
      <StepField />
    </div>
  );
}

function PlayButton(): ReactNode {
  const actions = useActions();
  const playing = usePlay((play) => play.playing);
  const name = playing ? 'Pause' : 'Play';
  return (
    <button
      type="button"
      className={cx(buttons.button, buttons.primary, styles.playButton)}
      aria-label={name}
      title={`${name} (space)`}
      onClick={() => actions.togglePlay()}
    >
      <Icon name={playing ? 'pause' : 'play'} />
    </button>
  );
}

interface BothWaysProps {
  readonly word: string;
  /** Commands of the registry. */
  readonly back: string;
  readonly forth: string;
  readonly names?: readonly [string, string];
}

/** One way to step, back and forth: ‹ over ›. */
function BothWays({ word, back, forth, names }: BothWaysProps): ReactNode {
  const [backName = commandOf(back).name, forthName = commandOf(forth).name] = names ?? [];
  return (
    <span className={styles.both}>
      <CommandButton id={back} icon="left" towards="start" name={backName} className={styles.half} />
      <span className={styles.word} aria-hidden="true">
        {word}
      </span>
      <CommandButton id={forth} icon="right" towards="end" name={forthName} className={styles.half} />
    </span>
  );
}

/** To the last and next event of a kind. */
function Kind(): ReactNode {
  const actions = useActions();
  const next = useView((view) => view.next);
  return (
    <div className={cx(styles.group, styles.kind)}>
      <Select
        label="next"
        value={next}
        options={NEXT_KINDS.map(({ what, name }) => ({ value: what, name }))}
        onChange={(what) => actions.lookFor(what)}
      />
      <CommandButton id="last" icon="last" towards="start" />
      <CommandButton id="next" icon="next" towards="end" />
    </div>
  );
}

function Breakpoints(): ReactNode {
  const actions = useActions();
  const narrow = useMedia('(max-width: 760px)');
  const count = usePlay(({ stops }) => stops.length);
  const active = usePlay(({ stops }) => stops.filter(({ on }) => on).length);
  const shown = active === count ? String(count) : `${active}/${count}`;
  const stopped = useScreen((screen) => screen.stopped) === true;
  return (
    <button
      type="button"
      className={cx(buttons.button, buttons.plain, styles.breakpoints, stopped && styles.stoppedHere)}
      aria-label={`Breakpoints: ${shown}${stopped ? ', play stopped at one' : ''}`}
      title={stopped ? 'Play stopped here, at a breakpoint (p)' : 'Breakpoints (p)'}
      onClick={() => commandOf('stops').run(actions)}
    >
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" data-active={active > 0 || undefined}>
        <circle cx="5" cy="5" r="4" />
      </svg>
      <span className={styles.breakWord}>
        {stopped ? (narrow ? 'stopped' : 'stopped here') : narrow ? 'breaks' : 'breakpoints'}
      </span>
      <span className={styles.breakCount}>{shown}</span>
    </button>
  );
}

function Speed(): ReactNode {
  const actions = useActions();
  const speed = usePlay((play) => play.speed);
  return (
    <Select
      label="speed"
      value={String(speed)}
      options={SPEEDS.map((one) => ({ value: String(one), name: `${one}×` }))}
      onChange={(value) => actions.setSpeed(Number(value))}
    />
  );
}
