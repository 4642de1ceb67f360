/** How components reach the page: narrow slices of its state, its actions, and what asks and changes nothing. */
import { createContext, useContext, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { must } from '../../base/assert.ts';
import type { Findings, Screen, Selection, TimelineView } from '../../engine/index.ts';
import { slowly } from '../widgets/slowly.ts';
import type { Actions } from './actions.ts';
import type { Gesture } from './gestures.ts';
import type { App } from './page.ts';
import type {
  CompareState,
  KeptState,
  PlayState,
  ReadStore,
  RunState,
  TaskState,
  TourState,
  ViewState,
} from './stores.ts';

const Context = createContext<App | undefined>(undefined);
export const AppProvider = Context.Provider;

export function useApp(): App {
  return must(useContext(Context), 'the app');
}

/** The same object at every render. */
export function useActions(): Actions {
  return useApp().actions;
}

/** What of a store is shown. */
interface Shown<S> {
  state: S;
}

/**
 * A slice of a store whose changes are large, so that they are drawn `slowly`: what a person does themselves (selection, tabs,
 * fields) is in other stores and shows at once. All that changes in one task appears together.
 */
function useSlowStore<S, T>(store: ReadStore<S>, select: (state: S) => T): T {
  const [shown, setShown] = useState<Shown<S>>(() => ({ state: store.getState() }));
  const first = useRef(shown);
  const selecting = useRef(select);
  useLayoutEffect(() => {
    selecting.current = select;
  });
  useEffect(() => {
    const follow = (): void =>
      slowly(() => {
        const state = store.getState();
        setShown((before) => {
          if (!Object.is(selecting.current(before.state), selecting.current(state))) return { state };
          // Nothing to draw; but another slice of it may be asked for later.
          before.state = state;
          return before;
        });
      });
    // It may have changed between the first drawing and now.
    if (store.getState() !== first.current.state) follow();
    return store.subscribe(follow);
  }, [store]);
  return select(shown.state);
}

export function useRun<T>(select: (state: RunState) => T): T {
  return useSlowStore(useApp().state.run, select);
}

/** A slice of the screen; undefined while there is none. */
export function useScreen<T>(select: (screen: Screen) => T): T | undefined {
  return useSlowStore(useApp().state.screen, ({ screen }) => (screen === undefined ? undefined : select(screen)));
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
  return useSlowStore(useApp().state.findings, ({ found }) => found);
}

export function useKept<T>(select: (state: KeptState) => T): T {
  return useStore(useApp().state.kept, select);
}

export function useCompare<T>(select: (state: CompareState) => T): T {
  return useStore(useApp().state.compare, select);
}

export function useChartView(): TimelineView | undefined {
  return useSlowStore(useApp().state.chart, ({ view }) => view);
}

/** Calls `listener`, the same function at every render, when a key makes the gesture. */
export function useGesture(gesture: Gesture, listener: () => void): void {
  const { gestures } = useApp();
  useEffect(() => gestures.on(gesture, listener), [gestures, gesture, listener]);
}
