/**
 * What the screen and the engine say to each other: plain data both ways, results instead of throws. The worker
 * implements it, the client offers it to the screen.
 */
import type { Result } from '../base/result.ts';
import type {
  Ask,
  BoardChoice,
  Catalog,
  Command,
  DraftCheck,
  Move,
  RunInfo,
  Scenario,
  Screen,
  SearchHit,
  TableCopy,
  TableCopyAsk,
  TableLineAsk,
  TimelineAsk,
  TimelineView,
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

export interface EngineApi {
  /** Reads a dropped board (.dtb, .dts) or scenario (.json) and says what scenario it makes. Nothing is run yet. */
  read(name: string, files: Files): Promise<Result<Scenario>>;
  /** Runs a scenario from power-on. On failure the run that was open stays open. */
  open(scenario: unknown, files: Files, progress: Progress): Promise<Result<RunInfo>>;
  /** What there is to choose from, on a machine with so many CPUs. */
  catalog(cpus: number): Promise<Result<Catalog>>;
  /** All that is wrong with a draft of a scenario, short of running it. */
  check(draft: unknown, files: Files): Promise<Result<DraftCheck>>;
  /** The source of a board, for editing. */
  boardSource(board: BoardChoice, files: Files): Promise<Result<BoardSource>>;
  /** Appends a command to the script and runs it; the cursor stays. */
  command(command: Command): Promise<Result<RunInfo>>;
  /** Moves in time and says what is on the screen there. Counts of steps are clamped to the run. */
  move(move: Move, ask: Ask): Promise<Result<Screen>>;
  timeline(ask: TimelineAsk): Promise<Result<TimelineView>>;
  /** A whole table at the current step, as text. */
  table(ask: TableCopyAsk): Promise<Result<TableCopy>>;
  /** The line of a table, as it is ordered, that a thing is in; undefined where it is in none. */
  line(ask: TableLineAsk): Promise<Result<number | undefined>>;
  search(text: string): Promise<Result<readonly SearchHit[]>>;
  /** The scenario as it stands, with the commands that were added and the board inside: what a permalink holds. */
  scenario(): Promise<Result<Scenario>>;
  /** The dump of design/scenario.md at the current step; all sections, or those whose family is named. */
  dump(only?: readonly string[]): Promise<Result<string>>;
}
