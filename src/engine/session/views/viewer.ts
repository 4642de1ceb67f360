/** A session as screens look at it: with the indexes that views share and keep up to date as the run grows. */
import type { Session } from '../session.ts';
import type { TimelineAsk, TimelineView } from '../view-types/timeline.ts';
import type { TopologyPlan } from '../view-types/topology.ts';
import { SourceIndex } from './sources.ts';
import { TimelineIndex } from './timeline.ts';
import { topologyPlan } from './topology.ts';

export class Viewer {
  readonly session: Session;
  readonly sources: SourceIndex;
  private readonly index: TimelineIndex;
  private planned: { readonly length: number; readonly plan: TopologyPlan } | undefined;

  constructor(session: Session) {
    this.session = session;
    this.sources = new SourceIndex(session.rec);
    this.index = new TimelineIndex(session.rec);
  }

  /** Everything that is ever in the picture; made anew when the run has grown. */
  get plan(): TopologyPlan {
    const { cursor, rec } = this.session;
    if (this.planned === undefined || this.planned.length !== rec.trace.length) {
      const before = cursor.position;
      cursor.seek(rec.trace.length);
      this.planned = { length: rec.trace.length, plan: topologyPlan(cursor, this.sources) };
      cursor.seek(before);
    }
    return this.planned.plan;
  }

  timeline(ask: TimelineAsk): TimelineView {
    return this.index.window(ask);
  }
}
