/** Light or dark: as the system has it, unless chosen; what was chosen is kept for the next visit. */
import { useMedia } from '../widgets/measure.ts';
import { useView } from './hooks.ts';
import { remember, remembered } from './remembered.ts';
import type { Stores, Theme } from './stores.ts';

const KEY = 'irqscope-theme';
const DARK = '(prefers-color-scheme: dark)';

export function useDark(): boolean {
  const theme = useView((view) => view.theme);
  const system = useMedia(DARK);
  return theme === 'system' ? system : theme === 'dark';
}

export function toggleTheme({ view }: Pick<Stores, 'view'>): void {
  const { theme } = view.getState();
  const dark = theme === 'system' ? matchMedia(DARK).matches : theme === 'dark';
  view.setState({ theme: dark ? 'light' : 'dark' });
}

/** Puts the theme on the page and keeps it. */
export function followTheme({ view }: Pick<Stores, 'view'>): void {
  const apply = (theme: Theme): void => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  };
  const kept = chosen();
  if (kept !== undefined) view.setState({ theme: kept });
  apply(view.getState().theme);
  view.subscribe(({ theme }, before) => {
    if (theme === before.theme) return;
    apply(theme);
    remember(KEY, theme);
  });
}

function chosen(): Theme | undefined {
  const kept = remembered(KEY);
  return kept === 'light' || kept === 'dark' ? kept : undefined;
}
