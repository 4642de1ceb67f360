import { memo, type ReactNode } from 'react';
import type { DeviceSign } from '../../engine/api/topology.ts';
import type { TopologyState } from '../../engine/index.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import { BUTTON, FaultMark, Mark, Sign } from './mark.tsx';
import { type BoxActions, HATCH } from './node-box.tsx';
import type { Fault } from './faults.ts';
import type { PlacedBox } from './placed.ts';
import { fit } from './text.ts';
import { textWidth } from '../widgets/text-width.ts';
import styles from './topology.module.css';

interface Props extends BoxActions {
  readonly box: PlacedBox;
  readonly present: boolean;
  readonly note: string;
  readonly short: string;
  readonly sign: DeviceSign;
  readonly mark: TopologyState['mark'];
  readonly fault: Fault | undefined;
  readonly lit: boolean;
  readonly selected: boolean;
  readonly unfolded: boolean;
  readonly stopped: string | undefined;
  readonly focusable: boolean;
}

const SIGN_AT = 15;
const NAME_AT = 25;
const INDENT = 10;
const PAD = 7;
const BETWEEN = 9;
const CHEVRON = 16;
/** What a row says of its interrupt stands in a column of this width, so that rows are read down. */
const SHORT = 72;
/** Less of a driver's name says nothing. */
const LEAST_WHAT = 34;

/** A device of a group, in one line: how it stands, its name, what it is, its interrupt. */
export const RowBox = memo(function RowBox(props: Props): ReactNode {
  const { box, present, note, sign, mark, fault, lit, selected, unfolded, stopped, focusable } = props;
  const { onSelect, onFocus, onArrow, onUnfold } = props;
  const { topology: say } = useMessages();
  const { x, y, width, height, label, node } = box;
  const { what = '', standIn = false } = node?.device ?? {};
  const parts = node?.parts;
  const said = [
    what,
    say.signs[sign],
    note,
    ...(standIn ? [say.standIn] : []),
    ...(mark === undefined ? [] : [say.marks[mark]]),
    ...(fault === undefined ? [] : [say.fault(fault)]),
    ...(stopped === undefined ? [] : [say.boxStopped({ why: stopped })]),
  ].filter((text) => text !== '');
  const named = parts === undefined ? undefined : { parts: say.parts(parts), name: label };
  return (
    <g transform={`translate(${x} ${y})`}>
      <g
        className={cx(styles.row, !present && styles.absent, lit && styles.lit)}
        {...BUTTON}
        aria-pressed={selected}
        aria-label={[label, ...said].join(', ')}
        data-key={box.key}
        data-present={present}
        data-sign={sign}
        tabIndex={focusable ? 0 : -1}
        onClick={() => onSelect(box)}
        onFocus={() => onFocus(box.key)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ' ') onSelect(box);
          else if (event.shiftKey || !onArrow(box.key, event.key)) return;
          event.preventDefault();
        }}
      >
        <title>{[label, ...said].join('\n')}</title>
        <rect className={styles.rowBack} width={width} height={height} rx={4} />
        {standIn ? <rect className={styles.hatch} x={1} y={2} width={HATCH} height={height - 4} rx={2} /> : null}
        <Texts {...props} />
      </g>
      {fault === undefined ? null : <FaultMark severity={fault.severity} x={4} y={height / 2} small />}
      {named === undefined ? null : (
        <g
          className={styles.unfolder}
          {...BUTTON}
          aria-expanded={unfolded}
          aria-label={unfolded ? say.hidePartsOf(named) : say.showPartsOf(named)}
          transform={`translate(${width - CHEVRON} 0)`}
          tabIndex={focusable ? 0 : -1}
          onClick={() => onUnfold(box.key)}
          onKeyDown={(event) => {
            const opens = event.key === 'ArrowRight' && !unfolded;
            const closes = event.key === 'ArrowLeft' && unfolded;
            if (event.key === 'Enter' || event.key === ' ' || opens || closes) onUnfold(box.key);
            else if (event.shiftKey || !onArrow(box.key, event.key)) return;
            event.preventDefault();
          }}
        >
          <title>{unfolded ? say.hideParts(named) : say.showParts(named)}</title>
          <rect className={styles.hit} width={CHEVRON} height={height} rx={4} />
          <path
            className={styles.chevron}
            d={unfolded ? 'M-4-2 0 2 4-2' : 'M-2-4 2 0-2 4'}
            transform={`translate(${CHEVRON / 2} ${height / 2})`}
          />
        </g>
      )}
      {mark === undefined ? null : <Mark mark={mark} x={SIGN_AT} y={height / 2} small />}
    </g>
  );
});

/** Its name has the room first, then its interrupt; what it is stands between, where there is room for it. */
function Texts({ box, short, sign }: Props): ReactNode {
  const { width, height, label, node } = box;
  const { level = 0, what = '' } = node?.device ?? {};
  const line = height / 2 + 4;
  const start = NAME_AT + level * INDENT;
  const end = width - PAD - (node?.parts === undefined ? 0 : CHEVRON - 2);
  const room = end - start;
  const shortText = fit(short, Math.max(SHORT, room - textWidth(label, 'name') - BETWEEN), 'note');
  const shortWidth = short === '' ? 0 : Math.max(textWidth(shortText, 'note'), Math.min(SHORT, room / 3));
  const name = fit(label, room - shortWidth - (shortWidth === 0 ? 0 : BETWEEN), 'name');
  const left = room - shortWidth - textWidth(name, 'name') - 2 * BETWEEN;
  const whatText = what === '' || left < LEAST_WHAT ? '' : fit(what, left, 'note');
  return (
    <>
      <Sign sign={sign} unsure={node?.device?.unsure === true} x={SIGN_AT} y={height / 2} />
      <text className={styles.name} x={start} y={line}>
        {name}
      </text>
      {whatText === '' ? null : (
        <text className={styles.what} x={end - shortWidth - BETWEEN} y={line} textAnchor="end">
          {whatText}
        </text>
      )}
      {short === '' ? null : (
        <text
          className={cx(
            styles.note,
            sign === 'none' && node?.device?.unsure !== true && styles.shortNone,
            sign === 'waits' && styles.shortWaits,
          )}
          x={end}
          y={line}
          textAnchor="end"
        >
          {shortText}
        </text>
      )}
    </>
  );
}
