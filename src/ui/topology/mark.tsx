import type { ReactNode } from 'react';
import type { DeviceSign } from '../../engine/api/topology.ts';
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
  small = false,
}: {
  readonly mark: TopologyMark;
  readonly x: number;
  readonly y: number;
  /** In a row there is room for a smaller one. */
  readonly small?: boolean;
}): ReactNode {
  return (
    <g
      className={cx(styles.mark, styles[mark])}
      transform={`translate(${x} ${y})${small ? ' scale(0.8)' : ''}`}
      aria-hidden="true"
    >
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

/** That a finding is about a box: a triangle, full for an error and empty for a warning. */
export function FaultMark({
  severity,
  x,
  y,
  small = false,
}: {
  readonly severity: 'error' | 'warning';
  readonly x: number;
  readonly y: number;
  readonly small?: boolean;
}): ReactNode {
  return (
    <g
      className={cx(styles.fault, severity === 'warning' && styles.mild)}
      transform={`translate(${x} ${y})${small ? ' scale(0.6)' : ''}`}
      aria-hidden="true"
      data-fault={severity}
    >
      <path d="M0-9 9 7H-9Z" />
      <text y={5} textAnchor="middle">
        !
      </text>
    </g>
  );
}

/** How a device stands, as a shape and a colour: a disc, a cross, half a disc, a ring, or a dot for what has nothing yet. */
export function Sign({
  sign,
  x,
  y,
  unsure = false,
}: {
  readonly sign: DeviceSign;
  readonly x: number;
  readonly y: number;
  /** A cross that is for want of a model is no alarm. */
  readonly unsure?: boolean;
}): ReactNode {
  return (
    <g
      className={cx(styles.sign, styles[SIGN_CLASS[sign]], unsure && styles.unsure)}
      transform={`translate(${x} ${y})`}
      aria-hidden="true"
    >
      {sign === 'none' ? <path d="M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5" /> : <circle r={sign === 'later' ? 1.5 : 4} />}
      {sign === 'waits' ? <path className={styles.half} d="M0-4A4 4 0 0 0 0 4Z" /> : null}
    </g>
  );
}

const SIGN_CLASS = {
  has: 'signHas',
  none: 'signNone',
  waits: 'signWaits',
  never: 'signNever',
  later: 'signLater',
} as const satisfies Readonly<Record<DeviceSign, string>>;
