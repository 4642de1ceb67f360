import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useApp, useRun, useScreen } from '../store/app-model.ts';
import { useDark } from '../store/theme.ts';
import { useSize } from '../widgets/use-size.ts';
import { boxAt, draw, paletteOf } from './draw.ts';
import { Lanes } from './lanes.tsx';
import { useChart } from './use-chart.ts';
import { useSpan } from './use-span.ts';
import styles from './timeline.module.css';

/** The run as a flame chart, and the scrubber in one: click or drag to go there, wheel to zoom. */
export function Timeline(): ReactNode {
  const [ref, size] = useSize<HTMLDivElement>();
  const steps = useRun(({ info }) => info?.steps ?? 0);
  const { span, isWhole, reset } = useSpan(ref, steps);
  const width = size?.width ?? 0;
  const height = size?.height ?? 0;
  const view = useChart(span, width);
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = useDark();
  const [hover, setHover] = useState<string>();

  useEffect(() => {
    if (canvas.current === null || view === undefined || width === 0) return;
    draw(canvas.current, view, width, height, paletteOf(canvas.current, dark));
  }, [view, width, height, dark]);

  const onPointerMove = (event: PointerEvent): void => {
    if (view === undefined) return;
    const rect = event.currentTarget.getBoundingClientRect();
    const step = span.from + ((event.clientX - rect.left) / Math.max(1, rect.width)) * (span.to - span.from);
    const box = boxAt(view, step, event.clientY - rect.top, height);
    const where = box === undefined ? '' : `steps ${box.from}–${box.to} · CPU ${box.cpu}, ${box.task}`;
    setHover(box === undefined ? undefined : `${box.name} · ${where}`);
  };
  return (
    <div className={styles.chart}>
      <Lanes view={view} width={width} />
      <div ref={ref} className={styles.boxes} title={hover} onPointerMove={onPointerMove} onDoubleClick={reset}>
        <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />
        <Head from={span.from} to={span.to} width={width} height={height} />
        <Scrubber from={span.from} to={span.to} />
      </div>
      {isWhole ? null : (
        <button type="button" className={styles.whole} onClick={reset}>
          Whole run
        </button>
      )}
    </div>
  );
}

interface HeadProps {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  readonly height: number;
}

/** Where in the chart the present step is. */
function Head({ from, to, width, height }: HeadProps): ReactNode {
  const step = useScreen((screen) => screen.step) ?? 0;
  const at = ((step - from) / (to - from)) * width;
  if (at < 0 || at > width) return null;
  return (
    <svg className={styles.overlay} width={width} height={height + 8} aria-hidden="true">
      <path className={styles.head} d={`M${at - 5} 0h10l-5 7Z`} />
      <path className={styles.line} d={`M${at} 0V${height + 8}`} />
    </svg>
  );
}

/** The browser's own slider, invisible over the chart: pointers, fingers, keys and screen readers come for free. */
function Scrubber({ from, to }: { readonly from: number; readonly to: number }): ReactNode {
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
