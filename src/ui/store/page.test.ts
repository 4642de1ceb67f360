import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pageMessages } from '../../engine/api/messages/index.ts';
import type { Command } from '../../engine/index.ts';
import { readLink } from '../../permalink/link.ts';
import type { EngineClient, Restart } from '../../worker/client.ts';
import { FAKE_STEPS, FakeEngine } from '../testing/fake-engine.ts';
import { filesOf } from './files.ts';
import { createPage, type Page } from './page.ts';

const FIRE: Command = { do: 'msix.fire', bdf: '0000:00:02.0', vector: 3 };

/** An engine that notes what it is asked, in the place of the client of one. */
class NotedEngine extends FakeEngine implements EngineClient {
  readonly calls: string[] = [];
  restart: Restart | undefined;

  constructor() {
    super();
    const { calls } = this;
    const noted = (name: 'open' | 'command' | 'move' | 'timeline' | 'board' | 'line' | 'search' | 'table'): void => {
      const call: (...given: never[]) => unknown = this[name].bind(this);
      Object.defineProperty(this, name, {
        value: (...given: never[]) => {
          calls.push(name);
          return call(...given);
        },
      });
    };
    for (const name of ['open', 'command', 'move', 'timeline', 'board', 'line', 'search', 'table'] as const)
      noted(name);
  }

  onDeath(restart: Restart): void {
    this.restart = restart;
  }

  dispose(): void {}
}

let engine: NotedEngine;
let page: Page;
const replaceState = vi.fn<(data: unknown, unused: string, url: string) => void>();

/**
 * Waits until nothing is asked any more and the address bar has followed. A test that changes something ends with it, or
 * the address that is still to come is taken for that of the next test.
 */
async function rest(): Promise<void> {
  const { tasks } = page.app.state;
  replaceState.mockClear();
  await vi.waitFor(
    () => {
      expect(replaceState).toHaveBeenCalled();
      expect(tasks.getState().pending).toBe(0);
    },
    { timeout: 5000 },
  );
}

beforeEach(async () => {
  vi.stubGlobal('location', { hash: '', pathname: '/', search: '' });
  vi.stubGlobal('history', { replaceState });
  engine = new NotedEngine();
  page = createPage(engine);
  await page.app.actions.openFiles(filesOf([new File(['/dts-v1/;'], 'a.dts')]));
  page.app.actions.showChart(undefined, 800);
  page.app.actions.showRight('msix');
  await rest();
  engine.calls.length = 0;
});

afterEach(() => vi.unstubAllGlobals());

describe('a command of the script', () => {
  it('costs one call to the engine', async () => {
    await page.app.actions.command(FIRE);
    await rest();
    expect(engine.calls).toEqual(['command']);
    const { run, screen, chart } = page.app.state;
    expect(run.getState().info?.commands.map(({ command }) => command.do)).toEqual(['boot', 'msix.fire']);
    expect(screen.getState().screen?.msix?.bdf).toBe('0000:00:02.0');
    expect(chart.getState().view?.to).toBe(FAKE_STEPS);
  });

  it('is in the link, and goes from there when it is undone', async () => {
    const script = async (): Promise<unknown> => {
      const read = await readLink(replaceState.mock.lastCall?.[2] ?? '', pageMessages('en').links);
      return read?.ok === true && read.value.link.source.kind === 'packed' ? read.value.link.source.scenario : read;
    };
    await page.app.actions.command(FIRE);
    await rest();
    expect(await script()).toMatchObject({ script: [{ do: 'boot' }, FIRE] });
    await page.app.actions.undo();
    await rest();
    expect(await script()).not.toHaveProperty('script');
    await page.app.actions.redo();
    await rest();
    expect(await script()).toMatchObject({ script: [{ do: 'boot' }, FIRE] });
  });

  it('shares one history with other changes, which two quick keys walk by two', async () => {
    const { actions, state } = page.app;
    await actions.command(FIRE);
    await actions.openKernel('6.1');
    await actions.command(FIRE);
    const seen = (): unknown => {
      const { info, history } = state.run.getState();
      return [info?.kernel, info?.commands.length, history.past.length, history.future.length];
    };
    expect(seen()).toEqual(['6.1', 3, 3, 0]);
    await Promise.all([actions.undo(), actions.undo()]);
    expect(seen()).toEqual(['6.12', 2, 1, 2]);
    await Promise.all([actions.redo(), actions.redo(), actions.redo()]);
    expect(seen()).toEqual(['6.1', 3, 3, 0]);
    await rest();
  });

  it('is asked for once for each of two quick clicks, and a step goes on from the end of the last', async () => {
    const { actions, state } = page.app;
    actions.goToStart();
    const first = actions.command(FIRE);
    const second = actions.command(FIRE);
    actions.stepInto(-1);
    await Promise.all([first, second]);
    await rest();
    expect(engine.calls).toEqual(['move', 'command', 'command', 'move']);
    expect(state.screen.getState().screen?.step).toBe(FAKE_STEPS - 1);
  });

  it('is run again when the engine dies', async () => {
    await page.app.actions.command(FIRE);
    await rest();
    expect(engine.restart?.open()).toMatchObject({
      scenario: { board: { file: 'a.dts' }, script: [{ do: 'boot' }, FIRE] },
    });
  });

  it('that cannot be run is told, and changes nothing', async () => {
    const { actions, state } = page.app;
    const before = state.screen.getState().screen;
    engine.refuse = true;
    await actions.command(FIRE);
    expect(state.tasks.getState().notices).toMatchObject([{ title: 'Could not run msix.fire' }]);
    expect(state.screen.getState().screen).toBe(before);
    expect(state.run.getState().info?.commands).toHaveLength(1);
  });
});

describe('a step', () => {
  it('costs one call, from wherever it is reached', async () => {
    page.app.actions.goToStep(100);
    await rest();
    page.app.actions.goToCommand({ from: 10, to: 20 });
    await rest();
    page.app.actions.stepOver(1);
    await rest();
    expect(engine.calls).toEqual(['move', 'move', 'move']);
  });
});
