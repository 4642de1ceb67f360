import type { ReactNode } from 'react';
import type { Tour, TourStop } from '../../engine/index.ts';
import { useActions, useTour, useView } from '../store/hooks.ts';
import { textIn } from '../store/tours.ts';
import { cx } from '../widgets/cx.ts';
import { FirstSteps, Stepping } from './first-steps.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './tour-strip.module.css';

/** The stop of the tour that is being walked; without a tour, what a newcomer may press. */
export function TourStrip(): ReactNode {
  const tour = useTour((state) => state.tour);
  const hint = useTour((state) => state.hint);
  if (tour !== undefined) return <Stop />;
  return hint ? <FirstSteps /> : null;
}

function Stop(): ReactNode {
  const { tour: say } = useMessages().app;
  const language = useView((view) => view.language);
  const tour = useTour((state) => state.tour);
  const at = useTour((state) => state.at);
  const away = useTour((state) => state.away);
  const stop = tour?.stops[at];
  if (tour === undefined || stop === undefined) return null;
  const title = textIn(tour.title, language);
  const count = say.count({ at: at + 1, of: tour.stops.length });
  return (
    <section className={cx(styles.strip, styles.stop)} aria-label={say.label({ title })} data-strip="">
      <p className={cx(styles.text, away && styles.away)} aria-live="polite">
        <span className={styles.count}>{away ? say.away({ count }) : count}</span>
        <Verdict tour={tour} />
        <b>
          {textIn(stop.title, language)}
          {say.stop}
        </b>{' '}
        {textIn(stop.text, language)}
        {at === 0 && tour.kernel !== undefined ? ` ${say.kernel({ kernel: tour.kernel })}` : null}
        {stop.explainsStepping === true ? (
          <>
            {' '}
            <Stepping />
            {say.stop}
          </>
        ) : null}
      </p>
      {stop.ask === undefined ? null : <Question ask={stop.ask} />}
      <StopButtons last={at === tour.stops.length - 1} away={away} />
    </section>
  );
}

/** What has become of what one predicted at the stop before. */
function Verdict({ tour }: { readonly tour: Tour }): ReactNode {
  const { tour: say } = useMessages().app;
  const language = useView((view) => view.language);
  const predicted = useTour((state) => state.predicted);
  const ask = predicted === undefined ? undefined : tour.stops[predicted.stop]?.ask;
  const said = predicted === undefined ? undefined : ask?.answers[predicted.answer];
  const right = ask?.answers[ask.right];
  if (ask === undefined || said === undefined || right === undefined) return null;
  const because = textIn(ask.because, language);
  return (
    <output className={styles.verdict}>
      {say.answered({ said: textIn(said, language), isRight: said === right, right: textIn(right, language), because })}
    </output>
  );
}

/** Asks what will happen next; the run gives the answer. */
function Question({ ask }: { readonly ask: NonNullable<TourStop['ask']> }): ReactNode {
  const actions = useActions();
  const { tour: say } = useMessages().app;
  const language = useView((view) => view.language);
  const answer = useTour((state) => state.answer);
  const answers = ask.answers.map((text) => textIn(text, language));
  return (
    <fieldset className={styles.ask}>
      <legend>{textIn(ask.question, language)}</legend>
      {answers.map((text, number) => (
        <button
          key={number}
          type="button"
          className={buttons.button}
          aria-pressed={answer === number}
          disabled={answer !== undefined && answer !== number}
          onClick={() => actions.answerStop(number)}
        >
          {text}
        </button>
      ))}
      {answer === undefined ? null : <output>{say.predicted({ answer: answers[answer] ?? '' })}</output>}
    </fieldset>
  );
}

function StopButtons({ last, away }: { readonly last: boolean; readonly away: boolean }): ReactNode {
  const actions = useActions();
  const { tour: say } = useMessages().app;
  const first = useTour(({ steps, at }) => steps.every((step, stop) => step === undefined || stop >= at));
  return (
    <div className={styles.buttons}>
      <button
        type="button"
        className={cx(buttons.button, styles.back)}
        title={away ? say.backHereTitle : say.backTitle}
        disabled={first && !away}
        onClick={() => actions.stopBefore()}
      >
        {away ? say.backHere : say.back}
      </button>
      {last ? null : (
        <button
          type="button"
          className={cx(buttons.button, buttons.primary)}
          title={say.nextTitle}
          onClick={() => actions.nextStop()}
        >
          {say.next}
        </button>
      )}
      <button type="button" className={cx(buttons.button, last && buttons.primary)} onClick={() => actions.endTour()}>
        {last ? say.done : say.end}
      </button>
    </div>
  );
}
