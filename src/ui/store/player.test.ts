import { describe, expect, it } from 'vitest';
import type { Move } from '../../engine/index.ts';
import { FakeEngine } from '../testing/fake-engine.ts';
import { addBreakpoint, breakpointOn, switchBreakpoint, toggleBreak } from './breakpoints.ts';
import { Chart } from './chart.ts';
import { Navigator } from './navigator.ts';
import { Player } from './player.ts';
import { createStores } from './stores.ts';

async function opened() {
  const engine = new FakeEngine();
  const stores = createStores();
  const info = await engine.open({ irqscope: 1, board: { bundled: 'x' }, kernel: '6.12' });
  stores.run.setState({ info: info.ok ? info.value.info : undefined });
  const moves: Move[] = [];
  const move = engine.move.bind(engine);
  engine.move = (one, ask, from) => {
    moves.push(one);
    return move(one, ask, from);
  };
  const navigator = new Navigator(engine, stores, new Chart(engine, stores));
  const due = new Map<number, (now: number) => void>();
  let ids = 0;
  const player = new Player(navigator, stores, {
    request: (frame) => {
      due.set(++ids, frame);
      return ids;
    },
    cancel: (id) => due.delete(id),
  });
  navigator.go({ to: 'start' });
  const rest = async (): Promise<void> => {
    while (navigator.busy) await new Promise((resolve) => setTimeout(resolve, 0));
  };
  /** Draws a frame at a time in milliseconds; returns how many loops asked for one. */
  const frame = async (now: number): Promise<number> => {
    const frames = [...due.values()];
    due.clear();
    for (const one of frames) one(now);
    await rest();
    return frames.length;
  };
  await rest();
  const step = () => stores.screen.getState().screen?.step;
  return { engine, stores, navigator, player, moves, frame, step };
}

describe('the player', () => {
  it('plays as many steps as time has passed for, by the frames’ own clock', async () => {
    const { player, stores, frame, step } = await opened();
    stores.play.setState({ speed: 1 });
    player.play();
    await frame(-5000);
    expect(step()).toBe(0);
    await frame(-4900);
    expect(step()).toBe(1);
    for (let now = -4800; now <= -3900; now += 100) await frame(now);
    expect(step()).toBe(13);
  });

  it('stops when the engine says that it was stopped, however far it came', async () => {
    const { engine, player, stores, frame, step } = await opened();
    const move = engine.move.bind(engine);
    engine.move = async (one, ask) => {
      const result = await move(one, ask);
      return one.to === 'run' && result.ok ? { ok: true, value: { ...result.value, stopped: true } } : result;
    };
    player.play();
    await frame(0);
    await frame(100);
    expect(step()).toBeGreaterThan(0);
    expect(stores.play.getState().playing).toBe(false);
    const stopped = step();
    await frame(200);
    expect(step()).toBe(stopped);
  });

  it('keeps to one loop when paused and played within a frame', async () => {
    const { player, frame } = await opened();
    player.play();
    player.pause();
    player.play();
    expect(await frame(0)).toBe(1);
    expect(await frame(16)).toBe(1);
  });

  it('asks for one run at a time, and heeds only breakpoints that are on', async () => {
    const { player, stores, moves, frame } = await opened();
    addBreakpoint(stores, { what: 'log' });
    addBreakpoint(stores, { what: 'call', text: 'gic_of_init' });
    const [first] = stores.play.getState().stops;
    if (first !== undefined) switchBreakpoint(stores, first);
    player.play();
    await frame(0);
    await frame(100);
    expect(moves.at(-1)).toMatchObject({ to: 'run', stops: [{ what: 'call', text: 'gic_of_init' }] });
  });
});

describe('breakpoints on the selection', () => {
  it('come and go, and are told apart by what they are on', async () => {
    const { stores } = await opened();
    const selection = { kind: 'irq', virq: 13 } as const;
    stores.selection.setState({ selection });
    toggleBreak(stores);
    expect(breakpointOn(stores.play.getState().stops, selection)?.name).toBe('change of irq 13');
    expect(breakpointOn(stores.play.getState().stops, { kind: 'irq', virq: 14 })).toBeUndefined();
    toggleBreak(stores);
    expect(stores.play.getState().stops).toEqual([]);
    stores.selection.setState({ selection: undefined });
    toggleBreak(stores);
    expect(stores.tasks.getState().notices).toMatchObject([{ title: 'Nothing is selected' }]);
  });

  it('on objects by id are forgotten with their run, and kept while its script grows', async () => {
    const { engine, stores } = await opened();
    addBreakpoint(stores, { what: 'object', selection: { kind: 'domain', id: 16 } });
    addBreakpoint(stores, { what: 'object', selection: { kind: 'irq', virq: 13 } });
    const longer = await engine.command(
      { do: 'msix.fire', bdf: '0000:00:02.0', vector: 3 },
      { screen: {}, chart: undefined },
    );
    if (!longer.ok) throw new Error('no run');
    stores.run.setState({ info: longer.value.info });
    expect(stores.play.getState().stops).toHaveLength(2);
    stores.run.setState({ info: { ...longer.value.info, kernel: '6.1' } });
    expect(stores.play.getState().stops.map(({ name }) => name)).toEqual(['change of irq 13']);
  });
});
