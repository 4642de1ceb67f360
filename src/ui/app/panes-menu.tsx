import type { ReactNode } from 'react';
import { useApp, useView } from '../store/app-model.ts';
import { COMMANDS } from '../store/commands.ts';
import type { Fold } from '../store/gestures.ts';
import { Menu } from '../widgets/menu.tsx';

const PANES: readonly { readonly fold: Fold; readonly name: string }[] = [
  { fold: 'fold-left', name: 'Picture and steps' },
  { fold: 'fold-steps', name: 'Call stack and changes' },
  { fold: 'fold-right', name: 'Tables and selection' },
  { fold: 'fold-selected', name: 'Selection' },
  { fold: 'fold-chart', name: 'Chart' },
];

/** Which panes are open. */
export function PanesMenu(): ReactNode {
  const app = useApp();
  const folded = useView((view) => view.folded);
  const entries = PANES.map(({ fold, name }) => ({
    id: fold,
    name,
    checked: !folded.has(fold),
    keyCap: COMMANDS.find(({ id }) => id === fold)?.keys[0],
    onChoose: () => app.gestures.make(fold),
  }));
  return <Menu label="Panes" face={<span aria-hidden="true">▥</span>} sections={[{ entries }]} />;
}
