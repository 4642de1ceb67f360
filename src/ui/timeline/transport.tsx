import type { ReactNode, Ref } from 'react';
import { NEXT_KINDS } from '../../engine/api/move.ts';
import { useActions, usePlay, useScreen, useView } from '../store/hooks.ts';
import { SPEEDS } from '../store/player.ts';
import { cx } from '../widgets/cx.ts';
import { Select } from '../widgets/select.tsx';
import { useMedia } from '../widgets/measure.ts';
import { CommandButton, commandOf, Icon } from './command-button.tsx';
import { StepField } from './step-field.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './transport.module.css';

/** Moves through time: the buttons of a player, and those of a debugger, each way. */
export function Transport({ ref }: { readonly ref?: Ref<HTMLDivElement> }): ReactNode {
  const { timeline: say } = useMessages();
  return (
    <div ref={ref} className={styles.bar} role="toolbar" aria-label={say.bar} tabIndex={-1}>
      <div className={cx(styles.group, styles.play)}>
        <CommandButton id="start" icon="start" towards="start" />
        <PlayButton />
        <CommandButton id="end" icon="end" towards="end" />
      </div>
      <div className={cx(styles.group, styles.ways)}>
        <BothWays word={say.into} back="back" forth="step" names={[say.stepBack, say.stepForward]} />
        <BothWays word={say.over} back="over-back" forth="over" />
        <BothWays word={say.out} back="out-back" forth="out" />
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
  const { timeline: say } = useMessages();
  const playing = usePlay((play) => play.playing);
  return (
    <button
      type="button"
      className={cx(buttons.button, buttons.primary, styles.playButton)}
      aria-label={playing ? say.pause : say.play}
      title={playing ? say.pauseTitle : say.playTitle}
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
  const messages = useMessages();
  const [backName = commandOf(back).name(messages), forthName = commandOf(forth).name(messages)] = names ?? [];
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
  const { timeline: say, keys } = useMessages();
  const next = useView((view) => view.next);
  return (
    <div className={cx(styles.group, styles.kind)}>
      <Select
        label={say.next}
        value={next}
        options={NEXT_KINDS.map((kind) => ({ value: kind, name: keys.kinds[kind] }))}
        onChange={(what) => actions.lookFor(what)}
      />
      <CommandButton id="last" icon="last" towards="start" />
      <CommandButton id="next" icon="next" towards="end" />
    </div>
  );
}

function Breakpoints(): ReactNode {
  const actions = useActions();
  const { timeline: say } = useMessages();
  const narrow = useMedia('(max-width: 760px)');
  const count = usePlay(({ stops }) => stops.length);
  const active = usePlay(({ stops }) => stops.filter(({ on }) => on).length);
  const shown = active === count ? String(count) : `${active}/${count}`;
  const stopped = useScreen((screen) => screen.stopped) === true;
  return (
    <>
      <output className={styles.heard}>{stopped ? say.stoppedTitle : ''}</output>
      <button
        type="button"
        className={cx(buttons.button, buttons.plain, styles.breakpoints, stopped && styles.stoppedHere)}
        aria-label={stopped ? say.breakpointsStopped({ shown }) : say.breakpoints({ shown })}
        title={stopped ? say.stoppedTitle : say.breakpointsTitle}
        onClick={() => commandOf('stops').run(actions)}
      >
        <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" data-active={active > 0 || undefined}>
          <circle cx="5" cy="5" r="4" />
        </svg>
        <span className={styles.breakWord}>
          {stopped
            ? narrow
              ? say.stoppedShort
              : say.stoppedWord
            : narrow
              ? say.breakpointsShort
              : say.breakpointsWord}
        </span>
        <span className={styles.breakCount}>{shown}</span>
      </button>
    </>
  );
}

function Speed(): ReactNode {
  const actions = useActions();
  const { timeline: say } = useMessages();
  const speed = usePlay((play) => play.speed);
  return (
    <Select
      label={say.speed}
      value={String(speed)}
      options={SPEEDS.map((one) => ({ value: String(one), name: say.times({ speed: one }) }))}
      onChange={(value) => actions.setSpeed(Number(value))}
    />
  );
}
