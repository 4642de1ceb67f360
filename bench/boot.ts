/** A boot of the bundled board, with and without recording. */
import { readFileSync } from 'node:fs';
import { checkScenario, loadScenario, Session } from '../src/engine/index.ts';
import { milliseconds, round } from './clock.ts';

const BOARD = 'qemu-virt-gicv3-its';

export function measureBoot(): Record<string, number | string> {
  const scenario = checkScenario({ irqscope: 1, board: { bundled: BOARD }, kernel: '6.12' });
  if (!scenario.ok) return { failed: scenario.error.message };
  const bytes = readFileSync(new URL(`../public/dts/${BOARD}.dts`, import.meta.url));
  const loaded = loadScenario(scenario.value, new Map([[`dts/${BOARD}.dts`, bytes]]));
  if (!loaded.ok) return { failed: loaded.error.message };
  let steps = 0;
  const on = milliseconds(() => {
    const session = Session.open(loaded.value);
    if (session.ok) steps = session.value.steps;
  });
  const off = milliseconds(() => Session.open(loaded.value, { recording: false }));
  return { steps, 'boot, ms': on, 'boot without recording, ms': off, 'ratio recording on / off': round(on / off) };
}
