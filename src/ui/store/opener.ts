/** Opens scenarios: bundled ones, dropped files, links. What fails is told, and what is open stays open. */
import { ok, type Problem, type Result } from '../../base/result.ts';
import type { RunInfo, Scenario, Screen, Selection } from '../../engine/index.ts';
import type { Link } from '../../permalink/schema.ts';
import type { RightView } from '../../permalink/view-text.ts';
import type { EngineApi, Files } from '../../worker/contract.ts';
import { askOf } from './ask.ts';
import { functionOf, isSame, type Landing, lasting, originOf } from './landing.ts';
import { linkView, viewState } from './link-view.ts';
import { comesFrom } from './navigator.ts';
import { alarm, forget, report, tell } from './notices.ts';
import { boardFiles, type Preset, presetOf, PRESETS } from './presets.ts';
import { DEFAULT_TEXT, type Stores } from './stores.ts';
import { withProgress } from './tracked-engine.ts';

export class Opener {
  private readonly engine: EngineApi;
  private readonly stores: Stores;
  private turn = 0;
  /** The remarks that were told last. */
  private said = '';

  constructor(engine: EngineApi, stores: Stores) {
    this.engine = engine;
    this.stores = stores;
  }

  async preset(preset: Preset, kernel: string | undefined, landing: Landing = {}): Promise<boolean> {
    const asked = { ...preset.scenario, ...(kernel === undefined ? {} : { kernel }) } as Scenario;
    const fetched = await this.boardOf(asked);
    if (!fetched.ok) {
      report(this.stores, `Could not open ${preset.title}`, fetched.error);
      return false;
    }
    return this.scenario(asked, fetched.value, { ...landing, preset: preset.name });
  }

  async link(link: Link): Promise<boolean> {
    const landing = { step: link.step, selection: link.selection, view: link.view, hash: link.hash };
    if (link.source.kind === 'preset') {
      const { name, kernel } = link.source;
      const preset = PRESETS.find((one) => one.name === name);
      if (preset !== undefined) return this.preset(preset, kernel, landing);
      report(this.stores, 'Could not open the link', {
        code: 'link-preset',
        message: `The link names the scenario ${name}, which is not bundled here.`,
        hint: 'Choose one of the board menu.',
      });
      return false;
    }
    const scenario = link.source.scenario as Scenario;
    const fetched = await this.boardOf(scenario);
    return this.scenario(scenario, fetched.ok ? fetched.value : new Map(), landing);
  }

  async dropped(name: string, files: Files): Promise<boolean> {
    const read = await withProgress(this.stores, `Reading ${name}`, () => this.engine.read(name, files));
    if (!read.ok) {
      report(this.stores, `Could not open ${name}`, read.error);
      return false;
    }
    const bundled = await this.boardOf(read.value);
    return this.scenario(read.value, bundled.ok ? new Map([...bundled.value, ...files]) : files, {});
  }

  /** The same scenario on another kernel. */
  async kernel(version: Scenario['kernel']): Promise<void> {
    const { scenario, files, preset } = this.stores.run.getState();
    if (scenario === undefined || scenario.kernel === version) return;
    const view = linkView(this.stores.view.getState());
    await this.scenario({ ...scenario, kernel: version }, files, { preset, ...lasting(this.stores), view });
  }

  /** An edited scenario, in place of what it was made of. What is wrong with it is for the editor to show. */
  async edited(scenario: Scenario, files: Files): Promise<Result<RunInfo>> {
    const landing = {
      preset: presetOf(scenario),
      ...lasting(this.stores),
      view: linkView(this.stores.view.getState()),
    };
    const opened = await this.open(scenario, files, landing);
    const isThere = this.stores.screen.getState().screen?.inspect !== undefined;
    if (opened.ok && !isThere) this.stores.selection.setState({ selection: undefined });
    return opened;
  }

  async scenario(scenario: Scenario, files: Files, landing: Landing): Promise<boolean> {
    const opened = await this.open(scenario, files, landing);
    if (!opened.ok && opened.error !== OVERTAKEN)
      report(this.stores, `Could not open ${nameOf(scenario)}`, opened.error);
    return opened.ok;
  }

  private async open(scenario: Scenario, files: Files, landing: Landing): Promise<Result<RunInfo>> {
    const turn = ++this.turn;
    this.stores.play.setState({ playing: false });
    const opened = await withProgress(this.stores, `Opening ${nameOf(scenario)}`, (progress) =>
      this.engine.open(scenario, files, progress),
    );
    if (turn !== this.turn) return { ok: false, error: OVERTAKEN };
    if (opened.ok) await this.show(opened.value, scenario, files, landing);
    return opened;
  }

  /** Looks at what there is, goes to where the landing says, and only then puts it all on the screen at once. */
  private async show(info: RunInfo, scenario: Scenario, files: Files, landing: Landing): Promise<void> {
    const { stores, engine } = this;
    const end = await engine.move({ to: 'end' }, PROBE);
    const available: readonly RightView[] = end.ok ? availableIn(end.value) : ['irqs'];
    const wanted = viewState(landing.view, stores.view.getState(), available);
    const view = { ...wanted, bdf: wanted.bdf ?? functionOf(landing.selection) };
    const step = Math.min(landing.step ?? info.steps, info.steps);
    // From the step before, so that what that one step changed is what is marked.
    const look = async (selected: Selection | undefined): Promise<Result<Screen>> => {
      await engine.move({ to: 'step', step: comesFrom(step - 1) }, {});
      return engine.move({ to: 'step', step }, askOf(view, selected));
    };
    const { origin } = landing;
    let { selection } = landing;
    let screen = await look(selection);
    if (origin !== undefined && screen.ok && !isSame(originOf(screen.value), origin)) {
      selection = origin;
      screen = await look(selection);
    }
    stores.view.setState(view);
    stores.selection.setState({ selection });
    stores.run.setState({
      info,
      scenario,
      files,
      preset: landing.preset,
      available,
      functions: end.ok ? (end.value.msix?.functions ?? []) : [],
    });
    if (screen.ok) stores.screen.setState({ screen: screen.value });
    else report(stores, 'Could not show the run', screen.error);
    if (landing.hash !== undefined && landing.hash !== info.hash) tell(stores, 'The model has changed', CHANGED);
    this.remark(info);
  }

  /** What to know of a board is said once, not again with each edit of it. */
  private remark({ board, remarks, panic }: RunInfo): void {
    const text = remarks.join(' ');
    const said = `${board}: ${panic ?? ''} ${text}`;
    if (said === this.said) return;
    this.said = said;
    forget(this.stores, ABOUT);
    forget(this.stores, STOPPED);
    if (panic !== undefined) alarm(this.stores, STOPPED, panic.replace(/\.?$/, '.'));
    if (text !== '') tell(this.stores, ABOUT, text);
  }

  private async boardOf(scenario: Scenario): Promise<Result<Files>> {
    const board = (scenario as Partial<Scenario>).board;
    return board !== undefined && typeof board === 'object' && 'bundled' in board
      ? boardFiles(board.bundled)
      : ok(new Map());
  }
}

const ABOUT = 'Good to know';
const STOPPED = 'Linux did not get to the end';

/** What became of an opening when another one was asked for meanwhile: nobody needs to be told. */
const OVERTAKEN: Problem = { code: 'overtaken', message: 'Another scenario was opened meanwhile.' };

function nameOf(scenario: Scenario): string {
  return scenario.title ?? 'the scenario';
}

const CHANGED =
  'This link was made with another version of irqscope. The same scenario now gives another run, so the picture may differ.';

/** Asks for a little of everything, to see what there is. */
const PROBE = {
  irqs: { first: 0, count: 1 },
  msix: { bdf: undefined, first: 0, count: 1 },
  its: { first: 0, count: 1 },
  registers: { block: undefined },
  dmesg: true,
  text: DEFAULT_TEXT,
} as const;

function availableIn(screen: Screen): RightView[] {
  const views: RightView[] = ['irqs'];
  if ((screen.msix?.functions.length ?? 0) > 0) views.push('msix');
  if ((screen.its?.total ?? 0) > 0) views.push('its');
  if ((screen.registers?.blocks.length ?? 0) > 0) views.push('registers');
  if (screen.text !== undefined) views.push('proc');
  if ((screen.dmesg?.length ?? 0) > 0) views.push('dmesg');
  views.push('script');
  return views;
}
