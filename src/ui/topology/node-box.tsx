import type { ReactNode } from 'react';
import type { TopologyState } from '../../engine/index.ts';
import { cx } from '../widgets/cx.ts';
import { type PlacedBox, TWO_LINES } from './layout.ts';
import { BUTTON } from './roles.ts';
import { shorten } from './shorten.ts';
import styles from './topology.module.css';

interface Props {
  readonly box: PlacedBox;
  readonly state: TopologyState | undefined;
  readonly lit: boolean;
  readonly selected: boolean;
  /** Why a message of the last move stopped here. */
  readonly stopped: string | undefined;
  readonly focusable: boolean;
  readonly onSelect: (box: PlacedBox) => void;
  readonly onFocus: (key: string) => void;
  /** An arrow key was pressed on it; true when that led somewhere. */
  readonly onArrow: (key: string) => boolean;
}

const SIGNS = { created: '+', changed: '±', removed: '×' } as const;
/** Widths of a character, for cutting text that SVG does not cut. */
const MONO = 7.1;
const SANS = 5.9;
const PAD = 10;

export function NodeBox({
  box,
  state,
  lit,
  selected,
  stopped,
  focusable,
  onSelect,
  onFocus,
  onArrow,
}: Props): ReactNode {
  const { x, y, width, height, kind, label, node } = box;
  const isFold = node === undefined;
  const absent = !isFold && state?.present !== true;
  const note = isFold
    ? 'show them all'
    : absent
      ? state?.mark === 'removed'
        ? 'removed'
        : 'not there yet'
      : (state?.note ?? '');
  const twoLines = height >= TWO_LINES;
  const mark = state?.mark;
  const room = Math.floor((width - 2 * PAD) / MONO);
  return (
    <g
      className={cx(
        styles.node,
        styles[kind === 'msi-controller' ? 'msiController' : kind],
        isFold && styles.fold,
        absent && styles.absent,
        lit && styles.lit,
      )}
      transform={`translate(${x} ${y})`}
      {...BUTTON}
      aria-pressed={isFold ? undefined : selected}
      aria-label={`${label}, ${note}${mark === undefined ? '' : `, ${mark}`}${stopped === undefined ? '' : `, message stopped: ${stopped}`}`}
      data-key={box.key}
      data-present={!absent}
      tabIndex={focusable ? 0 : -1}
      onClick={() => onSelect(box)}
      onFocus={() => onFocus(box.key)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') onSelect(box);
        else if (event.shiftKey || !onArrow(event.key)) return;
        event.preventDefault();
      }}
    >
      <title>{`${label} · ${note}${stopped === undefined ? '' : `\nmessage stopped: ${stopped}`}`}</title>
      <rect className={styles.frame} width={width} height={height} rx={6} />
      <text className={styles.name} x={PAD} y={twoLines ? height / 2 - 3 : height / 2 + 4}>
        {shorten(label, room)}
      </text>
      {twoLines ? (
        <text className={styles.note} x={PAD} y={height / 2 + 12}>
          {shorten(note, Math.floor((width - 2 * PAD) / SANS))}
        </text>
      ) : (
        <text className={styles.note} x={width - PAD} y={height / 2 + 4} textAnchor="end">
          {label.length + note.length + 2 > room ? '' : note}
        </text>
      )}
      {mark === undefined ? null : (
        <g className={cx(styles.mark, styles[mark])} transform={`translate(${width - 2} 2)`} aria-hidden="true">
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
      )}
    </g>
  );
}
