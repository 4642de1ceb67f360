/** Menus of the top bar: tours, panes, and what has no room for a button of its own. */
import type { ReactNode } from 'react';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import { type Language, LANGUAGE_NAMES, LANGUAGES } from '../../engine/api/messages/language.ts';
import type { Actions } from '../store/actions.ts';
import { COMMANDS } from '../store/commands.ts';
import type { Fold } from '../store/gestures.ts';
import { useActions, useApp, useRun, useTour, useView } from '../store/hooks.ts';
import { TOURS } from '../store/tours.ts';
import { useHistory } from '../store/use-history.ts';
import { download } from '../widgets/export.ts';
import { Menu, type MenuEntry } from '../widgets/menu.tsx';
import { useMessages } from '../widgets/messages.ts';

function tourEntries({ startTour }: Actions, { tours }: PageMessages): MenuEntry[] {
  return TOURS.map((id) => ({ id, name: tours[id], onChoose: () => startTour(id) }));
}

/** What can be done with the tour that is being walked. */
function useTourFile(): MenuEntry[] {
  const { ask } = useApp();
  const actions = useActions();
  const { tour: say } = useMessages().app;
  const isWalked = useTour(({ tour }) => tour !== undefined);
  const save = async (): Promise<void> => {
    const file = await ask.tourFile();
    if (file.ok) download(file.value.name, file.value.text);
    else actions.report(say.save, file.error);
  };
  return [{ id: 'save-tour', name: say.save, about: say.saveAbout, disabled: !isWalked, onChoose: () => void save() }];
}

export function ToursMenu(): ReactNode {
  const actions = useActions();
  const messages = useMessages();
  const file = useTourFile();
  const sections = [{ entries: tourEntries(actions, messages) }, { entries: file }];
  return <Menu label={messages.app.menus.tours} sections={sections} />;
}

/** Where there is no room for a button each; on a phone (`whole`) for few buttons at all. */
export function MoreMenu({ whole }: { readonly whole: boolean }): ReactNode {
  const actions = useActions();
  const messages = useMessages();
  const { menus: say, topBar, findings, explain, history } = messages.app;
  const isOpen = useRun(({ info }) => info !== undefined) && whole;
  const { undo, redo } = useHistory();
  const changes = isOpen
    ? [
        { id: 'undo', name: undo ?? history.nothingToUndo, disabled: undo === undefined, onChoose: actions.undo },
        { id: 'redo', name: redo ?? history.nothingToRedo, disabled: redo === undefined, onChoose: actions.redo },
      ]
    : [];
  const spoken = useView((view) => view.language);
  const wrong = isOpen
    ? [
        { id: 'findings', name: findings.title, onChoose: () => actions.openDialog('findings') },
        { id: 'explain', name: explain.title, onChoose: () => actions.openDialog('explain') },
      ]
    : [];
  const page = [
    ...changes,
    ...wrong,
    { id: 'theme', name: topBar.theme, onChoose: () => actions.toggleTheme() },
    { id: 'help', name: topBar.keys, onChoose: () => actions.openDialog('help') },
  ];
  const file = useTourFile();
  const tours = isOpen ? [{ title: say.tours, entries: tourEntries(actions, messages) }, { entries: file }] : [];
  return (
    <Menu
      label={say.more}
      face={<span aria-hidden="true">⋯</span>}
      sections={[...tours, { entries: page }, { title: topBar.language, entries: languageEntries(actions, spoken) }]}
    />
  );
}

function languageEntries({ speak }: Actions, spoken: Language): MenuEntry[] {
  return LANGUAGES.map((language) => ({
    id: `language-${language}`,
    name: LANGUAGE_NAMES[language].name,
    checked: language === spoken,
    onChoose: () => void speak(language),
  }));
}

export function LanguageMenu(): ReactNode {
  const actions = useActions();
  const { topBar: say } = useMessages().app;
  const spoken = useView((view) => view.language);
  return (
    <Menu
      label={say.language}
      face={<span aria-hidden="true">{say.languageIcon}</span>}
      sections={[{ entries: languageEntries(actions, spoken) }]}
    />
  );
}

const PANES: readonly Fold[] = ['fold-left', 'fold-steps', 'fold-right', 'fold-selected', 'fold-chart'];

/** Panes that a machine without a run has not. */
const OF_A_RUN: ReadonlySet<Fold> = new Set(['fold-steps', 'fold-chart']);

/** Which panes are open. */
export function PanesMenu(): ReactNode {
  const { gesture } = useActions();
  const { menus: say } = useMessages().app;
  const folded = useView((view) => view.folded);
  const isMachine = useRun(({ machine }) => machine !== undefined);
  const entries = PANES.filter((fold) => !isMachine || !OF_A_RUN.has(fold)).map((fold) => ({
    id: fold,
    name: say.folds[fold],
    checked: !folded.has(fold),
    keyCap: COMMANDS.find(({ id }) => id === fold)?.keys[0],
    onChoose: () => gesture(fold),
  }));
  return <Menu label={say.panes} face={<span aria-hidden="true">▥</span>} sections={[{ entries }]} />;
}
