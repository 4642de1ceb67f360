/** A machine as screens look at it: a snapshot, and the indexes that rooms of views keep over it. */
import type { InspectView } from '../api/inspect.ts';
import type { RunInfo } from '../api/run.ts';
import type { SearchHit } from '../api/search.ts';
import type { Selection } from '../api/selection.ts';
import type { TableCopy, TableCopyAsk, TableId, TableLineAsk, TableRows } from '../api/tables.ts';
import type { TimelineAsk, TimelineView } from '../api/timeline.ts';
import { RunSnapshot } from '../record/run-snapshot.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { Session } from '../run/session.ts';
import { CallIndex } from './inspect/code.ts';
import { inspect } from './inspect/inspect.ts';
import { remarksOn } from './remarks.ts';
import { NameIndex } from './search/search-index.ts';
import { search } from './search/search.ts';
import { copyTable, lineOf, rowsOf } from './tables/registry.ts';
import { TimelineIndex } from './time/timeline.ts';
import { TopologyIndex } from './topology/topology-index.ts';

type Remarks = Pick<RunInfo, 'remarks' | 'assumed'>;

export class Viewer {
  readonly snapshot: Snapshot;
  readonly topology: TopologyIndex;
  /** Calls of functions; undefined without a record. */
  private readonly calls: CallIndex | undefined;
  private readonly chart: TimelineIndex | undefined;
  private readonly names: NameIndex;
  private remarks: Remarks | undefined;

  constructor(snapshot: Snapshot) {
    const { history, messages } = snapshot;
    this.snapshot = snapshot;
    this.topology = new TopologyIndex(snapshot);
    this.calls = history === undefined ? undefined : new CallIndex(history);
    this.chart = history === undefined ? undefined : new TimelineIndex(history, messages.time);
    this.names = new NameIndex(snapshot);
  }

  /** Looks at a run, at its cursor's step, and speaks its language. */
  static of(session: Session): Viewer {
    return new Viewer(new RunSnapshot(session));
  }

  /** A window of the run as a flame chart; empty without a record. */
  timeline(ask: TimelineAsk): TimelineView {
    const { from, to } = ask;
    return this.chart?.window(ask) ?? { from, to, lanes: [], waits: [], cpus: [], boxes: [], depth: 0, hits: [] };
  }

  /** Everything about a thing; undefined when it is not there. */
  inspect(selection: Selection): InspectView | undefined {
    return inspect(this.snapshot, this.calls, selection);
  }

  search(text: string): SearchHit[] {
    return search(this.snapshot, this.names, text);
  }

  /** All rows of a table, in its own order. */
  rows<Id extends TableId>(id: Id): readonly TableRows[Id][] {
    return rowsOf(this.snapshot, id);
  }

  /** A whole table as text. */
  copyTable(ask: TableCopyAsk): TableCopy {
    return copyTable(this.snapshot, ask);
  }

  /** The line of a table that something is in; undefined where it is in none. */
  lineOf(ask: TableLineAsk): number | undefined {
    return lineOf(this.snapshot, ask);
  }

  /** What to know of the run before believing it: of its board and scenario, so it is found once, at the run's end. */
  remarksOn(session: Session): Remarks {
    this.remarks ??= remarksOn(session, this.snapshot);
    return this.remarks;
  }
}
