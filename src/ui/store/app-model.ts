/** All that lives as long as the page: stores, and what acts on them. Components reach it through `useApp`. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { must } from '../../base/assert.ts';
import { ok, type Result } from '../../base/result.ts';
import type { Command, RunInfo, Screen, Selection } from '../../engine/index.ts';
import type { EngineClient } from '../../worker/client.ts';
import type { EngineApi } from '../../worker/contract.ts';
import { Gestures } from './gestures.ts';
import { Guide } from './guide.ts';
import { LinkSync } from './link-sync.ts';
import { linkView } from './link-view.ts';
import { Navigator } from './navigator.ts';
import { report, tell } from './notices.ts';
import { Opener } from './opener.ts';
import { presetOf } from './presets.ts';
import { Player } from './player.ts';
import {
  createStores,
  type PlayState,
  type RunState,
  type Stores,
  type TaskState,
  type TourState,
  type ViewState,
} from './stores.ts';
import { trackedEngine, withProgress } from './tracked-engine.ts';

export interface AppModel {
  readonly engine: EngineApi;
  readonly stores: Stores;
  readonly navigator: Navigator;
  readonly player: Player;
  readonly opener: Opener;
  readonly links: LinkSync;
  readonly guide: Guide;
  readonly gestures: Gestures;
  select(selection: Selection | undefined): void;
  /** Changes what is on the screen, and asks for it. */
  view(change: Partial<ViewState>): void;
  /** Adds a command to the script and goes to its end. */
  command(command: Command): Promise<void>;
  /** Runs the script again without its last command. */
  undo(): Promise<void>;
}

export function createAppModel(client: EngineClient): AppModel {
  const stores = createStores();
  const engine = trackedEngine(client, stores);
  const navigator = new Navigator(engine, stores);
  const player = new Player(navigator, stores);
  const opener = new Opener(engine, stores);
  client.onRestart((died, reopened) => afterRestart(stores, navigator, died.message, reopened));
  return {
    engine,
    stores,
    navigator,
    player,
    opener,
    links: new LinkSync(engine, stores),
    guide: new Guide(engine, stores, navigator, opener),
    gestures: new Gestures(),
    select(selection) {
      stores.selection.setState({ selection });
      // The MSI-X table follows to the function.
      if (selection !== undefined && 'bdf' in selection) stores.view.setState({ bdf: selection.bdf });
      navigator.refresh();
    },
    view(change) {
      stores.view.setState(change);
      navigator.refresh();
    },
    async command(command) {
      const done = await withProgress(stores, `Running ${command.do}`, () => engine.command(command));
      if (!done.ok) report(stores, `Could not run ${command.do}`, done.error);
      else {
        const scenario = await engine.scenario();
        stores.run.setState((run) => ({
          info: done.value,
          preset: undefined,
          scenario: scenario.ok ? scenario.value : run.scenario,
        }));
        const ran = done.value.commands.at(-1);
        if (ran !== undefined) navigator.across(ran.from, ran.to);
      }
    },
    async undo() {
      const { scenario, files } = stores.run.getState();
      const script = scenario?.script ?? [];
      if (scenario === undefined || script.length < 2) return;
      const { selection } = stores.selection.getState();
      const shorter = { ...scenario, script: script.slice(0, -1) };
      const preset = presetOf(shorter);
      await opener.scenario(shorter, files, { preset, selection, view: linkView(stores.view.getState()) });
    },
  };
}

function afterRestart(stores: Stores, navigator: Navigator, died: string, reopened: Result<RunInfo> | undefined): void {
  stores.play.setState({ playing: false });
  const result = reopened ?? ok(undefined);
  if (!result.ok) {
    report(stores, 'The engine stopped and could not be started again', result.error);
    return;
  }
  tell(stores, 'The engine was started again', `${died} Your scenario was run again from power-on.`);
  if (result.value === undefined) return;
  stores.run.setState({ info: result.value });
  const { screen } = stores.screen.getState();
  navigator.go({ to: 'step', step: screen?.step ?? result.value.steps });
}

const Context = createContext<AppModel | undefined>(undefined);
export const AppProvider = Context.Provider;

export function useApp(): AppModel {
  return must(useContext(Context), 'the app model');
}

export function useRun<T>(select: (state: RunState) => T): T {
  return useStore(useApp().stores.run, select);
}

/** A slice of the screen; undefined while there is none. */
export function useScreen<T>(select: (screen: Screen) => T): T | undefined {
  return useStore(useApp().stores.screen, ({ screen }) => (screen === undefined ? undefined : select(screen)));
}

export function useSelection(): Selection | undefined {
  return useStore(useApp().stores.selection, ({ selection }) => selection);
}

export function useView<T>(select: (state: ViewState) => T): T {
  return useStore(useApp().stores.view, select);
}

export function usePlay<T>(select: (state: PlayState) => T): T {
  return useStore(useApp().stores.play, select);
}

export function useTasks<T>(select: (state: TaskState) => T): T {
  return useStore(useApp().stores.tasks, select);
}

export function useTour<T>(select: (state: TourState) => T): T {
  return useStore(useApp().stores.tour, select);
}
