import type { ReactNode } from 'react';
import type { TopologyMark } from '../../engine/index.ts';
import { cx } from '../widgets/cx.ts';
import styles from './topology.module.css';

/** SVG has no element for it, so a shape is given it as its role. */
export const BUTTON = { role: 'button' } as const;

const SIGNS = { created: '+', changed: '±', removed: '−' } as const;

/** What the last move did to a box: a shape, a sign and a colour. */
export function Mark({
  mark,
  x,
  y,
}: {
  readonly mark: TopologyMark;
  readonly x: number;
  readonly y: number;
}): ReactNode {
  return (
    <g className={cx(styles.mark, styles[mark])} transform={`translate(${x} ${y})`} aria-hidden="true">
      {mark === 'created' ? (
        <circle r={8} />
      ) : mark === 'changed' ? (
        <path d="M-9 0 0-9 9 0 0 9Z" />
      ) : (
        <rect x={-7.5} y={-7.5} width={15} height={15} rx={2} />
      )}
      <text y={4} textAnchor="middle">
        {SIGNS[mark]}
      </text>
    </g>
  );
}
