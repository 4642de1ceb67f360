/** Tells when the page has come to rest, so that a test waits for that instead of for a while. */
import type { LinkSync } from './link-sync.ts';
import type { Navigator } from './navigator.ts';
import type { Stores } from './stores.ts';

export interface IdleHook {
  /** Resolves when no call to the engine is under way, nothing plays and nothing moves on the screen. */
  idle(): Promise<void>;
}

declare global {
  interface Window {
    irqscope?: IdleHook;
  }
}

export function idleHook(stores: Stores, navigator: Navigator, links: LinkSync): IdleHook {
  const atRest = (): boolean =>
    stores.tasks.getState().pending === 0 &&
    !stores.play.getState().playing &&
    !navigator.busy &&
    !links.waiting &&
    document.getAnimations().every(({ playState, effect }) => playState !== 'running' || isEndless(effect));
  return {
    idle: () =>
      new Promise((resolve) => {
        let quiet = 0;
        const look = (): void => {
          quiet = atRest() ? quiet + 1 : 0;
          // Two frames, so that what a change sets off has begun.
          if (quiet > 2) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
  };
}

function isEndless(effect: AnimationEffect | null): boolean {
  return effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY;
}
