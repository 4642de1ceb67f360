/**
 * The chart of the run: asked for again when what it shows, the breakpoints or the run change, one request at a time. A
 * command brings it along, so that nothing is asked after it.
 */
import type { RunInfo, TimelineView } from '../../engine/index.ts';
import type { ChartAsk, EngineApi } from '../../worker/contract.ts';
import { activeStops } from './breakpoints.ts';
import type { Stores } from './stores.ts';

/** A part of the run, in steps. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export class Chart {
  private readonly engine: EngineApi;
  private readonly stores: Stores;
  /** What the page has room for; undefined while no chart is drawn. */
  private shown: Pick<ChartAsk, 'span' | 'width'> | undefined;
  /** What was asked for last, as text, and the run that it is of. */
  private asked: { readonly text: string; readonly info: RunInfo } | undefined;
  private busy = false;

  constructor(engine: EngineApi, stores: Stores) {
    this.engine = engine;
    this.stores = stores;
    stores.run.subscribe(() => this.follow());
    stores.play.subscribe(({ stops }, before) => {
      if (stops !== before.stops) this.follow();
    });
  }

  /** What of the run is drawn, in how many pixels; `span` undefined is all of it. */
  show(span: Span | undefined, width: number): void {
    this.shown = { span, width };
    this.follow();
  }

  /** No chart is drawn any more. */
  hide(): void {
    this.shown = undefined;
    this.asked = undefined;
    this.stores.chart.setState({ view: undefined });
  }

  /** What a command should bring along. */
  get ask(): ChartAsk | undefined {
    return this.shown === undefined
      ? undefined
      : { ...this.shown, stops: activeStops(this.stores.play.getState().stops) };
  }

  /** Takes what a command brought, before the run is known to have changed. */
  take(ask: ChartAsk | undefined, info: RunInfo, view: TimelineView | undefined): void {
    if (ask === undefined || view === undefined || this.shown === undefined) return;
    this.asked = { text: JSON.stringify(ask), info };
    this.stores.chart.setState({ view });
  }

  private follow(): void {
    if (!this.busy) void this.fetchAll();
  }

  private async fetchAll(): Promise<void> {
    this.busy = true;
    try {
      for (;;) {
        const { ask } = this;
        const { info } = this.stores.run.getState();
        if (ask === undefined || info === undefined) return;
        const text = JSON.stringify(ask);
        if (this.asked?.text === text && this.asked.info === info) return;
        const asked = { text, info };
        this.asked = asked;
        const view = await this.engine.timeline(ask);
        // A command may have brought a newer one meanwhile.
        if (view.ok && this.asked === asked) this.stores.chart.setState({ view: view.value });
      }
    } finally {
      this.busy = false;
    }
  }
}
