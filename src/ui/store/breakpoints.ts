/** Where play stops: what breakpoints there are, and those on the selected thing. */
import type { RunInfo, Selection, Stop } from '../../engine/index.ts';
import type { LinkStop } from '../../permalink/stop-text.ts';
import { tell } from './notices.ts';
import type { Breakpoint, ReadStores, Stores } from './stores.ts';
import { messagesOf } from './messages.ts';

/** What people call a selected thing. A domain or object is known by its title, where that is on the screen. */
export function selectionName(stores: Pick<ReadStores, 'run' | 'screen' | 'view'>, selection: Selection): string {
  const { selection: say } = messagesOf(stores).app;
  switch (selection.kind) {
    case 'irq':
      return say.irq(selection);
    case 'node':
      return selection.path;
    case 'cpu':
      return say.cpu(selection);
    case 'function':
      return selection.bdf;
    case 'code':
      return selection.name;
    case 'vector':
      return say.vector(selection);
    case 'domain':
    case 'object': {
      const { inspect } = stores.screen.getState().screen ?? {};
      if (inspect !== undefined && same(inspect.selection, selection)) return inspect.title;
      const boxes = stores.run.getState().info?.topology.nodes ?? [];
      return boxes.find((box) => same(box.selection, selection))?.label ?? say[selection.kind];
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
  const { app, keys } = messagesOf(stores);
  const { breakpoints: say } = app;
  if (what === 'call') return say.callOfPart({ text });
  if (selection?.kind === 'code') return say.callOf({ name: selection.name });
  if (selection !== undefined) return say.changeOf({ name: selectionName(stores, selection) });
  return keys.kinds[what];
}

export function addBreakpoint(stores: Stores, stop: Stop): void {
  const added = breakpointFor(stores, stop);
  stores.play.setState(({ stops }) => ({ stops: [...stops.filter((one) => !same(one.stop, stop)), added] }));
}

/** Those of a link, in place of what there are. */
export function setBreakpoints(stores: Stores, stops: readonly LinkStop[]): void {
  stores.play.setState({ stops: stops.map(({ stop, on }) => ({ ...breakpointFor(stores, stop), on })) });
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
    const { notices: say } = messagesOf(stores);
    tell(stores, say.noSelection, say.noSelectionAbout);
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
