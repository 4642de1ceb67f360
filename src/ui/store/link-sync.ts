/** Keeps the address bar at what is on the screen, and says what to share. */
import { fail, formatProblem, ok, type Result } from '../../base/result.ts';
import { LANGUAGES } from '../../engine/api/messages/language.ts';
import type { Scenario } from '../../engine/index.ts';
import { MAX_LINK, type Picture, sourceText, writeLink, writePicture } from '../../permalink/link.ts';
import type { EngineApi, TreeParts } from '../../worker/contract.ts';
import { linkCompare, seenView } from './link-view.ts';
import { type RunState, scenarioNow, type Stores } from './stores.ts';
import { messagesOf } from './messages.ts';
import { linkTour, textIn } from './tours.ts';

export type Shared =
  | { readonly kind: 'link'; readonly url: string }
  /** Too long for a link, or not to be put into one: the scenario as a file. */
  | { readonly kind: 'file'; readonly why: string; readonly name: string; readonly text: string };

export interface TourFile {
  readonly name: string;
  readonly text: string;
}

/** Browsers refuse more than a few changes of the address a second. */
const SETTLE = 300;

export class LinkSync {
  private readonly engine: EngineApi;
  private readonly stores: Stores;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Writes under way. */
  private writing = 0;
  /** Scenario part of the link, for the run that it was made of. */
  private source: { readonly run: RunState; readonly text: Promise<string | undefined> } | undefined;
  /** Board and overlays without files, of the scenario that they were asked for: commands do not change them. */
  private board: { readonly of: Scenario; readonly parts: Promise<Result<TreeParts>> } | undefined;

  constructor(engine: EngineApi, stores: Stores) {
    this.engine = engine;
    this.stores = stores;
    for (const store of [stores.screen, stores.selection, stores.view, stores.run, stores.compare, stores.tour])
      store.subscribe(() => this.later());
    stores.play.subscribe(({ stops }, { stops: before }) => {
      if (stops !== before) this.later();
    });
  }

  /** True while the address is behind the screen. */
  get waiting(): boolean {
    return this.timer !== undefined || this.writing > 0;
  }

  /** Writes an address that is due without waiting for the changes to settle. */
  flush(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing++;
    void this.write().finally(() => this.writing--);
  }

  /** The link to what is on the screen; `blank` without the strings of the tree that tell whose board it is. */
  async share(blank = false): Promise<Shared> {
    const run = this.stores.run.getState();
    const { machine } = run;
    if (machine !== undefined) {
      // As the engine keeps it: blanked.
      const text = await this.engine.dump();
      const why = messagesOf(this.stores).app.share.machine;
      return { kind: 'file', why, name: machine.name, text: text.ok ? text.value : '' };
    }
    const source = blank ? await this.blankSource(run) : await this.sourceOf(run);
    const rungs = blank ? undefined : await this.engine.rungs();
    const { hash, ...picture } = this.picture();
    // Of a blanked board the state has other strings, so other hashes.
    const shown = blank
      ? { ...picture, hash: undefined }
      : { ...picture, hash, rungs: rungs?.ok === true ? rungs.value : undefined };
    const link = source === undefined ? undefined : await writeLink(shown, source);
    if (link !== undefined && link.length <= MAX_LINK)
      return { kind: 'link', url: `${location.origin}${location.pathname}${link}` };
    const scenario = blank ? await this.blanked(run) : await this.whole(run);
    const name = scenarioFile(blank ? undefined : run.info?.board);
    if (!scenario.ok) return { kind: 'file', why: formatProblem(scenario.error), name, text: '' };
    const why = messagesOf(this.stores).app.share.tooLarge;
    const whole = { ...scenario.value, picture: await writePicture(shown) };
    return { kind: 'file', why, name, text: jsonText(whole) };
  }

  /** The tour that is being walked, as a file: with its scenario, where that is not a bundled one. */
  async tourFile(): Promise<Result<TourFile>> {
    const { tour, name } = this.stores.tour.getState();
    const { notices: say } = messagesOf(this.stores);
    if (tour === undefined) return fail('no-tour', say.noTour);
    const title = textIn(tour.title, this.stores.view.getState().language);
    const file = `${name ?? title.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)}.tour.json`;
    if (tour.bundled !== undefined) return ok({ name: file, text: jsonText(tour) });
    const scenario = await this.whole(this.stores.run.getState());
    return scenario.ok ? ok({ name: file, text: jsonText({ ...tour, scenario: scenario.value }) }) : scenario;
  }

  private async blankSource(run: RunState): Promise<string | undefined> {
    const scenario = await this.blanked(run);
    return scenario.ok ? sourceText({ kind: 'packed', scenario: scenario.value }) : undefined;
  }

  private async blanked(run: RunState): Promise<Result<Scenario>> {
    const now = scenarioNow(run);
    if (now === undefined) return fail('nothing-open', messagesOf(this.stores).notices.nothingOpen);
    const { board, overlays, title: _whose, ...rest } = now;
    const parts = await this.engine.blanked({ board, ...(overlays === undefined ? {} : { overlays }) }, run.files);
    return parts.ok ? ok({ ...rest, ...parts.value }) : parts;
  }

  private later(): void {
    if (this.timer !== undefined) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), SETTLE);
  }

  private async write(): Promise<void> {
    const { info } = this.stores.run.getState();
    if (info === undefined || this.stores.play.getState().playing) return;
    const { id } = this.stores.run.getState();
    const hash = await this.hash();
    // The entry of the browser's history is another one by now.
    if (id !== this.stores.run.getState().id) return;
    if (hash !== location.hash) history.replaceState(history.state, '', hash ?? location.pathname + location.search);
  }

  /** The hash part of the link; undefined when it would be too long. */
  private async hash(): Promise<string | undefined> {
    const run = this.stores.run.getState();
    if (run.info === undefined) return undefined;
    const source = await this.sourceOf(run);
    if (source === undefined) return undefined;
    const hash = await writeLink(this.picture(), source);
    return hash.length > MAX_LINK ? undefined : hash;
  }

  private sourceOf(run: RunState): Promise<string | undefined> {
    if (this.source?.run !== run) this.source = { run, text: this.scenarioPart(run) };
    return this.source.text;
  }

  /** What is on the screen. */
  private picture(): Picture {
    const { info } = this.stores.run.getState();
    const { screen } = this.stores.screen.getState();
    const { language } = this.stores.view.getState();
    return {
      step: screen === undefined || screen.step === screen.steps ? undefined : screen.step,
      selection: this.stores.selection.getState().selection,
      view: seenView(this.stores.view.getState()),
      stops: this.stores.play.getState().stops.map(({ stop, on }) => ({ stop, on })),
      compare: linkCompare(this.stores.compare.getState()),
      tour: linkTour(this.stores.tour.getState()),
      hash: info?.hash,
      rungs: undefined,
      ...(language === LANGUAGES[0] ? {} : { language }),
    };
  }

  private async scenarioPart(run: RunState): Promise<string | undefined> {
    const { preset, scenario } = run;
    if (preset !== undefined) return sourceText({ kind: 'preset', name: preset, kernel: ownKernel(scenario) });
    const whole = await this.whole(run);
    return whole.ok ? sourceText({ kind: 'packed', scenario: whole.value }) : undefined;
  }

  /** The scenario as it stands, with no file beside it. */
  private async whole(run: RunState): Promise<Result<Scenario>> {
    const { scenario: opened } = run;
    const now = scenarioNow(run);
    if (opened === undefined || now === undefined)
      return fail('nothing-open', messagesOf(this.stores).notices.nothingOpen);
    const needsFile = 'file' in now.board || now.overlays?.some((overlay) => typeof overlay === 'string') === true;
    if (!needsFile) return ok(now);
    if (this.board?.of !== opened) this.board = { of: opened, parts: this.engine.board() };
    const parts = await this.board.parts;
    return parts.ok ? ok({ ...now, ...parts.value }) : parts;
  }
}

function jsonText(json: unknown): string {
  return `${JSON.stringify(json, null, 1)}\n`;
}

/** Name for a scenario as a file, by its board. */
export function scenarioFile(board = 'scenario'): string {
  return `${board.replace(/\.\w+$/, '').replaceAll(/[^\w.-]+/g, '-')}.irqscope.json`;
}

/** A link to a preset means 6.12 unless it says otherwise: see `Preset`. */
function ownKernel(scenario: Scenario | undefined): string | undefined {
  return scenario === undefined || scenario.kernel === '6.12' ? undefined : scenario.kernel;
}
