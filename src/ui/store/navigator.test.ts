import { describe, expect, it } from 'vitest';
import type { Move } from '../../engine/index.ts';
import { FAKE_STEPS, FakeEngine } from '../testing/fake-engine.ts';
import { Chart } from './chart.ts';
import { Navigator } from './navigator.ts';
import { createStores } from './stores.ts';

async function opened() {
  const engine = new FakeEngine();
  const stores = createStores();
  const info = await engine.open({ irqscope: 1, board: { bundled: 'x' }, kernel: '6.12' });
  stores.run.setState({ info: info.ok ? info.value.info : undefined });
  const moves: (Move & { readonly from?: number })[] = [];
  const move = engine.move.bind(engine);
  engine.move = async (one, ask, from) => {
    moves.push(from === undefined ? one : { ...one, from });
    await Promise.resolve();
    return move(one, ask, from);
  };
  const navigator = new Navigator(engine, stores, new Chart(engine, stores));
  const rest = async (): Promise<void> => {
    while (navigator.busy) await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { engine, stores, navigator, moves, rest };
}

describe('the navigator', () => {
  it('adds up steps that come while one is under way', async () => {
    const { navigator, stores, moves, rest } = await opened();
    for (let press = 0; press < 30; press++) navigator.walk(1);
    await rest();
    expect(stores.screen.getState().screen?.step).toBe(30);
    expect(moves).toEqual([
      { to: 'in', direction: 1 },
      { to: 'step', step: 30 },
    ]);
  });

  it('goes only to the last of many places', async () => {
    const { navigator, stores, moves, rest } = await opened();
    for (const step of [10, 20, 30, 40, 50]) navigator.go({ to: 'step', step });
    await rest();
    expect(stores.screen.getState().screen?.step).toBe(50);
    expect(moves).toHaveLength(2);
  });

  it('arrives from the step before', async () => {
    const { navigator, moves, rest } = await opened();
    navigator.arrive(100);
    await rest();
    expect(moves).toEqual([{ to: 'step', step: 100, from: 99 }]);
  });

  it('does not lose a move to a refresh', async () => {
    const { navigator, stores, rest } = await opened();
    navigator.refresh();
    navigator.go({ to: 'end' });
    navigator.refresh();
    await rest();
    expect(stores.screen.getState().screen?.step).toBe(FAKE_STEPS);
  });

  it('says what went wrong and stops playing', async () => {
    const { navigator, stores, engine, rest } = await opened();
    stores.play.setState({ playing: true });
    engine.move = () => Promise.resolve({ ok: false, error: { code: 'worker-died', message: 'The engine stopped.' } });
    navigator.walk(1);
    await rest();
    expect(stores.play.getState().playing).toBe(false);
    expect(stores.tasks.getState().notices).toMatchObject([{ problem: { code: 'worker-died' } }]);
  });
});
