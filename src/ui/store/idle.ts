/** Tells when the page has come to rest, so that a test waits for that instead of for a while. */
import { isAllShown } from '../widgets/slowly.ts';
import type { Keeper } from './keeper.ts';
import type { LinkSync } from './link-sync.ts';
import type { Navigator } from './navigator.ts';
import type { Stores } from './stores.ts';

export interface IdleHook {
  /**
   * Resolves when no call to the engine is under way, nothing plays, nothing moves on the screen and the address bar is
   * up to date. The address is written at once then, so that a test does not wait for it to settle after each key.
   */
  idle(): Promise<void>;
  /** The same but for the address bar, which follows later, and for what is still animated. */
  drawn(): Promise<void>;
}

declare global {
  interface Window {
    irqscope?: IdleHook;
  }
}

export function idleHook(stores: Stores, navigator: Navigator, links: LinkSync, keeper: Keeper): IdleHook {
  const isDrawn = (): boolean =>
    stores.tasks.getState().pending === 0 &&
    !stores.play.getState().playing &&
    !navigator.busy &&
    isAllShown() &&
    (stores.run.getState().info === undefined || isThere());
  const atRest = (): boolean => {
    if (!isDrawn()) return false;
    links.flush();
    if (links.waiting) return false;
    if (keeper.due) keeper.flush();
    if (keeper.waiting) return false;
    return document.getAnimations().every(({ playState, effect }) => playState !== 'running' || isEndless(effect));
  };
  return { idle: () => forTwoFrames(atRest), drawn: () => forTwoFrames(isDrawn) };
}

/** The page of a run that has opened is drawn a pane at a time, its foot last, which on a busy machine takes many frames. */
function isThere(): boolean {
  return document.querySelector('[data-testid=step-count], [data-testid=no-run]') !== null;
}

/** Two frames, so that what a change sets off has begun. */
function forTwoFrames(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    let quiet = 0;
    const look = (): void => {
      quiet = condition() ? quiet + 1 : 0;
      if (quiet > 2) resolve();
      else requestAnimationFrame(look);
    };
    look();
  });
}

function isEndless(effect: AnimationEffect | null): boolean {
  return effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY;
}
