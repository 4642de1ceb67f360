import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useState,
} from 'react';
import { useFingers, useNarrow, useSize } from '../widgets/measure.ts';
import { HeadCell } from './head-cell.tsx';
import { type Heights, lineAt, type Lines, useLines } from './use-lines.ts';
import { GroupRow, Row, Waiting } from './row.tsx';
import {
  type DataTableModel,
  shownColumns,
  type TableModel,
  templateOf,
  useDataTable,
  useNeeds,
} from './use-data-table.ts';
import { moved, sideways } from './table-keys.ts';
import type { Revealed } from './use-reveal.ts';
import styles from './table.module.css';

export interface TableProps<T extends object> extends TableModel<T> {
  readonly label: string;
  readonly changedOf?: (row: T) => readonly string[];
  readonly isSelected?: (row: T) => boolean;
  readonly onSelect?: (row: T) => void;
  /** Told which lines are visible, when that goes beyond what has come. */
  readonly onWindow?: (first: number, count: number) => void;
  /** Told which group to fold away or out. */
  readonly onFold?: (group: string, folded: boolean) => void;
  /** Whether a row is an irq, for the heads of groups. */
  readonly irqs?: boolean;
  /** A line to bring into view, each time that this is another object. */
  readonly revealed?: Revealed | undefined;
  /** Told how much room there is for columns. */
  readonly onRoom?: (width: number) => void;
}

/** For a pointer, on a narrow page, and for a finger. */
const HEIGHTS: Heights = { row: 27, head: 28 };
const NARROW_HEIGHTS: Heights = { row: 38, head: 28 };
const FINGER_HEIGHTS: Heights = { row: 45, head: 44 };

/** A table of any length: only the visible lines exist. Up and down move in it, Enter selects or folds. */
export function DataTable<T extends object>(props: TableProps<T>): ReactNode {
  const { label, data, onWindow, onRoom } = props;
  const [scroll, size] = useSize<HTMLTableElement>();
  const id = useId();
  const [active, setActive] = useState(0);
  const narrow = useNarrow();
  const heights = useFingers() ? FINGER_HEIGHTS : narrow ? NARROW_HEIGHTS : HEIGHTS;
  const table = useDataTable(props);
  const lines = useLines(scroll, data, heights, onWindow);
  const press = usePress(props, setActive);
  const room = size?.width ?? 0;
  useLayoutEffect(() => {
    if (room > 0) onRoom?.(room);
  }, [room, onRoom]);
  const { revealed } = props;
  const { reveal } = lines;
  const isThere = revealed !== undefined && revealed.line < (data?.total ?? 0);
  const [followed, setFollowed] = useState<Revealed>();
  if (revealed !== followed) {
    setFollowed(revealed);
    if (revealed !== undefined) setActive(revealed.line);
  }
  useEffect(() => {
    if (revealed !== undefined && isThere) reveal(revealed.line);
  }, [revealed, isThere, reveal]);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.target !== event.currentTarget) return;
    const next = moved(event, active, data?.total ?? 0, heights.row);
    if (next !== undefined) {
      setActive(next);
      lines.reveal(next);
    } else if (event.key === 'Enter' || event.key === ' ') press(active);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      if (event.shiftKey) return;
      sideways(event, data === undefined ? undefined : lineAt(data, active), props.onFold);
    } else return;
    event.preventDefault();
  };

  const isGrouped = data?.groups !== undefined;
  // HTML has no element of its own for a table that takes arrow keys.
  const current = lines.drawn.some(({ line }) => line === active) ? `${id}-${active}` : undefined;
  const grid = {
    role: isGrouped ? 'treegrid' : 'grid',
    tabIndex: 0,
    'aria-activedescendant': current,
    onKeyDown,
  } as const;
  const columns = shownColumns(table);
  const template = { gridTemplateColumns: templateOf(table, useNeeds(props.columns, data?.rows)) };
  const width = { minWidth: table.getTotalSize() };
  return (
    <table
      ref={scroll}
      className={styles.scroll}
      {...grid}
      aria-label={label}
      aria-rowcount={(data?.total ?? 0) + 1}
      aria-colcount={columns.length}
    >
      <thead style={width}>
        <tr className={styles.head} style={{ ...template, height: heights.head }} aria-rowindex={1}>
          {[...table.getStartLeafHeaders(), ...table.getCenterLeafHeaders(), ...table.getEndLeafHeaders()]
            .filter(({ column }) => column.getIsVisible())
            .map((header) => (
              <HeadCell key={header.id} header={header} table={table} />
            ))}
        </tr>
      </thead>
      <tbody className={styles.body} style={{ ...width, height: lines.height }}>
        <Body
          {...props}
          table={table}
          lines={lines}
          id={id}
          active={active}
          style={{ ...template, height: heights.row }}
          press={press}
        />
      </tbody>
    </table>
  );
}

/** What a click or Enter does to a line. */
function usePress<T extends object>(
  { data, onSelect, onFold }: TableProps<T>,
  setActive: (line: number) => void,
): (line: number) => void {
  return (line) => {
    setActive(line);
    const what = data === undefined ? undefined : lineAt(data, line);
    if (what?.kind === 'head') onFold?.(what.head.name, !what.head.folded);
    const row = what?.kind === 'row' ? data?.rows[what.at] : undefined;
    if (row !== undefined) onSelect?.(row);
  };
}

interface BodyProps<T extends object> extends TableProps<T> {
  readonly table: DataTableModel<T>;
  readonly lines: Lines;
  readonly id: string;
  readonly active: number;
  readonly style: CSSProperties;
  readonly press: (line: number) => void;
}

function Body<T extends object>(props: BodyProps<T>): ReactNode {
  const { table, lines, data, id, active, style, press, changedOf, isSelected, onSelect, irqs = false } = props;
  const { rows } = table.getRowModel();
  return lines.drawn.map(({ line, top }) => {
    const what = data === undefined ? undefined : lineAt(data, line);
    const common = {
      id: `${id}-${line}`,
      line,
      active: line === active,
      style: { ...style, transform: `translateY(${top}px)` },
      onPress: () => press(line),
    };
    if (what?.kind === 'head') return <GroupRow key={line} {...common} head={what.head} irqs={irqs} />;
    const row = what === undefined ? undefined : rows[what.at];
    if (row === undefined) return <Waiting key={line} {...common} />;
    return (
      <Row
        key={line}
        {...common}
        row={row}
        changed={changedOf?.(row.original) ?? []}
        selected={onSelect === undefined ? undefined : isSelected?.(row.original) === true}
        level={data?.groups === undefined ? undefined : 2}
      />
    );
  });
}
