/** The same scenario is the same run in Node and in the browser: the state hash in the link proves it. */
import { readFileSync } from 'node:fs';
import { engineMessages } from '../src/engine/api/messages/index.ts';
import { checkScenario, decodeDriverTable, loadScenario, Session, wantsDriverTable } from '../src/engine/index.ts';
import { PRESETS } from '../src/permalink/presets.ts';
import { expect, test } from './helper.ts';

function driverTable() {
  const table = decodeDriverTable(
    engineMessages('en').scenario,
    JSON.parse(readFileSync(new URL('../public/drivers.json', import.meta.url), 'utf8')),
  );
  return table.ok ? table.value : undefined;
}

test('every bundled scenario ends in the same state as in Node, one after the other in one worker', async ({
  explorer,
}) => {
  test.slow();
  for (const { name, scenario } of PRESETS) {
    await test.step(name, async () => {
      await explorer.at(`#v=1&s=${name}`);
      const board = 'bundled' in scenario.board ? scenario.board.bundled : '';
      const bytes = readFileSync(new URL(`../public/dts/${board}.dts`, import.meta.url));
      const checked = checkScenario(scenario);
      const table = wantsDriverTable(scenario) ? driverTable() : undefined;
      const loaded = checked.ok
        ? loadScenario(checked.value, new Map([[`dts/${board}.dts`, bytes]]), 'en', table)
        : checked;
      const session = loaded.ok ? Session.open(loaded.value) : loaded;
      expect(session.ok).toBe(true);
      const address = new URLSearchParams(new URL(explorer.page.url()).hash.slice(1));
      expect(address.get('s')).toBe(name);
      expect(address.get('h')).toBe(session.ok ? session.value.hash : undefined);
    });
  }
});
