import type { ReactNode } from 'react';
import { useActions, useTour } from '../store/hooks.ts';
import type { StopWords } from '../store/tours.ts';
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
  const messages = useMessages();
  const { tour: say } = messages.app;
  const tour = useTour((state) => state.tour);
  const at = useTour((state) => state.at);
  const away = useTour((state) => state.away);
  const stop = tour?.stops[at];
  if (tour === undefined || stop === undefined) return null;
  const { title } = messages.tours[tour.id];
  const words = stop.words(messages);
  const count = say.count({ at: at + 1, of: tour.stops.length });
  return (
    <section className={cx(styles.strip, styles.stop)} aria-label={say.label({ title })} data-strip="">
      <p className={cx(styles.text, away && styles.away)} aria-live="polite">
        <span className={styles.count}>{away ? say.away({ count }) : count}</span>
        <b>
          {words.title}
          {say.stop}
        </b>{' '}
        {words.text}
        {stop.teaches === 'stepping' ? (
          <>
            {' '}
            <Stepping />
            {say.stop}
          </>
        ) : null}
      </p>
      {words.ask === undefined || stop.rightAnswer === undefined ? null : (
        <Question ask={words.ask} right={stop.rightAnswer} />
      )}
      <StopButtons last={at === tour.stops.length - 1} away={away} />
    </section>
  );
}

/** Asks what will happen next, and says whether one was right. */
function Question({ ask, right }: { readonly ask: NonNullable<StopWords['ask']>; readonly right: number }): ReactNode {
  const actions = useActions();
  const { tour: say } = useMessages().app;
  const answer = useTour((state) => state.answer);
  return (
    <fieldset className={styles.ask}>
      <legend>{ask.question}</legend>
      {ask.answers.map((text, number) => (
        <button
          key={text}
          type="button"
          className={buttons.button}
          aria-pressed={answer === number}
          disabled={answer !== undefined && answer !== number}
          onClick={() => actions.answerStop(number)}
        >
          {text}
        </button>
      ))}
      {answer === undefined ? null : (
        <output>
          {say.answered({ isRight: answer === right, right: ask.answers[right] ?? '', because: ask.because })}
        </output>
      )}
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
