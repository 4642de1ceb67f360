/** How many of the tree's interrupts are requested, by whom, and why others are not: counts, and what is said of them. */
import type { AskedCounts } from '../api/run.ts';
import type { IrqRequest, Outcome } from '../record/requests.ts';
import type { Session } from '../run/session.ts';
import type { Snapshot } from '../record/snapshot.ts';

type Reason = Exclude<Outcome['kind'], 'requested'>;

const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function sorted(counts: ReadonlyMap<string, number>): { readonly name: string; readonly count: number }[] {
  return [...counts].map(([name, count]) => ({ name, count })).toSorted((a, b) => b.count - a.count);
}

interface Counted {
  readonly all: number;
  readonly requested: number;
  readonly byStandIn: number;
  readonly reasons: ReadonlyMap<Reason, number>;
  /** Those without a model, by name. */
  readonly controllers: ReadonlyMap<string, number>;
}

function countOf(requests: readonly IrqRequest[]): Counted {
  let [requested, byStandIn] = [0, 0];
  const reasons = new Map<Reason, number>();
  const controllers = new Map<string, number>();
  for (const { outcome } of requests) {
    if (outcome.kind === 'requested') {
      requested++;
      if (outcome.standIn) byStandIn++;
      continue;
    }
    reasons.set(outcome.kind, (reasons.get(outcome.kind) ?? 0) + 1);
    if (outcome.kind !== 'no-model') continue;
    const name = nameIn(outcome.controller);
    controllers.set(name, (controllers.get(name) ?? 0) + 1);
  }
  return { all: requests.length, requested, byStandIn, reasons, controllers };
}

/** Nobody minds these: the kernel does without by its own choice. */
const EXPECTED: ReadonlySet<Reason> = new Set(['optional', 'not-bound', 'not-asked', 'not-open', 'mapped']);

/** Which drivers a run has, in a sentence. */
function driversText({ messages: { requests }, drivers }: Snapshot): string {
  const { all, withoutTable, modelled, list } = requests.drivers;
  if (drivers === undefined) return '';
  if (drivers.choice === 'modelled') return modelled;
  if (drivers.choice === 'all') return drivers.table === undefined ? withoutTable : all;
  return list({ drivers: drivers.choice });
}

/** At the snapshot's moment. */
export function askedOf(snapshot: Snapshot): AskedCounts {
  const m = snapshot.messages.requests;
  const { all, requested, byStandIn, reasons, controllers } = countOf(snapshot.requests?.all ?? []);
  const classes = [...reasons]
    .toSorted(([, a], [, b]) => b - a)
    .map(([kind, count]) => {
      const named = kind === 'no-model' ? sorted(controllers) : [];
      return { name: m.classes[kind], count, of: named };
    });
  const others = classes.length === 0 ? [] : [m.others({ classes })];
  const about = [driversText(snapshot), m.counts({ all, requested, byStandIn }), ...others].join(' ');
  return { all, requested, byStandIn, about };
}

/** What to know of it before believing a run; undefined where every driver is modelled and nothing is missing. */
export function askedRemark(session: Session, snapshot: Snapshot): string | undefined {
  const { byStandIn, reasons } = countOf(snapshot.requests?.all ?? []);
  const isWhole = byStandIn === 0 && [...reasons.keys()].every((kind) => EXPECTED.has(kind));
  // Which drivers there are is a choice of the scenario; that some board's are not modelled is not.
  const { gicNode, local } = session.machine;
  if ((gicNode === undefined && local === undefined) || isWhole) return undefined;
  return askedOf(snapshot).about;
}
