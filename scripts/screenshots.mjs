/**
 * `npm run screenshots`: pictures of the built page for the README and for looking at. Light and dark, a desk and a
 * phone, of a moment at which something is to be seen.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { BROWSER_ARGS, ensureBrowser, findInstalled } from './browser.mjs';
import { serve } from './serve.mjs';
import { ROOT } from './stale.mjs';

const SIZES = [
  [1440, 900],
  [390, 844],
];
const FOLDER = join(ROOT, 'docs/screenshots');

/** Where the pictures are taken: the last step with a kernel function running, with the console's interrupt selected. */
const HASH = process.argv[2] ?? '#v=1&s=qemu-virt-gicv3-its&sel=node:/pl011@9000000';

const problem = await ensureBrowser();
if (problem !== undefined) throw new Error(problem);
const executablePath = findInstalled();
const address = await serve(join(ROOT, 'dist/web'), { port: 5300 });
const browser = await chromium.launch({
  args: BROWSER_ARGS,
  ...(executablePath === undefined ? {} : { executablePath }),
});
mkdirSync(FOLDER, { recursive: true });
for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  for (const [width = 0, height = 0] of SIZES) {
    const page = await browser.newPage({
      colorScheme,
      viewport: { width, height },
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    await page.goto(`${address}${HASH}`);
    await page.evaluate(async () => {
      await window.irqscope?.idle();
    });
    if (process.argv[2] === undefined) {
      // The last request of an interrupt: a deep call stack, and a change in the table.
      await page.getByLabel('next', { exact: true }).selectOption('request');
      await page.getByRole('button', { name: 'Last of the chosen kind' }).click();
      await page.evaluate(async () => {
        await window.irqscope?.idle();
      });
    }
    const file = join(FOLDER, `${colorScheme}-${width}x${height}.png`);
    await page.screenshot({ path: file });
    console.log(file.slice(ROOT.length + 1));
    await page.close();
  }
}
await browser.close();
process.exit(0);
