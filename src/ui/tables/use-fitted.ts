import { useMemo, useState } from 'react';
import { useView } from '../store/hooks.ts';
import { NO_CHOICE } from '../store/stores.ts';
import { type Column, withoutYielded, yielded } from './columns.ts';
import { useNarrow } from './use-narrow.ts';

interface Fitted<T> {
  readonly columns: readonly Column<T>[];
  /** Is told how wide the table is. */
  readonly onRoom: (room: number) => void;
}

/** The columns of a table of this name, without those that there is no room for. */
export function useFitted<T>(table: string, columns: readonly Column<T>[]): Fitted<T> {
  const [room, setRoom] = useState(Number.POSITIVE_INFINITY);
  const narrow = useNarrow();
  const choice = useView((view) => view.columns[table]) ?? NO_CHOICE;
  const given = yielded(columns, choice, narrow, room);
  return {
    columns: useMemo(() => withoutYielded(columns, given), [columns, given]),
    onRoom: setRoom,
  };
}
