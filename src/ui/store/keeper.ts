/**
 * Keeps what is open: in this browser, so that a reload and another day find it, and in the browser's history, one entry for
 * each scenario, so that "back" leads to the one before. Nothing of it is sent anywhere.
 */
import type { RunInfo } from '../../engine/index.ts';
import { linkCompare, linkView } from './link-view.ts';
import { messagesOf } from './messages.ts';
import { tell } from './notices.ts';
import type { Opener } from './opener.ts';
import { remember, remembered } from './remembered.ts';
import type { Kept, KeptBody, KeptDraft, KeptHead, Shelf } from './shelf.ts';
import { scenarioNow, type Stores } from './stores.ts';
import { linkTour } from './tours.ts';

/** After the last change, in milliseconds: the address has followed by then. */
const SETTLE = 600;
/** Scenarios that are kept; those that were looked at longest ago go. */
const MOST = 24;
/** Changes of each that can still be undone on another day. */
const MOST_CHANGES = 40;
const CHOICE = 'irqscope-keep';

export class Keeper {
  private readonly stores: Stores;
  private readonly opener: Opener;
  private readonly shelf: Shelf | undefined;
  /** What was open since the page was loaded: "back" needs no storage. */
  private readonly memory = new Map<string, Kept>();
  /** The run as the shelf has it, of each. */
  private readonly written = new Map<string, RunInfo>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** A draft that changed, by what it is of. */
  private changed: { readonly id: string; readonly draft: () => KeptDraft | undefined } | undefined;
  private writing: Promise<void> = Promise.resolve();
  private writes = 0;
  private complained = false;

  constructor(stores: Stores, opener: Opener, shelf: Shelf | undefined) {
    this.stores = stores;
    this.opener = opener;
    this.shelf = shelf;
    stores.kept.setState({ keeping: shelf !== undefined && remembered(CHOICE) !== 'nothing' });
    opener.onLeave = () => this.flush();
    stores.run.subscribe((run, before) => {
      if (run.id !== before.id) this.enter(run.id);
      this.later();
    });
    for (const store of [stores.screen, stores.selection, stores.view, stores.tour])
      store.subscribe(() => this.later());
  }

  /** True while changes settle. */
  get due(): boolean {
    return this.timer !== undefined;
  }

  /** True while something is not yet kept. */
  get waiting(): boolean {
    return this.due || this.writes > 0;
  }

  /** Opens what the entry of the browser's history is of; false where that is no longer there, or never was. */
  async restore(): Promise<boolean> {
    const id = idHere();
    if (id === undefined) return false;
    if (id === this.stores.run.getState().id) return true;
    const kept = this.memory.get(id) ?? (await this.fetch(id));
    // Another tab may have gone on with it: then the address says what is meant.
    if (kept === undefined || (location.hash !== '' && location.hash !== kept.head.address)) return false;
    return this.open(kept);
  }

  /** The entry of the browser's history becomes one of what is open. */
  stay(): void {
    const { id } = this.stores.run.getState();
    if (id !== '') history.replaceState({ kept: id }, '');
  }

  /** Opens one of the list. */
  async openKept(id: string): Promise<boolean> {
    if (id === this.stores.run.getState().id) return true;
    const kept = this.memory.get(id) ?? (await this.fetch(id));
    return kept !== undefined && this.open(kept);
  }

  /** Reads the list anew: other tabs write it too. */
  async look(): Promise<void> {
    if (!this.stores.kept.getState().keeping) return;
    await this.attempt(async (shelf) => this.show(await shelf.list()));
  }

  remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.forget(id);
    return this.attempt(async (shelf) => {
      await shelf.remove(ids);
      this.show(await shelf.list());
    });
  }

  /** Whether anything is kept; when that ends, what was kept goes. */
  async keep(keeping: boolean): Promise<void> {
    this.stores.kept.setState({ keeping, list: [] });
    remember(CHOICE, keeping ? undefined : 'nothing');
    if (keeping) {
      this.later();
      return;
    }
    this.written.clear();
    await this.attempt((shelf) => shelf.clear());
  }

  /** Keeps the draft of what is open, as it is a moment after its last change; `draft` says undefined when there is none. */
  keepDraft(id: string, draft: () => KeptDraft | undefined): void {
    this.changed = { id, draft };
    this.later();
  }

  /** The draft that was kept of what is open. */
  async draftOf(id: string): Promise<KeptDraft | undefined> {
    if (!this.stores.kept.getState().keeping) return undefined;
    let found: KeptDraft | undefined;
    await this.attempt(async (shelf) => {
      found = await shelf.readDraft(id);
    });
    return found;
  }

  /** Keeps at once what is open. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.putDraft();
    const kept = this.now();
    if (kept === undefined) return;
    const { head, body } = kept;
    this.memory.delete(head.id);
    this.memory.set(head.id, kept);
    const [oldest] = this.memory.keys();
    if (this.memory.size > MOST && oldest !== undefined) this.memory.delete(oldest);
    if (!this.stores.kept.getState().keeping) return;
    const { info } = this.stores.run.getState();
    const isSame = info !== undefined && this.written.get(head.id) === info;
    if (info !== undefined) this.written.set(head.id, info);
    void this.attempt(async (shelf) => {
      try {
        await shelf.put(head, isSame ? undefined : lasting(body));
      } catch (error) {
        this.written.delete(head.id);
        throw error;
      }
      const list = await shelf.list();
      const old = sorted(list).slice(MOST);
      if (old.length > 0) await shelf.remove(old.map(({ id }) => id));
      this.show(list);
    });
  }

  private putDraft(): void {
    const { changed } = this;
    this.changed = undefined;
    if (changed === undefined || !this.stores.kept.getState().keeping) return;
    const draft = changed.draft();
    void this.attempt((shelf) => shelf.putDraft(changed.id, draft));
  }

  private later(): void {
    if (!this.stores.kept.getState().keeping) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), SETTLE);
  }

  /** The browser's history has an entry for each scenario; one that it made itself, for a link, is taken. */
  private enter(id: string): void {
    const here = idHere();
    if (here === id) return;
    const state = { kept: id };
    if (here === undefined) history.replaceState(state, '');
    else history.pushState(state, '', location.pathname + location.search);
  }

  private now(): Kept | undefined {
    const run = this.stores.run.getState();
    const { info, id, files, machine, preset } = run;
    if (info === undefined) return undefined;
    const { screen } = this.stores.screen.getState();
    const head: KeptHead = {
      id,
      name: info.title,
      kernel: info.kernel,
      when: Date.now(),
      hash: info.hash,
      preset,
      address: location.hash,
      step: screen === undefined || screen.step === info.steps ? undefined : screen.step,
      selection: this.stores.selection.getState().selection,
      view: linkView(this.stores.view.getState()),
      stops: this.stores.play.getState().stops.map(({ stop, on }) => ({ stop, on })),
      compare: linkCompare(this.stores.compare.getState()),
      tour: linkTour(this.stores.tour.getState()),
    };
    return { head, body: { scenario: scenarioNow(run), files, machine, history: run.history } };
  }

  private async open({ head, body }: Kept): Promise<boolean> {
    const { id, step, selection, view, preset, stops = [], compare, tour } = head;
    const landing = { id, step, selection, view, preset, stops, compare, tour, history: body.history };
    return body.machine === undefined
      ? this.opener.scenario(body.scenario, body.files, landing)
      : this.opener.machine(body.machine, landing);
  }

  private async fetch(id: string): Promise<Kept | undefined> {
    let found: Kept | undefined;
    await this.attempt(async (shelf) => {
      found = await shelf.read(id);
    });
    return found;
  }

  private forget(id: string): void {
    this.memory.delete(id);
    this.written.delete(id);
  }

  /** Those of bundled scenarios as they are stand in the menu anyway; of the same run twice the newer counts. */
  private show(all: readonly KeptHead[]): void {
    const seen = new Set<string>();
    const list = sorted(all).filter(({ name, hash, preset }) => {
      const key = `${hash} ${name}`;
      if (preset !== undefined || seen.has(key)) return false;
      seen.add(key);
      return true;
    });
    this.stores.kept.setState({ list });
  }

  /** One after the other. What the browser refuses is told once, and costs no more than that nothing is kept. */
  private attempt(work: (shelf: Shelf) => Promise<void>): Promise<void> {
    const { shelf } = this;
    if (shelf === undefined) return Promise.resolve();
    this.writes++;
    this.writing = this.writing
      .then(() => work(shelf))
      .catch((error: unknown) => {
        if (this.complained) return;
        this.complained = true;
        const { kept: say } = messagesOf(this.stores).app;
        tell(
          this.stores,
          say.notKept,
          say.notKeptAbout({ why: error instanceof Error ? error.message : String(error) }),
        );
      })
      .finally(() => {
        this.writes--;
      });
    return this.writing;
  }
}

/** What the entry of the browser's history that is shown is of. */
export function idHere(): string | undefined {
  const state: unknown = history.state;
  if (typeof state !== 'object' || state === null || !('kept' in state)) return undefined;
  return typeof state.kept === 'string' ? state.kept : undefined;
}

function lasting(body: KeptBody): KeptBody {
  const { past, future } = body.history;
  return { ...body, history: { past: past.slice(-MOST_CHANGES), future: future.slice(-MOST_CHANGES) } };
}

function sorted(list: readonly KeptHead[]): readonly KeptHead[] {
  return list.toSorted((a, b) => b.when - a.when);
}
