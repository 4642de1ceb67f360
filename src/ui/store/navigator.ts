/**
 * Moves through the run. One request is under way at a time; what comes meanwhile is put together into one more, so that
 * a held key or a dragged scrubber never builds a queue.
 */
import type { EngineApi } from '../../worker/contract.ts';
import type { Move, Screen, Selection } from '../../engine/index.ts';
import { askOf } from './ask.ts';
import { activeStops } from './breakpoints.ts';
import { report } from './notices.ts';
import type { Stores } from './stores.ts';

/** What waits: a move, or so many single steps on top of where the one under way ends. */
type Waiting =
  | { readonly kind: 'move'; readonly move: Move }
  | { readonly kind: 'steps'; readonly count: number }
  | { readonly kind: 'arrive'; readonly from: number; readonly step: number };

export class Navigator {
  private readonly engine: EngineApi;
  private readonly stores: Stores;
  private waiting: Waiting | undefined;
  private underWay = false;

  constructor(engine: EngineApi, stores: Stores) {
    this.engine = engine;
    this.stores = stores;
  }

  get busy(): boolean {
    return this.underWay;
  }

  go(move: Move): void {
    if (move.to === 'in') this.walk(move.direction);
    else this.put({ kind: 'move', move });
  }

  /** So many steps from here, forth or back. */
  walk(count: number): void {
    const before = this.waiting?.kind === 'steps' ? this.waiting.count : 0;
    this.put({ kind: 'steps', count: before + count });
  }

  /** So many steps on, as far as no breakpoint is met. */
  play(count: number): void {
    const stops = activeStops(this.stores.play.getState().stops);
    this.put({ kind: 'move', move: { to: 'run', count, stops } });
  }

  /** Goes to a step from the one before it, so that what is shown as changed is what that one step changed. */
  arrive(step: number): void {
    this.across(step - 1, step);
  }

  /** Goes to a step from another, so that all that lies between is shown as changed: a command of the script. */
  across(from: number, step: number): void {
    this.put({ kind: 'arrive', from, step });
  }

  /** Asks again for what is on the screen, because something else is on it now. */
  refresh(): void {
    if (this.waiting === undefined) this.put({ kind: 'move', move: { to: 'here' } });
  }

  private put(waiting: Waiting): void {
    this.waiting = waiting;
    if (!this.underWay && this.stores.run.getState().info !== undefined) void this.run();
  }

  private async run(): Promise<void> {
    this.underWay = true;
    try {
      while (this.waiting !== undefined) {
        const { waiting } = this;
        this.waiting = undefined;
        if (waiting.kind === 'arrive') await this.engine.move({ to: 'step', step: comesFrom(waiting.from) }, {});
        const move = this.asMove(waiting);
        const { selection } = this.stores.selection.getState();
        const result = await this.engine.move(move, askOf(this.stores.view.getState(), selection));
        if (result.ok) this.show(result.value, selection);
        else {
          this.stores.play.setState({ playing: false });
          report(this.stores, 'Could not go there', result.error);
        }
      }
    } finally {
      this.underWay = false;
    }
  }

  private asMove(waiting: Waiting): Move {
    if (waiting.kind === 'move') return waiting.move;
    if (waiting.kind === 'arrive') return { to: 'step', step: waiting.step };
    const { screen } = this.stores.screen.getState();
    if (waiting.count === 1 || waiting.count === -1) return { to: 'in', direction: waiting.count };
    return { to: 'step', step: Math.max(0, (screen?.step ?? 0) + waiting.count) };
  }

  private show(screen: Screen, asked: Selection | undefined): void {
    const { play, selection } = this.stores;
    if (screen.stopped === true) play.setState({ playing: false });
    // A domain that was made anew is followed, as long as nothing else was selected meanwhile.
    const now = screen.inspect?.selection;
    if (now?.kind === 'domain' && asked?.kind === 'domain' && now.id !== asked.id)
      selection.setState((state) => (state.selection === asked ? { selection: now } : state));
    this.stores.screen.setState({ screen });
  }
}

/** Before the start there is nothing to come from: it is reached from the step after it. */
export function comesFrom(step: number): number {
  return step < 0 ? 1 : step;
}
