/** Goes through a part of the run for a recording: the steps at which something happens, each as it is shown. */
import type { Screen, Stop } from '../../engine/index.ts';
import type { EngineApi } from '../../worker/contract.ts';
import { isAllShown } from '../widgets/slowly.ts';
import type { Navigator } from './navigator.ts';
import type { Stores } from './stores.ts';

/** More frames than these nobody looks at, and the file becomes large. */
export const MOST_FRAMES = 60;

/** What is worth a frame. */
const WORTH: readonly Stop[] = [
  { what: 'domain' },
  { what: 'descriptor' },
  { what: 'request' },
  { what: 'message' },
  { what: 'delivery' },
  { what: 'log' },
];

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The steps to show of a span, its ends among them: all of a short one, else where something happens; evenly thinned out. */
export async function stepsWorth(engine: Pick<EngineApi, 'move'>, { from, to }: Span): Promise<readonly number[]> {
  const steps = [from];
  if (to - from < MOST_FRAMES) for (let step = from + 1; step < to; step++) steps.push(step);
  else {
    for (let at = from; at < to;) {
      const moved = await engine.move({ to: 'run', count: to - at, stops: WORTH }, {}, at);
      if (!moved.ok || moved.value.step <= at) break;
      at = moved.value.step;
      if (at < to) steps.push(at);
    }
  }
  if (to > from) steps.push(to);
  const thin = Math.max(1, (steps.length - 1) / (MOST_FRAMES - 1));
  return steps.length <= MOST_FRAMES
    ? steps
    : Array.from({ length: MOST_FRAMES }, (_, at) => steps[Math.round(at * thin)] ?? to);
}

/**
 * Shows those steps one after the other, and takes from each what `shoot` gives: undefined ends it. The page is left at the step where it
 * was. What changed between two of them is shown as changed.
 */
export async function frames<T>(
  { engine, stores, navigator }: { readonly engine: EngineApi; readonly stores: Stores; readonly navigator: Navigator },
  span: Span,
  shoot: (screen: Screen) => T | undefined,
  progress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const { screen: before } = stores.screen.getState();
  stores.play.setState({ playing: false });
  const taken: T[] = [];
  try {
    const steps = await stepsWorth(engine, span);
    for (const [at, step] of steps.entries()) {
      if (signal.aborted) return [];
      await navigator.visit(steps[at - 1] ?? step - 1, step);
      await drawn();
      const { screen } = stores.screen.getState();
      const frame = screen === undefined || screen.step !== step ? undefined : shoot(screen);
      if (frame === undefined) return [];
      taken.push(frame);
      progress((at + 1) / steps.length);
    }
    return taken;
  } finally {
    if (before !== undefined) navigator.arrive(before.step);
  }
}

/** Until all that was asked for is on the screen, and has been for two frames of the browser. */
function drawn(): Promise<void> {
  return new Promise((resolve) => {
    let quiet = 0;
    const look = (): void => {
      quiet = isAllShown() ? quiet + 1 : 0;
      if (quiet > 2) resolve();
      else requestAnimationFrame(look);
    };
    look();
  });
}
