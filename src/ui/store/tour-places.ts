/** Where the stops of a tour are in a run. */
import type { Command, Move, RunInfo, TourPlace } from '../../engine/index.ts';
import type { EngineApi } from '../../worker/contract.ts';
import { selectionOf } from './tours.ts';

/** Where a stop was found, and from where to look at it: all in between is shown as changed. */
export interface Found {
  readonly from: number;
  readonly step: number;
}

/** Where a stop of a tour is in a run, after a step (-1: from the start); undefined where the run has no such place. */
export async function findPlace(
  engine: Pick<EngineApi, 'move'>,
  info: Pick<RunInfo, 'steps' | 'commands' | 'marks'>,
  place: TourPlace,
  after: number,
): Promise<Found | undefined> {
  if (place === 'start') return { from: -1, step: 0 };
  if (place === 'end') return { from: info.steps - 1, step: info.steps };
  if ('checkpoint' in place) {
    const mark = info.marks.find(({ kind, name }) => kind === 'checkpoint' && name === place.checkpoint);
    return mark === undefined ? undefined : { from: mark.step - 1, step: mark.step };
  }
  if ('command' in place) {
    const { command: wanted, done = false } = place;
    const ran = info.commands.find(({ command, from, to }) => (done ? to : from) > after && isSo(command, wanted));
    if (ran === undefined) return undefined;
    return done ? { from: ran.from, step: ran.to } : { from: ran.from - 1, step: ran.from };
  }
  const start = Math.max(0, after);
  /** The step that a move from another leads to; where there is none, that other one. */
  const moved = async (move: Move, from: number): Promise<number> => {
    const found = await engine.move(move, {}, from);
    return found.ok ? found.value.step : from;
  };
  const begin = await moved(moveTo(place), start);
  if (begin === start) return undefined;
  const done = 'call' in place && place.done === true;
  return { from: begin - 1, step: done ? await moved({ to: 'out', direction: 1 }, begin) : begin };
}

function moveTo(
  place: Exclude<TourPlace, string | { readonly command: unknown } | { readonly checkpoint: string }>,
): Move {
  const next = { to: 'next', direction: 1 } as const;
  if ('event' in place) return { ...next, what: place.event };
  if ('log' in place) return { ...next, what: 'log', text: place.log };
  // By its whole name, as "next call" would take a part of one.
  const selection = 'call' in place ? ({ kind: 'code', name: place.call } as const) : selectionOf(place.change);
  return { ...next, what: 'object', selection };
}

/** Whether a command has all that is wanted of it. */
function isSo(command: Command, wanted: Readonly<Record<string, unknown>>): boolean {
  const has = new Map<string, unknown>(Object.entries(command));
  return Object.entries(wanted).every(([key, value]) => has.get(key) === value);
}
