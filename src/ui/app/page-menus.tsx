import type { ReactNode } from 'react';
import { type AppModel, useApp, useRun } from '../store/app-model.ts';
import { toggleTheme } from '../store/theme.ts';
import { TOURS } from '../store/tours.ts';
import { Menu, type MenuEntry } from '../widgets/menu.tsx';

function tourEntries(app: AppModel): MenuEntry[] {
  return TOURS.map(({ id, title }) => ({ id, name: title, onChoose: () => void app.guide.start(id) }));
}

export function ToursMenu(): ReactNode {
  return <Menu label="Tours" sections={[{ entries: tourEntries(useApp()) }]} />;
}

/** Where there is no room for a button each. */
export function MoreMenu(): ReactNode {
  const app = useApp();
  const isOpen = useRun(({ info }) => info !== undefined);
  const page = [
    { id: 'theme', name: 'Light or dark', onChoose: () => toggleTheme(app.stores) },
    { id: 'help', name: 'Show all keys', onChoose: () => app.stores.view.setState({ dialog: 'help' }) },
  ];
  const tours = isOpen ? [{ title: 'Tours', entries: tourEntries(app) }] : [];
  return <Menu label="More" face={<span aria-hidden="true">⋯</span>} sections={[...tours, { entries: page }]} />;
}
