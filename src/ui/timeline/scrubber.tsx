import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { useApp, useRun, useScreen } from '../store/app-model.ts';
import type { Span } from './use-chart.ts';
import styles from './timeline.module.css';

interface Props extends Span {
  readonly slider: RefObject<HTMLInputElement | null>;
}

/** The browser's own slider, invisible over the chart, for keys and screen readers; pointers are for the chart. */
export function Scrubber({ from, to, slider }: Props): ReactNode {
  const app = useApp();
  const step = useScreen((screen) => screen.step) ?? 0;
  const sentence = useScreen((screen) => screen.sentence) ?? '';
  const steps = useRun(({ info }) => info?.steps ?? 0);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' || event.key === 'ArrowUp' ? 1 : -1;
    if (!event.key.startsWith('Arrow') || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    // A held key comes faster than steps do: they are added up.
    event.preventDefault();
    app.player.pause();
    app.navigator.walk(by);
  };
  return (
    <input
      ref={slider}
      className={styles.scrubber}
      type="range"
      min={from}
      max={to}
      step={1}
      value={step}
      aria-label="Step of the run"
      aria-valuetext={`Step ${step} of ${steps}. ${sentence}`}
      onKeyDown={onKeyDown}
      onChange={(event) => {
        app.player.pause();
        app.navigator.arrive(Number(event.target.value));
      }}
    />
  );
}
