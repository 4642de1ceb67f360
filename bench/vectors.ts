/**
 * 2,048 vectors on one function: allocated at boot, each fired once, and a screen of the table at a random step. And a
 * step on a board with more vectors than there are LPIs.
 */
import { hugeScenario } from '../scripts/boards.mjs';
import {
  checkScenario,
  type LoadedScenario,
  loadScenario,
  moveTo,
  screenOf,
  Session,
  Viewer,
} from '../src/engine/index.ts';
import { milliseconds, round } from './clock.ts';
import { loadBundled } from './load.ts';

const BDF = '0000:00:01.0';
const ENTRIES = 2048;

const FUNCTION = {
  bdf: BDF,
  vendor: '0x8086',
  device: '0x1234',
  class: '0x020000',
  bars: [{ index: 0, size: '0x10000', is64: true }],
  intx: 'A',
  msix: { entries: ENTRIES, tableBar: 0, tableOffset: '0x0', pbaBar: 0, pbaOffset: '0x8000' },
  driver: { minVectors: 1, maxVectors: ENTRIES, flags: ['msix'] },
};

/** A screen after a step, in the middle of a run and at its end. */
function stepOf(loaded: LoadedScenario): { readonly step: number; readonly vectors: number } | string {
  const opened = Session.open(loaded);
  if (!opened.ok) return opened.error.message;
  const session = opened.value;
  const viewer = Viewer.of(session);
  const ask = { irqs: { first: 0, count: 40 }, topology: true };
  const steps = [session.steps >> 1, session.steps].map((from) => {
    moveTo(viewer, { to: 'step', step: from });
    return milliseconds(() => {
      const before = session.cursor.position;
      moveTo(viewer, { to: 'in', direction: -1 });
      screenOf(viewer, ask, before);
    }, 25);
  });
  return { step: Math.max(...steps), vectors: screenOf(viewer, ask, session.cursor.position).counts.irqs };
}

/** As many interrupts as there are LPIs, held against the bundled board. */
function measureHuge(): Record<string, number | string> {
  const bundled = loadBundled();
  const scenario = checkScenario(hugeScenario());
  const huge = scenario.ok ? loadScenario(scenario.value, new Map()) : scenario;
  if (!bundled.ok || !huge.ok) return { failed: 'the boards could not be loaded' };
  const [small, large] = [stepOf(bundled.value), stepOf(huge.value)];
  if (typeof small === 'string') return { failed: small };
  if (typeof large === 'string') return { failed: large };
  return {
    'interrupts of the huge board': large.vectors,
    'huge board: a screen after one step, ms': large.step,
    'huge board: ratio of a step to one of the bundled board': round(large.step / small.step),
  };
}

export function measureVectors(): Record<string, number | string> {
  const loaded = loadBundled({ pci: [{ bdf: '0000:00:00.0', model: 'pcie-host-bridge' }, FUNCTION] });
  if (!loaded.ok) return { failed: loaded.error.message };
  let opened = Session.open(loaded.value);
  const boot = milliseconds(() => {
    opened = Session.open(loaded.value);
  }, 3);
  if (!opened.ok) return { failed: opened.error.message };
  const session = opened.value;
  const steps = session.steps;
  const start = performance.now();
  for (let vector = 0; vector < ENTRIES; vector++) session.run({ do: 'msix.fire', bdf: BDF, vector });
  const fire = performance.now() - start;
  const viewer = Viewer.of(session);
  const ask = { msix: { bdf: BDF, first: 1000, count: 40 }, irqs: { first: 1000, count: 40 }, topology: true };
  screenOf(viewer, ask, session.cursor.position);
  let seed = 1;
  const screen = milliseconds(() => {
    seed = (seed * 48271) % 2147483647;
    const before = session.cursor.position;
    moveTo(viewer, { to: 'step', step: seed % session.steps });
    screenOf(viewer, ask, before);
  }, 25);
  const step = milliseconds(() => {
    const before = session.cursor.position;
    moveTo(viewer, { to: 'in', direction: -1 });
    screenOf(viewer, ask, before);
  }, 25);
  return {
    ...measureHuge(),
    vectors: ENTRIES,
    'boot with them, ms': boot,
    'steps of that boot': steps,
    'fire each once, ms': round(fire),
    'a screen after a random jump, ms': screen,
    'a screen after one step, ms': step,
    'target: a screen after one step under, ms': 50,
  };
}
