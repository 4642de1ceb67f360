/** Opens scenarios: bundled ones, dropped files, links. What fails is told, and what is open stays open. */
import { fail, ok, type Problem, type Result } from '../../base/result.ts';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import { DEFAULT_KERNEL } from '../../engine/api/kernel-versions.ts';
import type {
  KernelVersion,
  OverlayChoice,
  PciFunctionOptions,
  RunInfo,
  Screen,
  Selection,
  Tour,
  WireOptions,
} from '../../engine/index.ts';
import type { LinkCompare } from '../../permalink/compare-text.ts';
import { readPictureText } from '../../permalink/link.ts';
import type { Link } from '../../permalink/schema.ts';
import type { LinkTour } from '../../permalink/tour-text.ts';
import type { RightView } from '../../engine/api/scenario/names.ts';
import type { LinkView } from '../../permalink/view-text.ts';
import type { OpenScenario } from '../../worker/client.ts';
import type { Choice, EngineApi, Files, GivenFile, MachineFile, Opened } from '../../worker/contract.ts';
import { askOf } from './ask.ts';
import { bundledIn, type Preset, presetOf, PRESETS } from '../../permalink/presets.ts';
import { boardFiles } from './board-files.ts';
import { setBreakpoints } from './breakpoints.ts';
import { type Change, changed, type Direction, NO_HISTORY, walk } from './history.ts';
import { functionOf, isSame, type Landing, lasting, originOf } from './landing.ts';
import { linkView, viewState } from './link-view.ts';
import { findPlace, placeOf } from './same-place.ts';
import { alarm, forget, report, tell, tellOfLink } from './notices.ts';
import { DEFAULT_TEXT, scenarioNow, type Stores, versionNow } from './stores.ts';
import { linkTour } from './tours.ts';
import { hold, withProgress } from './tracked-engine.ts';
import { messagesOf } from './messages.ts';

export class Opener {
  private readonly engine: EngineApi;
  private readonly stores: Stores;
  private turn = 0;
  /** The last undo or redo that was asked for. */
  private walking: Promise<void> = Promise.resolve();
  /** What the engine has opened and the page does not show yet. */
  private arriving: OpenScenario | undefined;
  /** Called before something else takes the place of what is open. */
  onLeave: () => void = () => {};
  /** Told when what was opened is to be compared. */
  onCompare: ((compare: LinkCompare) => void) | undefined;
  /** Told of a tour that was given, and of one that goes on in what was opened. */
  onTour: ((tour: Tour, files: Files) => Promise<void>) | undefined;
  onResume: ((tour: LinkTour) => Promise<void>) | undefined;
  /** The remarks that were told last. */
  private said = '';

  constructor(engine: EngineApi, stores: Stores) {
    this.engine = engine;
    this.stores = stores;
  }

  private get messages(): PageMessages {
    return messagesOf(this.stores);
  }

  async preset(preset: Preset, kernel: string = DEFAULT_KERNEL, landing: Landing = {}): Promise<boolean> {
    // A link may name a kernel that there is not: the engine says so.
    const asked = { ...preset.scenario, kernel };
    const release = hold(this.stores);
    const fetched = await this.boardOf(asked).finally(release);
    if (!fetched.ok) {
      const { app, notices: say } = this.messages;
      report(this.stores, say.couldNotOpen({ name: app.presets[preset.name] }), fetched.error);
      return false;
    }
    return this.scenario(asked, fetched.value, { ...landing, preset: preset.name });
  }

  /** `id` of what the entry of the browser's history is of, where it is of something already. */
  async link(link: Link, id: string | undefined): Promise<boolean> {
    const { source, ...picture } = link;
    const landing = { id, ...picture };
    if (source.kind === 'preset') {
      const { name, kernel } = source;
      const preset = PRESETS.find((one) => one.name === name);
      if (preset !== undefined) return this.preset(preset, kernel ?? preset.scenario.kernel, landing);
      const { links, notices: say } = this.messages;
      report(this.stores, say.couldNotOpenLink, {
        code: 'link-preset',
        message: links.preset({ name }),
        hint: links.presetHint,
      });
      return false;
    }
    return this.packed(source.scenario, new Map(), landing);
  }

  /** A scenario with the files that came with it, which may name a bundled board. */
  async packed(scenario: unknown, files: Files, landing: Landing): Promise<boolean> {
    const bundled = await this.boardOf(scenario);
    return this.scenario(scenario, bundled.ok ? new Map([...bundled.value, ...files]) : files, landing);
  }

  /** Opens what was dropped or chosen, or asks which board of it. Overlays alone go on top of a board of one's own. */
  async given(given: readonly GivenFile[], choice?: Choice): Promise<void> {
    const { notices: say } = this.messages;
    const name = choice?.main ?? given[0]?.path.split('/')[0] ?? say.theFile;
    const taken = await withProgress(this.stores, say.readingFile({ name }), () => this.engine.take(given, choice));
    if (!taken.ok) {
      report(this.stores, say.couldNotOpen({ name }), taken.error);
    } else if (taken.value.kind === 'choose') {
      const { boards, overlays } = taken.value;
      this.stores.tasks.setState({ question: { given, boards, overlays } });
      this.stores.view.setState({ dialog: 'choose' });
    } else if (taken.value.kind === 'machine') {
      await this.machine(taken.value.machine);
    } else if (taken.value.kind === 'functions') {
      const laid = await this.functions(taken.value.functions);
      if (!laid.ok) report(this.stores, say.couldNotOpen({ name }), laid.error);
    } else if (taken.value.kind === 'scenario') {
      const { scenario: given, files } = taken.value;
      const { picture, ...scenario } = given;
      await this.packed(scenario, files, picture === undefined ? {} : await this.landingOf(picture));
    } else if (taken.value.kind === 'tour') {
      await this.onTour?.(taken.value.tour, taken.value.files);
    } else {
      const { overlays, files } = taken.value;
      const run = this.stores.run.getState();
      const isOwn = run.scenario !== undefined && !('bundled' in run.scenario.board);
      const laid = isOwn
        ? await this.layOver(overlays, files)
        : fail('overlay-alone', say.overlayAlone({ names: overlays }), undefined, say.overlayAloneHint);
      if (!laid.ok) report(this.stores, say.couldNotOpen({ name }), laid.error);
    }
  }

  /** Where a file that was shared says to go. */
  private async landingOf(picture: string): Promise<Landing> {
    const { links } = this.messages;
    const { lost, newer, ...landing } = await readPictureText(picture, links);
    tellOfLink(this.stores, { lost, newer });
    return landing;
  }

  /** The same scenario with these PCI functions. */
  private async functions(pci: readonly PciFunctionOptions[]): Promise<Result<RunInfo>> {
    const run = this.stores.run.getState();
    const scenario = scenarioNow(run);
    const { notices: say } = this.messages;
    if (scenario === undefined) return fail('functions-alone', say.functionsAlone, undefined, say.functionsAloneHint);
    return this.edited({ ...scenario, pci }, run.files);
  }

  /** Shows a machine as it printed itself. */
  async machine(machine: MachineFile, landing: Landing = {}): Promise<boolean> {
    const turn = ++this.turn;
    this.stores.play.setState({ playing: false });
    const { notices: say } = this.messages;
    const opened = await withProgress(this.stores, say.opening({ name: machine.name }), () =>
      this.engine.machine(machine),
    );
    if (turn !== this.turn) return false;
    if (!opened.ok) report(this.stores, say.couldNotOpen({ name: machine.name }), opened.error);
    else await this.show(opened.value, new Map(), landing, machine);
    return opened.ok;
  }

  /** Lays overlays over the board that is open, on top of those that it has. What else was given is a problem. */
  async addOverlays(given: readonly GivenFile[]): Promise<Result<RunInfo>> {
    const { notices: say } = this.messages;
    const taken = await withProgress(this.stores, say.reading, () => this.engine.take(given));
    if (!taken.ok) return taken;
    if (taken.value.kind !== 'overlays') return fail('overlay-is-board', say.noOverlay, undefined, say.noOverlayHint);
    return this.layOver(taken.value.overlays, taken.value.files);
  }

  /** One that the board has already is read anew in its place. */
  private layOver(names: readonly string[], files: Files): Promise<Result<RunInfo>> {
    const run = this.stores.run.getState();
    const known = run.scenario?.overlays ?? [];
    const all = [...known, ...names.filter((name) => !known.includes(name))];
    return this.overlays(all, new Map([...run.files, ...files]));
  }

  /** The same scenario with these overlays, in this order. */
  overlays(overlays: readonly OverlayChoice[], files = this.stores.run.getState().files): Promise<Result<RunInfo>> {
    const now = scenarioNow(this.stores.run.getState());
    const { overlays: _before, ...rest } = now ?? {};
    return this.edited(overlays.length === 0 ? rest : { ...rest, overlays }, files, { kind: 'overlays' });
  }

  /** The same scenario on another kernel. */
  async kernel(version: KernelVersion): Promise<void> {
    const run = this.stores.run.getState();
    const scenario = scenarioNow(run);
    if (scenario === undefined || scenario.kernel === version) return;
    const history = changed(run.history, { kind: 'kernel', version }, { scenario, files: run.files });
    const place = placeOf(this.stores.screen.getState().screen, run.info);
    const landing = { preset: run.preset, ...lasting(this.stores), view: this.viewNow, history, place };
    await this.scenario({ ...scenario, kernel: version }, run.files, landing);
  }

  /** The same once more, as when the language has changed. */
  async again(): Promise<void> {
    const run = this.stores.run.getState();
    if (run.machine !== undefined) {
      await this.machine(run.machine);
      return;
    }
    const scenario = scenarioNow(run);
    if (scenario === undefined) return;
    const step = this.stores.screen.getState().screen?.step;
    const { selection } = this.stores.selection.getState();
    const { preset, history } = run;
    const tour = linkTour(this.stores.tour.getState());
    await this.scenario(scenario, run.files, { preset, step, selection, view: this.viewNow, history, tour });
  }

  /** One change back, or on again. Each waits for the one before, so that two quick ones are two. */
  walk(direction: Direction): Promise<void> {
    this.walking = this.walking.then(() => this.walkNow(direction));
    return this.walking;
  }

  private async walkNow(direction: Direction): Promise<void> {
    const run = this.stores.run.getState();
    const now = versionNow(run);
    const step = now === undefined ? undefined : walk(direction, run.history, now);
    if (step === undefined) return;
    const { open, history, change } = step;
    // A command more or less leaves the numbers of objects as they are.
    const kept = change.kind === 'command' ? this.stores.selection.getState() : lasting(this.stores);
    const landing = { preset: presetOf(open.scenario), ...kept, view: this.viewNow, history };
    await this.scenario(open.scenario, open.files, landing);
  }

  /** The same scenario with one line of a device wired otherwise; without `change` as the tree says. */
  async rewire(line: WireLine, change: WireChange | undefined): Promise<Result<RunInfo>> {
    const run = this.stores.run.getState();
    const scenario = scenarioNow(run);
    if (scenario === undefined) return fail(OVERTAKEN, this.messages.notices.overtaken);
    const { wires: before = [], ...rest } = scenario;
    const isOf = ({ node, index }: WireOptions): boolean => node === line.node && index === line.index;
    const made = change === undefined ? [] : [{ ...line, ...change }];
    const wires = before.some(isOf) ? before.flatMap((wire) => (isOf(wire) ? made : [wire])) : [...before, ...made];
    const { node, index } = line;
    return this.edited(wires.length === 0 ? rest : { ...rest, wires }, run.files, { kind: 'rewire', node, index });
  }

  /** An edited scenario, in place of what it was made of. What is wrong with it is for the editor to show. */
  async edited(scenario: unknown, files: Files, change: Change = { kind: 'edit' }): Promise<Result<RunInfo>> {
    const run = this.stores.run.getState();
    const before = versionNow(run);
    // An editor may run what it was opened with.
    const isUnchanged = before === undefined || JSON.stringify(before.scenario) === JSON.stringify(scenario);
    const history = isUnchanged ? run.history : changed(run.history, change, before);
    const landing = { preset: presetOf(scenario), ...lasting(this.stores), view: this.viewNow, history };
    const opened = await this.open(scenario, files, landing);
    const isThere = this.stores.screen.getState().screen?.inspect !== undefined;
    if (opened.ok && !isThere) this.stores.selection.setState({ selection: undefined });
    return opened.ok ? ok(opened.value.info) : opened;
  }

  private get viewNow(): LinkView {
    return linkView(this.stores.view.getState());
  }

  /** What the engine has open, to be opened again should it die. */
  get inEngine(): OpenScenario | undefined {
    if (this.arriving !== undefined) return this.arriving;
    const run = this.stores.run.getState();
    const scenario = scenarioNow(run);
    const { files, machine } = run;
    const step = this.stores.screen.getState().screen?.step;
    return scenario === undefined && machine === undefined ? undefined : { scenario, files, machine, step };
  }

  async scenario(scenario: unknown, files: Files, landing: Landing): Promise<boolean> {
    const opened = await this.open(scenario, files, landing);
    if (!opened.ok && opened.error.code !== OVERTAKEN)
      report(this.stores, this.messages.notices.couldNotOpen({ name: this.nameOf(scenario) }), opened.error);
    return opened.ok;
  }

  private async open(scenario: unknown, files: Files, landing: Landing): Promise<Result<Opened>> {
    const turn = ++this.turn;
    this.stores.play.setState({ playing: false });
    const { notices: say } = this.messages;
    const opened = await withProgress(this.stores, say.opening({ name: this.nameOf(scenario) }), (progress) =>
      this.engine.open(scenario, files, progress),
    );
    if (opened.ok) this.arriving = { scenario, files };
    if (turn !== this.turn) return fail(OVERTAKEN, say.overtaken);
    if (opened.ok) await this.show(opened.value, files, landing);
    if (turn === this.turn) this.arriving = undefined;
    return opened;
  }

  /** Looks at what there is, goes to where the landing says, and only then puts it all on the screen at once. */
  private async show({ info, scenario }: Opened, files: Files, landing: Landing, machine?: MachineFile): Promise<void> {
    const { stores, engine } = this;
    const { notices: say } = this.messages;
    const end = await engine.move({ to: 'end' }, PROBE);
    const available: readonly RightView[] = end.ok ? availableIn(end.value, scenario !== undefined) : ['irqs'];
    const wanted = viewState(landing.view, stores.view.getState(), available);
    const view = { ...wanted, bdf: wanted.bdf ?? functionOf(landing.selection) };
    const { place } = landing;
    const found = place === undefined ? undefined : await findPlace(engine, place, info);
    const step = Math.min(found?.step ?? landing.step ?? info.steps, info.steps);
    // From the step before, so that what that one step changed is what is marked.
    const look = (selected: Selection | undefined): Promise<Result<Screen>> =>
      engine.move({ to: 'step', step }, askOf(view, selected), step - 1);
    const { origin } = landing;
    let { selection } = landing;
    let screen = await look(selection);
    if (origin !== undefined && screen.ok && !isSame(originOf(screen.value), origin)) {
      selection = origin;
      screen = await look(selection);
    }
    const now = stores.run.getState().id;
    const id = landing.id ?? (landing.history === undefined ? newId() : now);
    if (id !== now) this.onLeave();
    stores.view.setState(view);
    stores.selection.setState({ selection });
    stores.run.setState({
      id,
      info,
      scenario,
      files,
      machine,
      preset: landing.preset,
      history: landing.history ?? NO_HISTORY,
      available,
      functions: end.ok ? (end.value.msix?.functions ?? []) : [],
    });
    if (screen.ok) stores.screen.setState({ screen: screen.value });
    else report(stores, say.couldNotShow, screen.error);
    if (landing.stops !== undefined && landing.stops.length > 0) setBreakpoints(stores, landing.stops);
    const innermost = place?.frames.at(-1)?.name;
    forget(stores, say.placeLost);
    if (place !== undefined && found?.isSame !== true)
      tell(
        stores,
        say.placeLost,
        say.placeLostAbout({ name: innermost, kernel: info.kernel, near: found !== undefined }),
      );
    if (place === undefined && landing.step !== undefined && landing.step > info.steps)
      tell(stores, say.pastEnd, say.pastEndAbout({ step: landing.step, steps: info.steps }));
    if (landing.hash !== undefined && landing.hash !== info.hash) await this.tellParting(landing.rungs);
    this.remark(info);
    if (landing.compare !== undefined) this.onCompare?.(landing.compare);
    if (landing.tour !== undefined) await this.onResume?.(landing.tour);
  }

  /** The run is not the one that a link was made from: where it parts from that, as far as the link says. */
  private async tellParting(rungs: string | undefined): Promise<void> {
    const { notices: say } = this.messages;
    const parting = rungs === undefined ? undefined : await this.engine.parting(rungs);
    const where = parting?.ok === true && parting.value !== undefined ? say.parts(parting.value) : '';
    tell(this.stores, say.modelChanged, `${say.modelChangedAbout} ${where}`.trim());
  }

  /** What to know of a board is said once, not again with each edit of it. */
  private remark({ board, remarks, panic }: RunInfo): void {
    const text = remarks.join(' ');
    const said = `${board}: ${panic ?? ''} ${text}`;
    if (said === this.said) return;
    this.said = said;
    const { notices: say } = this.messages;
    forget(this.stores, say.aboutBoard);
    forget(this.stores, say.panicked);
    if (panic !== undefined) alarm(this.stores, say.panicked, panic.replace(/\.?$/, '.'));
    if (text !== '') tell(this.stores, say.aboutBoard, text);
  }

  private async boardOf(scenario: unknown): Promise<Result<Files>> {
    const name = bundledIn(scenario);
    if (name === undefined) return ok(new Map());
    const release = hold(this.stores);
    try {
      return await boardFiles(name, this.messages);
    } finally {
      release();
    }
  }

  private nameOf(scenario: unknown): string {
    return titleOf(scenario) ?? this.messages.notices.theScenario;
  }
}

/** Unlike those of other tabs and other days. */
function newId(): string {
  return [0, 1].map(() => Math.random().toString(36).slice(2)).join('');
}

/** A line of a device, and what a scenario can say of it. */
export type WireLine = Pick<WireOptions, 'node' | 'index'>;
export type WireChange = Omit<WireOptions, keyof WireLine>;

/** Code of what became of an opening when another one was asked for meanwhile: nobody needs to be told. */
export const OVERTAKEN: Problem['code'] = 'overtaken';

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What is opened may come from a link or an editor, so it may be anything. */
function titleOf(scenario: unknown): string | undefined {
  return isObject(scenario) && 'title' in scenario && typeof scenario.title === 'string' ? scenario.title : undefined;
}

/** Asks for a little of everything, to see what there is. */
const PROBE = {
  irqs: { first: 0, count: 1 },
  msix: { bdf: undefined, first: 0, count: 1 },
  its: { first: 0, count: 1 },
  registers: { block: undefined },
  dmesg: true,
  text: DEFAULT_TEXT,
} as const;

function availableIn(screen: Screen, isRun: boolean): RightView[] {
  const views: RightView[] = ['irqs'];
  if ((screen.msix?.functions.length ?? 0) > 0) views.push('msix');
  if ((screen.its?.total ?? 0) > 0) views.push('its');
  if ((screen.registers?.blocks.length ?? 0) > 0) views.push('registers');
  if (screen.text !== undefined) views.push('proc');
  if ((screen.dmesg?.length ?? 0) > 0) views.push('dmesg');
  if (isRun) views.push('script');
  return views;
}
