/**
 * Moves through the run. One request is under way at a time; what comes meanwhile is put together into one more, so that
 * a held key or a dragged scrubber never builds a queue.
 */
import type { Result } from '../../base/result.ts';
import type { Command, Move, Screen, Selection } from '../../engine/index.ts';
import type { EngineApi, Ran } from '../../worker/contract.ts';
import { askOf } from './ask.ts';
import { activeStops } from './breakpoints.ts';
import type { Chart } from './chart.ts';
import { changed } from './history.ts';
import { report } from './notices.ts';
import { type Stores, versionNow } from './stores.ts';
import { messagesOf } from './messages.ts';

/** What waits: a move, or so many single steps on top of where the one under way ends. */
type Waiting =
  | { readonly kind: 'move'; readonly move: Move }
  | { readonly kind: 'steps'; readonly count: number }
  | { readonly kind: 'arrive'; readonly from: number; readonly step: number };

export class Navigator {
  private readonly engine: EngineApi;
  private readonly stores: Stores;
  private readonly chart: Chart;
  private waiting: Waiting | undefined;
  private underWay = false;
  /** Settles when nothing more is under way. */
  private running: Promise<void> = Promise.resolve();
  /** Commands that run. */
  private commands = 0;

  constructor(engine: EngineApi, stores: Stores, chart: Chart) {
    this.engine = engine;
    this.stores = stores;
    this.chart = chart;
  }

  get busy(): boolean {
    return this.underWay || this.commands > 0;
  }

  /** Runs a command and goes to its end: one call to the engine. Moves asked for meanwhile go on from there. */
  async command(command: Command): Promise<Result<Ran>> {
    const { selection } = this.stores.selection.getState();
    const chart = this.chart.ask;
    this.commands++;
    // What waits would lead away from the command's end.
    this.waiting = undefined;
    try {
      const ran = await this.engine.command(command, { screen: askOf(this.stores.view.getState(), selection), chart });
      if (ran.ok) {
        this.chart.take(chart, ran.value.info, ran.value.chart);
        const { info } = ran.value;
        this.stores.run.setState((run) => {
          const before = versionNow(run);
          const history =
            before === undefined ? run.history : changed(run.history, { kind: 'command', command }, before);
          return { info, preset: undefined, history };
        });
        this.show(ran.value.screen, selection);
      }
      return ran;
    } finally {
      this.commands--;
      this.start();
    }
  }

  go(move: Move): void {
    if (move.to === 'in') this.walk(move.direction);
    else this.put({ kind: 'move', move });
  }

  /** So many steps from here, forward or back. */
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

  /** The same, and resolves when it is on the screen, or overtaken. */
  async visit(from: number, step: number): Promise<void> {
    this.across(from, step);
    await this.running;
  }

  /** Asks again for what is on the screen, because something else is on it now. */
  refresh(): void {
    if (this.waiting === undefined) this.put({ kind: 'move', move: { to: 'here' } });
  }

  private put(waiting: Waiting): void {
    this.waiting = waiting;
    this.start();
  }

  private start(): void {
    if (!this.busy && this.waiting !== undefined && this.stores.run.getState().info !== undefined)
      this.running = this.run();
  }

  private async run(): Promise<void> {
    this.underWay = true;
    try {
      while (this.waiting !== undefined && this.commands === 0) {
        const { waiting } = this;
        this.waiting = undefined;
        const { selection } = this.stores.selection.getState();
        const ask = askOf(this.stores.view.getState(), selection);
        const from = waiting.kind === 'arrive' ? waiting.from : undefined;
        const result = await this.engine.move(this.asMove(waiting), ask, from);
        if (result.ok) this.show(result.value, selection);
        else {
          this.stores.play.setState({ playing: false });
          report(this.stores, messagesOf(this.stores).notices.couldNotGo, result.error);
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
