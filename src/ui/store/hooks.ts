/** How components reach the page: narrow slices of its state, its actions, and what asks and changes nothing. */
import { createContext, useContext, useEffect } from 'react';
import { useStore } from 'zustand';
import { must } from '../../base/assert.ts';
import type { Findings, Screen, Selection, TimelineView } from '../../engine/index.ts';
import type { Actions } from './actions.ts';
import type { Gesture } from './gestures.ts';
import type { App } from './page.ts';
import type { CompareState, KeptState, PlayState, RunState, TaskState, TourState, ViewState } from './stores.ts';

const Context = createContext<App | undefined>(undefined);
export const AppProvider = Context.Provider;

export function useApp(): App {
  return must(useContext(Context), 'the app');
}

/** The same object at every render. */
export function useActions(): Actions {
  return useApp().actions;
}

export function useRun<T>(select: (state: RunState) => T): T {
  return useStore(useApp().state.run, select);
}

/** A slice of the screen; undefined while there is none. */
export function useScreen<T>(select: (screen: Screen) => T): T | undefined {
  return useStore(useApp().state.screen, ({ screen }) => (screen === undefined ? undefined : select(screen)));
}

export function useSelection(): Selection | undefined {
  return useStore(useApp().state.selection, ({ selection }) => selection);
}

export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useApp().state.view, select);
}

export function usePlay<T>(select: (state: PlayState) => T): T {
  return useStore(useApp().state.play, select);
}

export function useTasks<T>(select: (state: TaskState) => T): T {
  return useStore(useApp().state.tasks, select);
}

export function useTour<T>(select: (state: TourState) => T): T {
  return useStore(useApp().state.tour, select);
}

export function useFindings(): Findings | undefined {
  return useStore(useApp().state.findings, ({ found }) => found);
}

export function useKept<T>(select: (state: KeptState) => T): T {
  return useStore(useApp().state.kept, select);
}

export function useCompare<T>(select: (state: CompareState) => T): T {
  return useStore(useApp().state.compare, select);
}

export function useChartView(): TimelineView | undefined {
  return useStore(useApp().state.chart, ({ view }) => view);
}

/** Calls `listener`, the same function at every render, when a key makes the gesture. */
export function useGesture(gesture: Gesture, listener: () => void): void {
  const { gestures } = useApp();
  useEffect(() => gestures.on(gesture, listener), [gestures, gesture, listener]);
}
