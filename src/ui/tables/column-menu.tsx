import type { ReactNode } from 'react';
import { useApp, useView } from '../store/app-model.ts';
import { Menu } from '../widgets/menu.tsx';
import { choose, type Column, isShown, NO_CHOICE } from './columns.ts';
import { useNarrow } from './use-narrow.ts';

interface Props<T> {
  /** Under this name the choice is remembered. */
  readonly table: string;
  readonly columns: readonly Column<T>[];
}

/** Chooses the columns of a table. It stays open for the next one. */
export function ColumnMenu<T>({ table, columns }: Props<T>): ReactNode {
  const app = useApp();
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
      onChoose: () => choose(app, table, { shown: { ...choice.shown, [id]: !checked } }),
    };
  });
  const reset = {
    id: 'reset',
    name: 'As at first',
    disabled: choice === NO_CHOICE,
    onChoose: () =>
      app.stores.view.setState(({ columns: { [table]: _gone, ...rest } }) => ({
        columns: rest,
      })),
  };
  return <Menu small label="Columns" sections={[{ entries }, { entries: [reset] }]} />;
}
