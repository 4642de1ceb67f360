/** Keeps the address bar at what is on the screen, and says what to share. */
import { fail, formatProblem, ok, type Result } from '../../base/result.ts';
import { LANGUAGES } from '../../engine/api/messages/language.ts';
import type { Scenario } from '../../engine/index.ts';
import { MAX_LINK, sourceText, writeLink } from '../../permalink/link.ts';
import type { Link } from '../../permalink/schema.ts';
import type { EngineApi, TreeParts } from '../../worker/contract.ts';
import { seenView } from './link-view.ts';
import { type RunState, scenarioNow, type Stores } from './stores.ts';
import { messagesOf } from './messages.ts';

export type Shared =
  | { readonly kind: 'link'; readonly url: string }
  /** Too long for a link, or not to be put into one: the scenario as a file. */
  | { readonly kind: 'file'; readonly why: string; readonly name: string; readonly text: string };

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
    for (const store of [stores.screen, stores.selection, stores.view, stores.run]) store.subscribe(() => this.later());
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

  async share(): Promise<Shared> {
    const { machine } = this.stores.run.getState();
    if (machine !== undefined) {
      // As the engine keeps it: blanked.
      const text = await this.engine.dump();
      const why = messagesOf(this.stores).app.share.machine;
      return { kind: 'file', why, name: machine.name, text: text.ok ? text.value : '' };
    }
    const hash = await this.hash();
    if (hash !== undefined) return { kind: 'link', url: `${location.origin}${location.pathname}${hash}` };
    const run = this.stores.run.getState();
    const scenario = await this.whole(run);
    const name = scenarioFile(run.info?.board);
    if (scenario.ok) {
      const why = messagesOf(this.stores).app.share.tooLarge;
      return { kind: 'file', why, name, text: `${JSON.stringify(scenario.value, null, 1)}\n` };
    }
    return { kind: 'file', why: formatProblem(scenario.error), name, text: '' };
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
    const { screen } = this.stores.screen.getState();
    if (run.info === undefined) return undefined;
    if (this.source?.run !== run) this.source = { run, text: this.scenarioPart(run) };
    const source = await this.source.text;
    if (source === undefined) return undefined;
    const { language } = this.stores.view.getState();
    const link: Link = {
      source: { kind: 'packed', scenario: undefined },
      step: screen === undefined || screen.step === screen.steps ? undefined : screen.step,
      selection: this.stores.selection.getState().selection,
      view: seenView(this.stores.view.getState()),
      hash: run.info.hash,
      ...(language === LANGUAGES[0] ? {} : { language }),
    };
    const hash = writeLink(link, source);
    return hash.length > MAX_LINK ? undefined : hash;
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

/** Name for a scenario as a file, by its board. */
export function scenarioFile(board = 'scenario'): string {
  return `${board.replace(/\.\w+$/, '').replaceAll(/[^\w.-]+/g, '-')}.irqscope.json`;
}

/** A link to a preset means 6.12 unless it says otherwise: see `Preset`. */
function ownKernel(scenario: Scenario | undefined): string | undefined {
  return scenario === undefined || scenario.kernel === '6.12' ? undefined : scenario.kernel;
}
