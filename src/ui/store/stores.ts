/** What the screen knows, one store for each concern. Components read narrow slices of them. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Problem } from '../../base/result.ts';
import { type Language, LANGUAGES } from '../../engine/api/messages/index.ts';
import { TABLE_IDS, type TableAsk, type TableId, type TwinId } from '../../engine/api/tables.ts';
import type { DeviceSign } from '../../engine/api/topology.ts';
import type {
  Command,
  Comparison,
  Findings,
  MsixFacts,
  NextKind,
  RunInfo,
  Scenario,
  Screen,
  Selection,
  Stop,
  TimelineView,
  Tour,
} from '../../engine/index.ts';
import type { LinkOther } from '../../permalink/compare-text.ts';
import type { LeftView, PhonePane, RightView } from '../../engine/api/scenario/names.ts';
import { type ColumnChoice, DEFAULT_VIEW, type InspectorView } from '../../permalink/view-text.ts';
import type { Files, GivenFile, MachineFile } from '../../worker/contract.ts';
import type { SourcePlace } from './faults.ts';
import type { Fold } from './gestures.ts';
import { type History, NO_HISTORY, type Version } from './history.ts';
import type { KeptHead } from './shelf.ts';
import type { BundledTour } from './tours.ts';

export interface RunState {
  /** Of what is open, however it is changed: another one for each scenario that is opened. */
  readonly id: string;
  /** The run as the engine tells it, the commands so far among it. */
  readonly info: RunInfo | undefined;
  /** As it was opened; `scenarioNow` has the commands that were added since. */
  readonly scenario: Scenario | undefined;
  readonly files: Files;
  /** In place of a scenario: a machine that is known from what it printed. */
  readonly machine?: MachineFile | undefined;
  /** Name of the bundled scenario that is open, unless it was added to. */
  readonly preset: string | undefined;
  /** What was changed in the scenario since it was opened, and what of it was undone. */
  readonly history: History;
  /** Right-hand views that this run has something for, at its end. */
  readonly available: readonly RightView[];
  /** Functions with MSI-X, at the end of the run. */
  readonly functions: MsixFacts['functions'];
}

export interface ScreenState {
  readonly screen: Screen | undefined;
}

export interface SelectionState {
  readonly selection: Selection | undefined;
}

export type Theme = 'system' | 'light' | 'dark';
export type Dialog =
  | 'help'
  | 'find'
  | 'share'
  | 'stops'
  | 'edit'
  | 'findings'
  | 'explain'
  | 'overlays'
  | 'choose'
  | 'recent';

/** Of a table whose columns nobody has changed. */
export const NO_CHOICE: ColumnChoice = { shown: {}, widths: {} };

/** Of each table what of it is visible, and more. */
export interface ViewState extends Readonly<Record<TableId, TableAsk>> {
  readonly left: LeftView;
  readonly right: RightView;
  readonly inspector: InspectorView;
  readonly phonePane: PhonePane;
  /** Function shown in the MSI-X table; undefined lets the engine choose. */
  readonly bdf: string | undefined;
  /** Register block that is shown; undefined is the first. */
  readonly block: string | undefined;
  /** Text shown in the /proc pane. */
  readonly text: string;
  /** What is visible of the ITS's commands. */
  readonly its: TableAsk;
  /** Which table stands for the picture. */
  readonly twin: TwinId;
  /** What was chosen of the columns, by table. */
  readonly columns: Readonly<Record<string, ColumnChoice>>;
  readonly next: NextKind;
  readonly theme: Theme;
  /** In which the page speaks. */
  readonly language: Language;
  readonly dialog: Dialog | undefined;
  /** Where in the board's source the editor opens. */
  readonly editAt: SourcePlace | undefined;
  /** Panes of the desk that are folded. */
  readonly folded: ReadonlySet<Fold>;
  /** What was unfolded in the picture, or folded. */
  readonly unfolded: ReadonlySet<string>;
  /** Which devices the picture of a large board shows. */
  readonly sift: Sift;
}

export interface Breakpoint {
  readonly stop: Stop;
  readonly name: string;
  readonly on: boolean;
}

/** Devices that stand so, and whose wires lead to that controller; undefined for any. */
export interface Sift {
  readonly sign: DeviceSign | undefined;
  /** Key of the controller's box. */
  readonly wired: string | undefined;
}

export const ALL_DEVICES: Sift = { sign: undefined, wired: undefined };

export interface PlayState {
  readonly playing: boolean;
  readonly speed: number;
  readonly stops: readonly Breakpoint[];
}

export interface Notice {
  readonly id: number;
  /** A problem is of what was asked for; an alarm is of what is open. */
  readonly kind: 'problem' | 'alarm' | 'note';
  /** It was read and put away: it is in the list of the top bar, and takes no room. */
  readonly shut: boolean;
  readonly title: string;
  readonly problem: Problem;
}

/** What was given holds several boards, and the page asks which one. */
export interface BoardQuestion {
  readonly given: readonly GivenFile[];
  readonly boards: readonly string[];
  readonly overlays: readonly string[];
}

export interface TaskState {
  /** Calls to the engine that are under way. */
  readonly pending: number;
  /** Work that a person waits for. */
  readonly progress:
    | { readonly what: string; readonly fraction: number | undefined; readonly slow: boolean }
    | undefined;
  readonly notices: readonly Notice[];
  /** Answered in the dialog "choose". */
  readonly question: BoardQuestion | undefined;
  /** A newer version of the page is there, and waits. */
  readonly newer: boolean;
}

export interface TourState {
  readonly tour: Tour | undefined;
  /** Of a bundled one. */
  readonly name: BundledTour | undefined;
  /** Number of the stop; -1 before the first. */
  readonly at: number;
  /** Steps of the stops that were found so far, by number. */
  readonly steps: readonly (number | undefined)[];
  /** What was answered to the stop's question, by number of the answer; undefined until then. */
  readonly answer: number | undefined;
  /** What was predicted at the stop before: its number, and that of the answer. */
  readonly predicted: { readonly stop: number; readonly answer: number } | undefined;
  /** Whoever walks the tour has gone to another step than that of the stop. */
  readonly away: boolean;
  /** Tell a newcomer what to press. */
  readonly hint: boolean;
}

export interface ChartState {
  /** undefined while no chart is drawn, or none has come yet. */
  readonly view: TimelineView | undefined;
}

export interface FindingsState {
  /** Of the run that is open; undefined until they are known. */
  readonly found: Findings | undefined;
}

export interface KeptState {
  /** What was open before and is kept in this browser, the newest first. */
  readonly list: readonly KeptHead[];
  readonly keeping: boolean;
}

/** What the open run is compared with: what a link can say, and what another machine printed. */
export type Other = LinkOther | { readonly kind: 'machine'; readonly machine: MachineFile };
/** At the end of both runs, or where the page is. */
export type CompareAt = 'end' | 'here';

export interface CompareState {
  /** Whether the panel is there. */
  readonly shown: boolean;
  readonly other: Other | undefined;
  readonly at: CompareAt;
  readonly found: Comparison | undefined;
  /** Which of the two is the open run. */
  readonly own: 'a' | 'b';
  readonly problem: string | undefined;
  /** What is under way. */
  readonly busy: string | undefined;
}

export const NO_COMPARISON: CompareState = {
  shown: false,
  other: undefined,
  at: 'end',
  found: undefined,
  own: 'a',
  problem: undefined,
  busy: undefined,
};

export interface Stores {
  readonly run: StoreApi<RunState>;
  readonly screen: StoreApi<ScreenState>;
  readonly selection: StoreApi<SelectionState>;
  readonly view: StoreApi<ViewState>;
  readonly play: StoreApi<PlayState>;
  readonly tasks: StoreApi<TaskState>;
  readonly tour: StoreApi<TourState>;
  readonly chart: StoreApi<ChartState>;
  readonly findings: StoreApi<FindingsState>;
  readonly kept: StoreApi<KeptState>;
  readonly compare: StoreApi<CompareState>;
}

/** A store as components have it: they read, and leave changing to the actions. */
export type ReadStore<T> = Pick<StoreApi<T>, 'getState' | 'getInitialState' | 'subscribe'>;
export type ReadStores = {
  readonly [K in keyof Stores]: ReadStore<ReturnType<Stores[K]['getState']>>;
};

export const DEFAULT_TEXT = 'interrupts';
export const WINDOW = 60;
export const FIRST_ROWS: TableAsk = { first: 0, count: WINDOW };

/** Of every table the first rows, in its own order. */
function unordered(): Readonly<Record<TableId, TableAsk>> {
  const asks: Partial<Record<TableId, TableAsk>> = {};
  for (const id of TABLE_IDS) asks[id] = FIRST_ROWS;
  if (!isWhole(asks)) throw new Error('irqscope: a table is asked for nothing');
  return asks;
}

const isWhole = (asks: Partial<Record<TableId, TableAsk>>): asks is Record<TableId, TableAsk> =>
  TABLE_IDS.every((id) => asks[id] !== undefined);

export function createStores(): Stores {
  return {
    run: createStore<RunState>(() => ({
      id: '',
      info: undefined,
      scenario: undefined,
      files: new Map(),
      preset: undefined,
      history: NO_HISTORY,
      available: ['irqs'],
      functions: [],
    })),
    screen: createStore<ScreenState>(() => ({ screen: undefined })),
    selection: createStore<SelectionState>(() => ({ selection: undefined })),
    view: createStore<ViewState>(() => ({
      left: DEFAULT_VIEW.left,
      right: DEFAULT_VIEW.right,
      inspector: DEFAULT_VIEW.inspector,
      phonePane: 'topology',
      bdf: undefined,
      block: undefined,
      text: DEFAULT_TEXT,
      ...unordered(),
      its: FIRST_ROWS,
      twin: DEFAULT_VIEW.twin,
      columns: {},
      next: 'domain',
      theme: 'system',
      language: LANGUAGES[0],
      dialog: undefined,
      editAt: undefined,
      folded: new Set<Fold>(),
      unfolded: new Set<string>(),
      sift: ALL_DEVICES,
    })),
    play: createStore<PlayState>(() => ({ playing: false, speed: 4, stops: [] })),
    tour: createStore<TourState>(() => ({
      tour: undefined,
      name: undefined,
      at: -1,
      steps: [],
      answer: undefined,
      predicted: undefined,
      away: false,
      hint: false,
    })),
    tasks: createStore<TaskState>(() => ({
      pending: 0,
      progress: undefined,
      notices: [],
      question: undefined,
      newer: false,
    })),
    chart: createStore<ChartState>(() => ({ view: undefined })),
    findings: createStore<FindingsState>(() => ({ found: undefined })),
    kept: createStore<KeptState>(() => ({ list: [], keeping: false })),
    compare: createStore<CompareState>(() => NO_COMPARISON),
  };
}

/** The scenario that is open, with the commands that were added to its script. */
export function scenarioNow({ scenario, info }: Pick<RunState, 'scenario' | 'info'>): Scenario | undefined {
  if (scenario === undefined || info === undefined) return scenario;
  // A script that does not begin with boot gets one from the engine.
  const boot: Command = { do: 'boot' };
  const opened = scenario.script?.[0]?.do === 'boot' ? scenario.script : [boot, ...(scenario.script ?? [])];
  if (opened.length === info.commands.length) return scenario;
  return { ...scenario, script: info.commands.map(({ command }) => command) };
}

/** The same with its files, for the history; undefined where no scenario is open. */
export function versionNow(run: Pick<RunState, 'scenario' | 'info' | 'files'>): Version | undefined {
  const scenario = scenarioNow(run);
  return scenario === undefined ? undefined : { scenario, files: run.files };
}
