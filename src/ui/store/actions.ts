/**
 * All that a person can do to the page, in one place: components, keys, palette and links call these, and nothing else
 * changes state.
 */
import type {
  Command,
  ExplainedLine,
  Finding,
  FindingEdit,
  KernelVersion,
  Move,
  MsixRow,
  NextKind,
  OverlayChoice,
  RunCommand,
  RunInfo,
  Selection,
  Stop,
  TableAsk,
  TableId,
  TwinId,
} from '../../engine/index.ts';
import type { LeftView, PhonePane, RightView } from '../../engine/api/scenario/names.ts';
import type { ColumnChoice, InspectorView } from '../../permalink/view-text.ts';
import { fail, type Problem, type Result } from '../../base/result.ts';
import { KERNEL_VERSIONS } from '../../engine/api/kernel-versions.ts';
import type { Choice, GivenFile } from '../../worker/contract.ts';
import { addBreakpoint, removeBreakpoint, switchBreakpoint, toggleBreak } from './breakpoints.ts';
import type { Comparer } from './comparer.ts';
import type { Chart, Span } from './chart.ts';
import type { Faults } from './faults.ts';
import type { Fold, Gesture, Gestures } from './gestures.ts';
import type { Guide } from './guide.ts';
import type { Keeper } from './keeper.ts';
import type { Navigator } from './navigator.ts';
import { dismiss, dismissProblems, report, tell } from './notices.ts';
import { type Opener, OVERTAKEN, type WireChange, type WireLine } from './opener.ts';
import { type Player, SPEEDS } from './player.ts';
import type { Preset } from '../../permalink/presets.ts';
import {
  type Breakpoint,
  type CompareAt,
  type Dialog,
  NO_CHOICE,
  type Other,
  type Stores,
  type ViewState,
  WINDOW,
} from './stores.ts';
import { toggleTheme } from './theme.ts';
import type { BundledTour } from './tours.ts';
import { withProgress } from './tracked-engine.ts';
import { MOST_PARTS, moreParts, partsShown, withGroup, toggleParts } from './unfolded.ts';
import type { Language } from '../../engine/api/messages/language.ts';
import { keepLanguage, speak } from './language.ts';
import { messagesOf } from './messages.ts';
import { type VfioAct, vfioCommand } from './vfio-acts.ts';
import type { Offline } from './offline.ts';

interface Parts {
  readonly stores: Stores;
  readonly navigator: Navigator;
  readonly player: Player;
  readonly opener: Opener;
  readonly keeper: Keeper;
  readonly guide: Guide;
  readonly chart: Chart;
  readonly gestures: Gestures;
  readonly faults: Faults;
  readonly offline: Pick<Offline, 'takeNewer'>;
  readonly comparer: Comparer;
}

export type Actions = ReturnType<typeof createActions>;

export function createActions({
  stores,
  navigator,
  player,
  opener,
  keeper,
  guide,
  chart,
  gestures,
  faults,
  offline,
  comparer,
}: Parts) {
  const { view, play, selection, run, screen, tasks } = stores;

  /** What a browser hands over may turn out to be unreadable, or nothing. */
  async function collected(
    given: readonly GivenFile[] | Promise<readonly GivenFile[]>,
  ): Promise<Result<readonly GivenFile[]>> {
    const { notices: say } = messagesOf(stores);
    try {
      const files = await withProgress(stores, say.reading, () => Promise.resolve(given));
      if (files.length > 0) return { ok: true, value: files };
      return fail('no-file', say.noFile, undefined, say.noFileHint);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return fail('file-unreadable', say.dropUnreadable({ why }), undefined, say.dropUnreadableHint);
    }
  }

  /** Who goes somewhere has stopped playing. */
  function go(move: Move): void {
    player.pause();
    navigator.go(move);
  }

  /** Changes what is on the screen, and asks for it. */
  function look(change: Partial<ViewState>): void {
    view.setState(change);
    navigator.refresh();
  }

  function select(thing: Selection | undefined): void {
    selection.setState({ selection: thing });
    // The MSI-X table follows to the function.
    if (thing !== undefined && 'bdf' in thing) view.setState({ bdf: thing.bdf });
    navigator.refresh();
  }

  function next(direction: 1 | -1): void {
    const what = view.getState().next;
    const selected = selection.getState().selection;
    go({
      to: 'next',
      what,
      direction,
      ...(what === 'object' && selected !== undefined ? { selection: selected } : {}),
    });
  }

  async function command(wanted: Command): Promise<void> {
    const { notices: say } = messagesOf(stores);
    const ran = await withProgress(stores, say.running({ command: wanted.do }), () => navigator.command(wanted));
    if (!ran.ok) report(stores, say.couldNotRun({ command: wanted.do }), ran.error);
  }

  /** The row of the selected vector, or of the vector that the selected interrupt belongs to, where it is in sight. */
  function selectedVector(): { readonly bdf: string; readonly row: MsixRow } | undefined {
    const { msix } = screen.getState().screen ?? {};
    const selected = selection.getState().selection;
    if (msix?.bdf === undefined || selected === undefined) return undefined;
    const row = msix.rows.find(({ vector, virq }) =>
      selected.kind === 'vector' ? selected.vector === vector : selected.kind === 'irq' && selected.virq === virq,
    );
    return row?.virq === undefined ? undefined : { bdf: msix.bdf, row };
  }

  return {
    /** Has page and engine speak another language: the run is made again in its words, at the same step. */
    speak: async (language: Language): Promise<void> => {
      keepLanguage(language);
      if (language !== view.getState().language && (await speak(stores, language))) await opener.again();
    },
    takeNewerVersion: () => offline.takeNewer(),

    // Through the run.

    stepInto: (direction: 1 | -1) => go({ to: 'in', direction }),
    stepOver: (direction: 1 | -1) => go({ to: 'over', direction }),
    stepOut: (direction: 1 | -1) => go({ to: 'out', direction }),
    /** To the next event of the chosen kind, or the last. */
    next,
    /** What `next` looks for. */
    lookFor: (what: NextKind) => view.setState({ next: what }),
    /** To the next or last step at which a thing is changed, created or freed. */
    nextChange: (thing: Selection, direction: 1 | -1) =>
      go({ to: 'next', what: 'object', direction, selection: thing }),
    nextCommand: (direction: 1 | -1) => go({ to: 'next', what: 'mark', direction }),
    goToStart: () => go({ to: 'start' }),
    goToEnd: () => go({ to: 'end' }),
    /** So many steps on, or back: calls that come faster than the engine answers add up. */
    walk: (steps: number): void => {
      player.pause();
      navigator.walk(steps);
    },
    /** To a step; what that step changed is what is shown as changed. */
    goToStep: (step: number): void => {
      player.pause();
      navigator.arrive(step);
    },
    /** To the end of a command of the script; all that it changed is shown as changed. */
    goToCommand: ({ from, to }: Pick<RunCommand, 'from' | 'to'>): void => {
      player.pause();
      navigator.across(from, to);
    },
    /** To where the search leads: a thing, a step, or both. */
    follow: (thing: Selection | undefined, step: number | undefined): void => {
      player.pause();
      if (thing !== undefined) select(thing);
      if (step !== undefined) navigator.arrive(step);
    },

    // Play and its breakpoints.

    pause: () => player.pause(),
    togglePlay: () => player.toggle(),
    setSpeed: (speed: number) => play.setState({ speed }),
    /** The next speed up or down, as long as there is one. */
    changeSpeed: (by: 1 | -1): void => {
      const at = SPEEDS.findIndex((one) => one === play.getState().speed) + by;
      play.setState(({ speed: before }) => ({ speed: SPEEDS[at] ?? before }));
    },
    addBreakpoint: (stop: Stop) => addBreakpoint(stores, stop),
    removeBreakpoint: (breakpoint: Breakpoint) => removeBreakpoint(stores, breakpoint),
    switchBreakpoint: (breakpoint: Breakpoint) => switchBreakpoint(stores, breakpoint),
    toggleBreak: () => toggleBreak(stores),

    // What is looked at.

    select,
    showLeft: (left: LeftView) => look({ left }),
    showRight: (right: RightView) => look({ right }),
    showTwin: (twin: TwinId) => look({ twin }),
    /** The table of devices in place of the picture. */
    showDevices: () => look({ left: 'table', twin: 'devices' }),
    showInspector: (inspector: InspectorView) => view.setState({ inspector }),
    showPhonePane: (phonePane: PhonePane) => view.setState({ phonePane }),
    /** The MSI-X table of a function, from its first vector. */
    showFunction: (bdf: string) => look({ bdf, msix: { first: 0, count: WINDOW } }),
    showRegisters: (block: string) => look({ block }),
    /** A text that Linux prints. */
    showText: (text: string) => look({ text }),
    /** Lines of the table of ITS commands. */
    showIts: (first: number, count: number) => look({ its: { first, count } }),
    /** Another order, filter, grouping or window of a table. */
    arrange: (table: TableId, change: (before: TableAsk) => TableAsk): void => {
      const changed: Partial<Pick<ViewState, TableId>> = { [table]: change(view.getState()[table]) };
      look(changed);
    },
    /** Remembers a choice of columns. The rows hold all columns, so nothing need be asked for. */
    chooseColumns: (table: string, change: (before: ColumnChoice) => Partial<ColumnChoice>): void => {
      view.setState(({ columns }) => {
        const before = columns[table] ?? NO_CHOICE;
        return { columns: { ...columns, [table]: { ...before, ...change(before) } } };
      });
    },
    resetColumns: (table: string) => view.setState(({ columns: { [table]: _gone, ...rest } }) => ({ columns: rest })),
    /** Unfolds a group of devices in the picture, or folds it. */
    foldGroup: (group: string, open: boolean) => look({ unfolded: withGroup(view.getState().unfolded, group, open) }),
    /** Of the picture only the devices that stand so, or are wired to that controller. */
    siftPicture: (sift: ViewState['sift']) => view.setState({ sift }),
    /** Shows a device's interrupts one by one in the picture, or no more. */
    toggleParts: (device: string) => look({ unfolded: toggleParts(view.getState().unfolded, device) }),
    /** More interrupts of a device; once there are as many as a picture can bear, the table of them. */
    moreParts: (device: string): void => {
      const { unfolded } = view.getState();
      const bdf = device.replace(/^pci:/, '');
      if ((partsShown(unfolded, device) ?? 0) < MOST_PARTS) look({ unfolded: moreParts(unfolded, device) });
      else look(bdf === device ? { right: 'irqs' } : { right: 'msix', bdf });
    },
    /** Something that only a part of the page itself can do: zoom, fold. */
    gesture: (which: Gesture) => gestures.make(which),
    /** A pane of the desk was folded or unfolded, however that was done. */
    paneFolded: (pane: Fold, isFolded: boolean): void => {
      const rest = [...view.getState().folded].filter((one) => one !== pane);
      view.setState({ folded: new Set(isFolded ? [...rest, pane] : rest) });
    },
    /** What of the run the chart has room for; `span` undefined is all of it. */
    showChart: (span: Span | undefined, width: number) => chart.show(span, width),
    hideChart: () => chart.hide(),

    // The script.

    /** Adds a command to the script and goes to its end. */
    command,
    /** Takes back the last change of the scenario: an edit, a command, a fix. */
    undo: () => opener.walk('undo'),
    /** Makes the change again that was undone last. */
    redo: () => opener.walk('redo'),
    /** Wires a line of a device otherwise, and runs the scenario again; without `change` as the tree says. */
    rewire: async (line: WireLine, change: WireChange | undefined): Promise<boolean> => {
      dismissProblems(stores);
      const done = await opener.rewire(line, change);
      if (!done.ok && done.error.code !== OVERTAKEN)
        report(stores, messagesOf(stores).notices.couldNotRewire, done.error);
      return done.ok;
    },
    fireSelected: (): void => {
      const found = selectedVector();
      if (found !== undefined) void command({ do: 'msix.fire', bdf: found.bdf, vector: found.row.vector });
    },
    /** Masks the selected vector, or unmasks it. */
    maskSelected: (): void => {
      const found = selectedVector();
      if (found === undefined) return;
      const { bdf, row } = found;
      void command({ do: row.masked ? 'msix.unmask' : 'msix.mask', bdf, vector: row.vector });
    },
    /**
     * Hands a function to VFIO, or has a program do something with it: the selected function, else the one of the MSI-X table,
     * which then shows what came of it.
     */
    passThrough: (act: VfioAct): void => {
      const selected = selection.getState().selection;
      const { functions } = run.getState();
      const chosen = selected !== undefined && 'bdf' in selected ? selected.bdf : view.getState().bdf;
      const fn = functions.find(({ bdf }) => bdf === chosen) ?? functions[0];
      if (fn === undefined) return;
      const { bdf, vectors } = fn;
      look({ right: 'msix', phonePane: 'tables', bdf, msix: { first: 0, count: WINDOW } });
      void command(vfioCommand(act, bdf, vectors));
    },
    /** Sets or clears the function mask of the function that the table shows. */
    maskFunction: (): void => {
      const { msix } = screen.getState().screen ?? {};
      if (msix?.bdf === undefined || !msix.enabled) return;
      void command({ do: msix.maskall ? 'msix.unmaskAll' : 'msix.maskAll', bdf: msix.bdf });
    },

    // Opening.

    /** A bundled scenario, on another kernel than its own if so asked. */
    openPreset: async (preset: Preset, kernel?: string): Promise<void> => {
      dismissProblems(stores);
      await opener.preset(preset, kernel);
    },
    /** The same scenario on another kernel. */
    openKernel: async (version: KernelVersion): Promise<void> => {
      dismissProblems(stores);
      await opener.kernel(version);
    },
    /** Files that were chosen or dropped; what is wrong with them is told, and what is open stays open. */
    openFiles: async (given: readonly GivenFile[] | Promise<readonly GivenFile[]>): Promise<void> => {
      dismissProblems(stores);
      const files = await collected(given);
      if (files.ok) await opener.given(files.value);
      else report(stores, messagesOf(stores).notices.couldNotOpenDrop, files.error);
    },
    /** One of several boards that were given, with overlays of those. */
    openChoice: async (choice: Choice): Promise<void> => {
      const { question } = tasks.getState();
      view.setState({ dialog: undefined });
      tasks.setState({ question: undefined });
      if (question !== undefined) await opener.given(question.given, choice);
    },
    /** Lays overlays over the open board; what is wrong comes back, and the board stays as it is. */
    addOverlays: (given: readonly GivenFile[]): Promise<Result<RunInfo>> => opener.addOverlays(given),
    /** The open board with these overlays, in this order. */
    setOverlays: (overlays: readonly OverlayChoice[]): Promise<Result<RunInfo>> => opener.overlays(overlays),

    // What is kept in this browser.

    /** Something that was open before, as it was left. */
    openKept: async (id: string): Promise<void> => {
      dismissProblems(stores);
      if (await keeper.openKept(id)) return;
      const { kept: say } = messagesOf(stores).app;
      tell(stores, say.gone, say.goneAbout);
    },
    /** Brings the list up to date. */
    lookAtKept: () => keeper.look(),
    removeKept: (ids: readonly string[]) => keeper.remove(ids),
    /** Whether to keep what is open; what was kept goes when not. */
    keep: (keeping: boolean) => keeper.keep(keeping),

    // Comparing.

    /** Shows what differs between the open run and another; without one the panel asks for it. */
    showComparison: (other?: Other) => comparer.show(other),
    /** The same board on the next kernel; on the last one against the kernel before it. */
    compareUpgrade: (): void => {
      const { info } = run.getState();
      const at = KERNEL_VERSIONS.findIndex(({ version }) => version === info?.kernel);
      const other = KERNEL_VERSIONS[at + 1] ?? KERNEL_VERSIONS[at - 1];
      if (at >= 0 && other !== undefined) comparer.show({ kind: 'kernel', version: other.version });
      else comparer.show();
    },
    compareAt: (at: CompareAt) => comparer.at(at),
    compareLink: (text: string) => void comparer.link(text),
    compareFiles: (given: readonly GivenFile[], several: string) => void comparer.files(given, several),
    openOther: () => void comparer.openOther(),
    closeComparison: () => comparer.close(),

    // Tours.

    startTour: (name: BundledTour) => void guide.start(name),
    nextStop: () => void guide.next(),
    stopBefore: () => void guide.back(),
    answerStop: (answer: number) => guide.answer(answer),
    endTour: () => guide.end(),
    dismissHint: () => guide.dismissHint(),

    // The page itself.

    /** All but the help need a run; the question which board to open is put by what was given. */
    openDialog: (dialog: Dialog): void => {
      if (dialog === 'help' || run.getState().info !== undefined) view.setState({ dialog });
    },
    closeDialog: (): void => {
      view.setState({ dialog: undefined, editAt: undefined });
      tasks.setState({ question: undefined });
    },
    /** Selects the node of a finding, and opens the editor at its place. */
    openSource: async ({ where }: Finding): Promise<void> => {
      select({ kind: 'node', path: where.node });
      const editAt = await faults.placeOf(where);
      view.setState({ dialog: 'edit', editAt });
    },
    /** What the lines of a log are about in the open run; none where that fails, which is told. */
    explain: async (text: string): Promise<readonly ExplainedLine[]> => {
      const lines = await faults.explain(text);
      if (lines.ok) return lines.value;
      report(stores, messagesOf(stores).notices.couldNotExplain, lines.error);
      return [];
    },
    /** Makes a change that a finding proposes, runs the scenario again, and says what came of it. */
    mend: async (finding: Finding, edits: readonly FindingEdit[]): Promise<void> => {
      const { notices: say } = messagesOf(stores);
      const done = await faults.mend(finding, edits);
      if (!done.ok) report(stores, say.couldNotMend, done.error);
      else if (done.value.line !== undefined) tell(stores, say.mended, say.nowMapped(done.value.line));
      else tell(stores, say.mended, done.value.gone ? say.findingGone : say.findingStays);
    },
    toggleTheme: () => toggleTheme(stores),
    report: (title: string, problem: Problem) => report(stores, title, problem),
    dismissNotice: (id: number) => dismiss(stores, id),
  };
}
