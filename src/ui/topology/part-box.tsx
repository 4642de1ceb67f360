import { memo, type ReactNode } from 'react';
import type { TopologyPart } from '../../engine/index.ts';
import { cx } from '../widgets/cx.ts';
import { BUTTON, Mark } from './mark.tsx';
import type { PlacedPart } from './placed.ts';
import { fit } from './text.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './topology.module.css';

interface Props {
  readonly place: PlacedPart;
  /** undefined while it is on its way, and for the fold that stands for the rest. */
  readonly part: TopologyPart | undefined;
  readonly lit: boolean;
  readonly selected: boolean;
  readonly focusable: boolean;
  readonly onSelect: (place: PlacedPart, part: TopologyPart | undefined) => void;
  readonly onFocus: (key: string) => void;
  readonly onArrow: (key: string, pressed: string) => boolean;
}

const PAD = 8;

/** One interrupt of an unfolded device, or the fold for those that are not shown. */
export const PartBox = memo(function PartBox(props: Props): ReactNode {
  const { place, part, lit, selected, focusable, onSelect, onFocus, onArrow } = props;
  const { x, y, width, height, index, label, key } = place;
  const { topology: say } = useMessages();
  const isFold = index === undefined;
  const text = isFold ? label : part === undefined ? '…' : say.part(part);
  return (
    <g transform={`translate(${x} ${y})`}>
      <path className={styles.twig} d={`M-7-6V${height / 2}H0`} aria-hidden="true" />
      <g
        className={cx(
          styles.node,
          styles.device,
          styles.part,
          isFold && styles.fold,
          part?.used === false && styles.absent,
          lit && styles.lit,
        )}
        {...BUTTON}
        {...(isFold ? { 'aria-expanded': false } : { 'aria-pressed': selected })}
        aria-label={text.replaceAll(' · ', ', ')}
        data-key={key}
        tabIndex={focusable ? 0 : -1}
        onClick={() => onSelect(place, part)}
        onFocus={() => onFocus(key)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ' ') onSelect(place, part);
          else if (event.shiftKey || !onArrow(key, event.key)) return;
          event.preventDefault();
        }}
      >
        <title>{text}</title>
        <rect className={styles.frame} width={width} height={height} rx={4} />
        <text className={styles.note} x={PAD} y={height / 2 + 4}>
          {fit(text, width - 2 * PAD, 'note')}
        </text>
      </g>
      {part?.mark === undefined ? null : <Mark mark={part.mark} x={width - 2} y={2} />}
    </g>
  );
});
