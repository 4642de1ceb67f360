import { flexRender, type Row as ModelRow } from '@tanstack/react-table';
import type { CSSProperties, ReactNode } from 'react';
import type { GroupHead } from '../../engine/index.ts';
import { cx } from '../widgets/cx.ts';
import type { FEATURES } from './columns.ts';
import { pinClass, pinStyle } from './pinned.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './table.module.css';

interface LineProps {
  readonly id: string;
  readonly line: number;
  readonly active: boolean;
  readonly style: CSSProperties;
  readonly onPress: () => void;
}

interface Props<T extends object> extends LineProps {
  readonly row: ModelRow<typeof FEATURES, T>;
  /** Columns that the last move changed; "*" for a new row. */
  readonly changed: readonly string[];
  /** undefined where rows cannot be selected. */
  readonly selected: boolean | undefined;
  /** 2 below the head of a group. */
  readonly level: number | undefined;
}

/** A row. The table takes the keys for all of its rows. */
export function Row<T extends object>(props: Props<T>): ReactNode {
  const { tables: say } = useMessages();
  const { id, line, active, style, onPress, row, changed, selected, level } = props;
  const isNew = changed.includes('*');
  return (
    <tr
      id={id}
      aria-rowindex={line + 2}
      aria-selected={selected}
      aria-level={level}
      className={cx(styles.row, selected === true && styles.selected, active && styles.active, isNew && styles.isNew)}
      style={style}
      onClick={onPress}
    >
      {row.getVisibleCells().map((cell, at) => {
        const { column } = cell;
        const isChanged = !isNew && changed.includes(column.id);
        const { end = false, mono = true } = column.columnDef.meta ?? {};
        const name = cx(
          styles.cell,
          end && styles.end,
          mono && styles.mono,
          isChanged && styles.changed,
          pinClass(column),
        );
        return (
          <td key={cell.id} className={name} style={pinStyle(column)}>
            {flexRender(column.columnDef.cell, cell.getContext())}
            {isNew && at === 0 ? <span className={styles.hidden}>{say.newRow}</span> : null}
          </td>
        );
      })}
    </tr>
  );
}

/** A line that has not come yet. */
export function Waiting({ id, line, active, style }: Omit<LineProps, 'onPress'>): ReactNode {
  return (
    <tr id={id} aria-rowindex={line + 2} className={cx(styles.row, active && styles.active)} style={style}>
      <td className={cx(styles.cell, styles.whole)}>…</td>
    </tr>
  );
}

interface HeadProps extends LineProps {
  readonly head: GroupHead;
  /** Whether its rows are irqs. */
  readonly irqs: boolean;
}

/** The head of a group: a press folds its rows away, or out again. */
export function GroupRow({ id, line, active, style, onPress, head, irqs }: HeadProps): ReactNode {
  const { tables: say } = useMessages();
  const { name, size, folded } = head;
  return (
    <tr
      id={id}
      aria-rowindex={line + 2}
      aria-level={1}
      aria-expanded={!folded}
      className={cx(styles.row, styles.group, active && styles.active)}
      style={style}
      onClick={onPress}
    >
      <td className={cx(styles.cell, styles.whole)}>
        <span aria-hidden="true" className={styles.fold}>
          {folded ? '▸' : '▾'}
        </span>
        <span className={styles.mono}>{name}</span>
        <span className={styles.muted}>{say.group({ count: size, irqs })}</span>
      </td>
    </tr>
  );
}
