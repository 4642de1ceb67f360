/** The bundled board as a scenario, ready to run. */
import { readFileSync } from 'node:fs';
import type { Result } from '../src/base/result.ts';
import { checkScenario, type LoadedScenario, loadScenario } from '../src/engine/index.ts';

const BOARD = 'qemu-virt-gicv3-its';

export function loadBundled(more: object = {}): Result<LoadedScenario> {
  const scenario = checkScenario({ irqscope: 1, board: { bundled: BOARD }, kernel: '6.12', ...more });
  if (!scenario.ok) return scenario;
  const bytes = readFileSync(new URL(`../public/dts/${BOARD}.dts`, import.meta.url));
  return loadScenario(scenario.value, new Map([[`dts/${BOARD}.dts`, bytes]]));
}
