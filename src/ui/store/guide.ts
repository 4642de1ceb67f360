/** Leads through a tour: opens its scenario, finds its stops one after another, and shows what each asks for. */
import type { Move, RunInfo } from '../../engine/index.ts';
import type { EngineApi } from '../../worker/contract.ts';
import type { Navigator } from './navigator.ts';
import type { Opener } from './opener.ts';
import { PRESETS } from '../../permalink/presets.ts';
import { remember } from './remembered.ts';
import type { Stores } from './stores.ts';
import { type Place, type Tour, type TourStop, TOURS } from './tours.ts';

/** Where a stop was found, and from where to look at it: all in between is shown as changed. */
interface Found {
  readonly from: number;
  readonly step: number;
}

const HINT = 'irqscope-hint';
/** The tour for those who ask for a next stop and are in none. */
const FIRST: Tour['id'] = 'gicv3';

export class Guide {
  private readonly engine: EngineApi;
  private readonly stores: Stores;
  private readonly navigator: Navigator;
  private readonly opener: Opener;

  constructor(engine: EngineApi, stores: Stores, navigator: Navigator, opener: Opener) {
    this.engine = engine;
    this.stores = stores;
    this.navigator = navigator;
    this.opener = opener;
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

  async start(id: Tour['id']): Promise<void> {
    const tour = TOURS.find((one) => one.id === id);
    const preset = PRESETS.find(({ name }) => name === tour?.preset);
    if (tour === undefined || preset === undefined) return;
    const { info, preset: open } = this.stores.run.getState();
    const kernel = tour.kernel ?? info?.kernel;
    if ((open !== preset.name || info?.kernel !== kernel) && !(await this.opener.preset(preset, kernel))) return;
    this.dismissHint();
    this.stores.tour.setState({ tour, at: -1, steps: [], answer: undefined });
    await this.next();
  }

  /** To the next stop that this run has. */
  async next(): Promise<void> {
    const { tour, at, steps } = this.stores.tour.getState();
    if (tour === undefined) return this.start(FIRST);
    for (let stop = at + 1; stop < tour.stops.length; stop++) {
      const wanted = tour.stops[stop];
      const found = wanted === undefined ? undefined : await this.find(wanted.place, steps[at] ?? 0);
      if (wanted === undefined || found === undefined) continue;
      const kept = steps.slice(0, at + 1);
      kept[stop] = found.step;
      this.stores.tour.setState({ at: stop, steps: kept, answer: undefined });
      this.show(wanted, found);
      return;
    }
  }

  /** To the stop that one has moved on from, else to the one before; those that were left out are left out again. */
  async back(): Promise<void> {
    const { tour, at, steps, away } = this.stores.tour.getState();
    const to = away ? at : steps.findLastIndex((step, stop) => step !== undefined && stop < at);
    const stop = tour?.stops[to];
    const step = steps[to];
    if (stop === undefined || step === undefined) return;
    this.stores.tour.setState({ at: to, answer: undefined });
    // Found again as it was found first, from the stop before it.
    const after = steps.findLast((one, index) => one !== undefined && index < to) ?? 0;
    this.show(stop, (await this.find(stop.place, after)) ?? { from: step - 1, step });
  }

  /** What one thinks will happen next; the first answer counts. */
  answer(answer: number): void {
    if (this.stores.tour.getState().answer === undefined) this.stores.tour.setState({ answer });
  }

  end(): void {
    this.stores.tour.setState({ tour: undefined, away: false });
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

  private async find(place: Place, after: number): Promise<Found | undefined> {
    const { info } = this.stores.run.getState();
    return info === undefined ? undefined : findPlace(this.engine, info, place, after);
  }

  private show({ left, right, selection, pane }: TourStop, { from, step }: Found): void {
    const { available } = this.stores.run.getState();
    this.stores.play.setState({ playing: false });
    this.stores.view.setState((view) => ({
      left: left ?? view.left,
      right: right !== undefined && available.includes(right) ? right : view.right,
      phonePane: pane,
      bdf: selection !== undefined && 'bdf' in selection ? selection.bdf : view.bdf,
    }));
    this.stores.selection.setState({ selection });
    this.stores.tour.setState({ away: false });
    this.navigator.across(from, step);
  }
}

/** Where a stop of a tour is in a run, after a step; undefined where the run has no such place. */
export async function findPlace(
  engine: Pick<EngineApi, 'move'>,
  info: Pick<RunInfo, 'steps' | 'commands'>,
  place: Place,
  after: number,
): Promise<Found | undefined> {
  /** The step that a move from another leads to; where there is none, that other one. */
  const moved = async (move: Move, from: number): Promise<number> => {
    const found = await engine.move(move, {}, from);
    return found.ok ? found.value.step : from;
  };
  switch (place.at) {
    case 'start':
      return { from: -1, step: 0 };
    case 'end':
      return { from: info.steps - 1, step: info.steps };
    case 'before':
    case 'after': {
      const ran = info.commands[place.command];
      if (ran === undefined) return undefined;
      return place.at === 'before' ? { from: ran.from - 1, step: ran.from } : { from: ran.from, step: ran.to };
    }
    case 'next': {
      const { at: _at, done = false, ...wanted } = place;
      const begin = await moved({ to: 'next', direction: 1, ...wanted }, after);
      if (begin === after) return undefined;
      return { from: begin - 1, step: done ? await moved({ to: 'out', direction: 1 }, begin) : begin };
    }
  }
}
