/** The page from its first moment: what lives as long as it does, what it listens to, and what it opens. */
import { ok, type Result } from '../../base/result.ts';
import { readLink } from '../../permalink/link.ts';
import { createEngineClient, type EngineClient } from '../../worker/client.ts';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { ExportFile, ExportId, Screen, TableId, TableTitles } from '../../engine/index.ts';
import type { EngineApi, Opened } from '../../worker/contract.ts';
import { type Actions, createActions } from './actions.ts';
import { Chart } from './chart.ts';
import { Comparer } from './comparer.ts';
import type { DraftPage } from './draft/draft-model.ts';
import { Faults } from './faults.ts';
import { frames, type Span } from './frames.ts';
import { Gestures } from './gestures.ts';
import { Guide } from './guide.ts';
import { type IdleHook, idleHook } from './idle.ts';
import { listenForKeys } from './keys.ts';
import { idHere, Keeper } from './keeper.ts';
import { firstLanguage, speak } from './language.ts';
import { LinkSync, type Shared, type TourFile } from './link-sync.ts';
import { Offline } from './offline.ts';
import { Navigator } from './navigator.ts';
import { dismissProblems, forget, report, tell, tellOfLink } from './notices.ts';
import { Opener } from './opener.ts';
import { Player } from './player.ts';
import { PRESETS } from '../../permalink/presets.ts';
import type { Shelf } from './shelf.ts';
import { createStores, type ReadStores, scenarioNow, type Stores } from './stores.ts';
import { followTheme } from './theme.ts';
import { hold, trackedEngine, withProgress } from './tracked-engine.ts';
import { messagesOf } from './messages.ts';

/** What components have of the page: they read its state, call its actions, and ask what changes nothing. */
export interface App {
  readonly state: ReadStores;
  readonly actions: Actions;
  readonly ask: Pick<EngineApi, 'search' | 'table' | 'line' | 'dump'> & {
    /** What is open as a file. */
    exported(what: ExportId): Promise<Result<ExportFile>>;
    /** The link to what is on the screen. */
    share(blank: boolean): Promise<Shared>;
    /** Shows a part of the run for a recording, as `frames` says. */
    frames<T>(
      span: Span,
      shoot: (screen: Screen) => T | undefined,
      progress: (fraction: number) => void,
      signal: AbortSignal,
    ): Promise<readonly T[]>;
    /** The tour that is being walked, as a file. */
    tourFile(): Promise<Result<TourFile>>;
  };
  readonly gestures: Gestures;
  /** What an edited scenario needs. */
  readonly drafts: DraftPage;
}

export interface Page {
  readonly app: App;
  readonly idle: IdleHook;
  /** Listens to keys and to the address bar, and opens what the address names, or else the first bundled scenario. */
  start(): void;
}

/** Without a shelf nothing is kept. */
export function createPage(client: EngineClient, shelf?: Shelf): Page {
  const stores = createStores();
  const engine = trackedEngine(client, stores);
  const chart = new Chart(engine, stores);
  const navigator = new Navigator(engine, stores, chart);
  const player = new Player(navigator, stores);
  const opener = new Opener(engine, stores);
  const links = new LinkSync(engine, stores);
  const keeper = new Keeper(stores, opener, shelf);
  const guide = new Guide(engine, stores, navigator, opener);
  const gestures = new Gestures();
  const faults = new Faults(engine, stores, opener);
  const offline = new Offline(stores);
  const comparer = new Comparer(stores, opener, () => createEngineClient(() => stores.view.getState().language));
  const parts = { stores, navigator, player, opener, keeper, guide, chart, gestures, faults, offline, comparer };
  const actions = createActions(parts);
  client.onDeath({
    open: () => opener.inEngine,
    restarted: (died, reopened) => afterRestart(stores, died.message, reopened),
  });
  return {
    app: {
      state: stores,
      actions,
      ask: {
        search: (text) => engine.search(text),
        table: (ask) => engine.table(ask),
        line: (ask) => engine.line(ask),
        dump: (only) => engine.dump(only),
        share: (blank) => links.share(blank),
        tourFile: () => links.tourFile(),
        frames: (span, shoot, progress, signal) => frames({ engine, stores, navigator }, span, shoot, progress, signal),
        exported: (what) => engine.exported(what, titlesOf(messagesOf(stores))),
      },
      gestures,
      drafts: draftPage(engine, stores, opener, keeper),
    },
    idle: idleHook(stores, navigator, links, keeper),
    start() {
      listenForKeys(actions, stores.view);
      followTheme(stores);
      // "Back" and "forward" lead to entries that are ours; a link that was typed makes one that is not yet.
      window.addEventListener('popstate', () => {
        if (idHere() === undefined) return;
        const release = hold(stores);
        void walkTo(stores, opener, keeper).finally(release);
      });
      window.addEventListener('hashchange', () => {
        if (idHere() !== undefined) return;
        dismissProblems(stores);
        const release = hold(stores);
        void openAddress(stores, opener).finally(release);
      });
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'hidden') keeper.flush();
      });
      void keeper.look();
      void withProgress(stores, messagesOf(stores).notices.starting, async () => {
        await speak(stores, firstLanguage());
        const opened = (await keeper.restore()) || (await openAddress(stores, opener));
        const [first] = PRESETS;
        if (opened || first === undefined) return;
        await opener.preset(first, undefined);
        guide.showHintToNewcomers();
      }).then(() => offline.start());
    },
  };
}

/** Tables and columns by name, without what cannot be sent. */
function titlesOf({ tables: { all } }: PageMessages): TableTitles {
  const of = <Id extends TableId>(id: Id): TableTitles[Id] => {
    const { label, columns } = all[id];
    const named: Readonly<Record<string, { readonly title: string }>> = columns;
    const titles: Record<string, { readonly title: string }> = {};
    for (const [column, { title }] of Object.entries(named)) titles[column] = { title };
    return { label, columns: titles };
  };
  return {
    irqs: of('irqs'),
    msix: of('msix'),
    domains: of('domains'),
    devices: of('devices'),
    perCpu: of('perCpu'),
    controllers: of('controllers'),
  };
}

/** What an edited scenario needs of the page. */
export function draftPage(engine: EngineApi, stores: Stores, opener: Opener, keeper: Keeper): DraftPage {
  return {
    engine,
    opened() {
      const run = stores.run.getState();
      return { id: run.id, scenario: scenarioNow(run), files: run.files, cpus: run.info?.cpus ?? 1 };
    },
    kept: (id) => keeper.draftOf(id),
    keep: (id, draft) => keeper.keepDraft(id, draft),
    run: (scenario, files) => opener.edited(scenario, files),
    hold: () => hold(stores),
    language: () => stores.view.getState().language,
  };
}

/** Opens what an entry of the browser's history is of; where that cannot be had the entry becomes one of what stays open. */
async function walkTo(stores: Stores, opener: Opener, keeper: Keeper): Promise<void> {
  dismissProblems(stores);
  if ((await keeper.restore()) || (await openAddress(stores, opener))) return;
  const { kept: say } = messagesOf(stores).app;
  if (location.hash === '') tell(stores, say.gone, say.goneAbout);
  keeper.stay();
}

/** Opens what the address names; false when it names nothing that opens. */
async function openAddress(stores: Stores, opener: Opener): Promise<boolean> {
  const { links, notices: say } = messagesOf(stores);
  const read = await readLink(location.hash, links);
  if (read === undefined) return false;
  if (!read.ok) {
    report(stores, say.couldNotOpenLink, read.error);
    return false;
  }
  const { link } = read.value;
  if (link.language !== undefined) await speak(stores, link.language);
  tellOfLink(stores, read.value);
  return opener.link(link, idHere());
}

/** The run is the same, and the new engine stands where the screen is; so all that there is to do is to say so. */
function afterRestart(stores: Stores, died: string, reopened: Result<Opened> | undefined): void {
  stores.play.setState({ playing: false });
  const { notices: say } = messagesOf(stores);
  const result = reopened ?? ok(undefined);
  if (!result.ok) {
    report(stores, say.restartFailed, result.error);
    return;
  }
  forget(stores, say.restarted);
  tell(stores, say.restarted, say.restartedAbout({ died }));
}
