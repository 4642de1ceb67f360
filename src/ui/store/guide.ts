/** Leads through a tour: opens its scenario, finds its stops one after another, and shows what each asks for. */
import { fail, ok, type Problem, type Result } from '../../base/result.ts';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { Tour, TourStop } from '../../engine/index.ts';
import type { LinkTour } from '../../permalink/tour-text.ts';
import type { EngineApi, Files } from '../../worker/contract.ts';
import { messagesOf } from './messages.ts';
import type { Navigator } from './navigator.ts';
import { report } from './notices.ts';
import type { Opener } from './opener.ts';
import { PRESETS } from '../../permalink/presets.ts';
import { remember } from './remembered.ts';
import type { Stores } from './stores.ts';
import { hold } from './tracked-engine.ts';
import { findPlace, type Found } from './tour-places.ts';
import { type BundledTour, bundledTour, fetchTour, selectionOf } from './tours.ts';

const HINT = 'irqscope-hint';
/** The tour for those who ask for a next stop and are in none. */
const FIRST: BundledTour = 'gicv3';

export class Guide {
  private readonly engine: EngineApi;
  private readonly stores: Stores;
  private readonly navigator: Navigator;
  private readonly opener: Opener;
  /** The next stop is looked for: who asks once more meanwhile means that one. */
  private seeking = false;

  constructor(engine: EngineApi, stores: Stores, navigator: Navigator, opener: Opener) {
    this.engine = engine;
    this.stores = stores;
    this.navigator = navigator;
    this.opener = opener;
    opener.onTour = (tour, files) => this.walk(tour, undefined, files);
    opener.onResume = async (tour) => {
      const release = hold(this.stores);
      await this.resume(tour).finally(release);
    };
    // Whoever opens something else, or adds to the script, has left the tour: its steps are of another run.
    stores.run.subscribe(({ info }, before) => {
      if (info !== before.info) this.end();
    });
    stores.screen.subscribe(({ screen }) => {
      const { tour, at, steps, away } = stores.tour.getState();
      const isAway = tour !== undefined && screen !== undefined && screen.step !== steps[at];
      if (isAway !== away) stores.tour.setState({ away: isAway });
    });
  }

  private get messages(): PageMessages {
    return messagesOf(this.stores);
  }

  /** A bundled tour from its first stop. */
  async start(name: BundledTour): Promise<void> {
    const release = hold(this.stores);
    try {
      const tour = await this.load(name);
      if (tour.ok) await this.walk(tour.value, name, new Map());
      else this.refuse(tour.error);
    } finally {
      release();
    }
  }

  /** To the next stop that this run has. */
  async next(): Promise<void> {
    const { tour, at, steps, answer } = this.stores.tour.getState();
    if (tour === undefined) return this.start(FIRST);
    if (this.seeking) return;
    this.seeking = true;
    try {
      for (let stop = at + 1; stop < tour.stops.length; stop++) {
        const wanted = tour.stops[stop];
        const found = wanted === undefined ? undefined : await this.find(wanted, steps[at] ?? -1);
        // Something else may have been opened meanwhile.
        if (this.stores.tour.getState().tour !== tour) return;
        if (wanted === undefined || found === undefined) continue;
        const kept = steps.slice(0, at + 1);
        kept[stop] = found.step;
        const predicted = answer === undefined ? undefined : { stop: at, answer };
        this.stores.tour.setState({ at: stop, steps: kept, answer: undefined, predicted });
        this.show(wanted, found);
        return;
      }
      if (at < 0) this.refuse({ code: 'tour-elsewhere', message: this.messages.notices.tourElsewhere });
    } finally {
      this.seeking = false;
    }
  }

  /** To the stop that one has moved on from, else to the one before; those that were left out are left out again. */
  async back(): Promise<void> {
    const { tour, at, steps, away } = this.stores.tour.getState();
    const to = away ? at : steps.findLastIndex((step, stop) => step !== undefined && stop < at);
    const stop = tour?.stops[to];
    const step = steps[to];
    if (stop === undefined || step === undefined) return;
    if (to !== at) this.stores.tour.setState({ at: to, answer: undefined, predicted: undefined });
    // Found again as it was found first, from the stop before it.
    const after = steps.findLast((one, index) => one !== undefined && index < to) ?? -1;
    this.show(stop, (await this.find(stop, after)) ?? { from: step - 1, step });
  }

  /** What one thinks will happen next; the first answer counts. */
  answer(answer: number): void {
    if (this.stores.tour.getState().answer === undefined) this.stores.tour.setState({ answer });
  }

  end(): void {
    this.stores.tour.setState({ tour: undefined, name: undefined, away: false, predicted: undefined });
  }

  /** Whether to say what to press: until someone has dismissed it or taken a tour. */
  showHintToNewcomers(): void {
    try {
      if (localStorage.getItem(HINT) === null) this.stores.tour.setState({ hint: true });
    } catch {
      // Without storage the hint would come every time, so it does not come at all.
    }
  }

  dismissHint(): void {
    this.stores.tour.setState({ hint: false });
    remember(HINT, 'seen');
  }

  private async load(name: BundledTour): Promise<Result<Tour>> {
    const json = await fetchTour(name, this.messages);
    return json.ok ? this.engine.tour(json.value) : json;
  }

  /** A tour from its first stop, of which the name says that it is bundled. */
  private async walk(tour: Tour, name: BundledTour | undefined, files: Files): Promise<void> {
    if (!(await this.enter(tour, files))) return;
    this.dismissHint();
    this.stores.tour.setState({ tour, name, at: -1, steps: [], answer: undefined, predicted: undefined });
    await this.next();
    if (this.stores.tour.getState().at < 0) this.end();
  }

  /** Opens the scenario that a tour walks through; false where that cannot be had, which is told. */
  private async enter({ bundled, kernel, scenario }: Tour, files: Files): Promise<boolean> {
    if (scenario !== undefined) return this.opener.packed(scenario, files, {});
    const { info, preset: open, machine } = this.stores.run.getState();
    if (bundled === undefined) {
      if (info !== undefined && machine === undefined) return true;
      const { notices: say } = this.messages;
      this.refuse({ code: 'tour-nothing-open', message: say.tourNeedsBoard, hint: say.functionsAloneHint });
      return false;
    }
    const preset = PRESETS.find(({ name }) => name === bundled);
    if (preset === undefined) {
      const { notices: say } = this.messages;
      const known = PRESETS.map(({ name }) => name);
      this.refuse({
        code: 'tour-preset',
        message: say.tourUnbundled({ name: bundled }),
        where: { path: 'bundled' },
        hint: say.tourUnbundledHint({ known }),
      });
      return false;
    }
    const wanted = kernel ?? info?.kernel;
    return (open === preset.name && info?.kernel === wanted) || this.opener.preset(preset, wanted);
  }

  /** Goes on with a tour in the run that a link has opened, which stays where the link says. */
  private async resume(link: LinkTour): Promise<void> {
    const { info } = this.stores.run.getState();
    const read = await this.read(link);
    if (!read.ok) {
      this.refuse(read.error);
      return;
    }
    const { tour, name } = read.value;
    const steps: (number | undefined)[] = [];
    const last = Math.min(link.at, tour.stops.length - 1);
    for (const [stop, wanted] of tour.stops.slice(0, last + 1).entries()) {
      const found = await this.find(wanted, steps.findLast((step) => step !== undefined) ?? -1);
      if (found !== undefined) steps[stop] = found.step;
    }
    const { screen } = this.stores.screen.getState();
    if (info === undefined || info !== this.stores.run.getState().info) return;
    const at = steps.findLastIndex((step) => step !== undefined);
    const away = screen?.step !== steps[at];
    if (at >= 0) this.stores.tour.setState({ tour, name, at, steps, away, answer: undefined, predicted: undefined });
    // The engine has been elsewhere to find them.
    if (screen !== undefined) this.navigator.arrive(screen.step);
  }

  private async read(link: LinkTour): Promise<Result<{ readonly tour: Tour; readonly name: BundledTour | undefined }>> {
    const { notices: say } = this.messages;
    const name = link.kind === 'bundled' ? bundledTour(link.name) : undefined;
    if (link.kind === 'bundled' && name === undefined)
      return fail('tour-unknown', say.tourUnknown({ name: link.name }));
    const tour = link.kind === 'own' ? await this.engine.tour(link.tour) : await this.load(name ?? FIRST);
    return tour.ok ? ok({ tour: tour.value, name }) : tour;
  }

  private refuse(problem: Problem): void {
    report(this.stores, this.messages.notices.couldNotTour, problem);
  }

  private async find({ at }: TourStop, after: number): Promise<Found | undefined> {
    const { info } = this.stores.run.getState();
    return info === undefined ? undefined : findPlace(this.engine, info, at, after);
  }

  private show({ show = {}, select }: TourStop, { from, step }: Found): void {
    const { left, right, pane } = show;
    const { available } = this.stores.run.getState();
    this.stores.play.setState({ playing: false });
    const selection = select === undefined ? undefined : selectionOf(select);
    this.stores.view.setState((view) => ({
      left: left ?? view.left,
      right: right !== undefined && available.includes(right) ? right : view.right,
      phonePane: pane ?? view.phonePane,
      bdf: select !== undefined && 'bdf' in select ? select.bdf : view.bdf,
    }));
    this.stores.selection.setState({ selection });
    this.stores.tour.setState({ away: false });
    this.navigator.across(from, step);
  }
}
