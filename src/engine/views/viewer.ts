/** A session as screens look at it: with the indexes that views share and keep up to date as the run grows. */
import type { Session } from '../run/session.ts';
import type { Selection } from '../api/selection.ts';
import type { TimelineAsk, TimelineView } from '../api/timeline.ts';
import type { TopologyPlan } from '../api/topology.ts';
import { type Members, membersOf } from '../record/members.ts';
import { type Entry, searchEntries } from './search/search-index.ts';
import { History } from '../record/history.ts';
import type { IrqLives } from '../record/irq-lives.ts';
import { CallIndex } from './inspect/code.ts';
import { SourceIndex } from '../record/sources.ts';
import { type Remarks, remarksOn } from './remarks.ts';
import { stopTest } from './time/next.ts';
import { TimelineIndex } from './time/timeline.ts';
import { TopologyIndex } from './topology/lookup.ts';

const MAX_MEMBERSHIPS = 32;

export class Viewer {
  readonly session: Session;
  readonly sources: SourceIndex;
  readonly topology: TopologyIndex;
  /** When things last changed. */
  readonly history: History;
  readonly calls: CallIndex;
  readonly remarks: Remarks;
  private readonly index: TimelineIndex;
  private readonly memberships = new Map<string, { readonly length: number; readonly members: Members }>();
  private named: { readonly length: number; readonly entries: readonly Entry[] } | undefined;

  constructor(session: Session) {
    this.session = session;
    this.sources = new SourceIndex(session.rec);
    this.topology = new TopologyIndex(session, this.sources);
    this.history = new History(session.rec);
    this.calls = new CallIndex(session.rec);
    this.remarks = remarksOn(session);
    this.index = new TimelineIndex(session.rec);
  }

  /** Which device has which interrupts, over the run as long as it is now. */
  get irqs(): IrqLives {
    this.topology.refresh();
    return this.topology.irqs;
  }

  /** The domain with this id, or the one that stands in its place at the cursor's step; undefined while there is none. */
  domainNow(id: number): number | undefined {
    const { cursor, rec } = this.session;
    this.topology.refresh();
    const { domains } = this.topology;
    const key = domains.keyOf(id);
    const life = key === undefined ? undefined : domains.at(key, cursor.position);
    if (life !== undefined && cursor.isAlive(life.id)) return life.id;
    return rec.types[id] !== undefined && cursor.isAlive(id) ? id : undefined;
  }

  /** Everything that is ever in the picture. */
  get plan(): TopologyPlan {
    return this.topology.plan;
  }

  timeline(ask: TimelineAsk): TimelineView {
    return this.index.window(ask, stopTest(this, ask.stops ?? []));
  }

  /** All that has a name; found anew when the run has grown. */
  get entries(): readonly Entry[] {
    const { length } = this.session.rec.trace;
    if (this.named?.length !== length) this.named = { length, entries: searchEntries(this.session) };
    return this.named.entries;
  }

  /** What belongs to a selection, over the run as long as it is now. */
  members(selection: Selection): Members {
    const { rec } = this.session;
    const key = JSON.stringify(selection);
    const known = this.memberships.get(key);
    if (known !== undefined && known.length === rec.trace.length) return known.members;
    const members = membersOf(rec, selection);
    // The oldest goes: people ask about one selection and a few breakpoints, again and again.
    if (this.memberships.size >= MAX_MEMBERSHIPS)
      for (const oldest of [...this.memberships.keys()].slice(0, 1)) this.memberships.delete(oldest);
    this.memberships.set(key, { length: rec.trace.length, members });
    return members;
  }
}
