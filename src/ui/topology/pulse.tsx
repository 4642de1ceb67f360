import type { ReactNode } from 'react';
import type { Pulse } from '../../engine/index.ts';
import { cx } from '../widgets/cx.ts';
import { line } from './edges.tsx';
import type { Layout, PlacedBox } from './layout.ts';
import styles from './topology.module.css';

interface Props {
  readonly pulse: Pulse;
  readonly byKey: ReadonlyMap<string, PlacedBox>;
  readonly flow: Layout['flow'];
}

function pathsOf({ pulse, byKey, flow }: Props): {
  readonly lines: readonly string[];
  readonly last: PlacedBox | undefined;
} {
  const boxes = pulse.path.flatMap((key) => byKey.get(key) ?? []);
  const lines = boxes.slice(1).flatMap((to, at) => {
    const from = boxes[at];
    return from === undefined ? [] : [line(from, to, flow)];
  });
  return { lines, last: boxes.at(-1) };
}

/** The way of a message, under the boxes. */
export function PulseLine(props: Props): ReactNode {
  return (
    <g className={cx(styles.pulse, props.pulse.stopped !== undefined && styles.stopped)} aria-hidden="true">
      {pathsOf(props).lines.map((path) => (
        <path key={path} className={styles.pulsePath} d={path} />
      ))}
    </g>
  );
}

/** The message itself: a dot that runs along, or stands at the end; a cross where it was stopped. */
export function PulseDot({ still, ...props }: Props & { readonly still: boolean }): ReactNode {
  const { lines, last } = pathsOf(props);
  if (last === undefined) return null;
  // What never left its device stands where it would have.
  const out = lines.length === 0;
  const [x, y] =
    props.flow === 'across'
      ? [last.x + (out ? last.width : 0), last.y + last.height / 2]
      : [last.x + last.width / 2, last.y + (out ? last.height : 0)];
  const motion = lines.join('').replaceAll(/(?!^)M/g, 'L');
  return (
    <g className={cx(styles.pulse, props.pulse.stopped !== undefined && styles.stopped)} aria-hidden="true">
      {still || motion === '' ? (
        <circle cx={x} cy={y} r={6} />
      ) : (
        <circle r={6}>
          <animateMotion path={motion} dur="0.9s" fill="freeze" />
        </circle>
      )}
      {props.pulse.stopped === undefined ? null : (
        <path className={styles.cross} d="M-7-7 7 7M7-7-7 7" transform={`translate(${x} ${y})`} />
      )}
    </g>
  );
}
