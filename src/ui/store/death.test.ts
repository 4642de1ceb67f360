/** The page when its engine dies, at any moment: nothing that a person sees is lost. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { smallBoard } from '../../engine/run/testing.ts';
import { createEngineClient } from '../../worker/client.ts';
import { EngineHost } from '../../worker/host.ts';
import { PortWorker } from '../../worker/testing.ts';
import { filesOf } from './files.ts';
import { createPage, type Page } from './page.ts';

const DEATHS = 200;
const BOARD = smallBoard(
  'serial@9000000 { compatible = "arm,pl011", "arm,primecell"; reg = <0x9000000 0x1000>; interrupts = <0 1 4>; };',
);

const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A page with engines of its own; `die` ends the one that lives. */
function pageOf() {
  const workers: PortWorker<EngineHost>[] = [];
  const client = createEngineClient(
    () => 'en',
    () => {
      const worker = new PortWorker(new EngineHost('en', () => Promise.reject(new Error('not here'))));
      workers.push(worker);
      return worker;
    },
  );
  const page = createPage(client);
  return { page, client, workers, die: () => workers.at(-1)?.die('for the test') };
}

async function rest({ app: { state } }: Page, navigatorIdle: () => Promise<unknown>): Promise<void> {
  // A call more is answered after all that were asked before.
  await navigatorIdle();
  for (let turns = 0; turns < 3; turns++) {
    await quiet();
    while (state.tasks.getState().pending > 0) {
      turns = 0;
      await quiet();
    }
  }
}

/** What has to be the same with deaths and without. */
function seen({ app: { state } }: Page): unknown {
  const { info, history } = state.run.getState();
  const { screen } = state.screen.getState();
  return {
    hash: info?.hash,
    commands: info?.commands.map(({ command }) => command.do),
    history: [history.past.length, history.future.length],
    step: screen?.step,
    sentence: screen?.sentence,
    inspected: screen?.inspect?.title,
    selection: state.selection.getState().selection,
  };
}

/** What a person does next, by chance. */
function act({ app: { actions, state } }: Page, random: (below: number) => number): void {
  const what = random(10);
  const steps = state.run.getState().info?.steps ?? 1;
  if (what < 3) actions.stepInto(what === 0 ? -1 : 1);
  else if (what < 5) actions.goToStep(random(steps));
  else if (what < 6) actions.stepOver(-1);
  else if (what < 7) actions.select({ kind: 'irq', virq: 1 + random(6) });
  else if (what < 8) actions.next(1);
  else if (what < 9)
    void actions.command({ do: random(2) === 0 ? 'line.raise' : 'line.lower', node: '/serial@9000000', index: 0 });
  else void actions[random(3) === 0 ? 'redo' : 'undo']();
}

/** Numbers by a seed (Park and Miller). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

beforeEach(() => {
  vi.stubGlobal('location', { hash: '', pathname: '/', search: '' });
  vi.stubGlobal('history', { replaceState: () => {}, pushState: () => {}, state: null });
});
afterEach(() => vi.unstubAllGlobals());

it(`an engine that dies ${DEATHS} times, at random moments, costs one notice`, { timeout: 120_000 }, async () => {
  const [mortal, immortal] = [pageOf(), pageOf()];
  for (const { page, client } of [mortal, immortal]) {
    await page.app.actions.openFiles(filesOf([new File([BOARD], 'board.dts')]));
    await rest(page, () => client.search(''));
  }
  const [moments, acts, same] = [seeded(1), seeded(2), seeded(2)];
  for (let deaths = 0; deaths < DEATHS; deaths++) {
    act(mortal.page, acts);
    act(immortal.page, same);
    // Before the call has gone out, while it is answered, while its answer is put to use, or after.
    for (let turns = moments(12); turns > 0; turns--) await quiet();
    mortal.die();
    // Now and then the next one dies as well, while it opens what was open.
    if (moments(8) === 0) {
      await quiet();
      mortal.die();
    }
    await rest(mortal.page, () => mortal.client.search(''));
    await rest(immortal.page, () => immortal.client.search(''));
    expect(seen(mortal.page)).toEqual(seen(immortal.page));
  }
  expect(mortal.workers.length).toBeGreaterThan(DEATHS);
  expect(immortal.workers).toHaveLength(1);
  expect(mortal.page.app.state.tasks.getState().notices.map(({ title }) => title)).toEqual([
    ...immortal.page.app.state.tasks.getState().notices.map(({ title }) => title),
    'The engine was started again',
  ]);
  for (const { client } of [mortal, immortal]) client.dispose();
});
