import { type PointerEvent, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { TimelineBox } from '../../engine/index.ts';
import { useActions, useRun } from '../store/hooks.ts';
import { useDark } from '../store/theme.ts';
import { useSize } from '../widgets/use-size.ts';
import { draw, type Drawing, stripOf } from './draw.ts';
import { boxAt, cpuAt } from './pick.ts';
import { Lanes } from './lanes.tsx';
import { Overlay } from './overlay.tsx';
import { paletteOf } from './palette.ts';
import { RowsBar } from './rows-bar.tsx';
import { Scrubber } from './scrubber.tsx';
import { around } from './span.ts';
import { useChart } from './use-chart.ts';
import { usePointer } from './use-pointer.ts';
import { useRows } from './use-rows.ts';
import { useSpan, useWheel } from './use-span.ts';
import styles from './timeline.module.css';

interface Hover {
  readonly box: TimelineBox | undefined;
  readonly text: string;
  readonly x: number;
}

/** The run as a flame chart, and the scrubber in one: click or drag to go there, wheel to zoom. */
export function Timeline({ inert = false }: { readonly inert?: boolean }): ReactNode {
  const actions = useActions();
  const [ref, size] = useSize<HTMLDivElement>();
  const info = useRun((run) => run.info);
  const zoom = useSpan(info?.steps ?? 0);
  const width = size?.width ?? 0;
  const height = size?.height ?? 0;
  const view = useChart(zoom, width);
  const strip = useMemo(() => stripOf(info?.cpus ?? 1), [info?.cpus]);
  const rows = useRows(view?.depth ?? 0, height - strip.height);
  const commands = useMemo(() => (info?.commands ?? []).filter(({ command }) => command.do !== 'boot'), [info]);
  const slider = useRef<HTMLInputElement>(null);
  const [hover, setHover] = useState<Hover>();
  const drawing = useMemo(
    () =>
      view === undefined || width === 0 ? undefined : { view, span: zoom.span, width, height, top: rows.top, strip },
    [view, zoom.span, width, height, rows.top, strip],
  );
  useWheel(ref, zoom, rows.scroll);
  const pointer = usePointer(zoom, (part, y) => {
    const { from, to } = zoom.span;
    const step = Math.round(from + part * (to - from));
    slider.current?.focus({ preventScroll: true });
    rows.point(step, y - strip.height);
    actions.goToStep(step);
  });

  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    pointer.onPointerMove(event);
    const rect = event.currentTarget.getBoundingClientRect();
    const next = drawing && hoverAt(drawing, event.clientX - rect.left, event.clientY - rect.top);
    setHover((before) => (before?.text === next?.text ? before : next));
  };
  const onDoubleClick = (): void => {
    if (hover?.box === undefined) zoom.show(undefined);
    else zoom.show(around(hover.box, info?.steps ?? 1));
  };
  return (
    <div className={styles.chart} inert={inert}>
      <Lanes view={view} commands={commands} zoom={zoom} width={width} />
      <div
        ref={ref}
        className={styles.surface}
        {...pointer}
        onPointerMove={onPointerMove}
        onPointerLeave={() => setHover(undefined)}
        onDoubleClick={onDoubleClick}
      >
        <Canvas drawing={drawing} />
        <Scrubber from={zoom.span.from} to={zoom.span.to} slider={slider} />
        {drawing === undefined ? null : <Overlay drawing={drawing} commands={commands} hover={hover?.box} />}
      </div>
      <RowsBar rows={rows} height={height - strip.height} />
      {hover === undefined ? null : (
        <div
          className={styles.tip}
          style={hover.x < width / 2 ? { left: hover.x } : { right: Math.max(0, width - hover.x) }}
          aria-hidden="true"
        >
          {hover.text}
        </div>
      )}
      {zoom.isWhole ? null : (
        <button
          type="button"
          className={styles.whole}
          onClick={() => {
            // The button goes: the keyboard stays with the chart.
            slider.current?.focus({ preventScroll: true });
            zoom.show(undefined);
          }}
        >
          Whole run
        </button>
      )}
    </div>
  );
}

function Canvas({ drawing }: { readonly drawing: Drawing | undefined }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const dark = useDark();
  useLayoutEffect(() => {
    if (canvas.current !== null && drawing !== undefined)
      draw(canvas.current, drawing, paletteOf(canvas.current, dark));
  }, [drawing, dark]);
  return <canvas ref={canvas} className={styles.canvas} aria-hidden="true" />;
}

/** What is under the pointer, in words. */
function hoverAt(drawing: Drawing, x: number, y: number): Hover | undefined {
  const box = boxAt(drawing, x, y);
  if (box === undefined) {
    const text = cpuAt(drawing, x, y);
    return text === undefined ? undefined : { box: undefined, text, x };
  }
  const { from, to, cpu, task, name, merged } = box;
  const steps = `steps ${from.toLocaleString('en')}–${to.toLocaleString('en')}`;
  return { box, text: `${merged ? `${name} and others` : name} · ${steps} · CPU ${cpu}, ${task}`, x };
}
