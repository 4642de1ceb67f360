import * as fake from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command } from '../../engine/index.ts';
import type { EngineClient } from '../../worker/client.ts';
import { FakeEngine } from '../testing/fake-engine.ts';
import { DraftModel, jsonText } from './draft/draft-model.ts';
import { filesOf } from './files.ts';
import { createPage, type Page } from './page.ts';
import { browserShelf, type Shelf } from './shelf.ts';

const FIRE: Command = { do: 'msix.fire', bdf: '0000:00:02.0', vector: 3 };

class Client extends FakeEngine implements EngineClient {
  onDeath(): void {}
  dispose(): void {}
}

/** A browser's history, address and window, as far as the page uses them. */
class Browser {
  readonly window = new EventTarget();
  readonly location = { hash: '', pathname: '/', search: '', origin: 'http://x' };
  private readonly entries: { state: unknown; hash: string }[] = [{ state: null, hash: '' }];
  private at = 0;
  readonly history = {
    replaceState: (state: unknown, _unused: string, url?: string): void => this.put(state, url),
    pushState: (state: unknown, _unused: string, url?: string): void => {
      this.entries.splice(++this.at, Infinity, { state: null, hash: this.location.hash });
      this.put(state, url);
    },
  };

  constructor() {
    Object.defineProperty(this.history, 'state', { get: () => this.entries[this.at]?.state });
  }

  get length(): number {
    return this.entries.length;
  }

  private put(state: unknown, url: string | undefined): void {
    if (url !== undefined) this.location.hash = /#.*/.exec(url)?.[0] ?? '';
    this.entries[this.at] = { state: structuredClone(state), hash: this.location.hash };
  }

  go(by: number): void {
    this.at += by;
    this.location.hash = this.entries[this.at]?.hash ?? '';
    this.window.dispatchEvent(new Event('popstate'));
  }
}

let browser: Browser;
let shelf: Shelf;

beforeEach(() => {
  for (const [name, value] of Object.entries(fake)) if (name.startsWith('IDB')) vi.stubGlobal(name, value);
  vi.stubGlobal('indexedDB', new fake.IDBFactory());
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('/dts-v1/;')));
  load(new Browser());
  shelf = browserShelf();
});
afterEach(() => vi.unstubAllGlobals());

function load(next: Browser): void {
  browser = next;
  vi.stubGlobal('window', browser.window);
  vi.stubGlobal('navigator', { languages: ['en-GB'] });
  vi.stubGlobal('location', browser.location);
  vi.stubGlobal('history', browser.history);
  const shown = { documentElement: { dataset: {} }, getAnimations: () => [], querySelector: () => ({}) };
  vi.stubGlobal('document', Object.assign(new EventTarget(), shown));
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => setTimeout(frame, 1));
}

/** A page that is loaded at the entry of the history that the browser is at. */
async function loaded(on: Shelf = shelf): Promise<Page> {
  // A page that is reloaded is gone: nobody hears the events of its window.
  const { window: before } = browser;
  Object.assign(browser, { window: new EventTarget() });
  vi.stubGlobal('window', browser.window);
  expect(before).not.toBe(browser.window);
  const page = createPage(new Client(), on);
  page.start();
  await settled(page);
  return page;
}

async function settled({ app: { state }, idle }: Page): Promise<void> {
  await vi.waitFor(() => {
    expect(state.tasks.getState().pending).toBe(0);
    expect(state.run.getState().info).toBeDefined();
  });
  // What is kept and the address are written when the page is asked whether it has come to rest.
  await idle.idle();
}

const drop = ({ app }: Page, name: string): Promise<void> =>
  app.actions.openFiles(filesOf([new File(['/dts-v1/;'], name)]));
const titles = ({ app }: Page): unknown => app.state.kept.getState().list.map(({ name }) => name);
const seen = ({ app: { state } }: Page): unknown => {
  const { info, files, history } = state.run.getState();
  return {
    title: info?.title,
    kernel: info?.kernel,
    script: info?.commands.map(({ command }) => command.do),
    files: [...files.keys()],
    changes: history.past.length,
    step: state.screen.getState().screen?.step,
    selection: state.selection.getState().selection,
    right: state.view.getState().right,
  };
};

describe('a draft that was not run', () => {
  const edited = async (page: Page): Promise<DraftModel> => {
    const model = new DraftModel(page.app.drafts);
    await model.start();
    return model;
  };

  it('is there after a reload, until it is run, undone or discarded', async () => {
    const page = await loaded();
    await drop(page, 'mine.dts');
    const model = await edited(page);
    model.set(['title'], 'changed');
    model.type('{"irqscope": 1, ');
    await settled(page);
    const again = await loaded();
    const restored = await edited(again);
    expect(jsonText(restored.store.getState())).toBe('{"irqscope": 1, ');
    expect(restored.store.getState()).toMatchObject({ draft: { title: 'changed' }, restored: true });
    restored.undo();
    expect(restored.dirty).toBe(false);
    await settled(again);
    expect((await edited(again)).dirty).toBe(false);
    restored.set(['title'], 'changed again');
    restored.discard();
    await settled(again);
    expect((await edited(again)).dirty).toBe(false);
  });

  it('is not put over a scenario that has gone on without it', async () => {
    const page = await loaded();
    (await edited(page)).set(['title'], 'changed');
    await settled(page);
    await page.app.actions.command(FIRE);
    await settled(page);
    expect((await edited(await loaded())).dirty).toBe(false);
  });
});

describe('what is open', () => {
  it('is there after a reload, with its files, script, changes, step, selection and view', async () => {
    const page = await loaded();
    const { actions } = page.app;
    await drop(page, 'mine.dts');
    await actions.openKernel('6.1');
    await actions.command(FIRE);
    actions.select({ kind: 'irq', virq: 28 });
    actions.showRight('msix');
    actions.goToStep(123);
    await settled(page);
    const before = seen(page);
    expect(before).toMatchObject({ title: 'mine.dts', kernel: '6.1', files: ['mine.dts'], changes: 2, step: 123 });
    expect(before).toMatchObject({ script: ['boot', 'msix.fire'], right: 'msix', selection: { virq: 28 } });
    browser.location.hash = '';
    const again = await loaded();
    expect(seen(again)).toEqual(before);
    await again.app.actions.undo();
    expect(seen(again)).toMatchObject({ script: ['boot'], kernel: '6.1', changes: 1 });
  });

  it('is an entry of the browser’s history, whatever is changed in it and wherever one goes', async () => {
    const page = await loaded();
    await drop(page, 'a.dts');
    page.app.actions.goToStep(77);
    await page.app.actions.command(FIRE);
    page.app.actions.goToStep(78);
    await settled(page);
    await drop(page, 'b.dts');
    await settled(page);
    expect(browser.length).toBe(3);
    browser.go(-1);
    await settled(page);
    expect(seen(page)).toMatchObject({ title: 'a.dts', step: 78, script: ['boot', 'msix.fire'] });
    browser.go(-1);
    await settled(page);
    expect(page.app.state.run.getState().preset).toBe('qemu-virt-gicv3-its');
    browser.go(2);
    await settled(page);
    expect(seen(page)).toMatchObject({ title: 'b.dts' });
    expect(browser.length).toBe(3);
  });

  it('is in the list of what was open, once, and goes from there', async () => {
    const page = await loaded();
    for (const name of ['a.dts', 'b.dts', 'a.dts']) {
      await drop(page, name);
      await settled(page);
    }
    expect(titles(page)).toEqual(['a.dts', 'b.dts']);
    const other = page.app.state.kept.getState().list[1];
    await page.app.actions.openKept(other?.id ?? '');
    expect(seen(page)).toMatchObject({ title: 'b.dts' });
    await settled(page);
    expect(titles(page)).toEqual(['b.dts', 'a.dts']);
    await page.app.actions.removeKept(page.app.state.kept.getState().list.map(({ id }) => id));
    expect(titles(page)).not.toContain('b.dts');
  });

  it('is not kept for whoever wants nothing kept', async () => {
    const page = await loaded();
    await drop(page, 'a.dts');
    await settled(page);
    await page.app.actions.keep(false);
    await drop(page, 'b.dts');
    await settled(page);
    expect([titles(page), await shelf.list()]).toEqual([[], []]);
    browser.go(-1);
    await settled(page);
    expect(seen(page)).toMatchObject({ title: 'a.dts' });
    browser.location.hash = '';
    const again = await loaded();
    expect(again.app.state.run.getState().preset).toBe('qemu-virt-gicv3-its');
    expect(again.app.state.kept.getState().keeping).toBe(false);
  });

  it('costs one notice where the browser refuses to store it', async () => {
    const refuse = (): Promise<never> => Promise.reject(new Error('The quota has been exceeded.'));
    const page = await loaded({
      list: refuse,
      read: refuse,
      put: refuse,
      remove: refuse,
      clear: refuse,
      readDraft: refuse,
      putDraft: refuse,
    });
    await drop(page, 'a.dts');
    await settled(page);
    await drop(page, 'b.dts');
    await settled(page);
    expect(page.app.state.tasks.getState().notices).toMatchObject([
      { kind: 'note', title: 'Your work is not kept', problem: { message: expect.stringContaining('quota') } },
    ]);
    browser.go(-1);
    await settled(page);
    expect(seen(page)).toMatchObject({ title: 'a.dts' });
  });
});
