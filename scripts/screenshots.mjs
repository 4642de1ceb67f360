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

/** A vector of the NVMe is fired; the pictures show the moment at which Linux looks for its interrupt. */
const START = '#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0';

/** @param {import('@playwright/test').Page} page */
async function idle(page) {
  await page.evaluate(async () => {
    await window.irqscope?.idle();
  });
}

/** Goes there by hand once, and gives the link of it. @param {import('@playwright/test').Page} page */
async function findMoment(page) {
  await page.goto(`${address}${START}`);
  await idle(page);
  await page.getByRole('button', { name: 'fire vector 3' }).click();
  await idle(page);
  await page
    .getByRole('row', { name: /nvme0q3|^3 / })
    .first()
    .click();
  await page.getByLabel('next', { exact: true }).selectOption('delivery');
  await page.getByRole('button', { name: 'Last of the chosen kind' }).click();
  await idle(page);
  return new URL(page.url()).hash;
}

const problem = await ensureBrowser();
if (problem !== undefined) throw new Error(problem);
const executablePath = findInstalled();
const address = await serve(join(ROOT, 'dist/web'), { port: 5300 });
const browser = await chromium.launch({
  args: BROWSER_ARGS,
  ...(executablePath === undefined ? {} : { executablePath }),
});
mkdirSync(FOLDER, { recursive: true });
const first = await browser.newPage({ viewport: { width: 1440, height: 900 } });
const hash = await findMoment(first);
await first.close();
for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  for (const [width = 0, height = 0] of SIZES) {
    const viewport = { width, height };
    const page = await browser.newPage({ colorScheme, viewport, locale: 'en-GB', reducedMotion: 'reduce' });
    await page.goto(`${address}${hash}`);
    await idle(page);
    const file = join(FOLDER, `${colorScheme}-${width}x${height}.png`);
    await page.screenshot({ path: file });
    console.log(file.slice(ROOT.length + 1));
    await page.close();
  }
}
await browser.close();
process.exit(0);
