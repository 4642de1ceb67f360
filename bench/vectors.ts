/** 2,048 vectors on one function: allocated at boot, each fired once, and a screen of the table at a random step. */
import { moveTo, screenOf, Session, Viewer } from '../src/engine/index.ts';
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
  const viewer = new Viewer(session);
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
    vectors: ENTRIES,
    'boot with them, ms': boot,
    'steps of that boot': steps,
    'fire each once, ms': round(fire),
    'a screen after a random jump, ms': screen,
    'a screen after one step, ms': step,
    'target: a screen after one step under, ms': 50,
  };
}
