/** The same scenario is the same run in Node and in the browser: the state hash in the link proves it. */
import { readdirSync, readFileSync } from 'node:fs';
import { encodeBase64Url } from '../src/base/base64url.ts';
import { KERNEL_VERSIONS } from '../src/engine/api/kernel-versions.ts';
import { engineMessages } from '../src/engine/api/messages/index.ts';
import { checkScenario, decodeDriverTable, loadScenario, Session, wantsDriverTable } from '../src/engine/index.ts';
import { pack } from '../src/permalink/codec.ts';
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

const GOLDEN = new URL('../conformance/golden/', import.meta.url);

for (const { version } of KERNEL_VERSIONS) {
  test(
    `the machines of the goldens end in the same state through their links, ${version}`,
    { tag: '@thorough' },
    async ({ explorer }) => {
      // Nine runs in one page.
      test.slow();
      const { page } = explorer;
      await explorer.open();
      const kernel = new URL(`${version}/`, GOLDEN);
      const machines = readdirSync(kernel, { withFileTypes: true }).filter((entry) => entry.isDirectory());
      expect(machines.length).toBeGreaterThan(7);
      for (const { name } of machines) {
        const folder = new URL(`${name}/`, kernel);
        const dtb = encodeBase64Url(readFileSync(new URL('board.dtb', folder)));
        const scenario = { ...JSON.parse(readFileSync(new URL('scenario.json', folder), 'utf8')), board: { dtb } };
        const source = await pack(scenario);
        const checked = checkScenario(scenario);
        const table = checked.ok && wantsDriverTable(checked.value) ? driverTable() : undefined;
        const loaded = checked.ok ? loadScenario(checked.value, new Map(), 'en', table) : checked;
        const session = loaded.ok ? Session.open(loaded.value) : loaded;
        const hash = session.ok ? session.value.hash : session.error.message;
        // The page looks for a difference itself, and says so: what it shows then is that there is none.
        await page.evaluate((link) => location.assign(link), `#v=1&s=${source}&h=${hash}`);
        await expect.poll(() => new URLSearchParams(new URL(page.url()).hash.slice(1)).get('by')).not.toBeNull();
        await explorer.idle();
        expect([name, new URLSearchParams(new URL(page.url()).hash.slice(1)).get('h')]).toEqual([name, hash]);
        await expect(page.getByRole('status', { name: 'The model has changed' })).toBeHidden();
      }
    },
  );
}
