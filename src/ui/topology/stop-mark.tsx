import type { ReactNode } from 'react';
import { fitsInBox } from './node-box.tsx';
import type { Layout } from './placed.ts';
import type { Course } from './pulse.tsx';
import { wrap } from './text.ts';
import { textWidth } from '../widgets/text-width.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './topology.module.css';

const LINE = 14;
const PAD = 8;
const WIDEST = 230;
const EDGE = 4;
/** So far away it is looked for. */
const FAR = 150;

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Props {
  readonly course: Course;
  readonly layout: Layout;
  /** Size of the pane. */
  readonly width: number;
}

/** A cross where a message stopped, and the reason: in the box itself, or where there is no room for it, near it. */
export function StopMark({ course: { end, at, stopped }, layout, width }: Props): ReactNode {
  if (stopped === undefined) return null;
  return (
    <g className={styles.stop} aria-hidden="true">
      {fitsInBox(stopped, at) ? null : <Reason why={stopped} end={end} layout={layout} width={width} />}
      <g transform={`translate(${end[0]} ${end[1]})`} data-stop="">
        <circle className={styles.stopDisc} r={9} />
        <path className={styles.cross} d="M-4-4 4 4M4-4-4 4" />
      </g>
    </g>
  );
}

function Reason({
  why,
  end,
  layout,
  width,
}: Omit<Props, 'course'> & { readonly why: string; readonly end: Course['end'] }): ReactNode {
  const { topology: say } = useMessages();
  const lines = wrap(say.stopped({ why }), Math.min(WIDEST, width - 60), 'note');
  const size = {
    width: Math.ceil(Math.max(...lines.map((line) => textWidth(line, 'note')))) + 2 * PAD,
    height: lines.length * LINE + PAD,
  };
  const at = freest(end, size, layout, width);
  const near = [clamp(end[0], at.x, at.x + size.width), clamp(end[1], at.y, at.y + size.height)];
  return (
    <>
      <path className={styles.leader} d={`M${end.join(',')}L${near.join(',')}`} />
      <g transform={`translate(${at.x} ${at.y})`} data-stop-reason="">
        <rect className={styles.reason} width={size.width} height={size.height} rx={4} />
        {lines.map((line, row) => (
          <text key={`${row}${line}`} className={styles.reasonText} x={PAD} y={PAD / 2 + 10 + row * LINE}>
            {line}
          </text>
        ))}
      </g>
    </>
  );
}

/** The nearest place for the reason where it covers nothing, or as little as can be. */
function freest(
  [x, y]: Course['end'],
  size: { readonly width: number; readonly height: number },
  layout: Layout,
  paneWidth: number,
): Area {
  const right = Math.max(EDGE, Math.max(paneWidth, layout.width) - EDGE - size.width);
  const low = Math.max(EDGE, layout.height - EDGE - size.height);
  const cross = { x: x - 9, y: y - 9, width: 18, height: 18 };
  const cost = (area: Area): number => {
    const covered = [...layout.boxes, ...layout.parts].reduce((sum, box) => sum + overlap(area, box), 0);
    const far = Math.hypot(area.x + area.width / 2 - x, area.y + area.height / 2 - y);
    return covered + (overlap(area, cross) > 0 ? 1e6 : 0) + far;
  };
  let best: Area = { ...size, x: clamp(x, EDGE, right), y: clamp(y, EDGE, low) };
  for (let dx = -FAR - size.width; dx <= FAR; dx += 12) {
    for (let dy = -FAR; dy <= FAR; dy += 8) {
      const area = { ...size, x: clamp(x + dx, EDGE, right), y: clamp(y + dy, EDGE, low) };
      if (cost(area) < cost(best)) best = area;
    }
  }
  return best;
}

function overlap(a: Area, b: Area): number {
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return wide > 0 && high > 0 ? wide * high : 0;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
