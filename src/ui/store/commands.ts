/** Every command of the page, with its keys. The help, the palette and the key handler all read this one list. */
import type { AppModel } from './app-model.ts';
import type { Gesture } from './gestures.ts';
import { KINDS } from './kinds.ts';
import { SPEEDS } from './player.ts';
import type { Dialog } from './stores.ts';
import { toggleTheme } from './theme.ts';
import { fireSelected, maskFunction, maskSelected } from './vector-commands.ts';

export interface UiCommand {
  readonly id: string;
  readonly name: string;
  readonly group: 'Step' | 'Play' | 'Look' | 'MSI-X' | 'Page';
  /** As `KeyboardEvent.key` names them, with "Shift+", "Control+" before; any of them does. */
  readonly keys: readonly string[];
  /** Arrow keys and space do this only where they have no meaning of their own. */
  readonly yields?: boolean;
  readonly run: (app: AppModel) => void;
}

const step = (direction: 1 | -1) => (app: AppModel) => {
  app.player.pause();
  app.navigator.go({ to: 'in', direction });
};

const by = (to: 'over' | 'out', direction: 1 | -1) => (app: AppModel) => {
  app.player.pause();
  app.navigator.go({ to, direction });
};

const next = (direction: 1 | -1) => (app: AppModel) => {
  app.player.pause();
  app.navigator.go({ to: 'next', what: app.stores.view.getState().next, direction });
};

const edge = (to: 'start' | 'end') => (app: AppModel) => {
  app.player.pause();
  app.navigator.go({ to });
};

const gesture = (which: Gesture) => (app: AppModel) => app.gestures.make(which);

const speed = (by: 1 | -1) => (app: AppModel) => {
  const { play } = app.stores;
  const at = SPEEDS.findIndex((one) => one === play.getState().speed) + by;
  play.setState(({ speed: before }) => ({ speed: SPEEDS[at] ?? before }));
};

export const COMMANDS: readonly UiCommand[] = [
  { id: 'step', name: 'Step into', group: 'Step', keys: ['n'], run: step(1) },
  { id: 'step-arrow', name: 'Step into', group: 'Step', keys: ['ArrowRight'], yields: true, run: step(1) },
  { id: 'back', name: 'Step back', group: 'Step', keys: ['b'], run: step(-1) },
  { id: 'back-arrow', name: 'Step back', group: 'Step', keys: ['ArrowLeft'], yields: true, run: step(-1) },
  { id: 'over', name: 'Step over', group: 'Step', keys: ['N', 'Shift+ArrowRight'], run: by('over', 1) },
  { id: 'over-back', name: 'Step back over', group: 'Step', keys: ['B', 'Shift+ArrowLeft'], run: by('over', -1) },
  { id: 'out', name: 'Step out', group: 'Step', keys: ['o', 'Shift+ArrowUp'], run: by('out', 1) },
  { id: 'out-back', name: 'Back to the caller', group: 'Step', keys: ['O', 'Shift+ArrowDown'], run: by('out', -1) },
  { id: 'next', name: 'Next of the chosen kind', group: 'Step', keys: ['.'], run: next(1) },
  { id: 'last', name: 'Last of the chosen kind', group: 'Step', keys: [','], run: next(-1) },
  { id: 'start', name: 'To the start', group: 'Step', keys: ['Home'], yields: true, run: edge('start') },
  { id: 'end', name: 'To the end', group: 'Step', keys: ['End'], yields: true, run: edge('end') },
  { id: 'play', name: 'Play or pause', group: 'Play', keys: [' '], yields: true, run: (app) => app.player.toggle() },
  { id: 'stops', name: 'Breakpoints', group: 'Play', keys: ['p'], run: open('stops') },
  { id: 'faster', name: 'Faster', group: 'Play', keys: ['+', '='], run: speed(1) },
  { id: 'slower', name: 'Slower', group: 'Play', keys: ['-'], run: speed(-1) },
  ...KINDS.map(({ what, name }) => ({
    id: `next-${what}`,
    name: `Next: ${name}`,
    group: 'Step' as const,
    keys: [],
    run: (app: AppModel) => {
      app.stores.view.setState({ next: what });
      next(1)(app);
    },
  })),
  {
    id: 'hardware',
    name: 'Show the hardware',
    group: 'Look',
    keys: ['1'],
    run: (app) => app.view({ left: 'hardware' }),
  },
  {
    id: 'domains',
    name: 'Show the irq_domain tree',
    group: 'Look',
    keys: ['2'],
    run: (app) => app.view({ left: 'domains' }),
  },
  {
    id: 'table',
    name: 'Show the domains as a table',
    group: 'Look',
    keys: ['3'],
    run: (app) => app.view({ left: 'table' }),
  },
  { id: 'picture-in', name: 'Zoom into the picture', group: 'Look', keys: ['z'], run: gesture('picture-in') },
  { id: 'picture-out', name: 'Zoom out of the picture', group: 'Look', keys: ['Z'], run: gesture('picture-out') },
  { id: 'picture-fit', name: 'Fit the picture', group: 'Look', keys: ['f'], run: gesture('picture-fit') },
  { id: 'chart-in', name: 'Zoom into the chart', group: 'Look', keys: [']'], run: gesture('chart-in') },
  { id: 'chart-out', name: 'Zoom out of the chart', group: 'Look', keys: ['['], run: gesture('chart-out') },
  { id: 'chart-fit', name: 'Chart of the whole run', group: 'Look', keys: ['\\'], run: gesture('chart-fit') },
  { id: 'fold-steps', name: 'Fold the steps', group: 'Look', keys: ['7'], run: gesture('fold-steps') },
  { id: 'fold-right', name: 'Fold the right side', group: 'Look', keys: ['8'], run: gesture('fold-right') },
  { id: 'fold-selected', name: 'Fold the selection', group: 'Look', keys: ['9'], run: gesture('fold-selected') },
  { id: 'deselect', name: 'Select nothing', group: 'Look', keys: ['Escape'], run: (app) => app.select(undefined) },
  { id: 'script', name: 'Show the script', group: 'Look', keys: ['4'], run: (app) => app.view({ right: 'script' }) },
  { id: 'fire', name: 'Fire the selected vector', group: 'MSI-X', keys: ['i'], run: fireSelected },
  { id: 'mask', name: 'Mask or unmask the selected vector', group: 'MSI-X', keys: ['m'], run: maskSelected },
  { id: 'mask-all', name: 'Mask or unmask the whole function', group: 'MSI-X', keys: ['M'], run: maskFunction },
  { id: 'undo', name: 'Undo the last script command', group: 'Page', keys: ['u'], run: (app) => void app.undo() },
  { id: 'find', name: 'Find', group: 'Page', keys: ['/', 'Control+k', 'Meta+k'], run: open('find') },
  { id: 'share', name: 'Share this picture', group: 'Page', keys: ['s'], run: open('share') },
  { id: 'theme', name: 'Light or dark', group: 'Page', keys: ['d'], run: ({ stores }) => toggleTheme(stores) },
  { id: 'help', name: 'Show all keys', group: 'Page', keys: ['?'], run: open('help') },
];

function open(dialog: Dialog) {
  return (app: AppModel): void => {
    if (dialog === 'help' || app.stores.run.getState().info !== undefined) app.stores.view.setState({ dialog });
  };
}
