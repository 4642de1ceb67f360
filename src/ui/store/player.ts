/** Plays the run: each frame asks for as many steps as time has passed for, unless the frame before is still asked for. */
import { forgetWithRun } from './breakpoints.ts';
import type { Navigator } from './navigator.ts';
import type { Stores } from './stores.ts';

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64] as const;
/** Steps a second at 1×. */
const STEPS_A_SECOND = 12;
/** A tab that slept does not leap. */
const LONGEST_FRAME = 250;

/** The browser's frames; a test makes its own. */
export interface Frames {
  request(frame: (now: number) => void): number;
  cancel(id: number): void;
}

const BROWSER: Frames = {
  request: (frame) => requestAnimationFrame(frame),
  cancel: (id) => cancelAnimationFrame(id),
};

export class Player {
  private readonly navigator: Navigator;
  private readonly stores: Stores;
  private readonly frames: Frames;
  /** Time of the last frame; undefined before the first, since frames have a clock of their own. */
  private last: number | undefined;
  private owed = 0;
  private requested: number | undefined;

  constructor(navigator: Navigator, stores: Stores, frames = BROWSER) {
    this.navigator = navigator;
    this.stores = stores;
    this.frames = frames;
    forgetWithRun(stores);
  }

  toggle(): void {
    if (this.stores.play.getState().playing) this.pause();
    else this.play();
  }

  pause(): void {
    this.stores.play.setState({ playing: false });
  }

  /** From the end it starts over. */
  play(): void {
    const { screen } = this.stores.screen.getState();
    if (screen === undefined || this.stores.play.getState().playing) return;
    if (screen.step >= screen.steps) this.navigator.go({ to: 'start' });
    this.last = undefined;
    this.owed = 0;
    this.stores.play.setState({ playing: true });
    // A frame of an earlier play may still be due: two would play at twice the speed.
    if (this.requested !== undefined) this.frames.cancel(this.requested);
    this.next();
  }

  private next(): void {
    this.requested = this.frames.request((now) => {
      this.requested = undefined;
      this.frame(now);
    });
  }

  /** Breakpoints are not looked for here: the engine says that it stopped, and the navigator then ends the play. */
  private frame(now: number): void {
    const { playing, speed } = this.stores.play.getState();
    if (!playing) return;
    const passed = Math.min(now - (this.last ?? now), LONGEST_FRAME);
    this.last = now;
    this.owed += (passed / 1000) * STEPS_A_SECOND * speed;
    if (this.navigator.busy) this.owed = Math.min(this.owed, Math.max(1, STEPS_A_SECOND * speed));
    else {
      const { screen } = this.stores.screen.getState();
      if (screen !== undefined && screen.step >= screen.steps) {
        this.pause();
        return;
      }
      const steps = Math.floor(this.owed);
      this.owed -= steps;
      if (steps > 0) this.navigator.play(steps);
    }
    this.next();
  }
}
