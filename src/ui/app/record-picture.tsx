/** A recording of a part of the run, as a file: an SVG that plays by itself, for slides. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useApp, useRun, useScreen } from '../store/hooks.ts';
import { download } from '../widgets/export.ts';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './dialogs.module.css';

/** How long a frame is shown, in seconds. */
const EACH = 0.8;

export function RecordPicture({ name }: { readonly name: string }): ReactNode {
  const app = useApp();
  const { recording: say, exports } = useMessages().app;
  const steps = useRun(({ info }) => info?.steps) ?? 0;
  const commands = useRun(({ info }) => info?.commands) ?? [];
  const here = useScreen((screen) => screen.step) ?? 0;
  // The command that the step is of; it is where something comes to an end.
  const [around] = useState(
    () => commands.find(({ from, to }) => from <= here && here <= to) ?? { from: 0, to: steps },
  );
  const [from, setFrom] = useState(String(around.from));
  const [to, setTo] = useState(String(around.to));
  const [fraction, setFraction] = useState<number>();
  const [problem, setProblem] = useState('');
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const span = { from: Number(from), to: Number(to) };
  const isSpan = [from, to].every((text) => /^\d{1,9}$/.test(text)) && span.from <= span.to && span.to <= steps;
  const record = async (): Promise<void> => {
    const abort = new AbortController();
    running.current = abort;
    setProblem('');
    setFraction(0);
    const [{ topologyFrame }, { animatedSvg }] = await Promise.all([
      import('../widgets/picture.ts'),
      import('../widgets/recording.ts'),
    ]);
    const frames = await app.ask.frames(
      span,
      ({ step, sentence }) => topologyFrame(say.caption({ step, sentence })),
      setFraction,
      abort.signal,
    );
    if (abort.signal.aborted) return;
    setFraction(undefined);
    if (frames.length === 0) setProblem(exports.noPicture);
    else download(`${name.replace(/\.\w+$/, '')}.${from}-${to}.svg`, animatedSvg(frames, EACH), 'image/svg+xml');
  };
  return (
    <section aria-label={say.title}>
      <h3 className={styles.group}>{say.title}</h3>
      <p className={styles.note}>{say.about}</p>
      <div className={styles.exports}>
        <label>
          {say.from}{' '}
          <input
            className={styles.step}
            inputMode="numeric"
            value={from}
            onChange={({ target }) => setFrom(target.value)}
          />
        </label>
        <label>
          {say.to}{' '}
          <input
            className={styles.step}
            inputMode="numeric"
            value={to}
            onChange={({ target }) => setTo(target.value)}
          />
        </label>
        <button
          type="button"
          className={buttons.button}
          disabled={fraction !== undefined || !isSpan}
          onClick={() => void record()}
        >
          {say.record}
        </button>
        {fraction === undefined ? null : <progress aria-label={say.progress} value={fraction} />}
      </div>
      <output className={styles.note}>{isSpan ? problem : say.noSpan({ steps })}</output>
    </section>
  );
}
