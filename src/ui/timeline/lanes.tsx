import { scaleLinear } from 'd3';
import type { ReactNode } from 'react';
import type { TimelineView } from '../../engine/index.ts';
import { useRun } from '../store/app-model.ts';
import styles from './timeline.module.css';

const CHARACTER = 6.2;

interface Label {
  readonly x: number;
  readonly text: string;
  readonly room: number;
}

/** Names over the chart: contexts, and the script's commands. Where there is no room for a name there is none. */
export function Lanes({ view, width }: { readonly view: TimelineView | undefined; readonly width: number }): ReactNode {
  const marks = useRun(({ info }) => info?.marks);
  if (view === undefined || width === 0) return <div className={styles.lanes} />;
  const x = scaleLinear([view.from, Math.max(view.to, view.from + 1)], [0, width]);
  const labels: Label[] = view.lanes.map(({ from, to, label }) => ({
    x: Math.max(0, x(from)),
    text: label,
    room: x(to) - Math.max(0, x(from)),
  }));
  const commands = (marks ?? []).filter(
    ({ kind, name, step }) => kind === 'begin' && name !== 'boot' && step >= view.from && step <= view.to,
  );
  for (const { step, name } of commands) labels.push({ x: x(step), text: name, room: 90 });
  const shown = withRoom(labels, width);
  return (
    <div className={styles.lanes} aria-hidden="true">
      <svg width={width} height={16}>
        {shown.map(({ x: left, text }) => (
          <text key={`${left}${text}`} x={left} y={12}>
            {text}
          </text>
        ))}
      </svg>
    </div>
  );
}

/** The labels that fit, from the left. */
function withRoom(labels: readonly Label[], width: number): Label[] {
  const shown: Label[] = [];
  let end = -1;
  for (const label of labels.toSorted((a, b) => a.x - b.x)) {
    const needed = label.text.length * CHARACTER;
    if (label.x < end || needed > label.room || label.x + needed > width) continue;
    end = label.x + needed + 8;
    shown.push(label);
  }
  return shown;
}
