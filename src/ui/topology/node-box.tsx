import { memo, type ReactNode, type SVGAttributes } from 'react';
import type { TopologyState } from '../../engine/index.ts';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import { cx } from '../widgets/cx.ts';
import { TWO_LINES } from './layout.ts';
import type { Fault } from './faults.ts';
import type { PlacedBox } from './placed.ts';
import { BUTTON, FaultMark, Mark } from './mark.tsx';
import { fit, inTwo, NAME_LINE, PAD } from './text.ts';
import { textWidth } from '../widgets/text-width.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './topology.module.css';

/** What a person can do to a box. The functions stay the same, so that boxes are drawn anew only when they change. */
export interface BoxActions {
  readonly onSelect: (box: PlacedBox) => void;
  readonly onFocus: (key: string) => void;
  /** An arrow key was pressed on it; true when that led somewhere. */
  readonly onArrow: (key: string, pressed: string) => boolean;
  /** Its interrupts are to be shown one by one, or no longer. */
  readonly onUnfold: (key: string) => void;
}

interface Props extends BoxActions {
  readonly box: PlacedBox;
  readonly present: boolean;
  readonly note: string;
  readonly generic: boolean;
  readonly mark: TopologyState['mark'];
  readonly fault: Fault | undefined;
  readonly lit: boolean;
  readonly selected: boolean;
  readonly unfolded: boolean;
  /** Why a message of the last move stopped here. */
  readonly stopped: string | undefined;
  readonly focusable: boolean;
  /** How deep it is in the tree of domains, a root at 1; undefined where the picture is no tree. */
  readonly level?: number | undefined;
}

/** Width of the hatched edge of what is not known for sure. */
export const HATCH = 5;
const FLAT_PAD = 8;

export const NodeBox = memo(function NodeBox(props: Props): ReactNode {
  const { box, present, generic, mark, fault, lit, selected, unfolded, stopped, focusable, level } = props;
  const { onSelect, onFocus, onArrow } = props;
  const { topology: say } = useMessages();
  const { x, y, width, height, kind, label, node } = box;
  const note = `${props.note}${generic ? say.generic : ''}`;
  const why = stopped === undefined ? [] : [say.boxStopped({ why: stopped })];
  const marked = mark === undefined ? [] : [say.marks[mark]];
  const wrong = fault === undefined ? [] : [say.fault(fault)];
  return (
    <g transform={`translate(${x} ${y})`}>
      <g
        className={cx(
          styles.node,
          styles[kind === 'msi-controller' ? 'msiController' : kind],
          node?.guess !== undefined && styles.guess,
          !present && styles.absent,
          lit && styles.lit,
        )}
        {...roleOf(level, selected)}
        aria-label={[label, note, ...marked, ...wrong, ...why].join(', ')}
        data-key={box.key}
        data-present={present}
        tabIndex={focusable ? 0 : -1}
        onClick={() => onSelect(box)}
        onFocus={() => onFocus(box.key)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ' ') onSelect(box);
          else if (event.shiftKey || !onArrow(box.key, event.key)) return;
          event.preventDefault();
        }}
      >
        <title>{[`${label} · ${note}`, ...wrong, ...why].join('\n')}</title>
        <rect className={styles.frame} width={width} height={height} rx={box.shape === 'cell' ? 3 : 6} />
        {node?.guess === undefined ? null : <rect className={styles.hatch} width={HATCH} height={height} rx={2} />}
        {box.shape === 'cell' ? (
          <text className={styles.note} x={width / 2} y={height / 2 + 4} textAnchor="middle">
            {label.replace(/^\D+/, '')}
          </text>
        ) : (
          <Lines {...props} />
        )}
      </g>
      {node?.parts === undefined ? null : (
        <Unfolder {...props} text={say.parts(node.parts)} count={node.parts.count} unfolded={unfolded} />
      )}
      {fault === undefined ? null : <FaultMark severity={fault.severity} x={2} y={2} />}
      {mark === undefined ? null : <Mark mark={mark} x={width - 2} y={2} />}
    </g>
  );
});

function roleOf(level: number | undefined, selected: boolean): SVGAttributes<SVGGElement> {
  return level === undefined
    ? { ...BUTTON, 'aria-pressed': selected }
    : { role: 'treeitem', 'aria-level': level, 'aria-selected': selected };
}

/** Room that the button which unfolds a device takes of its first line. */
function unfolderWidth({ node }: PlacedBox): number {
  return node?.parts === undefined ? 0 : textWidth(`${node.parts.count}`, 'note') + 28;
}

/** Why a message stopped, as it stands in the box where it did. */
function stopText(why: string): string {
  return `× ${why}`;
}

/** Room for half of the cross, which on a phone stands on the box. */
const CROSS = 14;

/** Whether the reason can stand in the box itself; else it stands beside it. */
export function fitsInBox(why: string, { width, height, shape }: PlacedBox): boolean {
  return shape === 'box' && height >= TWO_LINES && textWidth(stopText(why), 'note') <= width - 2 * PAD - CROSS;
}

function Lines({ box, note, generic, stopped }: Props): ReactNode {
  const { topology: say } = useMessages();
  const { width, height, label } = box;
  const room = width - 2 * PAD;
  if (height >= TWO_LINES) {
    const least = room - unfolderWidth(box);
    const two = height >= TWO_LINES + NAME_LINE && textWidth(label, 'name') > least ? inTwo(label, least, 'name') : [];
    const [first = fit(label, least, 'name'), second] = two ?? [];
    const shift = second === undefined ? 0 : NAME_LINE / 2;
    return (
      <>
        <text className={styles.name} x={PAD} y={height / 2 - 3 - shift}>
          {first}
        </text>
        {second === undefined ? null : (
          <text className={styles.name} x={PAD} y={height / 2 - 3 + shift}>
            {second}
          </text>
        )}
        {stopped !== undefined && fitsInBox(stopped, box) ? (
          <text className={cx(styles.note, styles.why)} x={PAD} y={height / 2 + 11 + shift}>
            {stopText(stopped)}
          </text>
        ) : (
          <text className={styles.note} x={PAD} y={height / 2 + 11 + shift}>
            {generic ? noteIn(note, room, say) : fit(note, room, 'note')}
          </text>
        )}
      </>
    );
  }
  const narrow = width - 2 * FLAT_PAD;
  const name = fit(label, narrow, 'name');
  const left = narrow - textWidth(name, 'name') - 6;
  return (
    <>
      <text className={styles.name} x={FLAT_PAD} y={height / 2 + 4}>
        {name}
      </text>
      {textWidth(note, 'note') > left ? null : (
        <text className={styles.note} x={width - FLAT_PAD} y={height / 2 + 4} textAnchor="end">
          {note}
        </text>
      )}
    </>
  );
}

/** That something is modelled generically is said in any case; the rest is cut for it. */
function noteIn(note: string, room: number, { generic, genericShort }: PageMessages['topology']): string {
  if (textWidth(note + generic, 'note') <= room) return note + generic;
  return fit(note, room - textWidth(genericShort, 'note'), 'note') + genericShort;
}

/** Shows a device's interrupts below it, or hides them. */
function Unfolder({
  box,
  unfolded,
  focusable,
  onUnfold,
  onArrow,
  text,
  count,
}: Props & { readonly text: string; readonly count: number }): ReactNode {
  const { topology: say } = useMessages();
  const width = unfolderWidth(box) + 4;
  const named = { parts: text, name: box.label };
  return (
    <g
      className={styles.unfolder}
      {...BUTTON}
      aria-expanded={unfolded}
      aria-label={unfolded ? say.hidePartsOf(named) : say.showPartsOf(named)}
      transform={`translate(${box.width - width - 3} 2)`}
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
      <rect className={styles.hit} width={width} height={Math.max(16, box.height / 2 - 1)} rx={4} />
      <text className={styles.note} x={width - 18} y={box.height / 2 - 5} textAnchor="end">
        {count}
      </text>
      <path
        className={styles.chevron}
        d={unfolded ? 'M-4-2 0 2 4-2' : 'M-2-4 2 0-2 4'}
        transform={`translate(${width - 9} ${box.height / 2 - 9})`}
      />
    </g>
  );
}
