/** Menus of the top bar: tours, panes, and what has no room for a button of its own. */
import type { ReactNode } from 'react';
import type { Actions } from '../store/actions.ts';
import { COMMANDS } from '../store/commands.ts';
import type { Fold } from '../store/gestures.ts';
import { useActions, useRun, useView } from '../store/hooks.ts';
import { TOURS } from '../store/tours.ts';
import { Menu, type MenuEntry } from '../widgets/menu.tsx';

function tourEntries({ startTour }: Actions): MenuEntry[] {
  return TOURS.map(({ id, title }) => ({ id, name: title, onChoose: () => startTour(id) }));
}

export function ToursMenu(): ReactNode {
  return <Menu label="Tours" sections={[{ entries: tourEntries(useActions()) }]} />;
}

/** Where there is no room for a button each. */
export function MoreMenu(): ReactNode {
  const actions = useActions();
  const isOpen = useRun(({ info }) => info !== undefined);
  const page = [
    { id: 'theme', name: 'Light or dark', onChoose: () => actions.toggleTheme() },
    { id: 'help', name: 'Show all keys', onChoose: () => actions.openDialog('help') },
  ];
  const tours = isOpen ? [{ title: 'Tours', entries: tourEntries(actions) }] : [];
  return <Menu label="More" face={<span aria-hidden="true">⋯</span>} sections={[...tours, { entries: page }]} />;
}

const PANES: readonly { readonly fold: Fold; readonly name: string }[] = [
  { fold: 'fold-left', name: 'Picture and steps' },
  { fold: 'fold-steps', name: 'Call stack and changes' },
  { fold: 'fold-right', name: 'Tables and selection' },
  { fold: 'fold-selected', name: 'Selection' },
  { fold: 'fold-chart', name: 'Chart' },
];

/** Which panes are open. */
export function PanesMenu(): ReactNode {
  const { gesture } = useActions();
  const folded = useView((view) => view.folded);
  const entries = PANES.map(({ fold, name }) => ({
    id: fold,
    name,
    checked: !folded.has(fold),
    keyCap: COMMANDS.find(({ id }) => id === fold)?.keys[0],
    onChoose: () => gesture(fold),
  }));
  return <Menu label="Panes" face={<span aria-hidden="true">▥</span>} sections={[{ entries }]} />;
}
