/** The message of the last move that did not arrive, and why. */
import type { Pulse } from '../../engine/index.ts';
import { useScreen } from '../store/hooks.ts';

export function useStopped(): Pulse | undefined {
  return useScreen((screen) => screen.pulses?.findLast(({ stopped }) => stopped !== undefined));
}

export function whyText({ text, stopped }: Pulse): string {
  return `${text}: stopped, ${stopped ?? ''}`;
}
