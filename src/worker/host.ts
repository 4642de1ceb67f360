/**
 * The engine as the contract wants it: one open run, asked and moved. Pure: it knows neither worker nor Comlink, so it
 * runs as well in a test.
 */
import { must } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import {
  type EngineMessages,
  engineMessages,
  type Language,
  loadEngineMessages,
} from '../engine/api/messages/index.ts';
import {
  type Ask,
  type BoardChoice,
  catalog,
  type Catalog,
  checkDraft,
  checkScenario,
  checkTour,
  explain,
  type ExplainedLine,
  cleanCollected,
  type ExportFile,
  type ExportId,
  exporting,
  type Findings,
  findingsOf,
  type Command,
  type Comparison,
  type DraftCheck,
  draftDrivers,
  type DriverFacts,
  type DriverTable,
  isStopped,
  loadScenario,
  machineInfo,
  type Move,
  moveTo,
  namesUnmodelled,
  readCollected,
  type RunInfo,
  runInfo,
  type Scenario,
  type Screen,
  screenOf,
  type SearchHit,
  blankedBoard,
  partingOf,
  rungsOf,
  Session,
  type TableCopy,
  type TableCopyAsk,
  type TableLineAsk,
  type TableTitles,
  type TimelineView,
  type Tour,
  Viewer,
  wantsDriverTable,
} from '../engine/index.ts';
import { boardSource } from './board-source.ts';
import type {
  BoardSource,
  ChartAsk,
  Choice,
  Files,
  GivenFile,
  MachineFile,
  Opened,
  PageAsk,
  PairAt,
  PairSide,
  Parting,
  Progress,
  Ran,
  Taken,
  TreeParts,
  WorkerApi,
} from './contract.ts';
import { DriverTableSource, type FetchDrivers } from './driver-table.ts';
import { take } from './intake/take.ts';
import { Pair, type RunScenario } from './pair.ts';
import { selfContained } from './scenario-files.ts';

/** A machine that is known from what it printed. */
interface OpenMachine {
  readonly session: undefined;
  readonly viewer: Viewer;
  readonly text: string;
}

interface OpenRun {
  readonly session: Session;
  readonly viewer: Viewer;
  readonly files: Files;
  /** Cursor position before the last move: what changed is told from there. */
  previous: number;
}

export class EngineHost implements WorkerApi {
  private run: OpenRun | OpenMachine | undefined;
  private compared: Pair | undefined;
  private language: Language;
  private readonly drivers: DriverTableSource;
  /** The opening under way: one that is asked for later waits, so that what is open is what was asked for last. */
  private opening: Promise<unknown> = Promise.resolve();

  /** `language` is that of all that is said to people. */
  constructor(language: Language, fetchDrivers: FetchDrivers) {
    this.language = language;
    this.drivers = new DriverTableSource(fetchDrivers);
  }

  async speak(language: Language): Promise<void> {
    await loadEngineMessages(language);
    this.language = language;
  }

  private get say(): EngineMessages['worker'] {
    return engineMessages(this.language).worker;
  }

  async take(given: readonly GivenFile[], choice?: Choice): Promise<Result<Taken>> {
    try {
      return await take(given, choice, this.language);
    } catch (error) {
      // A browser says so of a file that is gone or must not be read, and no sooner than when it is read.
      const why = error instanceof Error ? error.message : String(error);
      return fail('file-unreadable', this.say.dropUnreadable({ why }), undefined, this.say.dropUnreadableHint);
    }
  }

  tour(json: unknown): Promise<Result<Tour>> {
    return this.attempt(() => checkTour(json, this.language));
  }

  open(json: unknown, files: Files, progress: Progress): Promise<Result<Opened>> {
    const opened = this.opening.then(() => this.attempt(() => this.openNow(json, files, progress)));
    this.opening = opened;
    return opened;
  }

  private async openNow(json: unknown, files: Files, progress: Progress): Promise<Result<Opened>> {
    const session = await this.runFrom(json, files, progress);
    if (!session.ok) return session;
    progress(this.say.drawing, undefined);
    const viewer = Viewer.of(session.value);
    const info = infoOf(viewer, session.value);
    const { scenario } = session.value.loaded;
    this.run = { session: session.value, viewer, files, previous: session.value.cursor.position };
    return ok({ info, scenario });
  }

  /** A scenario checked, loaded and run from power-on. */
  private async runFrom(json: unknown, files: Files, progress: Progress): Promise<Result<Session>> {
    const { say } = this;
    progress(say.readingBoard, undefined);
    const scenario = checkScenario(json, this.language);
    if (!scenario.ok) return scenario;
    const table = await this.driverTable(scenario.value, progress);
    if (!table.ok) return table;
    const loaded = loadScenario(scenario.value, files, this.language, table.value);
    if (!loaded.ok) return loaded;
    progress(say.booting, undefined);
    return Session.open(loaded.value);
  }

  pair(a: PairSide, b: PairSide, progress: Progress): Promise<Result<void>> {
    return this.attempt(async () => {
      const run: RunScenario = (scenario, files) => this.runFrom(scenario, files, progress);
      const pair = await Pair.open(a, b, run, this.language);
      this.compared = pair.ok ? pair.value : undefined;
      return pair.ok ? ok(undefined) : pair;
    });
  }

  compare(at: PairAt): Promise<Result<Comparison>> {
    const { compared, say } = this;
    if (compared === undefined)
      return Promise.resolve(fail('nothing-open', say.nothingOpen, undefined, say.nothingOpenHint));
    return this.attempt(() => ok(compared.compare(at)));
  }

  machine({ name, text }: MachineFile): Promise<Result<Opened>> {
    const opened = this.opening.then(() => this.attempt(() => this.machineNow(name, text)));
    this.opening = opened;
    return opened;
  }

  private machineNow(name: string, text: string): Result<Opened> {
    const messages = engineMessages(this.language);
    const clean = cleanCollected(text, messages.devicetree);
    const read = readCollected(clean, messages);
    if (!read.ok) return read;
    const viewer = new Viewer(read.value.snapshot);
    this.run = { session: undefined, viewer, text: clean };
    return ok({ info: machineInfo(viewer, name, read.value), scenario: undefined });
  }

  /** The table of drivers where the scenario's kernel has drivers without a model. */
  private async driverTable(scenario: Scenario, progress: Progress): Promise<Result<DriverTable | undefined>> {
    if (!wantsDriverTable(scenario)) return ok(undefined);
    if (this.drivers.known === undefined) progress(this.say.loadingDrivers, undefined);
    return this.drivers.load(engineMessages(this.language));
  }

  catalog(cpus: number): Promise<Result<Catalog>> {
    return this.attempt(() => ok(catalog(cpus)));
  }

  check(draft: unknown, files: Files): Promise<Result<DraftCheck>> {
    return this.attempt(async () => {
      // A table that cannot be had is told when the draft runs.
      const table = namesUnmodelled(draft) ? await this.drivers.load(engineMessages(this.language)) : undefined;
      return ok(checkDraft(draft, files, this.language, table?.ok === true ? table.value : this.drivers.known));
    });
  }

  driverList(draft: unknown, files: Files): Promise<Result<readonly DriverFacts[]>> {
    return this.attempt(async () => {
      const table = await this.drivers.load(engineMessages(this.language));
      return table.ok ? ok(draftDrivers(table.value, draft, files, this.language)) : table;
    });
  }

  boardSource(board: BoardChoice, files: Files): Promise<Result<BoardSource>> {
    return this.attempt(() => boardSource(board, files, engineMessages(this.language)));
  }

  command(command: Command, ask: PageAsk): Promise<Result<Ran>> {
    return this.withRun((run) => {
      const { session, viewer } = run;
      const { position } = session.cursor;
      const { length } = session.rec.trace;
      const done = session.run(command);
      session.cursor.seek(position);
      if (!done.ok) {
        if (session.rec.trace.length !== length) this.takeBack(run);
        return done;
      }
      const info = infoOf(viewer, session);
      const { from, to } = must(info.commands.at(-1), 'the command that ran');
      const screen = look(run, { to: 'step', step: to }, ask.screen, from, this.say);
      const chart = ask.chart === undefined ? undefined : chartOf(run, ask.chart);
      return ok({ info, screen, chart });
    });
  }

  /** A command that made no sense has left its beginning in the record; the run is made anew without it. */
  private takeBack({ session, files, previous }: OpenRun): void {
    const { position } = session.cursor;
    const scenario = { ...session.loaded.scenario, script: [...session.commands] };
    const again = Session.open({ ...session.loaded, scenario });
    if (!again.ok) return;
    again.value.cursor.seek(position);
    this.run = { session: again.value, viewer: Viewer.of(again.value), files, previous };
  }

  move(move: Move, ask: Ask, from?: number): Promise<Result<Screen>> {
    return this.withOpen((open) =>
      ok(open.session === undefined ? screenOf(open.viewer, ask, 0) : look(open, move, ask, from, this.say)),
    );
  }

  timeline(ask: ChartAsk): Promise<Result<TimelineView>> {
    return this.withOpen((open) => ok(chartOf(open, ask)));
  }

  table(ask: TableCopyAsk): Promise<Result<TableCopy>> {
    return this.withOpen(({ viewer }) => ok(viewer.copyTable(ask)));
  }

  line(ask: TableLineAsk): Promise<Result<number | undefined>> {
    return this.withOpen(({ viewer }) => ok(viewer.lineOf(ask)));
  }

  search(text: string): Promise<Result<readonly SearchHit[]>> {
    return this.withOpen(({ viewer }) => ok(viewer.search(text)));
  }

  whole(parts: TreeParts, files: Files): Promise<Result<TreeParts>> {
    return this.attempt(() => selfContained(parts, files, this.say));
  }

  board(): Promise<Result<TreeParts>> {
    return this.withRun(({ session, files }) => selfContained(session.loaded.scenario, files, this.say));
  }

  blanked(parts: TreeParts, files: Files): Promise<Result<TreeParts>> {
    return this.attempt(() => blankedBoard(engineMessages(this.language), parts, files));
  }

  rungs(): Promise<Result<string>> {
    return this.withRun(({ session }) => ok(rungsOf(session)));
  }

  parting(rungs: string): Promise<Result<Parting | undefined>> {
    return this.withRun(({ session }) => ok(partingOf(session, rungs)));
  }

  findings(): Promise<Result<Findings>> {
    // The page shows a blob as source, and changes that.
    return this.withRun(({ session }) => ok(findingsOf(session, { inSource: true })));
  }

  explain(text: string): Promise<Result<readonly ExplainedLine[]>> {
    return this.withRun(({ session }) => ok(explain(session, findingsOf(session), text)));
  }

  exported(what: ExportId, titles: TableTitles): Promise<Result<ExportFile>> {
    return this.withRun(async ({ session, viewer }) => {
      const { exportFile } = await exporting();
      return exportFile(what, session, viewer, titles);
    });
  }

  dump(only?: readonly string[]): Promise<Result<string>> {
    return this.withOpen((open) =>
      open.session === undefined
        ? ok(open.text)
        : open.session.dump({ at: open.session.cursor.position - open.session.rec.origin, only }),
    );
  }

  /** A machine that is known from what it printed has no run. */
  private withRun<T>(work: (run: OpenRun) => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
    return this.withOpen((open) =>
      open.session === undefined ? fail('no-run', this.say.noRun, undefined, this.say.noRunHint) : work(open),
    );
  }

  private withOpen<T>(work: (open: OpenRun | OpenMachine) => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
    const { run } = this;
    if (run !== undefined) return this.attempt(() => work(run));
    return Promise.resolve(fail('nothing-open', this.say.nothingOpen, undefined, this.say.nothingOpenHint));
  }

  /** A throw is a mistake of ours: it is said with all that is known, and what is open stays open. */
  private async attempt<T>(work: () => Result<T> | Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await work();
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      const at = error instanceof Error ? (error.stack?.split('\n')[1]?.trim() ?? '') : '';
      const hint = this.say.faultHint({ at });
      return fail('engine-fault', this.say.fault({ what }), undefined, hint);
    }
  }
}

/** Moves, from another step if so asked, and says what is on the screen there. */
function look(run: OpenRun, move: Move, ask: Ask, from: number | undefined, say: EngineMessages['worker']): Screen {
  // Before the start there is nothing to come from: it is reached from the step after it.
  if (from !== undefined) go(run, { to: 'step', step: from < 0 ? 1 : from });
  const { moved, stopped } = go(run, move);
  const screen = screenOf(run.viewer, ask, run.previous);
  if (stopped) return { ...screen, stopped };
  return moved ? screen : { ...screen, sentence: nowhere(move, say) };
}

function go(run: OpenRun, move: Move): { readonly moved: boolean; readonly stopped: boolean } {
  const { cursor, rec } = run.session;
  const before = cursor.position;
  const moved = moveTo(run.viewer, move);
  const { position } = cursor;
  const stopped = position !== before && isStopped(run.viewer, move);
  const alone = stopped || arrives(move);
  if (position !== before) run.previous = alone ? Math.max(rec.origin, position - 1) : before;
  return { moved, stopped };
}

function chartOf({ viewer, session }: OpenRun | OpenMachine, { span, width, stops }: ChartAsk): TimelineView {
  const { from, to } = span ?? { from: 0, to: Math.max(1, session?.steps ?? 0) };
  return viewer.timeline({ from, to, resolution: Math.max(1, (to - from) / Math.max(1, width)), stops });
}

/** The run as a whole is told from its end, where everything is; the cursor stays. */
function infoOf(viewer: Viewer, session: Session): RunInfo {
  const { cursor, rec } = session;
  const { position } = cursor;
  cursor.seek(rec.trace.length);
  const info = runInfo(viewer, session);
  cursor.seek(position);
  return info;
}

/** Whether what is told is what the step arrived at changed, not all that lies between: when looking for it, and back. */
function arrives(move: Move): boolean {
  return move.to === 'next' || ((move.to === 'over' || move.to === 'out') && move.direction < 0);
}

function nowhere(move: Move, say: EngineMessages['worker']): string {
  if (move.to === 'next' && move.what === 'object' && move.selection === undefined) return say.nothingSelected;
  const what = move.to === 'next' ? say.kinds[move.what] : say.suchStep;
  return 'direction' in move && move.direction < 0 ? say.noneBefore({ what }) : say.noneAfter({ what });
}
