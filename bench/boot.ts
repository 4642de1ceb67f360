/** A boot of the bundled board, with and without recording. */
import { Session } from '../src/engine/index.ts';
import { milliseconds, round } from './clock.ts';
import { loadBundled } from './load.ts';

export function measureBoot(): Record<string, number | string> {
  const loaded = loadBundled();
  if (!loaded.ok) return { failed: loaded.error.message };
  let steps = 0;
  const on = milliseconds(() => {
    const session = Session.open(loaded.value);
    if (session.ok) steps = session.value.steps;
  });
  const off = milliseconds(() => Session.open(loaded.value, { recording: false }));
  return { steps, 'boot, ms': on, 'boot without recording, ms': off, 'ratio recording on / off': round(on / off) };
}
