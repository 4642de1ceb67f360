import type { ReactNode } from 'react';
import { useActions, useView } from '../store/hooks.ts';
import { Menu } from '../widgets/menu.tsx';
import { NO_CHOICE } from '../store/stores.ts';
import { type Column, isShown } from './columns.ts';
import { useNarrow } from '../widgets/measure.ts';
import { useMessages } from '../widgets/messages.ts';

interface Props<T> {
  /** Under this name the choice is remembered. */
  readonly table: string;
  readonly columns: readonly Column<T>[];
}

/** Chooses the columns of a table. It stays open for the next one. */
export function ColumnMenu<T>({ table, columns }: Props<T>): ReactNode {
  const actions = useActions();
  const { tables: say } = useMessages();
  const narrow = useNarrow();
  const choice = useView((view) => view.columns[table]) ?? NO_CHOICE;
  const choosable = columns.filter(({ title }) => title !== '');
  const shown = choosable.filter((column) => isShown(column, choice, narrow));
  const entries = choosable.map((column) => {
    const { id, title, about } = column;
    const checked = shown.includes(column);
    return {
      id,
      name: title,
      about,
      checked,
      // A table without columns could not be mended by a look at it.
      disabled: checked && shown.length === 1,
      onChoose: () => actions.chooseColumns(table, ({ shown }) => ({ shown: { ...shown, [id]: !checked } })),
    };
  });
  const reset = {
    id: 'reset',
    name: say.resetColumns,
    disabled: choice === NO_CHOICE,
    onChoose: () => actions.resetColumns(table),
  };
  return <Menu small label={say.columns} sections={[{ entries }, { entries: [reset] }]} />;
}
