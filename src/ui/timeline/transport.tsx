import type { ReactNode } from 'react';
import type { NextKind } from '../../engine/index.ts';
import { useApp, usePlay, useScreen, useView } from '../store/app-model.ts';
import { COMMANDS } from '../store/commands.ts';
import { KINDS } from '../store/kinds.ts';
import { SPEEDS } from '../store/player.ts';
import { cx } from '../widgets/cx.ts';
import { Key } from '../widgets/key.tsx';
import { Select } from '../widgets/select.tsx';
import { Icon, type IconName } from './icon.tsx';
import { StepField } from './step-field.tsx';
import buttons from '../widgets/button.module.css';
import styles from './transport.module.css';

/** Moves through time: the buttons of a player, and those of a debugger. */
export function Transport(): ReactNode {
  const app = useApp();
  const playing = usePlay((play) => play.playing);
  const speed = usePlay((play) => play.speed);
  const stops = usePlay((play) => play.stops.length);
  const next = useView((view) => view.next);
  const atStart = useScreen((screen) => screen.step === 0) ?? true;
  const atEnd = useScreen((screen) => screen.step >= screen.steps) ?? true;
  return (
    <div className={styles.bar} role="toolbar" aria-label="Step and play">
      <div className={styles.group}>
        <IconButton id="start" icon="start" disabled={atStart} />
        <IconButton id="back" icon="back" disabled={atStart} />
        <button
          type="button"
          className={cx(buttons.button, buttons.primary, styles.play)}
          aria-label={playing ? 'Pause' : 'Play'}
          title={`${playing ? 'Pause' : 'Play'} (space)`}
          onClick={() => app.player.toggle()}
        >
          <Icon name={playing ? 'pause' : 'play'} />
        </button>
        <IconButton id="step" icon="forward" disabled={atEnd} />
        <IconButton id="end" icon="end" disabled={atEnd} />
      </div>
      <div className={styles.group}>
        <WordButton id="step" word="into" hint="n" disabled={atEnd} />
        <WordButton id="over" word="over" hint="⇧→" disabled={atEnd} />
        <WordButton id="out" word="out" hint="⇧↑" disabled={atEnd} />
        <button
          type="button"
          className={cx(buttons.button, buttons.plain)}
          aria-label={`Breakpoints: ${stops}`}
          title="Breakpoints (p)"
          onClick={() => run('stops')}
        >
          <span aria-hidden="true">◉ {stops}</span>
        </button>
      </div>
      <div className={styles.group}>
        <Select
          label="next"
          value={next}
          options={KINDS.map(({ what, name }) => ({ value: what, name }))}
          onChange={(value) => app.stores.view.setState({ next: value as NextKind })}
        />
        <button
          type="button"
          className={buttons.button}
          aria-label="Last of the chosen kind"
          title="Last of the chosen kind"
          disabled={atStart}
          onClick={() => run('last')}
        >
          <Key>,</Key>
        </button>
        <button
          type="button"
          className={buttons.button}
          aria-label="Next of the chosen kind"
          title="Next of the chosen kind"
          disabled={atEnd}
          onClick={() => run('next')}
        >
          <Key>.</Key>
        </button>
        <Select
          label="speed"
          className={styles.speed}
          value={String(speed)}
          options={SPEEDS.map((one) => ({ value: String(one), name: `${one}×` }))}
          onChange={(value) => app.stores.play.setState({ speed: Number(value) })}
        />
      </div>
      <StepField />
    </div>
  );

  function run(id: string): void {
    COMMANDS.find((command) => command.id === id)?.run(app);
  }
}

interface ButtonProps {
  readonly id: string;
  readonly disabled: boolean;
}

function IconButton({ id, icon, disabled }: ButtonProps & { readonly icon: IconName }): ReactNode {
  const app = useApp();
  const command = COMMANDS.find((one) => one.id === id);
  const name = icon === 'forward' ? 'Step forward' : (command?.name ?? id);
  return (
    <button
      type="button"
      className={cx(buttons.button, styles.icon)}
      aria-label={name}
      title={name}
      disabled={disabled}
      onClick={() => command?.run(app)}
    >
      <Icon name={icon} />
    </button>
  );
}

function WordButton({
  id,
  word,
  hint,
  disabled,
}: ButtonProps & { readonly word: string; readonly hint: string }): ReactNode {
  const app = useApp();
  const command = COMMANDS.find((one) => one.id === id);
  return (
    <button
      type="button"
      className={cx(buttons.button, buttons.plain)}
      title={command?.name}
      disabled={disabled}
      onClick={() => command?.run(app)}
    >
      {word}
      <Key hidden>{hint}</Key>
    </button>
  );
}
