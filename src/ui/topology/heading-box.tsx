import { memo, type ReactNode } from 'react';
import type { DeviceSign } from '../../engine/api/topology.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import { BUTTON, Mark, Sign } from './mark.tsx';
import type { BoxActions } from './node-box.tsx';
import type { PlacedBox } from './placed.ts';
import { fit } from './text.ts';
import { textWidth } from '../widgets/text-width.ts';
import styles from './topology.module.css';

/** Signs in the order in which a heading counts them. */
export const SIGNS: readonly DeviceSign[] = ['has', 'none', 'waits', 'never', 'later'];

interface Props extends BoxActions {
  readonly box: PlacedBox;
  /** How many of the group stand how, in the order of `SIGNS`, as text: so the heading is drawn anew only when they change. */
  readonly counts: string;
  /** Of a folded group: what of it this step changed, in words. */
  readonly peek: string | undefined;
  readonly lit: boolean;
  readonly focusable: boolean;
}

const TITLE_AT = 20;
const PAD = 8;
const BETWEEN = 8;
const DISC = 9;

/** The heading of a group: folds and unfolds it, and says how its devices stand. */
export const HeadingBox = memo(function HeadingBox(props: Props): ReactNode {
  const { box, counts, peek, lit, focusable, onSelect, onFocus, onArrow } = props;
  const { topology: say } = useMessages();
  const { x, y, width, height, group } = box;
  const isOpen = group?.open === true;
  const count = group?.members.length ?? 0;
  const numbers = counts.split(' ').map(Number);
  const stand = SIGNS.flatMap((sign, at) => {
    const number = numbers[at] ?? 0;
    return number === 0 ? [] : [{ sign, number }];
  });
  const signs = stand.map(({ sign, number }) => say.signCount({ count: number, sign: say.signs[sign] })).join(', ');
  const name = say.groupLabel({ name: box.label, count, signs });
  const line = height / 2 + 4;
  let end = width - PAD;
  const shown =
    peek === undefined
      ? stand.toReversed().map(({ sign, number }) => {
          const text = `${number}`;
          const at = end;
          end -= textWidth(text, 'note') + DISC + 3 + BETWEEN;
          return { sign, text, at };
        })
      : [];
  // How many there are is the sum of what stands beside it: where there is little room the name has it.
  const whole = say.group({ name: box.label, count });
  const title = textWidth(whole, 'title') <= end - TITLE_AT ? whole : box.label;
  const titleWidth = Math.min(textWidth(title, 'title'), end - TITLE_AT);
  return (
    <g transform={`translate(${x} ${y})`}>
      <g
        className={cx(styles.heading, lit && styles.lit)}
        {...BUTTON}
        aria-expanded={isOpen}
        aria-label={[name, ...(peek === undefined ? [] : [peek])].join(', ')}
        data-key={box.key}
        tabIndex={focusable ? 0 : -1}
        onClick={() => onSelect(box)}
        onFocus={() => onFocus(box.key)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ' ') onSelect(box);
          else if (event.shiftKey || !onArrow(box.key, event.key)) return;
          event.preventDefault();
        }}
      >
        <title>{name}</title>
        <rect className={styles.rowBack} width={width} height={height} rx={6} />
        <path
          className={styles.chevron}
          d={isOpen ? 'M-4-2 0 2 4-2' : 'M-2-4 2 0-2 4'}
          transform={`translate(11 ${height / 2})`}
        />
        <text className={styles.title} x={TITLE_AT} y={line}>
          {fit(title, end - TITLE_AT, 'title')}
        </text>
        {shown.map(({ sign, text, at }) => (
          <g key={sign}>
            <text className={styles.note} x={at} y={line} textAnchor="end">
              {text}
            </text>
            <Sign
              sign={sign}
              unsure={group?.unsure === true}
              x={at - textWidth(text, 'note') - DISC / 2 - 3}
              y={height / 2}
            />
          </g>
        ))}
        {peek === undefined ? null : (
          <text className={styles.note} x={end - 14} y={line} textAnchor="end">
            {fit(peek, end - 14 - TITLE_AT - titleWidth - BETWEEN, 'note')}
          </text>
        )}
      </g>
      {peek === undefined ? null : <Mark mark="changed" x={width - PAD - 4} y={height / 2} small />}
    </g>
  );
});
