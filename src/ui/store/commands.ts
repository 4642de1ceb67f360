/** Every command of the page, with its keys. The help, the palette and the key handler all read this one list. */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import { NEXT_KINDS } from '../../engine/api/move.ts';
import type { Actions } from './actions.ts';
import type { Gesture } from './gestures.ts';
import type { Dialog } from './stores.ts';
import { TOURS } from './tours.ts';
import { VFIO_ACTS } from './vfio-acts.ts';

export interface UiCommand {
  readonly id: string;
  readonly name: (messages: PageMessages) => string;
  readonly group: keyof PageMessages['keys']['groups'];
  /** As `KeyboardEvent.key` names them, with "Shift+", "Control+" before; any of them does. */
  readonly keys: readonly string[];
  /** Arrow keys, space and letters with control do this only where they have no meaning of their own. */
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
  { id: 'step', name: ({ keys }) => keys.stepInto, group: 'step', keys: ['n'], run: ({ stepInto }) => stepInto(1) },
  {
    id: 'step-arrow',
    name: ({ keys }) => keys.stepInto,
    group: 'step',
    keys: ['ArrowRight'],
    yields: true,
    run: ({ stepInto }) => stepInto(1),
  },
  { id: 'back', name: ({ keys }) => keys.stepBack, group: 'step', keys: ['b'], run: ({ stepInto }) => stepInto(-1) },
  {
    id: 'back-arrow',
    name: ({ keys }) => keys.stepBack,
    group: 'step',
    keys: ['ArrowLeft'],
    yields: true,
    run: ({ stepInto }) => stepInto(-1),
  },
  {
    id: 'over',
    name: ({ keys }) => keys.stepOver,
    group: 'step',
    keys: ['N', 'Shift+ArrowRight'],
    run: ({ stepOver }) => stepOver(1),
  },
  {
    id: 'over-back',
    name: ({ keys }) => keys.stepBackOver,
    group: 'step',
    keys: ['B', 'Shift+ArrowLeft'],
    run: ({ stepOver }) => stepOver(-1),
  },
  {
    id: 'out',
    name: ({ keys }) => keys.stepOut,
    group: 'step',
    keys: ['o', 'Shift+ArrowUp'],
    run: ({ stepOut }) => stepOut(1),
  },
  {
    id: 'out-back',
    name: ({ keys }) => keys.backToCaller,
    group: 'step',
    keys: ['O', 'Shift+ArrowDown'],
    run: ({ stepOut }) => stepOut(-1),
  },
  { id: 'next', name: ({ keys }) => keys.nextOfKind, group: 'step', keys: ['.'], run: ({ next }) => next(1) },
  { id: 'last', name: ({ keys }) => keys.previousOfKind, group: 'step', keys: [','], run: ({ next }) => next(-1) },
  {
    id: 'next-command',
    name: ({ keys }) => keys.nextCommand,
    group: 'step',
    keys: ['c'],
    run: ({ nextCommand }) => nextCommand(1),
  },
  {
    id: 'last-command',
    name: ({ keys }) => keys.previousCommand,
    group: 'step',
    keys: ['C'],
    run: ({ nextCommand }) => nextCommand(-1),
  },
  {
    id: 'start',
    name: ({ keys }) => keys.toStart,
    group: 'step',
    keys: ['Home'],
    yields: true,
    run: ({ goToStart }) => goToStart(),
  },
  {
    id: 'end',
    name: ({ keys }) => keys.toEnd,
    group: 'step',
    keys: ['End'],
    yields: true,
    run: ({ goToEnd }) => goToEnd(),
  },
  {
    id: 'play',
    name: ({ keys }) => keys.playOrPause,
    group: 'play',
    keys: [' '],
    yields: true,
    run: ({ togglePlay }) => togglePlay(),
  },
  { id: 'stops', name: ({ keys }) => keys.breakpoints, group: 'play', keys: ['p'], run: open('stops') },
  {
    id: 'break',
    name: ({ keys }) => keys.breakOnSelection,
    group: 'play',
    keys: ['k'],
    run: ({ toggleBreak }) => toggleBreak(),
  },
  {
    id: 'faster',
    name: ({ keys }) => keys.faster,
    group: 'play',
    keys: ['+', '='],
    run: ({ changeSpeed }) => changeSpeed(1),
  },
  {
    id: 'slower',
    name: ({ keys }) => keys.slower,
    group: 'play',
    keys: ['-'],
    run: ({ changeSpeed }) => changeSpeed(-1),
  },
  ...NEXT_KINDS.map((what) => ({
    id: `next-${what}`,
    name: ({ keys }: PageMessages) => keys.next({ kind: keys.kinds[what] }),
    group: 'step' as const,
    keys: [],
    run: ({ lookFor, next }: Actions) => {
      lookFor(what);
      next(1);
    },
  })),
  {
    id: 'hardware',
    name: ({ keys }) => keys.showHardware,
    group: 'look',
    keys: ['1'],
    run: ({ showLeft }) => showLeft('hardware'),
  },
  {
    id: 'domains',
    name: ({ keys }) => keys.showDomains,
    group: 'look',
    keys: ['2'],
    run: ({ showLeft }) => showLeft('domains'),
  },
  {
    id: 'table',
    name: ({ keys }) => keys.showTable,
    group: 'look',
    keys: ['3'],
    run: ({ showLeft }) => showLeft('table'),
  },
  { id: 'picture-in', name: ({ keys }) => keys.pictureIn, group: 'look', keys: ['z'], run: gesture('picture-in') },
  { id: 'picture-out', name: ({ keys }) => keys.pictureOut, group: 'look', keys: ['Z'], run: gesture('picture-out') },
  { id: 'picture-fit', name: ({ keys }) => keys.pictureFit, group: 'look', keys: ['f'], run: gesture('picture-fit') },
  { id: 'chart-in', name: ({ keys }) => keys.chartIn, group: 'look', keys: [']'], run: gesture('chart-in') },
  { id: 'chart-out', name: ({ keys }) => keys.chartOut, group: 'look', keys: ['['], run: gesture('chart-out') },
  {
    id: 'chart-earlier',
    name: ({ keys }) => keys.chartEarlier,
    group: 'look',
    keys: ['<'],
    run: gesture('chart-earlier'),
  },
  { id: 'chart-later', name: ({ keys }) => keys.chartLater, group: 'look', keys: ['>'], run: gesture('chart-later') },
  { id: 'chart-up', name: ({ keys }) => keys.chartUp, group: 'look', keys: ['Alt+ArrowUp'], run: gesture('chart-up') },
  {
    id: 'chart-down',
    name: ({ keys }) => keys.chartDown,
    group: 'look',
    keys: ['Alt+ArrowDown'],
    run: gesture('chart-down'),
  },
  { id: 'chart-fit', name: ({ keys }) => keys.chartFit, group: 'look', keys: ['\\'], run: gesture('chart-fit') },
  { id: 'fold-left', name: ({ keys }) => keys.foldLeft, group: 'look', keys: ['6'], run: gesture('fold-left') },
  { id: 'fold-steps', name: ({ keys }) => keys.foldSteps, group: 'look', keys: ['7'], run: gesture('fold-steps') },
  { id: 'fold-right', name: ({ keys }) => keys.foldRight, group: 'look', keys: ['8'], run: gesture('fold-right') },
  {
    id: 'fold-selected',
    name: ({ keys }) => keys.foldSelected,
    group: 'look',
    keys: ['9'],
    run: gesture('fold-selected'),
  },
  { id: 'fold-chart', name: ({ keys }) => keys.foldChart, group: 'look', keys: ['0'], run: gesture('fold-chart') },
  {
    id: 'deselect',
    name: ({ keys }) => keys.deselect,
    group: 'look',
    keys: ['Escape'],
    run: ({ select }) => select(undefined),
  },
  {
    id: 'script',
    name: ({ keys }) => keys.showScript,
    group: 'look',
    keys: ['4'],
    run: ({ showRight }) => showRight('script'),
  },
  {
    id: 'fire',
    name: ({ keys }) => keys.fire,
    group: 'msix',
    keys: ['i'],
    run: ({ fireSelected }) => fireSelected(),
  },
  {
    id: 'mask',
    name: ({ keys }) => keys.mask,
    group: 'msix',
    keys: ['m'],
    run: ({ maskSelected }) => maskSelected(),
  },
  {
    id: 'mask-all',
    name: ({ keys }) => keys.maskAll,
    group: 'msix',
    keys: ['M'],
    run: ({ maskFunction }) => maskFunction(),
  },
  ...VFIO_ACTS.map((act) => ({
    id: `vfio-${act}`,
    name: ({ keys }: PageMessages) => keys.vfio[act],
    group: 'msix' as const,
    keys: [],
    run: ({ passThrough }: Actions) => passThrough(act),
  })),
  { id: 'tour-next', name: ({ keys }) => keys.tourNext, group: 'tour', keys: ['t'], run: ({ nextStop }) => nextStop() },
  {
    id: 'tour-back',
    name: ({ keys }) => keys.tourBack,
    group: 'tour',
    keys: ['T'],
    run: ({ stopBefore }) => stopBefore(),
  },
  { id: 'tour-end', name: ({ keys }) => keys.tourEnd, group: 'tour', keys: [], run: ({ endTour }) => endTour() },
  ...TOURS.map((id) => ({
    id: `tour-${id}`,
    name: ({ keys, tours }: PageMessages) => keys.tour({ title: tours[id] }),
    group: 'tour' as const,
    keys: [],
    run: ({ startTour }: Actions) => startTour(id),
  })),
  {
    id: 'undo',
    name: ({ keys }) => keys.undo,
    group: 'page',
    keys: ['u', 'Control+z', 'Meta+z'],
    yields: true,
    run: ({ undo }) => void undo(),
  },
  {
    id: 'redo',
    name: ({ keys }) => keys.redo,
    group: 'page',
    keys: ['U', 'Control+Shift+z', 'Meta+Shift+z', 'Control+y'],
    yields: true,
    run: ({ redo }) => void redo(),
  },
  { id: 'find', name: ({ keys }) => keys.find, group: 'page', keys: ['/', 'Control+k', 'Meta+k'], run: open('find') },
  { id: 'edit', name: ({ keys }) => keys.edit, group: 'page', keys: ['e'], run: open('edit') },
  { id: 'findings', name: ({ keys }) => keys.findings, group: 'page', keys: ['w'], run: open('findings') },
  { id: 'explain', name: ({ keys }) => keys.explain, group: 'page', keys: ['l'], run: open('explain') },
  { id: 'overlays', name: ({ keys }) => keys.overlays, group: 'page', keys: ['v'], run: open('overlays') },
  { id: 'recent', name: ({ keys }) => keys.recent, group: 'page', keys: ['r'], run: open('recent') },
  {
    id: 'upgrade',
    name: ({ keys }) => keys.upgrade,
    group: 'page',
    keys: [],
    run: ({ compareUpgrade }) => compareUpgrade(),
  },
  {
    id: 'compare',
    name: ({ keys }) => keys.compare,
    group: 'page',
    keys: ['x'],
    run: ({ showComparison }) => showComparison(),
  },
  { id: 'share', name: ({ keys }) => keys.share, group: 'page', keys: ['s'], run: open('share') },
  { id: 'theme', name: ({ keys }) => keys.theme, group: 'page', keys: ['d'], run: ({ toggleTheme }) => toggleTheme() },
  { id: 'help', name: ({ keys }) => keys.help, group: 'page', keys: ['?'], run: open('help') },
];
