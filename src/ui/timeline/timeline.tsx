import { type PointerEvent, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { TimelineBox, TimelineView } from '../../engine/index.ts';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import { useActions, useChartView, useRun } from '../store/hooks.ts';
import { useDark } from '../store/theme.ts';
import { useSize } from '../widgets/measure.ts';
import { draw, type Drawing, stripOf } from './draw.ts';
import { boxAt, cpuAt } from './rows.ts';
import { Lanes } from './lanes.tsx';
import { Overlay } from './overlay.tsx';
import { paletteOf } from './palette.ts';
import { Scrubber } from './scrubber.tsx';
import { around } from './span.ts';
import { usePointer } from './use-pointer.ts';
import { type Rows, useRows } from './use-rows.ts';
import { useSpan, useWheel, type Zoom } from './use-span.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './timeline.module.css';

interface Hover {
  readonly box: TimelineBox | undefined;
  readonly text: string;
  readonly x: number;
}

/** The run as a flame chart, and the scrubber in one: click or drag to go there, wheel to zoom. */
export function Timeline({ inert = false }: { readonly inert?: boolean }): ReactNode {
  const actions = useActions();
  const { timeline: say } = useMessages();
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
      view === undefined || width === 0
        ? undefined
        : { view, span: zoom.span, width, height, top: rows.top, strip, words: say },
    [view, zoom.span, width, height, rows.top, strip, say],
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
    const next = drawing && hoverAt(drawing, event.clientX - rect.left, event.clientY - rect.top, say);
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
          {say.whole}
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
function hoverAt(drawing: Drawing, x: number, y: number, say: PageMessages['timeline']): Hover | undefined {
  const box = boxAt(drawing, x, y);
  if (box === undefined) {
    const at = cpuAt(drawing, x, y);
    if (at === undefined) return undefined;
    const { cpu, task } = at;
    return { box: undefined, text: task === undefined ? say.cpuIdle({ cpu }) : say.cpu({ cpu, task }), x };
  }
  const name = box.merged ? say.merged(box) : box.name;
  return { box, text: say.box({ ...box, name }), x };
}

/** How much of the rows is in sight, at the right of the chart; it can be dragged. Keys have commands of their own. */
function RowsBar({ rows, height }: { readonly rows: Rows; readonly height: number }): ReactNode {
  const { top, most, scroll } = rows;
  if (most <= 0 || height <= 0) return null;
  const scale = height / (height + most);
  const onPointerMove = (event: PointerEvent): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) scroll(event.movementY / scale);
  };
  return (
    <div
      className={styles.rowsBar}
      style={{ height }}
      aria-hidden="true"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
    >
      <div className={styles.thumb} style={{ top: top * scale, height: height * scale }} />
    </div>
  );
}

/** The chart of what is zoomed to, as long as the component is there; undefined until it has come. */
function useChart({ span, isWhole }: Zoom, width: number): TimelineView | undefined {
  const { showChart, hideChart } = useActions();
  const { from, to } = span;
  useEffect(() => {
    if (width > 0) showChart(isWhole ? undefined : { from, to }, width);
  }, [showChart, isWhole, from, to, width]);
  useEffect(() => hideChart, [hideChart]);
  return useChartView();
}
