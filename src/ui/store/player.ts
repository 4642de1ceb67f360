/** Plays the run: each frame asks for as many steps as time has passed for, unless the frame before is still asked for. */
import type { Navigator } from './navigator.ts';
import type { Stores } from './stores.ts';

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64] as const;
/** Steps a second at 1×. */
const STEPS_A_SECOND = 12;
/** A tab that slept does not leap. */
const LONGEST_FRAME = 250;

export class Player {
  private readonly navigator: Navigator;
  private readonly stores: Stores;
  private last = 0;
  private owed = 0;
  /** The step that the last request asks for. */
  private expected: number | undefined;

  constructor(navigator: Navigator, stores: Stores) {
    this.navigator = navigator;
    this.stores = stores;
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
    this.last = performance.now();
    this.owed = 0;
    this.expected = undefined;
    this.stores.play.setState({ playing: true });
    requestAnimationFrame((now) => this.frame(now));
  }

  private frame(now: number): void {
    const { playing, speed } = this.stores.play.getState();
    if (!playing) return;
    this.owed += (Math.min(now - this.last, LONGEST_FRAME) / 1000) * STEPS_A_SECOND * speed;
    this.last = now;
    if (!this.navigator.busy) {
      const { screen } = this.stores.screen.getState();
      if (screen !== undefined && screen.step >= screen.steps) {
        this.pause();
        return;
      }
      // It came less far than it was asked to: a breakpoint.
      if (screen !== undefined && this.expected !== undefined && screen.step < this.expected) {
        this.pause();
        return;
      }
      const steps = Math.floor(this.owed);
      if (steps > 0) {
        this.owed -= steps;
        this.expected = (screen?.step ?? 0) + steps;
        this.navigator.play(steps);
      }
    } else this.owed = Math.min(this.owed, Math.max(1, STEPS_A_SECOND * speed));
    requestAnimationFrame((next) => this.frame(next));
  }
}
