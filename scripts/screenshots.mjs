/**
 * `npm run screenshots`: the pictures of the documentation, made of the built page. Moments at which something is to be seen, light
 * and dark, on a desk and on a phone.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { pictureScenario } from './boards.mjs';
import { BROWSER_ARGS, ensureBrowser, findInstalled } from './browser.mjs';
import { serve } from '../src/cli/server.mjs';
import { ROOT } from './stale.mjs';

/** @typedef {import('@playwright/test').Page} Page */
/**
 * @typedef {object} Moment
 * @property {string} name
 * @property {string} hash What follows the "#" of the address.
 * @property {(page: Page) => Promise<void>} [act] What a person does there.
 * @property {boolean} [deskOnly]
 */

const SIZES = [
  [1440, 900],
  [390, 844],
];
const THEMES = /** @type {const} */ (['light', 'dark']);
const FOLDER = join(ROOT, 'docs/screenshots');
const VECTORS = '#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0&sel=vector:0000:00:02.0:3';

/** @param {Page} page */
async function idle(page) {
  await page.evaluate(async () => {
    await window.irqscope?.idle();
  });
}

/** @param {Page} page @param {string} name */
async function click(page, name) {
  await page.getByRole('button', { name, exact: true }).click();
  await idle(page);
}

/** Drops a scenario on the page, as a file. @param {Page} page @param {unknown} scenario */
async function drop(page, scenario) {
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'scenario.json'));
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
    }
  }, JSON.stringify(scenario));
  await idle(page);
}

/** The tables of a phone are behind a tab. @param {Page} page @param {(page: Page) => Promise<void>} act */
async function inTables(page, act) {
  const tab = page.getByRole('tab', { name: 'Tables', exact: true });
  if (await tab.isVisible()) await tab.click();
  await act(page);
  const picture = page.getByRole('tab', { name: 'Picture', exact: true });
  if (await picture.isVisible()) await picture.click();
  await idle(page);
}

/** @type {readonly Moment[]} */
const MOMENTS = [
  {
    // A vector of the NVMe is fired, at the moment at which Linux looks for its interrupt.
    name: 'vector',
    hash: VECTORS,
    act: async (page) => {
      await inTables(page, (tables) => click(tables, 'fire vector 3'));
      await page.getByLabel('next', { exact: true }).selectOption('delivery');
      await click(page, 'Last of the chosen kind');
    },
  },
  {
    name: 'why-not',
    hash: VECTORS,
    act: (page) =>
      inTables(page, async (tables) => {
        await click(tables, 'mask vector 3');
        await click(tables, 'fire vector 3');
      }),
  },
  { name: 'many', hash: '', act: (page) => drop(page, pictureScenario()) },
  { name: 'domains', hash: '#v=1&s=qemu-virt-gicv3-its-smmu&view=domains.irqs&sel=irq:20', deskOnly: true },
  { name: 'table', hash: '#v=1&s=qemu-virt-gicv3-its&view=table.registers&t=9957', deskOnly: true },
  {
    name: 'editor',
    hash: '#v=1&s=qemu-virt-gicv3-its&view=hardware.irqs',
    deskOnly: true,
    act: async (page) => {
      await click(page, 'Edit');
      await page.getByRole('tab', { name: 'Device tree', exact: true }).click();
      await idle(page);
    },
  },
  {
    name: 'tour',
    hash: '#v=1&s=qemu-virt-gicv3-its&view=hardware.irqs',
    deskOnly: true,
    act: async (page) => {
      // The first stop starts the tour, the others follow.
      for (let stop = 0; stop < 4; stop++) {
        await page.keyboard.press('t');
        await idle(page);
      }
    },
  },
];

const problem = await ensureBrowser();
if (problem !== undefined) throw new Error(problem);
const executablePath = findInstalled();
const address = await serve(join(ROOT, 'dist/web'), { port: 5300 });
const browser = await chromium.launch({
  args: BROWSER_ARGS,
  ...(executablePath === undefined ? {} : { executablePath }),
});
mkdirSync(FOLDER, { recursive: true });
for (const old of readdirSync(FOLDER)) rmSync(join(FOLDER, old));
for (const { name, hash, act, deskOnly = false } of MOMENTS) {
  for (const colorScheme of THEMES) {
    for (const [width = 0, height = 0] of deskOnly ? SIZES.slice(0, 1) : SIZES) {
      const viewport = { width, height };
      const page = await browser.newPage({ colorScheme, viewport, locale: 'en-GB', reducedMotion: 'reduce' });
      await page.addInitScript(() => localStorage.setItem('irqscope-hint', 'seen'));
      await page.goto(`${address}${hash}`);
      await idle(page);
      await act?.(page);
      const file = join(FOLDER, `${name}-${colorScheme}-${width}x${height}.png`);
      await page.screenshot({ path: file });
      console.log(file.slice(ROOT.length + 1));
      await page.close();
    }
  }
}
await browser.close();
process.exit(0);
