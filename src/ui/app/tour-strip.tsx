import type { ReactNode } from 'react';
import { keyText } from '../store/keys.ts';
import { useApp, useRun, useTour } from '../store/app-model.ts';
import { TOURS } from '../store/tours.ts';
import { cx } from '../widgets/cx.ts';
import { Key } from '../widgets/key.tsx';
import buttons from '../widgets/button.module.css';
import styles from './tour-strip.module.css';

/** The stop of the tour that is being walked; without a tour, what a newcomer may press. */
export function TourStrip(): ReactNode {
  const tour = useTour((state) => state.tour);
  const hint = useTour((state) => state.hint);
  if (tour !== undefined) return <Stop />;
  return hint ? <Hint /> : null;
}

function Stop(): ReactNode {
  const app = useApp();
  const tour = useTour((state) => state.tour);
  const at = useTour((state) => state.at);
  const first = useTour(({ steps }) => steps.every((step, stop) => step === undefined || stop >= at));
  const stop = tour?.stops[at];
  if (tour === undefined || stop === undefined) return null;
  const last = at === tour.stops.length - 1;
  return (
    <section className={styles.strip} aria-label={`Tour: ${tour.title}`}>
      <p className={styles.text} aria-live="polite">
        <span className={styles.count}>
          {at + 1} of {tour.stops.length}
        </span>
        <b>{stop.title}.</b> {stop.text}
      </p>
      <div className={styles.buttons}>
        <button type="button" className={buttons.button} disabled={first} onClick={() => void app.guide.back()}>
          Back
        </button>
        {last ? null : (
          <button
            type="button"
            className={cx(buttons.button, buttons.primary)}
            title="Next stop of the tour (t)"
            onClick={() => void app.guide.next()}
          >
            Next stop
          </button>
        )}
        <button type="button" className={cx(buttons.button, last && buttons.primary)} onClick={() => app.guide.end()}>
          {last ? 'Done' : 'End'}
        </button>
      </div>
    </section>
  );
}

function Hint(): ReactNode {
  const app = useApp();
  const panicked = useRun(({ info }) => info?.panic !== undefined);
  return (
    <section className={styles.strip} aria-label="First steps">
      <p className={styles.text}>
        <b>{panicked ? 'This board did not boot to the end.' : 'This board has just booted.'}</b>{' '}
        <span className={styles.keys}>
          <Key>{keyText('ArrowLeft')}</Key> and <Key>{keyText('ArrowRight')}</Key> step through it, <Key>space</Key>{' '}
          plays, a click selects. Or be
        </span>{' '}
        <span className={styles.touch}>Step and play with the buttons at the bottom, or be</span> shown around:
      </p>
      <div className={styles.buttons}>
        {TOURS.map(({ id, title }) => (
          <button key={id} type="button" className={buttons.button} onClick={() => void app.guide.start(id)}>
            {title}
          </button>
        ))}
        <button
          type="button"
          className={cx(buttons.button, buttons.plain)}
          aria-label="Dismiss the first steps"
          onClick={() => app.guide.dismissHint()}
        >
          ×
        </button>
      </div>
    </section>
  );
}
