/**
 * What the screen and the engine say to each other: plain data both ways, results instead of throws. The worker
 * implements it, the client offers it to the screen.
 */
import type { Result } from '../base/result.ts';
import type { Language } from '../engine/api/messages/index.ts';
import type {
  Ask,
  BoardChoice,
  Catalog,
  Command,
  Comparison,
  DraftCheck,
  DriverFacts,
  ExplainedLine,
  ExportFile,
  ExportId,
  Findings,
  Move,
  PciFunctionOptions,
  RunInfo,
  Scenario,
  Screen,
  SearchHit,
  Stop,
  TableCopy,
  TableCopyAsk,
  TableLineAsk,
  TableTitles,
  TimelineView,
  Tour,
} from '../engine/index.ts';

/** Files that a scenario names or a person dropped: name to content. Bundled boards are "dts/NAME.dts". */
export type Files = ReadonlyMap<string, Uint8Array>;

/** Work that takes a while says how far it is: a word, and a fraction from 0 to 1 when it can be told. */
export type Progress = (what: string, fraction: number | undefined) => void;

/** A board as text, and as what needs no file beside it. */
export interface BoardSource {
  /** One DTS, includes inside. */
  readonly text: string;
  readonly choice: BoardChoice;
  /** It came as a blob; the text was made from that. */
  readonly decompiled: boolean;
}

/** A file that was dropped or chosen: its path from where the drop begins, with "/" between folders, and its content. */
export interface GivenFile {
  readonly path: string;
  readonly blob: Blob;
}

/** What to open of what was given. */
export interface Choice {
  readonly main: string;
  /** In the order in which they are applied. */
  readonly overlays: readonly string[];
}

/** A collected file. */
export interface MachineFile {
  readonly name: string;
  readonly text: string;
}

/** Two runs are alike at `same`, and no more at `differs`. */
export interface Parting {
  readonly same: number;
  readonly differs: number;
}

/** What has become of what was given. */
export type Taken =
  | { readonly kind: 'scenario'; readonly scenario: Scenario; readonly files: Files }
  /** A guided walk, with the files that its scenario names. */
  | { readonly kind: 'tour'; readonly tour: Tour; readonly files: Files }
  /** What a machine printed, to be drawn as it is. */
  | { readonly kind: 'machine'; readonly machine: MachineFile }
  /** There are only overlays, to be laid over the board that is open. */
  | { readonly kind: 'overlays'; readonly overlays: readonly string[]; readonly files: Files }
  /** What lspci printed: functions for the board that is open. */
  | { readonly kind: 'functions'; readonly functions: readonly PciFunctionOptions[] }
  /** There are several boards (or scenarios), so which one has to be asked. */
  | { readonly kind: 'choose'; readonly boards: readonly string[]; readonly overlays: readonly string[] };

/** The part of a scenario that its device tree is made of. */
export type TreeParts = Pick<Scenario, 'board' | 'overlays'>;

/** A run that was opened. */
export interface Opened {
  readonly info: RunInfo;
  /** The scenario as it was understood; undefined for a machine that is known from what it printed. */
  readonly scenario: Scenario | undefined;
}

/** What the chart of the run shows. */
export interface ChartAsk {
  /** Part of the run; undefined is all of it, however long it is by then. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
  /** Room for it, in pixels: boxes narrower than one are merged. */
  readonly width: number;
  /** Breakpoints, to show where they hit. */
  readonly stops: readonly Stop[];
}

/** What the page shows of a run, so that one call brings all that a command changes. */
export interface PageAsk {
  readonly screen: Ask;
  /** undefined while no chart is drawn. */
  readonly chart: ChartAsk | undefined;
}

/** A command that ran: the run with it, and the page at the command's last step. */
export interface Ran {
  readonly info: RunInfo;
  readonly screen: Screen;
  readonly chart: TimelineView | undefined;
}

export interface EngineApi {
  /** Sorts out what was dropped or chosen: files, folders, zips. Nothing is run yet. `choice` answers what was asked before. */
  take(given: readonly GivenFile[], choice?: Choice): Promise<Result<Taken>>;
  /** Checks a tour, which may come from a link and be anything. */
  tour(json: unknown): Promise<Result<Tour>>;
  /** Runs a scenario from power-on. On failure the run that was open stays open. */
  open(scenario: unknown, files: Files, progress: Progress): Promise<Result<Opened>>;
  /** Shows a machine as it printed itself, in place of a run: it has one moment. On failure what was open stays open. */
  machine(machine: MachineFile): Promise<Result<Opened>>;
  /** What there is to choose from, on a machine with so many CPUs. */
  catalog(cpus: number): Promise<Result<Catalog>>;
  /** All that is wrong with a draft of a scenario, short of running it. */
  check(draft: unknown, files: Files): Promise<Result<DraftCheck>>;
  /** The drivers that a draft's kernel can have, and which of them its board's devices match. */
  driverList(draft: unknown, files: Files): Promise<Result<readonly DriverFacts[]>>;
  /** The source of a board, for editing. */
  boardSource(board: BoardChoice, files: Files): Promise<Result<BoardSource>>;
  /**
   * Appends a command to the script, runs it and goes to its end; all that it changed is told as changed. When it cannot be
   * run, script and cursor stay as they are.
   */
  command(command: Command, ask: PageAsk): Promise<Result<Ran>>;
  /**
   * Moves in time and says what is on the screen there. Counts of steps are clamped to the run. With `from`, the move
   * starts at that step, and what lies between is told as changed; at -1, which is before the start, it starts at step 1.
   */
  move(move: Move, ask: Ask, from?: number): Promise<Result<Screen>>;
  timeline(ask: ChartAsk): Promise<Result<TimelineView>>;
  /** A whole table at the current step, as text. */
  table(ask: TableCopyAsk): Promise<Result<TableCopy>>;
  /** The line of a table, as it is ordered, that a thing is in; undefined where it is in none. */
  line(ask: TableLineAsk): Promise<Result<number | undefined>>;
  search(text: string): Promise<Result<readonly SearchHit[]>>;
  /** Board and overlays without a file beside them, for a file of the scenario. */
  whole(parts: TreeParts, files: Files): Promise<Result<TreeParts>>;
  /** The same of the open run: what a permalink holds. A bundled board stays a name. */
  board(): Promise<Result<TreeParts>>;
  /** Board and overlays as one source whose strings tell nobody whose it is. */
  blanked(parts: TreeParts, files: Files): Promise<Result<TreeParts>>;
  /** State hashes along the open run, for a link. */
  rungs(): Promise<Result<string>>;
  /** Between which steps the open run parts from the one whose hashes these are; undefined where it does not. */
  parting(rungs: string): Promise<Result<Parting | undefined>>;
  /** What is wrong with the open run, at its end. */
  findings(): Promise<Result<Findings>>;
  /** What the lines of a log or of /proc/interrupts are about, in the open run. */
  explain(text: string): Promise<Result<readonly ExplainedLine[]>>;
  /** What is open as a file for other programs or for reports. `titles` names tables and columns. */
  exported(what: ExportId, titles: TableTitles): Promise<Result<ExportFile>>;
  /** The dump (docs/command-line.md) at the current step; all sections, or those whose family is named. */
  dump(only?: readonly string[]): Promise<Result<string>>;
}

/** One of two that are compared. */
export type PairSide =
  | { readonly kind: 'scenario'; readonly scenario: unknown; readonly files: Files }
  | { readonly kind: 'machine'; readonly machine: MachineFile }
  /** The model of the device tree that is in a machine's file. */
  | { readonly kind: 'model'; readonly machine: MachineFile };

/** The steps at which two are compared; undefined is the end, and "same" is where the other is as one's own is at its step. */
export interface PairAt {
  /** Which of the two is one's own, whose step a person chooses. */
  readonly own: 'a' | 'b';
  readonly here: number | undefined;
  readonly there: number | 'same' | undefined;
}

/** Two machines side by side. They are no concern of what is open, so a worker of their own has them. */
export interface PairApi {
  /** Runs both from power-on. On failure there is no pair. */
  pair(a: PairSide, b: PairSide, progress: Progress): Promise<Result<void>>;
  /** What differs between the two of the pair. Steps past the end are the end. */
  compare(at: PairAt): Promise<Result<Comparison>>;
}

/** What the worker offers the client, which speaks for the page. */
export interface WorkerApi extends EngineApi, PairApi {
  /** In which language everything is said from now on, but for the run that is open: that goes on in its own. */
  speak(language: Language): Promise<void>;
}
