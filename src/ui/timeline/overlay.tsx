import { type ReactNode, useMemo } from 'react';
import type { RunCommand, TimelineBox } from '../../engine/index.ts';
import { useScreen } from '../store/hooks.ts';
import type { Drawing } from './draw.ts';
import { ROW, rowAt } from './rows.ts';
import styles from './timeline.module.css';

interface Props {
  readonly drawing: Drawing;
  readonly commands: readonly RunCommand[];
  readonly hover: TimelineBox | undefined;
}

/** Over the drawing: spans of commands, where breakpoints hit, and what follows the step. */
export function Overlay({ drawing, commands, hover }: Props): ReactNode {
  const { view, span, width, height } = drawing;
  const x = xOf(drawing);
  return (
    <svg className={styles.overlay} width={width} height={height} aria-hidden="true">
      {commandSpans(drawing, commands).map(({ left, right }) => (
        <g key={left}>
          <rect className={styles.command} x={left} y={0} width={right - left} height={height} />
          <path className={styles.commandBegin} d={`M${left + 0.5} 0V${height}`} />
        </g>
      ))}
      {hover === undefined ? null : <Outline className={styles.hovered} box={hover} drawing={drawing} />}
      <Running drawing={drawing} />
      {view.hits
        .filter((step) => step >= span.from && step <= span.to)
        .map((step) => (
          <circle key={step} className={styles.hit} cx={x(step)} cy={4} r={3.5} />
        ))}
      <Head drawing={drawing} />
    </svg>
  );
}

/** Where commands run, in pixels; those that touch are one. */
function commandSpans(drawing: Drawing, commands: readonly RunCommand[]): { readonly left: number; right: number }[] {
  const { span, width } = drawing;
  const x = xOf(drawing);
  const found: { readonly left: number; right: number }[] = [];
  for (const { from, to } of commands) {
    if (to < span.from || from > span.to) continue;
    const left = Math.max(0, x(from));
    const right = Math.max(left + 2, Math.min(width, x(to)));
    const last = found.at(-1);
    if (last !== undefined && right - last.left < 12 && left - last.right < 2) last.right = right;
    else found.push({ left, right });
  }
  return found;
}

const xOf =
  ({ span, width }: Drawing) =>
  (step: number): number =>
    ((step - span.from) / (span.to - span.from)) * width;

interface OutlineProps {
  readonly box: TimelineBox;
  readonly drawing: Drawing;
  readonly className: string | undefined;
}

function Outline({ box, drawing, className }: OutlineProps): ReactNode {
  const { width, strip } = drawing;
  const x = xOf(drawing);
  const row = rowAt(drawing, box.depth);
  const left = Math.max(0, x(box.from));
  const wide = Math.min(width, x(box.to)) - left;
  if (row === undefined || wide < 0) return null;
  return <rect className={className} x={left} y={strip.height + row - 0.5} width={Math.max(1.5, wide)} height={ROW} />;
}

/** The boxes of the calls that are open at this step. */
function Running({ drawing }: { readonly drawing: Drawing }): ReactNode {
  const frames = useScreen((screen) => screen.frames) ?? [];
  const { boxes } = drawing.view;
  const byDepth = useMemo(() => {
    const rows: TimelineBox[][] = [];
    for (const box of boxes) (rows[box.depth] ??= []).push(box);
    return rows;
  }, [boxes]);
  return frames.map(({ step }, depth) => {
    const box = byDepth[depth]?.findLast(({ from, to }) => from <= step && step < to);
    return box === undefined || box.merged ? null : (
      <Outline key={`${depth}:${step}`} className={styles.running} box={box} drawing={drawing} />
    );
  });
}

/** Where in the chart the present step is. */
function Head({ drawing }: { readonly drawing: Drawing }): ReactNode {
  const step = useScreen((screen) => screen.step) ?? 0;
  const { width, height } = drawing;
  const at = xOf(drawing)(step);
  if (at < 0 || at > width) return null;
  return (
    <g>
      <path className={styles.head} d={`M${at - 5} -7h10l-5 7Z`} />
      <path className={styles.line} d={`M${at} -7V${height}`} />
    </g>
  );
}
