/** Where play stops: what breakpoints there are, and those on the selected thing. */
import type { RunInfo, Selection, Stop } from '../../engine/index.ts';
import { NEXT_KINDS } from '../../engine/api/move.ts';
import { tell } from './notices.ts';
import type { Breakpoint, ReadStores, Stores } from './stores.ts';

/** What people call a selected thing. A domain or object is known by its title, where that is on the screen. */
export function selectionName({ run, screen }: Pick<ReadStores, 'run' | 'screen'>, selection: Selection): string {
  switch (selection.kind) {
    case 'irq':
      return `irq ${selection.virq}`;
    case 'node':
      return selection.path;
    case 'cpu':
      return `CPU ${selection.cpu}`;
    case 'function':
      return selection.bdf;
    case 'code':
      return selection.name;
    case 'vector':
      return `${selection.bdf} vector ${selection.vector}`;
    case 'domain':
    case 'object': {
      const { inspect } = screen.getState().screen ?? {};
      if (inspect !== undefined && same(inspect.selection, selection)) return inspect.title;
      const boxes = run.getState().info?.topology.nodes ?? [];
      return boxes.find((box) => same(box.selection, selection))?.label ?? `that ${selection.kind}`;
    }
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** "call of …gic_of_init…", "domain created", "change of irq 13". */
function breakpointFor(stores: Stores, stop: Stop): Breakpoint {
  return { stop, name: nameOf(stores, stop), on: true };
}

function nameOf(stores: Stores, { what, text = '', selection }: Stop): string {
  if (what === 'call') return `call of …${text}…`;
  if (selection?.kind === 'code') return `call of ${selection.name}`;
  if (selection !== undefined) return `change of ${selectionName(stores, selection)}`;
  return NEXT_KINDS.find((kind) => kind.what === what)?.name ?? what;
}

export function addBreakpoint(stores: Stores, stop: Stop): void {
  const added = breakpointFor(stores, stop);
  stores.play.setState(({ stops }) => ({ stops: [...stops.filter((one) => !same(one.stop, stop)), added] }));
}

export function removeBreakpoint({ play }: Pick<Stores, 'play'>, breakpoint: Breakpoint): void {
  play.setState(({ stops }) => ({ stops: stops.filter((one) => one !== breakpoint) }));
}

/** Keeps it, and play passes it. */
export function switchBreakpoint({ play }: Pick<Stores, 'play'>, breakpoint: Breakpoint): void {
  play.setState(({ stops }) => ({
    stops: stops.map((one) => (one === breakpoint ? { ...one, on: !one.on } : one)),
  }));
}

/** The stops that play heeds. */
export function activeStops(stops: readonly Breakpoint[]): Stop[] {
  return stops.filter(({ on }) => on).map(({ stop }) => stop);
}

export function breakpointOn(stops: readonly Breakpoint[], selection: Selection): Breakpoint | undefined {
  return stops.find(({ stop }) => stop.what === 'object' && same(stop.selection, selection));
}

/** Adds a breakpoint on the selected thing; where there is one, removes it. */
export function toggleBreak(stores: Stores): void {
  const { selection } = stores.selection.getState();
  if (selection === undefined) {
    tell(stores, 'Nothing is selected', 'Select an interrupt, a domain, a device or a CPU; then play can stop at it.');
    return;
  }
  const known = breakpointOn(stores.play.getState().stops, selection);
  if (known === undefined) addBreakpoint(stores, { what: 'object', selection });
  else removeBreakpoint(stores, known);
}

/** Ids name objects of one run only: breakpoints on them go when another run is opened. */
export function forgetWithRun({ run, play }: Pick<Stores, 'run' | 'play'>): void {
  run.subscribe(({ info }, { info: before }) => {
    if (info === undefined || before === undefined || info === before || isContinued(before, info)) return;
    const byId = ({ stop: { selection } }: Breakpoint): boolean =>
      selection?.kind === 'domain' || selection?.kind === 'object';
    play.setState(({ stops }) => (stops.some(byId) ? { stops: stops.filter((one) => !byId(one)) } : { stops }));
  });
}

/** Whether one run is the other with a longer or shorter script. */
function isContinued(a: RunInfo, b: RunInfo): boolean {
  const common = Math.min(a.commands.length, b.commands.length);
  return (
    a.board === b.board &&
    a.kernel === b.kernel &&
    a.cpus === b.cpus &&
    a.commands.slice(0, common).every(({ command, from, to }, at) => {
      const other = b.commands[at];
      return other !== undefined && other.from === from && other.to === to && same(other.command, command);
    })
  );
}
