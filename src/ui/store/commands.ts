/** Every command of the page, with its keys. The help, the palette and the key handler all read this one list. */
import { NEXT_KINDS } from '../../engine/api/move.ts';
import type { Actions } from './actions.ts';
import type { Gesture } from './gestures.ts';
import type { Dialog } from './stores.ts';
import { TOURS } from './tours.ts';

export interface UiCommand {
  readonly id: string;
  readonly name: string;
  readonly group: 'Step' | 'Play' | 'Look' | 'MSI-X' | 'Tour' | 'Page';
  /** As `KeyboardEvent.key` names them, with "Shift+", "Control+" before; any of them does. */
  readonly keys: readonly string[];
  /** Arrow keys and space do this only where they have no meaning of their own. */
  readonly yields?: boolean;
  readonly run: (actions: Actions) => void;
}

const gesture =
  (which: Gesture) =>
  (actions: Actions): void =>
    actions.gesture(which);

const open =
  (dialog: Dialog) =>
  (actions: Actions): void =>
    actions.openDialog(dialog);

export const COMMANDS: readonly UiCommand[] = [
  { id: 'step', name: 'Step into', group: 'Step', keys: ['n'], run: ({ stepInto }) => stepInto(1) },
  {
    id: 'step-arrow',
    name: 'Step into',
    group: 'Step',
    keys: ['ArrowRight'],
    yields: true,
    run: ({ stepInto }) => stepInto(1),
  },
  { id: 'back', name: 'Step back', group: 'Step', keys: ['b'], run: ({ stepInto }) => stepInto(-1) },
  {
    id: 'back-arrow',
    name: 'Step back',
    group: 'Step',
    keys: ['ArrowLeft'],
    yields: true,
    run: ({ stepInto }) => stepInto(-1),
  },
  { id: 'over', name: 'Step over', group: 'Step', keys: ['N', 'Shift+ArrowRight'], run: ({ stepOver }) => stepOver(1) },
  {
    id: 'over-back',
    name: 'Step back over',
    group: 'Step',
    keys: ['B', 'Shift+ArrowLeft'],
    run: ({ stepOver }) => stepOver(-1),
  },
  { id: 'out', name: 'Step out', group: 'Step', keys: ['o', 'Shift+ArrowUp'], run: ({ stepOut }) => stepOut(1) },
  {
    id: 'out-back',
    name: 'Back to the caller',
    group: 'Step',
    keys: ['O', 'Shift+ArrowDown'],
    run: ({ stepOut }) => stepOut(-1),
  },
  { id: 'next', name: 'Next of the chosen kind', group: 'Step', keys: ['.'], run: ({ next }) => next(1) },
  { id: 'last', name: 'Last of the chosen kind', group: 'Step', keys: [','], run: ({ next }) => next(-1) },
  {
    id: 'next-command',
    name: 'Next script command',
    group: 'Step',
    keys: ['c'],
    run: ({ nextCommand }) => nextCommand(1),
  },
  {
    id: 'last-command',
    name: 'Last script command',
    group: 'Step',
    keys: ['C'],
    run: ({ nextCommand }) => nextCommand(-1),
  },
  {
    id: 'start',
    name: 'To the start',
    group: 'Step',
    keys: ['Home'],
    yields: true,
    run: ({ goToStart }) => goToStart(),
  },
  { id: 'end', name: 'To the end', group: 'Step', keys: ['End'], yields: true, run: ({ goToEnd }) => goToEnd() },
  {
    id: 'play',
    name: 'Play or pause',
    group: 'Play',
    keys: [' '],
    yields: true,
    run: ({ togglePlay }) => togglePlay(),
  },
  { id: 'stops', name: 'Breakpoints', group: 'Play', keys: ['p'], run: open('stops') },
  { id: 'break', name: 'Break on the selection', group: 'Play', keys: ['k'], run: ({ toggleBreak }) => toggleBreak() },
  { id: 'faster', name: 'Faster', group: 'Play', keys: ['+', '='], run: ({ changeSpeed }) => changeSpeed(1) },
  { id: 'slower', name: 'Slower', group: 'Play', keys: ['-'], run: ({ changeSpeed }) => changeSpeed(-1) },
  ...NEXT_KINDS.map(({ what, name }) => ({
    id: `next-${what}`,
    name: `Next: ${name}`,
    group: 'Step' as const,
    keys: [],
    run: ({ lookFor, next }: Actions) => {
      lookFor(what);
      next(1);
    },
  })),
  {
    id: 'hardware',
    name: 'Show the hardware',
    group: 'Look',
    keys: ['1'],
    run: ({ showLeft }) => showLeft('hardware'),
  },
  {
    id: 'domains',
    name: 'Show the irq_domain tree',
    group: 'Look',
    keys: ['2'],
    run: ({ showLeft }) => showLeft('domains'),
  },
  {
    id: 'table',
    name: 'Show the domains as a table',
    group: 'Look',
    keys: ['3'],
    run: ({ showLeft }) => showLeft('table'),
  },
  { id: 'picture-in', name: 'Zoom into the picture', group: 'Look', keys: ['z'], run: gesture('picture-in') },
  { id: 'picture-out', name: 'Zoom out of the picture', group: 'Look', keys: ['Z'], run: gesture('picture-out') },
  { id: 'picture-fit', name: 'Fit the picture', group: 'Look', keys: ['f'], run: gesture('picture-fit') },
  { id: 'chart-in', name: 'Zoom into the chart', group: 'Look', keys: [']'], run: gesture('chart-in') },
  { id: 'chart-out', name: 'Zoom out of the chart', group: 'Look', keys: ['['], run: gesture('chart-out') },
  { id: 'chart-earlier', name: 'Chart: earlier', group: 'Look', keys: ['<'], run: gesture('chart-earlier') },
  { id: 'chart-later', name: 'Chart: later', group: 'Look', keys: ['>'], run: gesture('chart-later') },
  { id: 'chart-up', name: 'Chart: rows up', group: 'Look', keys: ['Alt+ArrowUp'], run: gesture('chart-up') },
  { id: 'chart-down', name: 'Chart: rows down', group: 'Look', keys: ['Alt+ArrowDown'], run: gesture('chart-down') },
  { id: 'chart-fit', name: 'Chart of the whole run', group: 'Look', keys: ['\\'], run: gesture('chart-fit') },
  { id: 'fold-left', name: 'Fold picture and steps', group: 'Look', keys: ['6'], run: gesture('fold-left') },
  { id: 'fold-steps', name: 'Fold call stack and changes', group: 'Look', keys: ['7'], run: gesture('fold-steps') },
  { id: 'fold-right', name: 'Fold tables and selection', group: 'Look', keys: ['8'], run: gesture('fold-right') },
  { id: 'fold-selected', name: 'Fold the selection', group: 'Look', keys: ['9'], run: gesture('fold-selected') },
  { id: 'fold-chart', name: 'Fold the chart', group: 'Look', keys: ['0'], run: gesture('fold-chart') },
  { id: 'deselect', name: 'Select nothing', group: 'Look', keys: ['Escape'], run: ({ select }) => select(undefined) },
  { id: 'script', name: 'Show the script', group: 'Look', keys: ['4'], run: ({ showRight }) => showRight('script') },
  {
    id: 'fire',
    name: 'Fire the selected vector',
    group: 'MSI-X',
    keys: ['i'],
    run: ({ fireSelected }) => fireSelected(),
  },
  {
    id: 'mask',
    name: 'Mask or unmask the selected vector',
    group: 'MSI-X',
    keys: ['m'],
    run: ({ maskSelected }) => maskSelected(),
  },
  {
    id: 'mask-all',
    name: 'Mask or unmask the whole function',
    group: 'MSI-X',
    keys: ['M'],
    run: ({ maskFunction }) => maskFunction(),
  },
  { id: 'tour-next', name: 'Next stop of the tour', group: 'Tour', keys: ['t'], run: ({ nextStop }) => nextStop() },
  {
    id: 'tour-back',
    name: 'Stop before of the tour',
    group: 'Tour',
    keys: ['T'],
    run: ({ stopBefore }) => stopBefore(),
  },
  { id: 'tour-end', name: 'End the tour', group: 'Tour', keys: [], run: ({ endTour }) => endTour() },
  ...TOURS.map(({ id, title }) => ({
    id: `tour-${id}`,
    name: `Tour: ${title}`,
    group: 'Tour' as const,
    keys: [],
    run: ({ startTour }: Actions) => startTour(id),
  })),
  { id: 'undo', name: 'Undo the last script command', group: 'Page', keys: ['u'], run: ({ undo }) => void undo() },
  { id: 'find', name: 'Find', group: 'Page', keys: ['/', 'Control+k', 'Meta+k'], run: open('find') },
  { id: 'edit', name: 'Edit the scenario', group: 'Page', keys: ['e'], run: open('edit') },
  { id: 'share', name: 'Share this picture', group: 'Page', keys: ['s'], run: open('share') },
  { id: 'theme', name: 'Light or dark', group: 'Page', keys: ['d'], run: ({ toggleTheme }) => toggleTheme() },
  { id: 'help', name: 'Show all keys', group: 'Page', keys: ['?'], run: open('help') },
];
