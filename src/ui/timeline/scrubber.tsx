import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { useActions, useRun, useScreen } from '../store/hooks.ts';
import type { Span } from '../store/chart.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './timeline.module.css';

interface Props extends Span {
  readonly slider: RefObject<HTMLInputElement | null>;
}

/** The browser's own slider, invisible over the chart, for keys and screen readers; pointers are for the chart. */
export function Scrubber({ from, to, slider }: Props): ReactNode {
  const actions = useActions();
  const { timeline: say } = useMessages();
  const step = useScreen((screen) => screen.step) ?? 0;
  const sentence = useScreen((screen) => screen.sentence) ?? '';
  const steps = useRun(({ info }) => info?.steps ?? 0);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' || event.key === 'ArrowUp' ? 1 : -1;
    if (!event.key.startsWith('Arrow') || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    // A held key comes faster than steps do: they are added up.
    event.preventDefault();
    actions.walk(by);
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
      aria-label={say.slider}
      aria-valuetext={say.sliderAt({ step, steps, sentence })}
      onKeyDown={onKeyDown}
      onChange={(event) => {
        actions.goToStep(Number(event.target.value));
      }}
    />
  );
}
