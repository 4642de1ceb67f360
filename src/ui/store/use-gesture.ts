import { useEffect } from 'react';
import { useApp } from './app-model.ts';
import type { Gesture } from './gestures.ts';

/** Calls `listener`, the same function at every render, when a key makes the gesture. */
export function useGesture(gesture: Gesture, listener: () => void): void {
  const { gestures } = useApp();
  useEffect(() => gestures.on(gesture, listener), [gestures, gesture, listener]);
}
